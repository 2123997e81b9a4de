import { z } from "zod";
import { neededLine } from "./one-line.ts";

/** What the HTTP API says about kiosks: whether they may look at faces here, who decided it, and on what answers. */

export const challengePolicies = ["always", "random", "never"] as const;
/** Whether a person has to turn their head before a face counts: each time, one time in three, or not at all. */
export const challengePolicy = z.enum(challengePolicies);
export type ChallengePolicy = z.infer<typeof challengePolicy>;

/** One point that has to be answered before a kiosk may look at anybody. */
export interface SwitchPoint {
  readonly id: string;
  /** `confirm`: only yes will do. `text`: an answer in words. */
  readonly kind: "confirm" | "text";
  readonly title: string;
  readonly question: string;
}

/**
 * What an administrator answers before face recognition is switched on. The page asks these words and the document
 * repeats them, so that what was answered is what was asked.
 */
export const switchPoints = [
  {
    id: "purpose",
    kind: "text",
    title: "Purpose and need",
    question:
      "What is it for, and why would cards, QR codes or PINs alone not do? A school was fined because they would have.",
  },
  {
    id: "lawful_basis",
    kind: "text",
    title: "Lawful basis",
    question:
      "On which lawful basis, and on which condition for special-category data, are faces recognised here?",
  },
  {
    id: "advice",
    kind: "text",
    title: "Advice",
    question: "Who advised as data protection officer, when, and what was the advice?",
  },
  {
    id: "consulted",
    kind: "text",
    title: "Those concerned",
    question: "How were students, parents and staff asked, and what did they say?",
  },
  {
    id: "alternative",
    kind: "confirm",
    title: "A real alternative",
    question: "Everyone may use a QR code or a PIN at the same place with the same effort, and is told so.",
  },
  {
    id: "free_consent",
    kind: "confirm",
    title: "Free consent",
    question: "Nobody is worse off for refusing or withdrawing, and nobody is asked why.",
  },
  {
    id: "guardians",
    kind: "confirm",
    title: "Under 18",
    question: "For under-18s a guardian consents in writing, and the refusal of the child wins.",
  },
  {
    id: "withdrawal",
    kind: "text",
    title: "Withdrawal",
    question: "Whom does a person ask to have their template deleted, and when is that person there?",
  },
  {
    id: "correction",
    kind: "text",
    title: "Wrong marks",
    question: "Who can correct a wrong mark at once, and how do they learn of it?",
  },
  {
    id: "accuracy",
    kind: "confirm",
    title: "Accuracy",
    question:
      "We have read how accurate it is and for whom that is not known: children and groups of people were not measured.",
  },
  {
    id: "origin",
    kind: "confirm",
    title: "Origin of the nets",
    question: "We accept that the recognition net learnt in part from photos of people who were not asked.",
  },
  {
    id: "serious_use",
    kind: "confirm",
    title: "Nothing serious hangs on it",
    question: "It is not used for examinations, safeguarding, punishment or access to buildings.",
  },
  {
    id: "residual_risk",
    kind: "text",
    title: "Remaining risk",
    question: "Which risks remain, and who accepts them?",
  },
] as const satisfies readonly SwitchPoint[];

const longestAnswer = 2000;
const actor = neededLine(120).describe("Name of who decides; nobody signs in yet");

export const switchOn = z.object({
  by: actor,
  challenge: challengePolicy,
  /** By point: `yes`, or words. */
  answers: z.record(z.string().max(40), z.string().max(longestAnswer)),
});
export type SwitchOn = z.infer<typeof switchOn>;

/** Nothing may stand in the way of switching off, not even a name. */
export const switchOff = z.object({ by: actor.default("not named") });

export const kioskDecision = z.object({
  id: z.string(),
  at: z.string().describe("RFC 3339, UTC"),
  by: z.string(),
  on: z.boolean(),
});

export const kioskView = z.object({
  /** false until an administrator has switched it on. */
  on: z.boolean(),
  challenge: challengePolicy,
  /** The site that kiosks of this server name unless they are told otherwise. */
  site: z.string(),
  /** false when devices reach the broker somewhere else than at `/mqtt` of this server. */
  mqttHere: z.boolean(),
  /** Newest first. */
  decisions: z.array(kioskDecision),
});
export type KioskView = z.infer<typeof kioskView>;
