import { Command } from "commander";
import { Temporal } from "temporal-polyfill";
import { attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { checkMarks, type MarksProgress, repairMarks } from "../../app/rebuild/check-marks.ts";
import { checkTallies, type RebuildProgress, type TallyReport } from "../../app/rebuild/check-tallies.ts";
import { repairTallies } from "../../app/rebuild/repair-tallies.ts";
import { agreeOnTimeZone } from "../agree-on-time-zone.ts";
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
  $ npx muster rebuild --check            is every mark what the facts say? Also beside a running server
  $ npx muster rebuild                    mend what is not
  $ npx muster rebuild --check --json     for a script

Compared is what follows from facts. Notes of a session that no fact says are neither compared nor mended: the number and date
of its source's newest word, up to which close its readers are settled, and that it was left with an ended demonstration.

Exit codes: ${exitCodes.sound} nothing differs (any more), ${exitCodes.different} --check found differences, ${couldNot} it could not be done`,
    )
    .action((flags: Flags) => runOnPostgres((context) => rebuild(flags, context)));
}

async function rebuild(flags: Flags, { settings, signal, onPostgres }: CommandContext): Promise<number> {
  const line = createProgressLine();
  const begin = performance.now();
  const onDay = ({ day, done, of, scans, different }: RebuildProgress): void => {
    signal.throwIfAborted();
    line.show(`${day}: day ${done} of ${of}, ${scans} scans, ${different} differences`);
  };
  const onGroup = ({ day, done, of, different }: MarksProgress): void => {
    signal.throwIfAborted();
    line.show(`${day}: session ${done} of ${of}, ${different} differences`);
  };
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  return onPostgres(false, async (address) => {
    const store = await attachPostgresStore(address);
    try {
      const timeZone = agreeOnTimeZone(store.timeZone, settings);
      if (flags.check) {
        const report = await store.rebuild.read((reading) => checkTallies(reading, timeZone, onDay));
        const timetable = await store.timetable.read((reading) => checkMarks(reading, now, onGroup));
        line.end();
        const json = { ...rebuildReportJson(report, timetable), seconds: secondsSince(begin) };
        console.log(flags.json ? JSON.stringify(json) : rebuildReportText(report, timetable));
        return report.different + timetable.different === 0 ? exitCodes.sound : exitCodes.different;
      }
      const { found, repaired } = await repairTallies(store.rebuild, timeZone, onDay);
      const judged = await store.timetable.read((reading) => checkMarks(reading, now, onGroup));
      const mended = { ...repaired, marks: await repairMarks(store.timetable, judged, now) };
      line.end();
      const json = { ...rebuildReportJson(found, judged), repaired: mended, seconds: secondsSince(begin) };
      console.log(
        flags.json
          ? JSON.stringify(json)
          : `${rebuildReportText(found, judged)}${repairedText(found.different + judged.different, mended)}${notMended(found)}`,
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
  {
    marks,
    tallies,
    senders,
    rows,
  }: Awaited<ReturnType<typeof repairTallies>>["repaired"] & {
    readonly marks: number;
  },
): string {
  if (different === 0) return "";
  return `\nMended: sessions, marks and attempts ${marks}, enrolments and other rows ${rows}, days and places of tallies ${tallies}${senders ? ", the senders' counts" : ""}`;
}

const notMended = ({ differences }: TallyReport): string =>
  differences.some(({ kind }) => kind === "ids")
    ? "\nNot mended: ids that name nothing. What they named is lost; restore it from a backup"
    : "";

const secondsSince = (begin: number): number => Math.round(performance.now() - begin) / 1000;
