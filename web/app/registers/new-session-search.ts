import { z } from "zod";

const text = z.string().trim().min(1).max(200).optional().catch(undefined);

/** What a form for a new session begins with. */
export const newSessionSearch = z.object({
  class: text,
  room: text,
  day: z.iso.date().optional().catch(undefined),
});
