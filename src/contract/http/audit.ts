import { z } from "zod";

const instant = z.string().describe("RFC 3339, UTC");

/** `GET /api/v1/audit`: what was done, by whom, as what, from where and why. */
export const auditLine = z.object({
  seq: z.int(),
  at: instant,
  /** The id of an account with its login and name; else who it was, and null. */
  actor: z.object({ id: z.string(), login: z.string().nullable(), name: z.string().nullable() }),
  role: z.string(),
  address: z.string(),
  deed: z.string(),
  object: z.string(),
  /** What was there before and after, as far as it changed, as JSON. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  reason: z.string(),
});
export type AuditLineView = z.infer<typeof auditLine>;
export const auditPage = z.object({
  /** Newest first. */
  entries: z.array(auditLine),
  next: z.int().nullable(),
  /** The end of the chain: noted elsewhere, it shows later that nothing was cut off. */
  head: z.object({ seq: z.int(), hash: z.string() }),
});

/** `GET /api/v1/students/{id}/looks`: by whom what is kept of a student was looked at, a line for each quarter of an hour. */
export const studentLooks = z.object({
  looks: z.array(z.object({ at: instant, by: z.string(), role: z.string() })),
});
