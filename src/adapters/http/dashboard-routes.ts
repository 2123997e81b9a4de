import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Dashboard } from "../../app/dashboard/create-dashboard.ts";
import type { DemoSchool } from "../../app/demo/create-demo-school.ts";
import type { DemoCamera } from "../../app/demo/demo-camera.ts";
import type { QuarantineReplay } from "../../app/quarantine/create-quarantine-replay.ts";
import { problem } from "../../contract/http/api.ts";
import {
  classSummaries,
  classSummaryRow,
  insightsView,
  locationSummaries,
  locationSummaryRow,
  quarantineGroups,
  replayManyOutcome,
  senderPage,
} from "../../contract/http/dashboard.ts";
import { type FlowView, flowView } from "../../contract/http/monitor.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";

export interface DashboardParts {
  readonly dashboard: Dashboard;
  readonly replays: QuarantineReplay;
  readonly flow: () => FlowView;
  readonly timeZone: string;
  readonly today: () => string;
  readonly demo: DemoSchool;
  readonly camera: DemoCamera;
}

const day = z.iso.date().optional();

/** What the dashboard's pages read beyond the registers. */
export function dashboardRoutes(plain: FastifyInstance, parts: DashboardParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { dashboard, timeZone, today } = parts;

  app.get(
    "/api/v1/summaries/classes",
    {
      schema: {
        tags: ["dashboard"],
        summary: "Each class today, with its trend",
        querystring: z.object({
          cursor: z.string().max(200).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(100),
        }),
        response: { 200: classSummaries },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const classes = await dashboard.classes(cursor ?? null, limit);
      return {
        day: today(),
        timeZone,
        classes: [...classes],
        next: classes.length === limit ? (classes.at(-1)?.class.code ?? null) : null,
      };
    },
  );
  app.get(
    "/api/v1/summaries/classes/:code",
    {
      schema: {
        tags: ["dashboard"],
        summary: "One class today, with its trend",
        params: z.object({ code: identifierText }),
        response: { 200: classSummaryRow, 404: problem },
      },
    },
    async ({ params }, reply) =>
      (await dashboard.class(params.code)) ??
      sendProblem(reply, 404, "No class with students has this code", { detail: `code: ${params.code}` }),
  );
  app.get(
    "/api/v1/summaries/locations/:location",
    {
      schema: {
        tags: ["dashboard"],
        summary: "One location today",
        params: z.object({ location: identifierText }),
        response: { 200: locationSummaryRow, 404: problem },
      },
    },
    async ({ params }, reply) =>
      (await dashboard.location(params.location)) ??
      sendProblem(reply, 404, "No class stands there, and nobody was scanned there today", {
        detail: `location: ${params.location}`,
      }),
  );
  app.get(
    "/api/v1/summaries/locations",
    { schema: { tags: ["dashboard"], summary: "Each location today", response: { 200: locationSummaries } } },
    async () => ({ day: today(), timeZone, locations: [...(await dashboard.locations())] }),
  );
  app.get(
    "/api/v1/senders",
    {
      schema: {
        tags: ["dashboard"],
        summary: "Who sends scans, and when last",
        response: { 200: senderPage },
      },
    },
    async () => ({ senders: [...(await dashboard.senders())] }),
  );
  app.get(
    "/api/v1/insights",
    {
      schema: {
        tags: ["dashboard"],
        summary: "Decisions by reason, location, hour and sender",
        querystring: z.object({ from: day, to: day, location: identifierText.optional() }),
        response: { 200: insightsView, 400: problem },
      },
    },
    ({ query: { from, to, location } }) => dashboard.insights(from ?? null, to ?? null, location ?? null),
  );
  app.get(
    "/api/v1/flow",
    { schema: { tags: ["dashboard"], summary: "Messages through each step", response: { 200: flowView } } },
    () => parts.flow(),
  );
  app.get(
    "/api/v1/quarantine/groups",
    {
      schema: {
        tags: ["quarantine"],
        summary: "Quarantine by reason and sender",
        response: { 200: quarantineGroups },
      },
    },
    () => dashboard.quarantine(),
  );
  app.post(
    "/api/v1/quarantine/replay",
    {
      schema: {
        tags: ["quarantine"],
        summary: "Read all open messages of a reason or sender again, at most 1,000 at once",
        body: z.object({ code: z.string().max(40).optional(), sender: z.string().max(200).optional() }),
        response: { 200: replayManyOutcome, 400: problem },
      },
    },
    ({ body }) => parts.replays.replayMany(body),
  );

  const playing = z.object({ playing: z.boolean() });
  app.post(
    "/api/v1/demo/camera/start",
    {
      schema: {
        tags: ["demo"],
        summary: "Play the original's camera for a while; only while the demonstration is on",
        body: z.object({
          rate: z.number().min(0.1).max(20).default(2).describe("Scans a second"),
          seconds: z.int().min(1).max(900).default(60),
        }),
        response: { 200: playing, 409: problem },
      },
    },
    async ({ body }, reply) => {
      if (!(await parts.demo.state()).active) {
        return sendProblem(reply, 409, "The demonstration is over", {
          detail: "Made-up scans are only for made-up students. Start the demonstration first.",
        });
      }
      parts.camera.start(body);
      return { playing: parts.camera.playing() };
    },
  );
  app.post(
    "/api/v1/demo/camera/stop",
    { schema: { tags: ["demo"], summary: "Stop the demonstration's camera", response: { 200: playing } } },
    async () => {
      await parts.camera.stop();
      return { playing: parts.camera.playing() };
    },
  );
}
