import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type pg from "pg";
import type { ImportContent } from "../../app/imports/import-content.ts";
import type { ImportReading, ImportRecord, ImportStore, ImportWork } from "../../app/imports/import-store.ts";
import { packContent, unpackContent } from "../../app/imports/pack-content.ts";
import { factTransaction } from "./fact-transaction.ts";
import { beginSnapshot, between, inTransaction, onConnection } from "./in-transaction.ts";
import { rosterTransaction } from "./roster-admin-transaction.ts";
import { holdRosters, lockRosters } from "./roster-locks.ts";
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
        await lockRosters(client);
        await client.query(wholeTables);
        return work(importWork(client));
      }),
    inSteps: (work, refusing) =>
      onConnection(pool, (client) =>
        holdRosters(client, refusing, () =>
          work({
            read: (reading) => between(client, beginSnapshot, () => readWhole(client, reading)),
            // Each writes few rows, which are looked up one by one.
            write: (step) =>
              between(client, "begin", async () => {
                await lockChanges(client);
                return step(importWork(client));
              }),
          }),
        ),
      ),
    read: (work) => inTransaction(pool, beginSnapshot, (client) => readWhole(client, work)),
    async begun() {
      const rows = await query<{ id: string; by: string; role: string }>(
        "select id, settled_by as by, role from import where state = 'preview' and settled_at is not null order by settled_at",
        [],
      );
      return rows.map(({ id, by, role }) => ({ id, by: { id: by, role } }));
    },
    addImport: (record, content) =>
      inTransaction(pool, "begin", (client) => addImport(client, record, content)),
    supersede: (id, by, at, { record, content }) =>
      inTransaction(pool, "begin", async (client) => {
        if (!(await importWork(client).settle(id, "superseded", by, at))) return false;
        await addImport(client, record, content);
        return true;
      }),
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

async function readWhole<T>(client: pg.ClientBase, work: (reading: ImportReading) => Promise<T>): Promise<T> {
  await client.query(wholeTables);
  return work({
    roster: rosterTransaction(client),
    timetable: factTransaction(client),
    peek: (id) => waitingImport(client, id),
  });
}

function importWork(client: pg.ClientBase): ImportWork {
  return {
    roster: rosterTransaction(client),
    timetable: factTransaction(client),

    async begin(id, by, at) {
      const { rowCount } = await client.query(
        `update import set settled_by = $2, settled_at = $3 where id = $1 and state = 'preview' and settled_at is null`,
        [id, by.id, toTimestamptz(at)],
      );
      return rowCount === 1;
    },

    async settle(id, state, by, at) {
      const { rowCount } = await client.query(
        `update import set state = $2, settled_by = $3, settled_at = $4, content = null
         where id = $1 and state = 'preview' and (settled_at is null or $2 = 'applied')`,
        [id, state, by.id, toTimestamptz(at)],
      );
      return rowCount === 1;
    },
  };
}

async function addImport(client: pg.ClientBase, record: ImportRecord, content: ImportContent): Promise<void> {
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
      await pack(await packContent(content)),
    ],
  );
}

async function waitingImport(client: pg.ClientBase, id: string): ReturnType<ImportReading["peek"]> {
  const { rows } = await client.query<ImportRow & { content: Buffer | null }>(
    `select ${summary}, ${details}, content from import
     where id = $1 and state = 'preview'`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (row.content === null) throw new Error(`the import ${id} waits without its content`);
  return {
    record: toRecord(row),
    content: await unpackContent((await unpack(row.content)).toString("utf8")),
  };
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
  state,
  settled_at,
  ...row
}: SummaryRow): Omit<ImportRecord, "changes" | "notes" | "questions" | "fingerprint" | "readerNotes"> {
  return {
    ...row,
    // Of one that waits it says since when it is being applied.
    state: state === "preview" && settled_at !== null ? "applying" : state,
    createdAt: toInstant(created_at),
    by: { id: actor, role },
    settledAt: settled_at === null ? null : toInstant(settled_at),
  };
}

function toRecord({ reader_notes, changes, notes, questions, fingerprint, ...row }: ImportRow): ImportRecord {
  return { ...toSummary(row), changes, notes, questions, fingerprint, readerNotes: reader_notes };
}
