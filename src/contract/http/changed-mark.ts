import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";

/** A mark that a deed would make another, as a preview shows it. */
export const changedMark = z.object({
  session: z.string(),
  kind: z.enum(["timetabled", "standing"]),
  title: z.string(),
  /** Local, ISO. */
  day: z.string(),
  start: z.string().describe("RFC 3339, UTC"),
  student: z.string(),
  name: z.string().nullable(),
  from: z.enum(markStatuses),
  to: z.enum(markStatuses),
  minutesLate: z.int().nullable(),
});
export type ChangedMark = z.infer<typeof changedMark>;
