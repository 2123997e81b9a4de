import pg from "pg";
import type { NewScan } from "../../app/ingest/ingest-transaction.ts";
import { byteaArray, plainArray } from "./array-text.ts";
import { type CopiedColumn, copyRows } from "./copy-rows.ts";

/** Scans of a batch were to be copied, and one of them is stored already: the batch has to be recorded anew. */
export class KeyStoredBefore extends Error {
  override readonly name = "KeyStoredBefore";
}

/** How a server adds scans, from batch to batch. */
export interface ScanAdder {
  /** Stores those whose key is not stored yet, and resolves with the ids of the stored ones. */
  add(client: pg.ClientBase, scans: readonly NewScan[]): Promise<ReadonlySet<string>>;
}

/**
 * Copies scans as long as all are new, which takes half of what inserting takes that looks for each key. Where one is stored
 * already the copy fails, with `KeyStoredBefore`, and so does its transaction: recorded anew the batch is inserted, and so are
 * the next ones until one has nothing that was stored before, since whoever sends again sends more.
 */
export function addingScans(): ScanAdder {
  let repeats = false;
  return {
    async add(client, scans) {
      if (repeats || hasKeyTwice(scans)) {
        const stored = await insertScans(client, scans);
        repeats = stored.size < scans.length;
        return stored;
      }
      try {
        await copyRows(client, "scan", scanColumns, scans);
      } catch (error) {
        if (!isKeyOfScan(error)) throw error;
        repeats = true;
        throw new KeyStoredBefore("a scan of the batch is stored already", { cause: error });
      }
      return new Set(scans.map(({ id }) => id));
    },
  };
}

const uniqueViolation = "23505";

function isKeyOfScan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === uniqueViolation && error.table === "scan";
}

function hasKeyTwice(scans: readonly NewScan[]): boolean {
  const keys = new Set<string>();
  let withKey = 0;
  for (const { read } of scans) {
    if (read.externalId === null) continue;
    withKey += 1;
    keys.add(`${read.sender} ${read.externalId}`);
  }
  return keys.size < withKey;
}

/** Stores those whose key is not stored yet, and resolves with the ids of the stored ones. */
export async function insertScans(
  client: pg.ClientBase,
  scans: readonly NewScan[],
): Promise<ReadonlySet<string>> {
  const values = scanColumns.map((column) => cellsOf(column, scans));
  const { rows } = await client.query<{ id: string }>({ name: "add-scans", text: insertText, values });
  return new Set(rows.map(({ id }) => id));
}

/** Name, SQL type and value of each column of a scan that ingest writes. */
const scanColumns: readonly CopiedColumn<NewScan>[] = [
  ["id", "uuid", ({ id }) => id],
  ["seq", "bigint", ({ seq }) => seq],
  ["source", "text", ({ read }) => read.source],
  ["sender", "text", ({ read }) => read.sender],
  ["external_id", "text", ({ read }) => read.externalId],
  ["content_hash", "bytea", ({ contentHash }) => contentHash],
  ["topic", "text", ({ topic }) => topic],
  ["qos", "smallint", ({ qos }) => qos],
  ["raw", "bytea", ({ raw }) => raw],
  ["received_at", "timestamptz", ({ receivedAt }) => receivedAt.epochMilliseconds],
  ["occurred_at", "timestamptz", ({ occurredAt }) => occurredAt.epochMilliseconds],
  ["time_basis", "text", ({ read }) => read.time.basis],
  ["clock_suspect", "boolean", ({ read }) => read.time.clockSuspect],
  ["device_text", "text", ({ read }) => read.time.deviceText],
  ["subject_scheme", "text", ({ read }) => read.subject?.scheme ?? null],
  ["subject_value", "text", ({ read }) => read.subject?.value ?? null],
  ["person_id", "uuid", ({ personId }) => personId],
  ["identified", "boolean", ({ identified }) => identified],
  ["location", "text", ({ read }) => read.location],
  ["room_id", "uuid", ({ roomId }) => roomId],
  ["placed", "boolean", ({ named }) => named !== null],
  ["named_room_id", "uuid", ({ named }) => named?.room ?? null],
  ["first_room_id", "uuid", ({ named, roomId }) => (named === null ? null : roomId)],
  ["decision", "text", ({ decision }) => decision],
  ["reason", "text", ({ read }) => read.reason],
  ["method", "text", ({ read }) => read.method],
  ["confidence", "real", ({ read }) => read.confidence],
  ["confidence_guess", "text", ({ read }) => read.confidenceGuess],
  ["liveness", "text", ({ read }) => read.liveness],
  ["model", "text", ({ read }) => read.model],
  ["direction", "text", ({ direction }) => direction],
  ["live", "boolean", ({ read }) => read.live],
  ["clock_correction_id", "uuid", ({ correction }) => correction],
  ["boot_id", "text", ({ read }) => read.boot?.id ?? null],
  ["boot_seq", "bigint", ({ read }) => read.boot?.seq ?? null],
];

/** A column of scans as an array; what has to be quoted in it the driver quotes. */
function cellsOf(
  column: CopiedColumn<NewScan>,
  scans: readonly NewScan[],
): string | readonly (string | null)[] {
  switch (column[1]) {
    case "text":
      return scans.map(column[2]);
    case "bytea":
      return byteaArray(scans.map(column[2]));
    case "timestamptz":
      return plainArray(
        scans.map((scan) => {
          const at = column[2](scan);
          return at === null ? null : new Date(at).toISOString();
        }),
      );
    case "uuid":
    case "bigint":
    case "smallint":
    case "real":
    case "boolean":
      return plainArray(scans.map((scan) => column[2](scan)));
  }
}

const insertText = `insert into scan (${scanColumns.map(([name]) => name).join(", ")})
  select * from unnest(${scanColumns.map(([, type], at) => `$${at + 1}::${type}[]`).join(", ")})
  on conflict do nothing
  returning id`;
