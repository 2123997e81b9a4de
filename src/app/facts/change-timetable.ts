import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { policyInForce } from "../../domain/policy/policy-in-force.ts";
import { type SessionWindow, windowOf } from "../../domain/timetable/session-window.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { Author } from "../actor.ts";
import type {
  FactTransaction,
  NewFact,
  SessionPlan,
  SessionWord,
  StoredSession,
} from "./fact-transaction.ts";
import { instantOf } from "./instant-of.ts";
import { readLives } from "./session-life.ts";
import { isOpened, type KnownSeat, knownSeats, type StudentSpan, spansOf } from "./spans-of-seats.ts";

/** Who changes the timetable or the roster, when and why. */
export interface ChangeContext {
  readonly actor: Author;
  readonly reason: string | null;
  readonly now: Temporal.Instant;
}

/** What has to be judged anew once everything of a change is stored. */
export interface Touched {
  readonly sessions: readonly string[];
  /** Students whose marks in the sessions around a span of time may have changed. */
  readonly students: readonly StudentSpan[];
}

export const nothingTouched: Touched = { sessions: [], students: [] };

/** Everything of several changes. */
export function touchedTogether(all: readonly Touched[]): Touched {
  return {
    sessions: [...new Set(all.flatMap(({ sessions }) => sessions))],
    students: all.flatMap(({ students }) => students),
  };
}

/**
 * Plans sessions: new ones, and those that are there with another plan. Each change is a fact; a plan that says what is
 * planned already is none. A final session keeps its projection: the plan waits for a person as a proposal.
 */
export async function planSessions(
  transaction: FactTransaction,
  plans: readonly SessionPlan[],
  context: ChangeContext,
): Promise<Touched> {
  const stored = new Map(
    (await transaction.findSessions(plans.map(({ id }) => id))).map((session) => [session.plan.id, session]),
  );
  const changed = plans.filter((plan) => {
    const before = stored.get(plan.id);
    return before === undefined || !samePlan(before.plan, plan);
  });
  if (changed.length === 0) return nothingTouched;
  const moved = changed.flatMap(({ id }) => stored.get(id) ?? []);
  // Whoever was expected at the old time has marks there that may change.
  const seats = await knownSeats(transaction, moved, context.now);
  const policies = await transaction.policies();
  const lives = await readLives(transaction, moved, context.now);
  const planned = changed.flatMap((plan) => {
    const known = stored.get(plan.id);
    if (known !== undefined && isFinal(known)) return [];
    const policy = lives.get(plan.id)?.judgedBy ?? policyInForce(policies, plan.start);
    return [plannedSession(plan, known ?? null, windowOf(plan, policy), context.now)];
  });
  await transaction.addFacts(changed.map((plan) => factOf(plan.id, { kind: "planned", plan }, context)));
  await transaction.putSessions(planned);
  // On another day than before, what holds for that day holds for it; one that is new cannot have been cancelled for a day.
  const arrived = changed.filter(({ id, day }) => stored.get(id)?.plan.day !== day);
  const off = await transaction.daysOff([...new Set(arrived.map(({ day }) => day))]);
  const settled = arrived.filter(({ id, day }) => off.has(day) || stored.has(id));
  await keepDaysOff(
    transaction,
    settled.map(({ id }) => id),
    context,
  );
  // Nothing can be known of a session ahead at which no seat was known before.
  const known = new Set(seats.map(({ session }) => session.plan.id));
  for (const session of planned) if (isOpened(session, context.now)) known.add(session.plan.id);
  return { sessions: [...known], students: spansOf(seats) };
}

/**
 * As what a day without teaching cancels: a person who restores such a session wants it held all the same, and a day that
 * is taught again restores what it cancelled itself, and nothing else.
 */
const calendarRole = "calendar";

/**
 * Lets no session be possible on a day without teaching, of whatever kind and whenever the day was entered: those among
 * these that lie on one are cancelled for it, and those that were cancelled for a day and lie on none are restored.
 *
 * @param ids of sessions that are new on their day, or whose day changed its nature
 */
export async function keepDaysOff(
  transaction: FactTransaction,
  ids: readonly string[],
  context: ChangeContext,
): Promise<Touched> {
  const sessions = await transaction.findSessions(ids);
  const off = await transaction.daysOff([...new Set(sessions.map(({ plan }) => plan.day))]);
  const free = sessions.filter(({ plan }) => off.has(plan.day)).map(({ plan }) => plan.id);
  const taught = sessions.filter(({ plan }) => !off.has(plan.day)).map(({ plan }) => plan.id);
  const asCalendar = { ...context, actor: { ...context.actor, role: calendarRole } };
  return touchedTogether([
    await cancelSessions(
      transaction,
      free,
      "cancelled",
      asCalendar,
      ({ day }) => `no teaching: ${off.get(day)}`,
    ),
    await cancelSessions(
      transaction,
      [...(await heldOff(transaction, taught))],
      "restored",
      asCalendar,
      () => "taught again",
    ),
  ]);
}

/** Those of these sessions that nothing but a day without teaching has cancelled: without the day they would be held. */
export async function heldOff(
  transaction: Pick<FactTransaction, "cancelledAs">,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const roles = await transaction.cancelledAs(ids);
  return new Set(ids.filter((id) => roles.get(id) === calendarRole));
}

/**
 * Cancels sessions that are not cancelled, or restores those that are. Their marks stay and count as not possible. One that
 * only its day has cancelled is cancelled by a person's or a source's word as well, and then stays so when the day is taught.
 * What was last said of it decides, not its state: a final one keeps that whatever is said.
 *
 * @param reasonOf why each is, where they have reasons of their own
 */
export async function cancelSessions(
  transaction: FactTransaction,
  ids: readonly string[],
  word: "cancelled" | "restored",
  context: ChangeContext,
  reasonOf: (plan: SessionPlan) => string | null = () => context.reason,
): Promise<Touched> {
  const last = ids.length === 0 ? new Map<string, string>() : await transaction.cancelledAs(ids);
  const isNews = (id: string): boolean => {
    const role = last.get(id);
    if (word === "restored") return role !== undefined;
    return role === undefined || (role === calendarRole && context.actor.role !== calendarRole);
  };
  const sessions = (await transaction.findSessions(ids)).filter(({ plan }) => isNews(plan.id));
  if (sessions.length === 0) return nothingTouched;
  await transaction.addFacts(
    sessions.map(({ plan }) => factOf(plan.id, { kind: word }, { ...context, reason: reasonOf(plan) })),
  );
  const open = sessions.filter((stored) => !isFinal(stored));
  // What it was before it was cancelled, its facts tell: closed, or reopened by a person.
  const lives = await readLives(transaction, open, context.now);
  const changed = open.map((session): StoredSession => {
    const state = lives.get(session.plan.id)?.state ?? session.state;
    return { ...session, state };
  });
  await transaction.putSessions(changed);
  return { sessions: sessions.map(({ plan }) => plan.id), students: [] };
}

/**
 * Enrols students, changes or ends their enrolments. An enrolment keeps its student and its class for ever: changing
 * groups ends one and begins another. What it touches is the students' own: everybody else of a session only where the one
 * who showed that it was held is expected there no more.
 *
 * @param how as `putEnrolments` has it
 */
export async function enrolStudents(
  transaction: FactTransaction,
  enrolments: Parameters<FactTransaction["putEnrolments"]>[0],
  context: ChangeContext,
  how: "told" | "moved" = "told",
): Promise<Touched> {
  if (enrolments.length === 0) return nothingTouched;
  const { actor, reason, now } = context;
  const before = await transaction.enrolledFrom(enrolments.map(({ id }) => id));
  await transaction.putEnrolments(enrolments, how);
  await transaction.addFacts(
    enrolments.map(({ id, student, class: of, from, to }) => ({
      id: uuidv7(),
      at: now,
      actor,
      reason,
      kind: "enrolment",
      enrolment: id,
      student,
      class: of,
      from,
      to,
    })),
  );
  const classes = [...new Set(enrolments.map((enrolment) => enrolment.class))];
  const from = [...before.values(), ...enrolments.map((enrolment) => enrolment.from)].reduce((a, b) =>
    a < b ? a : b,
  );
  const sessions = await transaction.findSessions(
    await transaction.sessionsOfClasses(classes, { from, to: null }),
  );
  const seats = await seatsOfEnrolments(transaction, enrolments, before, sessions, now);
  const changed = enrolments.filter(({ id }) => before.has(id)).map(({ student }) => student);
  const opened = sessions.filter((session) => isOpened(session, now)).map(({ plan }) => plan.id);
  return {
    sessions: changed.length === 0 ? [] : await transaction.withoutWitness(opened, changed),
    students: spansOf(seats),
  };
}

/** The enrolled students' seats at which something can be known by now, as `knownSeats` has everybody's. */
async function seatsOfEnrolments(
  transaction: FactTransaction,
  enrolments: Parameters<FactTransaction["putEnrolments"]>[0],
  before: ReadonlyMap<string, string>,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<readonly KnownSeat[]> {
  const ahead = new Map(
    sessions.flatMap((session) => (isOpened(session, now) ? [] : [[session.plan.id, session] as const])),
  );
  const ofClass = new Map<string, StoredSession[]>();
  for (const session of sessions) {
    if (ahead.has(session.plan.id)) continue;
    for (const of of session.plan.classes) {
      const others = ofClass.get(of);
      if (others === undefined) ofClass.set(of, [session]);
      else others.push(session);
    }
  }
  const own = enrolments.flatMap(({ id, student, class: of, from }) => {
    const known = before.get(id) ?? from;
    const first = known < from ? known : from;
    return (ofClass.get(of) ?? []).flatMap((session) =>
      session.plan.day < first ? [] : [{ student, session }],
    );
  });
  const [ids, students] = [[...ahead.keys()], [...new Set(enrolments.map(({ student }) => student))]];
  const told = [
    ...(await transaction.marksOf(ids, students)),
    ...(await transaction.attemptsOf(ids, students)),
  ].flatMap(({ student, session: id }) => {
    const session = ahead.get(id);
    return session ? [{ student, session }] : [];
  });
  return [...own, ...told];
}

/** Whether nothing automatic may change its marks: it is final, or was when it was cancelled. */
export function isFinal({ finalisedAt }: Pick<StoredSession, "finalisedAt">): boolean {
  return finalisedAt !== null;
}

/**
 * A session as a plan makes it, on top of what it was.
 *
 * @param window by the policy that judges it
 */
export function plannedSession(
  plan: SessionPlan,
  before: StoredSession | null,
  window: SessionWindow,
  now: Temporal.Instant,
): StoredSession {
  const session: StoredSession = {
    plan,
    opensAt: instantOf(window.opens),
    closesAt: instantOf(window.closes),
    state: "scheduled",
    signedOff: before?.signedOff ?? null,
    finalisedAt: before?.finalisedAt ?? null,
  };
  if (before?.state === "cancelled" || before?.state === "reopened")
    return { ...session, state: before.state };
  return { ...session, state: stateAt(session, now) };
}

/** The fact that something was said about a session. */
export function factOf(session: string, word: SessionWord, context: ChangeContext): NewFact {
  const { actor, reason, now } = context;
  return { id: uuidv7(), at: now, actor, reason, kind: "session", session, word };
}

/** Whether two plans say the same. */
export function samePlan(a: SessionPlan, b: SessionPlan): boolean {
  return planText(a) === planText(b);
}

function planText(plan: SessionPlan): string {
  return JSON.stringify([
    plan.start.epochMilliseconds,
    plan.end.epochMilliseconds,
    plan.timeZone,
    plan.day,
    [...plan.rooms].sort(),
    [...plan.classes].sort(),
    [...plan.staff].sort(),
    plan.required,
    plan.weight,
    plan.title,
    plan.sort,
    plan.mode,
    plan.source && [plan.source.name, plan.source.key, plan.source.sequence],
  ]);
}
