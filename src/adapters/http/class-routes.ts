import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Classes } from "../../app/classes/create-classes.ts";
import { classDetail, classPage } from "../../contract/http/classes.ts";
import { problem } from "../../contract/http/problem.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { sendProblem } from "./problems.ts";
import { classInPath, filtered, ofThing } from "./route-right.ts";

/** Lists of classes, and one class. */
export function classRoutes(plain: FastifyInstance, classes: Classes): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["classes"];

  app.get(
    "/api/v1/classes",
    {
      ...filtered("class.read"),
      schema: {
        tags,
        summary: "Classes with who teaches them, their rate, the session that goes on and the next",
        querystring: z.object({
          search: z
            .string()
            .trim()
            .max(100)
            .optional()
            .describe("Words that code, title, course or staff hold; accents and case do not matter"),
          cursor: identifierText.optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: classPage, 400: problem },
      },
    },
    ({ scope, query: { search, cursor, limit } }) =>
      classes.list(search ?? null, cursor ?? null, limit, scope),
  );

  app.get(
    "/api/v1/classes/:code",
    {
      ...ofThing("class.read", classInPath),
      schema: {
        tags,
        summary: "One class, as the list tells it",
        params: z.object({ code: identifierText }),
        response: { 200: classDetail, 404: problem },
      },
    },
    async ({ params: { code } }, reply) =>
      (await classes.detail(code)) ??
      sendProblem(reply, 404, "No class has this code", { detail: `class: ${code}` }),
  );
}
