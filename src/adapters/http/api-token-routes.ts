import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { isRefused } from "../../app/accounts/account-refusal.ts";
import type { ApiToken } from "../../app/accounts/api-tokens-store.ts";
import type { ApiTokens } from "../../app/accounts/create-api-tokens.ts";
import type { OwnerProof } from "../../app/accounts/create-owner-proof.ts";
import { doerOf } from "../../app/accounts/doer-of.ts";
import {
  type ApiTokenView,
  apiTokenList,
  madeApiToken,
  newApiToken,
} from "../../contract/http/api-tokens.ts";
import { problem } from "../../contract/http/problem.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { type OwnAccountParts, whoseSession } from "./own-account-routes.ts";
import { signedIn, whole } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";

export interface ApiTokenParts extends Pick<OwnAccountParts, "signIn" | "cookies"> {
  readonly tokens: ApiTokens;
  readonly proof: OwnerProof;
  readonly timeZone: string;
}

const tags = ["tokens"];
const ones = signedIn("one's own account");
const params = z.object({ id: z.uuid() });

/** Tokens of programmes: one's own, made by who confirms that it is them; and everybody's, for who looks after accounts. */
export function apiTokenRoutes(plain: FastifyInstance, parts: ApiTokenParts): void {
  const { tokens, proof, timeZone } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const listOf = async (account: string | null) => ({ tokens: (await tokens.list(account)).map(view) });

  app.get(
    "/api/v1/account/tokens",
    { ...ones, schema: { tags, summary: "One's own tokens", response: { 200: apiTokenList, 401: problem } } },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      return who === null ? reply : listOf(who.account.id);
    },
  );
  app.post(
    "/api/v1/account/tokens",
    {
      ...ones,
      schema: {
        tags,
        summary: "Make a token with a part of what one may; it is answered once",
        body: newApiToken,
        response: { 200: madeApiToken, 400: problem, 401: problem, 403: problem, 429: problem },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const { name, deeds, until, current } = request.body;
      const wrong = await proof.ask(who, current);
      if (wrong !== null) return sendAccountRefusal(reply, wrong.refused);
      const endsAt = Temporal.PlainDate.from(until).add({ days: 1 }).toZonedDateTime(timeZone).toInstant();
      const by = doerOf(who.account, who.roles, request.ip);
      const made = await tokens.add(who, { name, deeds, endsAt }, by);
      if (isRefused(made)) return sendAccountRefusal(reply, made.refused);
      return { token: made.secret, ...(await listOf(who.account.id)) };
    },
  );
  app.delete(
    "/api/v1/account/tokens/:id",
    {
      ...ones,
      schema: {
        tags,
        summary: "End one of one's own tokens",
        params,
        response: { 200: apiTokenList, 401: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const who = await whoseSession(parts, request, reply);
      if (who === null) return reply;
      const by = doerOf(who.account, who.roles, request.ip);
      const refused = await tokens.end(request.params.id, who.account.id, by);
      return refused === null ? listOf(who.account.id) : sendAccountRefusal(reply, refused.refused);
    },
  );
  app.get(
    "/api/v1/tokens",
    {
      ...whole("account.read"),
      schema: { tags, summary: "Everybody's tokens", response: { 200: apiTokenList, 404: problem } },
    },
    () => listOf(null),
  );
  app.delete(
    "/api/v1/tokens/:id",
    {
      ...whole("account.write"),
      schema: {
        tags,
        summary: "End anybody's token",
        params,
        response: { 200: apiTokenList, 403: problem, 404: problem },
      },
    },
    async (request, reply) => {
      const refused = await tokens.end(request.params.id, null, doerOfRequest(request));
      return refused === null ? listOf(null) : sendAccountRefusal(reply, refused.refused);
    },
  );
}

const view = ({ id, login, name, deeds, createdAt, endsAt, lastUsedAt }: ApiToken): ApiTokenView => ({
  id,
  login,
  name,
  deeds: [...deeds],
  since: createdAt.toString(),
  until: endsAt.toString(),
  lastUsedAt: lastUsedAt?.toString() ?? null,
});
