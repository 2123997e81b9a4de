import { z } from "zod";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** The month of a student's sessions that is shown, and how. */
export const calendarSearch = z.object({
  /** YYYY-MM; the institution's own month when left out. */
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  view: z.enum(["month", "list"]).optional().catch(undefined),
  /** The session whose mark is open. */
  mark: text,
});
export type CalendarSearch = z.infer<typeof calendarSearch>;
