import { Temporal } from "temporal-polyfill";
import { withPauses } from "../create-pauses.ts";
import { csvHead, writeCsvLine } from "../imports/csv/write-plain-csv.ts";
import type { Sheet, SheetCell } from "./sheet.ts";

/** Lines are told in pieces of about this many characters. */
const pieceLength = 16_384;

/**
 * A sheet as CSV (RFC 4180): UTF-8 with a byte order mark, days and times in ISO 8601, a time with the offset that its
 * zone had, and text that a spreadsheet would run defused.
 */
export async function* writeCsvSheet({ columns, rows }: Sheet): AsyncGenerator<string, void, void> {
  let piece = csvHead(columns.map(({ name }) => name));
  for await (const row of withPauses(rows)) {
    piece += writeCsvLine(row.map(cellText));
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

/** A cell as text. */
export function cellText(cell: SheetCell): string {
  if (cell === null) return "";
  if (typeof cell === "string") return cell;
  if (typeof cell === "number") return String(cell);
  if ("day" in cell) return cell.day;
  return Temporal.Instant.from(cell.at)
    .toZonedDateTimeISO(cell.timeZone)
    .toString({ timeZoneName: "never", smallestUnit: "second" });
}
