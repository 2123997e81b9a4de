import { setTimeout as pause } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../src/app/rebuild/check-tallies.ts";
import { rebuildReportText } from "../../src/entry/rebuild-report-text.ts";
import type { TestServer } from "../parts/server.ts";
import { addressOf } from "./read-stored.ts";

const lookAgainMs = 25;
const patienceMs = 30_000;

/**
 * What `muster rebuild --check` does, beside a server that goes on working; begun again as long as its PostgreSQL
 * comes back from a kill.
 *
 * @returns null when the registers are what the facts say, else the differences
 */
export async function foldAgain(server: TestServer): Promise<string | null> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await foldOnce(server);
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(lookAgainMs);
    }
  }
}

async function foldOnce(server: TestServer): Promise<string | null> {
  const store = await attachPostgresStore(await addressOf(server));
  try {
    const tallies = await store.rebuild.read((reading) => checkTallies(reading, store.timeZone));
    const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
    const marks = await store.timetable.read((reading) => checkMarks(reading, now));
    return tallies.different + marks.different === 0 ? null : rebuildReportText(tallies, marks);
  } finally {
    await store.close();
  }
}
