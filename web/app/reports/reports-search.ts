import { z } from "zod";

const text = z.string().trim().min(1).max(200).optional().catch(undefined);

export const groupKinds = ["institution", "class", "course", "cohort"] as const;
export type GroupKind = (typeof groupKinds)[number];

/** Whose attendance is reported, and over which days; the term of now without any. */
export const reportsSearch = z.object({
  of: z.enum(groupKinds).optional().catch(undefined),
  code: text,
  term: text,
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
});
export type ReportsSearch = z.infer<typeof reportsSearch>;
