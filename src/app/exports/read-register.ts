import type { Temporal } from "temporal-polyfill";
import type { MarkView } from "../../contract/http/sessions.ts";
import { type DfeCode, dfeCodeOf, isDfeCode } from "../../domain/attendance/dfe-codes.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { createPauses } from "../create-pauses.ts";
import { shownMark, unstoredMark } from "../facts/unstored-mark.ts";
import { readMarkScene, sceneOfMark } from "../registers/mark-scene.ts";
import { absencesOfMark, toMarkView } from "../registers/mark-view.ts";
import { readUnknowable } from "../registers/read-unknowable.ts";
import { judgedUnder } from "../registers/session-row.ts";
import type { SessionHead, SessionsReading } from "../registers/sessions-reading.ts";

/** One student's mark, ready to go out. */
export interface RegisterEntry {
  readonly mark: MarkView;
  readonly entry: RegisterMark;
  /** England's attendance code; null where none can be written. */
  readonly dfeCode: DfeCode | null;
}

/** A session with everybody's mark as it stands. */
export interface RegisterSheet {
  readonly head: SessionHead;
  readonly state: SessionState;
  /** Of the policy that judges it. */
  readonly policyVersion: number;
  /** By student id. */
  readonly entries: readonly RegisterEntry[];
}

/** The registers of sessions in the order given; a session that nobody planned has none. */
export async function readRegisters(
  reading: SessionsReading,
  sessions: readonly string[],
  now: Temporal.Instant,
): Promise<RegisterSheet[]> {
  if (sessions.length === 0) return [];
  const heads = new Map((await reading.heads(sessions)).map((head) => [head.stored.plan.id, head]));
  const policies = await reading.policies();
  const registers: RegisterSheet[] = [];
  const pauses = createPauses();
  for (const session of sessions) {
    const head = heads.get(session);
    if (head) registers.push(await readRegister(reading, head, policies, now));
    if (pauses.due()) await pauses.take();
  }
  return registers;
}

async function readRegister(
  reading: SessionsReading,
  head: SessionHead,
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
): Promise<RegisterSheet> {
  const { plan } = head.stored;
  const under = judgedUnder(head, policies);
  const state = stateAt(head.stored, now);
  const unknowable = (await readUnknowable(reading, [head], policies, now)).has(plan.id);
  const unstored = unstoredMark(state, under.window, under.policy.version, now, unknowable);
  const shown = (await reading.seats(plan.id, null)).map(({ student, person, mark }) => ({
    student,
    person,
    mark,
    entry: shownMark(mark?.entry ?? null, unstored),
  }));
  const scene = await readMarkScene(
    reading,
    head,
    under,
    shown.map(({ entry }) => entry),
    now,
  );
  return {
    head,
    state,
    policyVersion: under.policy.version,
    entries: shown.map(({ student, person, mark, entry }) => ({
      mark: toMarkView(person, entry, mark?.revision ?? 0, sceneOfMark(scene, student, mark)),
      entry,
      dfeCode: dfeCodeOf(entry.mark, halfOf(head), categoryOf(entry, scene.absences)),
    })),
  };
}

/** The half of the local day in which a session starts: the two have codes of their own. */
function halfOf({ stored: { plan } }: SessionHead): "morning" | "afternoon" {
  return plan.start.toZonedDateTimeISO(plan.timeZone).hour < 12 ? "morning" : "afternoon";
}

/** The code that a leave was given as its category, where it was given one. */
function categoryOf(entry: RegisterMark, categories: ReadonlyMap<string, string>): DfeCode | null {
  for (const absence of absencesOfMark(entry)) {
    const category = categories.get(absence);
    if (category !== undefined && isDfeCode(category)) return category;
  }
  return null;
}
