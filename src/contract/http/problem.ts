import { z } from "zod";

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  errors: z
    .array(
      z.object({
        field: z.string(),
        message: z.string(),
        session: z.string().optional().describe("The session that stands against it"),
      }),
    )
    .optional(),
});
export type Problem = z.infer<typeof problem>;
