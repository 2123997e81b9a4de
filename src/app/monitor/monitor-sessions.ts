import type { Temporal } from "temporal-polyfill";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { musterItself } from "../actor.ts";
import { touchedTogether } from "../facts/change-timetable.ts";
import { instantOf } from "../facts/instant-of.ts";
import { daysUntil, moveStandingDays, planStandingDays } from "../facts/plan-standing-days.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import type { DueStep, MonitorStore, MonitorTransaction } from "./monitor-store.ts";
import {
  addWork,
  closeSessions,
  finaliseDue,
  mostInTransaction,
  noWork,
  openSessions,
  type RoundWork,
  settleHealth,
  settleSessions,
  stepsTogether,
} from "./turn-sessions.ts";

/** Work that did not succeed, and is tried again in each round. */
export interface FailedWork {
  readonly work: "plan" | "open" | "close" | "settle" | "finalise" | "health";
  /** The session, for `health` the device, for `plan` the local day. */
  readonly subject: string;
  readonly error: unknown;
  /** Since when it has failed in every round. */
  readonly since: Temporal.Instant;
}

export interface SessionMonitor {
  /**
   * Does everything that is due up to `now`, in order of the instants at which it was due, as of those instants: a
   * server that was off does first what it would have done first. Doing it again at the same instant changes nothing.
   * One session that fails keeps no other from its turn; a store that is away ends the round, which rejects.
   */
  round(now: Temporal.Instant): Promise<RoundWork>;
  failed(): readonly FailedWork[];
}

/** After downtime, time is caught up on in pieces of this length, so that finality falls between the days. */
const pieceMs = 24 * 60 * 60_000;
/** How often to look for sessions that time alone makes final; signed registers do not wait for that. */
const finalityEveryMs = 60_000;
const stepsAtOnce = 200;

/**
 * @param isAway whether an error says that the store cannot be reached, so that nothing else will succeed either
 */
export function createSessionMonitor(parts: {
  readonly store: MonitorStore;
  readonly isAway: (error: unknown) => boolean;
  /** The institution's zone, in whose days classes stand. */
  readonly timeZone: string;
}): SessionMonitor {
  const { store, isAway, timeZone } = parts;
  const failures = new Map<string, FailedWork>();
  let tried = new Set<string>();
  let lastRound: Temporal.Instant | null = null;
  /** The local day whose standing sessions are planned. */
  let plannedDay: string | null = null;
  let nextFinality = Number.NEGATIVE_INFINITY;

  async function round(now: Temporal.Instant): Promise<RoundWork> {
    tried = new Set();
    await planStanding(now);
    let work = await settleWhatIsKnown(now);
    const looksAtFinality = now.epochMilliseconds >= nextFinality;
    for (;;) {
      const upTo = await pieceUpTo(now);
      work = addWork(work, await turnUpTo(upTo, now));
      if (looksAtFinality) work = addWork(work, await finaliseEnded(upTo));
      if (upTo.epochMilliseconds >= now.epochMilliseconds) break;
    }
    work = addWork(work, await finaliseSigned(now));
    if (looksAtFinality) nextFinality = now.epochMilliseconds + finalityEveryMs;
    for (const [key] of failures) if (!tried.has(key)) failures.delete(key);
    lastRound = now;
    return work;
  }

  /** Moves standing days into the zone of now, and plans the standing sessions of a new local day, and of those that passed while nobody did. */
  async function planStanding(now: Temporal.Instant): Promise<void> {
    const today = dayOf(now, timeZone).toString();
    if (plannedDay === today) return;
    const context = { now, actor: musterItself, reason: null };
    try {
      await store.write(async ({ timetable }) => {
        const last = await timetable.lastStandingDay();
        const days = daysUntil(last === null || last > today ? today : last, today);
        const touched = [
          await moveStandingDays(timetable, timeZone, context),
          await planStandingDays(timetable, days, timeZone, context),
        ];
        await judgeMarks(timetable, touchedTogether(touched), context);
      });
      plannedDay = today;
    } catch (error) {
      if (isAway(error)) throw error;
      fail("plan", today, error, now);
    }
  }

  async function pieceUpTo(now: Temporal.Instant): Promise<Temporal.Instant> {
    const [first] = await store.dueSteps(now, subjectsTried(["open", "close", "settle"]), 1);
    if (first === undefined) return now;
    const piece = first.at.epochMilliseconds + pieceMs;
    return piece < now.epochMilliseconds ? instantOf(piece) : now;
  }

  /** A reader that came back may have told of sessions that are about to be final. */
  async function settleWhatIsKnown(now: Temporal.Instant): Promise<RoundWork> {
    let work = await settleSilence(now);
    for (;;) {
      const except = subjectsTried(["health"]);
      if (!(await store.healthIsDue(now, except))) return work;
      let device: string | null = null;
      try {
        const settled = await store.write(async (transaction) => {
          const due = await transaction.takeHealthDue(now, except);
          device = due?.device ?? null;
          return due === null ? null : settleHealth(transaction, due, now);
        });
        if (settled !== null) work = addWork(work, settled);
      } catch (error) {
        if (device === null || isAway(error)) throw error;
        fail("health", device, error, now);
      }
    }
  }

  /** A reader that has fallen silent says nothing, so that nothing of it is due: it is looked for. */
  async function settleSilence(now: Temporal.Instant): Promise<RoundWork> {
    let work = noWork;
    const silentSince = now.subtract({ milliseconds: patienceMs });
    for (const { reader, lastAt } of await store.newlySilent(silentSince, subjectsTried(["health"]))) {
      const due = { device: reader, from: lastAt, dueAt: now };
      try {
        work = addWork(work, await store.write((transaction) => settleHealth(transaction, due, now)));
      } catch (error) {
        if (isAway(error)) throw error;
        fail("health", reader, error, now);
      }
    }
    return work;
  }

  async function turnUpTo(upTo: Temporal.Instant, now: Temporal.Instant): Promise<RoundWork> {
    let work = noWork;
    for (;;) {
      const steps = await store.dueSteps(upTo, subjectsTried(["open", "close", "settle"]), stepsAtOnce);
      if (steps.length === 0) return work;
      for (const group of stepsTogether(steps)) work = addWork(work, await turn(group, now));
    }
  }

  async function turn(group: readonly DueStep[], now: Temporal.Instant): Promise<RoundWork> {
    const [first] = group;
    if (first === undefined) return noWork;
    const ids = group.map(({ session }) => session);
    return apart(first.step, ids, now, (transaction, some) => {
      if (first.step === "open") return openSessions(transaction, some, first.at);
      if (first.step === "close") return closeSessions(transaction, some, first.at, now);
      return settleSessions(transaction, some, now);
    });
  }

  async function finaliseSigned(now: Temporal.Instant): Promise<RoundWork> {
    const ids = await store.signedSessions(stepsAtOnce);
    return finalise(ids, now);
  }

  async function finaliseEnded(upTo: Temporal.Instant): Promise<RoundWork> {
    let work = noWork;
    let after: string | null = null;
    for (;;) {
      const ids: readonly string[] = await store.sessionsToFinalise(upTo, after, stepsAtOnce);
      work = addWork(work, await finalise(ids, upTo));
      const last = ids.at(-1);
      if (last === undefined || ids.length < stepsAtOnce) return work;
      after = last;
    }
  }

  async function finalise(ids: readonly string[], upTo: Temporal.Instant): Promise<RoundWork> {
    let work = noWork;
    for (let from = 0; from < ids.length; from += mostInTransaction) {
      const some = ids.slice(from, from + mostInTransaction);
      const done = await apart("finalise", some, upTo, (transaction, those) =>
        finaliseDue(transaction, those, upTo, lastRound),
      );
      work = addWork(work, done);
    }
    return work;
  }

  /** All in one transaction; where that fails each in one of its own, so that the others get their turn. */
  async function apart(
    work: FailedWork["work"],
    ids: readonly string[],
    now: Temporal.Instant,
    doIt: (transaction: MonitorTransaction, ids: readonly string[]) => Promise<Partial<RoundWork>>,
  ): Promise<RoundWork> {
    try {
      return addWork(noWork, await store.write((transaction) => doIt(transaction, ids)));
    } catch (error) {
      if (isAway(error)) throw error;
      const [only, ...others] = ids;
      if (only !== undefined && others.length === 0) {
        fail(work, only, error, now);
        return noWork;
      }
    }
    let done = noWork;
    for (const id of ids) done = addWork(done, await apart(work, [id], now, doIt));
    return done;
  }

  function fail(work: FailedWork["work"], subject: string, error: unknown, now: Temporal.Instant): void {
    const key = `${work} ${subject}`;
    tried.add(key);
    failures.set(key, { work, subject, error, since: failures.get(key)?.since ?? now });
  }

  /** What failed in this round already is not tried again before the next. */
  function subjectsTried(works: readonly FailedWork["work"][]): string[] {
    return [...failures.entries()].flatMap(([key, { work, subject }]) =>
      tried.has(key) && works.includes(work) ? [subject] : [],
    );
  }

  return { round, failed: () => [...failures.values()] };
}
