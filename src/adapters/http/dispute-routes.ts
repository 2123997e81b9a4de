import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DisputeOutcome, Disputes } from "../../app/disputes/create-disputes.ts";
import type { Dispute } from "../../app/disputes/disputes-store.ts";
import type { SessionViews } from "../../app/registers/create-session-views.ts";
import type { NamedThing } from "../../app/rights/ties-store.ts";
import {
  type DisputeView,
  disputeAnswer,
  disputeList,
  disputeReason,
  disputeView,
  newDispute,
} from "../../contract/http/disputes.ts";
import { problem } from "../../contract/http/problem.ts";
import { markConflict } from "../../contract/http/session-answers.ts";
import type { SessionRow } from "../../contract/http/sessions.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import { disputeStates } from "../../domain/attendance/dispute.ts";
import { filtered, ofThing, textAt } from "./route-right.ts";
import { sendRefusal } from "./send-refusal.ts";
import { markParams, seatInPath, toCorrectedMark } from "./session-routes.ts";

export interface DisputeParts {
  readonly disputes: Disputes;
  readonly views: SessionViews;
}

const tags = ["disputes"];
const params = z.object({ id: z.uuid() });
const disputeInPath = (request: FastifyRequest): NamedThing => ({
  kind: "dispute",
  id: textAt(request, "params", "id"),
});

/** What students say against their marks, and the answers. */
export function disputeRoutes(plain: FastifyInstance, { disputes, views }: DisputeParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const answers = { 200: disputeView, 400: problem, 403: problem, 404: problem, 409: problem };

  async function viewsOf(found: readonly Dispute[]): Promise<DisputeView[]> {
    const rows = await views.rows([...new Set(found.map(({ session }) => session))]);
    return found.flatMap((dispute) => {
      const row = rows.get(dispute.session);
      return row === undefined ? [] : [toView(dispute, row)];
    });
  }
  async function answer(reply: FastifyReply, outcome: DisputeOutcome): Promise<FastifyReply | DisputeView> {
    if ("refused" in outcome) {
      return sendRefusal(reply, outcome.refused);
    }
    const dispute = await disputes.find(outcome.done);
    const [view] = dispute === null ? [] : await viewsOf([dispute]);
    return view ?? sendRefusal(reply, [{ code: "no_such_dispute", dispute: outcome.done }]);
  }

  app.get(
    "/api/v1/disputes",
    {
      ...filtered("dispute.read"),
      schema: {
        tags,
        summary: "Disputes, the newest first",
        querystring: z.object({
          state: z.enum(disputeStates).optional(),
          session: z.uuid().optional(),
          student: identifierText.optional(),
          cursor: z.uuid().optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: disputeList, 400: problem },
      },
    },
    async ({ scope, query: { cursor, limit, ...filter } }) => {
      const found = await disputes.list({ ...filter, within: scope }, cursor ?? null, limit);
      return { disputes: await viewsOf(found.disputes), next: found.next, waiting: found.waiting };
    },
  );
  app.post(
    "/api/v1/sessions/:id/marks/:student/disputes",
    {
      ...ofThing("dispute.raise", seatInPath),
      schema: {
        tags,
        summary: "Say that one of one's own marks is wrong, and what it should be",
        params: markParams,
        body: newDispute,
        response: answers,
      },
    },
    async ({ actor, params: { id, student }, body: { claimed, reason, revision } }, reply) =>
      answer(reply, await disputes.raise(actor, { session: id, student, revision }, claimed, reason)),
  );
  app.post(
    "/api/v1/disputes/:id/answer",
    {
      ...ofThing("dispute.answer", disputeInPath),
      schema: {
        tags,
        summary: "Correct the mark that is disputed, or say why it stays",
        params,
        body: disputeAnswer,
        response: { ...answers, 409: z.union([markConflict, problem]) },
      },
    },
    async ({ actor, params: { id }, body }, reply) => {
      if (body.answer === "declined") return answer(reply, await disputes.decline(actor, id, body.reason));
      const to = toCorrectedMark(body.to);
      if (to === "released") {
        return sendRefusal(reply, [{ code: "nothing_to_release" }]);
      }
      const outcome = await disputes.accept(actor, id, { to, revision: body.revision }, body.reason);
      if ("done" in outcome) return answer(reply, outcome);
      // What the mark is by now, where it changed since it was seen.
      const changed = outcome.refused.flatMap((refusal) =>
        refusal.code === "mark_changed" ? [refusal.student] : [],
      );
      const dispute = changed.length === 0 ? null : await disputes.find(id);
      const now = dispute === null ? null : await views.marks(dispute.session, changed);
      return sendRefusal(reply, outcome.refused, now?.marks ?? []);
    },
  );
  app.post(
    "/api/v1/disputes/:id/take-back",
    {
      ...ofThing("dispute.answer", disputeInPath),
      schema: {
        tags,
        summary:
          "Take an answer back: the dispute waits again, and a correction stays until it is undone itself",
        params,
        body: disputeReason,
        response: answers,
      },
    },
    async ({ actor, params: { id }, body: { reason } }, reply) =>
      answer(reply, await disputes.takeBack(actor, id, reason)),
  );
  app.post(
    "/api/v1/disputes/:id/withdraw",
    {
      ...ofThing("dispute.withdraw", disputeInPath),
      schema: {
        tags,
        summary: "Take back what one said against a mark",
        params,
        body: disputeReason,
        response: answers,
      },
    },
    async ({ actor, params: { id }, body: { reason } }, reply) =>
      answer(reply, await disputes.withdraw(actor, id, reason)),
  );
}

const toView = (dispute: Dispute, session: SessionRow): DisputeView => ({
  id: dispute.id,
  session,
  student: { ...dispute.student },
  mark: { status: dispute.status, revision: dispute.revision },
  claimed: dispute.claimed,
  state: dispute.state,
  raisedAt: dispute.raisedAt.toString(),
  said: dispute.said.map(({ word, at, actor, role, reason }) => ({
    word,
    at: at.toString(),
    by: actor,
    role,
    reason,
  })),
});
