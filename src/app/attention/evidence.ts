import { z } from "zod";

/** The figures that an alert opened or was retracted on, as they are kept with it. */
export const evidence = z.object({
  /** `(6 × 1 + 1 × 0.5) ÷ 9 = 72.2 %` */
  sum: z.string(),
  /** Exact fractions. */
  earned: z.string(),
  possible: z.string(),
  /** Of what could be earned, in percent as it is shown; null when nothing counted. */
  missed: z.string().nullable(),
  currentAbsence: z.int(),
  daysUnseen: z.int().nullable(),
  /** Whether they are counted from the first session, before which nobody was missing. */
  unseenSinceFirst: z.boolean().default(false),
  /** ISO local day; null for a student who was never seen. */
  lastSeen: z.string().nullable(),
  /** What the figures were taken over. */
  window: z.string(),
  policyVersion: z.int(),
  /** RFC 3339. */
  asOf: z.string(),
});
export type AlertEvidence = z.infer<typeof evidence>;
