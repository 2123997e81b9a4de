import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type pg from "pg";
import type { ImportContent } from "../../app/imports/import-content.ts";
import type { ImportRecord, ImportStore, ImportWork } from "../../app/imports/import-store.ts";
import { packContent, unpackContent } from "../../app/imports/pack-content.ts";
import { factTransaction } from "./fact-transaction.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import { rosterTransaction } from "./roster-admin-transaction.ts";
import { toStoreError } from "./store-errors.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A plan compares whole rosters, where looking up each row by itself would take minutes. */
const wholeTables =
  "select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)";

/** Imports, with the roster and the timetable that they change on one connection. */
export function importStore(pool: pg.Pool): ImportStore {
  async function query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]> {
    try {
      return (await pool.query<Row>(text, [...values])).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
  return {
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        await client.query(wholeTables);
        return work(importWork(client));
      }),
    read: (work) =>
      inTransaction(pool, beginSnapshot, async (client) => {
        await client.query(wholeTables);
        return work({
          roster: rosterTransaction(client),
          timetable: factTransaction(client),
          moment: () => momentOf(client),
          peek: (id) => waitingImport(client, id, ""),
        });
      }),
    addImport: (record, content) =>
      inTransaction(pool, "begin", (client) => importWork(client).addImport(record, content)),
    settle: (id, state, by, at) =>
      inTransaction(pool, "begin", (client) => importWork(client).settle(id, state, by, at)),

    async findImport(id) {
      const [row] = await query<ImportRow>(`select ${summary}, ${details} from import where id = $1`, [id]);
      return row === undefined ? null : toRecord(row);
    },

    async listImports(after, limit) {
      const rows = await query<SummaryRow>(
        `select ${summary} from import
         where $1::uuid is null or (created_at, id) < (select created_at, id from import where id = $1)
         order by created_at desc, id desc limit $2`,
        [after, limit],
      );
      return rows.map(toSummary);
    },
  };
}

function importWork(client: pg.ClientBase): ImportWork {
  return {
    roster: rosterTransaction(client),
    timetable: factTransaction(client),
    moment: () => momentOf(client),
    waiting: (id) => waitingImport(client, id, "for update"),

    async addImport(record, content) {
      await client.query(
        `insert into import (id, kind, name, source, created_at, actor, role, state, rows, refused, counts, changes,
           notes, reader_notes, warnings, questions, fingerprint, content)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
        [
          record.id,
          record.kind,
          record.name,
          record.source,
          toTimestamptz(record.createdAt),
          record.by.id,
          record.by.role,
          record.state,
          record.rows,
          record.refused,
          JSON.stringify(record.counts),
          JSON.stringify(record.changes),
          JSON.stringify(record.notes),
          record.readerNotes,
          JSON.stringify(record.warnings),
          JSON.stringify(record.questions),
          record.fingerprint,
          await pack(packContent(content)),
        ],
      );
    },

    async settle(id, state, by, at) {
      const { rowCount } = await client.query(
        `update import set state = $2, settled_by = $3, settled_at = $4, content = null
         where id = $1 and state = 'preview'`,
        [id, state, by.id, toTimestamptz(at)],
      );
      return rowCount === 1;
    },
  };
}

async function momentOf(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ facts_seq: number; rosters_seq: number }>(
    "select facts_seq, rosters_seq from change_counter",
  );
  const [row] = rows;
  if (row === undefined) throw new Error("the store has no change counter");
  return `${row.facts_seq} ${row.rosters_seq}`;
}

async function waitingImport(
  client: pg.ClientBase,
  id: string,
  lock: "" | "for update",
): ReturnType<ImportWork["waiting"]> {
  const { rows } = await client.query<ImportRow & { content: Buffer | null }>(
    `select ${summary}, ${details}, content from import where id = $1 and state = 'preview' ${lock}`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (row.content === null) throw new Error(`the import ${id} waits without its content`);
  const content: ImportContent = unpackContent((await unpack(row.content)).toString("utf8"));
  return { record: toRecord(row), content };
}

const summary = `id, kind, name, source, created_at, actor, role, state, settled_at, rows, refused, counts, warnings`;
const details = "changes, notes, reader_notes, questions, fingerprint";

interface SummaryRow
  extends Pick<
    ImportRecord,
    "id" | "kind" | "name" | "source" | "state" | "rows" | "refused" | "counts" | "warnings"
  > {
  readonly created_at: string;
  readonly actor: string;
  readonly role: string;
  readonly settled_at: string | null;
}

interface ImportRow
  extends SummaryRow,
    Pick<ImportRecord, "changes" | "notes" | "questions" | "fingerprint"> {
  readonly reader_notes: number;
}

function toSummary({
  created_at,
  actor,
  role,
  settled_at,
  ...row
}: SummaryRow): Omit<ImportRecord, "changes" | "notes" | "questions" | "fingerprint" | "readerNotes"> {
  return {
    ...row,
    createdAt: toInstant(created_at),
    by: { id: actor, role },
    settledAt: settled_at === null ? null : toInstant(settled_at),
  };
}

function toRecord({ reader_notes, changes, notes, questions, fingerprint, ...row }: ImportRow): ImportRecord {
  return { ...toSummary(row), changes, notes, questions, fingerprint, readerNotes: reader_notes };
}
