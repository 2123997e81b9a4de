import { z } from "zod";

/** The text that a student is shown before a face is enrolled for a reader. Another wording needs another version. */
export const consentText = {
  version: "reader-consent-1",
  paragraphs: [
    "A camera at the door can recognise your face to mark you as present. For that, numbers are made out of 3 to 5 photos of you (a template). The photos are not kept by the reader.",
    "The template stays on the reader's computer, encrypted, and is used to recognise you at that door and for nothing else. No picture and no template is sent anywhere. What is sent is that you were there, when, and how sure the reader was.",
    "You need not agree. There is another way of being marked at the same place, just as well. Nobody may ask you why, and nothing happens to you because of it.",
    "You can withdraw at any time, by telling the person who runs the reader. Your template is then deleted at once. Marks made before stay. A template that was not used for a year is deleted as well.",
  ],
} as const;

const personName = z.string().trim().min(1).max(120);

/** That somebody agreed: when, to which text, and who wrote it down. */
export const consentRecord = z.object({
  /** RFC 3339. */
  at: z.string(),
  version: z.string(),
  text: z.array(z.string()),
  /** Who asked, and wrote down that the student agreed. */
  recordedBy: personName,
  studentAgreed: z.literal(true),
  /** For under-18s; null for adults. */
  guardian: z.object({ name: personName, how: z.string().trim().min(1).max(200) }).nullable(),
});
export type ConsentRecord = z.infer<typeof consentRecord>;

/** What an operator said of consent on the command line. */
export interface ConsentAnswers {
  readonly consentBy?: string;
  readonly under18?: boolean;
  readonly guardian?: string;
  readonly guardianHow?: string;
}

/**
 * The record of a consent.
 * @param at RFC 3339
 * @throws with the remedy when something of it is missing: without consent nobody is enrolled
 */
export function recordConsent(answers: ConsentAnswers, at: string): ConsentRecord {
  const said = (text: string | undefined): string => text?.trim() ?? "";
  const recordedBy = said(answers.consentBy);
  if (recordedBy === "") {
    throw new Error(
      "Nobody is enrolled without consent: show the student the text of `npx muster reader consent`, and name with --consent-by who asked and wrote down that they agreed.",
    );
  }
  const [name, how] = [said(answers.guardian), said(answers.guardianHow)];
  if ((answers.under18 === true || name !== "" || how !== "") && (name === "" || how === "")) {
    throw new Error(
      "For under-18s a guardian consents as well: name them with --guardian, and with --guardian-how how they did (a letter, in person).",
    );
  }
  return consentRecord.parse({
    at,
    version: consentText.version,
    text: consentText.paragraphs,
    recordedBy,
    studentAgreed: true,
    guardian: name === "" ? null : { name, how },
  });
}
