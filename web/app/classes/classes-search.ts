import { z } from "zod";

export const classSorts = ["code", "-code", "rate", "-rate", "students", "-students"] as const;
export type ClassSort = (typeof classSorts)[number];

/** Which classes are listed, and in which order. */
export const classesSearch = z.object({
  search: z.string().trim().min(1).max(100).optional().catch(undefined),
  sort: z.enum(classSorts).optional().catch(undefined),
});
