import type { Temporal } from "temporal-polyfill";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { isSilent } from "../health/is-silent.ts";
import type { BlindSpell } from "./describe-mark.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/**
 * When readers of the sessions' rooms were blind, by session, earliest first. In one that is open, a reader that is
 * silent now sees nobody, also before its silence is stored.
 */
export async function readBlindSpells(
  reading: Pick<SessionsReading, "blindSpells" | "readers">,
  heads: readonly Pick<SessionHead, "stored">[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, readonly BlindSpell[]>> {
  const unknown = false;
  const stored = await reading.blindSpells(heads.map(({ stored: { plan } }) => plan.id));
  const open = heads.filter((head) => stateAt(head.stored, now) === "open");
  const readers = await reading.readers(open.map(({ stored: { plan } }) => plan.id));
  const silent = readers.filter((reader) => isSilent(reader, now));
  const spells = new Map<string, BlindSpell[]>();
  const add = (session: string, spell: BlindSpell): void => {
    const own = spells.get(session);
    if (own === undefined) spells.set(session, [spell]);
    else own.push(spell);
  };
  for (const { session, ...spell } of stored) add(session, { ...spell, unknown });
  for (const { session, room, lastAt } of silent) {
    const isStored = spells.get(session)?.some((spell) => spell.room === room && spell.to === null) ?? false;
    if (!isStored) add(session, { room, from: lastAt, to: null, unknown });
  }
  return spells;
}
