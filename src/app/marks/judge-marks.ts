import type { Temporal } from "temporal-polyfill";
import { indexFacts } from "../../domain/attendance/index-facts.ts";
import { judgeWorld, type World } from "../../domain/attendance/judge-world.ts";
import type { RegisterFacts } from "../../domain/attendance/register-facts.ts";
import { concludesTheSame, isAttended, type RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { Actor } from "../actor.ts";
import { isFinal, type StudentSpan, type Touched } from "../facts/change-timetable.ts";
import type { FactTransaction, NewMark, StoredMark, StoredSession } from "../facts/fact-transaction.ts";

/** By whom and when marks are judged anew. */
export interface JudgeContext {
  readonly now: Temporal.Instant;
  readonly actor: Actor;
  readonly reason: string | null;
}

/** Students judged at once: what their facts take of memory is bounded. */
const mostAtOnce = 2_000;
/** Sessions further apart than this are never linked, and are judged apart. */
const apart = { hours: 36 };

/**
 * Judges marks anew: those of everybody in the touched sessions, and those of the touched students around the touched
 * time. What comes out otherwise than it is stored becomes the next revision. Marks of final sessions stay.
 *
 * A student's marks hang together through the student's own sessions, since those may clash or follow on each other in
 * one room, so all that are linked by overlapping windows are judged at once. Other students bear on them only by
 * having been seen at all.
 *
 * @returns how many revisions were stored
 */
export async function judgeMarks(
  transaction: FactTransaction,
  touched: Touched,
  context: JudgeContext,
): Promise<number> {
  const policies = await transaction.policies();
  const witnessed = new Set<string>();
  let asked: readonly StudentSpan[] = [
    ...(await spansOfSessions(transaction, touched.sessions, context.now)),
    ...touched.students,
  ];
  let revised = 0;
  while (asked.length > 0) {
    const reached = new Set<string>();
    for (const span of apartInTime(asked)) {
      for (let from = 0; from < span.length; from += mostAtOnce) {
        const judged = await judgeSpan(transaction, span.slice(from, from + mostAtOnce), policies, context);
        revised += judged.revised;
        for (const id of judged.sessions) reached.add(id);
      }
    }
    // Where nobody had been seen, one sighting is news for everybody who was not: they are judged as well.
    const news = await transaction.sessionsToWitness([...reached].filter((id) => !witnessed.has(id)));
    for (const id of news) witnessed.add(id);
    asked = await spansOfSessions(transaction, news, context.now);
  }
  return revised;
}

/** Everybody in sessions that have opened; of one that has not, those who have a mark there already. */
async function spansOfSessions(
  transaction: FactTransaction,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<readonly StudentSpan[]> {
  if (ids.length === 0) return [];
  const sessions = new Map((await transaction.findSessions(ids)).map((found) => [found.plan.id, found]));
  const opened = [...sessions.values()].filter(
    ({ opensAt }) => opensAt.epochMilliseconds <= now.epochMilliseconds,
  );
  const ahead = [...sessions.keys()].filter((id) => !opened.some(({ plan }) => plan.id === id));
  const seats = [
    ...(await transaction.studentsOf(opened.map(({ plan }) => plan.id))),
    ...(await transaction.marksOf(ahead, null)),
  ];
  return seats.flatMap(({ student, session }) => {
    const found = sessions.get(session);
    return found ? [{ student, from: found.opensAt, to: found.closesAt }] : [];
  });
}

/** The asked spans in groups that lie apart in time, the earliest first. */
function apartInTime(asked: readonly StudentSpan[]): StudentSpan[][] {
  const inOrder = [...asked].sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
  const groups: StudentSpan[][] = [];
  let until: Temporal.Instant | null = null;
  for (const span of inOrder) {
    const last = groups.at(-1);
    if (last && until !== null && span.from.epochMilliseconds <= until.epochMilliseconds) last.push(span);
    else {
      groups.push([span]);
      until = span.from.add(apart);
    }
  }
  return groups;
}

async function judgeSpan(
  transaction: FactTransaction,
  asked: readonly StudentSpan[],
  policies: readonly DatedPolicy[],
  context: JudgeContext,
): Promise<{ readonly revised: number; readonly sessions: readonly string[] }> {
  const seats = await transaction.sessionsAround(asked);
  if (seats.length === 0) return { revised: 0, sessions: [] };
  const ids = [...new Set(seats.map(({ session }) => session))];
  const students = [...new Set(seats.map(({ student }) => student))];
  const sessions = new Map((await transaction.findSessions(ids)).map((found) => [found.plan.id, found]));
  const stored = await transaction.marksOf(ids, students);
  const facts = await transaction.loadFacts({ sessions: ids, students });
  const worlds = worldsOf(facts, stored, sessions, policies, context.now);
  const before = new Map(stored.map((mark) => [seatKey(mark.session, mark.student), mark]));

  const marks: NewMark[] = [];
  const judged = new Set<string>();
  for (const { student, session: id } of seats) {
    const session = sessions.get(id);
    const key = seatKey(id, student);
    if (!session || isFinal(session) || judged.has(key)) continue;
    judged.add(key);
    const entry = worlds(id).marksOf(student).get(id) ?? null;
    const known = before.get(key) ?? null;
    const next = nextEntry(entry, known?.entry ?? null, session, context.now);
    if (next === null) continue;
    marks.push({
      session: id,
      student,
      startsAt: session.plan.start,
      after: known?.revision ?? 0,
      entry: next,
      actor: context.actor,
      reason: context.reason,
      decidedAt: context.now,
    });
  }
  await transaction.addMarks(marks);
  return { revised: marks.length, sessions: ids };
}

/** The world that judges a session: all that is stored, without what a person declined while it was final. */
export function worldsOf(
  facts: RegisterFacts,
  stored: readonly StoredMark[],
  sessions: ReadonlyMap<string, StoredSession>,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): (session: string) => World {
  const index = indexFacts(facts);
  const fixed = new Map<string, Map<string, RegisterMark>>();
  for (const [id, session] of sessions) if (isFinal(session)) fixed.set(id, new Map());
  for (const { session, student, entry } of stored) fixed.get(session)?.set(student, entry);
  const everything = judgeWorld(index, policies, { visible: () => true, now, fixed });
  const others = new Map<string, World>();
  return (session) => {
    const declined = new Set<string>();
    for (const { about, verdict } of index.decisions.get(session) ?? []) {
      if (verdict === "declined") declined.add(about);
      else declined.delete(about);
    }
    if (declined.size === 0) return everything;
    const known = others.get(session);
    if (known) return known;
    const world = judgeWorld(index, policies, { visible: ({ id }) => !declined.has(id), now, fixed });
    others.set(session, world);
    return world;
  };
}

/**
 * What is to be stored next, or null where nothing is. What nobody knows yet is not stored, unless something that was
 * stored is taken back; and before a session opens only a person's word is.
 */
export function nextEntry(
  judged: RegisterMark | null,
  stored: RegisterMark | null,
  session: Pick<StoredSession, "opensAt">,
  now: Temporal.Instant,
): RegisterMark | null {
  const entry = judged === null ? null : asStored(judged);
  if (stored !== null) {
    const next = entry ?? takenBack(stored);
    return concludesTheSame(next, stored) ? null : next;
  }
  if (entry === null || entry.mark.status === "expected") return null;
  const opened = session.opensAt.epochMilliseconds <= now.epochMilliseconds;
  const byPerson = entry.source === "manual" || entry.source === "import";
  return opened || byPerson || isAttended(entry.mark.status) ? entry : null;
}

/** `not_seen` is what the clock says of an open session: it is told, and never stored. */
function asStored(entry: RegisterMark): RegisterMark {
  if (entry.mark.status !== "not_seen") return entry;
  const { why, flags, lastSeen, presentMs, leave } = entry;
  return {
    source: "automatic",
    mark: { status: "expected" },
    why: { ...why, rule: "not_yet_due" },
    flags,
    lastSeen,
    presentMs,
    leave,
  };
}

/** The student has no mark there any more; the revisions stay. */
function takenBack(stored: RegisterMark): RegisterMark {
  return {
    source: "automatic",
    mark: { status: "expected" },
    why: {
      rule: "not_yet_due",
      policyVersion: stored.why.policyVersion,
      scans: [],
      otherSession: null,
      judgedFrom: null,
    },
    flags: [],
    lastSeen: null,
    presentMs: null,
    leave: null,
  };
}

const seatKey = (session: string, student: string): string => `${session} ${student}`;
