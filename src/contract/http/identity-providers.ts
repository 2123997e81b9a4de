import { z } from "zod";
import { roles } from "../../domain/rights/role.ts";
import { neededLine } from "./one-line.ts";

const claim = z
  .string()
  .trim()
  .min(1, "is empty; name a claim, such as preferred_username")
  .max(200, "is longer than 200 characters");
const role = z.enum(roles);
const scheme = z.enum(["username", "email", "student_id"]);

/** How what a provider says of somebody becomes an account. */
export const claimRules = z.strictObject({
  login: claim.describe("The claim that the login of a new account is taken from"),
  roles: z
    .array(
      z.strictObject({
        claim: claim.describe("With dots, a value within one, such as `realm_access.roles`"),
        is: z.string().min(1, "is empty; give a value").max(500, "is longer than 500 characters"),
        role,
      }),
    )
    .max(100, "are more than 100; give groups the roles, not people"),
  person: z
    .strictObject({ claim, scheme })
    .nullable()
    .describe("The claim that holds an id of the roster, and what kind of id it is"),
});

const issuer = z
  .url("is no address; write one such as https://login.school.example")
  .max(500)
  .regex(
    /^(?:https:\/\/|http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?:[:/]|$))/i,
    "must begin with https://: what is told without TLS anybody on the way may have told",
  );
const provider = {
  name: neededLine(60, "is empty; write what people know it by"),
  issuer,
  client: neededLine(500, "is empty; the provider tells it when you register Muster there"),
  rules: claimRules,
};
const secret = z.string().min(1, "is empty; the provider tells it when you register Muster there").max(2000);

export const newIdentityProvider = z.strictObject({ ...provider, secret });
export const identityProviderChange = z.strictObject({
  ...provider,
  secret: secret.nullable().default(null).describe("null leaves it as it is"),
});
export const identityProviderView = z.object({
  id: z.uuid(),
  name: z.string(),
  issuer: z.string(),
  client: z.string(),
  rules: claimRules,
  /** What is registered at the provider: where people come back to, and where it tells that a session ended. */
  back: z.string(),
  ended: z.string(),
});
export type IdentityProviderView = z.infer<typeof identityProviderView>;
export const identityProviderList = z.object({ providers: z.array(identityProviderView) });

/** Rules to be tried on those who signed in last, and on claims that are given. */
export const rulesTrial = z.strictObject({
  rules: claimRules,
  provider: z.uuid().nullable().default(null),
  claims: z.record(z.string(), z.unknown()).nullable().default(null),
});
export const triedRules = z.object({
  tried: z.array(
    z.object({
      /** The account that it is; null for claims that were given. */
      account: z.string().nullable(),
      login: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      roles: z.array(role),
      person: z.object({ scheme, value: z.string(), known: z.boolean() }).nullable(),
    }),
  ),
});

/** Leaving for a provider. */
export const leaving = z.strictObject({
  next: z.string().max(2000).default("/").describe("The page of this server to go on to"),
  join: z.boolean().default(false).describe("Join the account that is signed in now, instead of signing in"),
});
/** Leaving for a provider to confirm who is signed in. */
export const leavingToConfirm = leaving.pick({ next: true });
export const leavingFor = z.object({ at: z.url() });
/** Where one goes on after signing out: to end the provider's session as well; null for nowhere. */
export const signedOut = z.object({ at: z.url().nullable() });
/** What became of who came back, as the address of the page says it. */
export const signInRefusals = [
  "away_too_long",
  "provider_fault",
  "no_role",
  "no_login",
  "login_taken_here",
  "joined_before",
  "is_disabled",
  "somebody_else",
] as const;
