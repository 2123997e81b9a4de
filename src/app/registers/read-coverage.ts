import type { Temporal } from "temporal-polyfill";
import { unknownTimes } from "../../domain/attendance/relied-times.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import { instantOf } from "../facts/instant-of.ts";
import type { NewsOfReaders } from "../health/revise-reader.ts";
import { arrivalTime, newsOfSessions } from "../health/settle-readers.ts";
import type { BlindSpell } from "./describe-mark.ts";
import { readBlindSpells } from "./read-blind-spells.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** What is known of how well a session's rooms were watched. */
export interface Coverage {
  /** Whether a reader's health was told at any moment of it. */
  readonly tells: boolean;
  /** When a reader could see nobody, or nothing is known of it, earliest first. */
  readonly spells: readonly BlindSpell[];
}

type ReadNews = (open: readonly StoredSession[]) => Promise<Pick<NewsOfReaders, "facts">>;

/** What is read to know it. */
export type CoverageReading = Pick<
  SessionsReading,
  "blindSpells" | "readers" | "watches" | "watching" | "roomCodes"
>;

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
  news: ReadNews = (open) => newsOfSessions(reading.watching, open, now),
): Promise<ReadonlyMap<string, Coverage>> {
  if (heads.length === 0) return new Map();
  const blind = await readBlindSpells(reading, heads, now);
  const watches = await watchesOf(reading, heads, now, news);
  return new Map(
    heads.map(({ stored, rooms }): [string, Coverage] => {
      const { id } = stored.plan;
      const own = watches.get(id) ?? [];
      const spells = blind.get(id) ?? [];
      const arrivals = arrivalTime(stored);
      const until = Math.min(arrivals.to, now.epochMilliseconds);
      const within = { from: arrivals.from, to: until };
      const tells = spells.length > 0 || own.some(({ health }) => health);
      if (!tells || within.to <= within.from) return [id, { tells, spells }];
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
      return [id, { tells, spells: all.sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds) }];
    }),
  );
}

interface Watched {
  readonly room: string;
  readonly reader: string;
  readonly from: number;
  readonly to: number;
  readonly health: boolean;
}

/** How well one session's rooms were watched. */
export async function coverageOf(
  reading: CoverageReading,
  head: SessionHead,
  now: Temporal.Instant,
  news?: ReadNews,
): Promise<Coverage> {
  const found = await readCoverage(reading, [head], now, news);
  return found.get(head.stored.plan.id) ?? { tells: false, spells: [] };
}

/** The watches of the sessions as they are stored; of those that are open with what is known and not stored yet. */
async function watchesOf(
  reading: CoverageReading,
  heads: readonly Pick<SessionHead, "stored">[],
  now: Temporal.Instant,
  readNews: ReadNews,
): Promise<ReadonlyMap<string, readonly Watched[]>> {
  const open = heads.filter(({ stored }) => stateAt(stored, now) === "open");
  const { facts } = open.length === 0 ? { facts: [] } : await readNews(open.map(({ stored }) => stored));
  const news = facts.flatMap((fact) => (fact.kind === "watch" ? [fact] : []));
  const codes = await reading.roomCodes([...new Set(news.map(({ room }) => room))]);
  const found = new Map<string, Map<string, Watched>>(
    heads.map(({ stored }) => [stored.plan.id, new Map<string, Watched>()]),
  );
  const toWatched = (
    room: string,
    { reader, from, to, health }: Pick<(typeof news)[number], "reader" | "from" | "to" | "health">,
  ): Watched => ({
    room,
    reader,
    health,
    from: from.epochMilliseconds,
    to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
  });
  for (const { session, watch, room, ...rest } of await reading.watches([...found.keys()]))
    found.get(session)?.set(watch, toWatched(room, rest));
  for (const { stored } of open) {
    for (const { watch, room, ...rest } of news) {
      const code = codes.get(room);
      if (code !== undefined && stored.plan.rooms.includes(room))
        found.get(stored.plan.id)?.set(watch, toWatched(code, rest));
    }
  }
  return new Map([...found].map(([session, watches]) => [session, [...watches.values()]]));
}
