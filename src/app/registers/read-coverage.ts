import type { Temporal } from "temporal-polyfill";
import { unknownTimes } from "../../domain/attendance/relied-times.ts";
import { instantOf } from "../facts/instant-of.ts";
import { arrivalTime } from "../health/settle-readers.ts";
import type { BlindSpell } from "./describe-mark.ts";
import { readBlindSpells } from "./read-blind-spells.ts";
import { type ReadNews, readWatches, type Watched, type WatchesReading } from "./read-watches.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** What is known of how well a session's rooms were watched. */
export interface Coverage {
  /** Whether a reader's health was told at any moment of it. */
  readonly tells: boolean;
  /** When a reader could see nobody, or nothing is known of it, earliest first. */
  readonly spells: readonly BlindSpell[];
  /** When its rooms relied on which readers. */
  readonly watches: readonly Watched[];
}

/** What is read to know it. */
export type CoverageReading = Pick<SessionsReading, "blindSpells" | "readers"> & WatchesReading;

/**
 * How well the sessions' rooms were watched while arrivals count, or so far: each moment at which a reader could see nobody
 * or of which nothing is known of it. The others of that time were watched; of what comes after it nothing is kept.
 *
 * @param news tells what is known of the readers of open sessions and is not stored yet
 */
export async function readCoverage(
  reading: CoverageReading,
  heads: readonly Pick<SessionHead, "stored" | "rooms">[],
  now: Temporal.Instant,
  news?: ReadNews,
): Promise<ReadonlyMap<string, Coverage>> {
  if (heads.length === 0) return new Map();
  const watches = await readWatches(reading, heads, now, news);
  const blind = await readBlindSpells(reading, heads, watches, now, news);
  return new Map(
    heads.map(({ stored, rooms }): [string, Coverage] => {
      const { id } = stored.plan;
      const own = watches.get(id) ?? [];
      const spells = blind.get(id) ?? [];
      const arrivals = arrivalTime(stored);
      const until = Math.min(arrivals.to, now.epochMilliseconds);
      const within = { from: arrivals.from, to: until };
      const tells = spells.length > 0 || own.some(({ health }) => health);
      if (!tells || within.to <= within.from) return [id, { tells, spells, watches: own }];
      const lasts = now.epochMilliseconds < arrivals.to;
      const unknown = unknownTimes(own, within).map(
        ({ reader, from, to }): BlindSpell => ({
          room: own.find((watch) => watch.reader === reader)?.room ?? rooms.join(" or "),
          from: instantOf(from),
          to: lasts && to === until ? null : instantOf(to),
          unknown: true,
        }),
      );
      const all = [...spells, ...unknown];
      const inOrder = all.sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
      return [id, { tells, spells: inOrder, watches: own }];
    }),
  );
}

/** How well one session's rooms were watched. */
export async function coverageOf(
  reading: CoverageReading,
  head: SessionHead,
  now: Temporal.Instant,
  news?: ReadNews,
): Promise<Coverage> {
  const found = await readCoverage(reading, [head], now, news);
  return found.get(head.stored.plan.id) ?? { tells: false, spells: [], watches: [] };
}
