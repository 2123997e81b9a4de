import { z } from "zod";
import { neededLine } from "./one-line.ts";

/** The versioned policy: its numbers in words, and what a change would alter. */

const instant = z.string().describe("RFC 3339, UTC");
const credit = z.number().min(0).max(1);

/** Durations in whole minutes unless the name says otherwise. */
export const policyNumbers = z.strictObject({
  openBefore: z.int(),
  onTimeGrace: z.int(),
  registerClose: z.int(),
  exitGrace: z.int(),
  minimumStay: z.union([
    z.null(),
    z.strictObject({ minutes: z.int().min(1) }),
    z.strictObject({ share: credit }),
  ]),
  maxSkewSeconds: z.int(),
  maxBlindPct: z.number(),
  finaliseAfterDays: z.int(),
  lateCredit: z.number(),
  lateAfterCloseCredit: z.number(),
  leftEarlyCredit: z.number(),
  authorisedCounts: z.boolean(),
  authorisedCredit: z.number(),
  method: z.enum(["count", "minutes"]),
  wrongRoom: z.enum(["flag", "accept", "ignore"]),
  trustDeviceLate: z.boolean(),
  goodAt: z.number(),
  poorBelow: z.number(),
});
export type ToldPolicyNumbers = z.infer<typeof policyNumbers>;

export const policyVersionView = z.object({
  version: z.int(),
  preset: z.enum(["credit", "dfe", "moodle"]),
  from: instant,
  actor: z.string(),
  reason: z.string().nullable(),
  numbers: policyNumbers,
  /** Each rule that follows, as a sentence. */
  words: z.array(z.object({ field: z.string(), sentence: z.string() })),
});
export type PolicyVersionView = z.infer<typeof policyVersionView>;

/** `GET /api/v1/policy/words`: by what marks are judged now, for whom they are about. */
export const policyWords = z.object({
  version: z.int(),
  from: instant,
  words: policyVersionView.shape.words,
});

export const policyView = z.object({
  current: policyVersionView,
  /** Newest first. */
  versions: z.array(policyVersionView),
  presets: z.array(
    z.object({ name: z.enum(["credit", "dfe", "moodle"]), title: z.string(), numbers: policyNumbers }),
  ),
});
export type PolicyView = z.infer<typeof policyView>;

/** `POST /api/v1/policy/dry-run` and, with a reason, `POST /api/v1/policy`. */
export const policyProposal = z.strictObject({
  preset: z.enum(["credit", "dfe", "moodle"]),
  numbers: policyNumbers,
  /** Judge past sessions that are not final by the new arrival numbers as well. */
  rejudge: z.boolean().default(false),
});
export const policyChange = policyProposal.extend({ reason: neededLine(500) });

const rateChange = z.object({
  of: z.string(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  bandBefore: z.enum(["good", "fair", "poor"]).nullable(),
  bandAfter: z.enum(["good", "fair", "poor"]).nullable(),
});

export const policyDryRun = z.object({
  /** What is wrong with the numbers; with any, nothing else is told and the change is refused. */
  issues: z.array(z.object({ field: z.string(), message: z.string() })),
  changedFields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
  institution: rateChange,
  /** How many students there are, whose rate changes, and who move to a better or a worse band. */
  students: z.object({ all: z.int(), changed: z.int(), better: z.int(), worse: z.int() }),
  /** Those whose rate changes most, at most 50. */
  examples: z.array(rateChange),
  /** Marks that would become another, by from and to. */
  marks: z.array(z.object({ from: z.string(), to: z.string(), marks: z.int() })),
  alerts: z.object({ opened: z.int(), retracted: z.int() }),
});
export type PolicyDryRun = z.infer<typeof policyDryRun>;
