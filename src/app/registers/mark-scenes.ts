import type { Temporal } from "temporal-polyfill";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { shownMark, unstoredMark } from "../facts/unstored-mark.ts";
import type { Attempt } from "./describe-mark.ts";
import { type RegisterScene, tellsOfCoverage } from "./mark-scene.ts";
import { absencesOfMark, scansOfMark } from "./mark-view.ts";
import { readAbsentByWord } from "./read-absent-by-word.ts";
import { readCoverage } from "./read-coverage.ts";
import { readUnknowable } from "./read-unknowable.ts";
import { judgedUnder } from "./session-row.ts";
import type { SessionsReading } from "./sessions-reading.ts";

/** What the words about the marks of one session are taken from. */
export interface SessionScene {
  readonly scene: RegisterScene;
  /** A mark as it is shown: what is not stored is told by the clock. */
  shown(stored: RegisterMark | null): RegisterMark;
}

/**
 * Reads, once for the marks of many sessions, what their words are made of. A session that nobody planned has none.
 *
 * @param students store ids of whose marks are told; null for everybody there
 */
export async function readMarkScenes(
  reading: SessionsReading,
  sessions: readonly string[],
  students: readonly string[] | null,
  marks: readonly { readonly session: string; readonly entry: RegisterMark }[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, SessionScene>> {
  if (sessions.length === 0) return new Map();
  const unique = (of: (entry: RegisterMark) => readonly string[]): readonly string[] => [
    ...new Set(marks.flatMap(({ entry }) => of(entry))),
  ];
  const heads = await reading.heads(sessions);
  const policies = await reading.policies();
  const others = unique(({ why }) => (why.otherSession === null ? [] : [why.otherSession]));
  const otherSessions = new Map(
    (others.length === 0 ? [] : await reading.findSessions(others)).map(({ plan }) => [plan.id, plan.title]),
  );
  const late = new Set(await reading.finalWithLateFacts(sessions));
  const sightings = await reading.sightings(unique(scansOfMark));
  const absences = await reading.absenceCategories(unique(absencesOfMark));
  const unknowable = await readUnknowable(reading, heads, policies, now);
  const unwatched = new Set([
    ...unknowable,
    ...marks.flatMap(({ session, entry }) => (tellsOfCoverage(entry) ? [session] : [])),
  ]);
  const ofBlind = heads.filter(({ stored }) => unwatched.has(stored.plan.id));
  const coverage = await readCoverage(reading, ofBlind, now);
  const signatures = await readAbsentByWord(
    reading,
    heads.filter(({ stored }) => unknowable.has(stored.plan.id)),
    now,
  );
  const attempts = new Map<string, Map<string, Attempt>>(
    heads.map(({ stored }) => [stored.plan.id, new Map()]),
  );
  for (const attempt of await reading.attempts(sessions, students)) {
    attempts.get(attempt.session)?.set(attempt.student, attempt);
  }
  return new Map(
    heads.map((head) => {
      const { id, timeZone } = head.stored.plan;
      const under = judgedUnder(head, policies);
      const unstored = unstoredMark(
        stateAt(head.stored, now),
        under.window,
        under.policy.version,
        now,
        unknowable.has(id),
      );
      return [
        id,
        {
          scene: {
            ...under,
            timeZone,
            rooms: head.rooms,
            sightings,
            lateFacts: late.has(id),
            absences,
            otherSessions,
            blind: coverage.get(id)?.spells ?? [],
            tells: coverage.get(id)?.tells ?? true,
            attempts: attempts.get(id) ?? new Map(),
            signature: signatures.get(id) ?? null,
          },
          shown: (stored) => shownMark(stored, unstored),
        },
      ];
    }),
  );
}
