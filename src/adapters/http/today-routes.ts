import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Temporal } from "temporal-polyfill";
import { liveViewOf } from "../../app/live/live-view-of.ts";
import { withoutNames } from "../../app/live/shown-to.ts";
import type { Rooms } from "../../app/today/create-rooms.ts";
import type { Today } from "../../app/today/create-today.ts";
import { type MonitorView, monitorView } from "../../contract/http/monitor.ts";
import { roomsView } from "../../contract/http/rooms.ts";
import { snoozeRequest, todayView } from "../../contract/http/today.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { whole } from "./route-right.ts";

export interface TodayParts {
  readonly board: Today;
  readonly rooms: Rooms;
  readonly monitor: {
    view(): MonitorView;
    /** Resolves when what was put away shows. */
    regroup(): Promise<void>;
  };
}

const monitorFor = (actor: Actor, view: MonitorView): MonitorView =>
  liveViewOf(actor, null).pulse === "whole" ? view : withoutNames(view);

/** The day as the first page shows it, and what needs a look. */
export function todayRoutes(plain: FastifyInstance, { board, rooms, monitor }: TodayParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.get(
    "/api/v1/today",
    {
      ...whole("day.read"),
      schema: {
        tags: ["today"],
        summary: "Every session of today with who is there, today's rate and arrivals",
        response: { 200: todayView },
      },
    },
    () => board.view(),
  );
  app.get(
    "/api/v1/rooms",
    {
      ...whole("day.read"),
      schema: {
        tags: ["today"],
        summary: "Every room with its readers, and the day that goes on in them",
        response: { 200: roomsView },
      },
    },
    () => rooms.view(),
  );
  app.get(
    "/api/v1/monitor",
    {
      ...whole("reader.read"),
      schema: {
        tags: ["today"],
        summary: "What the monitor last did and found",
        response: { 200: monitorView },
      },
    },
    async ({ actor }) => monitorFor(actor, monitor.view()),
  );
  app.post(
    "/api/v1/attention/snooze",
    {
      ...whole("alert.write"),
      schema: {
        tags: ["today"],
        summary:
          "Puts a group of what needs a look, or one thing of it, away until an instant, or takes it up again",
        body: snoozeRequest,
        response: { 200: monitorView },
      },
    },
    async ({ actor, body: { key, until } }) => {
      await board.snooze(key, until === null ? null : Temporal.Instant.from(until), actor);
      await monitor.regroup();
      return monitorFor(actor, monitor.view());
    },
  );
}
