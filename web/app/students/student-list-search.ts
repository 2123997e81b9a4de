import { z } from "zod";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** How the list of students is narrowed and ordered, as its address says it. */
export const studentListSearch = z.object({
  search: text,
  band: z.enum(["good", "fair", "poor"]).optional().catch(undefined),
  class: text,
  location: text,
  sort: z.enum(["-student", "percent", "-percent"]).optional().catch(undefined),
});
export type StudentListSearch = z.infer<typeof studentListSearch>;

/** The same as parameters of the API. */
export function studentListQuery(search: StudentListSearch): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (value !== undefined) parameters.set(name, value);
  return parameters;
}
