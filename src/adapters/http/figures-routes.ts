import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { InvalidWindow } from "../../app/figures/choose-window.ts";
import { type FigureViews, type GroupKind, NoSuchPolicy } from "../../app/figures/create-figures.ts";
import type { MarkSheets } from "../../app/figures/create-mark-sheets.ts";
import type { Reports } from "../../app/reports/create-reports.ts";
import {
  classGrid,
  groupFiguresView,
  studentCalendar,
  studentFiguresView,
} from "../../contract/http/figures.ts";
import { problem } from "../../contract/http/problem.ts";
import { attendanceReport } from "../../contract/http/reports.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";
import { classAsked, classInPath, ofThing, studentInPath, whole } from "./route-right.ts";

export interface FiguresRouteParts {
  readonly figures: FigureViews;
  readonly sheets: MarkSheets;
  readonly reports: Reports;
}

const window = {
  from: z.iso.date().optional().describe("First local day; together with `to`"),
  to: z.iso.date().optional().describe("Last local day"),
  term: identifierText.optional().describe("Code of a term, instead of days"),
};
const asked = {
  ...window,
  policy: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Version of the policy; left out, the current one"),
};
const refusals = { 400: problem, 404: problem };

/** Attendance figures, each with its sum, and the marks they are made of. */
export function figuresRoutes(plain: FastifyInstance, { figures, sheets, reports }: FiguresRouteParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    "/api/v1/registers/students/:id/figures",
    {
      ...ofThing("student.read", studentInPath),
      schema: {
        tags: ["figures"],
        summary: "A student's attendance, with the sum and what it leaves out",
        params: z.object({ id: identifierText }),
        querystring: z.object(asked),
        response: { 200: studentFiguresView, ...refusals },
      },
    },
    async ({ params: { id }, query }, reply) =>
      answer(reply, () => figures.student(id, query), ["No student has this id", `student: ${id}`]),
  );

  app.get(
    "/api/v1/registers/students/:id/calendar",
    {
      ...ofThing("student.read", studentInPath),
      schema: {
        tags: ["figures"],
        summary: "A student's sessions with their marks",
        params: z.object({ id: identifierText }),
        querystring: z.object(window),
        response: { 200: studentCalendar, ...refusals },
      },
    },
    async ({ params: { id }, query }, reply) =>
      answer(reply, () => sheets.calendar(id, query), ["No student has this id", `student: ${id}`]),
  );

  app.get(
    "/api/v1/registers/classes/:code/grid",
    {
      ...ofThing("class.read", classInPath),
      schema: {
        tags: ["figures"],
        summary: "A class's sessions with everybody's marks",
        params: z.object({ code: identifierText }),
        querystring: z.object(window),
        response: { 200: classGrid, ...refusals },
      },
    },
    async ({ params: { code }, query }, reply) =>
      answer(reply, () => sheets.grid(code, query), ["No class has this code", `class: ${code}`]),
  );

  const listed = "false leaves out the list of students";
  const group = (
    path: string,
    kind: Exclude<GroupKind, "institution">,
    right: ReturnType<typeof whole>,
    summary: string,
    name: z.ZodType<string>,
  ): void => {
    app.get(
      path,
      {
        ...right,
        schema: {
          tags: ["figures"],
          summary,
          params: z.object({ code: name }),
          querystring: z.object({ ...asked, students: z.stringbool().default(true).describe(listed) }),
          response: { 200: groupFiguresView, ...refusals },
        },
      },
      async ({ params: { code }, query: { students, ...query } }, reply) =>
        answer(reply, () => figures.group(kind, code, query, students), [
          `There is no such ${kind}`,
          `${kind}: ${code}`,
        ]),
    );
  };
  group(
    "/api/v1/registers/classes/:code/figures",
    "class",
    ofThing("class.read", classInPath),
    "A class's attendance",
    identifierText,
  );
  group(
    "/api/v1/registers/courses/:code/figures",
    "course",
    whole("figures.read"),
    "The attendance of all classes of a course",
    identifierText,
  );
  group(
    "/api/v1/registers/cohorts/:code/figures",
    "cohort",
    whole("figures.read"),
    "The attendance of a year, a programme or a group",
    z.string().min(1).max(200),
  );

  app.get(
    "/api/v1/registers/institution/figures",
    {
      ...whole("figures.read"),
      schema: {
        tags: ["figures"],
        summary: "Everybody's attendance",
        querystring: z.object({
          ...asked,
          students: z.stringbool().default(false).describe("true lists every student as well"),
        }),
        response: { 200: groupFiguresView, ...refusals },
      },
    },
    async ({ query: { students, ...query } }, reply) =>
      answer(reply, () => figures.group("institution", "institution", query, students), [
        "There is no institution",
        "",
      ]),
  );

  app.get(
    "/api/v1/reports/attendance",
    {
      ...ofThing("class.read", classAsked),
      schema: {
        tags: ["figures"],
        summary:
          "How attendance went: by week, by weekday and hour, between courses and cohorts, and how late people came",
        querystring: z.object({
          ...asked,
          of: z.enum(["institution", "class", "course", "cohort"]).default("institution"),
          code: z
            .string()
            .min(1)
            .max(200)
            .default("")
            .describe("Of the class or course, the name of the cohort"),
        }),
        response: { 200: attendanceReport, ...refusals },
      },
    },
    async ({ query: { of, code, ...query } }, reply) =>
      answer(reply, () => reports.attendance(of, code, query), [`There is no such ${of}`, `${of}: ${code}`]),
  );
}

/** Answers with what was found, or with a problem that says which field to mend. */
async function answer<Found>(
  reply: FastifyReply,
  find: () => Promise<Found | null>,
  [title, detail]: readonly [string, string],
): Promise<Found | FastifyReply> {
  let found: Found | null;
  try {
    found = await find();
  } catch (error) {
    if (!(error instanceof InvalidWindow || error instanceof NoSuchPolicy)) throw error;
    const field = error instanceof InvalidWindow ? error.field : "policy";
    return sendProblem(reply, 400, "The request is not valid", {
      detail: error.message,
      errors: [{ field, message: error.message }],
    });
  }
  return found ?? sendProblem(reply, 404, title, { detail });
}
