import type { AccountActor, Actor } from "./actor.ts";
import { type Deed, isDeed, type Reach, rowOf } from "./deeds.ts";
import { type Role, roles } from "./role.ts";

/**
 * Who is tied to a thing, by store ids. Of a session: who teaches it or one of its classes. Of a student: who teaches a
 * class that the student is in on the day, who is tutor, and the student.
 */
export interface Ties {
  readonly taughtBy: readonly string[];
  readonly tutoredBy: readonly string[];
  readonly about: readonly string[];
}

export type Answer =
  | { readonly may: true /** As what: the word that is kept with what they write. */; readonly as: string }
  | {
      readonly may: false;
      /** `no_role`: none of their roles may at all. `not_own`: one may, with what is their own. */
      readonly because: "no_role" | "not_own" | "not_in_token";
      readonly who: readonly Who[];
    };

/** Somebody who could: a role, and how far it reaches. */
export interface Who {
  readonly role: Role;
  readonly reach: Reach;
}

/** Whether it bears on a deed who is tied to the thing: where it does not, nobody has to look. */
export function askedByTies(actor: Actor, deed: Deed): boolean {
  const account = actor.kind === "token" ? actor.maker : actor;
  return account.kind === "account" && rightsOf(account.roles, deed).some(({ reach }) => reach !== "all");
}

/** What `person` is tied to in one of these ways. */
export interface TiedScope {
  readonly kind: "tied";
  readonly person: string;
  readonly by: readonly Exclude<Reach, "all">[];
}

/** What of its kind somebody may do a deed to. */
export type Scope = { readonly kind: "everything" } | TiedScope | { readonly kind: "nothing" };

const tiesOf: Readonly<Record<Exclude<Reach, "all">, (ties: Ties) => readonly string[]>> = {
  taught: ({ taughtBy }) => taughtBy,
  tutored: ({ tutoredBy }) => tutoredBy,
  own: ({ about }) => about,
};

/**
 * Whether somebody may do something to a thing.
 *
 * @param ties null for no thing in particular: only who may do it to everything may
 */
export function may(actor: Actor, deed: Deed, ties: Ties | null): Answer {
  switch (actor.kind) {
    case "everybody":
    case "muster":
      return { may: true, as: actor.role };
    case "account":
      return accountMay(actor, deed, ties);
    case "token": {
      if (!actor.deeds.some((own) => isDeed(own) && own === deed)) {
        return { may: false, because: "not_in_token", who: whoCould(deed) };
      }
      const maker = accountMay(actor.maker, deed, ties);
      return maker.may ? { may: true, as: actor.role } : maker;
    }
    case "device":
      return { may: false, because: "no_role", who: whoCould(deed) };
  }
}

function accountMay({ roles: own, person }: AccountActor, deed: Deed, ties: Ties | null): Answer {
  const held = rightsOf(own, deed);
  // As what one is to a thing, before as what one is to everything.
  const near = held.find(
    ({ reach }) =>
      reach !== "all" && ties !== null && person !== null && tiesOf[reach](ties).includes(person),
  );
  const found = near ?? held.find(({ reach }) => reach === "all");
  if (found) return { may: true, as: found.role };
  return { may: false, because: held.length === 0 ? "no_role" : "not_own", who: whoCould(deed) };
}

/** Rights by role, as the table has them. */
function rightsOf(own: readonly Role[], deed: Deed): readonly Who[] {
  return whoCould(deed).filter(({ role }) => own.includes(role));
}

/** Every role that may do a deed, in the order of the table. */
export function whoCould(deed: Deed): readonly Who[] {
  const { may: row } = rowOf(deed);
  return roles.flatMap((role) => {
    const reach = row[role];
    return reach === undefined ? [] : [{ role, reach }];
  });
}

/** The same for lists, searches and counts: what `may` says of each thing, as what to ask the store for. */
export function scopeOf(actor: Actor, deed: Deed): Scope {
  switch (actor.kind) {
    case "everybody":
    case "muster":
      return { kind: "everything" };
    case "account":
      return accountScope(actor, deed);
    case "token":
      return actor.deeds.includes(deed) ? accountScope(actor.maker, deed) : { kind: "nothing" };
    case "device":
      return { kind: "nothing" };
  }
}

function accountScope({ roles: own, person }: AccountActor, deed: Deed): Scope {
  const held = rightsOf(own, deed);
  if (held.some(({ reach }) => reach === "all")) return { kind: "everything" };
  const by = [...new Set(held.flatMap(({ reach }) => (reach === "all" ? [] : [reach])))];
  return person === null || by.length === 0 ? { kind: "nothing" } : { kind: "tied", person, by };
}

/** Whether a thing lies in a scope: what the store's filters are held to. */
export function isWithin(scope: Scope, ties: Ties): boolean {
  switch (scope.kind) {
    case "everything":
      return true;
    case "nothing":
      return false;
    case "tied":
      return scope.by.some((reach) => tiesOf[reach](ties).includes(scope.person));
  }
}

/** The deed by which one sees that a thing is there: what may not be seen is not found. */
export function lookOf(deed: Deed): Deed {
  const { seenBy } = rowOf(deed);
  return seenBy !== undefined && isDeed(seenBy) ? seenBy : deed;
}
