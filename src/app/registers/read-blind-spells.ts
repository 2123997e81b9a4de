import type { Temporal } from "temporal-polyfill";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { isSilent } from "../health/is-silent.ts";
import type { BlindSpell } from "./describe-mark.ts";
import type { ReadNews } from "./read-watches.ts";
import type { SessionHead, SessionsReading, StoredSpell } from "./sessions-reading.ts";

/**
 * When readers of the sessions' rooms were blind, by session, earliest first. In one that is open, a reader that is
 * silent now sees nobody, also before its silence is stored.
 *
 * @param readNews tells what is known of the readers and is not stored yet, of sessions that are not final
 */
export async function readBlindSpells(
  reading: Pick<SessionsReading, "blindSpells" | "readers">,
  heads: readonly Pick<SessionHead, "stored">[],
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
  const add = (session: string, spell: BlindSpell): void => {
    const own = spells.get(session);
    if (own === undefined) spells.set(session, [spell]);
    else own.push(spell);
  };
  for (const { session, room, from, to } of stored) add(session, { room, from, to, unknown });
  for (const { session, room, lastAt } of silent) {
    const isStored = spells.get(session)?.some((spell) => spell.room === room && spell.to === null) ?? false;
    if (!isStored) add(session, { room, from: lastAt, to: null, unknown });
  }
  return spells;
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
      return [...rooms].map((room) => ({ session: plan.id, blindness, room, from, to }));
    }),
  );
  const ofAsked = new Set(asked.map(({ plan }) => plan.id));
  const kept = stored.filter((spell) => !(ofAsked.has(spell.session) && told.has(spell.blindness)));
  return [...kept, ...known].sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
}

/** Of a final session nothing changes by itself, and one that is to come has not been watched yet. */
const mayChange = (state: SessionState): boolean =>
  state === "open" || state === "closed" || state === "reopened";
