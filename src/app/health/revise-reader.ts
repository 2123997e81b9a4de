import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { latest } from "../../domain/attendance/index-facts.ts";
import type { BlindFact, WatchFact } from "../../domain/attendance/register-facts.ts";
import { patienceMs } from "../../domain/attendance/silence-limits.ts";
import {
  clipIntervals,
  type Interval,
  mergeIntervals,
  subtractIntervals,
} from "../../domain/kernel/intervals.ts";
import { musterItself } from "../actor.ts";
import type { FactTransaction, NewFact } from "../facts/fact-transaction.ts";
import { instantOf } from "../facts/instant-of.ts";
import type { AliveSpan, DeviceTime, HealthDue, HealthTransaction } from "./health-transaction.ts";
import { knowReader } from "./know-reader.ts";

/** A reader, and a time of it that is to be brought in line. */
export interface ReaderTime {
  readonly reader: string;
  /** Epoch milliseconds; `to` may be Infinity. */
  readonly within: Interval;
  /** Times of sessions; blindness that touches none of them is not stored, or each night would be. */
  readonly matters: readonly Interval[];
}

/** What is stored of a reader, every revision of it. */
export interface ReaderFacts {
  readonly watches: readonly WatchFact[];
  readonly blindness: readonly BlindFact[];
}

/** What is read of readers to know what is to be stored of them. */
export interface ReaderReading {
  readonly health: Pick<HealthTransaction, "livesAround" | "recordsAround">;
  /** What is stored of readers and touches a time, in the order asked. */
  readerFacts(asked: readonly DeviceTime[]): Promise<readonly ReaderFacts[]>;
}

export interface ReaderTransaction extends ReaderReading {
  readonly health: HealthTransaction;
  readonly timetable: Pick<FactTransaction, "addFacts">;
}

/** Rooms, and times of which something else is known of them now than was stored. */
export interface RevisedTime extends Interval {
  readonly room: string;
}

/**
 * Brings what is stored of readers, their watches and their blindness, in line with all that is known of them now, each
 * within a time; what is stored beyond it stays. The marks of sessions that the changed times touch are to be judged
 * with it, in the same transaction, so that what is stored is what the facts fold to at every moment.
 *
 * A reader that has fallen silent too recently to be given up is noted to be looked at again when it would be, where the
 * silence began in a time that matters and is over.
 */
export async function reviseReaders(
  transaction: ReaderTransaction,
  asked: readonly ReaderTime[],
  now: Temporal.Instant,
): Promise<readonly RevisedTime[]> {
  const { facts, revised, again } = await newsOfReaders(transaction, asked, now);
  if (facts.length > 0) await transaction.timetable.addFacts(facts);
  if (again.length > 0) await transaction.health.noteDue(again);
  return revised;
}

/** What is known of readers and is not stored yet. */
export interface NewsOfReaders {
  readonly facts: readonly NewFact[];
  readonly revised: readonly RevisedTime[];
  /** When readers are to be looked at again. */
  readonly again: readonly HealthDue[];
}

/** What `reviseReaders` would store, which is a function of all that is known of the readers; nothing is written. */
export async function newsOfReaders(
  { health, readerFacts }: ReaderReading,
  asked: readonly ReaderTime[],
  now: Temporal.Instant,
): Promise<NewsOfReaders> {
  if (asked.length === 0) return { facts: [], revised: [], again: [] };
  const lives = await health.livesAround(asked.map(({ reader, within }) => deviceTime(reader, within)));
  const readers = asked.flatMap((one, at) => {
    const life = lives[at];
    if (life === undefined) return [];
    // A silence is told from its beginning.
    const since = life.alive[0]?.to.epochMilliseconds ?? one.within.from;
    // What holds now holds on: a range that ended ahead of now would leave what is stored beyond it, dated ahead.
    const ahead = one.within.to >= now.epochMilliseconds;
    const to = ahead ? Number.POSITIVE_INFINITY : one.within.to;
    return [{ ...one, life, range: { from: Math.min(since, one.within.from), to } }];
  });
  const times = readers.map(({ reader, range }) => deviceTime(reader, range));
  const pasts = await health.recordsAround(times);
  const stored = await readerFacts(times);
  const facts: NewFact[] = [];
  const revised: RevisedTime[] = [];
  const again: HealthDue[] = [];
  readers.forEach(({ reader, range, life, matters }, at) => {
    const past = pasts[at];
    const before = stored[at];
    if (past === undefined || before === undefined) return;
    const known = knowReader({ ...life, ...past }, range, now);
    const change = { reader, now, range };
    const watches = reviseWatches(before.watches, known.watches, change);
    const kept = latestOf(before.blindness, ({ blindness }) => blindness).map(intervalOf);
    const relevant = known.blind.filter((blind) => [...matters, ...kept].some((time) => share(blind, time)));
    const blindness = reviseBlindness(before.blindness, relevant, change);
    facts.push(...watches.facts, ...blindness.facts);
    const changed = mergeIntervals([...watches.times, ...blindness.times]);
    const rooms = new Set([...before.watches, ...known.watches].map(({ room }) => room));
    for (const room of rooms) revised.push(...changed.map((time) => ({ ...time, room })));
    const silent = givenUpAt(life.alive.at(-1), matters, now);
    if (silent !== null) again.push({ device: reader, ...silent });
  });
  return { facts, revised, again };
}

function deviceTime(device: string, { from, to }: Interval): DeviceTime {
  return { device, from: instantOf(from), to: to === Number.POSITIVE_INFINITY ? null : instantOf(to) };
}

/** When a reader is to be given up of which nothing was heard since a moment that matters, and not for long enough. */
function givenUpAt(
  last: AliveSpan | undefined,
  matters: readonly Interval[],
  now: Temporal.Instant,
): Pick<HealthDue, "from" | "dueAt"> | null {
  if (last === undefined || last.left !== null) return null;
  const heard = last.to.epochMilliseconds;
  if (now.epochMilliseconds - heard > patienceMs) return null;
  const over = matters.filter(({ to }) => to <= now.epochMilliseconds);
  if (!over.some(({ to }) => heard < to)) return null;
  return { from: last.to, dueAt: last.to.add({ milliseconds: patienceMs + 1 }) };
}

interface ChangeOf {
  readonly reader: string;
  readonly now: Temporal.Instant;
  readonly range: Interval;
}

interface Revision {
  readonly facts: readonly NewFact[];
  readonly times: readonly Interval[];
}

function reviseWatches(
  stored: readonly WatchFact[],
  known: readonly (Interval & { readonly room: string; readonly health: boolean })[],
  { reader, now, range }: ChangeOf,
): Revision {
  const facts: NewFact[] = [];
  const times: Interval[] = [];
  const kindOf = ({ room, health }: { room: string; health: boolean }): string => `${health} ${room}`;
  const last = latestOf(stored, ({ watch }) => watch);
  const kinds = new Map(
    [...last, ...known].map((one) => [kindOf(one), { room: one.room, health: one.health }]),
  );
  for (const [kind, { room, health }] of kinds) {
    const own = last.filter((fact) => kindOf(fact) === kind);
    const revision = reviseTimes(
      own.map((fact) => ({ thing: fact.watch, ...intervalOf(fact) })),
      known.filter((one) => kindOf(one) === kind),
      range,
    );
    times.push(...revision.times);
    for (const { thing, from, to } of revision.changes) {
      facts.push({
        ...said(now),
        kind: "watch",
        watch: thing,
        room,
        reader,
        health,
        ...toInstants(from, to),
      });
    }
  }
  return { facts, times };
}

function reviseBlindness(
  stored: readonly BlindFact[],
  known: readonly Interval[],
  { reader, now, range }: ChangeOf,
): Revision {
  const last = latestOf(stored, ({ blindness }) => blindness);
  const revision = reviseTimes(
    last.map((fact) => ({ thing: fact.blindness, ...intervalOf(fact) })),
    known,
    range,
  );
  const facts = revision.changes.map(
    ({ thing, from, to }): NewFact => ({
      ...said(now),
      kind: "blindness",
      blindness: thing,
      reader,
      ...toInstants(from, to),
    }),
  );
  return { facts, times: revision.times };
}

interface NamedTime extends Interval {
  readonly thing: string;
}

/** The revisions that make stored times what is known within a range, and the moments that they change. */
function reviseTimes(
  stored: readonly NamedTime[],
  known: readonly Interval[],
  range: Interval,
): { readonly changes: readonly NamedTime[]; readonly times: readonly Interval[] } {
  const wanted = mergeIntervals([...subtractIntervals(stored, [range]), ...clipIntervals(known, range)]);
  const left = new Set(stored);
  const changes: NamedTime[] = [];
  for (const interval of wanted) {
    const same =
      [...left].find(({ from, to }) => from === interval.from && to === interval.to) ??
      [...left].find((time) => share(time, interval));
    if (same === undefined) {
      changes.push({ thing: uuidv7(), ...interval });
      continue;
    }
    left.delete(same);
    if (same.from !== interval.from || same.to !== interval.to)
      changes.push({ thing: same.thing, ...interval });
  }
  // One that has nothing left is emptied.
  for (const { thing, from } of left) changes.push({ thing, from, to: from });
  const times = [...subtractIntervals(stored, wanted), ...subtractIntervals(wanted, stored)];
  return { changes, times };
}

/** What holds of each thing, of those that are left at all. */
function latestOf<F extends WatchFact | BlindFact>(
  facts: readonly F[],
  thing: (fact: F) => string,
): readonly F[] {
  const inOrder = [...facts].sort((a, b) => a.seq - b.seq);
  return latest(inOrder, thing, () => true).filter((fact) => {
    const { from, to } = intervalOf(fact);
    return from < to;
  });
}

function said(now: Temporal.Instant): Pick<NewFact, "id" | "at" | "actor" | "reason"> {
  return { id: uuidv7(), at: now, actor: musterItself, reason: null };
}

function toInstants(from: number, to: number): { from: Temporal.Instant; to: Temporal.Instant | null } {
  return { from: instantOf(from), to: to === Number.POSITIVE_INFINITY ? null : instantOf(to) };
}

function intervalOf({ from, to }: Pick<BlindFact, "from" | "to">): Interval {
  return { from: from.epochMilliseconds, to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY };
}

/** Whether two times share a moment; the bounds are inclusive, as those of an arrival are. */
const share = (a: Interval, b: Interval): boolean => a.from <= b.to && b.from <= a.to;
