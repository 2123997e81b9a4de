import path from "node:path";
import { Command } from "commander";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { readBackupFile } from "../../adapters/files/backup-file.ts";
import { readErasureList } from "../../adapters/files/erasure-list-file.ts";
import { attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { loadStore } from "../../adapters/postgres/backup/load-store.ts";
import type { PostgresAddress } from "../../adapters/postgres/connect-postgres.ts";
import { type AuditReport, verifyAudit } from "../../app/audit/verify-audit.ts";
import { readBackup } from "../../app/backup/read-backup.ts";
import { type ErasedAgain, eraseAgain } from "../../app/privacy/erase-again.ts";
import { erasureListName, joinErasures, type ListedErasure } from "../../app/privacy/erasure-list.ts";
import { checkMarks, type MarksReport } from "../../app/rebuild/check-marks.ts";
import { checkTallies, type TallyReport } from "../../app/rebuild/check-tallies.ts";
import { auditReportText } from "../audit-report-text.ts";
import { createProgressLine } from "../progress-line.ts";
import { rebuildReportJson, rebuildReportText } from "../rebuild-report-text.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";
import { systemClock } from "../system-clock.ts";

const exitCodes = { done: 0, different: 1 };

interface Flags {
  readonly newInstance?: true;
  readonly erasures?: string[];
  readonly json?: true;
}

/** `muster restore FILE`: loads a backup into an empty store. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("load a backup into an empty store, all of it or nothing")
    .argument("<file>", "what `npx muster backup` wrote")
    .option("--new-instance", "the restored installation runs beside the old one: give it an id of its own")
    .option(
      "--erasures <files...>",
      `lists of who was erased; ${erasureListName} beside the backup and in the data folder is read by itself`,
    )
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      `
Examples:
  $ MUSTER_DATA=./restored npx muster restore muster.backup     a moved installation, on another folder
  $ npx muster restore --new-instance muster.backup             a copy that runs beside the old one

The file is read to its end and checked before anything is changed. Whoever was erased after the backup was made is erased
again, by the lists that are found.

Exit codes: ${exitCodes.done} done, ${exitCodes.different} done, but a rebuild of what was backed up differs, its audit log was changed, or somebody who was erased is still found, ${couldNot} nothing was restored`,
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
    let instance = "";
    for await (const part of partsOf("checking the file")) {
      if (part.kind === "manifest") instance = part.manifest.instance;
    }
    const lists = await readLists(file, flags.erasures ?? [], settings.dataFolder, instance);
    return await onPostgres(true, async (address) => {
      const loadBegin = performance.now();
      const { manifest, rows, migrated } = await loadStore({
        address,
        parts: partsOf("restoring"),
        newInstanceId: flags.newInstance ? uuidv7() : null,
        timeZone: settings.timeZone,
      });
      const loadSeconds = (performance.now() - loadBegin) / 1000;
      line.show("erasing again who was erased");
      const erased = lists.files.length === 0 ? null : await eraseListed(address, lists.erasures);
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
        erasures: erased && { lists: lists.files, ...erased },
      };
      const upgraded =
        migrated.from === migrated.to
          ? ""
          : `, tables brought from version ${migrated.from} to ${migrated.to}`;
      console.log(
        flags.json
          ? JSON.stringify(json)
          : `Restored ${total.toLocaleString("en")} rows as of ${manifest.createdAt} in ${seconds} s (${rowsPerSecond.toLocaleString("en")} rows/s)${upgraded}\n${rebuildReportText(...report)}\n${auditReportText(audit)}\n${erasedText(erased, lists.files, manifest.createdAt)}`,
      );
      const [standing, timetable] = report;
      const sound =
        standing.different + timetable.different === 0 &&
        audit.broken === null &&
        Object.keys(erased?.found ?? {}).length === 0;
      return sound ? exitCodes.done : exitCodes.different;
    });
  } finally {
    line.end();
  }
}

/**
 * Every list there is of who was erased: those that are named, and the ones that lie by themselves beside the backup and in
 * the data folder.
 *
 * @throws Error where a named one is not there or is of another installation
 */
async function readLists(
  file: string,
  named: readonly string[],
  dataFolder: string,
  instance: string,
): Promise<{ readonly files: readonly string[]; readonly erasures: readonly ListedErasure[] }> {
  const asked = named.map((one) => path.resolve(one));
  const own = [path.dirname(file), dataFolder].map((folder) => path.join(folder, erasureListName));
  const files: string[] = [];
  let erasures: readonly ListedErasure[] = [];
  for (const list of new Set([...asked, ...own])) {
    const read = await readErasureList(list);
    const wanted = asked.includes(list);
    if (read === null && wanted) throw new Error(`--erasures ${list}: there is no such file`);
    if (read !== null && read.instance !== instance && wanted) {
      throw new Error(
        `--erasures ${list} is of another installation than the backup: name the list of this one`,
      );
    }
    if (read === null || read.instance !== instance) continue;
    files.push(list);
    erasures = joinErasures(erasures, read.erasures);
  }
  return { files, erasures };
}

async function eraseListed(address: PostgresAddress, listed: readonly ListedErasure[]): Promise<ErasedAgain> {
  const store = await attachPostgresStore(address);
  try {
    return await eraseAgain(store.erasures, listed, { clock: systemClock, timeZone: store.timeZone });
  } finally {
    await store.close();
  }
}

function erasedText(erased: ErasedAgain | null, files: readonly string[], createdAt: string): string {
  if (erased === null) {
    return `No list of erasures was found: whoever was erased after ${createdAt} is back. Name the list with --erasures.`;
  }
  const places = Object.entries(erased.found).map(([place, rows]) => `${place} (${rows})`);
  const found = places.length === 0 ? "" : ` Somebody of them is still found in ${places.join(", ")}.`;
  return `Erased again, by ${files.join(" and ")}: ${erased.again}; not in this backup: ${erased.absent}.${found}`;
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
