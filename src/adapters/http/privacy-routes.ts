import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Retention } from "../../app/privacy/create-retention.ts";
import {
  retentionKind,
  retentionOrder,
  retentionPreview,
  retentionPreviewQuery,
  retentionView,
} from "../../contract/http/privacy.ts";
import { problem } from "../../contract/http/problem.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface RetentionParts {
  readonly retention: Retention;
}

/** For how long things are kept: what there is, what the next run takes, and other times. */
export function privacyRoutes(plain: FastifyInstance, { retention }: RetentionParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["privacy"];
  const params = z.object({ kind: retentionKind });

  app.get(
    "/api/v1/privacy/retention",
    {
      ...whole("privacy.read"),
      schema: {
        tags,
        summary: "What is kept for how long, how old the oldest is, and what the next run takes",
        response: { 200: retentionView },
      },
    },
    () => retention.view(),
  );
  app.get(
    "/api/v1/privacy/retention/:kind/preview",
    {
      ...whole("privacy.read"),
      schema: {
        tags,
        summary: "What would be taken at once if a kind were kept for so many days",
        params,
        querystring: retentionPreviewQuery,
        response: { 200: retentionPreview, 400: problem },
      },
    },
    ({ params: { kind }, query: { days } }) => retention.preview(kind, days),
  );
  app.put(
    "/api/v1/privacy/retention/:kind",
    {
      ...whole("privacy.write"),
      schema: {
        tags,
        summary: "Keep a kind for another time",
        params,
        body: retentionOrder,
        response: { 200: retentionView, 400: problem, 409: problem },
      },
    },
    async (request, reply) => {
      const by = { author: request.actor, doer: doerOfRequest(request) };
      if (await retention.change(request.params.kind, request.body, by)) return retention.view();
      return sendProblem(reply, 409, "Nothing was changed", {
        detail:
          "A shorter time takes what is older at once, and for good: look at the preview of as many days first, and send its olderThan as seen. One that is older than an hour counts no more.",
        errors: [{ field: "seen", message: "is not of a preview of as many days within the hour" }],
      });
    },
  );
}
