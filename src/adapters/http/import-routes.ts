import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ImportOutcome, Imports } from "../../app/imports/create-imports.ts";
import { plainFiles } from "../../app/imports/csv/plain-columns.ts";
import { plainTemplate } from "../../app/imports/csv/plain-templates.ts";
import { csvHead, writeCsvLine } from "../../app/imports/csv/write-plain-csv.ts";
import { InvalidUpload } from "../../app/imports/csv-table.ts";
import { exportRoster, type RosterExport, tellLeftOut } from "../../app/imports/export-roster.ts";
import { namedSource } from "../../app/imports/read-upload.ts";
import {
  answersRequest,
  applyRequest,
  calendarRule,
  importKinds,
  importList,
  importView,
} from "../../contract/http/imports.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface ImportParts {
  readonly imports: Imports;
  readonly rosterExport: RosterExport;
  readonly timeZone: string;
}

/** A roster of a large school, packed or plain. */
const uploadLimit = 64 * 1024 * 1024;
const uploadTypes = [
  "application/octet-stream",
  "text/csv",
  "text/calendar",
  "application/zip",
  "application/x-zip-compressed",
  "text/plain",
];
const params = z.object({ id: z.uuid() });

/** Files in: read, preview, confirm; and the plain files out. */
export function importRoutes(plain: FastifyInstance, parts: ImportParts): void {
  const { imports, rosterExport, timeZone } = parts;

  // Only here may a body be that large, and be anything but JSON.
  plain.register(async (upload) => {
    upload.removeAllContentTypeParsers();
    upload.addContentTypeParser(uploadTypes, { parseAs: "buffer", bodyLimit: uploadLimit }, (_, body, done) =>
      done(null, body),
    );
    upload.withTypeProvider<ZodTypeProvider>().post(
      "/api/v1/imports",
      {
        ...whole("roster.write"),
        bodyLimit: uploadLimit,
        schema: {
          tags: ["imports"],
          summary:
            "Read a CSV file, a zip of them or a calendar, and say what it would change; nothing is changed yet",
          consumes: uploadTypes,
          querystring: z.object({
            kind: z.enum(importKinds),
            name: z.string().trim().min(1).max(200).describe("What the file is called"),
            complete: z
              .stringbool()
              .default(false)
              .describe("What the files no longer hold is ended, where they do not say so themselves"),
            source: z
              .string()
              .trim()
              .min(1)
              .max(80)
              .optional()
              .describe(
                "Whose calendar it is, a department's or a file's: each has meetings of its own. Left out, it is whose meetings it holds, else the file's name. Tables have none: it is refused with another kind than icalendar",
              ),
            rule: z
              .string()
              .max(8_000)
              .optional()
              .transform((text, context) => ruleOf(text, context))
              .describe(
                "How a calendar is read, as JSON: what a feed's rule is. Its encoding holds for tables, too",
              ),
          }),
          response: { 200: importView, 400: problem, 403: problem, 413: problem, 415: problem },
        },
      },
      async ({ actor, query: { kind, name, complete, source, rule }, body }, reply) => {
        if (source !== undefined && kind !== "icalendar") {
          return sendProblem(reply, 400, "The request is not valid", {
            detail: `source: ${source}: only calendars have sources of their own; all tables of a kind are one, so leave it out, and do not call a department's table complete`,
            errors: [{ field: "source", message: `${source}: only calendars have one; leave it out` }],
          });
        }
        if (!Buffer.isBuffer(body) || body.length === 0) {
          return sendProblem(reply, 400, "The request is not valid", {
            detail: "body: is empty; send the bytes of a CSV file, a zip or a calendar",
          });
        }
        try {
          return await imports.preview({
            kind,
            name,
            files: [{ name, bytes: body }],
            complete,
            source: source === undefined ? null : namedSource(source),
            rule,
            by: actor,
          });
        } catch (error) {
          if (!(error instanceof InvalidUpload)) throw error;
          return sendProblem(reply, 400, "The file cannot be opened", { detail: error.message });
        }
      },
    );
  });

  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    "/api/v1/imports",
    {
      ...whole("roster.read"),
      schema: {
        tags: ["imports"],
        summary: "Imports, newest first",
        querystring: z.object({
          cursor: z.uuid().optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: importList },
      },
    },
    ({ query: { cursor, limit } }) => imports.list(cursor ?? null, limit),
  );

  app.get(
    "/api/v1/imports/:id",
    {
      ...whole("roster.read"),
      schema: {
        tags: ["imports"],
        summary: "What an import would do, or did",
        params,
        response: { 200: importView, 404: problem },
      },
    },
    async ({ params: { id } }, reply) => (await imports.find(id)) ?? noImport(reply, id),
  );

  app.get(
    "/api/v1/imports/:id/notes.csv",
    {
      ...whole("roster.read"),
      schema: {
        tags: ["imports"],
        summary: "Everything that was refused, guessed or left out (CSV)",
        params,
        response: { 200: z.string(), 404: problem },
      },
    },
    async ({ params: { id } }, reply) => {
      const notes = await imports.notes(id);
      if (notes === null) return noImport(reply, id);
      const columns = ["severity", "file", "line", "column", "value", "message", "remedy"];
      const rows = notes.map(({ severity, file, line, column, value, message, remedy }) =>
        writeCsvLine([
          severity,
          file,
          line === null ? "" : String(line),
          column ?? "",
          value ?? "",
          message,
          remedy,
        ]),
      );
      return sendCsv(reply, "notes.csv", csvHead(columns) + rows.join(""));
    },
  );

  app.post(
    "/api/v1/imports/:id/answers",
    {
      ...whole("roster.write"),
      schema: {
        tags: ["imports"],
        summary:
          "Answer what a preview asks: whether an id with another name is the same person or was used again. A new preview takes its place",
        params,
        body: answersRequest,
        response: { 200: importView, 400: problem, 403: problem, 404: problem, 409: problem },
      },
    },
    async ({ actor, params: { id }, body }, reply) => {
      return answer(reply, id, await imports.answer(id, body.answers, actor));
    },
  );

  app.post(
    "/api/v1/imports/:id/apply",
    {
      ...whole("roster.write"),
      schema: {
        tags: ["imports"],
        summary: "Do what the preview says, all of it or nothing",
        params,
        body: applyRequest,
        response: { 200: importView, 403: problem, 404: problem, 409: problem },
      },
    },
    async ({ actor, params: { id }, body }, reply) => {
      return answer(reply, id, await imports.apply(id, body.confirmWarnings, actor));
    },
  );

  app.post(
    "/api/v1/imports/:id/discard",
    {
      ...whole("roster.write"),
      schema: {
        tags: ["imports"],
        summary: "Leave everything as it is, and forget what the file held",
        params,
        response: { 200: importView, 403: problem, 404: problem, 409: problem },
      },
    },
    async ({ actor, params: { id } }, reply) => {
      return answer(reply, id, await imports.discard(id, actor));
    },
  );

  for (const file of plainFiles) {
    app.get(
      `/api/v1/imports/templates/${file}.csv`,
      {
        ...whole("roster.read"),
        schema: {
          tags: ["imports"],
          summary: `A file of ${file} to fill in (CSV); its example is left out by an import`,
          response: { 200: z.string() },
        },
      },
      async (_, reply) => sendCsv(reply, `${file}.csv`, plainTemplate(file)),
    );
    app.get(
      `/api/v1/exports/roster/${file}.csv`,
      {
        ...whole("export.all"),
        schema: {
          tags: ["exports"],
          summary: `The ${file} as they stand (CSV); an import of it changes nothing. What it leaves out, and why, is in the header muster-left-out`,
          response: { 200: z.string(), 403: problem },
        },
      },
      async (_, reply) => {
        const text = await exportRoster(rosterExport, file, timeZone);
        const left = tellLeftOut(file, await rosterExport.leftOut());
        if (left.length > 0) reply.header("muster-left-out", left.join("; "));
        return sendCsv(reply, `${file}.csv`, text);
      },
    );
  }
}

/** A rule as JSON, null for none; says what is wrong with it. */
function ruleOf(text: string | undefined, context: z.RefinementCtx): z.infer<typeof calendarRule> | null {
  if (text === undefined) return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({
      code: "custom",
      message: "is no JSON; send what GET /api/v1/feeds/usual-rule answers",
    });
    return z.NEVER;
  }
  const read = calendarRule.safeParse(given);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) {
    context.addIssue({ code: "custom", message: `${path.join(".")}: ${message}` });
  }
  return z.NEVER;
}

function sendCsv(reply: FastifyReply, name: string, text: string): FastifyReply {
  return reply
    .header("content-disposition", `attachment; filename="${name}"`)
    .type("text/csv; charset=utf-8")
    .serializer(String)
    .send(text);
}

const noImport = (reply: FastifyReply, id: string): FastifyReply =>
  sendProblem(reply, 404, "There is no such import", { detail: `id: ${id}` });

function answer(reply: FastifyReply, id: string, outcome: ImportOutcome) {
  if (outcome.kind === "done") return outcome.view;
  const { refusal } = outcome;
  switch (refusal.code) {
    case "unknown":
      return noImport(reply, id);
    case "unasked":
      return sendProblem(reply, 400, "The request is not valid", {
        detail: `answers: nothing is asked about ${refusal.key}; the preview's questions have the keys`,
        errors: [{ field: `answers.${refusal.key}`, message: "is no question of this preview" }],
      });
    case "settled":
      if (refusal.state === "applying") {
        return sendProblem(reply, 409, "The import is being applied", {
          detail: "A part of it is stored, so it is brought to its end. Look at it again in a moment.",
        });
      }
      return sendProblem(reply, 409, `The import was ${refusal.state} before`, {
        detail: "Upload the file again for a new preview.",
      });
    case "unconfirmed":
      return sendProblem(reply, 409, "The import would end much of what is there", {
        detail: `${refusal.warnings.join("; ")}. Look at the preview, and send confirmWarnings: true if that is meant.`,
        errors: refusal.warnings.map((message) => ({ field: "confirmWarnings", message })),
      });
    case "outdated":
      return sendProblem(reply, 409, "The preview is out of date", {
        detail: `What is stored has changed since, so that the import would do something else now. Look at the new preview, ${refusal.instead}, and confirm that.`,
        errors: [{ field: "id", message: `is superseded by ${refusal.instead}` }],
      });
  }
}
