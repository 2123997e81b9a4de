import path from "node:path";
import { Command } from "commander";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { readBackupFile } from "../../adapters/files/backup-file.ts";
import { attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { loadStore } from "../../adapters/postgres/backup/load-store.ts";
import type { PostgresAddress } from "../../adapters/postgres/connect-postgres.ts";
import { type AuditReport, verifyAudit } from "../../app/audit/verify-audit.ts";
import { readBackup } from "../../app/backup/read-backup.ts";
import { checkMarks, type MarksReport } from "../../app/rebuild/check-marks.ts";
import { checkTallies, type TallyReport } from "../../app/rebuild/check-tallies.ts";
import { auditReportText } from "../audit-report-text.ts";
import { createProgressLine } from "../progress-line.ts";
import { rebuildReportJson, rebuildReportText } from "../rebuild-report-text.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";

const exitCodes = { done: 0, different: 1 };

interface Flags {
  readonly newInstance?: true;
  readonly json?: true;
}

/** `muster restore FILE`: loads a backup into an empty store. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("load a backup into an empty store, all of it or nothing")
    .argument("<file>", "what `npx muster backup` wrote")
    .option("--new-instance", "the restored installation runs beside the old one: give it an id of its own")
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ MUSTER_DATA=./restored npx muster restore muster.backup     a moved installation, on another folder
  $ npx muster restore --new-instance muster.backup             a copy that runs beside the old one

The file is read to its end and checked before anything is changed.

Exit codes: ${exitCodes.done} done, ${exitCodes.different} done, but a rebuild of what was backed up differs or its audit log was changed, ${couldNot} nothing was restored`,
    )
    .action((file: string, flags: Flags) =>
      runOnPostgres((context) => restore(path.resolve(file), flags, context)),
    );
}

async function restore(file: string, flags: Flags, context: CommandContext): Promise<number> {
  const { settings, signal, onPostgres } = context;
  const line = createProgressLine();
  const begin = performance.now();
  const partsOf = (what: string) =>
    readBackup(
      readBackupFile(file, (read, of) => {
        signal.throwIfAborted();
        line.show(`${what}: ${Math.floor((100 * read) / Math.max(of, 1))} %`);
      }),
    );
  try {
    for await (const _ of partsOf("checking the file"));
    return await onPostgres(true, async (address) => {
      const loadBegin = performance.now();
      const { manifest, rows, migrated } = await loadStore({
        address,
        parts: partsOf("restoring"),
        newInstanceId: flags.newInstance ? uuidv7() : null,
        timeZone: settings.timeZone,
      });
      const loadSeconds = (performance.now() - loadBegin) / 1000;
      const { report, audit } = await checkRestored(address);
      line.end();
      const total = Object.values(rows).reduce((sum, n) => sum + n, 0);
      const rowsPerSecond = Math.round(total / Math.max(loadSeconds, 0.001));
      const seconds = Math.round(performance.now() - begin) / 1000;
      const json = {
        createdAt: manifest.createdAt,
        rows: total,
        seconds,
        rowsPerSecond,
        migrated,
        check: rebuildReportJson(...report),
        audit,
      };
      const upgraded =
        migrated.from === migrated.to
          ? ""
          : `, tables brought from version ${migrated.from} to ${migrated.to}`;
      console.log(
        flags.json
          ? JSON.stringify(json)
          : `Restored ${total.toLocaleString("en")} rows as of ${manifest.createdAt} in ${seconds} s (${rowsPerSecond.toLocaleString("en")} rows/s)${upgraded}\n${rebuildReportText(...report)}\n${auditReportText(audit)}`,
      );
      const [standing, timetable] = report;
      const sound = standing.different + timetable.different === 0 && audit.broken === null;
      return sound ? exitCodes.done : exitCodes.different;
    });
  } finally {
    line.end();
  }
}

async function checkRestored(
  address: PostgresAddress,
): Promise<{ readonly report: [TallyReport, MarksReport]; readonly audit: AuditReport }> {
  const store = await attachPostgresStore(address);
  const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
  try {
    return {
      report: [
        await store.rebuild.read((reading) => checkTallies(reading, store.timeZone)),
        await store.timetable.read((reading) => checkMarks(reading, now)),
      ],
      audit: await store.audit.read(verifyAudit),
    };
  } finally {
    await store.close();
  }
}
