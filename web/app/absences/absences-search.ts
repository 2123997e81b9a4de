import { z } from "zod";

export const absenceStates = ["submitted", "approved", "rejected", "withdrawn", "draft"] as const;

const day = z.iso.date().optional().catch(undefined);

/** Which absences are shown: those that wait for a decision when left out. */
export const absencesSearch = z.object({
  state: z
    .enum([...absenceStates, "all"])
    .optional()
    .catch(undefined),
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
  from: day,
  to: day,
  /** Opens the form for another one. */
  record: z.literal("true").optional().catch(undefined),
});
export type AbsencesSearch = z.infer<typeof absencesSearch>;
