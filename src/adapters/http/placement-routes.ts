import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Placements } from "../../app/placements/create-placements.ts";
import type { RosterOutcome } from "../../app/rosters/roster-outcome.ts";
import {
  placementAsked,
  placementDone,
  placementList,
  placementPreview,
  placementStated,
  placementUndo,
} from "../../contract/http/placements.ts";
import { problem } from "../../contract/http/problem.ts";
import { whole } from "./route-right.ts";
import { sendRosterRefusal } from "./send-roster-refusal.ts";

/** Where readers hung, by word of a person, and what follows for their scans. */
export function placementRoutes(
  plain: FastifyInstance,
  { placements }: { readonly placements: Placements },
): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["senders"];
  const ofSender = z.object({ name: z.string().min(1).max(200) });
  const params = z.object({ id: z.uuid() });
  const refusals = { 400: problem, 403: problem, 404: problem, 409: problem };

  app.get(
    "/api/v1/senders/:name/placements",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "Where people said that a sender hung, the last said first",
        params: ofSender,
        response: { 200: placementList },
      },
    },
    async ({ params: { name } }) => ({ placements: [...(await placements.list(name))] }),
  );
  app.post(
    "/api/v1/senders/:name/placements/preview",
    {
      ...whole("reader.place"),
      schema: {
        tags,
        summary:
          "Which scans and marks would change if a reader hung in another room since then; nothing is stored",
        params: ofSender,
        body: placementAsked,
        response: { 200: placementPreview, ...refusals },
      },
    },
    async ({ params: { name: sender }, body }, reply) =>
      told(reply, await placements.preview({ sender, ...body })),
  );
  app.post(
    "/api/v1/senders/:name/placements",
    {
      ...whole("reader.place"),
      schema: {
        tags,
        summary:
          "A reader hangs in another room since then: its scans from then on are of that room, and marks follow",
        params: ofSender,
        body: placementStated,
        response: { 200: placementDone, ...refusals },
      },
    },
    async ({ actor, params: { name: sender }, body }, reply) =>
      told(reply, await placements.place({ sender, ...body }, actor)),
  );
  app.post(
    "/api/v1/placements/:id/preview-undo",
    {
      ...whole("reader.place"),
      schema: {
        tags,
        summary: "Which scans and marks would change if a placement were taken back; nothing is stored",
        params,
        response: { 200: placementPreview, ...refusals },
      },
    },
    async ({ params: { id } }, reply) => told(reply, await placements.previewUndo(id)),
  );
  app.post(
    "/api/v1/placements/:id/undo",
    {
      ...whole("reader.place"),
      schema: {
        tags,
        summary: "Take a placement back: its scans are where they would be without it, and marks follow",
        params,
        body: placementUndo,
        response: { 200: placementDone, ...refusals },
      },
    },
    async ({ actor, params: { id }, body }, reply) =>
      told(reply, await placements.undo(id, body.reason, actor)),
  );
}

function told<T>(reply: FastifyReply, outcome: RosterOutcome<T>): T | FastifyReply {
  return outcome.kind === "refused" ? sendRosterRefusal(reply, outcome.refusal) : outcome.value;
}
