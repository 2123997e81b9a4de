import type { Temporal } from "temporal-polyfill";
import type { Scan } from "../../domain/attendance/scan.ts";
import { musterItself } from "../actor.ts";
import { touchedTogether } from "../facts/change-timetable.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import { planStandingDays } from "../facts/plan-standing-days.ts";
import { foldLane } from "./fold-lane.ts";
import { judgeMarks } from "./judge-marks.ts";

/** As much of a stored scan as says whom it concerns. */
export interface PlacedScan extends Pick<Scan, "occurredAt"> {
  readonly personId: string | null;
  readonly roomId: string | null;
}

/** The days of standing sessions, as recording a batch meets them. */
export interface StandingDays {
  /** The institution's zone. */
  readonly timeZone: string;
  readonly dayOf: (instant: Temporal.Instant) => string;
  /** Whether a day's standing sessions are known to be planned, so that they need not be looked for. */
  readonly isPlanned: (day: string) => boolean;
  /** Told of the days that this transaction plans; they are planned once it is committed. */
  readonly onPlanned: (days: readonly string[]) => void;
}

/**
 * The one road from scans to marks: judges the marks and counts the attempts that scans bear on, which are stored
 * already, in sessions of either kind. A day that a backlog reaches and that has no standing sessions yet gets them first.
 *
 * @returns how many revisions were stored
 */
export async function judgeScans(
  transaction: FactTransaction,
  scans: readonly PlacedScan[],
  standing: StandingDays,
  now: Temporal.Instant,
): Promise<number> {
  const students = scans.flatMap(({ personId, roomId, occurredAt }) =>
    personId === null || roomId === null
      ? []
      : [{ student: personId, from: occurredAt, to: occurredAt, room: roomId }],
  );
  if (students.length === 0) return 0;
  const context = { now, actor: musterItself, reason: null };
  const days = [...new Set(students.map(({ from }) => standing.dayOf(from)))];
  const unplanned = days.filter((day) => !standing.isPlanned(day));
  const planned = await planStandingDays(transaction, unplanned, standing.timeZone, context);
  if (unplanned.length > 0) standing.onPlanned(unplanned);
  const { revised, sessions, left } = await foldLane(
    transaction,
    students.map((span) => ({ ...span, at: span.from })),
    context,
  );
  // Where nobody had been seen, one sighting is news for everybody who was not.
  const news = await transaction.sessionsToWitness(sessions);
  const touched = touchedTogether([planned, { sessions: news, students: left }]);
  return revised + (await judgeMarks(transaction, touched, context));
}
