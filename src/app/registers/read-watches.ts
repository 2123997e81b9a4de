import type { Temporal } from "temporal-polyfill";
import type { ReliedTime } from "../../domain/attendance/relied-times.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { NewsOfReaders } from "../health/revise-reader.ts";
import { newsOfSessions } from "../health/settle-readers.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** Tells what is known of the readers of sessions and is not stored yet. */
export type ReadNews = (sessions: readonly StoredSession[]) => Promise<Pick<NewsOfReaders, "facts">>;

/** What is read to know on which readers sessions relied. */
export type WatchesReading = Pick<SessionsReading, "watches" | "watching" | "roomCodes">;

/** A time in which a room of a session relied on a reader. */
export interface Watched extends ReliedTime {
  /** Its code. */
  readonly room: string;
}

/**
 * When the sessions' rooms relied on which readers, as it is stored; of those that are open with what is known and not
 * stored yet.
 *
 * @param given tells what is known of the readers and is not stored yet, of every session that is not final
 */
export async function readWatches(
  reading: WatchesReading,
  heads: readonly Pick<SessionHead, "stored">[],
  now: Temporal.Instant,
  given?: ReadNews,
): Promise<ReadonlyMap<string, readonly Watched[]>> {
  const mayHaveNews = given === undefined ? isOpen : mayChange;
  const asked = heads.filter(({ stored }) => mayHaveNews(stateAt(stored, now)));
  const readNews = given ?? ((open) => newsOfSessions(reading.watching, open, now));
  const { facts } = asked.length === 0 ? { facts: [] } : await readNews(asked.map(({ stored }) => stored));
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
  for (const { stored } of asked) {
    for (const { watch, room, ...rest } of news) {
      const code = codes.get(room);
      if (code !== undefined && stored.plan.rooms.includes(room))
        found.get(stored.plan.id)?.set(watch, toWatched(code, rest));
    }
  }
  return new Map([...found].map(([session, watches]) => [session, [...watches.values()]]));
}

const isOpen = (state: SessionState): boolean => state === "open";

/** Of a final session nothing changes by itself, and one that is to come has not been watched yet. */
export const mayChange = (state: SessionState): boolean =>
  state === "open" || state === "closed" || state === "reopened";
