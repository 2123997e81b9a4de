import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Descriptions } from "../../app/devices/create-descriptions.ts";
import {
  descriptionList,
  descriptionPreview,
  descriptionPut,
  descriptionTried,
  descriptionView,
} from "../../contract/http/descriptions.ts";
import { problem } from "../../contract/http/problem.ts";
import { may } from "../../domain/rights/may.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

/** Senders that an operator describes on the page. */
export function descriptionRoutes(
  plain: FastifyInstance,
  { descriptions }: { readonly descriptions: Descriptions },
): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["devices"];
  const params = z.object({ name: z.string().min(1).max(63) });

  app.get(
    "/api/v1/descriptions",
    {
      ...whole("reader.read"),
      schema: {
        tags,
        summary: "Senders that were described on the page",
        response: { 200: descriptionList },
      },
    },
    async () => ({ descriptions: [...(await descriptions.list())] }),
  );
  app.post(
    "/api/v1/descriptions/preview",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary: "How the last messages would be read by a description; nothing is switched on",
        body: descriptionTried,
        response: { 200: descriptionPreview, 400: problem, 403: problem },
      },
    },
    // Who describes a sender need not know who walks by.
    ({ body, actor }) => descriptions.preview(body.description, may(actor, "scan.read", null).may),
  );
  app.put(
    "/api/v1/descriptions/:name",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary:
          "Keep a description and read by it from now on; refused where none of the last messages is a scan by it",
        params,
        body: descriptionPut,
        response: { 200: descriptionView, 400: problem, 403: problem, 409: problem },
      },
    },
    async ({ params: { name }, body, actor }, reply) => {
      const done = await descriptions.switchOn(name, body.description, body.untried, actor);
      if (!("refused" in done)) return done;
      const { refused } = done;
      if (refused.because === "untried") {
        return sendProblem(reply, 409, "The description is not switched on", {
          detail: `none of the ${refused.tried} last messages on its topics is a scan by it: mend it, or say that it is untried`,
        });
      }
      return sendProblem(reply, 400, "The description cannot be", {
        detail: refused.faults.map(({ field, message }) => `${field}: ${message}`).join("; "),
        errors: refused.faults,
      });
    },
  );
  app.post(
    "/api/v1/descriptions/:name/off",
    {
      ...whole("reader.write"),
      schema: {
        tags,
        summary: "Read no longer by a description; it is kept",
        params,
        response: { 200: descriptionView, 403: problem, 404: problem },
      },
    },
    async ({ params: { name }, actor }, reply) =>
      (await descriptions.switchOff(name, actor)) ??
      sendProblem(reply, 404, "There is no such description", {
        detail: `${name}: see /api/v1/descriptions`,
      }),
  );
}
