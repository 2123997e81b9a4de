import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readDecisions } from "../../app/scans/read-decisions.ts";
import type { ScanStore } from "../../app/scans/scan-store.ts";
import { scanWindow } from "../../app/scans/scan-window.ts";
import { problem } from "../../contract/http/problem.ts";
import { decisionsView, locationNames, scanDetail, scanPage } from "../../contract/http/scans.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";
import { nextSeq, pageLimit, seqCursor } from "./seq-cursor.ts";

export interface ScanParts {
  readonly scans: ScanStore;
  readonly timeZone: string;
  readonly today: () => string;
}

const day = z.iso.date().optional();

/** Scans as they came, and what was decided. */
export function scanRoutes(plain: FastifyInstance, parts: ScanParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { scans, timeZone, today } = parts;

  app.get(
    "/api/v1/scans",
    {
      ...whole("scan.read"),
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
      const found = await scans.listScans({ ...filter, span }, cursor ?? null, limit);
      return { scans: [...found], next: nextSeq(found, limit) };
    },
  );

  app.get(
    "/api/v1/scans/:id",
    {
      ...whole("scan.read"),
      schema: {
        tags: ["scans"],
        summary: "One scan, with the message it came in",
        params: z.object({ id: z.uuid() }),
        response: { 200: scanDetail, 404: problem },
      },
    },
    async ({ params }, reply) =>
      (await scans.findScan(params.id)) ?? sendProblem(reply, 404, "There is no such scan"),
  );

  app.get(
    "/api/v1/locations",
    {
      ...whole("reader.read"),
      schema: {
        tags: ["scans"],
        summary: "What devices called a place today, with the room that has this name",
        response: { 200: locationNames },
      },
    },
    async () => ({ day: today(), locations: [...(await scans.locationNames(today()))] }),
  );
  app.get(
    "/api/v1/decisions",
    {
      ...whole("reader.read"),
      schema: {
        tags: ["scans"],
        summary: "Decisions by reason, location, hour and sender",
        querystring: z.object({ from: day, to: day, location: identifierText.optional() }),
        response: { 200: decisionsView, 400: problem },
      },
    },
    ({ query: { from, to, location } }) =>
      readDecisions(scans, from ?? today(), to ?? today(), location ?? null, timeZone),
  );
}
