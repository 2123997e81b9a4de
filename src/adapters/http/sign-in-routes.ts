import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isRefused } from "../../app/accounts/account-refusal.ts";
import type { Accounts } from "../../app/accounts/create-accounts.ts";
import type { ProviderSignIn } from "../../app/accounts/create-provider-sign-in.ts";
import type { ResetMail } from "../../app/accounts/create-reset-mail.ts";
import type { SignedIn, SignIn } from "../../app/accounts/create-sign-in.ts";
import {
  firstAdministrator,
  forgottenPassword,
  linkOutcome,
  linkUse,
  signInAttempt,
  signInOutcome,
  signInView,
} from "../../contract/http/accounts.ts";
import { signedOut } from "../../contract/http/identity-providers.ts";
import { pagePaths } from "../../contract/http/page-paths.ts";
import { problem } from "../../contract/http/problem.ts";
import { ownAddress } from "./own-address.ts";
import { passkeySite } from "./passkey-site.ts";
import { sendProblem } from "./problems.ts";
import { openToAll } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";
import type { SessionCookies } from "./session-cookies.ts";
import { whenceOf } from "./whence-of.ts";

export interface SignInParts {
  readonly accounts: Accounts;
  readonly signIn: SignIn;
  readonly providers: ProviderSignIn;
  readonly resets: ResetMail;
  /** Where people open the pages; null where nobody told. */
  readonly pages: string | null;
  readonly cookies: SessionCookies;
  /** What the institution is called. */
  readonly institution: () => Promise<string>;
  /** Told after COMMIT of the first administrator: nothing is open from then on. */
  readonly onGuarded: () => void;
}

const tags = ["sign-in"];

/** What is asked before anybody is signed in: these routes know nobody, and say nothing of anybody. */
export function signInRoutes(plain: FastifyInstance, parts: SignInParts): void {
  const { accounts, signIn, providers, resets, cookies, institution, pages, onGuarded } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();

  function signedIn(reply: FastifyReply, made: SignedIn): { outcome: "signed_in" } {
    cookies.set(reply, made);
    return { outcome: "signed_in" };
  }
  const slow = (reply: FastifyReply, seconds: number): FastifyReply =>
    sendAccountRefusal(reply, { code: "slow", seconds });

  app.get(
    "/api/v1/sign-in",
    {
      ...openToAll("a browser asks whether anybody is signed in with it, and is told of itself alone"),
      schema: { tags, summary: "Who is signed in with this browser", response: { 200: signInView } },
    },
    async (request, reply) => {
      reply.header("cache-control", "no-store");
      const { token } = cookies.read(request.headers.cookie);
      const [guarded, name, offered, found] = await Promise.all([
        accounts.guarded(),
        institution(),
        providers.providers(),
        token === null ? null : signIn.find(token, false),
      ]);
      return {
        guarded,
        account:
          found === null
            ? null
            : { login: found.account.login, name: found.account.name, roles: [...found.roles] },
        institution: name,
        mail: resets.sends,
        providers: [...offered],
        passkeys: passkeySite(pages, request).refused === null,
      };
    },
  );

  app.post(
    "/api/v1/sign-in",
    {
      ...openToAll("nobody is signed in before"),
      schema: {
        tags,
        summary: "Sign in by password, and by a code where the account has a second factor",
        body: signInAttempt,
        response: { 200: signInOutcome, 400: problem, 401: problem, 403: problem, 429: problem },
      },
    },
    async (request, reply) => {
      const { login, password, code } = request.body;
      const outcome = await signIn.signIn(
        { login, password, code: code || null },
        whenceOf(request, cookies),
      );
      if (outcome === "code_needed") return { outcome };
      if (outcome === "refused" || outcome === "code_refused") {
        const message =
          outcome === "refused"
            ? "no account has this login and password"
            : "is not the code of now; wait for the next one, or give a recovery code";
        return sendProblem(reply, 401, "Not signed in", {
          detail: message,
          errors: [{ field: outcome === "refused" ? "login" : "code", message }],
        });
      }
      if ("refused" in outcome) return sendAccountRefusal(reply, outcome.refused);
      if ("waitSeconds" in outcome) return slow(reply, outcome.waitSeconds);
      return signedIn(reply, outcome);
    },
  );

  app.delete(
    "/api/v1/sign-in",
    {
      ...openToAll("who is signed in no more may say so as well"),
      schema: {
        tags,
        summary: "Sign out, and say where an identity provider's own session is ended",
        response: { 200: signedOut },
      },
    },
    async (request, reply) => {
      const { token } = cookies.read(request.headers.cookie);
      if (token !== null) await signIn.signOut(token, request.ip);
      // Asked when one is out: a provider that does not answer keeps nobody in.
      const at =
        token === null ? null : await providers.endAt(token, ownAddress(pages, request, pagePaths.signIn));
      cookies.clear(reply);
      return { at: at?.href ?? null };
    },
  );

  app.post(
    "/api/v1/sign-in/link",
    {
      ...openToAll("the link is what lets one"),
      schema: {
        tags,
        summary: "Choose a password by a one-time link, which ends every session",
        body: linkUse,
        response: { 200: linkOutcome, 400: problem, 403: problem, 429: problem },
      },
    },
    async (request, reply) => {
      const wait = signIn.tryAt("link", request.ip);
      if (wait !== null) return slow(reply, wait);
      const account = await accounts.takeLink(request.body.secret, request.body.password, request.ip);
      if (isRefused(account)) return sendAccountRefusal(reply, account.refused);
      return { login: account.login };
    },
  );

  app.post(
    "/api/v1/sign-in/forgotten",
    {
      ...openToAll("who forgot a password cannot sign in"),
      schema: {
        tags,
        summary: "Ask for a link by mail; the answer is the same whether or not there is such an account",
        body: forgottenPassword,
        response: { 202: z.object({}), 409: problem, 429: problem },
      },
    },
    async (request, reply) => {
      if (!resets.sends) {
        return sendProblem(reply, 409, "This server sends no mail", {
          detail: "ask an administrator for a link by which you choose another password",
        });
      }
      const wait = signIn.tryAt("reset", request.ip);
      if (wait !== null) return slow(reply, wait);
      // Looked up and sent after the answer, which so takes as long for everybody.
      resets.ask(request.body.login, request.ip);
      return reply.code(202).send({});
    },
  );

  app.post(
    "/api/v1/set-up",
    {
      ...openToAll("the code of the server's log is what lets one"),
      schema: {
        tags,
        summary: "Make the first administrator, with the code of the server's log, and sign in",
        body: firstAdministrator,
        response: { 200: signInOutcome, 400: problem, 403: problem, 409: problem, 429: problem },
      },
    },
    async (request, reply) => {
      const wait = signIn.tryAt("set-up", request.ip);
      if (wait !== null) return slow(reply, wait);
      const account = await accounts.setUp(request.body, request.ip);
      if (isRefused(account)) return sendAccountRefusal(reply, account.refused);
      const made = await signIn.begin(account.id, whenceOf(request, cookies));
      if (made === null) throw new Error("the first administrator was disabled at once");
      onGuarded();
      return signedIn(reply, made);
    },
  );
}
