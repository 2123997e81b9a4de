import type { FastifyInstance, FastifyRequest } from "fastify";
import type { NamedThing } from "../../app/rights/ties-store.ts";
import type { Deed } from "../../domain/rights/deeds.ts";

/** What a route asks of whoever comes; said beside the route, and told in docs/rights.md. */
export type RouteRight =
  /** Nobody is asked who they are; why not. */
  | { readonly kind: "open"; readonly because: string }
  /** A device with its name and key, to its own path alone; the route itself asks. */
  | { readonly kind: "device" }
  /** Whoever is signed in, for what is their own by itself. */
  | { readonly kind: "signed_in"; readonly because: string }
  /** Everything of its kind: only who may do the deed to all of it. */
  | { readonly kind: "whole"; readonly deed: Deed }
  /** The one thing that the request names, or everything where it names none. */
  | {
      readonly kind: "thing";
      readonly deed: Deed;
      readonly thing: (request: FastifyRequest) => NamedThing | null;
      /** The thing is named by the body, which is read first. */
      readonly inBody: boolean;
    }
  /** Whoever shows the link of a wall, which opens this and nothing else; else who may do the deed to all of its kind. */
  | { readonly kind: "wall_link"; readonly deed: Deed }
  /** As much as they may have: the handler filters by the request's scope. */
  | { readonly kind: "within"; readonly deed: Deed }
  /** Which deed it is, and to what, the body says. */
  | {
      readonly kind: "by_body";
      readonly deeds: readonly Deed[];
      readonly choose: (request: FastifyRequest) => { readonly deed: Deed; readonly thing: NamedThing };
    };

interface WithRight {
  readonly config: { readonly right: RouteRight };
}
const withRight = (right: RouteRight): WithRight => ({ config: { right } });

export const openToAll = (because: string): WithRight => withRight({ kind: "open", because });
/** What a route so marked has to do: ask for name and key before it reads anything else. */
export const byDeviceKey = (): WithRight => withRight({ kind: "device" });
export const signedIn = (because: string): WithRight => withRight({ kind: "signed_in", because });
export const whole = (deed: Deed): WithRight => withRight({ kind: "whole", deed });
export const byWallLink = (deed: Deed): WithRight => withRight({ kind: "wall_link", deed });
export const filtered = (deed: Deed): WithRight => withRight({ kind: "within", deed });
/** By an id or a code in the address. */
export const ofThing = (deed: Deed, thing: (request: FastifyRequest) => NamedThing | null): WithRight =>
  withRight({ kind: "thing", deed, thing, inBody: false });
export const ofThingInBody = (deed: Deed, thing: (request: FastifyRequest) => NamedThing | null): WithRight =>
  withRight({ kind: "thing", deed, thing, inBody: true });
export const byBody = (
  those: readonly Deed[],
  choose: (request: FastifyRequest) => { readonly deed: Deed; readonly thing: NamedThing },
): WithRight => withRight({ kind: "by_body", deeds: those, choose });

/** Pages and their files are there for everybody: they hold nothing of anybody, and ask for what they show. */
export function pageFiles(app: FastifyInstance): void {
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, right: { kind: "open", because: pageBecause } };
  });
}
export const pageBecause = "a page and its files hold nothing of anybody; what it shows it asks for";

/** A text of the address's parameters, of its query, or of a body that was checked; empty where there is none. */
export function textAt(request: FastifyRequest, where: "params" | "query" | "body", name: string): string {
  const held: unknown = request[where];
  const value: unknown =
    typeof held === "object" && held !== null ? new Map(Object.entries(held)).get(name) : undefined;
  return typeof value === "string" ? value : "";
}

export const sessionInPath = (request: FastifyRequest): NamedThing => ({
  kind: "session",
  id: textAt(request, "params", "id"),
});
export const classInPath = (request: FastifyRequest): NamedThing => ({
  kind: "class",
  code: textAt(request, "params", "code"),
});
/** The class that a query names with `of=class`; null for everything else, which is of everybody. */
export function classAsked(request: FastifyRequest): NamedThing | null {
  const code = textAt(request, "query", "code");
  return textAt(request, "query", "of") === "class" && code !== "" ? { kind: "class", code } : null;
}
export const studentInPath = (request: FastifyRequest): NamedThing => ({
  kind: "student",
  id: textAt(request, "params", "id"),
});
