import type { Temporal } from "temporal-polyfill";
import type { MarkRule, RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Policy } from "../../domain/policy/policy.ts";
import type { SessionWindow } from "../../domain/timetable/session-window.ts";
import type { Attempt, MarkScene } from "./describe-mark.ts";
import { absencesOfMark, scansOfMark } from "./mark-view.ts";
import { readAbsentByWord, type SignedAbsent } from "./read-absent-by-word.ts";
import { type Coverage, coverageOf } from "./read-coverage.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** What the words about all marks of one session are made of. */
export interface RegisterScene extends Omit<MarkScene, "by" | "signed" | "attempt" | "turnedAway"> {
  /** Of those who were turned away or only named there, the newest of it, by the store id of the student. */
  readonly attempts: ReadonlyMap<string, Attempt>;
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
  { signature, attempts, ...scene }: RegisterScene,
  student: string,
  by: MarkScene["by"],
): MarkScene {
  const isSaid = signature !== null && (signature.of === null || signature.of.includes(student));
  return {
    ...scene,
    by,
    attempt: attempts.get(student) ?? null,
    turnedAway: attempts.size,
    signed: isSaid ? signature : null,
  };
}

/** Of a session whose marks do not tell of it. */
const nothingAsked: Coverage = { tells: true, spells: [], watches: [] };

const ofCoverage: ReadonlySet<MarkRule> = new Set([
  "open_and_unwatched",
  "room_blind",
  "absent_by_word",
  "unseen_and_register_taken",
  "unseen_in_watched_room",
]);

/** Whether the words of a mark tell how well the rooms of its session were watched. */
export function tellsOfCoverage({ why, flags }: RegisterMark): boolean {
  return ofCoverage.has(why.rule) || flags.some(({ code }) => code === "first_seen_after_blindness");
}

/**
 * Reads, once for all marks of a session, what their words are made of.
 *
 * @param readCovered how well its rooms were watched; asked where the words of a mark tell of it
 */
export async function readMarkScene(
  reading: SessionsReading,
  head: SessionHead,
  under: { readonly window: SessionWindow; readonly policy: Policy },
  marks: readonly RegisterMark[],
  now: Temporal.Instant,
  readCovered = (): Promise<Coverage> => coverageOf(reading, head, now),
): Promise<RegisterScene> {
  const needed = (ids: Iterable<string>): readonly string[] => [...new Set(ids)];
  const others = needed(marks.flatMap(({ why }) => why.otherSession ?? []));
  const sightings = await reading.sightings(needed(marks.flatMap(scansOfMark)));
  const absences = await reading.absenceCategories(needed(marks.flatMap(absencesOfMark)));
  const otherSessions = others.length === 0 ? [] : await reading.findSessions(others);
  const isUnwatched = marks.some(({ why }) => why.rule === "open_and_unwatched");
  const { spells, tells } = marks.some(tellsOfCoverage) ? await readCovered() : nothingAsked;
  return {
    ...under,
    timeZone: head.stored.plan.timeZone,
    rooms: head.rooms,
    sightings,
    lateFacts: (await reading.finalWithLateFacts([head.stored.plan.id])).length > 0,
    absences,
    otherSessions: new Map(otherSessions.map(({ plan }) => [plan.id, plan.title])),
    blind: spells,
    tells,
    attempts: new Map(
      (await reading.attempts([head.stored.plan.id], null)).map((attempt) => [attempt.student, attempt]),
    ),
    signature:
      (await readAbsentByWord(reading, isUnwatched ? [head] : [], now)).get(head.stored.plan.id) ?? null,
  };
}
