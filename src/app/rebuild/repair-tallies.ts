import { Temporal } from "temporal-polyfill";
import { createLocalTime } from "../../domain/timetable/local-time.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import { tallyDecisions } from "../ingest/tally-decisions.ts";
import { checkTallies, type RebuildProgress, type TallyReport } from "./check-tallies.ts";
import { compareTallies, tallyFacts } from "./compare-tallies.ts";
import type { RebuildStore } from "./rebuild-store.ts";

/** What a repair found, and what it wrote. */
export interface RepairReport {
  readonly found: TallyReport;
  readonly repaired: {
    /** Days and locations whose tallies were written anew. */
    readonly tallies: number;
    readonly senders: boolean;
    /** Rows of enrolments, standing rooms and of what is kept beside sessions. */
    readonly rows: number;
  };
}

/**
 * Checks what is counted and writes what differs: tallies and the senders' counts. A day is one transaction, so that
 * recording never waits for the whole history.
 */
export async function repairTallies(
  store: RebuildStore,
  timeZone: string,
  onDay: (progress: RebuildProgress) => void = () => undefined,
): Promise<RepairReport> {
  const found = await store.read((reading) => checkTallies(reading, timeZone, onDay));
  let tallies = 0;
  for (const day of found.wrong.tallyDays) {
    if (await retallyDay(store, day, timeZone)) tallies += 1;
  }
  for (const day of found.wrong.decisionDays) {
    await retallyDecisions(store, day, timeZone);
    tallies += 1;
  }
  for (const location of found.wrong.repeatLocations) {
    await retallyRepeats(store, location, timeZone);
    tallies += 1;
  }
  if (found.wrong.rows > 0) await store.write((transaction) => transaction.mendRows());
  if (found.wrong.senders) await store.write((transaction) => transaction.recountSenders());
  const { senders, rows } = found.wrong;
  return { found, repaired: { tallies, senders, rows } };
}

/** Counts the facts of a day again. @returns whether anything had to be written */
async function retallyDay(store: RebuildStore, day: string, timeZone: string): Promise<boolean> {
  const span = spanOfDay(Temporal.PlainDate.from(day), timeZone);
  const localTime = createLocalTime(timeZone);
  return store.write(async (transaction) => {
    const kept = await transaction.talliesOf(day);
    const counted = tallyFacts(await transaction.countFacts(span), localTime);
    const wrong = compareTallies(kept, counted);
    if (wrong.length === 0) return false;
    // Hours in which the quarantine is right keep what they say of the locations, which no fact tells again.
    const wrongHours = new Set(wrong.flatMap(({ kind, hour }) => (kind === "quarantined" ? [hour] : [])));
    await transaction.replaceTallies(day, [
      ...counted.filter(({ kind, hour }) => kind !== "quarantined" || wrongHours.has(hour)),
      ...kept.filter(({ kind, hour }) => kind === "quarantined" && !wrongHours.has(hour)),
    ]);
    return true;
  });
}

async function retallyDecisions(store: RebuildStore, day: string, timeZone: string): Promise<void> {
  const span = spanOfDay(Temporal.PlainDate.from(day), timeZone);
  const localTime = createLocalTime(timeZone);
  await store.write(async (transaction) => {
    await transaction.replaceDecisions(
      day,
      tallyDecisions(await transaction.countDecisions(span), localTime),
    );
  });
}

async function retallyRepeats(store: RebuildStore, location: string, timeZone: string): Promise<void> {
  const localTime = createLocalTime(timeZone);
  await store.write(async (transaction) => {
    await transaction.replaceRepeats(
      location,
      tallyFacts(await transaction.countRepeatsOf(location), localTime),
    );
  });
}
