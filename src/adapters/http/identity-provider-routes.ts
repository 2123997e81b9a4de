import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { isRefused } from "../../app/accounts/account-refusal.ts";
import type { IdentityProviders } from "../../app/accounts/create-identity-providers.ts";
import type { IdentityProvider } from "../../app/accounts/identity-provider.ts";
import {
  type IdentityProviderView,
  identityProviderChange,
  identityProviderList,
  identityProviderView,
  newIdentityProvider,
  rulesTrial,
  triedRules,
} from "../../contract/http/identity-providers.ts";
import { problem } from "../../contract/http/problem.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { ownAddress } from "./own-address.ts";
import { whole } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";

export interface IdentityProviderParts {
  readonly identityProviders: IdentityProviders;
  /** Where people open the pages; null where nobody told. */
  readonly pages: string | null;
  readonly onChanged: (account: string) => void;
}

const tags = ["accounts"];
const params = z.object({ id: z.uuid() });

/** Where people sign in who have an account of their university's: for administrators. The secret is never shown. */
export function identityProviderRoutes(plain: FastifyInstance, parts: IdentityProviderParts): void {
  const { identityProviders, pages, onChanged } = parts;
  const app = plain.withTypeProvider<ZodTypeProvider>();

  const view = (
    { id, name, issuer, client, rules }: IdentityProvider,
    request: FastifyRequest,
  ): IdentityProviderView => ({
    id,
    name,
    issuer,
    client,
    rules: { ...rules, roles: [...rules.roles] },
    back: ownAddress(pages, request, `/sign-in/back/${id}`).href,
    ended: ownAddress(pages, request, `/api/v1/sign-in/ended/${id}`).href,
  });
  const answers = { 200: identityProviderView, 400: problem, 403: problem, 404: problem };

  app.get(
    "/api/v1/identity-providers",
    {
      ...whole("account.read"),
      schema: {
        tags,
        summary: "Where people sign in who have an account elsewhere",
        response: { 200: identityProviderList },
      },
    },
    async (request) => ({ providers: (await identityProviders.list()).map((one) => view(one, request)) }),
  );
  app.post(
    "/api/v1/identity-providers",
    {
      ...whole("account.write"),
      schema: {
        tags,
        summary: "Let people sign in with a provider",
        body: newIdentityProvider,
        response: answers,
      },
    },
    async (request) => view(await identityProviders.add(request.body, doerOfRequest(request)), request),
  );
  app.put(
    "/api/v1/identity-providers/:id",
    {
      ...whole("account.write"),
      schema: {
        tags,
        summary: "Change a provider and its rules",
        params,
        body: identityProviderChange,
        response: answers,
      },
    },
    async (request, reply) => {
      const changed = await identityProviders.change(request.params.id, request.body, doerOfRequest(request));
      if (isRefused(changed)) return sendAccountRefusal(reply, changed.refused);
      for (const account of changed.accounts) onChanged(account);
      return view(changed.provider, request);
    },
  );
  app.delete(
    "/api/v1/identity-providers/:id",
    {
      ...whole("account.write"),
      schema: {
        tags,
        summary:
          "Let nobody sign in with a provider any more, sign out who did, and take the roles that it gave",
        params,
      },
    },
    async (request, reply) => {
      const ended = await identityProviders.remove(request.params.id, doerOfRequest(request));
      if (isRefused(ended)) return sendAccountRefusal(reply, ended.refused);
      for (const account of ended) onChanged(account);
      return reply.code(204).send();
    },
  );
  app.post(
    "/api/v1/identity-providers/trial",
    {
      ...whole("account.write"),
      schema: {
        tags,
        summary:
          "What rules would make of those who signed in last, and of claims that are given; changes nothing",
        body: rulesTrial,
        response: { 200: triedRules, 400: problem, 403: problem },
      },
    },
    async (request) => {
      const { rules, provider, claims } = request.body;
      const tried = await identityProviders.tryRules(rules, provider, claims);
      return {
        tried: tried.map(({ login, read, known }) => ({
          account: login,
          ...read,
          roles: [...read.roles],
          person: read.person === null ? null : { ...read.person, known: known ?? false },
        })),
      };
    },
  );
}
