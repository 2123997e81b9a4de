import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Students } from "../../app/students/create-students.ts";
import { problem } from "../../contract/http/problem.ts";
import {
  foundPeople,
  studentDetail,
  studentGroups,
  studentNeighbours,
  studentPage,
  studentSorts,
  tuteesView,
} from "../../contract/http/students.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";
import { filtered, ofThing, studentInPath, whole } from "./route-right.ts";

const search = z.string().trim().max(100);

/** What narrows a list of students, and how it is ordered. */
export const studentQuery = {
  search: search
    .optional()
    .describe("Words, each of which name or id must hold; accents and case do not matter"),
  class: identifierText.optional().describe("Code of a class that the student is enrolled in today"),
  course: identifierText.optional().describe("Code of a course that one of these classes belongs to"),
  cohort: z.string().min(1).max(200).optional(),
  below: z.coerce
    .number()
    .min(0)
    .max(100)
    .optional()
    .describe("Those whose rate is below so many per cent; compared exactly, not as it is shown"),
  left: z.stringbool().default(false).describe("true lists those as well whose enrolments are over"),
};

const listQuery = { ...studentQuery, sort: z.enum(studentSorts).default("name") };

/** Lists of students, one student, and finding people by name or id. */
export function studentRoutes(plain: FastifyInstance, students: Students): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["students"];

  app.get(
    "/api/v1/students",
    {
      ...filtered("student.read"),
      schema: {
        tags,
        summary: "Students with their rate of the term, its last weeks, and their sessions of today",
        querystring: z.object({
          ...listQuery,
          cursor: z.string().max(1000).optional().describe("`next` of the page before"),
          offset: z.coerce
            .number()
            .int()
            .min(0)
            .max(10_000_000)
            .default(0)
            .describe("Leaves out so many, to jump into a long list"),
          limit: z.coerce.number().int().min(1).max(1000).default(50),
        }),
        response: { 200: studentPage, 400: problem },
      },
    },
    ({ scope, query: { cursor, search: words, ...query } }) =>
      students.list({ ...query, within: scope, search: words ?? null, after: cursor ?? null }),
  );

  app.get(
    "/api/v1/tutees",
    {
      ...filtered("tutee.read"),
      schema: {
        tags,
        summary: "One's tutees side by side: their rates, the lowest first, and what they missed lately",
        response: { 200: tuteesView },
      },
    },
    ({ scope }) => students.sideBySide(scope),
  );

  app.get(
    "/api/v1/students/:id",
    {
      ...ofThing("student.read", studentInPath),
      schema: {
        tags,
        summary: "One student: classes, rate, and every session of the term",
        params: z.object({ id: identifierText }),
        response: { 200: studentDetail, 404: problem },
      },
    },
    async ({ params: { id } }, reply) =>
      (await students.detail(id)) ??
      sendProblem(reply, 404, "No student has this id", { detail: `student: ${id}` }),
  );

  app.get(
    "/api/v1/students/:id/neighbours",
    {
      ...filtered("student.read"),
      schema: {
        tags,
        summary: "Who comes before and after a student in a list of students",
        params: z.object({ id: identifierText }),
        querystring: z.object(listQuery),
        response: { 200: studentNeighbours, 400: problem },
      },
    },
    ({ scope, params: { id }, query: { search: words, ...query } }) =>
      students.neighbours({ ...query, within: scope, search: words ?? null }, id),
  );

  app.get(
    "/api/v1/people",
    {
      ...filtered("student.find"),
      schema: {
        tags,
        summary: "Students found by name or id, those who match best first",
        querystring: z.object({ search, limit: z.coerce.number().int().min(1).max(50).default(8) }),
        response: { 200: foundPeople, 400: problem },
      },
    },
    ({ scope, query: { search: words, limit } }) => students.find(words, limit, scope),
  );

  app.get(
    "/api/v1/people/groups",
    {
      ...whole("student.find"),
      schema: {
        tags,
        summary: "The classes, courses and cohorts that lists of students can be narrowed by",
        response: { 200: studentGroups },
      },
    },
    () => students.groups(),
  );
}
