import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DemoSchool } from "../../app/demo/create-demo-school.ts";
import type { QuarantineReplay } from "../../app/quarantine/create-quarantine-replay.ts";
import type { Registers } from "../../app/register/create-registers.ts";
import type { RegisterStore } from "../../app/register/register-facts.ts";
import { scanWindow } from "../../app/register/scan-window.ts";
import {
  classSummary,
  problem,
  quarantinePage,
  replayOutcome,
  type SystemView,
  scanPage,
  systemView,
} from "../../contract/http/api.ts";
import { scanDetail } from "../../contract/http/dashboard.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";

export interface ApiParts {
  readonly registers: Registers;
  readonly store: RegisterStore;
  readonly replays: QuarantineReplay;
  readonly timeZone: string;
  readonly demo: DemoSchool;
  readonly system: () => Promise<SystemView>;
}

const pageLimit = z.coerce.number().int().min(1).max(200).default(50);
const seqCursor = z.coerce.number().int().min(1).optional().describe("`next` of the page before");

/** Everything that the pages use, described by its schemas. */
export function apiRoutes(plain: FastifyInstance, parts: ApiParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { registers, store, replays, demo, timeZone } = parts;

  app.get(
    "/api/v1/system",
    {
      schema: {
        tags: ["system"],
        summary: "The server, and the totals of today",
        response: { 200: systemView },
      },
    },
    () => parts.system(),
  );

  app.get(
    "/api/v1/classes/:code/summary",
    {
      schema: {
        tags: ["classes"],
        summary: "A class today: its rate, and each student's status",
        params: z.object({ code: identifierText }),
        response: { 200: classSummary, 404: problem },
      },
    },
    async ({ params }, reply) =>
      (await registers.classSummary(params.code)) ??
      sendProblem(reply, 404, "No class with students has this code", { detail: `code: ${params.code}` }),
  );

  app.get(
    "/api/v1/scans",
    {
      schema: {
        tags: ["scans"],
        summary: "Scans, newest first",
        querystring: z.object({
          student: identifierText.optional(),
          location: identifierText.optional(),
          decision: z.enum(["granted", "denied", "late", "unknown"]).optional(),
          sender: z.string().max(200).optional(),
          reason: z.string().max(120).optional(),
          identified: z.stringbool().optional(),
          day: z.iso.date().optional().describe("Local day that the scan was taken on"),
          hour: z.coerce.number().int().min(0).max(23).optional().describe("Clock hour of that day"),
          cursor: seqCursor,
          limit: pageLimit,
        }),
        response: { 200: scanPage },
      },
    },
    async ({ query: { cursor, limit, day, hour, ...filter } }) => {
      const span = day === undefined ? undefined : scanWindow(day, hour, timeZone);
      const scans = await store.listScans({ ...filter, span }, cursor ?? null, limit);
      return { scans: [...scans], next: nextSeq(scans, limit) };
    },
  );

  app.get(
    "/api/v1/scans/:id",
    {
      schema: {
        tags: ["scans"],
        summary: "One scan, with the message it came in",
        params: z.object({ id: z.uuid() }),
        response: { 200: scanDetail, 404: problem },
      },
    },
    async ({ params }, reply) =>
      (await store.findScan(params.id)) ?? sendProblem(reply, 404, "There is no such scan"),
  );

  app.get(
    "/api/v1/quarantine",
    {
      schema: {
        tags: ["quarantine"],
        summary: "Messages that could not be taken, newest first",
        querystring: z.object({ code: z.string().max(40).optional(), cursor: seqCursor, limit: pageLimit }),
        response: { 200: quarantinePage },
      },
    },
    async ({ query: { cursor, limit, ...filter } }) => {
      const quarantine = await store.listQuarantine(filter, cursor ?? null, limit);
      return { quarantine: [...quarantine], next: nextSeq(quarantine, limit) };
    },
  );

  app.post(
    "/api/v1/quarantine/:id/replay",
    {
      schema: {
        tags: ["quarantine"],
        summary: "Read a message again, as if it had just been understood",
        params: z.object({ id: z.uuid() }),
        response: { 200: replayOutcome, 404: problem, 409: problem },
      },
    },
    async ({ params }, reply) => {
      const replayed = await replays.replay(params.id);
      if (replayed.kind === "read") return { outcome: replayed.outcome, detail: replayed.detail };
      switch (replayed.because) {
        case "unknown":
          return sendProblem(reply, 404, "There is no such message in quarantine");
        case "replayed_before":
          return sendProblem(reply, 409, "This message has been replayed", {
            detail: "It was read and stored. A second time would count it twice.",
          });
        case "not_whole":
          return sendProblem(reply, 409, "This message was not kept whole", {
            detail: "A picture was cut out of it, or it was too long to keep. It cannot be read again.",
          });
      }
    },
  );

  const demoAnswer = { 200: z.object({ active: z.boolean(), students: z.int(), classes: z.int() }) };
  app.post(
    "/api/v1/demo/start",
    { schema: { tags: ["demo"], summary: "Enrol the original's school from today", response: demoAnswer } },
    () => demo.start(),
  );
  app.post(
    "/api/v1/demo/end",
    {
      schema: {
        tags: ["demo"],
        summary: "End the demonstration: its students are no longer enrolled, scans and marks stay",
        response: demoAnswer,
      },
    },
    () => demo.end(),
  );
}

function nextSeq(rows: readonly { readonly seq: number }[], limit: number): string | null {
  const last = rows.at(-1);
  return rows.length === limit && last ? String(last.seq) : null;
}
