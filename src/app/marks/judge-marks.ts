import type { Temporal } from "temporal-polyfill";
import { indexFacts } from "../../domain/attendance/index-facts.ts";
import { type Attempts, judgeWorld, type World } from "../../domain/attendance/judge-world.ts";
import type { RegisterFacts } from "../../domain/attendance/register-facts.ts";
import {
  concludesTheSame,
  isAttended,
  isTheSame,
  type RegisterMark,
} from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { Author } from "../actor.ts";
import { isFinal, type Touched } from "../facts/change-timetable.ts";
import type {
  FactTransaction,
  NewMark,
  StoredAttempt,
  StoredMark,
  StoredSession,
} from "../facts/fact-transaction.ts";
import { type StudentSpan, spansOfSeats } from "../facts/spans-of-seats.ts";

/** By whom and when marks are judged anew. */
export interface JudgeContext {
  readonly now: Temporal.Instant;
  readonly actor: Author;
  readonly reason: string | null;
  /** Sessions that become final with this: what only the clock says of them is written. */
  readonly finalising?: ReadonlySet<string>;
  /** Told how many seats are about to be judged, before anything of them is read; it may throw, to have less at once. */
  readonly onJudging?: (seats: number) => void;
}

/** Spans of students judged at once: what their facts take of memory is bounded. */
const mostAtOnce = 2_000;

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
    // However far they lie apart in time, as a backlog does, all are read, judged and written at once.
    const inOrder = [...asked].sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
    for (let from = 0; from < inOrder.length; from += mostAtOnce) {
      const judged = await judgeSpans(transaction, inOrder.slice(from, from + mostAtOnce), policies, context);
      revised += judged.revised;
      for (const id of judged.sessions) reached.add(id);
    }
    // Where nobody had been seen, one sighting is news for everybody who was not: they are judged as well.
    const news = await transaction.sessionsToWitness([...reached].filter((id) => !witnessed.has(id)));
    for (const id of news) witnessed.add(id);
    asked = await spansOfSessions(transaction, news, context.now);
  }
  return revised;
}

async function spansOfSessions(
  transaction: FactTransaction,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<readonly StudentSpan[]> {
  return ids.length === 0 ? [] : spansOfSeats(transaction, await transaction.findSessions(ids), now);
}

async function judgeSpans(
  transaction: FactTransaction,
  asked: readonly StudentSpan[],
  policies: readonly DatedPolicy[],
  context: JudgeContext,
): Promise<{ readonly revised: number; readonly sessions: readonly string[] }> {
  const seats = await transaction.sessionsAround(asked);
  if (seats.length === 0) return { revised: 0, sessions: [] };
  context.onJudging?.(new Set(seats.map(({ student, session }) => seatKey(session, student))).size);
  const ids = [...new Set(seats.map(({ session }) => session))];
  const students = [...new Set(seats.map(({ student }) => student))];
  const sessions = new Map((await transaction.findSessions(ids)).map((found) => [found.plan.id, found]));
  const stored = await transaction.marksOf(ids, students);
  const counted = await transaction.attemptsOf(ids, students);
  const facts = await transaction.loadFacts({ sessions: ids, students });
  const worlds = worldsOf(facts, stored, sessions, policies, context.now);
  const before = new Map(stored.map((mark) => [seatKey(mark.session, mark.student), mark]));
  const attempts = new Map(counted.map((attempt) => [seatKey(attempt.session, attempt.student), attempt]));

  const marks: NewMark[] = [];
  const tried: Parameters<FactTransaction["putAttempts"]>[0][number][] = [];
  const judged = new Set<string>();
  for (const { student, session: id } of seats) {
    const session = sessions.get(id);
    const key = seatKey(id, student);
    if (!session || judged.has(key)) continue;
    judged.add(key);
    const attempt = newAttempt(
      worlds.everything.attemptsOf(student).get(id) ?? null,
      attempts.get(key) ?? null,
    );
    if (attempt !== null) tried.push({ session: id, student, ...attempt });
    if (isFinal(session)) continue;
    const entry = worlds.of(id).marksOf(student).get(id) ?? null;
    const known = before.get(key) ?? null;
    const written = session.signedOff !== null || context.finalising?.has(id) === true;
    const next = nextMark(entry, known?.entry ?? null, session, written, context.now);
    if (next === null) continue;
    marks.push({
      ...next,
      session: id,
      student,
      startsAt: session.plan.start,
      after: known?.revision ?? 0,
      actor: context.actor,
      reason: context.reason,
      decidedAt: context.now,
    });
  }
  await transaction.addMarks(marks);
  await transaction.putAttempts(tried);
  return { revised: marks.filter(({ revises }) => revises).length, sessions: ids };
}

/** What is to be counted at a seat instead of what is, or null where it is the same. */
export function newAttempt(
  found: Attempts | null,
  counted: Pick<StoredAttempt, "times" | "scan"> | null,
): { readonly times: number; readonly scan: string | null } | null {
  if (found?.times === counted?.times && found?.scan === counted?.scan) return null;
  return found ?? { times: 0, scan: null };
}

/**
 * The worlds that judge sessions: `of` one, by all that is stored, without what a person declined while it was final.
 */
export function worldsOf(
  facts: RegisterFacts,
  stored: readonly StoredMark[],
  sessions: ReadonlyMap<string, StoredSession>,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): { readonly everything: World; readonly of: (session: string) => World } {
  const index = indexFacts(facts);
  const fixed = new Map<string, Map<string, RegisterMark>>();
  for (const [id, session] of sessions) if (isFinal(session)) fixed.set(id, new Map());
  for (const { session, student, entry } of stored) fixed.get(session)?.set(student, entry);
  const everything = judgeWorld(index, policies, { visible: () => true, now, fixed });
  const others = new Map<string, World>();
  const of = (session: string): World => {
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
  return { everything, of };
}

/** What is to be stored of a mark; `revises` as in `NewMark`. */
export interface NextMark {
  readonly entry: RegisterMark;
  readonly revises: boolean;
}

/**
 * What is to be stored next, or null where nothing is. What nobody knows yet is not stored, unless something that was
 * stored is taken back; and before a session opens only a person's word is.
 *
 * @param written whether the register was taken, or becomes final now: then what the clock says of a standing session
 *   that is over is written as well
 */
export function nextMark(
  judged: RegisterMark | null,
  stored: RegisterMark | null,
  session: Pick<StoredSession, "opensAt">,
  written: boolean,
  now: Temporal.Instant,
): NextMark | null {
  if (stored !== null) {
    if (judged !== null && isTheSame(judged, stored)) return null;
    const next = judged === null ? noMark(stored.why.policyVersion) : asStored(judged, stored, written);
    if (!concludesTheSame(next, stored)) return { entry: next, revises: true };
    return isTheSame(next, stored) ? null : { entry: next, revises: false };
  }
  const entry = judged === null ? null : asStored(judged, null, written);
  if (entry === null || entry.mark.status === "expected") return null;
  const opened = session.opensAt.epochMilliseconds <= now.epochMilliseconds;
  const byPerson = entry.source === "manual" || entry.source === "import";
  return opened || byPerson || isAttended(entry.mark.status) ? { entry, revises: true } : null;
}

/**
 * What only the clock says is told, and not stored: `not_seen` and `cannot_be_known` of an open session, and `absent` of a
 * standing one that is over, until somebody takes its register. An absence that was written stays written.
 */
function asStored(entry: RegisterMark, stored: RegisterMark | null, written: boolean): RegisterMark {
  const told =
    entry.mark.status === "not_seen" ||
    entry.mark.status === "cannot_be_known" ||
    (entry.why.rule === "unseen_in_standing_session" && !written && stored?.mark.status !== "absent");
  if (!told) return entry;
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

/** What is stored where a student has no mark any more; the revisions stay. */
export function noMark(policyVersion: number): RegisterMark {
  return {
    source: "automatic",
    mark: { status: "expected" },
    why: { rule: "not_yet_due", policyVersion, scans: [], otherSession: null, judgedFrom: null },
    flags: [],
    lastSeen: null,
    presentMs: null,
    leave: null,
  };
}

const seatKey = (session: string, student: string): string => `${session} ${student}`;
