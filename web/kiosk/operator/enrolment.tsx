import { type FormEvent, useState } from "react";
import type { Card, EnrolmentAnswer } from "../keeper/keeper-calls.ts";
import type { AskKeeper } from "../keeper/start-keeper.ts";
import { type ConsentAnswers, consentText } from "../people/consent.ts";
import { BigButton } from "../screens/big-button.tsx";
import { CardView } from "./card-view.tsx";
import { Field } from "./field.tsx";
import { Photos } from "./photos.tsx";
import { Tick } from "./tick.tsx";

type Refusal = Extract<EnrolmentAnswer, { outcome: "refused" }>["code"];

const refusals: Readonly<Record<Refusal, string>> = {
  student_id_invalid: "Enter the student’s id as the registers write it.",
  already_enrolled: "This student is enrolled here already. Remove them first, or renew their card.",
  student_refused: "The student does not agree, so no face is enrolled. Enrol with QR code and PIN.",
  guardian_missing: "For an under-18 a guardian’s name and the way they consented are needed.",
  recorder_missing: "Enter your name: it is kept with the consent.",
  too_few_photos: "Three photos are needed.",
  too_many_photos: "Five photos are the most.",
  same_photo: "Two photos are the same. Take them again, and move a little in between.",
  different_people: "The photos show more than one person. Take them again.",
};

type Step =
  | { readonly at: "who" }
  | { readonly at: "consent" }
  | { readonly at: "photos" }
  | {
      readonly at: "look_alikes";
      readonly people: readonly { readonly studentId: string; readonly score: number }[];
    }
  | { readonly at: "card"; readonly card: Card };

/** Enrols one person: with a face after a recorded consent, or with QR code and PIN alone and just as easily. */
export function Enrolment({ ask, onDone }: { ask: AskKeeper; onDone: () => void }) {
  const [step, setStep] = useState<Step>({ at: "who" });
  const [studentId, setStudentId] = useState("");
  const [recordedBy, setRecordedBy] = useState("");
  const [under18, setUnder18] = useState(false);
  const [agrees, setAgrees] = useState(false);
  const [guardian, setGuardian] = useState({ name: "", how: "" });
  const [complaint, setComplaint] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const consent: ConsentAnswers = {
    under18,
    studentAgrees: agrees,
    guardian: under18 ? guardian : null,
    recordedBy,
  };

  async function enrol(withFace: boolean, despiteLookAlikes = false): Promise<void> {
    setComplaint(null);
    setBusy(true);
    const answer = await ask("enrol", {
      studentId,
      recordedBy,
      consent: withFace ? consent : null,
      despiteLookAlikes,
    });
    setBusy(false);
    if (answer.outcome === "enrolled") setStep({ at: "card", card: answer.card });
    else if (answer.outcome === "look_alikes") setStep({ at: "look_alikes", people: answer.people });
    else {
      setComplaint(refusals[answer.code]);
      if (answer.code === "student_id_invalid" || answer.code === "already_enrolled") setStep({ at: "who" });
    }
  }

  function next(event: FormEvent): void {
    event.preventDefault();
    setComplaint(null);
    setStep({ at: "consent" });
  }

  function agreed(event: FormEvent): void {
    event.preventDefault();
    if (!agrees) setComplaint(refusals.student_refused);
    else if (under18 && (guardian.name.trim() === "" || guardian.how.trim() === "")) {
      setComplaint(refusals.guardian_missing);
    } else {
      setComplaint(null);
      setStep({ at: "photos" });
    }
  }

  return (
    <section aria-label="Enrol a student" className="flex flex-col gap-5">
      {complaint !== null && (
        <p role="alert" className="rounded-panel bg-denied-soft p-4 text-kiosk-sm font-medium text-denied">
          {complaint}
        </p>
      )}
      {step.at === "who" && (
        <form onSubmit={next} className="flex flex-col gap-5">
          <Field label="Student id" value={studentId} onValue={setStudentId} required />
          <Field
            label="Your name"
            hint="Kept with the enrolment: who wrote it down."
            value={recordedBy}
            onValue={setRecordedBy}
            required
          />
          <p className="text-kiosk-sm">
            Ask the student which they want. Both mark them here, and nobody sees which it is.
          </p>
          <div className="flex flex-wrap gap-3">
            <BigButton
              disabled={busy || studentId.trim() === "" || recordedBy.trim() === ""}
              onClick={() => void enrol(false)}
            >
              QR code and PIN
            </BigButton>
            <BigButton type="submit">Face, QR code and PIN</BigButton>
          </div>
        </form>
      )}
      {step.at === "consent" && (
        <form onSubmit={agreed} className="flex flex-col gap-5">
          <h2 className="text-kiosk font-semibold">Consent of {studentId}</h2>
          <div className="flex flex-col gap-3 rounded-panel border-2 border-line bg-surface p-5 text-kiosk-sm">
            {consentText.paragraphs.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            <p className="text-base text-muted">Text {consentText.version}</p>
          </div>
          <Tick checked={under18} onChecked={setUnder18}>
            The student is under 18
          </Tick>
          {under18 && (
            <>
              <Field
                label="Guardian who consents"
                value={guardian.name}
                onValue={(name) => setGuardian({ ...guardian, name })}
              />
              <Field
                label="How the guardian consented"
                hint="Such as: form signed on 3 September, in the office."
                value={guardian.how}
                onValue={(how) => setGuardian({ ...guardian, how })}
              />
            </>
          )}
          <Tick checked={agrees} onChecked={setAgrees}>
            {under18
              ? "The student agrees too: a child’s refusal wins"
              : "The student has read this and agrees"}
          </Tick>
          <div className="flex flex-wrap gap-3">
            <BigButton disabled={busy} onClick={() => void enrol(false)}>
              No face: QR code and PIN
            </BigButton>
            <BigButton kind="primary" type="submit">
              Take photos
            </BigButton>
          </div>
        </form>
      )}
      {step.at === "photos" && <Photos ask={ask} onEnough={() => void enrol(true)} />}
      {step.at === "look_alikes" && (
        <div role="alert" className="flex flex-col gap-4 rounded-panel bg-late-soft p-5 text-kiosk-sm">
          <p className="font-semibold">This face resembles somebody who is enrolled.</p>
          <ul className="ml-6 list-disc">
            {step.people.map(({ studentId: other, score }) => (
              <li key={other}>
                {other} (similarity {score.toFixed(3)})
              </li>
            ))}
          </ul>
          <p>
            Are they twins or siblings, or the same person enrolled under another id? Two who look alike can
            be taken for each other: QR code and PIN are the safe way for both.
          </p>
          <div className="flex flex-wrap gap-3">
            <BigButton disabled={busy} onClick={() => void enrol(false)}>
              QR code and PIN only
            </BigButton>
            <BigButton disabled={busy} kind="danger" onClick={() => void enrol(true, true)}>
              Another person: enrol the face
            </BigButton>
          </div>
        </div>
      )}
      {step.at === "card" && <CardView card={step.card} onDone={onDone} />}
    </section>
  );
}
