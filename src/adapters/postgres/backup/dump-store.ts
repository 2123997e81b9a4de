import { createHash } from "node:crypto";
import pg from "pg";
import {
  type BackupEnd,
  type BackupManifest,
  backupFormat,
  endOfRows,
} from "../../../app/backup/backup-format.ts";
import { beginSnapshot } from "../in-transaction.ts";
import { readStoreVersion } from "../read-store-version.ts";
import { CopyOut } from "./copy-out.ts";
import { tablesInOrder } from "./tables-in-order.ts";

export interface DumpProgress {
  readonly table: string;
  readonly rows: number;
  /** Unpacked. */
  readonly bytes: number;
}

/**
 * The bytes of a backup of one moment of the store, whatever is recorded meanwhile.
 *
 * @param client a connection of the dump's own. When the reader stops early it cannot be used any more.
 * @param onTable told after each table
 */
export async function* dumpStore(
  client: pg.ClientBase,
  onTable: (progress: DumpProgress) => void = () => undefined,
): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const hashed = (block: Buffer): Buffer => {
    hash.update(block);
    bytes += block.length;
    return block;
  };
  let bytes = 0;
  await client.query(beginSnapshot);
  await makeTextExact(client);
  const tables = await tablesInOrder(client);
  yield hashed(
    lineOf(
      await manifestOf(
        client,
        tables.map(({ table }) => table),
      ),
    ),
  );
  const rows: Record<string, number> = {};
  for (const head of tables) {
    yield hashed(lineOf(head));
    const copy = client.query(
      new CopyOut(`copy ${quoteTable(head.table)} (${quoteAll(head.columns)}) to stdout`),
    );
    for await (const block of copy) {
      if (!Buffer.isBuffer(block)) throw new TypeError("COPY gave no bytes");
      yield hashed(block);
    }
    yield hashed(Buffer.from(`${endOfRows}\n`));
    rows[head.table] = copy.rows;
    onTable({ table: head.table, rows: copy.rows, bytes });
  }
  await client.query("commit");
  const end: BackupEnd = { rows, sha256: hash.digest("hex") };
  yield lineOf(end);
}

/** What the text of a value depends on. */
async function makeTextExact(client: pg.ClientBase): Promise<void> {
  await client.query(
    `set local client_encoding = 'UTF8'; set local timezone = 'UTC'; set local datestyle = 'ISO';
     set local intervalstyle = 'postgres'; set local extra_float_digits = 1; set local bytea_output = 'hex'`,
  );
}

async function manifestOf(client: pg.ClientBase, tables: readonly string[]): Promise<BackupManifest> {
  const schema = await readStoreVersion(client);
  const { rows } = await client.query<{ id: string; now: string }>(
    `select id, to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now from instance`,
  );
  const [row] = rows;
  if (schema === null || row === undefined) throw new Error("there is no Muster store here to back up");
  return {
    muster: "backup",
    format: backupFormat,
    schema,
    instance: row.id,
    createdAt: row.now,
    tables: [...tables],
  };
}

const lineOf = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);
const quoteTable = (name: string): string => pg.escapeIdentifier(name);
const quoteAll = (names: readonly string[]): string =>
  names.map((name) => pg.escapeIdentifier(name)).join(", ");
