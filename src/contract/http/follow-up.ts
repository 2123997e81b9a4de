import { z } from "zod";
import { alertView } from "./alerts.ts";
import { oneLine } from "./one-line.ts";
import { figureWindow, studentRow } from "./students.ts";

/** Students whom somebody should look at: one row each, with every alert of theirs. */

export const followUpStates = ["open", "untaken", "taken", "retracted"] as const;
export const followUpSorts = ["rate", "-rate", "name", "newest"] as const;

export const followUpRow = studentRow
  .pick({ student: true, cohort: true, classes: true, rate: true, weeks: true, lastSeen: true })
  .extend({
    /** Those of the state that was asked for, the newest first. */
    alerts: z.array(alertView),
  });
export type FollowUpRow = z.infer<typeof followUpRow>;

export const followUpPage = z.object({
  students: z.array(followUpRow),
  /** How many students, and how many alerts of theirs. */
  total: z.int(),
  alerts: z.int(),
  /** The days that rates are taken over, which are those that rules look at. */
  window: figureWindow,
  next: z.string().nullable(),
  /** The rules by which any alert of the state was opened. */
  rules: z.array(z.object({ id: z.string(), alerts: z.int() })),
});
export type FollowUpPage = z.infer<typeof followUpPage>;

/** `POST /api/v1/follow-up/take`: somebody looks after many alerts at once. */
export const takeRequest = z.strictObject({
  alerts: z.array(z.uuid()).min(1).max(1000),
  owner: oneLine(200).default("").describe("Who looks after them; left out, who asks"),
  note: oneLine(500).default(""),
});
export const takeAnswer = z.object({
  taken: z.int(),
  /** How many were left as they are: taken by somebody before, or taken back. */
  left: z.int(),
});
