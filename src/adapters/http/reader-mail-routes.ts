import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Notifications } from "../../app/notifications/create-notifications.ts";
import { readerMailChange, readerMailView } from "../../contract/http/alerts.ts";
import { problem } from "../../contract/http/problem.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

/** Whether one is told by mail of what breaks and what works again of readers: one's own choice, of who may see them. */
export function readerMailRoutes(
  plain: FastifyInstance,
  { notifications }: { readonly notifications: Pick<Notifications, "readerMail" | "chooseReaderMail"> },
): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["senders"];

  app.get(
    "/api/v1/account/reader-mail",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "Whether one is told of readers by mail",
        response: { 200: readerMailView, 401: problem, 409: problem },
      },
    },
    async ({ actor }, reply) => {
      const account = accountOf(actor);
      return account === null ? refuseOthers(actor, reply) : notifications.readerMail(account);
    },
  );
  app.put(
    "/api/v1/account/reader-mail",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "Be told of readers by mail from now on, or no more",
        body: readerMailChange,
        response: { 200: readerMailView, 400: problem, 401: problem, 409: problem },
      },
    },
    async ({ actor, body: { wanted } }, reply) => {
      const account = accountOf(actor);
      if (account === null) return refuseOthers(actor, reply);
      const chosen = await notifications.chooseReaderMail(account, wanted);
      if (chosen !== null) return chosen;
      return sendProblem(reply, 409, "No e-mail address of yours is known", {
        detail: "wanted: there is nowhere to send it; an administrator adds an address to the account",
      });
    },
  );
}

const accountOf = (actor: Actor): string | null => (actor.kind === "account" ? actor.account : null);

const refuseOthers = ({ kind }: Actor, reply: FastifyReply) =>
  kind === "token"
    ? sendProblem(reply, 409, "A programme has no choice of its own", {
        detail: "whoever signs in with the account chooses it, on the page of devices",
      })
    : sendProblem(reply, 401, "Nobody is signed in", { detail: "sign in at /sign-in, and ask again" });
