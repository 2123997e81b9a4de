import type { Temporal } from "temporal-polyfill";
import { clipIntervals, type Interval, mergeIntervals } from "../../domain/kernel/intervals.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { instantOf } from "../facts/instant-of.ts";
import { isSilent } from "../health/is-silent.ts";
import type { BlindSpell } from "./describe-mark.ts";
import { mayChange, type ReadNews, type Watched } from "./read-watches.ts";
import type { SessionHead, SessionsReading, StoredSpell } from "./sessions-reading.ts";

/**
 * When readers of the sessions' rooms were blind, by session, earliest first. In one that is open, a reader that is
 * silent now sees nobody, also before its silence is stored. What a reader did not see once it was in another room, or
 * before it came, is none of this one.
 *
 * @param watches when the sessions' rooms relied on which readers
 * @param readNews tells what is known of the readers and is not stored yet, of sessions that are not final
 */
export async function readBlindSpells(
  reading: Pick<SessionsReading, "blindSpells" | "readers">,
  heads: readonly Pick<SessionHead, "stored">[],
  watches: ReadonlyMap<string, readonly Watched[]>,
  now: Temporal.Instant,
  readNews?: ReadNews,
): Promise<ReadonlyMap<string, readonly BlindSpell[]>> {
  const unknown = false;
  const before = await reading.blindSpells(heads.map(({ stored: { plan } }) => plan.id));
  const stored = readNews ? await withNews(reading, before, heads, now, readNews) : before;
  const open = heads.filter((head) => stateAt(head.stored, now) === "open");
  const readers = await reading.readers(open.map(({ stored: { plan } }) => plan.id));
  const silent = readers.filter((reader) => isSilent(reader, now));
  const spells = new Map<string, BlindSpell[]>();
  const add = (spell: Omit<StoredSpell, "blindness">): void => {
    const { session, room } = spell;
    const own = spells.get(session) ?? [];
    spells.set(session, own);
    own.push(...whileInRoom(spell, watches.get(session) ?? []).map((time) => ({ room, ...time, unknown })));
  };
  for (const spell of stored) add(spell);
  for (const { session, room, reader, lastAt } of silent) {
    const isStored = stored.some(
      (spell) =>
        spell.session === session && spell.room === room && spell.reader === reader && spell.to === null,
    );
    if (!isStored) add({ session, room, reader, from: lastAt, to: null });
  }
  return spells;
}

/** The times of a reader's blindness in which a room relied on it. */
export function whileInRoom(
  { reader, room, from, to }: Pick<StoredSpell, "reader" | "room" | "from" | "to">,
  watches: readonly Watched[],
): readonly Pick<StoredSpell, "from" | "to">[] {
  const blind: Interval = {
    from: from.epochMilliseconds,
    to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
  };
  const own = watches.filter((watch) => watch.reader === reader && watch.room === room);
  return clipIntervals(mergeIntervals(own), blind).map((time) => ({
    from: instantOf(time.from),
    to: time.to === Number.POSITIVE_INFINITY ? null : instantOf(time.to),
  }));
}

/** The spells as they will be stored, by all that is known now. */
async function withNews(
  reading: Pick<SessionsReading, "readers">,
  stored: readonly StoredSpell[],
  heads: readonly Pick<SessionHead, "stored">[],
  now: Temporal.Instant,
  readNews: ReadNews,
): Promise<readonly StoredSpell[]> {
  const asked = heads.map((head) => head.stored).filter((session) => mayChange(stateAt(session, now)));
  if (asked.length === 0) return stored;
  const news = (await readNews(asked)).facts.flatMap((fact) => (fact.kind === "blindness" ? [fact] : []));
  if (news.length === 0) return stored;
  const told = new Set(news.map(({ blindness }) => blindness));
  const readers = await reading.readers(asked.map(({ plan }) => plan.id));
  const known = asked.flatMap(({ plan, opensAt }) =>
    news.flatMap(({ blindness, reader, from, to }): StoredSpell[] => {
      const rooms = new Set([
        ...stored.flatMap((spell) =>
          spell.session === plan.id && spell.blindness === blindness ? [spell.room] : [],
        ),
        ...readers.flatMap((one) => (one.session === plan.id && one.reader === reader ? [one.room] : [])),
      ]);
      const isEmpty = to !== null && to.epochMilliseconds <= from.epochMilliseconds;
      const isBefore = to !== null && to.epochMilliseconds < opensAt.epochMilliseconds;
      if (isEmpty || isBefore || from.epochMilliseconds > plan.end.epochMilliseconds) return [];
      return [...rooms].map((room) => ({ session: plan.id, blindness, reader, room, from, to }));
    }),
  );
  const ofAsked = new Set(asked.map(({ plan }) => plan.id));
  const kept = stored.filter((spell) => !(ofAsked.has(spell.session) && told.has(spell.blindness)));
  return [...kept, ...known].sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
}
