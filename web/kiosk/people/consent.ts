import { z } from "zod";

/** The text that is shown before a face is enrolled. Another wording needs another version. */
export const consentText = {
  version: "kiosk-consent-1",
  paragraphs: [
    "This device can recognise your face to mark you as present. For that it makes numbers out of 3 to 5 photos of you (a template). It does not keep the photos.",
    "The template stays on this device, encrypted, and is used to recognise you here and for nothing else. No picture and no template is sent anywhere. What is sent is that you were here, when, and how sure the device was.",
    "You need not agree. A QR code or a PIN marks you at the same place, just as well. Nobody may ask you why, and nothing happens to you because of it.",
    "You can withdraw at any time, by telling the person who runs this device. Your template is then deleted at once. Marks made before stay. A template that was not used for a year is deleted as well.",
  ],
} as const;

const personName = z.string().trim().min(1).max(120);

/** That somebody agreed: who, when, to which text, and who wrote it down. */
export const consentRecord = z.object({
  /** RFC 3339. */
  at: z.string(),
  version: z.string(),
  text: z.array(z.string()),
  recordedBy: personName,
  studentAgreed: z.literal(true),
  /** For under-18s; null for adults. */
  guardian: z.object({ name: personName, how: z.string().trim().min(1).max(200) }).nullable(),
});
export type ConsentRecord = z.infer<typeof consentRecord>;

/** What was said when consent was asked for. */
export interface ConsentAnswers {
  readonly under18: boolean;
  readonly studentAgrees: boolean;
  /** Who consents for a child, and how: a letter, in person, by telephone. */
  readonly guardian: { readonly name: string; readonly how: string } | null;
  readonly recordedBy: string;
}

export type ConsentDecision =
  | { readonly given: true; readonly record: ConsentRecord }
  | {
      readonly given: false;
      /** A child's refusal wins over a guardian's consent. */
      readonly code: "student_refused" | "guardian_missing" | "recorder_missing";
    };

/** @param at RFC 3339 */
export function decideConsent(answers: ConsentAnswers, at: string): ConsentDecision {
  if (!answers.studentAgrees) return { given: false, code: "student_refused" };
  const guardian = answers.under18 ? answers.guardian : null;
  if (answers.under18 && (guardian === null || guardian.name.trim() === "" || guardian.how.trim() === "")) {
    return { given: false, code: "guardian_missing" };
  }
  if (answers.recordedBy.trim() === "") return { given: false, code: "recorder_missing" };
  const record = consentRecord.parse({
    at,
    version: consentText.version,
    text: consentText.paragraphs,
    recordedBy: answers.recordedBy,
    studentAgreed: true,
    guardian,
  });
  return { given: true, record };
}
