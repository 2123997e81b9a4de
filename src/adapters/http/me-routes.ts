import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { TiesStore } from "../../app/rights/ties-store.ts";
import { type MeView, meView } from "../../contract/http/me.ts";
import { problem } from "../../contract/http/problem.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { deeds, isDeed } from "../../domain/rights/deeds.ts";
import { scopeOf } from "../../domain/rights/may.ts";
import { signedIn } from "./route-right.ts";

/** Who asks, and what they may: pages show what can be used, and nothing else. */
export function meRoutes(plain: FastifyInstance, parts: { readonly ties: TiesStore }): void {
  plain.withTypeProvider<ZodTypeProvider>().get(
    "/api/v1/me",
    {
      ...signedIn("who one is oneself"),
      schema: {
        tags: ["me"],
        summary: "Who asks, with their roles and what they may",
        response: { 200: meView, 401: problem },
      },
    },
    async ({ actor }): Promise<MeView> => ({
      kind: actor.kind,
      name: actor.id,
      roles: actor.kind === "account" ? [...actor.roles] : [],
      deeds: deedsOf(actor),
      student:
        actor.kind === "account" && actor.person !== null && actor.roles.includes("student")
          ? await parts.ties.studentIdOf(actor.person)
          : null,
    }),
  );
}

function deedsOf(actor: Actor): MeView["deeds"] {
  return Object.keys(deeds)
    .filter(isDeed)
    .flatMap((deed) => {
      const { kind } = scopeOf(actor, deed);
      return kind === "nothing" ? [] : [{ deed, reach: kind === "everything" ? kind : ("own" as const) }];
    });
}
