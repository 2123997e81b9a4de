import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isRefused, type Refused } from "../../app/accounts/account-refusal.ts";
import type { Asked, Passkeys } from "../../app/accounts/create-passkeys.ts";
import type { PasskeySite } from "../../app/accounts/passkey.ts";
import { ownAccountView, proofOfOwner, signInOutcome } from "../../contract/http/accounts.ts";
import {
  newPasskey,
  passkeyAnswer,
  passkeyMaking,
  passkeyName,
  passkeyQuestion,
} from "../../contract/http/passkeys.ts";
import { problem } from "../../contract/http/problem.ts";
import { type OwnAccountParts, viewOwnAccount, whoseSession } from "./own-account-routes.ts";
import { passkeySite } from "./passkey-site.ts";
import { openToAll, signedIn } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";
import type { SessionCookies } from "./session-cookies.ts";
import { whenceOf } from "./whence-of.ts";

export interface PasskeyParts extends OwnAccountParts {
  readonly passkeys: Passkeys;
  readonly cookies: SessionCookies;
  /** Where people open the pages; null where nobody told. */
  readonly pages: string | null;
}

const ones = signedIn("one's own account");
const params = z.object({ id: z.uuid() });
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem, 429: problem };

/** Passkeys: signing in by them, confirming by them that it is the owner, and seeing to one's own. */
export function passkeyRoutes(plain: FastifyInstance, parts: PasskeyParts): void {
  const { passkeys, cookies, pages, onChanged } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();

  /** Asks a browser, and gives it the secret by which it is known when it answers. */
  async function ask<Options>(
    request: FastifyRequest,
    reply: FastifyReply,
    begin: (site: PasskeySite) => Promise<Asked<Options> | Refused>,
  ): Promise<Options | FastifyReply> {
    reply.header("cache-control", "no-store");
    const { refused, ...site } = passkeySite(pages, request);
    if (refused !== null) return sendAccountRefusal(reply, refused);
    const asked = await begin(site);
    if (isRefused(asked)) return sendAccountRefusal(reply, asked.refused);
    cookies.setAsked(reply, asked.secret);
    return asked.options;
  }
  /** The secret of what a browser was asked, which it shows this once. */
  function answered(request: FastifyRequest, reply: FastifyReply): string | null {
    const secret = cookies.readAsked(request.headers.cookie);
    cookies.clearAsked(reply);
    return secret;
  }

  app.post(
    "/api/v1/sign-in/passkey/begin",
    {
      ...openToAll("nobody is signed in before"),
      schema: {
        tags: ["sign-in"],
        summary: "What a browser is asked so that somebody signs in by a passkey, without typing anything",
        response: { 200: passkeyQuestion, 409: problem, 429: problem },
      },
    },
    async (request, reply) => ask(request, reply, (site) => passkeys.beginSignIn(site, request.ip)),
  );
  app.post(
    "/api/v1/sign-in/passkey",
    {
      ...openToAll("nobody is signed in before"),
      schema: {
        tags: ["sign-in"],
        summary: "Sign in by a passkey, in place of password and code",
        body: passkeyAnswer,
        response: { 200: signInOutcome, ...refusals },
      },
    },
    async (request, reply) => {
      const secret = answered(request, reply);
      const made = await passkeys.signIn(secret, request.body.answer, whenceOf(request, cookies));
      if (isRefused(made)) return sendAccountRefusal(reply, made.refused);
      cookies.set(reply, made);
      return { outcome: "signed_in" as const };
    },
  );

  app.post(
    "/api/v1/account/confirm/passkey/begin",
    {
      ...ones,
      schema: {
        tags: ["account"],
        summary: "What a browser is asked so that its owner confirms by a passkey that it is them",
        response: { 200: passkeyQuestion, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      return who === null ? reply : ask(request, reply, (site) => passkeys.beginConfirming(who, site));
    },
  );
  app.post(
    "/api/v1/account/confirm/passkey",
    {
      ...ones,
      schema: {
        tags: ["account"],
        summary: "Confirm by a passkey that it is the owner, which holds for five minutes in this session",
        body: passkeyAnswer,
        response: { 200: ownAccountView, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await passkeys.confirm(who, answered(request, reply), request.body.answer, request.ip);
      return refused === null ? viewOwnAccount(parts, who) : sendAccountRefusal(reply, refused.refused);
    },
  );

  app.post(
    "/api/v1/account/passkeys/begin",
    {
      ...ones,
      schema: {
        tags: ["account"],
        summary: "What a browser is asked so that it makes a passkey",
        body: proofOfOwner,
        response: { 200: passkeyMaking, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      return ask(request, reply, (site) => passkeys.beginAdding(who, request.body.current, site));
    },
  );
  app.post(
    "/api/v1/account/passkeys",
    {
      ...ones,
      schema: {
        tags: ["account"],
        summary: "Add the passkey that was made",
        body: newPasskey,
        response: { 200: ownAccountView, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await passkeys.add(who, answered(request, reply), request.body, request.ip);
      return refused === null ? viewOwnAccount(parts, who) : sendAccountRefusal(reply, refused.refused);
    },
  );
  app.patch(
    "/api/v1/account/passkeys/:id",
    {
      ...ones,
      schema: {
        tags: ["account"],
        summary: "Give a passkey another name",
        params,
        body: passkeyName,
        response: { 200: ownAccountView, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await passkeys.rename(who, request.params.id, request.body.name, request.ip);
      return refused === null ? viewOwnAccount(parts, who) : sendAccountRefusal(reply, refused.refused);
    },
  );
  app.post(
    "/api/v1/account/passkeys/:id/remove",
    {
      ...ones,
      schema: {
        tags: ["account"],
        summary: "Remove a passkey, which ends every other session; never the only way in",
        params,
        body: proofOfOwner,
        response: { 200: ownAccountView, ...refusals },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const refused = await passkeys.remove(who, request.params.id, request.body.current, {
        host: passkeySite(pages, request).host,
        address: request.ip,
      });
      if (refused !== null) return sendAccountRefusal(reply, refused.refused);
      onChanged(who.account.id);
      return viewOwnAccount(parts, who);
    },
  );
}
