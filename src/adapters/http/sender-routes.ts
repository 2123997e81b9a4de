import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Commands } from "../../app/devices/create-commands.ts";
import type { Senders } from "../../app/health/create-senders.ts";
import { commandPage, commandView, giveCommand } from "../../contract/http/commands.ts";
import { problem } from "../../contract/http/problem.ts";
import { senderChange, senderDetail, senderPage, senderView } from "../../contract/http/senders.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface SenderParts {
  readonly senders: Senders;
  readonly commands: Commands;
}

/** Whoever sends scans, what people say of them, and what they are told to do. */
export function senderRoutes(plain: FastifyInstance, { senders, commands }: SenderParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["senders"];
  const params = z.object({ name: z.string().min(1).max(200) });
  const unknown = (name: string) => ({
    detail: `${name}: nothing was ever heard of it; senders are listed at /api/v1/senders`,
  });

  app.get(
    "/api/v1/senders",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "Who sends scans, when last, and how many in each of the last hours",
        response: { 200: senderPage },
      },
    },
    async () => senders.page(),
  );
  app.get(
    "/api/v1/senders/:name",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "One sender: its health, rooms, scans and gaps of the last days",
        params,
        response: { 200: senderDetail, 404: problem },
      },
    },
    async ({ params: { name } }, reply) =>
      (await senders.detail(name)) ?? sendProblem(reply, 404, "There is no such sender", unknown(name)),
  );
  app.patch(
    "/api/v1/senders/:name",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary: "Say what a sender is called, that it is out of use, or when its silence is expected",
        params,
        body: senderChange,
        response: { 200: senderView, 400: problem, 403: problem, 404: problem },
      },
    },
    async ({ actor, params: { name }, body }, reply) => {
      return (
        (await senders.note(name, body, actor)) ??
        sendProblem(reply, 404, "There is no such sender", unknown(name))
      );
    },
  );
  app.get(
    "/api/v1/senders/:name/commands",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "What a sender can be told to do, and what became of what it was told",
        params,
        response: { 200: commandPage, 404: problem },
      },
    },
    async ({ params: { name } }, reply) =>
      (await commands.of(name)) ?? sendProblem(reply, 404, "There is no such sender", unknown(name)),
  );
  app.post(
    "/api/v1/senders/:name/commands",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary: "Tell a sender to do something; one that is away is told when it comes",
        params,
        body: giveCommand,
        response: { 201: commandView, 400: problem, 403: problem, 404: problem, 409: problem },
      },
    },
    async ({ actor, params: { name }, body }, reply) => {
      const given = await commands.give(name, body, actor);
      if (!("refused" in given)) return reply.status(201).send(given);
      const { because, detail } = given.refused;
      const status = { unknown: 404, unable: 400, open: 409 } as const;
      return sendProblem(reply, status[because], "It was not told", {
        detail,
        ...(because !== "unknown" && { errors: [{ field: "name", message: detail }] }),
      });
    },
  );
}
