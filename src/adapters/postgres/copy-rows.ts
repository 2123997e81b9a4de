import { finished } from "node:stream/promises";
import type pg from "pg";
import { from } from "pg-copy-streams";

/** What a column of a copied row holds; instants are epoch milliseconds, and bytes may be given in hex. */
export type CopiedColumn<Row> =
  | readonly [name: string, type: "text" | "uuid", of: (row: Row) => string | null]
  | readonly [
      name: string,
      type: "bigint" | "smallint" | "real" | "timestamptz",
      of: (row: Row) => number | null,
    ]
  | readonly [name: string, type: "boolean", of: (row: Row) => boolean | null]
  | readonly [name: string, type: "bytea", of: (row: Row) => Uint8Array | string];

/** Where PostgreSQL's instants begin, the first of January 2000, in epoch milliseconds. */
const firstInstant = 946_684_800_000;

/** `PGCOPY\n\xff\r\n\0`, no flags, no extension. */
const signature = Buffer.from("5047434f50590aff0d0a000000000000000000", "hex");

/** Rows as COPY takes them in its binary format. */
export function encodeRows<Row>(columns: readonly CopiedColumn<Row>[], rows: readonly Row[]): Buffer {
  const out = createBytes(signature.length + 2 + rows.length * 1024);
  out.bytes(signature);
  for (const row of rows) {
    out.int16(columns.length);
    for (const column of columns) put(out, column, row);
  }
  out.int16(-1);
  return out.done();
}

function put<Row>(out: Bytes, column: CopiedColumn<Row>, row: Row): void {
  switch (column[1]) {
    case "text":
      out.text(column[2](row));
      break;
    case "uuid":
      out.uuid(column[2](row));
      break;
    case "bytea": {
      const bytes = column[2](row);
      out.sized(typeof bytes === "string" ? Buffer.from(bytes, "hex") : bytes);
      break;
    }
    case "boolean":
      out.boolean(column[2](row));
      break;
    case "smallint":
      out.smallint(column[2](row));
      break;
    case "real":
      out.float4(column[2](row));
      break;
    case "bigint":
      out.int64(column[2](row));
      break;
    case "timestamptz": {
      const at = column[2](row);
      out.int64(at === null ? null : (at - firstInstant) * 1000);
    }
  }
}

/** Bytes that grow as they are written. */
interface Bytes {
  int16(value: number): void;
  bytes(value: Uint8Array): void;
  /** These and the next with their length before them; null with the length of what is not there. */
  boolean(value: boolean | null): void;
  smallint(value: number | null): void;
  float4(value: number | null): void;
  int64(value: number | null): void;
  uuid(value: string | null): void;
  text(value: string | null): void;
  sized(value: Uint8Array): void;
  done(): Buffer;
}

function createBytes(expected: number): Bytes {
  let buffer = Buffer.allocUnsafe(expected);
  let at = 0;

  function room(bytes: number): void {
    if (at + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes));
    buffer.copy(larger, 0, 0, at);
    buffer = larger;
  }

  /** Begins a value of so many bytes, or writes that there is none. @returns whether there is one */
  function begin<V>(value: V | null, bytes: number): value is V {
    room(4 + bytes);
    at = buffer.writeInt32BE(value === null ? -1 : bytes, at);
    return value !== null;
  }

  return {
    int16(value) {
      room(2);
      at = buffer.writeInt16BE(value, at);
    },
    bytes(value) {
      room(value.length);
      buffer.set(value, at);
      at += value.length;
    },
    boolean(value) {
      if (begin(value, 1)) at = buffer.writeInt8(value ? 1 : 0, at);
    },
    smallint(value) {
      if (begin(value, 2)) at = buffer.writeInt16BE(value, at);
    },
    float4(value) {
      if (begin(value, 4)) at = buffer.writeFloatBE(value, at);
    },
    int64(value) {
      if (!begin(value, 8)) return;
      const high = Math.floor(value / 2 ** 32);
      at = buffer.writeInt32BE(high, at);
      at = buffer.writeUInt32BE(value - high * 2 ** 32, at);
    },
    uuid(value) {
      if (!begin(value, 16)) return;
      const until = at + 16;
      let high = -1;
      for (let n = 0; n < value.length; n += 1) {
        const digit = hexDigit(value.charCodeAt(n));
        if (digit < 0) continue; // a hyphen
        if (high < 0) high = digit;
        else {
          if (at === until) throw new RangeError(`${value} is no uuid`);
          buffer[at] = high * 16 + digit;
          at += 1;
          high = -1;
        }
      }
      if (at !== until || high >= 0) throw new RangeError(`${value} is no uuid`);
    },
    text(value) {
      // No character takes more than three bytes of UTF-8 for each of its units.
      if (!begin(value, (value?.length ?? 0) * 3)) return;
      const length = buffer.write(value, at);
      buffer.writeInt32BE(length, at - 4);
      at += length;
    },
    sized(value) {
      begin(value, value.length);
      buffer.set(value, at);
      at += value.length;
    },
    done: () => buffer.subarray(0, at),
  };
}

/** The value of a hexadecimal digit by its code; -1 for the hyphen of a uuid. */
function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code === 0x2d) return -1;
  throw new RangeError(`${String.fromCharCode(code)} stands in no uuid`);
}

/** Copies rows into a table; resolves once they are there. */
export async function copyRows<Row>(
  client: pg.ClientBase,
  table: string,
  columns: readonly CopiedColumn<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const names = columns.map(([name]) => name).join(", ");
  const copying = client.query(from(`copy ${table} (${names}) from stdin (format binary)`));
  copying.end(encodeRows(columns, rows));
  await finished(copying);
}
