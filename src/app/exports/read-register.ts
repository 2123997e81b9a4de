import type { Temporal } from "temporal-polyfill";
import type { MarkView } from "../../contract/http/sessions.ts";
import { type DfeCode, dfeCodeOf, isDfeCode } from "../../domain/attendance/dfe-codes.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { SessionState } from "../../domain/timetable/session-state.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { createPauses } from "../create-pauses.ts";
import { readMarkScene, sceneOfMark } from "../registers/mark-scene.ts";
import { absencesOfMark, toMarkView } from "../registers/mark-view.ts";
import type { Coverage } from "../registers/read-coverage.ts";
import { type ShownSeat, seatsOfNow, shownSeats } from "../registers/register-view.ts";
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

/** The register of one session, with its marks as its page shows them at this moment; null for one that nobody planned. */
export async function readOneRegister(
  reading: SessionsReading,
  session: string,
  now: Temporal.Instant,
): Promise<RegisterSheet | null> {
  const [head] = await reading.heads([session]);
  if (!head) return null;
  const policies = await reading.policies();
  const { shown, covered } = await seatsOfNow(reading, head, policies, now);
  return sheetOf(reading, head, policies, shown, now, covered);
}

/**
 * The registers of sessions in the order given; a session that nobody planned has none. Marks are those that are stored: what
 * readers could see is brought in line with what is known of them with each round of the monitor.
 */
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
    if (head) {
      const seats = await reading.seats(session, null);
      const shown = await shownSeats(reading, head, seats, policies, now);
      registers.push(await sheetOf(reading, head, policies, shown, now));
    }
    if (pauses.due()) await pauses.take();
  }
  return registers;
}

async function sheetOf(
  reading: SessionsReading,
  head: SessionHead,
  policies: readonly DatedPolicy[],
  shown: readonly ShownSeat[],
  now: Temporal.Instant,
  readCovered?: () => Promise<Coverage>,
): Promise<RegisterSheet> {
  const under = judgedUnder(head, policies);
  const state = stateAt(head.stored, now);
  const scene = await readMarkScene(
    reading,
    head,
    under,
    shown.map(({ entry }) => entry),
    now,
    readCovered,
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
