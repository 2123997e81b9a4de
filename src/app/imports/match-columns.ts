import type { ImportNote } from "../../contract/http/imports.ts";
import { editDistance } from "../../domain/kernel/edit-distance.ts";
import type { CsvTable } from "./csv-table.ts";

/** Columns by their own name, each with the other names it goes by; names count without case, blanks and marks. */
export type ColumnNames<Column extends string> = Readonly<Record<Column, readonly string[]>>;

export interface MatchedColumns<Column extends string> {
  has(column: Column): boolean;
  /** The header as the file spells it. */
  spelt(column: Column): string;
  /** A cell, "" where the row or the file has none. */
  cell(row: { readonly cells: readonly string[] }, column: Column): string;
  readonly notes: readonly ImportNote[];
}

const bare = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/**
 * Finds the columns of a table by name: exactly, else by another common name, else by a name that is misspelt by a
 * letter or two and can be no other. What was guessed is said.
 *
 * @param otherwise columns that are known and not read; a guess never takes them for another
 */
export function matchColumns<Column extends string>(
  table: CsvTable,
  names: ColumnNames<Column>,
  otherwise: readonly string[] = [],
): MatchedColumns<Column> {
  const columns = Object.keys(names).filter((name): name is Column => Object.hasOwn(names, name));
  const free = new Map(table.header.map((name, at) => [at, bare(name)]));
  const at = new Map<Column, number>();
  const take = (column: Column, wanted: readonly string[]): void => {
    if (at.has(column)) return;
    for (const name of wanted) {
      for (const [index, header] of free) {
        if (header !== bare(name)) continue;
        at.set(column, index);
        free.delete(index);
        return;
      }
    }
  };
  for (const column of columns) take(column, [column]);
  for (const column of columns) take(column, names[column]);
  const known = new Set(otherwise.map(bare));
  for (const [index, header] of free) if (header === "" || known.has(header)) free.delete(index);

  const notes: ImportNote[] = [];
  for (const [index, header] of free) {
    const spelt = table.header[index] ?? "";
    const near = columns.filter(
      (column) => !at.has(column) && [column, ...names[column]].some((name) => isNear(header, bare(name))),
    );
    const [column] = near;
    if (column !== undefined && near.length === 1) {
      at.set(column, index);
      notes.push({
        severity: "guessed",
        file: table.file,
        line: 1,
        column: spelt,
        value: null,
        message: `is read as ${column}`,
        remedy: `spell it ${column}`,
      });
    } else {
      const times = holdsTimes(table, index);
      const unread = columns.filter((one) => timed.has(one) && !at.has(one));
      notes.push({
        severity: times === null ? "ignored" : "guessed",
        file: table.file,
        line: 1,
        column: spelt,
        value: times,
        message:
          times === null
            ? "is no column that is read here"
            : "is no column that is read here, although it holds days or times: nothing begins or ends by it",
        remedy:
          times === null || unread.length === 0
            ? "nothing, if it may be left out"
            : `if it is meant, name it ${unread.join(" or ")}; else nothing`,
      });
    }
  }
  return {
    has: (column) => at.has(column),
    spelt: (column) => table.header[at.get(column) ?? -1] ?? column,
    cell: (row, column) => row.cells[at.get(column) ?? -1] ?? "",
    notes,
  };
}

/** Columns that say when something is. */
const timed: ReadonlySet<string> = new Set(["date", "start", "end", "from", "to", "last_day"]);
const dayOrTime =
  /^(?:\d{4}[-./]?\d{2}[-./]?\d{2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}[:.h]\d{2})(?:[T ]\d{1,2}[:.h]\d{2}.*)?$/;

/** The first day or time in a column whose cells all are days or times, or empty; null for any other. */
function holdsTimes({ rows }: CsvTable, index: number): string | null {
  const told = rows.map(({ cells }) => cells[index] ?? "").filter((cell) => cell !== "");
  return told.length > 0 && told.every((cell) => dayOrTime.test(cell)) ? (told[0] ?? null) : null;
}

/** One letter off in a name of six or more, two in one of ten or more. */
function isNear(a: string, b: string): boolean {
  const most = b.length >= 10 ? 2 : b.length >= 6 ? 1 : 0;
  return most > 0 && Math.abs(a.length - b.length) <= most && editDistance(a, b) <= most;
}
