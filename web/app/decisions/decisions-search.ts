import { z } from "zod";

const date = z.iso.date().optional().catch(undefined);

/** Which days and which location the insights are of, as their address says it. Without a period: today. */
export const decisionsSearch = z.object({
  period: z.enum(["yesterday", "7-days", "30-days", "dates"]).optional().catch(undefined),
  /** First and last day of the period `dates`, YYYY-MM-DD. */
  from: date,
  to: date,
  location: z.string().trim().min(1).max(128).optional().catch(undefined),
});
export type DecisionsSearch = z.infer<typeof decisionsSearch>;
