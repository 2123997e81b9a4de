import { z } from "zod";

const day = z.iso.date().optional().catch(undefined);

/** What the audit log is narrowed to. */
export const auditSearch = z.object({
  from: day,
  to: day,
  /** How the deed begins. */
  deed: z.string().trim().min(1).max(300).optional().catch(undefined),
  /** The id of an account. */
  actor: z.string().min(1).max(300).optional().catch(undefined),
});
