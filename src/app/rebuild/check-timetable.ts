import type { Temporal } from "temporal-polyfill";
import { touchingSessions } from "../../domain/attendance/touching-sessions.ts";
import { musterItself } from "../actor.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { TimetableReading, TimetableStore } from "../facts/timetable-store.ts";
import type { Difference } from "./check-registers.ts";
import { foldGroup, type WrongMark } from "./fold-group.ts";

/** What was found among the marks of timetabled sessions. */
export interface TimetableReport {
  readonly sessions: number;
  readonly scans: number;
  readonly marks: number;
  readonly different: number;
  /** The first of the differences. */
  readonly differences: readonly Difference[];
  /** The sessions that hang together with a mark that differs, by their ids. */
  readonly wrongGroups: readonly (readonly string[])[];
}

export interface TimetableProgress {
  readonly day: string;
  readonly done: number;
  readonly of: number;
  readonly different: number;
}

const mostListed = 100;

/**
 * Folds all facts about timetabled sessions again, a group of sessions that hang together at a time, and compares the
 * marks with what is stored. Changes nothing.
 */
export async function checkTimetable(
  reading: TimetableReading,
  now: Temporal.Instant,
  onGroup: (progress: TimetableProgress) => void = () => undefined,
): Promise<TimetableReport> {
  const policies = await reading.policies();
  const all = await reading.countSessions();
  const differences: Difference[] = [];
  const wrongGroups: (readonly string[])[] = [];
  let [sessions, scans, marks, different] = [0, 0, 0, 0];
  for await (const stretch of stretches(reading.sessionsInOrder())) {
    for (const group of await groupsOf(reading, stretch)) {
      const folded = await foldGroup(reading, group, policies, now);
      sessions += group.length;
      scans += folded.scans;
      marks += folded.marks;
      different += folded.wrong.length;
      if (folded.wrong.length > 0) wrongGroups.push(group);
      differences.push(...folded.wrong.slice(0, mostListed - differences.length).map(describe));
      onGroup({ day: stretch[0]?.plan.day ?? "", done: sessions, of: all, different });
    }
  }
  return { sessions, scans, marks, different, differences, wrongGroups };
}

/** Writes what a check found to differ, as revisions, a group of sessions in each transaction. @returns how many */
export async function repairTimetable(
  store: TimetableStore,
  report: TimetableReport,
  now: Temporal.Instant,
): Promise<number> {
  let mended = 0;
  for (const group of report.wrongGroups) {
    mended += await store.write(async (transaction) => {
      const { wrong } = await foldGroup(transaction, group, await transaction.policies(), now);
      await transaction.addMarks(
        wrong.map(({ session, student, stored, folded }) => ({
          session: session.plan.id,
          student,
          startsAt: session.plan.start,
          after: stored?.revision ?? 0,
          entry: folded,
          actor: musterItself,
          reason: "rebuilt from the facts",
          decidedAt: now,
        })),
      );
      return wrong.length;
    });
  }
  return mended;
}

/** Sessions in order of opening, cut where nothing is open: nothing on one side of a cut bears on the other. */
async function* stretches(
  pages: AsyncIterable<readonly StoredSession[]>,
): AsyncGenerator<readonly StoredSession[]> {
  let stretch: StoredSession[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for await (const page of pages) {
    for (const session of page) {
      if (session.opensAt.epochMilliseconds > until && stretch.length > 0) {
        yield stretch;
        stretch = [];
      }
      stretch.push(session);
      until = Math.max(until, session.closesAt.epochMilliseconds);
    }
  }
  if (stretch.length > 0) yield stretch;
}

/**
 * Groups that hang together through a student. Two sessions in one room without a student in common do not bear on each
 * other: who was seen there counts for the own session alone.
 */
async function groupsOf(
  reading: TimetableReading,
  stretch: readonly StoredSession[],
): Promise<readonly (readonly string[])[]> {
  const seats = await reading.studentsOf(stretch.map(({ plan }) => plan.id));
  const students = new Map<string, string[]>();
  for (const { session, student } of seats) {
    const known = students.get(session);
    if (known) known.push(student);
    else students.set(session, [student]);
  }
  return touchingSessions(
    stretch.map(({ plan, opensAt, closesAt }) => ({
      id: plan.id,
      rooms: [],
      students: students.get(plan.id) ?? [],
      window: {
        standing: false,
        opens: opensAt.epochMilliseconds,
        start: plan.start.epochMilliseconds,
        onTimeUntil: plan.start.epochMilliseconds,
        lateUntil: plan.start.epochMilliseconds,
        end: plan.end.epochMilliseconds,
        closes: closesAt.epochMilliseconds,
      },
    })),
  );
}

function describe({ session, student, stored, folded }: WrongMark): Difference {
  return {
    day: session.plan.day,
    kind: "mark",
    of: `person ${student} in session ${session.plan.id}`,
    stored: stored === null ? "none" : `${stored.entry.mark.status} by ${stored.entry.why.rule}`,
    folded: `${folded.mark.status} by ${folded.why.rule}`,
  };
}
