import { z } from "zod";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);

/** The sessions of a class that its register shows: local days, both inclusive. */
export const gridSearch = z.object({
  from: day,
  to: day,
  search: text,
  /** The mark that is open: of this student in that session. */
  student: text,
  session: text,
});
export type GridSearch = z.infer<typeof gridSearch>;
