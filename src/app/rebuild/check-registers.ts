import { Temporal } from "temporal-polyfill";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import { tallyDecisions } from "../ingest/tally-decisions.ts";
import { compareDecisions } from "./compare-decisions.ts";
import { compareTallies, tallyFacts } from "./compare-tallies.ts";
import type { Sighting } from "./fold-scans.ts";
import { type FoldedDay, foldScans } from "./fold-scans.ts";
import { judgePlaces, type WrongPlace } from "./judge-places.ts";
import type { CountDifference, RebuildReading, StoredPlace } from "./rebuild-store.ts";

/** One thing that is stored otherwise than the facts say. Ids and places, never names of people. */
export interface Difference {
  /** null for what is counted over all days. */
  readonly day: string | null;
  readonly kind: "mark" | "attempts" | "tally" | "repeats" | "sender";
  readonly of: string;
  readonly stored: string;
  readonly folded: string;
}

export interface RebuildReport {
  readonly days: number;
  readonly scans: number;
  readonly marks: number;
  /** How many differences there are; the first of them are listed. */
  readonly different: number;
  readonly differences: readonly Difference[];
  /** What a repair has to look at. */
  readonly wrong: {
    readonly markDays: readonly string[];
    readonly tallyDays: readonly string[];
    readonly decisionDays: readonly string[];
    readonly repeatLocations: readonly string[];
    readonly senders: boolean;
  };
}

export interface RebuildProgress {
  readonly day: string;
  readonly done: number;
  readonly of: number;
  readonly scans: number;
  readonly different: number;
}

/** Listed of many: the rest says the same. */
const mostListed = 100;

/**
 * Folds the stored scans again, a local day at a time, and compares marks, attempts, tallies and the senders' counts
 * with what is stored. Changes nothing.
 *
 * @param reading one moment of the store
 * @param onDay told after each day
 */
export async function checkRegisters(
  reading: RebuildReading,
  timeZone: string,
  onDay: (progress: RebuildProgress) => void = () => undefined,
): Promise<RebuildReport> {
  const localTime = createLocalTime(timeZone);
  const differences: Difference[] = [];
  let [scans, marks, different] = [0, 0, 0];
  const note = (found: readonly Difference[]): boolean => {
    different += found.length;
    differences.push(...found.slice(0, mostListed - differences.length));
    return found.length > 0;
  };
  const days = await daysOf(reading, (instant) => localTime(instant).day);
  const wrong = { markDays: [] as string[], tallyDays: [] as string[], decisionDays: [] as string[] };

  for (const [at, day] of days.entries()) {
    const span = spanOfDay(Temporal.PlainDate.from(day), timeZone);
    const folded: FoldedDay = new Map();
    for await (const page of reading.scansOf(span, 0)) {
      foldScans(folded, page);
      scans += page.length;
    }
    let marksDiffer = false;
    for await (const places of reading.placesOf(day)) {
      marks += places.filter(({ mark }) => mark !== null).length;
      const found = judgePlaces(folded, places).flatMap((place) => describePlace(day, place));
      marksDiffer = note(found) || marksDiffer;
    }
    if (marksDiffer) wrong.markDays.push(day);
    const tallies = compareTallies(
      await reading.talliesOf(day),
      tallyFacts(await reading.countFacts(span), localTime),
    );
    const talliesDiffer = note(
      tallies.map(({ hour, location, kind, stored, counted }) => ({
        day,
        kind: "tally",
        of: `${kind} at ${location || "no location"}, hour ${hour}`,
        stored: String(stored),
        folded: String(counted),
      })),
    );
    if (talliesDiffer) wrong.tallyDays.push(day);
    const decisions = compareDecisions(
      await reading.decisionsOf(day),
      tallyDecisions(await reading.countDecisions(span), localTime),
    );
    const decisionsDiffer = note(
      decisions.map(({ entry, stored, counted }) => ({
        day,
        kind: "tally",
        of: `${entry.decision} at ${entry.location || "no location"} by ${entry.sender}, quarter hour ${entry.slot}`,
        stored: String(stored),
        folded: String(counted),
      })),
    );
    if (decisionsDiffer) wrong.decisionDays.push(day);
    onDay({ day, done: at + 1, of: days.length, scans, different });
  }

  const repeats = await reading.repeatDifferences();
  note(repeats.map((difference) => describeCount("repeats", difference)));
  const senders = await reading.senderDifferences();
  note(senders.map((difference) => describeCount("sender", difference)));
  return {
    days: days.length,
    scans,
    marks,
    different,
    differences,
    wrong: { ...wrong, repeatLocations: repeats.map(({ of }) => of), senders: senders.length > 0 },
  };
}

/** The local days that have facts or records, oldest first. */
async function daysOf(
  reading: RebuildReading,
  dayOf: (instant: Temporal.Instant) => string,
): Promise<readonly string[]> {
  const days = new Set(await reading.daysWithRecords());
  for (const instant of await reading.instantsWithFacts()) days.add(dayOf(instant));
  return [...days].sort();
}

function describePlace(
  day: string,
  { place, sighting, markDiffers, attemptDiffers }: WrongPlace,
): Difference[] {
  const of = `person ${place.personId} in class ${place.classId}`;
  return [
    ...(markDiffers
      ? [
          {
            day,
            kind: "mark",
            of,
            stored: describeMark(place.mark),
            folded: describeArrival(sighting),
          } as const,
        ]
      : []),
    ...(attemptDiffers
      ? [
          {
            day,
            kind: "attempts",
            of,
            stored: describeAttempts(place.attempt?.attempts, place.attempt?.scanId),
            folded: describeAttempts(sighting.attempts, sighting.lastAttempt?.id),
          } as const,
        ]
      : []),
  ];
}

const describeMark = (mark: StoredPlace["mark"]): string =>
  mark === null ? "none" : `${mark.status} at ${mark.firstSeen} by scan ${mark.scanId}`;

const describeArrival = ({ arrival }: Sighting): string =>
  arrival === null
    ? "none"
    : describeMark({ status: arrival.status, firstSeen: arrival.scan.occurredAt, scanId: arrival.scan.id });

const describeAttempts = (attempts = 0, scanId: string | undefined): string =>
  scanId === undefined ? "none" : `${attempts}, the last by scan ${scanId}`;

const describeCount = (kind: "repeats" | "sender", { of, stored, counted }: CountDifference): Difference => ({
  day: null,
  kind,
  of: of || "no location",
  stored: stored === null ? "none" : String(stored),
  folded: String(counted),
});
