import { z } from "zod";
import { studentListSearch } from "./student-list-search.ts";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** What the page of a student shows, and the list that it was opened from. */
export const studentSearch = studentListSearch.extend({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  view: z.enum(["month", "list"]).optional().catch(undefined),
  /** The session whose mark is open. */
  mark: text,
});
export type StudentSearch = z.infer<typeof studentSearch>;
