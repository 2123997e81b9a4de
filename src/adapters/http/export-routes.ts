import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { withPauses } from "../../app/create-pauses.ts";
import type { CalendarFeeds } from "../../app/exports/create-calendar-feeds.ts";
import type {
  FoundRegisters,
  RegisterExports,
  RegistersAsked,
} from "../../app/exports/create-register-exports.ts";
import type { StudentRecords } from "../../app/exports/create-student-records.ts";
import type { XapiExport } from "../../app/exports/create-xapi-export.ts";
import type { Paper, WritePapers } from "../../app/exports/paper.ts";
import { recordPaper } from "../../app/exports/record-paper.ts";
import type { Sheet, WriteSheet } from "../../app/exports/sheet.ts";
import { summarySheet } from "../../app/exports/summary-sheet.ts";
import { writeCsvSheet } from "../../app/exports/write-csv-sheet.ts";
import { InvalidWindow } from "../../app/figures/choose-window.ts";
import { type FigureViews, NoSuchPolicy } from "../../app/figures/create-figures.ts";
import type { Clock } from "../../app/ports.ts";
import { instantText } from "../../app/registers/session-row.ts";
import type { NamedThing } from "../../app/rights/ties-store.ts";
import {
  calendarAddressList,
  madeCalendarAddress,
  newCalendarAddress,
  studentRecord,
  xapiPage,
} from "../../contract/http/exports.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";
import {
  classAsked,
  ofThing,
  ofThingInBody,
  openToAll,
  studentInPath,
  textAt,
  whole,
} from "./route-right.ts";

export interface ExportParts {
  readonly registers: RegisterExports;
  readonly figures: Pick<FigureViews, "group">;
  readonly records: StudentRecords;
  readonly xapi: XapiExport;
  readonly calendars: CalendarFeeds;
  readonly writeXlsx: WriteSheet;
  readonly writePdf: WritePapers;
  readonly clock: Clock;
  /** The institution's zone, in which days are meant. */
  readonly timeZone: string;
}

const csvType = "text/csv; charset=utf-8";
const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
export const pdfType = "application/pdf";
const ndjsonType = "application/x-ndjson; charset=utf-8";

const day = z.iso.date();
const tags = ["exports"];
const refusals = { 400: problem, 403: problem, 404: problem };
const file = z.string().describe("The file");

/** Registers, summaries, students' own records and statements, as files; and calendars behind addresses. */
export function exportRoutes(plain: FastifyInstance, parts: ExportParts): void {
  plain.register(async (scope) => {
    scope.addHook("onSend", async (request, reply) => {
      // What goes out is about people: nothing between here and the reader keeps it.
      if (!request.url.startsWith("/calendar/")) reply.header("cache-control", "private, no-store");
    });
    registerRoutes(scope, parts);
    summaryRoutes(scope, parts);
    recordRoutes(scope, parts);
    xapiRoute(scope, parts);
    calendarRoutes(scope, parts);
  });
}

/** The session, or the class of which registers are wanted; everybody's where neither is named. */
function registersAsked(request: FastifyRequest): NamedThing | null {
  const session = textAt(request, "query", "session");
  if (session !== "") return { kind: "session", id: session };
  const code = textAt(request, "query", "class");
  return code === "" ? null : { kind: "class", code };
}

const personIn =
  (where: "query" | "body") =>
  (request: FastifyRequest): NamedThing | null => {
    const id = textAt(request, where, "person");
    return id === "" ? null : { kind: "person", id };
  };

function registerRoutes(plain: FastifyInstance, parts: ExportParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { registers, clock, timeZone, writePdf } = parts;

  for (const [format, summary] of [
    ["csv", "Registers as CSV: a row for each student of each session"],
    ["xlsx", "Registers as XLSX, with real dates"],
    ["pdf", "Registers to print and sign, one after the other"],
  ] as const) {
    app.get(
      `/api/v1/exports/registers.${format}`,
      {
        ...ofThing("export.register", registersAsked),
        schema: {
          tags,
          summary,
          querystring: z.strictObject({
            session: z.uuid().optional().describe("One session, instead of days"),
            from: day.optional().describe("First local day; today without one"),
            to: day.optional().describe("Last local day; the first one without one"),
            class: identifierText.optional().describe("Code of a class; all classes without one"),
          }),
          response: { 200: file, ...refusals },
        },
      },
      async ({ query: { session, from, to, class: code } }, reply) => {
        if (session !== undefined && (from ?? to ?? code) !== undefined) {
          return badField(reply, "session", "session: comes with days or a class; give one or the other");
        }
        const today = clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
        const first = from ?? to ?? today;
        const asked: RegistersAsked =
          session === undefined ? { from: first, to: to ?? first, class: code } : { session };
        return withProblems(reply, async () => {
          const found = await registers.find(asked);
          if (found === null) {
            return "session" in asked
              ? sendProblem(reply, 404, "There is no such session", { detail: `session: ${asked.session}` })
              : sendProblem(reply, 404, "There is no such class", { detail: `class: ${code ?? ""}` });
          }
          return format === "pdf"
            ? sendStream(reply, pdfType, `${found.name}.pdf`, printed(found, writePdf, clock))
            : sendSheet(reply, format, found.name, found.title, found.sheet(), parts);
        });
      },
    );
  }
}

const printed = (found: FoundRegisters, writePdf: WritePapers, clock: Clock): AsyncIterable<Uint8Array> =>
  writePdf(found.papers(), { title: found.title, madeAt: instantText(clock.now()) });

function summaryRoutes(plain: FastifyInstance, parts: ExportParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { figures, timeZone } = parts;

  for (const format of ["csv", "xlsx"] as const) {
    app.get(
      `/api/v1/exports/summaries.${format}`,
      {
        ...ofThing("export.class", classAsked),
        schema: {
          tags,
          summary: `The attendance of each student of a group, with its sum (${format.toUpperCase()})`,
          querystring: z.strictObject({
            of: z.enum(["class", "course", "cohort", "institution"]),
            code: z
              .string()
              .min(1)
              .max(200)
              .optional()
              .describe("Of the class or course; name of the cohort"),
            from: day.optional().describe("First local day; together with `to`"),
            to: day.optional().describe("Last local day"),
            term: identifierText.optional().describe("Code of a term, instead of days"),
            policy: z.coerce.number().int().min(1).optional().describe("Version; the current one without it"),
          }),
          response: { 200: file, ...refusals },
        },
      },
      async ({ query: { of, code, ...asked } }, reply) => {
        if (of !== "institution" && code === undefined) {
          return badField(reply, "code", `code: missing beside of: ${of}; say which ${of}`);
        }
        const name = code ?? "institution";
        return withProblems(reply, async () => {
          const found = await figures.group(of, name, asked, true);
          if (found === null) {
            return sendProblem(reply, 404, `There is no such ${of}`, { detail: `code: ${name}` });
          }
          const days = found.window ? `-${found.window.from}-to-${found.window.to}` : "";
          const sheet = summarySheet(found, timeZone);
          return sendSheet(reply, format, `summary-${of}-${name}${days}`, `Summary ${name}`, sheet, parts);
        });
      },
    );
  }
}

function recordRoutes(plain: FastifyInstance, { records, writePdf }: ExportParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ id: identifierText });

  app.get(
    "/api/v1/exports/students/:id/record.json",
    {
      ...ofThing("export.record", studentInPath),
      schema: {
        tags,
        summary: "Everything that is stored about a student, for a subject access request",
        params,
        response: { 200: studentRecord, ...refusals },
      },
    },
    async ({ params: { id } }, reply) => {
      const record = await records.record(id);
      if (record === null) return noStudent(reply, id);
      reply.header("content-disposition", attachment(`record-${id}.json`));
      return record;
    },
  );

  app.get(
    "/api/v1/exports/students/:id/record.pdf",
    {
      ...ofThing("export.record", studentInPath),
      schema: { tags, summary: "The same to print", params, response: { 200: file, ...refusals } },
    },
    async ({ params: { id } }, reply) => {
      const record = await records.record(id);
      if (record === null) return noStudent(reply, id);
      const about = { title: `Record of student ${id}`, madeAt: record.asOf };
      return sendStream(reply, pdfType, `record-${id}.pdf`, writePdf(once(recordPaper(record)), about));
    },
  );
}

function xapiRoute(plain: FastifyInstance, { xapi }: ExportParts): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    "/api/v1/exports/xapi",
    {
      ...whole("export.all"),
      schema: {
        tags,
        summary: "Attendance as xAPI statements of Jisc's profile, of sessions that are over",
        querystring: z.strictObject({
          from: day.describe("First local day"),
          to: day.describe("Last local day"),
          format: z.enum(["json", "ndjson"]).default("json").describe("ndjson: all at once, a line for each"),
          cursor: z.string().max(200).optional().describe("`next` of the page before"),
          sessions: z.coerce.number().int().min(1).max(200).default(20).describe("Sessions of one page"),
        }),
        response: { 200: xapiPage, ...refusals },
      },
    },
    async ({ query: { from, to, format, cursor, sessions } }, reply) => {
      return withProblems(reply, async () =>
        format === "json"
          ? reply.send(await xapi.page({ from, to }, cursor ?? null, sessions))
          : sendStream(
              reply,
              ndjsonType,
              `xapi-${from}-to-${to}.ndjson`,
              lines(xapi.statements({ from, to })),
            ),
      );
    },
  );
}

function calendarRoutes(plain: FastifyInstance, { calendars }: ExportParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = { tags: ["calendars"] };
  const nobody = (reply: FastifyReply, person: string): FastifyReply =>
    sendProblem(reply, 404, "There is no such person", {
      detail: `person: ${person}; give the id of a student or the user name of staff`,
    });

  app.post(
    "/api/v1/calendar-addresses",
    {
      ...ofThingInBody("calendar.write", personIn("body")),
      schema: {
        ...about,
        summary: "Make an address at which a person's calendar is served; it is told this once",
        body: newCalendarAddress,
        response: { 200: madeCalendarAddress, ...refusals },
      },
    },
    async (request, reply) => {
      const { person } = request.body;
      const made = await calendars.make(person, request.actor);
      if (made === null) return nobody(reply, person);
      const path = `/calendar/${made.token}.ics`;
      return { ...made.address, path, url: `${request.protocol}://${request.host}${path}` };
    },
  );

  app.get(
    "/api/v1/calendar-addresses",
    {
      ...ofThing("calendar.read", personIn("query")),
      schema: {
        ...about,
        summary: "The addresses that hold, newest first, without what makes them unguessable",
        querystring: z.strictObject({ person: newCalendarAddress.shape.person.optional() }),
        response: { 200: calendarAddressList, ...refusals },
      },
    },
    async ({ query: { person } }, reply) => {
      const addresses = await calendars.list(person ?? null);
      return addresses === null ? nobody(reply, person ?? "") : { addresses };
    },
  );

  app.delete(
    "/api/v1/calendar-addresses/:id",
    {
      ...ofThing("calendar.write", (request) => ({ kind: "calendar", id: textAt(request, "params", "id") })),
      schema: {
        ...about,
        summary: "Revoke an address: from now on there is nothing there",
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ actor, params: { id } }, reply) => {
      return (await calendars.revoke(id, actor))
        ? reply.code(204).send(null)
        : sendProblem(reply, 404, "There is no such address", {
            detail: `id: ${id}; it was revoked before, or never made`,
          });
    },
  );

  app.get(
    "/calendar/:file",
    {
      ...openToAll(
        "a calendar programme cannot sign in: its address is what guards it, can be revoked, and reads one calendar",
      ),
      schema: {
        ...about,
        summary: "A person's calendar (iCalendar), for whoever has its address",
        params: z.object({ file: z.string() }),
        response: { 200: file, 304: z.null(), 404: problem },
      },
    },
    async (request, reply) => {
      // Its address is all that guards a calendar: it stands in no answer, and in no line of a log.
      const [, token] = /^([\w-]{43})\.ics$/.exec(request.params.file) ?? [];
      const calendar = token === undefined ? null : await calendars.serve(token);
      if (calendar === null) {
        return sendProblem(reply, 404, "There is no calendar here", {
          detail: "The address was revoked, or is not whole. Ask for another one.",
        });
      }
      reply
        .header("etag", calendar.etag)
        .header("cache-control", "private, no-cache")
        .header("x-robots-tag", "noindex");
      if (holds(request, calendar.etag))
        return reply
          .code(304)
          .serializer(() => "")
          .send(null);
      return reply.type("text/calendar; charset=utf-8").serializer(String).send(calendar.text);
    },
  );
}

/** Whether the asker has this version already (RFC 9110, section 13.1.2). */
function holds(request: FastifyRequest, etag: string): boolean {
  const said = request.headers["if-none-match"];
  if (said === undefined) return false;
  return said.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === etag);
}

async function sendSheet(
  reply: FastifyReply,
  format: "csv" | "xlsx",
  name: string,
  title: string,
  sheet: Sheet,
  { writeXlsx }: Pick<ExportParts, "writeXlsx">,
): Promise<FastifyReply> {
  if (format === "csv") return sendStream(reply, csvType, `${name}.csv`, writeCsvSheet(sheet));
  return sendStream(reply, xlsxType, `${name}.xlsx`, writeXlsx(sheet, title));
}

/** Streams a file. What goes wrong before its first piece is still told as a problem; after it the stream breaks off. */
export async function sendStream(
  reply: FastifyReply,
  type: string,
  name: string,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<FastifyReply> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncGenerator<string | Uint8Array, void, void> {
    try {
      for (let piece = first; !piece.done; piece = await iterator.next()) yield piece.value;
    } finally {
      await iterator.return?.();
    }
  }
  return reply.header("content-disposition", attachment(name)).type(type).send(Readable.from(all()));
}

/** A header that names a file: for every program without letters that could end it, and whole for those that can read it. */
export function attachment(name: string): string {
  const safe = name.replaceAll(/[^\w.-]/g, "_");
  if (safe === name) return `attachment; filename="${safe}"`;
  const whole = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${safe}"; filename*=UTF-8''${whole}`;
}

export async function* once(paper: Paper): AsyncGenerator<Paper, void, void> {
  yield paper;
}

async function* lines(values: AsyncIterable<unknown>): AsyncGenerator<string, void, void> {
  for await (const value of withPauses(values)) yield `${JSON.stringify(value)}\n`;
}

/** Says which field to mend where what was asked for cannot be answered. */
async function withProblems(reply: FastifyReply, work: () => Promise<FastifyReply>): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidWindow) return badField(reply, error.field, error.message);
    if (error instanceof NoSuchPolicy) return badField(reply, "policy", error.message);
    throw error;
  }
}

function badField(reply: FastifyReply, field: string, message: string): FastifyReply {
  return sendProblem(reply, 400, "The request is not valid", {
    detail: message,
    errors: [{ field, message }],
  });
}

const noStudent = (reply: FastifyReply, id: string): FastifyReply =>
  sendProblem(reply, 404, "No student has this id", { detail: `student: ${id}` });
