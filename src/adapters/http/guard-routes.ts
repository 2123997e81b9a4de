import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify";
import type { WhoAsks } from "../../app/actor.ts";
import type { NamedThing, TiesStore } from "../../app/rights/ties-store.ts";
import { type WallLinks, wallSecretIn } from "../../app/walls/create-wall-links.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import type { Deed } from "../../domain/rights/deeds.ts";
import {
  askedByTies,
  lookOf,
  may,
  type Scope,
  scopeOf,
  type Ties,
  type Who,
} from "../../domain/rights/may.ts";
import { sendProblem } from "./problems.ts";
import type { RouteRight } from "./route-right.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    right?: RouteRight;
  }
  interface FastifyRequest {
    /** Who asks, acting as what lets them. @throws on a route that asks nobody who they are */
    readonly actor: Actor;
    /** What the actor may have, on a route that answers with as much as that. */
    readonly scope: Scope;
    /** Whether the actor may do something else to the thing that was asked for. */
    mayAlso(deed: Deed): Promise<boolean>;
  }
}

/** A route with what it asks. */
export interface Door {
  readonly method: string;
  readonly url: string;
  readonly right: RouteRight;
}

interface Asked {
  actor: Actor;
  readonly scope: Scope;
  thing: NamedThing | null;
  /** Who is tied to the thing; undefined while nobody looked. */
  ties?: Ties | null;
}

/**
 * Asks each request who it comes from, and whether they may, before anything else of it is read. A route that does not say
 * what it asks keeps the server from starting.
 *
 * @returns the doors, complete once the server is ready
 */
export function guardRoutes(
  app: FastifyInstance,
  parts: {
    readonly who: WhoAsks;
    readonly ties: TiesStore;
    readonly today: () => string;
    readonly walls: { readonly links: Pick<WallLinks, "find"> };
  },
): () => readonly Door[] {
  const { who, ties, today } = parts;
  const asked = new WeakMap<FastifyRequest, Asked>();
  const routes: { readonly method: string; readonly url: string; readonly route: RouteOptions }[] = [];

  function askedOf(request: FastifyRequest): Asked {
    const found = asked.get(request);
    if (found === undefined) throw new Error(`${request.routeOptions.url}: nobody was asked who they are`);
    return found;
  }
  app.decorateRequest("actor", {
    getter(this: FastifyRequest) {
      return askedOf(this).actor;
    },
  });
  app.decorateRequest("scope", {
    getter(this: FastifyRequest) {
      return askedOf(this).scope;
    },
  });

  app.decorateRequest("mayAlso", async function (this: FastifyRequest, deed: Deed) {
    const held = askedOf(this);
    return may(held.actor, deed, await tiesFor(held, deed)).may;
  });

  /** null where there is no such thing, and where it does not bear on the deed. */
  async function tiesFor(held: Asked, deed: Deed): Promise<Ties | null> {
    if (held.thing === null || !askedByTies(held.actor, deed)) return null;
    held.ties ??= await ties.tiesOf(held.thing, today());
    return held.ties;
  }

  app.addHook("onRoute", (route) => {
    routes.push({ method: [route.method].flat().join(" "), url: route.url, route });
  });
  function doors(): readonly Door[] {
    const without: string[] = [];
    const found = routes.flatMap(({ method, url, route }): Door[] => {
      const right = route.config?.right;
      if (right !== undefined) return [{ method, url, right }];
      without.push(`${method} ${url}`);
      return [];
    });
    if (without.length > 0)
      throw new Error(`these routes do not say who may use them: ${without.join(", ")}`);
    return found;
  }
  app.addHook("onReady", async () => void doors());

  /** Answers where they may not. */
  async function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    deed: Deed,
    thing: NamedThing | null,
  ): Promise<FastifyReply | undefined> {
    const held = askedOf(request);
    const { actor } = held;
    held.thing = thing;
    // Who may do it to everything is told by the use case that there is no such thing.
    const tied = await tiesFor(held, deed);
    const answer = may(actor, deed, tied);
    if (answer.may) {
      if (actor.kind === "account") held.actor = { ...actor, role: answer.as };
      return undefined;
    }
    // What is seen and may not be done is forbidden; what may not be seen is not found. Of nothing in particular, who
    // sees any of its kind knows that there are such.
    const look = lookOf(deed);
    const seen =
      look !== deed &&
      (thing === null
        ? scopeOf(actor, look).kind !== "nothing"
        : may(actor, look, await tiesFor(held, look)).may);
    return seen ? forbidden(reply, answer.who) : notFound(request, reply);
  }

  app.addHook("onRequest", async (request, reply) => {
    const { right } = request.routeOptions.config;
    if (request.is404 || right === undefined) return undefined;
    if (right.kind === "open" || right.kind === "device") return undefined;
    const { cookie, authorization } = request.headers;
    if (right.kind === "wall_link") {
      // Nowhere else is it asked what such a link is: there it is a token that nobody was given.
      const secret = wallSecretIn(authorization);
      if (secret !== null) {
        if ((await parts.walls.links.find(secret)) !== null) return undefined;
        reply.header("www-authenticate", "Bearer");
        return sendProblem(reply, 401, "This link holds no more", {
          detail:
            "Authorization: the link of this wall was ended, or is not whole; ask whoever gave it for another",
        });
      }
    }
    const actor = await who.actorOf({ cookie, authorization, address: request.ip }, true);
    if (actor === null) {
      reply.header("www-authenticate", "Bearer");
      return authorization === undefined
        ? sendProblem(reply, 401, "Nobody is signed in", {
            detail: "Sign in at /sign-in, and ask again.",
          })
        : sendProblem(reply, 401, "This token holds no more", {
            detail: "Authorization: no token of this server, or one that has ended; make another at /account",
          });
    }
    asked.set(request, { actor, scope: { kind: "nothing" }, thing: null });
    switch (right.kind) {
      case "signed_in":
      case "by_body":
        return undefined;
      case "whole":
      case "wall_link":
        return ask(request, reply, right.deed, null);
      case "thing":
        return right.inBody ? undefined : ask(request, reply, right.deed, right.thing(request));
      case "within": {
        const scope = scopeOf(actor, right.deed);
        if (scope.kind === "nothing") return notFound(request, reply);
        asked.set(request, { actor, scope, thing: null });
        return undefined;
      }
    }
  });

  app.addHook("preHandler", async (request, reply) => {
    const { right } = request.routeOptions.config;
    if (request.is404 || right === undefined) return undefined;
    if (right.kind === "thing" && right.inBody) return ask(request, reply, right.deed, right.thing(request));
    if (right.kind !== "by_body") return undefined;
    const { deed, thing } = right.choose(request);
    return ask(request, reply, deed, thing);
  });

  return doors;
}

/** What may not be seen is answered as what is not there. */
const notFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(reply, 404, "There is nothing here", {
    detail: `${request.method} ${request.url.split("?")[0]}`,
  });

const reachWords = {
  all: "",
  taught: " of what they teach",
  tutored: " of whom they tutor",
  own: " of their own",
};

function forbidden(reply: FastifyReply, could: readonly Who[]): FastifyReply {
  const words = could.map(({ role, reach }) => `${role.replaceAll("_", " ")}${reachWords[reach]}`);
  return sendProblem(reply, 403, "You may not do this", {
    detail: `actor: your roles do not reach here; who could: ${words.join(", ")}`,
    errors: [{ field: "actor", message: `who could: ${words.join(", ")}` }],
  });
}
