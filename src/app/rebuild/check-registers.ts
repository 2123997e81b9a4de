import type { Temporal } from "temporal-polyfill";
import {
  decideStandingMark,
  type StandingArrival,
  standingStatusOf,
} from "../../domain/attendance/decide-standing-mark.ts";
import { compareScans, type Scan } from "../../domain/attendance/scan.ts";

/** A stored scan with the standing session that it bears on, as the roster has it. */
export interface FoldedScan extends Scan {
  readonly classId: string;
  readonly personId: string;
}

/** A mark as it is stored, with what the attempts table says beside it. */
export interface StoredMark {
  readonly classId: string;
  readonly personId: string;
  readonly status: string;
  readonly firstSeen: Temporal.Instant;
  readonly scanId: string;
}

export interface StoredAttempt {
  readonly classId: string;
  readonly personId: string;
  readonly scanId: string;
  readonly attempts: number;
}

/** What a rebuild reads, a local day at a time, so that its memory does not grow with the history. */
export interface RebuildStore {
  /** The local days that have scans, oldest first. */
  days(timeZone: string): Promise<readonly string[]>;
  /** The scans of a day that bear on standing sessions, in the order in which they were stored. */
  scansOf(day: string, timeZone: string): Promise<readonly FoldedScan[]>;
  marksOf(day: string): Promise<readonly StoredMark[]>;
  attemptsOf(day: string): Promise<readonly StoredAttempt[]>;
  /** Scans and quarantined messages counted from the facts, and the same from the kept tallies, by day and kind. */
  tallyDifferences(timeZone: string): Promise<readonly Difference[]>;
}

/** One place where what is stored is not what the facts say. */
export interface Difference {
  readonly day: string;
  readonly where: string;
  readonly stored: string;
  readonly folded: string;
}

export interface RebuildReport {
  readonly days: number;
  readonly scans: number;
  readonly marks: number;
  readonly differences: readonly Difference[];
}

/** Shown of many: the rest says the same. */
const mostDifferences = 100;

/**
 * Folds the stored scans again and compares the marks, the attempts and the tallies with what is stored. Changes
 * nothing.
 *
 * @param onDay told after each day
 */
export async function checkRegisters(
  store: RebuildStore,
  timeZone: string,
  onDay: (done: number, of: number) => void = () => undefined,
): Promise<RebuildReport> {
  const days = await store.days(timeZone);
  const differences: Difference[] = [];
  let [scanCount, markCount] = [0, 0];
  for (const [at, day] of days.entries()) {
    const scans = await store.scansOf(day, timeZone);
    const folded = foldDay(scans);
    const marks = await store.marksOf(day);
    differences.push(...compareMarks(day, folded.arrivals, marks));
    differences.push(...compareAttempts(day, folded.attempts, await store.attemptsOf(day)));
    scanCount += scans.length;
    markCount += marks.length;
    onDay(at + 1, days.length);
  }
  differences.push(...(await store.tallyDifferences(timeZone)));
  return {
    days: days.length,
    scans: scanCount,
    marks: markCount,
    differences: differences.slice(0, mostDifferences),
  };
}

interface FoldedDay {
  readonly arrivals: ReadonlyMap<string, StandingArrival>;
  readonly attempts: ReadonlyMap<string, { readonly last: Scan; readonly n: number }>;
}

/** Scans sorted by (time taken, content hash), as the rules have it; of equals the one stored first. */
function foldDay(scans: readonly FoldedScan[]): FoldedDay {
  const arrivals = new Map<string, StandingArrival>();
  const attempts = new Map<string, { last: Scan; n: number }>();
  for (const scan of [...scans].sort(compareScans)) {
    const key = `${scan.classId} ${scan.personId}`;
    const arrival = decideStandingMark(arrivals.get(key) ?? null, [scan]);
    if (arrival !== null) arrivals.set(key, arrival);
    if (scan.direction !== "out" && standingStatusOf(scan) === null) {
      const before = attempts.get(key);
      const later = before === undefined || compareScans(scan, before.last) > 0;
      attempts.set(key, { last: later ? scan : before.last, n: (before?.n ?? 0) + 1 });
    }
  }
  return { arrivals, attempts };
}

function compareMarks(
  day: string,
  folded: FoldedDay["arrivals"],
  stored: readonly StoredMark[],
): readonly Difference[] {
  const describe = (status: string, seen: Temporal.Instant, scan: string): string =>
    `${status} at ${seen} by ${scan}`;
  const expected = new Map(
    [...folded].map(([key, { status, scan }]) => [key, describe(status, scan.occurredAt, scan.id)]),
  );
  const found = new Map(
    stored.map((mark) => [
      `${mark.classId} ${mark.personId}`,
      describe(mark.status, mark.firstSeen, mark.scanId),
    ]),
  );
  return compareMaps(day, "mark", expected, found);
}

function compareAttempts(
  day: string,
  folded: FoldedDay["attempts"],
  stored: readonly StoredAttempt[],
): readonly Difference[] {
  const expected = new Map([...folded].map(([key, { last, n }]) => [key, `${n}, last ${last.id}`]));
  const found = new Map(
    stored.map(({ classId, personId, attempts, scanId }) => [
      `${classId} ${personId}`,
      `${attempts}, last ${scanId}`,
    ]),
  );
  return compareMaps(day, "attempts", expected, found);
}

function compareMaps(
  day: string,
  what: string,
  folded: ReadonlyMap<string, string>,
  stored: ReadonlyMap<string, string>,
): readonly Difference[] {
  const keys = new Set([...folded.keys(), ...stored.keys()]);
  return [...keys].flatMap((key) => {
    const [isStored, isFolded] = [stored.get(key) ?? "nothing", folded.get(key) ?? "nothing"];
    if (isStored === isFolded) return [];
    const [classId, personId] = key.split(" ");
    return [
      { day, where: `${what} of person ${personId} in class ${classId}`, stored: isStored, folded: isFolded },
    ];
  });
}
