import { createHash } from "node:crypto";
import type { z } from "zod";
import {
  type BackupEnd,
  type BackupManifest,
  backupEnd,
  backupFormat,
  endOfRows,
  InvalidBackup,
  manifest,
  type TableHead,
  tableHead,
} from "./backup-format.ts";

/** The parts of a backup, in their order. */
export type BackupPart =
  | { readonly kind: "manifest"; readonly manifest: BackupManifest }
  | { readonly kind: "table"; readonly head: TableHead }
  /** Whole lines of the table named last. */
  | { readonly kind: "rows"; readonly lines: Buffer }
  | { readonly kind: "table_end" }
  /** Comes last, once the checksum was found right. */
  | { readonly kind: "end"; readonly end: BackupEnd };

const newline = 0x0a;
const afterRow = Buffer.from(`\n${endOfRows}\n`);
const atOnce = Buffer.from(`${endOfRows}\n`);
/** No line but a row of a table is longer. */
const longestLine = 1024 * 1024;

/**
 * Reads a backup from its unpacked bytes.
 *
 * @throws InvalidBackup when it is cut off, altered, or no backup. What was given out before is then worth nothing.
 */
export async function* readBackup(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const hash = createHash("sha256");
  let rest: Buffer = Buffer.alloc(0);
  let opened: BackupManifest | null = null;
  let inTable = false;
  let tablesSeen = 0;
  let ended = false;

  for await (const chunk of bytes) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const lastNewline = inTable ? rest.lastIndexOf(newline) : rest.indexOf(newline);
      if (lastNewline < 0) {
        if (!inTable && rest.length > longestLine) throw notABackup();
        break;
      }
      if (ended) throw new InvalidBackup("the backup goes on after its end: it was altered");
      if (inTable) {
        const lines = rest.subarray(0, lastNewline + 1);
        const rowsEnd = endOfRowsIn(lines);
        const rows = rowsEnd === null ? lines : lines.subarray(0, rowsEnd);
        const taken = rowsEnd === null ? lines.length : rowsEnd + atOnce.length;
        hash.update(rest.subarray(0, taken));
        rest = rest.subarray(taken);
        if (rows.length > 0) yield { kind: "rows", lines: rows };
        if (rowsEnd !== null) {
          inTable = false;
          yield { kind: "table_end" };
        }
        continue;
      }
      const line = rest.subarray(0, lastNewline + 1);
      const value = parseLine(line);
      rest = rest.subarray(lastNewline + 1);
      if (opened === null) {
        opened = readManifest(value);
        hash.update(line);
        yield { kind: "manifest", manifest: opened };
      } else if (tablesSeen < opened.tables.length) {
        const head = check(tableHead, value);
        if (head.table !== opened.tables[tablesSeen]) throw altered();
        tablesSeen += 1;
        inTable = true;
        hash.update(line);
        yield { kind: "table", head };
      } else {
        const end = check(backupEnd, value);
        if (end.sha256 !== hash.digest("hex")) throw altered();
        ended = true;
        yield { kind: "end", end };
      }
    }
  }
  if (!ended) throw new InvalidBackup("the backup is cut off: it has no end");
  if (rest.length > 0) throw new InvalidBackup("the backup goes on after its end: it was altered");
}

/** Where the line that ends the rows begins in whole lines; null when it is not there. */
function endOfRowsIn(lines: Buffer): number | null {
  if (lines.subarray(0, atOnce.length).equals(atOnce)) return 0;
  const at = lines.indexOf(afterRow);
  return at < 0 ? null : at + 1;
}

function parseLine(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch (error) {
    throw notABackup(error);
  }
}

function readManifest(value: unknown): BackupManifest {
  const parsed = manifest.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = typeof value === "object" && value !== null ? Reflect.get(value, "format") : null;
  if (typeof format === "number" && format > backupFormat) {
    throw new InvalidBackup(
      `the backup is of format ${format} and this program reads format ${backupFormat}: restore it with the newer Muster that wrote it`,
    );
  }
  throw notABackup(parsed.error);
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw altered(parsed.error);
  return parsed.data;
}

const notABackup = (cause?: unknown): InvalidBackup =>
  new InvalidBackup("the file is no Muster backup", { cause });
const altered = (cause?: unknown): InvalidBackup =>
  new InvalidBackup("the backup was altered: its checksum or its parts are not what was written", { cause });
