import { type Role, roles } from "./role.ts";

/** What an identity provider said of somebody: the claims of an ID token (OpenID Connect Core 1.0, section 2). */
export type Claims = Readonly<Record<string, unknown>>;

/** Gives a role to whoever has a value in a claim. */
export interface RoleRule {
  /** A claim's name; with dots, a value within one, such as `realm_access.roles`. */
  readonly claim: string;
  /** The value that it has, or that is one of its values. */
  readonly is: string;
  readonly role: Role;
}

/** How what a provider says becomes an account. */
export interface ClaimRules {
  /** The claim that an account's login is taken from when it is made. */
  readonly login: string;
  readonly roles: readonly RoleRule[];
  /** The claim that holds the id of a person of the roster, and what kind of id that is; null for none. */
  readonly person: {
    readonly claim: string;
    readonly scheme: "username" | "email" | "student_id";
  } | null;
}

/** What the rules make of somebody's claims. */
export interface ReadClaims {
  /** null where the claim is missing or no text. */
  readonly login: string | null;
  readonly name: string | null;
  /** null where there is none, or the provider says that nobody has verified it. */
  readonly email: string | null;
  /** Each once, in the order of the table of rights. */
  readonly roles: readonly Role[];
  readonly person: { readonly scheme: "username" | "email" | "student_id"; readonly value: string } | null;
}

/**
 * What a provider's claims make of somebody, by rules. A mail address that the provider calls unverified is none: anybody
 * could have typed it.
 */
export function readClaims(rules: ClaimRules, claims: Claims): ReadClaims {
  const given = new Set(
    rules.roles.filter(({ claim, is }) => valuesOf(claims, claim).includes(is)).map(({ role }) => role),
  );
  const email = claims.email_verified === false ? null : textOf(claims, "email");
  const person = rules.person;
  const id = person === null ? null : person.claim === "email" ? email : textOf(claims, person.claim);
  return {
    login: rules.login === "email" ? email : textOf(claims, rules.login),
    name: textOf(claims, "name") ?? joined(textOf(claims, "given_name"), textOf(claims, "family_name")),
    email,
    roles: roles.filter((role) => given.has(role)),
    person: person === null || id === null ? null : { scheme: person.scheme, value: id },
  };
}

/** The texts of a claim, one or many; a number and a yes or no as they are written. */
function valuesOf(claims: Claims, path: string): readonly string[] {
  const value = find(claims, path);
  return (Array.isArray(value) ? value : [value]).flatMap((one: unknown) =>
    typeof one === "string"
      ? [one]
      : typeof one === "number" || typeof one === "boolean"
        ? [String(one)]
        : [],
  );
}

function textOf(claims: Claims, path: string): string | null {
  const [only, ...more] = valuesOf(claims, path);
  const text = more.length > 0 ? "" : (only?.trim() ?? "");
  return text === "" ? null : text;
}

/** A claim by its name; where there is none of the whole name, along its dots. */
function find(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let at: unknown = claims;
  for (const part of path.split(".")) {
    if (typeof at !== "object" || at === null) return undefined;
    at = new Map<string, unknown>(Object.entries(at)).get(part);
  }
  return at;
}

const joined = (...parts: readonly (string | null)[]): string | null =>
  parts.filter((part) => part !== null).join(" ") || null;
