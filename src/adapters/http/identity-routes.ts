import type { FastifyInstance, FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Identities } from "../../app/identities/create-identities.ts";
import type { RosterOutcome } from "../../app/rosters/roster-outcome.ts";
import {
  claimAsked,
  claimDone,
  claimPreview,
  claimStated,
  claimUndo,
  claimUndone,
  identityClaimList,
  unclaimedAsked,
  unclaimedList,
} from "../../contract/http/identities.ts";
import { problem } from "../../contract/http/problem.ts";
import { whole } from "./route-right.ts";
import { sendRosterRefusal } from "./send-roster-refusal.ts";

/** Names, cards and subjects that nobody has, and whose they turned out to be. */
export function identityRoutes(
  plain: FastifyInstance,
  { identities }: { readonly identities: Identities },
): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const tags = ["identities"];
  const params = z.object({ id: z.uuid() });
  const refusals = { 400: problem, 403: problem, 404: problem, 409: problem };

  app.get(
    "/api/v1/identities/unclaimed",
    {
      ...whole("scan.read"),
      schema: {
        tags,
        summary: "Names, cards and subjects that scans name and that nobody has, with who they may be",
        querystring: unclaimedAsked,
        response: { 200: unclaimedList, 400: problem, 403: problem },
      },
    },
    ({ query }) => identities.unclaimed(query.days),
  );
  app.get(
    "/api/v1/identities/claims",
    {
      ...whole("scan.read"),
      schema: {
        tags,
        summary: "Whose identities turned out to be, as it was said, newest first",
        response: { 200: identityClaimList, 403: problem },
      },
    },
    async () => ({ claims: [...(await identities.claims())] }),
  );
  app.post(
    "/api/v1/identities/claims/preview",
    {
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "Which marks would change if an identity were a student's; nothing is stored",
        body: claimAsked,
        response: { 200: claimPreview, ...refusals },
      },
    },
    async ({ body }, reply) => told(reply, await identities.preview(body)),
  );
  app.post(
    "/api/v1/identities/claims",
    {
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "An identity that nobody has is a student's: its past scans count, and those to come",
        body: claimStated,
        response: { 200: claimDone, ...refusals },
      },
    },
    async ({ actor, body }, reply) => told(reply, await identities.claim(body, actor)),
  );
  app.post(
    "/api/v1/identities/claims/:id/preview-undo",
    {
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "Which marks would change if a claim were taken back; nothing is stored",
        params,
        response: { 200: claimPreview, ...refusals },
      },
    },
    async ({ params: { id } }, reply) => told(reply, await identities.previewUndo(id)),
  );
  app.post(
    "/api/v1/identities/claims/:id/undo",
    {
      ...whole("roster.write"),
      schema: {
        tags,
        summary: "Take a claim back: its scans are nobody's again, and marks follow",
        params,
        body: claimUndo,
        response: { 200: claimUndone, ...refusals },
      },
    },
    async ({ actor, params: { id }, body }, reply) =>
      told(reply, await identities.undo(id, body.reason, actor)),
  );
}

function told<T>(reply: FastifyReply, outcome: RosterOutcome<T>): T | FastifyReply {
  return outcome.kind === "refused" ? sendRosterRefusal(reply, outcome.refusal) : outcome.value;
}
