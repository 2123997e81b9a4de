import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { spanOfWindow } from "../../app/figures/choose-window.ts";
import type { Clock } from "../../app/ports.ts";
import type { SessionViews } from "../../app/registers/create-session-views.ts";
import type { Sessions } from "../../app/registers/create-sessions.ts";
import type { SessionOutcome } from "../../app/registers/session-refusal.ts";
import type { NamedThing } from "../../app/rights/ties-store.ts";
import type { Students } from "../../app/students/create-students.ts";
import { problem } from "../../contract/http/problem.ts";
import { markConflict, marksAnswer, undoRequest } from "../../contract/http/session-answers.ts";
import {
  absenceChange,
  absenceList,
  absenceView,
  addStudentRequest,
  type CorrectionRequest,
  correctionRequest,
  correctionsRequest,
  markExplanationView,
  mostOfSeries,
  moveRequest,
  newAbsenceRequest,
  newSessionRequest,
  proposalDecision,
  reasonRequest,
  registerView,
  restoreRequest,
  sessionList,
  sessionRow,
  sessionSeriesAnswer,
  sessionSeriesRequest,
  sessionStates,
  signOffRequest,
} from "../../contract/http/sessions.ts";
import { identifierText } from "../../contract/mqtt/text.ts";
import type { CorrectedMark } from "../../domain/attendance/register-mark.ts";
import type { Deed } from "../../domain/rights/deeds.ts";
import { sendProblem } from "./problems.ts";
import { byBody, filtered, ofThing, sessionInPath, textAt, whole } from "./route-right.ts";
import { sendRefusal } from "./send-refusal.ts";

export interface SessionParts {
  readonly sessions: Sessions;
  readonly views: SessionViews;
  readonly clock: Clock;
  readonly students: Pick<Students, "personsOf">;
  /** The institution's zone, in which days are meant. */
  readonly timeZone: string;
}

const tags = ["sessions"];

export const seatInPath = (request: FastifyRequest): NamedThing => ({
  kind: "seat",
  session: textAt(request, "params", "id"),
  student: textAt(request, "params", "student"),
});
/** Leave is of whoever has the id in its days, and so is the right to ask for it. */
function studentOnLeave(request: FastifyRequest): NamedThing {
  const { from, to }: { from?: unknown; to?: unknown } = Object(request.body);
  const id = textAt(request, "body", "student");
  return from instanceof Temporal.Instant && to instanceof Temporal.Instant
    ? { kind: "student", id, during: { start: from, end: to } }
    : { kind: "student", id };
}
/** Leave that counts at once is recorded by who decides about it; asking for it is another deed. */
const newAbsence = (request: FastifyRequest): { readonly deed: Deed; readonly thing: NamedThing } => ({
  deed: textAt(request, "body", "state") === "approved" ? "absence.decide" : "absence.ask",
  thing: studentOnLeave(request),
});
const absenceDeeds: Readonly<Record<string, Deed>> = {
  submitted: "absence.ask",
  withdrawn: "absence.withdraw",
};
const changedAbsence = (request: FastifyRequest): { readonly deed: Deed; readonly thing: NamedThing } => ({
  deed: absenceDeeds[textAt(request, "body", "state")] ?? "absence.decide",
  thing: { kind: "absence", id: textAt(request, "params", "id") },
});
/** What is done to a session as a whole, with a reason and nothing else. */
const deedOf = {
  unsign: "register.write",
  reopen: "register.reopen",
  cancel: "session.change",
} as const;

const sessionParams = z.object({ id: z.uuid() });
export const markParams = sessionParams.extend({ student: identifierText });
const code = z.string().min(1).max(200);

/** RFC 3339, turned into an instant. */
const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    const message = `${text.slice(0, 50)}: not an instant; give one in RFC 3339, as 2026-11-23T09:00:00Z`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
});

/** Timetabled sessions, their registers, and the absences that bear on them. */
export function sessionRoutes(plain: FastifyInstance, parts: SessionParts): void {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const { sessions, views, students, clock, timeZone } = parts;
  const refusals = { 400: problem, 403: problem, 404: problem, 409: problem };

  /** Answers with the session's row as it is after a deed. */
  async function answerRow(
    reply: FastifyReply,
    id: string,
    outcome: SessionOutcome<unknown>,
  ): Promise<FastifyReply | z.infer<typeof sessionRow>> {
    if ("refused" in outcome) return sendRefusal(reply, outcome.refused);
    const rows = await views.rows([id]);
    return rows.get(id) ?? noSuchSession(reply, id);
  }

  /** Answers with marks as they are after a deed, or with what they are now where they had changed before it. */
  async function answerMarks(
    reply: FastifyReply,
    id: string,
    outcome: SessionOutcome<readonly string[]>,
  ): Promise<FastifyReply | z.infer<typeof marksAnswer>> {
    if ("done" in outcome) return (await views.marks(id, outcome.done)) ?? noSuchSession(reply, id);
    const changed = outcome.refused.flatMap((refusal) =>
      refusal.code === "mark_changed" ? [refusal.student] : [],
    );
    const now = changed.length === 0 ? null : await views.marks(id, changed);
    return sendRefusal(reply, outcome.refused, now?.marks ?? []);
  }

  app.get(
    "/api/v1/sessions",
    {
      ...filtered("session.read"),
      schema: {
        tags,
        summary: "Timetabled sessions of local days, or those of now",
        querystring: z.object({
          now: z
            .stringbool()
            .optional()
            .describe("Those open now or starting within two hours, without pages"),
          from: z.iso.date().optional().describe("First local day; today without one"),
          to: z.iso.date().optional().describe("Last local day; the first one without one"),
          room: code.optional().describe("Any name of a room"),
          class: code.optional().describe("Code of a class"),
          staff: code.optional().describe("The user name of a member of staff"),
          state: z.enum(sessionStates).optional(),
          to_look_at: z.stringbool().optional().describe("Only those with marks that need a person"),
          to_sign: z
            .stringbool()
            .optional()
            .describe("Only those that have ended and that nobody signed off, while somebody still can"),
          cursor: z.string().max(1000).optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: sessionList, 400: problem },
      },
    },
    ({ scope, query: { now, from, to, cursor, limit, to_look_at, to_sign, ...filter } }) => {
      if (now) return views.now(scope);
      const today = clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString();
      const first = from ?? to ?? today;
      const days = { from: first, to: to ?? first };
      const asked = { ...filter, ...days, within: scope, toLookAt: to_look_at, toSign: to_sign };
      return views.list(asked, cursor ?? null, limit);
    },
  );

  app.post(
    "/api/v1/sessions",
    {
      ...whole("session.plan"),
      schema: {
        tags,
        summary: "Plan a session that no timetable has",
        body: newSessionRequest.extend({ start: instant, end: instant }),
        response: { 200: sessionRow, ...refusals },
      },
    },
    async ({ actor, body: { reason, ...asked } }, reply) => {
      const outcome = await sessions.plan(actor, asked, reason === "" ? null : reason);
      return answerRow(reply, "done" in outcome ? outcome.done : "", outcome);
    },
  );

  app.post(
    "/api/v1/sessions/series",
    {
      ...whole("session.plan"),
      schema: {
        tags,
        summary: "Plan several sessions that are alike but for their time: all of them, or none",
        body: sessionSeriesRequest.extend({
          times: z
            .array(z.strictObject({ start: instant, end: instant }))
            .min(1)
            .max(mostOfSeries),
        }),
        response: { 200: sessionSeriesAnswer, ...refusals },
      },
    },
    async ({ actor, body: { reason, times, ...asked } }, reply) => {
      const outcome = await sessions.planSeries(actor, asked, times, reason === "" ? null : reason);
      return "done" in outcome ? { sessions: [...outcome.done] } : sendRefusal(reply, outcome.refused);
    },
  );

  app.get(
    "/api/v1/sessions/:id",
    {
      ...ofThing("register.read", sessionInPath),
      schema: {
        tags,
        summary: "The register of a session: everybody's mark, and why",
        params: sessionParams,
        response: { 200: registerView, 404: problem },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const found = await views.register(id);
      if (found === null) return noSuchSession(reply, id);
      const [write, change, reopen] = await Promise.all([
        request.mayAlso("register.write"),
        request.mayAlso("session.change"),
        request.mayAlso("register.reopen"),
      ]);
      return { ...found, may: { write, change, reopen } };
    },
  );

  app.get(
    "/api/v1/sessions/:id/marks/:student",
    {
      ...ofThing("mark.read", seatInPath),
      schema: {
        tags,
        summary: "One mark with everything it rests on, and its history",
        params: markParams,
        response: { 200: markExplanationView, 404: problem },
      },
    },
    async ({ params: { id, student } }, reply) =>
      (await views.explanation(id, student)) ??
      sendProblem(reply, 404, "There is no such mark", {
        detail: `student: ${student}: not expected in session ${id}; look the student up in its register`,
      }),
  );

  app.post(
    "/api/v1/sessions/:id/marks/:student",
    {
      ...ofThing("register.write", sessionInPath),
      schema: {
        tags,
        summary: "Say what a mark is, or release it to automatic",
        params: markParams,
        body: correctionRequest,
        response: { 200: marksAnswer, ...refusals, 409: markConflict },
      },
    },
    async ({ actor, params: { id, student }, body: { to, reason, revision } }, reply) => {
      const asked = { students: [{ student, revision }], to: toCorrectedMark(to), reason };
      return answerMarks(reply, id, await sessions.correct(actor, id, asked));
    },
  );

  app.post(
    "/api/v1/sessions/:id/marks/:student/undo",
    {
      ...ofThing("register.write", sessionInPath),
      schema: {
        tags,
        summary: "Take back a person's last word about a mark",
        description:
          "Writes again what a person had written before, or releases the mark where nobody had. The history keeps both.",
        params: markParams,
        body: undoRequest,
        response: { 200: marksAnswer, ...refusals, 409: markConflict },
      },
    },
    async ({ actor, params: { id, student }, body }, reply) =>
      answerMarks(reply, id, await sessions.undo(actor, id, { student, ...body })),
  );

  app.post(
    "/api/v1/sessions/:id/marks",
    {
      ...ofThing("register.write", sessionInPath),
      schema: {
        tags,
        summary: "Say the same of many marks at once: all of them, or none",
        params: sessionParams,
        body: correctionsRequest,
        response: { 200: marksAnswer, ...refusals, 409: markConflict },
      },
    },
    async ({ actor, params: { id }, body: { students, to, reason } }, reply) => {
      const asked = { students, to: toCorrectedMark(to), reason };
      return answerMarks(reply, id, await sessions.correct(actor, id, asked));
    },
  );

  app.post(
    "/api/v1/sessions/:id/sign-off",
    {
      ...ofThing("register.write", sessionInPath),
      schema: {
        tags,
        summary: "Sign a register off: it was taken. It becomes final at its close, or at once after it",
        params: sessionParams,
        body: signOffRequest,
        response: { 200: sessionRow, ...refusals },
      },
    },
    async ({ actor, params: { id }, body: { unseen, of, reason } }, reply) =>
      answerRow(reply, id, await sessions.signOff(actor, id, reason === "" ? null : reason, unseen, of)),
  );

  for (const [deed, summary] of [
    ["unsign", "Take back the signature on a register that is not final yet"],
    ["reopen", "Open a final register again"],
    ["cancel", "Cancel a session: its marks stay, and count as not possible"],
  ] as const) {
    app.post(
      `/api/v1/sessions/:id/${deed}`,
      {
        ...ofThing(deedOf[deed], sessionInPath),
        schema: {
          tags,
          summary,
          params: sessionParams,
          body: reasonRequest,
          response: { 200: sessionRow, ...refusals },
        },
      },
      async ({ actor, params: { id }, body: { reason } }, reply) =>
        answerRow(reply, id, await sessions[deed](actor, id, reason)),
    );
  }

  app.post(
    "/api/v1/sessions/:id/restore",
    {
      ...ofThing("session.change", sessionInPath),
      schema: {
        tags,
        summary: "Restore a cancelled session; where its class meets then already, only when that is said",
        params: sessionParams,
        body: restoreRequest,
        response: { 200: sessionRow, ...refusals },
      },
    },
    async ({ actor, params: { id }, body: { reason, beside } }, reply) =>
      answerRow(reply, id, await sessions.restore(actor, id, reason, beside)),
  );

  app.post(
    "/api/v1/sessions/:id/move",
    {
      ...ofThing("session.change", sessionInPath),
      schema: {
        tags,
        summary: "Say where or when a session is now, or who takes it; what is left out stays",
        params: sessionParams,
        body: moveRequest.extend({ start: instant.optional(), end: instant.optional() }),
        response: { 200: sessionRow, ...refusals },
      },
    },
    async ({ actor, params: { id }, body: { reason, ...move } }, reply) =>
      answerRow(reply, id, await sessions.move(actor, id, move, reason)),
  );

  app.post(
    "/api/v1/sessions/:id/students",
    {
      ...ofThing("session.change", sessionInPath),
      schema: {
        tags,
        summary: "Add a student who turned up, from that day on or for that day alone",
        params: sessionParams,
        body: addStudentRequest,
        response: { 200: marksAnswer, ...refusals },
      },
    },
    async ({ actor, params: { id }, body }, reply) => {
      const { student, givenName, familyName, todayOnly, reason } = body;
      const added = {
        student,
        givenName: givenName ?? null,
        familyName: familyName ?? null,
        class: body.class ?? null,
        todayOnly,
      };
      const outcome = await sessions.addStudent(actor, id, added, reason);
      return answerMarks(reply, id, "done" in outcome ? { done: [outcome.done] } : outcome);
    },
  );

  app.post(
    "/api/v1/sessions/:id/proposals",
    {
      ...ofThing("register.reopen", sessionInPath),
      schema: {
        tags,
        summary: "Accept or decline facts that came too late for a final register",
        params: sessionParams,
        body: proposalDecision,
        response: { 200: sessionRow, ...refusals },
      },
    },
    async ({ actor, params: { id }, body: { facts, verdict, reason } }, reply) =>
      answerRow(reply, id, await sessions.decide(actor, id, { facts, verdict }, reason)),
  );

  app.get(
    "/api/v1/absences",
    {
      ...filtered("absence.read"),
      schema: {
        tags: ["absences"],
        summary: "Absences, the last changed first",
        querystring: z.object({
          student: identifierText.optional(),
          search: z.string().trim().max(100).optional().describe("Words that name or id of the student hold"),
          state: absenceView.shape.state.optional(),
          from: z.iso.date().optional().describe("Those that reach into the local days from here"),
          to: z.iso.date().optional().describe("to here, inclusive; left out, that one day"),
          cursor: z.coerce.number().int().min(1).optional().describe("`next` of the page before"),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: { 200: absenceList, 400: problem },
      },
    },
    async ({ scope, query: { cursor, limit, search, from, to, ...filter } }) => {
      const first = from ?? to;
      return views.absences(
        {
          ...filter,
          persons: search === undefined || search === "" ? undefined : await students.personsOf(search),
          span: first === undefined ? undefined : spanOfWindow({ from: first, to: to ?? first }, timeZone),
          before: cursor ?? null,
          within: scope,
          day: clock.now().toZonedDateTimeISO(timeZone).toPlainDate().toString(),
        },
        limit,
      );
    },
  );

  app.post(
    "/api/v1/absences",
    {
      ...byBody(["absence.ask", "absence.decide"], newAbsence),
      schema: {
        tags: ["absences"],
        summary: "Ask for leave, or record it",
        body: newAbsenceRequest.extend({ from: instant, to: instant }),
        response: { 200: absenceView, ...refusals },
      },
    },
    async ({ actor, body: { reason, ...asked } }, reply) =>
      answerAbsence(reply, await sessions.recordAbsence(actor, asked, reason)),
  );

  app.post(
    "/api/v1/absences/:id",
    {
      ...byBody(["absence.ask", "absence.withdraw", "absence.decide"], changedAbsence),
      schema: {
        tags: ["absences"],
        summary: "Submit, approve, reject or withdraw leave",
        params: z.object({ id: z.uuid() }),
        body: absenceChange,
        response: { 200: absenceView, ...refusals },
      },
    },
    async ({ actor, params: { id }, body: { state, reason } }, reply) =>
      answerAbsence(reply, await sessions.changeAbsence(actor, id, state, reason)),
  );

  async function answerAbsence(
    reply: FastifyReply,
    outcome: SessionOutcome<string>,
  ): Promise<FastifyReply | z.infer<typeof absenceView>> {
    if ("refused" in outcome) return sendRefusal(reply, outcome.refused);
    const found = await views.absence(outcome.done);
    return (
      found ?? sendRefusal(reply, [{ code: "unknown", thing: "absence", field: "id", value: outcome.done }])
    );
  }
}

/** What the contract says of a mark, as the rules read it. */
export function toCorrectedMark(to: CorrectionRequest["to"]): CorrectedMark | "released" {
  switch (to.status) {
    case "automatic":
      return "released";
    case "absent_authorised":
    case "elsewhere":
      return { status: to.status, absence: null };
    case "not_possible":
      return { status: to.status, because: "corrected" };
    case "present":
    case "absent":
    case "late":
    case "late_after_close":
      return to;
  }
}

function noSuchSession(reply: FastifyReply, session: string): FastifyReply {
  return sendRefusal(reply, [{ code: "no_such_session", session }]);
}
