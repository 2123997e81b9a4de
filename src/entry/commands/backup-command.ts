import path from "node:path";
import { Command } from "commander";
import { writeBackupFile } from "../../adapters/files/backup-file.ts";
import { addToErasureList } from "../../adapters/files/erasure-list-file.ts";
import { type AttachedStore, attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { erasureListName, listErasures, mostErasures } from "../../app/privacy/erasure-list.ts";
import { createProgressLine } from "../progress-line.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";

interface Flags {
  readonly force?: true;
  readonly json?: true;
}

/** `muster backup FILE`: writes one moment of the store to a file. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("write the whole store to one file, also beside a running server")
    .argument("<file>", "the file; it appears when it is whole")
    .option("--force", "replace the file if it exists")
    .option("--json", "print the summary as JSON")
    .addHelpText(
      "after",
      `
Example:
  $ npx muster backup /backups/muster-$(date +%F).backup

The file holds personal data: only you may read it, and it is not encrypted. Beside it lies ${erasureListName}, which says
who was erased, by ids that name nobody: keep it with the backups, since a restore erases these people again.

Exit codes: 0 done, ${couldNot} it could not be done`,
    )
    .action((file: string, flags: Flags) =>
      runOnPostgres((context) => backup(path.resolve(file), flags, context)),
    );
}

async function backup(file: string, flags: Flags, { signal, onPostgres }: CommandContext): Promise<number> {
  const line = createProgressLine();
  return onPostgres(false, async (address) => {
    const store = await attachPostgresStore(address);
    try {
      const begin = performance.now();
      let [rows, tables, unpacked] = [0, 0, 0];
      const dump = store.dump((progress) => {
        rows += progress.rows;
        tables += 1;
      });
      async function* watched(): AsyncGenerator<Buffer> {
        for await (const block of dump) {
          signal.throwIfAborted();
          unpacked += block.length;
          line.show(`${megabytes(unpacked)} MB read, ${tables} tables done`);
          yield block;
        }
      }
      const bytes = await writeBackupFile(file, watched(), { force: flags.force ?? false });
      const erasures = await listBeside(file, store);
      line.end();
      const seconds = Math.round(performance.now() - begin) / 1000;
      const rowsPerSecond = Math.round(rows / Math.max(seconds, 0.001));
      console.log(
        flags.json
          ? JSON.stringify({ file, bytes, rows, tables, seconds, rowsPerSecond, erasures })
          : `${file}: ${rows.toLocaleString("en")} rows of ${tables} tables, ${megabytes(bytes)} MB, in ${seconds} s (${rowsPerSecond.toLocaleString("en")} rows/s)`,
      );
      return 0;
    } finally {
      line.end();
      await store.close();
    }
  });
}

/** The list of erasures beside the backups: an older one that is restored takes these people out again. */
async function listBeside(file: string, { erasures, instanceId }: AttachedStore): Promise<string> {
  const list = path.join(path.dirname(file), erasureListName);
  const all = listErasures(instanceId, await erasures.list(mostErasures));
  if (!(await addToErasureList(list, all))) {
    throw new Error(
      `${list} is of another installation: keep the backups of each in a folder of its own. The backup itself was written`,
    );
  }
  return list;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
