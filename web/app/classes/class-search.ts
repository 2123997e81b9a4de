import { z } from "zod";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);

export const gridSorts = ["name", "-name", "id", "-id", "rate", "-rate"] as const;
export type GridSort = (typeof gridSorts)[number];

/** What the page of a class shows: its register, its students, or its sessions. */
export const classSearch = z.object({
  view: z.enum(["register", "students", "timetable"]).optional().catch(undefined),
  /** The sessions of the register: local days, both inclusive. */
  from: day,
  to: day,
  search: text,
  sort: z.enum(gridSorts).optional().catch(undefined),
  /** The mark that is open: of this student in that session. */
  student: text,
  session: text,
});
export type ClassSearch = z.infer<typeof classSearch>;
