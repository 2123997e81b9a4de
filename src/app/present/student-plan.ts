import type { PlainSeat } from "../../domain/attendance/fold-seats.ts";
import type { EnrolmentFact } from "../../domain/attendance/register-facts.ts";
import { policyInForce } from "../../domain/policy/policy-in-force.ts";
import { windowOf } from "../../domain/timetable/session-window.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { Plans, PresentDraft } from "./present-tables.ts";

/** What of a student's seat in a session is the same for everybody in it. Times are epoch milliseconds. */
export interface SessionSeat {
  readonly id: string;
  readonly session: StoredSession;
  readonly seat: PlainSeat;
  readonly standing: boolean;
  readonly start: number;
  readonly end: number;
  /** As the session is stored; what hangs together is known by these. */
  readonly opens: number;
  readonly closes: number;
  /** Nothing was said of it but that it is planned. */
  readonly plain: boolean;
}

/** A session in which a student has a seat by enrolment; plain where the student is plainly expected there as well. */
export type PlannedSeat = SessionSeat;

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
  let plan = plans.students.get(student);
  if (plan === undefined) {
    plan = workOut(draft, plans, student);
    plans.students.set(student, plan);
  }
  return plan;
}

function workOut(draft: PresentDraft, plans: Plans, student: string): StudentPlan {
  const seats: PlannedSeat[] = [];
  const ids = new Set<string>();
  const enrolments = enrolmentsByClass(draft, student);
  for (const enrolment of draft.enrolmentsOfStudent.get(student) ?? []) {
    const of = draft.enrolments.get(enrolment)?.class;
    if (of === undefined) continue;
    for (const id of draft.sessionsOfClass.get(of) ?? []) {
      if (ids.has(id)) continue;
      ids.add(id);
      const session = sessionSeatOf(draft, plans, id);
      if (session === null) continue;
      const plain = session.plain && isPlainlyEnrolled(enrolments, session.session);
      // Nearly always what the session says is all there is to say.
      seats.push(plain === session.plain ? session : { ...session, plain });
    }
  }
  const said = draft.correctedSessions.get(student) ?? [];
  const plain = (draft.absences.get(student) ?? []).length === 0 && said.length === 0;
  return { seats, ids, plain };
}

/** What a session says of each seat in it, worked out once for everybody; null where it is not held. */
function sessionSeatOf(draft: PresentDraft, { sessions }: Plans, id: string): SessionSeat | null {
  const known = sessions.get(id);
  if (known !== undefined) return known;
  const session = draft.sessions.get(id);
  if (session === undefined) return null;
  const { plan } = session;
  const policies = [...draft.policies.entries()].map(([, policy]) => policy);
  const policy = policyInForce(policies, plan.start);
  const seat: SessionSeat = {
    id: plan.id,
    session,
    seat: { session: plan, window: windowOf(plan, policy), policy },
    standing: plan.kind === "standing",
    start: plan.start.epochMilliseconds,
    end: plan.end.epochMilliseconds,
    opens: session.opensAt.epochMilliseconds,
    closes: session.closesAt.epochMilliseconds,
    plain: isPlain(draft, session),
  };
  sessions.set(id, seat);
  return seat;
}

/** Nothing was ever said of it but that it is planned. */
function isPlain(draft: PresentDraft, { plan, state, finalisedAt }: StoredSession): boolean {
  if (state === "cancelled" || finalisedAt !== null || (draft.decisions.get(plan.id) ?? []).length > 0)
    return false;
  return (draft.said.get(plan.id) ?? []).every(({ fact }) => fact.kind === "planned");
}

/** Every word on a student's enrolments, by class. */
function enrolmentsByClass(draft: PresentDraft, student: string): ReadonlyMap<string, EnrolmentFact[]> {
  const byClass = new Map<string, EnrolmentFact[]>();
  for (const id of draft.enrolmentsOfStudent.get(student) ?? []) {
    for (const fact of draft.enrolmentFacts.get(id) ?? []) {
      const others = byClass.get(fact.class);
      if (others) others.push(fact);
      else byClass.set(fact.class, [fact]);
    }
  }
  return byClass;
}

function isPlainlyEnrolled(
  enrolments: ReadonlyMap<string, readonly EnrolmentFact[]>,
  { plan }: StoredSession,
): boolean {
  const there = plan.classes.flatMap((of) => enrolments.get(of) ?? []);
  const [only] = there;
  return (
    only !== undefined &&
    there.length === 1 &&
    only.from <= plan.day &&
    (only.to === null || plan.day < only.to)
  );
}
