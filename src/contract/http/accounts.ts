import { z } from "zod";
import { roles } from "../../domain/rights/role.ts";
import { neededLine, oneLine } from "./one-line.ts";
import { passkeyView } from "./passkeys.ts";

const instant = z.string().describe("RFC 3339");
const name = neededLine(120, "is empty; say what its owner is called", "is longer than 120 characters");
const email = z.email("is no mail address; write one such as ada@school.example").max(254).nullable();
/** How much of a secret is read at all: longer ones are refused before they are hashed. */
const secret = z.string().max(1024, "is longer than 1,024 characters");
/** The owner's password; null where it was confirmed otherwise that it is the owner. */
export const ownerProof = secret.nullable();
const login = z.string().trim().max(254, "is longer than 254 characters");
const role = z.enum(roles);

/** Who is signed in, and whether anybody must be. */
export const signInView = z.object({
  /** false until there is an administrator: everything is open on this machine until then. */
  guarded: z.boolean(),
  /** null while nobody is signed in with this browser. */
  account: z.object({ login: z.string(), name: z.string(), roles: z.array(role) }).nullable(),
  /** What the institution is called; empty until somebody tells it. */
  institution: z.string(),
  /** Whether a forgotten password is helped with by mail. */
  mail: z.boolean(),
  /** Where people sign in who have an account of their university's. */
  providers: z.array(z.object({ id: z.uuid(), name: z.string() })),
  /** Whether a passkey can be used where this page was opened. */
  passkeys: z.boolean(),
});

export const signInAttempt = z.strictObject({
  login,
  password: secret,
  code: z.string().max(64).nullable().optional().describe("Of the second factor, or a recovery code"),
});
/** `code_needed`: the password is right, and the second factor is asked for. */
export const signInOutcome = z.object({ outcome: z.enum(["signed_in", "code_needed"]) });

export const linkUse = z.strictObject({ secret, password: secret });
export const linkOutcome = z.object({ login: z.string() });
export const forgottenPassword = z.strictObject({ login });

export const firstAdministrator = z.strictObject({
  code: z.string().max(64).describe("The one that the server's log prints when it starts"),
  login,
  name,
  email: email.default(null),
  password: secret,
});

/** One's own account. */
export const ownAccountView = z.object({
  login: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(role),
  /** Roles that hold only where one signs in with the provider that gives them, and not here. */
  rolesElsewhere: z.array(z.object({ role, provider: z.string() })),
  /** Who of the roster one is; null where that is not known. */
  person: z.object({ kind: z.enum(["student", "staff"]), id: z.string().nullable() }).nullable(),
  /** false for who signs in with an identity provider alone. */
  password: z.boolean(),
  secondFactor: z.boolean(),
  /** How many are left. */
  recoveryCodes: z.int(),
  /** The identity providers that one signs in with as well. */
  joined: z.array(z.uuid()),
  passkeys: z.array(passkeyView),
  /** Whether the owner has just confirmed, otherwise than by the password, that it is them. */
  confirmed: z.boolean(),
  sessions: z.array(
    z.object({
      id: z.uuid(),
      /** The one that asks. */
      current: z.boolean(),
      since: instant,
      lastSeenAt: instant,
      endsAt: instant,
      address: z.string(),
      agent: z.string(),
    }),
  ),
});
export type OwnAccountView = z.infer<typeof ownAccountView>;

export const passwordChange = z.strictObject({ current: ownerProof, next: secret });
export const proofOfOwner = z.strictObject({ current: ownerProof });
export const codeProof = z.strictObject({ code: z.string().max(64) });
/** For an app that makes codes: as text, and as an address for a picture. */
export const begunFactor = z.object({ secret: z.string(), address: z.string() });
export const recoveryCodes = z.object({ codes: z.array(z.string()) });

export const roleGrantView = z.object({
  id: z.uuid(),
  role,
  /** The name of the identity provider whose rules gave it; null where somebody did. */
  provider: z.string().nullable(),
  since: instant,
  until: instant.nullable(),
});
export const accountView = z.object({
  id: z.uuid(),
  login: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(roleGrantView),
  person: z.object({ kind: z.enum(["student", "staff"]), id: z.string().nullable() }).nullable(),
  password: z.boolean(),
  secondFactor: z.boolean(),
  /** How many. */
  passkeys: z.int(),
  /** Whether it is joined with an identity provider. */
  joined: z.boolean(),
  lastSeenAt: instant.nullable(),
  /** Until when a link that nobody used yet holds. */
  invitedUntil: instant.nullable(),
  disabled: z.object({ at: instant, reason: z.string() }).nullable(),
  /** true for the account that asks. */
  own: z.boolean(),
});
export type AccountView = z.infer<typeof accountView>;
export const accountList = z.object({ accounts: z.array(accountView) });

const day = z.iso.date("is no day; write one such as 2027-07-31");
export const wantedRole = z.strictObject({
  role,
  since: day
    .nullable()
    .optional()
    .describe("The first day, in the institution's zone; left out, from now on"),
  until: day.nullable().optional().describe("The last day; left out, without end"),
});
export const newAccount = z.strictObject({
  login: oneLine(254, "is longer than 254 characters"),
  name,
  email: email.default(null),
  roles: z.array(wantedRole).max(20).default([]),
  person: neededLine(254).nullable().default(null),
});
export const accountChange = z.strictObject({
  name,
  email,
  person: neededLine(254).nullable().optional().describe("null ends the link; left out, it stays"),
});
export const disabling = z.strictObject({
  reason: neededLine(500, "empty; say why", "is longer than 500 characters"),
});
/** A secret for the address `/sign-in/link#{secret}`; shown once. */
export const oneTimeLink = z.object({
  kind: z.enum(["invite", "reset"]),
  secret: z.string(),
  endsAt: instant,
});
export const addedAccount = z.object({ account: accountView, link: oneTimeLink });
