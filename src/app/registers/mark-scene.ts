import type { Temporal } from "temporal-polyfill";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import type { MarkScene } from "./describe-mark.ts";
import { absencesOfMark, scansOfMark } from "./mark-view.ts";
import { readAbsentByWord, type SignedAbsent } from "./read-absent-by-word.ts";
import { readCoverage } from "./read-coverage.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** What the words about all marks of one session are made of. */
export interface RegisterScene extends Omit<MarkScene, "by" | "signed"> {
  /** What a signature on a register that goes on says of those whom no reader could see. */
  readonly signature: SignedAbsent | null;
}

/**
 * The same of one student's mark.
 *
 * @param student the store id
 * @param by who wrote it by hand
 */
export function sceneOfMark(
  { signature, ...scene }: RegisterScene,
  student: string,
  by: MarkScene["by"],
): MarkScene {
  const isSaid = signature !== null && (signature.of === null || signature.of.includes(student));
  return { ...scene, by, signed: isSaid ? signature : null };
}

/** Reads, once for all marks of a session, what their words are made of. */
export async function readMarkScene(
  reading: SessionsReading,
  head: SessionHead,
  under: { readonly window: SessionWindow; readonly policy: Policy },
  marks: readonly RegisterMark[],
  now: Temporal.Instant,
): Promise<RegisterScene> {
  const needed = (ids: Iterable<string>): readonly string[] => [...new Set(ids)];
  const others = needed(marks.flatMap(({ why }) => why.otherSession ?? []));
  const sightings = await reading.sightings(needed(marks.flatMap(scansOfMark)));
  const absences = await reading.absenceCategories(needed(marks.flatMap(absencesOfMark)));
  const otherSessions = others.length === 0 ? [] : await reading.findSessions(others);
  const isUnwatched = marks.some(({ why }) => why.rule === "open_and_unwatched");
  const isBlind =
    isUnwatched || marks.some(({ why }) => why.rule === "room_blind" || why.rule === "absent_by_word");
  return {
    ...under,
    timeZone: head.stored.plan.timeZone,
    rooms: head.rooms,
    sightings,
    lateFacts: (await reading.finalWithLateFacts([head.stored.plan.id])).length > 0,
    absences,
    otherSessions: new Map(otherSessions.map(({ plan }) => [plan.id, plan.title])),
    blind: isBlind ? ((await readCoverage(reading, [head], now)).get(head.stored.plan.id)?.spells ?? []) : [],
    signature:
      (await readAbsentByWord(reading, isUnwatched ? [head] : [], now)).get(head.stored.plan.id) ?? null,
  };
}
