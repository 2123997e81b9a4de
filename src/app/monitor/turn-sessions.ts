import type { Temporal } from "temporal-polyfill";
import type { Interval } from "../../domain/kernel/intervals.ts";
import { nextTransition } from "../../domain/timetable/session-state.ts";
import { musterItself } from "../actor.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import { readLives } from "../facts/session-life.ts";
import type { HealthDue } from "../health/health-transaction.ts";
import { reviseReaders } from "../health/revise-reader.ts";
import { arrivalTime, settleReaders } from "../health/settle-readers.ts";
import { unsureReaders } from "../health/unsure-readers.ts";
import { type FinalAt, finaliseSessions } from "../marks/finalise-sessions.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import type { DueStep, MonitorTransaction } from "./monitor-store.ts";

/**
 * What the monitor did; `judged` counts revisions of marks, `readers` those of which something else is known now. A
 * reader's death revises no mark of an open session, and is news of it all the same.
 */
export interface RoundWork {
  readonly opened: number;
  readonly closed: number;
  readonly finalised: number;
  readonly judged: number;
  readonly readers: number;
}

export const noWork: RoundWork = { opened: 0, closed: 0, finalised: 0, judged: 0, readers: 0 };

export function addWork(a: RoundWork, b: Partial<RoundWork>): RoundWork {
  return {
    opened: a.opened + (b.opened ?? 0),
    closed: a.closed + (b.closed ?? 0),
    finalised: a.finalised + (b.finalised ?? 0),
    judged: a.judged + (b.judged ?? 0),
    readers: a.readers + (b.readers ?? 0),
  };
}

/** Opens sessions as of the instant at which they were due: leave and clashes show at once. */
export async function openSessions(
  transaction: MonitorTransaction,
  ids: readonly string[],
  at: Temporal.Instant,
): Promise<Partial<RoundWork>> {
  const due = (await transaction.timetable.findSessions(ids)).filter(
    ({ state, opensAt }) => state === "scheduled" && opensAt.epochMilliseconds <= at.epochMilliseconds,
  );
  const opened = idsOf(due);
  await transaction.setState(opened, "open");
  return { opened: opened.length, judged: await judge(transaction, opened, at) };
}

/**
 * Closes sessions as of the instant at which they were due. Whether their readers were blind is settled first, by
 * everything that is known now; then everybody is judged. A register that was signed off is final with that.
 */
export async function closeSessions(
  transaction: MonitorTransaction,
  ids: readonly string[],
  at: Temporal.Instant,
  now: Temporal.Instant,
): Promise<Partial<RoundWork>> {
  const due = (await transaction.timetable.findSessions(ids)).filter(
    ({ state, closesAt }) => state === "open" && closesAt.epochMilliseconds <= at.epochMilliseconds,
  );
  const closed = idsOf(due);
  const touched = await settleReaders(transaction, due, now);
  await transaction.setState(closed, "closed");
  // The others are judged by what is known now: they may have closed after this instant.
  const judged = (await judge(transaction, closed, at)) + (await judge(transaction, touched, now));
  const signed = idsOf(due.filter(({ signedOff }) => signedOff !== null));
  const { finalised = 0 } = await finaliseDue(transaction, signed, at);
  return { closed: closed.length, judged, finalised };
}

/** Settles and judges sessions that closed without the monitor, because they were planned when they were over. */
export async function settleSessions(
  transaction: MonitorTransaction,
  ids: readonly string[],
  now: Temporal.Instant,
): Promise<Partial<RoundWork>> {
  const due = (await transaction.timetable.findSessions(ids)).filter(
    ({ state }) => state === "closed" || state === "reopened",
  );
  const touched = await settleReaders(transaction, due, now);
  return { judged: await judge(transaction, [...new Set([...idsOf(due), ...touched])], now) };
}

/**
 * Finalises those of the sessions for which it is due, each as of its own instant, or as of `notBefore` where that is
 * later: then what stood in the way was taken away meanwhile.
 */
export async function finaliseDue(
  transaction: MonitorTransaction,
  ids: readonly string[],
  now: Temporal.Instant,
  notBefore: Temporal.Instant | null = null,
): Promise<Partial<RoundWork>> {
  if (ids.length === 0) return {};
  const { timetable } = transaction;
  const facts = await transaction.finalityFacts(ids);
  const due: FinalAt[] = [];
  const sessions = await timetable.findSessions(ids);
  const lives = await readLives(timetable, sessions, now);
  const arrivals = [...lives].map(([session, { window }]) => ({ session, until: window.lateUntil }));
  const unsure = await unsureReaders(transaction, arrivals, now);
  for (const session of sessions) {
    const known = facts.get(session.plan.id);
    if (session.state === "final" || session.state === "cancelled" || known === undefined) continue;
    const life = lives.get(session.plan.id);
    if (life === undefined) continue;
    const { events, window, policy } = life;
    const next = nextTransition(
      session.plan,
      window,
      events,
      { ...known, unsure: unsure.get(session.plan.id) ?? [] },
      policy,
      now,
    );
    if (next?.to !== "final" || next.obstacles.length > 0) continue;
    // Time may count from the planned end, and a session closes after it.
    const at = laterOf(next.at, laterOf(session.closesAt, notBefore));
    if (next.at.epochMilliseconds <= now.epochMilliseconds) due.push({ session: session.plan.id, at });
  }
  const made = await finaliseSessions(timetable, due, { actor: musterItself, reason: null });
  // Sessions linked to one that was finalised as of earlier were judged as of then with it, and may have closed since.
  const earlier = due.some(({ at }) => at.epochMilliseconds < now.epochMilliseconds);
  if (earlier) await judge(transaction, made, now);
  return { finalised: made.length };
}

function laterOf(a: Temporal.Instant, b: Temporal.Instant | null): Temporal.Instant {
  return b !== null && b.epochMilliseconds > a.epochMilliseconds ? b : a;
}

/**
 * What became known of a reader: its watches and its blindness are brought in line from then on, and with them the marks
 * of every session that this touches. What is more than one transaction should hold goes on in the next, from a moment
 * at which no session of the reader's is under way.
 */
export async function settleHealth(
  transaction: MonitorTransaction,
  { device, from }: HealthDue,
  now: Temporal.Instant,
): Promise<Partial<RoundWork>> {
  const { sessions, next } = await someSessionsOf(transaction, device, from);
  if (next) await transaction.health.noteDue([{ device, from: next, dueAt: now }]);
  const within: Interval = {
    from: from.epochMilliseconds,
    to: next?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
  };
  const revised = await reviseReaders(
    transaction,
    [{ reader: device, within, matters: sessions.map(arrivalTime) }],
    now,
  );
  const judged = await judge(transaction, await transaction.sessionsTouching(revised, now), now);
  return { judged, readers: revised.length > 0 ? 1 : 0 };
}

/** The first sessions of a reader that close at an instant or later, and when the first of those that are left opens. */
async function someSessionsOf(
  transaction: MonitorTransaction,
  device: string,
  from: Temporal.Instant,
): Promise<{ readonly sessions: readonly StoredSession[]; readonly next: Temporal.Instant | null }> {
  for (let limit = mostInTransaction; ; limit *= 2) {
    const found = await transaction.sessionsOfReader(device, from, limit + 1);
    if (found.length <= limit) return { sessions: found, next: null };
    let end = Number.NEGATIVE_INFINITY;
    let apart = 0;
    found.forEach(({ opensAt, closesAt }, at) => {
      if (opensAt.epochMilliseconds > end) apart = at;
      end = Math.max(end, closesAt.epochMilliseconds);
    });
    const next = found[apart];
    if (apart > 0 && next) return { sessions: found.slice(0, apart), next: next.opensAt };
  }
}

/** Sessions that are turned in one transaction, while every other writer waits. */
export const mostInTransaction = 20;

/** Steps that can be done in one transaction: of one kind and one instant, next to each other in order. */
export function stepsTogether(steps: readonly DueStep[]): readonly (readonly DueStep[])[] {
  const groups: DueStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const together =
      before !== undefined &&
      before.step === step.step &&
      (step.step === "settle" || before.at.epochMilliseconds === step.at.epochMilliseconds);
    if (last && together && last.length < mostInTransaction) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

function judge(
  { timetable }: MonitorTransaction,
  sessions: readonly string[],
  now: Temporal.Instant,
): Promise<number> {
  return judgeMarks(timetable, { sessions, students: [] }, { now, actor: musterItself, reason: null });
}

const idsOf = (sessions: readonly StoredSession[]): string[] => sessions.map(({ plan }) => plan.id);
