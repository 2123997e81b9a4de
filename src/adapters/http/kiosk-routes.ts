import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { KioskSwitch } from "../../app/kiosk/create-kiosk-switch.ts";
import { kioskView, switchOff, switchOn, switchPoints } from "../../contract/http/kiosk.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { openToAll, whole } from "./route-right.ts";

const titles = new Map<string, string>(switchPoints.map(({ id, title }) => [id, title]));

/** Whether kiosks may look at faces, and the switch. */
export function kioskRoutes(plain: FastifyInstance, kiosk: KioskSwitch): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.get(
    "/api/v1/kiosk",
    {
      ...openToAll("a kiosk at a door asks whether it may look at faces"),
      schema: {
        tags: ["kiosk"],
        summary: "Whether kiosks may look at faces, and who decided it",
        response: { 200: kioskView },
      },
    },
    () => kiosk.view(),
  );

  app.post(
    "/api/v1/kiosk/on",
    {
      ...whole("reader.write"),
      schema: {
        tags: ["kiosk"],
        summary: "Switch face recognition at kiosks on; each point must be answered",
        body: switchOn,
        response: { 200: kioskView, 409: problem },
      },
    },
    async ({ body }, reply) => {
      const refusal = await kiosk.on(body);
      if (refusal === null) return kiosk.view();
      return sendProblem(reply, 409, "Not every point is answered", {
        detail: refusal.points.map((id) => titles.get(id) ?? id).join("; "),
        errors: refusal.points.map((id) => ({ field: `answers.${id}`, message: "is not answered" })),
      });
    },
  );

  app.post(
    "/api/v1/kiosk/off",
    {
      ...whole("reader.write"),
      schema: {
        tags: ["kiosk"],
        summary: "Switch face recognition at kiosks off",
        body: switchOff,
        response: { 200: kioskView },
      },
    },
    async ({ body }) => {
      await kiosk.off(body.by);
      return kiosk.view();
    },
  );

  app.get(
    "/api/v1/kiosk/dpia",
    {
      ...whole("reader.read"),
      schema: {
        tags: ["kiosk"],
        summary: "The impact assessment written when it was last switched on (HTML)",
        querystring: z.object({ download: z.enum(["1"]).optional() }),
        response: { 200: z.string(), 404: problem },
      },
    },
    async ({ query }, reply) => {
      const document = await kiosk.assessment();
      if (document === null) {
        return sendProblem(reply, 404, "There is no impact assessment", {
          detail: "It is written when face recognition at kiosks is switched on.",
        });
      }
      if (query.download !== undefined) {
        reply.header("content-disposition", 'attachment; filename="muster-kiosk-dpia.html"');
      }
      // The document brings its own style and nothing else.
      reply.header(
        "content-security-policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      );
      return reply.type("text/html; charset=utf-8").serializer(String).send(document);
    },
  );
}
