import type { Temporal } from "temporal-polyfill";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import type { MarkScene } from "./describe-mark.ts";
import { absencesOfMark, scansOfMark } from "./mark-view.ts";
import { readBlindSpells } from "./read-blind-spells.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** Reads, once for all marks of a session, what their words are made of. */
export async function readMarkScene(
  reading: SessionsReading,
  head: SessionHead,
  under: { readonly window: SessionWindow; readonly policy: Policy },
  marks: readonly RegisterMark[],
  now: Temporal.Instant,
): Promise<Omit<MarkScene, "by">> {
  const needed = (ids: Iterable<string>): readonly string[] => [...new Set(ids)];
  const others = needed(marks.flatMap(({ why }) => why.otherSession ?? []));
  const sightings = await reading.sightings(needed(marks.flatMap(scansOfMark)));
  const absences = await reading.absenceCategories(needed(marks.flatMap(absencesOfMark)));
  const otherSessions = others.length === 0 ? [] : await reading.findSessions(others);
  const isBlind = marks.some(({ why }) => why.rule === "room_blind" || why.rule === "open_and_unwatched");
  return {
    ...under,
    timeZone: head.stored.plan.timeZone,
    rooms: head.rooms,
    sightings,
    lateFacts: (await reading.finalWithLateFacts([head.stored.plan.id])).length > 0,
    absences,
    otherSessions: new Map(otherSessions.map(({ plan }) => [plan.id, plan.title])),
    blind: isBlind ? ((await readBlindSpells(reading, [head], now)).get(head.stored.plan.id) ?? []) : [],
  };
}
