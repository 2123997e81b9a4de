import { Temporal } from "temporal-polyfill";
import writeExcelFile, { type Cell } from "write-excel-file/node";
import { type SheetCell, SheetTooLarge, type WriteSheet } from "../../app/exports/sheet.ts";
import { defuseCell } from "../../app/imports/csv/defuse-cell.ts";

/**
 * The file is put together in memory and in one go, in which the server does nothing else: a second or two for so many
 * rows. CSV is written row by row, and has no bound.
 */
export const mostXlsxRows = 10_000;
/** What Excel takes in one cell. */
const mostLetters = 32_767;

/**
 * A sheet as XLSX with a bold head that stays in sight. Days and times are real ones, times as the clocks of their zone
 * showed them, since a spreadsheet knows no zones. Text that a spreadsheet would run is defused as in CSV: its type
 * protects it only until somebody saves the sheet as CSV.
 *
 * @param title of the sheet
 * @throws SheetTooLarge
 */
export const writeXlsx: WriteSheet = async (sheet, title) => {
  const data: Cell[][] = [sheet.columns.map(({ name }) => ({ value: name, fontWeight: "bold" }))];
  for await (const row of sheet.rows) {
    if (data.length > mostXlsxRows) {
      throw new SheetTooLarge(
        `format: xlsx holds at most ${mostXlsxRows} rows, and there are more; ask for csv, or for fewer days`,
      );
    }
    data.push(row.map(toCell));
  }
  return writeExcelFile(data, {
    sheet: sheetName(title),
    columns: sheet.columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
};

function toCell(cell: SheetCell): Cell {
  if (cell === null) return null;
  if (typeof cell === "number") return { value: cell, type: Number };
  if (typeof cell === "string") {
    return cell === "" ? null : { value: defuseCell(cell).slice(0, mostLetters), type: String };
  }
  if ("day" in cell) {
    return { value: dateOf(Temporal.PlainDate.from(cell.day)), type: Date, format: "yyyy-mm-dd" };
  }
  const wall = Temporal.Instant.from(cell.at).toZonedDateTimeISO(cell.timeZone).toPlainDateTime();
  return { value: dateOf(wall), type: Date, format: "yyyy-mm-dd hh:mm:ss" };
}

/** What the clocks showed, as if it had been in UTC: so files of this kind count. */
function dateOf(wall: Temporal.PlainDate | Temporal.PlainDateTime): Date {
  return new Date(wall.toZonedDateTime("UTC").epochMilliseconds);
}

/** At most 31 letters, and none that sheets may not be named by. */
function sheetName(title: string): string {
  const name = title.replaceAll(/[\\/?*[\]:'\p{Cc}]/gu, " ").trim();
  return [...name].slice(0, 31).join("").trim() || "Sheet";
}
