/** A picture's figures as a table: a head for each column, and rows as long as the head. */
export interface FigureTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** What a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r]/;

/** RFC 4180, with a byte order mark, by which spreadsheets know UTF-8. Texts that look like formulas are defused. */
export function writeCsv({ columns, rows }: FigureTable): string {
  return `\uFEFF${[columns, ...rows].map((row) => row.map(writeCell).join(",")).join("\r\n")}\r\n`;
}

function writeCell(cell: string | number | null): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
