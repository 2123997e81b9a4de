import { z } from "zod";
import { studentSorts } from "../../../src/contract/http/students.ts";

const text = z.string().trim().min(1).max(128).optional().catch(undefined);

/** How the list of students is narrowed and ordered, as its address says it. */
export const studentListSearch = z.object({
  search: text,
  class: text,
  course: text,
  cohort: text,
  /** Per cent. */
  below: z.coerce.number().gt(0).max(100).optional().catch(undefined),
  /** Those as well whose enrolments are over. */
  left: z.literal("true").optional().catch(undefined),
  sort: z.enum(studentSorts).exclude(["name"]).optional().catch(undefined),
});
export type StudentListSearch = z.infer<typeof studentListSearch>;

/** The same as parameters of the API. */
export function studentListQuery(search: StudentListSearch): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters;
}

/** Whether the list is narrowed by anything. */
export function isNarrowed({ sort: _, left: __, ...filter }: StudentListSearch): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}
