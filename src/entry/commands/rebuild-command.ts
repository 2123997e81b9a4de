import { Command } from "commander";
import { Temporal } from "temporal-polyfill";
import { attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { checkRegisters, type RebuildProgress } from "../../app/rebuild/check-registers.ts";
import {
  checkTimetable,
  repairTimetable,
  type TimetableProgress,
} from "../../app/rebuild/check-timetable.ts";
import { repairRegisters } from "../../app/rebuild/repair-registers.ts";
import { createProgressLine } from "../progress-line.ts";
import { rebuildReportJson, rebuildReportText } from "../rebuild-report-text.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";

const exitCodes = { sound: 0, different: 1 };

interface Flags {
  readonly check?: true;
  readonly json?: true;
}

/** `muster rebuild`: folds the stored facts again, and tells or mends what differs from what is stored. */
export function rebuildCommand(): Command {
  return new Command("rebuild")
    .description("fold the stored facts again, and mend the marks and counts that differ")
    .option("--check", "tell what differs, and change nothing")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ muster rebuild --check            is every mark what the facts say? Also beside a running server
  $ muster rebuild                    mend what is not
  $ muster rebuild --check --json     for a script

Exit codes: ${exitCodes.sound} nothing differs (any more), ${exitCodes.different} --check found differences, ${couldNot} it could not be done`,
    )
    .action((flags: Flags) => runOnPostgres((context) => rebuild(flags, context)));
}

async function rebuild(flags: Flags, { settings, signal, onPostgres }: CommandContext): Promise<number> {
  const { timeZone } = settings;
  const line = createProgressLine();
  const begin = performance.now();
  const onDay = ({ day, done, of, scans, different }: RebuildProgress): void => {
    signal.throwIfAborted();
    line.show(`${day}: day ${done} of ${of}, ${scans} scans, ${different} differences`);
  };
  const onGroup = ({ day, done, of, different }: TimetableProgress): void => {
    signal.throwIfAborted();
    line.show(`${day}: session ${done} of ${of} of the timetable, ${different} differences`);
  };
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  return onPostgres(false, async (address) => {
    const store = await attachPostgresStore(address);
    try {
      if (flags.check) {
        const report = await store.rebuild.read((reading) => checkRegisters(reading, timeZone, onDay));
        const timetable = await store.timetable.read((reading) => checkTimetable(reading, now, onGroup));
        line.end();
        const json = { ...rebuildReportJson(report, timetable), seconds: secondsSince(begin) };
        console.log(flags.json ? JSON.stringify(json) : rebuildReportText(report, timetable));
        return report.different + timetable.different === 0 ? exitCodes.sound : exitCodes.different;
      }
      const context = { now, timeZone, policyVersion: store.policyVersion };
      const { found, repaired } = await repairRegisters(store.rebuild, context, onDay);
      const timetable = await store.timetable.read((reading) => checkTimetable(reading, now, onGroup));
      const marks = repaired.marks + (await repairTimetable(store.timetable, timetable, now));
      const mended = { ...repaired, marks };
      line.end();
      const json = { ...rebuildReportJson(found, timetable), repaired: mended, seconds: secondsSince(begin) };
      console.log(
        flags.json
          ? JSON.stringify(json)
          : `${rebuildReportText(found, timetable)}${repairedText(found.different + timetable.different, mended)}`,
      );
      return exitCodes.sound;
    } finally {
      line.end();
      await store.close();
    }
  });
}

function repairedText(
  different: number,
  { marks, attempts, tallies, senders }: Awaited<ReturnType<typeof repairRegisters>>["repaired"],
): string {
  if (different === 0) return "";
  return `\nMended: marks ${marks}, attempts ${attempts}, days and places of tallies ${tallies}${senders ? ", the senders' counts" : ""}`;
}

const secondsSince = (begin: number): number => Math.round(performance.now() - begin) / 1000;
