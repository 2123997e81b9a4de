import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Senders } from "../../app/health/create-senders.ts";
import { problem } from "../../contract/http/problem.ts";
import { senderChange, senderDetail, senderPage, senderView } from "../../contract/http/senders.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface SenderParts {
  readonly senders: Senders;
}

/** Whoever sends scans, and what people say of them. */
export function senderRoutes(plain: FastifyInstance, { senders }: SenderParts): void {
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
      schema: { tags, summary: "Who sends scans, and when last", response: { 200: senderPage } },
    },
    async () => ({ senders: [...(await senders.list())] }),
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
}
