import type { Temporal } from "temporal-polyfill";
import type { LocalHour } from "../../domain/timetable/local-time.ts";
import type { TallyEntry } from "../ingest/ingest-transaction.ts";
import type { CountedFacts } from "./rebuild-store.ts";

type LocalTime = (instant: Temporal.Instant) => LocalHour;

/** An hour of a location whose tally of a kind is not what the facts add up to. */
export interface WrongTally {
  readonly hour: number;
  readonly location: string;
  readonly kind: string;
  readonly stored: number;
  readonly counted: number;
}

/** Adds counted quarters of an hour up to tallies by local day and hour. */
export function tallyFacts(facts: readonly CountedFacts[], localTime: LocalTime): readonly TallyEntry[] {
  const tallies = new Map<string, TallyEntry>();
  for (const { at, location, kind, n } of facts) {
    const { day, hour } = localTime(at);
    const key = `${day} ${hour} ${kind} ${location}`;
    tallies.set(key, { day, hour, location, kind, n: n + (tallies.get(key)?.n ?? 0) });
  }
  return [...tallies.values()];
}

/**
 * Compares the kept tallies of a day with counted ones. Quarantined messages are compared by the hour alone: where
 * one came from is told by the message, and is not kept beside it.
 */
export function compareTallies(
  kept: readonly TallyEntry[],
  counted: readonly TallyEntry[],
): readonly WrongTally[] {
  const both = new Map<
    string,
    { hour: number; location: string; kind: string; stored: number; counted: number }
  >();
  for (const [entries, side] of [
    [kept, "stored"],
    [counted, "counted"],
  ] as const) {
    for (const { hour, kind, n, ...entry } of entries) {
      const location = kind === "quarantined" ? "" : entry.location;
      const key = `${hour} ${kind} ${location}`;
      const tally = both.get(key) ?? { hour, location, kind, stored: 0, counted: 0 };
      tally[side] += n;
      both.set(key, tally);
    }
  }
  return [...both.values()].filter(({ stored, counted: n }) => stored !== n);
}
