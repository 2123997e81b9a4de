import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { blindnessOf } from "../../domain/attendance/blindness.ts";
import { latest } from "../../domain/attendance/index-facts.ts";
import type { BlindFact } from "../../domain/attendance/register-facts.ts";
import type { Interval } from "../../domain/kernel/intervals.ts";
import { musterItself } from "../actor.ts";
import type { FactTransaction, NewFact } from "../facts/fact-transaction.ts";
import { instantOf } from "../facts/instant-of.ts";
import { healthFactsOf } from "./health-facts.ts";
import type { HealthDue, HealthTransaction } from "./health-transaction.ts";
import { heartbeatPeriodSeconds, patienceMs } from "./heartbeat.ts";

/** A reader, and the times for which it matters whether it was blind. */
export interface WatchedTimes {
  readonly reader: string;
  readonly times: readonly Interval[];
}

export interface BlindnessTransaction {
  readonly health: HealthTransaction;
  readonly timetable: Pick<FactTransaction, "addFacts">;
  /** Every revision of what is stored of a reader's blindness that touches [from, to]. */
  blindFacts(reader: string, from: Temporal.Instant, to: Temporal.Instant): Promise<readonly BlindFact[]>;
}

/**
 * Brings the stored blindness of readers in line with what is known of their health now, for the times that matter: what
 * was blind and is not stored becomes a fact, and one that turned out longer, shorter or untrue is revised. A reader that
 * has fallen silent too recently to be given up is looked at again when it would be.
 *
 * @returns how many facts were stored
 */
export async function reviseBlindness(
  transaction: BlindnessTransaction,
  watched: readonly WatchedTimes[],
  now: Temporal.Instant,
): Promise<number> {
  const facts: NewFact[] = [];
  const again: HealthDue[] = [];
  for (const { reader, times } of watched) {
    if (times.length === 0) continue;
    const span = spanOf(times);
    const alive = await transaction.health.aliveAround(reader, instantOf(span.from), now);
    const first = alive[0];
    if (first === undefined) continue;
    const covered = await transaction.health.coveredAround(reader, first.from, now);
    const { blind } = blindnessOf(healthFactsOf(alive, span.from), {
      periodSeconds: heartbeatPeriodSeconds,
      backlog: covered.map(({ from, to }) => ({ start: from, end: to })),
      within: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
      asOf: now,
    });
    const stored = await transaction.blindFacts(reader, instantOf(span.from), instantOf(span.to));
    const matters = (interval: Interval): boolean => times.some((time) => share(interval, time));
    for (const change of changesOf(stored, blind.filter(matters), matters)) {
      facts.push({
        id: uuidv7(),
        at: now,
        actor: musterItself,
        reason: null,
        kind: "blindness",
        blindness: change.blindness,
        reader,
        from: instantOf(change.from),
        to: change.to === Number.POSITIVE_INFINITY ? null : instantOf(change.to),
      });
    }
    const last = alive.at(-1);
    if (last && last.left === null && mayHaveFallenSilent(last.to, span, now)) {
      again.push({ device: reader, from: last.to, dueAt: last.to.add({ milliseconds: patienceMs + 1 }) });
    }
  }
  if (facts.length > 0) await transaction.timetable.addFacts(facts);
  if (again.length > 0) await transaction.health.noteDue(again);
  return facts.length;
}

/** Nothing was heard since a moment that matters, and not for long enough to be given up. */
function mayHaveFallenSilent(heard: Temporal.Instant, span: Interval, now: Temporal.Instant): boolean {
  const silentMs = now.epochMilliseconds - heard.epochMilliseconds;
  return heard.epochMilliseconds < span.to && silentMs <= patienceMs;
}

interface Change extends Interval {
  readonly blindness: string;
}

/** The facts that make what is stored the same as what is known. One that has nothing left is emptied. */
function changesOf(
  facts: readonly BlindFact[],
  known: readonly Interval[],
  matters: (interval: Interval) => boolean,
): readonly Change[] {
  const inOrder = [...facts].sort((a, b) => a.seq - b.seq);
  const stored = latest(
    inOrder,
    ({ blindness }) => blindness,
    () => true,
  )
    .map((fact) => ({ blindness: fact.blindness, ...intervalOf(fact) }))
    .filter((fact) => fact.from < fact.to && matters(fact));
  const left = new Set(stored);
  const changes: Change[] = [];
  for (const interval of known) {
    const same = [...left].find((fact) => share(fact, interval));
    if (same === undefined) {
      changes.push({ blindness: uuidv7(), ...interval });
      continue;
    }
    left.delete(same);
    if (same.from !== interval.from || same.to !== interval.to) {
      changes.push({ blindness: same.blindness, ...interval });
    }
  }
  return [...changes, ...[...left].map(({ blindness, from }) => ({ blindness, from, to: from }))];
}

function intervalOf({ from, to }: BlindFact): Interval {
  return { from: from.epochMilliseconds, to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY };
}

/** Whether two times share a moment; the bounds are inclusive, as those of an arrival are. */
const share = (a: Interval, b: Interval): boolean => a.from <= b.to && b.from <= a.to;

function spanOf(times: readonly Interval[]): Interval {
  return {
    from: Math.min(...times.map(({ from }) => from)),
    to: Math.max(...times.map(({ to }) => to)),
  };
}
