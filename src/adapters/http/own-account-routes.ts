import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isRefused } from "../../app/accounts/account-refusal.ts";
import type { FoundSession } from "../../app/accounts/accounts-store.ts";
import type { OwnAccount } from "../../app/accounts/create-own-account.ts";
import type { OwnerProof } from "../../app/accounts/create-owner-proof.ts";
import type { SignIn } from "../../app/accounts/create-sign-in.ts";
import {
  begunFactor,
  codeProof,
  type OwnAccountView,
  ownAccountView,
  passwordChange,
  proofOfOwner,
  recoveryCodes,
} from "../../contract/http/accounts.ts";
import { problem } from "../../contract/http/problem.ts";
import { sendProblem } from "./problems.ts";
import { signedIn } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";
import type { SessionCookies } from "./session-cookies.ts";

export interface OwnAccountParts {
  readonly own: OwnAccount;
  readonly proof: Pick<OwnerProof, "holds">;
  readonly signIn: Pick<SignIn, "find">;
  readonly cookies: Pick<SessionCookies, "read">;
  /** Told after COMMIT that sessions of an account have ended. */
  readonly onChanged: (account: string) => void;
}

/** Whose account it is, by the session of the browser; null once the answer was sent that nobody is signed in. */
export async function whoseSession(
  { signIn, cookies }: Pick<OwnAccountParts, "signIn" | "cookies">,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FoundSession | null> {
  const { token } = cookies.read(request.headers.cookie);
  const found = token === null ? null : await signIn.find(token, true);
  reply.header("cache-control", "no-store");
  if (found === null) {
    sendProblem(reply, 401, "Nobody is signed in", { detail: "sign in at /sign-in, and ask again" });
  }
  return found;
}

/** One's own account, as its page shows it. */
export async function viewOwnAccount(
  { own, proof }: Pick<OwnAccountParts, "own" | "proof">,
  { account, roles, person, session }: FoundSession,
): Promise<OwnAccountView> {
  const held = await own.view(account.id);
  return {
    login: account.login,
    name: account.name,
    email: account.email,
    roles: [...roles],
    rolesElsewhere: held.rolesOfProviders.filter((given) => !roles.includes(given.role)),
    person: person === null ? null : { kind: person.kind, id: person.ownId },
    password: held.password,
    secondFactor: held.secondFactor,
    recoveryCodes: held.recoveryCodes,
    joined: [...held.joined],
    passkeys: held.passkeys.map(({ id, name, createdAt, lastUsedAt, refusedAt, host }) => ({
      id,
      name,
      since: createdAt.toString(),
      lastUsedAt: lastUsedAt?.toString() ?? null,
      refusedAt: refusedAt?.toString() ?? null,
      host,
    })),
    confirmed: proof.holds(session.id),
    sessions: held.sessions.map(({ id, createdAt, lastSeenAt, endsAt, address, agent }) => ({
      id,
      current: id === session.id,
      since: createdAt.toString(),
      lastSeenAt: lastSeenAt.toString(),
      endsAt: endsAt.toString(),
      address,
      agent,
    })),
  };
}

const tags = ["account"];
const ones = signedIn("one's own account");

/** What everybody who is signed in may do with their own account. */
export function ownAccountRoutes(plain: FastifyInstance, parts: OwnAccountParts): void {
  const { own, onChanged } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();

  const view = (who: FoundSession): Promise<OwnAccountView> => viewOwnAccount(parts, who);

  const refusals = { 401: problem, 403: problem, 409: problem, 429: problem };

  app.get(
    "/api/v1/account",
    {
      ...ones,
      schema: { tags, summary: "One's own account", response: { 200: ownAccountView, 401: problem } },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      return who === null ? reply : view(who);
    },
  );
  app.post(
    "/api/v1/account/password",
    {
      ...ones,
      schema: {
        tags,
        summary: "Change the password, which ends every other session",
        body: passwordChange,
        response: { 200: ownAccountView, 400: problem, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await own.changePassword(who, request.body, request.ip);
      if (refused !== null) return sendAccountRefusal(reply, refused.refused);
      onChanged(who.account.id);
      return view(who);
    },
  );
  app.post(
    "/api/v1/account/second-factor",
    {
      ...ones,
      schema: {
        tags,
        summary: "Begin a second factor: it counts once a code from it was given",
        body: proofOfOwner,
        response: { 200: begunFactor, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const begun = await own.beginSecondFactor(who, request.body.current, request.ip);
      return isRefused(begun) ? sendAccountRefusal(reply, begun.refused) : begun;
    },
  );
  app.post(
    "/api/v1/account/second-factor/confirm",
    {
      ...ones,
      schema: {
        tags,
        summary: "Give the first code of a second factor; answers recovery codes, once",
        body: codeProof,
        response: { 200: recoveryCodes, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const codes = await own.confirmSecondFactor(who, request.body.code, request.ip);
      if (isRefused(codes)) return sendAccountRefusal(reply, codes.refused);
      onChanged(who.account.id);
      return { codes: [...codes] };
    },
  );
  app.post(
    "/api/v1/account/second-factor/remove",
    {
      ...ones,
      schema: {
        tags,
        summary: "Take the second factor away",
        body: proofOfOwner,
        response: { 200: ownAccountView, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await own.removeSecondFactor(who, request.body.current, request.ip);
      return refused === null ? view(who) : sendAccountRefusal(reply, refused.refused);
    },
  );
  app.post(
    "/api/v1/account/recovery-codes",
    {
      ...ones,
      schema: {
        tags,
        summary: "Other recovery codes; those of before hold no more",
        body: proofOfOwner,
        response: { 200: recoveryCodes, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const codes = await own.newRecoveryCodes(who, request.body.current, request.ip);
      return isRefused(codes) ? sendAccountRefusal(reply, codes.refused) : { codes: [...codes] };
    },
  );
  app.delete(
    "/api/v1/account/sessions/:id",
    {
      ...ones,
      schema: {
        tags,
        summary: "End one of one's own sessions",
        params: z.object({ id: z.uuid() }),
        response: { 200: ownAccountView, 401: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await own.endSession(who, request.params.id, request.ip);
      if (refused !== null) return sendAccountRefusal(reply, refused.refused);
      onChanged(who.account.id);
      return view(who);
    },
  );
  app.delete(
    "/api/v1/account/sessions",
    {
      ...ones,
      schema: {
        tags,
        summary: "End every other of one's own sessions",
        response: { 200: ownAccountView, 401: problem },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      await own.endOtherSessions(who, request.ip);
      onChanged(who.account.id);
      return view(who);
    },
  );
}
