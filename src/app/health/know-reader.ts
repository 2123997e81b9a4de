import type { Temporal } from "temporal-polyfill";
import { blindnessOf } from "../../domain/attendance/blindness.ts";
import { heartbeatPeriodSeconds, patienceMs } from "../../domain/attendance/silence-limits.ts";
import {
  clipIntervals,
  type Interval,
  mergeIntervals,
  subtractIntervals,
} from "../../domain/kernel/intervals.ts";
import { coveredTimes, withoutMisdated } from "./covered-times.ts";
import { healthFactsOf } from "./health-facts.ts";
import type { DeviceLife, ReaderPast } from "./health-transaction.ts";
import { explains } from "./sign-of-scan.ts";

/** A time in which a room relied on a reader, and whether the reader's health is known for it. */
export interface WatchedTime extends Interval {
  readonly room: string;
  readonly health: boolean;
}

/** Everything that is known of a reader and bears on a time. */
export type ReaderRecord = DeviceLife & ReaderPast;

/** What follows from it: which rooms relied on the reader, and when it was blind. */
export interface ReaderKnowledge {
  readonly watches: readonly WatchedTime[];
  readonly blind: readonly Interval[];
}

/**
 * What is known of a reader's watches and blindness in a time: a function of all that is known of it, and of nothing
 * else. A room relies on a reader from its first scan there until its first scan elsewhere. Its health is known from its
 * first sign of life on, and in every time for which it has delivered all that it recorded; blind is what `blindnessOf`
 * says. Of a reader that never gave a sign of life nothing is told, and a room that nobody watches has no health data.
 *
 * @param within what is asked about; `to` may be Infinity
 */
export function knowReader(all: ReaderRecord, within: Interval, now: Temporal.Instant): ReaderKnowledge {
  const { firstAlive } = all;
  if (firstAlive === null) return { watches: [], blind: [] };
  const record = { ...all, runs: all.runs.map(withoutMisdated) };
  const covered = subtractIntervals(record.runs.flatMap(coveredTimes), unexplainedSilences(record));
  const lasting = { from: firstAlive.epochMilliseconds, to: Number.POSITIVE_INFINITY };
  const known = mergeIntervals([...covered, lasting]);
  const moves = [...record.moves].sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
  const watches = moves.flatMap(({ room, from }, at): WatchedTime[] => {
    const to = moves[at + 1]?.from.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    const relied = clipIntervals([{ from: from.epochMilliseconds, to }], within);
    const healthy = relied.flatMap((span) => clipIntervals(known, span));
    return [
      ...healthy.map((span) => ({ ...span, room, health: true })),
      ...subtractIntervals(relied, known).map((span) => ({ ...span, room, health: false })),
    ];
  });
  const { blind } = blindnessOf(healthFactsOf(record.alive), {
    periodSeconds: heartbeatPeriodSeconds,
    backlog: [],
    within,
    asOf: now,
  });
  return { watches, blind: subtractIntervals(blind, [...covered, ...heardTimes(record)]) };
}

/**
 * The times in which a reader that did not leave was heard so often that it was not silent in between: by signs of life, and
 * by scans that were sent at once. After the last of them nothing tells.
 */
function heardTimes({ alive, next, runs }: ReaderRecord): readonly Interval[] {
  const moments = [
    ...alive.flatMap(({ from, to }) => [from.epochMilliseconds, to.epochMilliseconds]),
    ...runs.flatMap(({ scans }) =>
      scans.flatMap(({ came, received }) => (came === "heard" ? [received] : [])),
    ),
    ...(next === null ? [] : [next.epochMilliseconds]),
  ].sort((a, b) => a - b);
  const left = alive.flatMap((span) => (span.left === null ? [] : [span.left.at.epochMilliseconds]));
  return moments
    .slice(1)
    .map((to, before) => ({ from: moments[before] ?? to, to }))
    .filter(({ from, to }) => to - from <= patienceMs && !left.some((at) => from <= at && at <= to));
}

/**
 * The times in which nothing was heard of a reader for longer than it may be silent, as far as they are over, and in which
 * it kept nothing either: it may have hung. It is heard by signs of life and by every scan that comes.
 */
function unexplainedSilences({ alive, next, runs }: ReaderRecord): readonly Interval[] {
  const scans = runs.flatMap((run) => run.scans);
  const heard = mergeIntervals(
    [
      ...alive.map(({ from, to }) => ({ from: from.epochMilliseconds, to: to.epochMilliseconds })),
      ...scans.map(({ received }) => ({ from: received, to: received })),
      ...(next === null ? [] : [{ from: next.epochMilliseconds, to: next.epochMilliseconds }]),
    ].map(({ from, to }) => ({ from, to: to + patienceMs })),
  );
  return heard
    .slice(1)
    .map(({ from }, before) => ({ from: (heard[before]?.to ?? from) - patienceMs, to: from }))
    .filter((silence) => !scans.some((scan) => explains(scan, silence)));
}
