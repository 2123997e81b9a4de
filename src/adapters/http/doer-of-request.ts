import type { FastifyRequest } from "fastify";
import type { Doer } from "../../app/audit/audit-entry.ts";

/** Who asks, as the audit log names them: an account by its id, with a token by its account and the token's id. */
export function doerOfRequest({ actor, ip }: Pick<FastifyRequest, "actor" | "ip">): Doer {
  switch (actor.kind) {
    case "account":
      return { id: actor.account, role: actor.roles.join(" "), address: ip };
    case "token":
      return { id: actor.maker.account, role: `token ${actor.token}`, address: ip };
    case "everybody":
    case "device":
    case "muster":
      return { id: actor.id, role: actor.role, address: ip };
  }
}
