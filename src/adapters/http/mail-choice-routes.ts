import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Notifications } from "../../app/notifications/create-notifications.ts";
import { mailChoice, mailChoiceView } from "../../contract/http/alerts.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { openToAll } from "./route-right.ts";

/** Where whoever got a mail ends such mail. Nobody is asked who they are: the token of the mail is all that counts. */
export function mailChoiceRoutes(
  plain: FastifyInstance,
  { notifications }: { readonly notifications: Pick<Notifications, "chooseMail"> },
): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  app.post(
    "/api/v1/mail-choice",
    {
      ...openToAll("whoever got the mail shows its token, and may not be able to sign in"),
      schema: {
        tags: ["alerts"],
        summary: "End mail of one kind to the address that a mail went to, or begin it again",
        body: mailChoice,
        response: { 200: mailChoiceView, 400: problem, 404: problem },
      },
    },
    async ({ body: { token, wanted } }, reply) => {
      const kind = await notifications.chooseMail(token, wanted);
      if (kind !== null) return { kind, wanted };
      return sendProblem(reply, 404, "This link leads to no mail", {
        detail: "open the link at the foot of the last mail that you got, whole",
      });
    },
  );
}
