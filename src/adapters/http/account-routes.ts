import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { isRefused, type Refused } from "../../app/accounts/account-refusal.ts";
import type { AccountRow } from "../../app/accounts/accounts-store.ts";
import type { Accounts, OneTimeLink, WantedRole } from "../../app/accounts/create-accounts.ts";
import {
  type AccountView,
  accountChange,
  accountList,
  accountView,
  addedAccount,
  disabling,
  newAccount,
  oneTimeLink,
  wantedRole,
} from "../../contract/http/accounts.ts";
import { problem } from "../../contract/http/problem.ts";
import { doerOfRequest } from "./doer-of-request.ts";
import { type IdentityProviderParts, identityProviderRoutes } from "./identity-provider-routes.ts";
import { sendProblem } from "./problems.ts";
import { whole } from "./route-right.ts";
import { sendAccountRefusal } from "./send-account-refusal.ts";

export interface AccountParts extends IdentityProviderParts {
  readonly accounts: Accounts;
  readonly timeZone: string;
  /** Told after COMMIT that an account may do something else than before. */
  readonly onChanged: (account: string) => void;
}

const tags = ["accounts"];
const params = z.object({ id: z.uuid() });

/** Accounts and their roles, for administrators; read by those who look after the administrators. */
export function accountRoutes(plain: FastifyInstance, parts: AccountParts): void {
  const { accounts, timeZone, onChanged } = parts;
  plain.register(async (scope) => {
    // The first account is an administrator's, made with the code of the log: nobody makes one beside it.
    scope.addHook("preHandler", async ({ actor, method }, reply) => {
      if (actor.kind !== "everybody" || method === "GET") return;
      return sendProblem(reply, 403, "You may not do this", {
        detail: "set up the first administrator at /set-up, and sign in",
      });
    });
    identityProviderRoutes(scope, parts);
    const app = scope.withTypeProvider<ZodTypeProvider>();

    function view({ account, grants, person, ...row }: AccountRow, request: FastifyRequest): AccountView {
      return {
        id: account.id,
        login: account.login,
        name: account.name,
        email: account.email,
        roles: grants.map(({ id, role, provider, since, until }) => ({
          id,
          role,
          provider: provider?.name ?? null,
          since: since.toString(),
          until: until?.toString() ?? null,
        })),
        person: person === null ? null : { kind: person.kind, id: person.ownId },
        password: row.hasPassword,
        secondFactor: row.secondFactor,
        passkeys: row.passkeys,
        joined: row.joined,
        lastSeenAt: row.lastSeenAt?.toString() ?? null,
        invitedUntil: row.invitedUntil?.toString() ?? null,
        disabled:
          account.disabled === null
            ? null
            : { at: account.disabled.at.toString(), reason: account.disabled.reason },
        own: request.actor.kind === "account" && request.actor.account === account.id,
      };
    }
    function answer(
      outcome: AccountRow | Refused,
      request: FastifyRequest,
      reply: FastifyReply,
    ): AccountView | FastifyReply {
      if (isRefused(outcome)) return sendAccountRefusal(reply, outcome.refused);
      onChanged(outcome.account.id);
      return view(outcome, request);
    }
    const linkView = ({ kind, secret, endsAt }: OneTimeLink) => ({ kind, secret, endsAt: endsAt.toString() });
    /** Days as people write them: from the first moment of the first to the last of the last. */
    function wanted({ role, since, until }: z.infer<typeof wantedRole>): WantedRole {
      const begin = (day: string, later: number): Temporal.Instant =>
        Temporal.PlainDate.from(day).add({ days: later }).toZonedDateTime(timeZone).toInstant();
      return { role, since: since ? begin(since, 0) : null, until: until ? begin(until, 1) : null };
    }

    const answers = { 200: accountView, 400: problem, 403: problem, 404: problem, 409: problem };

    app.get(
      "/api/v1/accounts",
      {
        ...whole("account.read"),
        schema: { tags, summary: "Every account", response: { 200: accountList, 404: problem } },
      },
      async (request) => ({ accounts: (await accounts.list()).map((row) => view(row, request)) }),
    );
    app.post(
      "/api/v1/accounts",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary: "Make an account; its owner chooses a password by the link that is answered",
          body: newAccount,
          response: { ...answers, 200: addedAccount },
        },
      },
      async (request, reply) => {
        const { login, name, email, person, roles } = request.body;
        const added = await accounts.add(
          { login, name, email, person, roles: roles.map(wanted) },
          doerOfRequest(request),
        );
        if (isRefused(added)) return sendAccountRefusal(reply, added.refused);
        const row = await accounts.find(added.account.id);
        if (row === null) throw new Error("an account was lost as soon as it was made");
        return { account: view(row, request), link: linkView(added.link) };
      },
    );
    app.patch(
      "/api/v1/accounts/:id",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary:
            "Change what an account's owner is called, where they get mail, and who of the roster they are",
          params,
          body: accountChange,
          response: answers,
        },
      },
      async (request, reply) =>
        answer(
          await accounts.change(request.params.id, request.body, doerOfRequest(request)),
          request,
          reply,
        ),
    );
    app.post(
      "/api/v1/accounts/:id/roles",
      {
        ...whole("account.write"),
        schema: { tags, summary: "Give a role", params, body: wantedRole, response: answers },
      },
      async (request, reply) =>
        answer(
          await accounts.grant(request.params.id, wanted(request.body), doerOfRequest(request)),
          request,
          reply,
        ),
    );
    app.delete(
      "/api/v1/accounts/:id/roles/:grant",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary: "End a role now",
          params: z.object({ id: z.uuid(), grant: z.uuid() }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { id, grant } = request.params;
        return answer(await accounts.endGrant(id, grant, doerOfRequest(request)), request, reply);
      },
    );
    app.post(
      "/api/v1/accounts/:id/disable",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary: "Let nobody sign in with it any more, and end its sessions",
          params,
          body: disabling,
          response: answers,
        },
      },
      async (request, reply) =>
        answer(
          await accounts.disable(request.params.id, request.body.reason, doerOfRequest(request)),
          request,
          reply,
        ),
    );
    app.post(
      "/api/v1/accounts/:id/enable",
      {
        ...whole("account.write"),
        schema: { tags, summary: "Let its owner sign in again", params, response: answers },
      },
      async (request, reply) =>
        answer(await accounts.enable(request.params.id, doerOfRequest(request)), request, reply),
    );
    app.post(
      "/api/v1/accounts/:id/link",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary: "A one-time link by which its owner chooses a password",
          params,
          response: { ...answers, 200: oneTimeLink },
        },
      },
      async (request, reply) => {
        const link = await accounts.link(request.params.id, doerOfRequest(request));
        return isRefused(link) ? sendAccountRefusal(reply, link.refused) : linkView(link);
      },
    );
    app.delete(
      "/api/v1/accounts/:id/second-factor",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary: "Take the second factor of somebody away who has lost phone and recovery codes",
          params,
          response: answers,
        },
      },
      async (request, reply) =>
        answer(await accounts.removeSecondFactor(request.params.id, doerOfRequest(request)), request, reply),
    );
    app.delete(
      "/api/v1/accounts/:id/passkeys",
      {
        ...whole("account.write"),
        schema: {
          tags,
          summary: "Take every passkey of somebody away who has lost a device, and end their sessions",
          params,
          response: answers,
        },
      },
      async (request, reply) =>
        answer(await accounts.removePasskeys(request.params.id, doerOfRequest(request)), request, reply),
    );
  });
}
