import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Erasures } from "../../app/privacy/create-erasures.ts";
import type { Erasure } from "../../app/privacy/erasure.ts";
import {
  type ErasureView,
  erasureList,
  erasureOrder,
  erasurePreview,
  erasureView,
} from "../../contract/http/privacy.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { nobodyHas, personInPath } from "./person-file-routes.ts";
import { sendProblem } from "./problems.ts";
import { ofThing, whole } from "./route-right.ts";

export interface ErasureParts {
  readonly erasures: Erasures;
}

/** So many are listed; all of them are on the audit log. */
const mostListed = 200;

/** Taking people out of the store: first what it would do, then doing it. */
export function erasureRoutes(plain: FastifyInstance, { erasures }: ErasureParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["privacy"];
  const params = z.object({ id: identifierText });

  app.get(
    "/api/v1/people/:id/erasure",
    {
      ...ofThing("person.erase", personInPath),
      schema: {
        tags,
        summary: "What erasing a person would take away, what would stay, and why",
        params,
        response: { 200: erasurePreview, 404: problem },
      },
    },
    async ({ params: { id } }, reply) => {
      const plan = await erasures.preview(id);
      if (plan === null) return nobodyHas(reply, id);
      const { person, tables, obstacles, sources } = plan;
      return {
        person: { id: person.id, name: person.name },
        kind: person.kind,
        tables: [...tables],
        obstacles: [...obstacles],
        sources: [...sources],
      };
    },
  );
  app.post(
    "/api/v1/people/:id/erasure",
    {
      ...ofThing("person.erase", personInPath),
      schema: {
        tags,
        summary: "Erase a person, for good",
        params,
        body: erasureOrder,
        response: { 200: erasureView, 400: problem, 404: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const outcome = await erasures.erase(id, request.body, {
        actor: request.actor,
        doer: doerOfRequest(request),
      });
      if ("done" in outcome) return toView(outcome.done);
      switch (outcome.refused) {
        case "unknown":
          return nobodyHas(reply, id);
        case "mistyped": {
          const message = `is not the id of this person: type ${outcome.expected}`;
          return sendProblem(reply, 400, "Nobody was erased", {
            detail: `typed ${JSON.stringify(request.body.typed)}: ${message}`,
            errors: [{ field: "typed", message }],
          });
        }
        case "hindered":
          return sendProblem(reply, 409, "Nobody was erased", { detail: outcome.obstacles.join(" ") });
      }
    },
  );
  app.get(
    "/api/v1/privacy/erasures",
    {
      ...whole("privacy.read"),
      schema: {
        tags,
        summary: "Erasures that were made, the newest first; nobody is named",
        response: { 200: erasureList },
      },
    },
    async () => ({ erasures: (await erasures.list(mostListed)).map(toView) }),
  );
}

const toView = (erasure: Erasure): ErasureView => ({
  ...erasure,
  records: [...erasure.records],
  at: erasure.at.toString(),
  counts: { ...erasure.counts },
  found: { ...erasure.found },
});
