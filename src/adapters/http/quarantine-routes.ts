import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Dismissals } from "../../app/quarantine/create-dismissals.ts";
import type { QuarantineReplay } from "../../app/quarantine/create-quarantine-replay.ts";
import type { QuarantineStore } from "../../app/quarantine/quarantine-store.ts";
import { quarantineSince, readQuarantineGroups } from "../../app/quarantine/read-quarantine-groups.ts";
import { problem } from "../../contract/http/problem.ts";
import {
  dismissalRequest,
  dismissalView,
  quarantineGroups,
  quarantinePage,
  quarantineStates,
  replayManyOutcome,
  replayOutcome,
} from "../../contract/http/quarantine.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";
import { nextSeq, pageLimit, seqCursor } from "./seq-cursor.ts";

export interface QuarantineParts {
  readonly quarantine: QuarantineStore;
  readonly replays: QuarantineReplay;
  readonly dismissals: Dismissals;
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
      ...whole("quarantine.read"),
      schema: {
        tags: ["quarantine"],
        summary: "Messages that could not be taken, newest first",
        querystring: z.object({
          code: z.string().max(40).optional(),
          sender: z.string().max(200).optional(),
          state: z.enum(quarantineStates).optional(),
          q: z
            .string()
            .trim()
            .min(1)
            .max(200)
            .optional()
            .describe("Part of a message, its topic, sender or reason; looks at the last 35 days"),
          cursor: seqCursor,
          limit: pageLimit,
        }),
        response: { 200: quarantinePage },
      },
    },
    async ({ query: { cursor, limit, q, ...filter } }) => {
      const text = q === undefined ? undefined : { q, since: quarantineSince(today(), timeZone) };
      const found = await quarantine.listQuarantine({ ...filter, text }, cursor ?? null, limit);
      return { quarantine: [...found], next: nextSeq(found, limit) };
    },
  );

  app.post(
    "/api/v1/quarantine/:id/replay",
    {
      ...whole("quarantine.replay"),
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
      ...whole("quarantine.count"),
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
      ...whole("quarantine.replay"),
      schema: {
        tags: ["quarantine"],
        summary: "Read all open messages of a reason or sender again, at most 1,000 at once",
        body: z.object({ code: z.string().max(40).optional(), sender: z.string().max(200).optional() }),
        response: { 200: replayManyOutcome, 400: problem },
      },
    },
    ({ body }) => replays.replayMany(body),
  );

  app.post(
    "/api/v1/quarantine/dismissals",
    {
      ...whole("quarantine.dismiss"),
      schema: {
        tags: ["quarantine"],
        summary: "Put open messages aside: these, or all of a reason or sender; nothing is deleted",
        body: dismissalRequest,
        response: { 200: dismissalView, 400: problem, 403: problem },
      },
    },
    async ({ actor, body }, _reply) => parts.dismissals.dismiss(body, actor),
  );
  const takenBack = { 200: z.object({ restored: z.int() }), 403: problem, 404: problem };
  const params = z.object({ id: z.uuid() });
  app.delete(
    "/api/v1/quarantine/dismissals/:id",
    {
      ...whole("quarantine.dismiss"),
      schema: {
        tags: ["quarantine"],
        summary: "Take back all messages that were put aside together",
        params,
        response: takenBack,
      },
    },
    async ({ actor, params: { id } }, reply) => takeBack(actor, reply, { dismissal: id }),
  );
  app.delete(
    "/api/v1/quarantine/:id/dismissal",
    {
      ...whole("quarantine.dismiss"),
      schema: {
        tags: ["quarantine"],
        summary: "Take one message back that was put aside",
        params,
        response: takenBack,
      },
    },
    async ({ actor, params: { id } }, reply) => takeBack(actor, reply, { message: id }),
  );

  async function takeBack(
    actor: Actor,
    reply: FastifyReply,
    which: { readonly dismissal: string } | { readonly message: string },
  ) {
    const restored = await parts.dismissals.takeBack(which, actor);
    if (restored === 0)
      return sendProblem(reply, 404, "Nothing of that is put aside", {
        detail: "It was taken back before, or the id is of another message.",
      });
    return { restored };
  }
}
