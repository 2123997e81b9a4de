import type { FastifyInstance } from "fastify";
import { guardRoutes } from "../../src/adapters/http/guard-routes.ts";
import { everybodyAsks, type WhoAsks } from "../../src/app/actor.ts";

/** Guards routes that are tried alone: everybody may do everything, unless somebody else is to ask. Nobody is tied to anything. */
export function guardOpen(app: FastifyInstance, who: WhoAsks = everybodyAsks): void {
  guardRoutes(app, {
    walls: { links: { find: async () => null } },
    who,
    today: () => "2026-11-09",
    ties: {
      tiesOf: async () => null,
      studentIdOf: async () => null,
      ownIdOfSeat: async () => null,
      studentsWithin: async () => new Set(),
      staffOfSessions: async () => new Map(),
      seatedIn: async () => new Map(),
    },
  });
}
