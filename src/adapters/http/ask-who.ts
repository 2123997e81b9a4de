import type { FastifyInstance } from "fastify";
import type { WhoAsks } from "../../app/actor.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { sendProblem } from "./problems.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; there for every route below `askWho`, and nowhere else to be read from. */
    actor: Actor;
  }
}

/** Every request below is asked as somebody; who is nobody gets 401 and nothing else. */
export function askWho(app: FastifyInstance, who: WhoAsks): void {
  app.addHook("onRequest", async (request, reply) => {
    const { cookie, authorization } = request.headers;
    const actor = await who.actorOf({ cookie, authorization, address: request.ip }, true);
    if (actor === null) {
      return sendProblem(reply, 401, "Nobody is signed in", { detail: "sign in at /sign-in, and ask again" });
    }
    request.actor = actor;
  });
}
