import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DemoSchool } from "../../app/demo/create-demo-school.ts";
import type { DemoCamera } from "../../app/demo/demo-camera.ts";
import type { UnreadTopics } from "../../app/ingest/create-unread-topics.ts";
import { liveViewOf } from "../../app/live/live-view-of.ts";
import { systemFor } from "../../app/live/shown-to.ts";
import { demoStarted, demoView } from "../../contract/http/demo.ts";
import { type FlowView, flowView } from "../../contract/http/monitor.ts";
import { problem } from "../../contract/http/problem.ts";
import { type SystemView, systemView, unreadTopicsView } from "../../contract/http/system.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface SystemParts {
  readonly system: () => Promise<SystemView>;
  readonly flow: () => FlowView;
  readonly unread: UnreadTopics["view"];
  readonly demo: DemoSchool;
  readonly camera: DemoCamera;
}

/** The server itself, and the demonstration that it may play. */
export function systemRoutes(plain: FastifyInstance, parts: SystemParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { demo, camera } = parts;

  app.get(
    "/api/v1/system",
    {
      ...whole("product.read"),
      schema: {
        tags: ["system"],
        summary: "The server, and the totals of today",
        response: { 200: systemView },
      },
    },
    async ({ actor }) => systemFor(await parts.system(), liveViewOf(actor, null).system),
  );

  app.get(
    "/api/v1/flow",
    {
      ...whole("reader.read"),
      schema: { tags: ["system"], summary: "Messages through each step", response: { 200: flowView } },
    },
    () => parts.flow(),
  );
  app.get(
    "/api/v1/unread-topics",
    {
      ...whole("quarantine.read"),
      schema: {
        tags: ["system"],
        summary: "Messages on topics that nobody reads, by topic, with the last of each",
        response: { 200: unreadTopicsView },
      },
    },
    async () => {
      const { since, topics, ...counts } = parts.unread();
      return {
        ...counts,
        since: since.toString({ fractionalSecondDigits: 3 }),
        topics: topics.map(({ firstAt, lastAt, payload, payloadBytes, ...topic }) => ({
          ...topic,
          firstAt: firstAt.toString({ fractionalSecondDigits: 3 }),
          lastAt: lastAt.toString({ fractionalSecondDigits: 3 }),
          text: new TextDecoder().decode(payload),
          bytes: payloadBytes,
        })),
      };
    },
  );
  app.post(
    "/api/v1/demo/start",
    {
      ...whole("settings.write"),
      schema: {
        tags: ["demo"],
        summary: "Enrol the original's school from today",
        response: { 200: demoStarted },
      },
    },
    async () => {
      const { ofSchool, ...state } = await demo.start();
      return {
        ...state,
        ofSchool: { classes: [...ofSchool.classes], students: [...ofSchool.students] },
      };
    },
  );
  app.post(
    "/api/v1/demo/end",
    {
      ...whole("settings.write"),
      schema: {
        tags: ["demo"],
        summary: "End the demonstration: its students are no longer enrolled, scans and marks stay",
        response: { 200: demoView },
      },
    },
    () => demo.end(),
  );
  const playing = z.object({ playing: z.boolean() });
  app.post(
    "/api/v1/demo/camera/start",
    {
      ...whole("settings.write"),
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
      if (!(await demo.state()).active) {
        return sendProblem(reply, 409, "The demonstration is over", {
          detail: "Made-up scans are only for made-up students. Start the demonstration first.",
        });
      }
      camera.start(body);
      return { playing: camera.playing() };
    },
  );
  app.post(
    "/api/v1/demo/camera/stop",
    {
      ...whole("settings.write"),
      schema: { tags: ["demo"], summary: "Stop the demonstration's camera", response: { 200: playing } },
    },
    async () => {
      await camera.stop();
      return { playing: camera.playing() };
    },
  );
}
