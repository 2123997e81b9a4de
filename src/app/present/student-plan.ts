import type { PlainSeat } from "../../domain/attendance/fold-seats.ts";
import { type DatedPolicy, policyInForce } from "../../domain/policy/policy-in-force.ts";
import { windowOf } from "../../domain/timetable/session-window.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { PresentDraft } from "./present-tables.ts";

/** A session in which a student has a seat by enrolment, with its times as numbers: epoch milliseconds. */
export interface PlannedSeat {
  readonly id: string;
  readonly session: StoredSession;
  readonly seat: PlainSeat;
  readonly standing: boolean;
  readonly start: number;
  readonly end: number;
  /** As the session is stored; what hangs together is known by these. */
  readonly opens: number;
  readonly closes: number;
  /** Nothing was said but that it is planned, and that the student is expected there. */
  readonly plain: boolean;
}

/** What is planned for a student, and whether anything bears on the marks but that and scans. */
export interface StudentPlan {
  readonly seats: readonly PlannedSeat[];
  readonly ids: ReadonlySet<string>;
  /** No leave, and no correction in any session. */
  readonly plain: boolean;
}

/** What is planned for a student in the sessions that are held, worked out once for as long as none of it changes. */
export function studentPlanOf(draft: PresentDraft, student: string): StudentPlan {
  const plans = draft.plans();
  let plan = plans.get(student);
  if (plan === undefined) {
    plan = workOut(draft, student);
    plans.set(student, plan);
  }
  return plan;
}

function workOut(draft: PresentDraft, student: string): StudentPlan {
  const policies = [...draft.policies.entries()].map(([, policy]) => policy);
  const ids = new Set<string>();
  for (const enrolment of draft.enrolmentsOfStudent.get(student) ?? []) {
    const of = draft.enrolments.get(enrolment)?.class;
    if (of === undefined) continue;
    for (const session of draft.sessionsOfClass.get(of) ?? []) ids.add(session);
  }
  const seats = [...ids].flatMap((id) => {
    const session = draft.sessions.get(id);
    return session === undefined ? [] : [plannedSeat(draft, student, session, policies)];
  });
  const said = draft.correctedSessions.get(student) ?? [];
  const plain = (draft.absences.get(student) ?? []).length === 0 && said.length === 0;
  return { seats, ids, plain };
}

function plannedSeat(
  draft: PresentDraft,
  student: string,
  session: StoredSession,
  policies: readonly DatedPolicy[],
): PlannedSeat {
  const { plan } = session;
  const policy = policyInForce(policies, plan.start);
  return {
    id: plan.id,
    session,
    seat: { session: plan, window: windowOf(plan, policy), policy },
    standing: plan.kind === "standing",
    start: plan.start.epochMilliseconds,
    end: plan.end.epochMilliseconds,
    opens: session.opensAt.epochMilliseconds,
    closes: session.closesAt.epochMilliseconds,
    plain: isPlain(draft, session) && isPlainlyEnrolled(draft, student, session),
  };
}

/** Nothing was ever said of it but that it is planned. */
function isPlain(draft: PresentDraft, { plan, state, finalisedAt }: StoredSession): boolean {
  if (state === "cancelled" || finalisedAt !== null || (draft.decisions.get(plan.id) ?? []).length > 0)
    return false;
  return (draft.said.get(plan.id) ?? []).every(({ fact }) => fact.kind === "planned");
}

function isPlainlyEnrolled(draft: PresentDraft, student: string, { plan }: StoredSession): boolean {
  const own = (draft.enrolmentsOfStudent.get(student) ?? []).flatMap(
    (id) => draft.enrolmentFacts.get(id) ?? [],
  );
  const there = own.filter((fact) => plan.classes.includes(fact.class));
  const [only] = there;
  return (
    only !== undefined &&
    there.length === 1 &&
    only.from <= plan.day &&
    (only.to === null || plan.day < only.to)
  );
}
