import type { Temporal } from "temporal-polyfill";
import { nextTransition } from "../../domain/timetable/session-state.ts";
import { musterItself } from "../actor.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import { readLives } from "../facts/session-life.ts";
import type { HealthDue } from "../health/health-transaction.ts";
import { reviseBlindness, type WatchedTimes } from "../health/revise-blindness.ts";
import { type FinalAt, finaliseSessions } from "../marks/finalise-sessions.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import type { DueStep, MonitorTransaction } from "./monitor-store.ts";

/** What the monitor did; `judged` counts revisions of marks. */
export interface RoundWork {
  readonly opened: number;
  readonly closed: number;
  readonly finalised: number;
  readonly judged: number;
}

export const noWork: RoundWork = { opened: 0, closed: 0, finalised: 0, judged: 0 };

export function addWork(a: RoundWork, b: Partial<RoundWork>): RoundWork {
  return {
    opened: a.opened + (b.opened ?? 0),
    closed: a.closed + (b.closed ?? 0),
    finalised: a.finalised + (b.finalised ?? 0),
    judged: a.judged + (b.judged ?? 0),
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
  await settleBlindness(transaction, due, now);
  await transaction.setState(closed, "closed");
  const judged = await judge(transaction, closed, at);
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
  await settleBlindness(transaction, due, now);
  return { judged: await judge(transaction, idsOf(due), now) };
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
  for (const session of sessions) {
    const known = facts.get(session.plan.id);
    if (session.state === "final" || session.state === "cancelled" || known === undefined) continue;
    const life = lives.get(session.plan.id);
    if (life === undefined) continue;
    const { events, window, policy } = life;
    const next = nextTransition(session.plan, window, events, known, policy, now);
    if (next?.to !== "final" || next.obstacles.length > 0) continue;
    // Time may count from the planned end, and a session closes after it.
    const at = laterOf(next.at, laterOf(session.closesAt, notBefore));
    if (next.at.epochMilliseconds <= now.epochMilliseconds) due.push({ session: session.plan.id, at });
  }
  const made = await finaliseSessions(timetable, due, { actor: musterItself, reason: null });
  return { finalised: made.length };
}

function laterOf(a: Temporal.Instant, b: Temporal.Instant | null): Temporal.Instant {
  return b !== null && b.epochMilliseconds > a.epochMilliseconds ? b : a;
}

/** What became known of a reader's health: the sessions that it watched then are judged by it. */
export async function settleHealth(
  transaction: MonitorTransaction,
  { device, from }: HealthDue,
  now: Temporal.Instant,
): Promise<Partial<RoundWork>> {
  const { sessions, next } = await someSessionsOf(transaction, device, from);
  if (next) await transaction.health.noteDue([{ device, from: next.closesAt, dueAt: now }]);
  const times = sessions.map(arrivalTime);
  const revised = await reviseBlindness(transaction, [{ reader: device, times }], now);
  const open = revised > 0 ? await transaction.openSessionsOf([device]) : [];
  return { judged: await judge(transaction, [...idsOf(sessions), ...open], now) };
}

/**
 * The first sessions that a reader watched and that closed from an instant on, and the first of those that are left.
 * Sessions that close at the same instant are taken together, or the next time would begin with the same ones.
 */
async function someSessionsOf(
  transaction: MonitorTransaction,
  device: string,
  from: Temporal.Instant,
): Promise<{ readonly sessions: readonly StoredSession[]; readonly next: StoredSession | undefined }> {
  for (let limit = mostInTransaction; ; limit *= 2) {
    const found = await transaction.closedSessionsOf(device, from, limit + 1);
    const next = found[limit];
    if (!next) return { sessions: found, next };
    const close = next.closesAt.epochMilliseconds;
    const sessions = found.filter(({ closesAt }) => closesAt.epochMilliseconds < close);
    if (sessions.length > 0) return { sessions, next };
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

/** The readers of the sessions' rooms, each with the arrival times of the sessions that rely on it. */
async function settleBlindness(
  transaction: MonitorTransaction,
  sessions: readonly StoredSession[],
  now: Temporal.Instant,
): Promise<void> {
  if (sessions.length === 0) return;
  // Nothing in a standing session rests on whether its reader was blind: it is never left to review.
  const watchable = sessions.filter(({ plan }) => plan.kind === "timetabled");
  const byId = new Map(watchable.map((session) => [session.plan.id, session]));
  const watched = new Map<string, WatchedTimes["times"][number][]>();
  for (const { session: id, reader } of await transaction.readersOf([...byId.keys()])) {
    const session = byId.get(id);
    if (!session) continue;
    watched.set(reader, [...(watched.get(reader) ?? []), arrivalTime(session)]);
  }
  const revised = await reviseBlindness(
    transaction,
    [...watched].map(([reader, times]) => ({ reader, times })),
    now,
  );
  // A blindness that lasts reaches into sessions that are open: who came late to them is flagged.
  if (revised > 0) await judge(transaction, await transaction.openSessionsOf([...watched.keys()]), now);
  await transaction.markSettled(idsOf(sessions));
}

/** The longest that people may arrive; what the rules make of it depends on the policy. */
function arrivalTime({ opensAt, plan }: StoredSession): WatchedTimes["times"][number] {
  return { from: opensAt.epochMilliseconds, to: plan.end.epochMilliseconds };
}

function judge(
  { timetable }: MonitorTransaction,
  sessions: readonly string[],
  now: Temporal.Instant,
): Promise<number> {
  return judgeMarks(timetable, { sessions, students: [] }, { now, actor: musterItself, reason: null });
}

const idsOf = (sessions: readonly StoredSession[]): string[] => sessions.map(({ plan }) => plan.id);
