import type { Temporal } from "temporal-polyfill";
import type { Attempts } from "../../domain/attendance/judge-world.ts";
import { touchingSessions } from "../../domain/attendance/touching-sessions.ts";
import { musterItself } from "../actor.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { TimetableReading, TimetableStore } from "../facts/timetable-store.ts";
import type { Difference } from "./check-tallies.ts";
import { compareEntries } from "./compare-entries.ts";
import { foldGroup, type WrongAttempt, type WrongMark, type WrongSession } from "./fold-group.ts";

/** What was found among sessions, their marks and attempts. */
export interface MarksReport {
  readonly sessions: number;
  readonly scans: number;
  readonly marks: number;
  readonly different: number;
  /** The first of the differences. */
  readonly differences: readonly Difference[];
  /** The sessions that hang together with a mark that differs, by their ids. */
  readonly wrongGroups: readonly (readonly string[])[];
}

export interface MarksProgress {
  readonly day: string;
  readonly done: number;
  readonly of: number;
  readonly different: number;
}

const mostListed = 100;

/**
 * Folds all facts about sessions again, a group of sessions that hang together at a time, and compares
 * sessions, marks and attempts with what is stored. Changes nothing.
 */
export async function checkMarks(
  reading: TimetableReading,
  now: Temporal.Instant,
  onGroup: (progress: MarksProgress) => void = () => undefined,
): Promise<MarksReport> {
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
      const found = [
        ...folded.wrongSessions.map(describeSession),
        ...folded.wrong.map(describe),
        ...folded.wrongAttempts.map(describeAttempt),
      ];
      different += found.length;
      if (found.length > 0) wrongGroups.push(group);
      differences.push(...found.slice(0, mostListed - differences.length));
      onGroup({ day: stretch[0]?.plan.day ?? "", done: sessions, of: all, different });
    }
  }
  return { sessions, scans, marks, different, differences, wrongGroups };
}

/**
 * Writes what a check found to differ, marks as revisions, a group of sessions in each transaction. @returns how many
 */
export async function repairMarks(
  store: TimetableStore,
  report: MarksReport,
  now: Temporal.Instant,
): Promise<number> {
  const sessions = await repairSessions(store, report, now);
  // Which sessions hang together, and what is evidence for a mark, is read by the times and rooms that are stored of them.
  const found = sessions === 0 ? report : await store.read((reading) => checkMarks(reading, now));
  return sessions + (await repairSeats(store, found, now));
}

async function repairSessions(
  store: TimetableStore,
  report: MarksReport,
  now: Temporal.Instant,
): Promise<number> {
  let mended = 0;
  for (const group of report.wrongGroups) {
    mended += await store.write(async (transaction) => {
      const { wrongSessions } = await foldGroup(transaction, group, await transaction.policies(), now);
      await transaction.putSessions(wrongSessions.map(({ folded }) => folded));
      return wrongSessions.length;
    });
  }
  return mended;
}

async function repairSeats(
  store: TimetableStore,
  report: MarksReport,
  now: Temporal.Instant,
): Promise<number> {
  let mended = 0;
  for (const group of report.wrongGroups) {
    mended += await store.write(async (transaction) => {
      const { wrong, wrongAttempts } = await foldGroup(transaction, group, await transaction.policies(), now);
      await transaction.addMarks(
        wrong.map(({ session, student, stored, folded }) => ({
          session: session.plan.id,
          student,
          startsAt: session.plan.start,
          after: stored?.revision ?? 0,
          ...folded,
          actor: musterItself,
          reason: "rebuilt from the facts",
          decidedAt: now,
        })),
      );
      await transaction.putAttempts(
        wrongAttempts.map(({ session, student, folded }) => ({
          session: session.plan.id,
          student,
          times: folded?.times ?? 0,
          scan: folded?.scan ?? null,
        })),
      );
      return wrong.length + wrongAttempts.length;
    });
  }
  return mended;
}

/**
 * Sessions in order of opening, cut where nothing is open: nothing on one side of a cut bears on the other. Standing
 * sessions bear on none, and come by themselves.
 */
async function* stretches(
  pages: AsyncIterable<readonly StoredSession[]>,
): AsyncGenerator<readonly StoredSession[]> {
  let stretch: StoredSession[] = [];
  let until = Number.NEGATIVE_INFINITY;
  for await (const page of pages) {
    const standing = page.filter(({ plan }) => plan.kind === "standing");
    if (standing.length > 0) yield standing;
    for (const session of page) {
      if (session.plan.kind === "standing") continue;
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
        standing: plan.kind === "standing",
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

function describeSession({ session, folded, columns, facts }: WrongSession): Difference {
  const said = ({ plan, state }: StoredSession): string => `${state}, from ${plan.start.toString()}`;
  return {
    day: session.plan.day,
    kind: "session",
    of: session.plan.id,
    stored: said(session),
    folded: said(folded),
    fields: columns,
    facts,
  };
}

function describe({ session, student, stored, folded, columns, facts }: WrongMark): Difference {
  return {
    day: session.plan.day,
    kind: "mark",
    of: `person ${student} in session ${session.plan.id}`,
    stored:
      stored === null
        ? "none"
        : stored.entry === null
          ? "what is no mark"
          : `${stored.entry.mark.status} by ${stored.entry.why.rule}`,
    folded: `${folded.entry.mark.status} by ${folded.entry.why.rule}`,
    fields: [...compareEntries(stored?.entry ?? stored?.raw ?? null, folded.entry), ...columns],
    facts,
  };
}

function describeAttempt({ session, student, stored, folded, facts }: WrongAttempt): Difference {
  const said = (attempts: Attempts | null): string =>
    attempts === null ? "none" : `${attempts.times}, the last by scan ${attempts.scan}`;
  const fields = (["times", "scan"] as const).map((field) => ({
    field,
    stored: String(stored?.[field] ?? "none"),
    folded: String(folded?.[field] ?? "none"),
  }));
  return {
    day: session.plan.day,
    kind: "attempts",
    of: `person ${student} in session ${session.plan.id}`,
    stored: said(stored),
    folded: said(folded),
    fields: fields.filter((one) => one.stored !== one.folded),
    facts,
  };
}
