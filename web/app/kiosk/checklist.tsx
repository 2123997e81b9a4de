import { useQueryClient } from "@tanstack/react-query";
import { Power } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import {
  type ChallengePolicy,
  challengePolicy,
  kioskView,
  type SwitchPoint,
  switchPoints,
} from "../../../src/contract/http/kiosk.ts";
import { Button } from "../../ui/button.tsx";
import { ApiFault, post } from "../api/call-api.ts";

const policies: readonly (readonly [ChallengePolicy, string])[] = [
  ["always", "Each person turns their head (safest)"],
  ["random", "One person in three turns their head"],
  ["never", "Nobody has to: a photo of somebody can pass for them"],
];

const fieldLook = "rounded-control border border-line-strong bg-surface px-3 py-2 text-base";

/** Every point has to be answered; the server refuses otherwise and says which are missing. */
export function Checklist() {
  const queries = useQueryClient();
  const [by, setBy] = useState("");
  const [challenge, setChallenge] = useState<ChallengePolicy>("always");
  const [answers, setAnswers] = useState<Readonly<Record<string, string>>>({});
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const id = useId();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setTrouble(null);
    try {
      queries.setQueryData(["kiosk"], await post(kioskView, "kiosk/on", { by, challenge, answers }));
    } catch (fault) {
      if (!(fault instanceof ApiFault)) throw fault;
      const open = switchPoints.filter((point) =>
        fault.errors.some(({ field }) => field === `answers.${point.id}`),
      );
      setTrouble(
        open.length > 0 ? `Not answered yet: ${open.map(({ title }) => title).join("; ")}.` : fault.message,
      );
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex max-w-prose flex-col gap-5">
      <ol className="flex flex-col gap-5">
        {switchPoints.map((point) => (
          <li key={point.id}>
            <Point
              point={point}
              answer={answers[point.id] ?? ""}
              onAnswer={(answer) => setAnswers({ ...answers, [point.id]: answer })}
            />
          </li>
        ))}
      </ol>
      <div className="flex flex-col gap-1.5">
        <label htmlFor={`${id}-challenge`} className="font-medium">
          Sign of life
        </label>
        <select
          id={`${id}-challenge`}
          value={challenge}
          onChange={(event) => setChallenge(challengePolicy.parse(event.target.value))}
          className={`${fieldLook} h-10`}
        >
          {policies.map(([policy, words]) => (
            <option key={policy} value={policy}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <div className="flex flex-col gap-1.5">
        <label htmlFor={`${id}-by`} className="font-medium">
          Your name
        </label>
        <input
          id={`${id}-by`}
          value={by}
          onChange={(event) => setBy(event.target.value)}
          required
          maxLength={120}
          autoComplete="name"
          className={`${fieldLook} h-10`}
        />
        <p className="text-sm text-muted">Kept with the answers. Nobody signs in to this version yet.</p>
      </div>
      {trouble !== null && (
        <p role="alert" className="text-sm text-denied">
          {trouble}
        </p>
      )}
      <div>
        <Button kind="primary" type="submit" disabled={busy}>
          <Power aria-hidden className="size-3.5" />
          Switch on and write the assessment
        </Button>
      </div>
    </form>
  );
}

interface PointProps {
  readonly point: SwitchPoint;
  readonly answer: string;
  readonly onAnswer: (answer: string) => void;
}

function Point({ point: { kind, title, question }, answer, onAnswer }: PointProps) {
  const id = useId();
  if (kind === "confirm") {
    return (
      <label className="flex items-start gap-3">
        <input
          type="checkbox"
          checked={answer === "yes"}
          onChange={(event) => onAnswer(event.target.checked ? "yes" : "")}
          className="mt-0.5 size-5 shrink-0 accent-accent"
        />
        <span>
          <span className="block font-medium">{title}</span>
          <span className="text-muted">{question}</span>
        </span>
      </label>
    );
  }
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id}>
        <span className="block font-medium">{title}</span>
        <span className="text-muted">{question}</span>
      </label>
      <textarea
        id={id}
        value={answer}
        onChange={(event) => onAnswer(event.target.value)}
        rows={3}
        maxLength={2000}
        className={fieldLook}
      />
    </div>
  );
}
