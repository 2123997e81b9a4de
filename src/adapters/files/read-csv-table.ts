import { CsvError, parse } from "csv-parse/sync";
import { controlCharacter, showControls } from "../../app/imports/control-characters.ts";
import type { CsvRow, CsvTable, Letters } from "../../app/imports/csv-table.ts";
import type { ImportFile } from "../../app/imports/import-content.ts";
import { faultInLetters, readText, tellEncoding } from "../../app/imports/read-text.ts";
import type { ImportNote } from "../../contract/http/imports.ts";

/** Longer than any row of a roster: a quote that is never closed would otherwise swallow the rest of the file. */
const mostRecordBytes = 64 * 1024;

const unclosed = "close each quote, and write a quote within a cell twice";

/**
 * Takes a CSV file apart: divided by comma, semicolon or tab, in any encoding of
 * `readText`; with any line ends, with or without Excel's `sep=;` before the header. Rows keep the line they begin on. Commas behind the last column are no cells.
 */
export function readCsvTable(
  { name, bytes }: ImportFile,
  { encoding, timeZone }: Letters = { encoding: null, timeZone: "UTC" },
): CsvTable {
  const notes: ImportNote[] = [];
  const note = (
    severity: ImportNote["severity"],
    line: number | null,
    value: string | null,
    message: string,
    remedy: string,
  ): void => {
    const shown = value === null ? null : showControls(value);
    notes.push({ severity, file: name, line, column: null, value: shown, message, remedy });
  };
  const decoded = readText(bytes, encoding, timeZone);
  // The parser counts a line end of two characters within quotes as two lines.
  const ended = decoded.text.replace(/\r\n?/g, "\n");
  // Excel's word to itself on how the rows are divided: no row, but a line.
  const said = /^("?)sep=(.)\1\n/i.exec(ended)?.[2] ?? null;
  const text = said === null ? ended : ended.slice(ended.indexOf("\n"));
  if (decoded.guessed) {
    note(
      "guessed",
      null,
      null,
      `is not UTF-8: read as ${tellEncoding(decoded.encoding)}`,
      "if names look wrong, choose other letters in the preview, or save it as CSV UTF-8",
    );
  }
  const rows: CsvRow[] = [];
  const faults = new Set(decoded.faults);
  // Whose letters are lost is not written over what is stored.
  const isLost = (first: number, last: number, cells: readonly string[]): boolean => {
    if (faults.size === 0 || !cells.some((cell) => cell.includes("\ufffd"))) return false;
    for (let line = first; line <= last; line += 1) if (faults.has(line)) return true;
    return false;
  };
  // The line after the last that was taken apart.
  let next = 1;
  try {
    parse(text, {
      delimiter: said ?? delimiterOf(text),
      record_delimiter: "\n",
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_error: true,
      max_record_size: mostRecordBytes,
      on_record(record: string[], { lines }) {
        const more = record.join(" ").split("\n").length - 1;
        const cells = withoutTail(record.map(oneLine));
        if (isLost(lines - more, lines, cells)) {
          note(
            "refused",
            lines - more,
            cells.find((cell) => cell.includes("\ufffd")) ?? null,
            ...faultInLetters,
          );
          // The header names the columns all the same.
          if (rows.length > 0) {
            next = lines + 1;
            return null;
          }
        }
        rows.push({ line: lines - more, cells });
        next = lines + 1;
        return null;
      },
      on_skip() {
        note(
          "refused",
          next,
          null,
          "a quote is not closed: this row and those after it are not read",
          unclosed,
        );
        return undefined;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    note("refused", next, null, "this row and those after it cannot be taken apart", unclosed);
  }
  const [head, ...rest] = rows;
  if (head === undefined) {
    if (notes.length === 0) note("refused", null, null, "is empty", "take it out, or fill it in");
    return { file: name, header: [], rows: [], notes };
  }
  const header = head.cells.map((cell) => {
    const control = controlCharacter(cell);
    if (control === null) return cell;
    note("guessed", head.line, cell, `${control.message}: is read without it`, "take it out");
    return cell.replace(/\p{Cc}/gu, "").trim();
  });
  const full: CsvRow[] = [];
  for (const row of rest) {
    if (row.cells.length === 0) continue;
    if (row.cells.length > header.length) {
      const extra = row.cells.slice(header.length).join(", ");
      note(
        "refused",
        row.line,
        extra.slice(0, 200),
        `has ${row.cells.length} cells, the header ${header.length}`,
        "put a cell that holds the divider into quotes",
      );
      continue;
    }
    full.push(row);
  }
  return { file: name, header, rows: full, notes };
}

/** A cell as a name can be: line ends and tabs are blanks, and none stand around it. */
/** A cell on one line; of `="00123"`, by which people keep a spreadsheet from making a number of it, what it holds. */
function oneLine(cell: string): string {
  const text = cell.replace(/[\t\n\v\f]+/g, " ").trim();
  return /^="([^"]*)"$/.exec(text)?.[1]?.trim() ?? text;
}

/** Cells up to the last that is not empty. */
function withoutTail(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell !== "");
  return cells.slice(0, last + 1);
}

/** Whatever divides the first line most, outside of quotes. */
function delimiterOf(text: string): string {
  const [line = ""] = text.replace(/^\n+/, "").split("\n", 1);
  const bare = line.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: bare.split(mark).length }));
  return counts.reduce((most, next) => (next.count > most.count ? next : most)).mark;
}
