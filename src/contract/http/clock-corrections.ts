import { z } from "zod";
import { changedMark } from "./changed-mark.ts";
import { neededLine } from "./one-line.ts";

/** What people stated of senders' clocks, and what follows from it. */

const instant = z.string().describe("RFC 3339, UTC");

/** At most ten years either way: a clock that was never set is taken at receipt. */
const aheadSeconds = z
  .int()
  .min(-315_360_000)
  .max(315_360_000)
  .refine((seconds) => seconds !== 0, "a clock that is 0 s ahead is right")
  .describe("How far the sender's clock was ahead, negative for behind");

/** Which messages: all open ones of a sender that were refused for their time, or one of them. */
const messagesOfClock = {
  sender: z.string().min(1).max(200),
  code: z.enum(["time_in_future", "time_too_old"]).default("time_in_future"),
  message: z.uuid().optional(),
};

export const clockCorrectionAsked = z.object({
  ...messagesOfClock,
  /** What the messages themselves suggest, where it is left out. */
  aheadSeconds: aheadSeconds.optional(),
});
export const clockCorrectionStated = z.object({
  ...messagesOfClock,
  aheadSeconds,
  reason: neededLine(500),
});

export const clockCorrectionPreview = z.object({
  sender: z.string(),
  code: z.string(),
  /** How many open messages it is about; of more than 1,000 the oldest. */
  messages: z.int(),
  /** What the messages suggest; null where none tells how far ahead it is. */
  suggested: z
    .object({
      aheadSeconds: z.int(),
      /** `zone`: by whole quarters of an hour, as a clock is that takes one zone for another; else as measured. */
      because: z.enum(["zone", "measured"]),
      from: z.int(),
      to: z.int(),
    })
    .nullable(),
  /** What the rest is worked out with; null where nothing is suggested and nothing was given. */
  aheadSeconds: z.int().nullable(),
  /** What would become of each message, oldest first. */
  scans: z.array(
    z.object({
      message: z.string(),
      receivedAt: instant,
      /** How far ahead of its receipt it was written; null where that is not what is wrong with it. */
      aheadSeconds: z.int().nullable(),
      /** `stored`, `repeat` or the code of a refusal. */
      outcome: z.string(),
      detail: z.string().nullable(),
      student: z.string().nullable(),
      location: z.string().nullable(),
      decision: z.string().nullable(),
      written: z.string().nullable(),
      /** The time at which it would be stored, and on what basis; null where it would not be. */
      takenAt: instant.nullable(),
      timeBasis: z.string().nullable(),
    }),
  ),
  /** The marks that would become others. */
  marks: z.array(changedMark),
});
export type ClockCorrectionPreview = z.infer<typeof clockCorrectionPreview>;

export const clockCorrectionOutcome = z.object({
  id: z.string(),
  tried: z.int(),
  outcomes: z.record(z.string(), z.int()),
});

export const clockCorrectionView = z.object({
  id: z.string(),
  sender: z.string(),
  aheadSeconds: z.int(),
  reason: z.string(),
  by: z.string(),
  at: instant,
  /** How many scans were taken by it. */
  scans: z.int(),
  undone: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
});
export type ClockCorrectionView = z.infer<typeof clockCorrectionView>;
export const clockCorrectionList = z.object({ corrections: z.array(clockCorrectionView) });

export const clockCorrectionUndo = z.object({ reason: neededLine(500) });
/** How many scans were withdrawn: their messages are open again. */
export const clockCorrectionUndone = z.object({ withdrawn: z.int() });
