import { z } from "zod";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** A day of sessions and what narrows it, as the address says it. */
export const sessionsSearch = z.object({
  /** A local day; the institution's today when left out. */
  day: z.iso.date().optional().catch(undefined),
  search: text,
  room: text,
  class: text,
  staff: text,
  state: z
    .enum(["scheduled", "open", "closed", "final", "reopened", "cancelled"])
    .optional()
    .catch(undefined),
  look: z.enum(["yes"]).optional().catch(undefined),
});
export type SessionsSearch = z.infer<typeof sessionsSearch>;
