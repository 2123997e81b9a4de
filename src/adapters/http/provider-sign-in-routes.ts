import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isRefused } from "../../app/accounts/account-refusal.ts";
import type { ProviderSignIn } from "../../app/accounts/create-provider-sign-in.ts";
import type { SignIn } from "../../app/accounts/create-sign-in.ts";
import { leaving, leavingFor, leavingToConfirm } from "../../contract/http/identity-providers.ts";
import { pagePaths } from "../../contract/http/page-paths.ts";
import { problem } from "../../contract/http/problem.ts";
import { whoseSession } from "./own-account-routes.ts";
import { ownAddress } from "./own-address.ts";
import { sendProblem } from "./problems.ts";
import { openToAll, signedIn } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";
import type { SessionCookies } from "./session-cookies.ts";
import { whenceOf } from "./whence-of.ts";

export interface ProviderSignInParts {
  readonly providers: ProviderSignIn;
  readonly signIn: SignIn;
  readonly cookies: SessionCookies;
  /** Where people open the pages; null where nobody told. */
  readonly pages: string | null;
}

const tags = ["sign-in"];
const params = z.object({ provider: z.uuid() });
/** A token is one to two kilobytes. */
const tokenLimit = 16_384;

/** Away to an identity provider, back from it, and out when it says so: asked before anybody is signed in. */
export function providerSignInRoutes(plain: FastifyInstance, parts: ProviderSignInParts): void {
  const { providers, signIn, cookies, pages } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();

  app.post(
    "/api/v1/sign-in/with/:provider",
    {
      ...openToAll("nobody is signed in before"),
      schema: {
        tags,
        summary: "Where to go to sign in with an identity provider",
        params,
        body: leaving,
        response: { 200: leavingFor, 400: problem, 401: problem, 404: problem, 429: problem, 502: problem },
      },
    },
    async (request, reply) => {
      const wait = signIn.tryAt("provider", request.ip);
      if (wait !== null) return sendAccountRefusal(reply, { code: "slow", seconds: wait });
      const { provider } = request.params;
      const { next, join } = request.body;
      const { token } = cookies.read(request.headers.cookie);
      const found = join && token !== null ? await signIn.find(token, true) : null;
      if (join && found === null) {
        return sendProblem(reply, 401, "Not signed in", { detail: "sign in first, and join the two then" });
      }
      const back = ownAddress(pages, request, `/sign-in/back/${provider}`);
      const left = await providers.leave(provider, {
        next,
        as:
          found === null
            ? null
            : { account: found.account.id, session: found.session.id, wants: "join" as const },
        back,
      });
      if (isRefused(left)) return sendAccountRefusal(reply, left.refused);
      cookies.setAway(reply, left.secret);
      return { at: left.at.href };
    },
  );

  app.post(
    "/api/v1/account/confirm/with/:provider",
    {
      ...signedIn("one's own account"),
      schema: {
        tags: ["account"],
        summary: "Where to go to confirm with an identity provider that it is the owner: it asks again",
        params,
        body: leavingToConfirm,
        response: { 200: leavingFor, 400: problem, 401: problem, 404: problem, 429: problem, 502: problem },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const wait = signIn.tryAt("provider", request.ip);
      if (wait !== null) return sendAccountRefusal(reply, { code: "slow", seconds: wait });
      const { provider } = request.params;
      const left = await providers.leave(provider, {
        next: request.body.next,
        as: { account: who.account.id, session: who.session.id, wants: "confirm" },
        back: ownAddress(pages, request, `/sign-in/back/${provider}`),
      });
      if (isRefused(left)) return sendAccountRefusal(reply, left.refused);
      cookies.setAway(reply, left.secret);
      return { at: left.at.href };
    },
  );

  app.get(
    "/sign-in/back/:provider",
    {
      ...openToAll("whoever comes back from a provider is not signed in yet"),
      schema: { tags, summary: "Where an identity provider sends people back to", params },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store").header("referrer-policy", "no-referrer");
      const { provider } = request.params;
      const came = ownAddress(pages, request, request.url);
      const away = cookies.readAway(request.headers.cookie);
      cookies.clearAway(reply);
      const outcome = await providers.comeBack(provider, away, came, whenceOf(request, cookies));
      if ("refused" in outcome) {
        // By its code alone: nothing of anybody is in an address.
        const told = outcome.stillIn ? pagePaths.account : pagePaths.signIn;
        return reply.redirect(`${told}?refused=${outcome.refused.code}`, 303);
      }
      if (outcome.signedIn !== null) cookies.set(reply, outcome.signedIn);
      // Where they go on to is judged by the page, as after a password.
      return reply.redirect(`${pagePaths.signIn}?next=${encodeURIComponent(outcome.next)}`, 303);
    },
  );

  plain.register(async (scope) => {
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: tokenLimit },
      (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.withTypeProvider<ZodTypeProvider>().post(
      "/api/v1/sign-in/ended/:provider",
      {
        ...openToAll("a provider signs what it tells"),
        schema: {
          tags,
          summary: "An identity provider tells that a session has ended (back-channel logout)",
          params,
          body: z.object({ logout_token: z.string().min(1).max(tokenLimit) }),
        },
      },
      async (request, reply) => {
        reply.header("cache-control", "no-store");
        const wait = signIn.tryAt("provider", request.ip);
        if (wait !== null) return sendAccountRefusal(reply, { code: "slow", seconds: wait });
        if (await providers.ended(request.params.provider, request.body.logout_token)) {
          return reply.code(200).send();
        }
        return sendProblem(reply, 400, "This is no logout token of the provider", {
          detail:
            "logout_token: it must be signed by the provider, for this client, of the last five minutes",
        });
      },
    );
  });
}
