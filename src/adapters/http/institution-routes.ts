import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Institution } from "../../app/institution/create-institution.ts";
import { firstRunChoice, institutionChange, institutionView } from "../../contract/http/institution.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";

export interface InstitutionParts {
  readonly institution: Institution;
}

/** The institution itself: its name, its zone, and the first run. */
export function institutionRoutes(plain: FastifyInstance, { institution }: InstitutionParts): void {
  plain.register(async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();
    const tags = ["institution"];
    app.get(
      "/api/v1/institution",
      {
        ...whole("product.read"),
        schema: {
          tags,
          summary: "The institution, its zone and its name",
          response: { 200: institutionView },
        },
      },
      () => institution.view(),
    );
    app.patch(
      "/api/v1/institution",
      {
        ...whole("settings.write"),
        schema: {
          tags,
          summary: "Tell what the institution is called, and in a new store the zone of its days",
          body: institutionChange,
          response: { 200: institutionView, 400: problem, 403: problem, 409: problem },
        },
      },
      async ({ body: { name, timeZone } }, reply) => {
        if (timeZone !== undefined && !(await institution.moveToTimeZone(timeZone))) {
          return sendProblem(reply, 409, "The zone is not asked for any more", {
            detail:
              "What is planned has days of the zone of now, or MUSTER_TIMEZONE names it: stop the server and run `npx muster time-zone` with the other one.",
          });
        }
        return name === undefined ? institution.view() : institution.rename(name);
      },
    );
    app.post(
      "/api/v1/institution/first-run",
      {
        ...whole("settings.write"),
        schema: {
          tags,
          summary: "Say what the store is to hold, which ends the first run",
          body: firstRunChoice,
          response: { 200: institutionView, 400: problem, 403: problem },
        },
      },
      ({ body }) => institution.begin(body.load),
    );
  });
}
