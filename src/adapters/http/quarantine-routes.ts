import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { QuarantineReplay } from "../../app/quarantine/create-quarantine-replay.ts";
import type { QuarantineStore } from "../../app/quarantine/quarantine-store.ts";
import { readQuarantineGroups } from "../../app/quarantine/read-quarantine-groups.ts";
import { problem } from "../../contract/http/problem.ts";
import {
  quarantineGroups,
  quarantinePage,
  replayManyOutcome,
  replayOutcome,
} from "../../contract/http/quarantine.ts";
import { sendProblem } from "./problems.ts";
import { nextSeq, pageLimit, seqCursor } from "./seq-cursor.ts";

export interface QuarantineParts {
  readonly quarantine: QuarantineStore;
  readonly replays: QuarantineReplay;
  readonly timeZone: string;
  readonly today: () => string;
}

/** Messages that could not be taken, and reading them again. */
export function quarantineRoutes(plain: FastifyInstance, parts: QuarantineParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { quarantine, replays, timeZone, today } = parts;

  app.get(
    "/api/v1/quarantine",
    {
      schema: {
        tags: ["quarantine"],
        summary: "Messages that could not be taken, newest first",
        querystring: z.object({
          code: z.string().max(40).optional(),
          sender: z.string().max(200).optional(),
          cursor: seqCursor,
          limit: pageLimit,
        }),
        response: { 200: quarantinePage },
      },
    },
    async ({ query: { cursor, limit, ...filter } }) => {
      const found = await quarantine.listQuarantine(filter, cursor ?? null, limit);
      return { quarantine: [...found], next: nextSeq(found, limit) };
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
            detail: "It was too long to keep, so its end is missing. It cannot be read again.",
          });
      }
    },
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
    () => readQuarantineGroups(quarantine, today(), timeZone),
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
    ({ body }) => replays.replayMany(body),
  );
}
