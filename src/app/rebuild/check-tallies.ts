import { Temporal } from "temporal-polyfill";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import { tallyDecisions } from "../ingest/tally-decisions.ts";
import { compareDecisions } from "./compare-decisions.ts";
import type { DifferentField } from "./compare-entries.ts";
import { compareTallies, tallyFacts } from "./compare-tallies.ts";
import type { FactBehind } from "./facts-behind.ts";
import type { CountDifference, RebuildReading } from "./rebuild-store.ts";

/** One thing that is stored otherwise than the facts say. Ids and places, never names of people. */
export interface Difference {
  /** null for what is counted over all days. */
  readonly day: string | null;
  readonly kind: "session" | "row" | "mark" | "attempts" | "tally" | "repeats" | "sender" | "ids";
  readonly of: string;
  /** What it comes to. */
  readonly stored: string;
  readonly folded: string;
  /** The fields that differ, with both values. */
  readonly fields: readonly DifferentField[];
  /** What is stored that bears on it; none of what is counted, where the number by the facts says how many there are. */
  readonly facts: readonly FactBehind[];
}

/** A number that is not the one that the facts add up to. */
function differentCount(
  field: string,
  stored: string,
  folded: string,
): Omit<Difference, "day" | "kind" | "of"> {
  return { stored, folded, fields: [{ field, stored, folded }], facts: [] };
}

export interface TallyReport {
  readonly days: number;
  readonly scans: number;
  /** How many differences there are; the first of them are listed. */
  readonly different: number;
  readonly differences: readonly Difference[];
  /** What a repair has to look at. */
  readonly wrong: {
    readonly tallyDays: readonly string[];
    readonly decisionDays: readonly string[];
    readonly repeatLocations: readonly string[];
    readonly senders: boolean;
    readonly rows: number;
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
 * Counts the stored scans and refused messages again, a local day at a time, and compares tallies and the senders' counts
 * with what is kept; and enrolments and standing rooms with the facts about them. Changes nothing.
 *
 * @param reading one moment of the store
 * @param onDay told after each day
 */
export async function checkTallies(
  reading: RebuildReading,
  timeZone: string,
  onDay: (progress: RebuildProgress) => void = () => undefined,
): Promise<TallyReport> {
  const localTime = createLocalTime(timeZone);
  const differences: Difference[] = [];
  let [scans, different] = [0, 0];
  const note = (found: readonly Difference[]): boolean => {
    different += found.length;
    differences.push(...found.slice(0, mostListed - differences.length));
    return found.length > 0;
  };
  const days = await daysOf(reading, (instant) => localTime(instant).day);
  const wrong = { tallyDays: [] as string[], decisionDays: [] as string[] };

  for (const [at, day] of days.entries()) {
    const span = spanOfDay(Temporal.PlainDate.from(day), timeZone);
    const counted = await reading.countFacts(span);
    for (const { kind, n } of counted) scans += kind === "quarantined" ? 0 : n;
    const tallies = compareTallies(await reading.talliesOf(day), tallyFacts(counted, localTime));
    const talliesDiffer = note(
      tallies.map(({ hour, location, kind, stored, counted }) => ({
        day,
        kind: "tally",
        of: `${kind} at ${location || "no location"}, hour ${hour}`,
        ...differentCount("n", String(stored), String(counted)),
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
        ...differentCount("n", String(stored), String(counted)),
      })),
    );
    if (decisionsDiffer) wrong.decisionDays.push(day);
    onDay({ day, done: at + 1, of: days.length, scans, different });
  }

  const repeats = await reading.repeatDifferences();
  note(repeats.map((difference) => describeCount("repeats", difference)));
  const senders = await reading.senderDifferences();
  note(senders.map((difference) => describeCount("sender", difference)));
  const rows = await reading.rowsAmiss();
  note(
    rows.map(({ of, columns, facts }) => ({
      day: null,
      kind: "row",
      of,
      stored: columns.map(({ field, stored }) => `${field} ${stored}`).join(", "),
      folded: columns.map(({ field, folded }) => `${field} ${folded}`).join(", "),
      fields: columns,
      facts,
    })),
  );
  note(
    (await reading.danglingIds()).map(({ column, rows, example }) => ({
      day: null,
      kind: "ids",
      of: column,
      ...differentCount("rows whose id names nothing", `${rows}, one of them ${example}`, "0"),
    })),
  );
  return {
    days: days.length,
    scans,
    different,
    differences,
    wrong: {
      ...wrong,
      repeatLocations: repeats.map(({ of }) => of),
      senders: senders.length > 0,
      rows: rows.length,
    },
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

const describeCount = (kind: "repeats" | "sender", { of, stored, counted }: CountDifference): Difference => ({
  day: null,
  kind,
  of: of || "no location",
  ...differentCount(
    kind === "sender" ? "scans" : "n",
    stored === null ? "none" : String(stored),
    String(counted),
  ),
});
