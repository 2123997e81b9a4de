import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";

const instant = z.string().describe("RFC 3339, UTC");

export const rateView = z.object({
  earned: z.number(),
  possible: z.number(),
  /** 0 to 100 with one decimal, halves up; null when there is nothing to count. */
  percent: z.number().nullable(),
  band: z.enum(["good", "fair", "poor"]).nullable(),
  asOf: instant,
  policy: z.object({ version: z.int(), name: z.string() }),
  method: z.enum(["count", "minutes"]),
  counts: z.partialRecord(z.enum(markStatuses), z.int()),
  excluded: z.array(z.object({ reason: z.string(), sessions: z.int() })),
});
export type RateView = z.infer<typeof rateView>;
