import { z } from "zod";

export const absenceStates = ["submitted", "approved", "rejected", "withdrawn", "draft"] as const;

/** Which absences are shown: those that wait for a decision when left out. */
export const absencesSearch = z.object({
  state: z
    .enum([...absenceStates, "all"])
    .optional()
    .catch(undefined),
});
export type AbsencesSearch = z.infer<typeof absencesSearch>;
