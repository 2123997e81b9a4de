import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { PrivacyRequests } from "../../app/privacy/create-privacy-requests.ts";
import {
  type PrivacyRequestList,
  privacyAnswer,
  privacyQuestion,
  privacyRequestList,
} from "../../contract/http/privacy.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { nobodyHas, personInPath } from "./person-file-routes.ts";
import { sendProblem } from "./problems.ts";
import { ofThing, whole } from "./route-right.ts";

export interface PrivacyRequestParts {
  readonly requests: PrivacyRequests;
}

/** What people ask about their own data, and the answers. */
export function privacyRequestRoutes(plain: FastifyInstance, { requests }: PrivacyRequestParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["privacy"];
  const list = async (): Promise<PrivacyRequestList> => {
    const found = await requests.list();
    return {
      waiting: found.filter(({ answer }) => answer === null).length,
      requests: found.map(({ askedAt, answer, ...request }) => ({
        ...request,
        askedAt: askedAt.toString(),
        answer: answer && { ...answer, at: answer.at.toString() },
      })),
    };
  };

  app.post(
    "/api/v1/people/:id/requests",
    {
      ...ofThing("file.ask", personInPath),
      schema: {
        tags,
        summary: "Ask to be erased, or about what is kept of one",
        params: z.object({ id: identifierText }),
        body: privacyQuestion,
        response: { 204: z.null(), 400: problem, 404: problem },
      },
    },
    async ({ params: { id }, body: { kind, words } }, reply) =>
      (await requests.ask(id, kind, words)) ? reply.code(204).send(null) : nobodyHas(reply, id),
  );
  app.get(
    "/api/v1/privacy/requests",
    {
      ...whole("privacy.read"),
      schema: {
        tags,
        summary: "What people asked about their data, those that wait first",
        response: { 200: privacyRequestList },
      },
    },
    list,
  );
  app.post(
    "/api/v1/privacy/requests/:id/answer",
    {
      ...whole("privacy.write"),
      schema: {
        tags,
        summary: "Say what was answered, or done",
        params: z.object({ id: z.uuid() }),
        body: privacyAnswer,
        response: { 200: privacyRequestList, 400: problem, 409: problem },
      },
    },
    async ({ actor, params: { id }, body: { words } }, reply) =>
      (await requests.answer(id, words, actor))
        ? list()
        : sendProblem(reply, 409, "Nothing was answered", {
            detail: `id: ${id}; nothing of this id waits: it was answered before, or the person was erased`,
          }),
  );
}
