import { strToU8, Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { Temporal } from "temporal-polyfill";
import { createPauses, withPauses } from "../../app/create-pauses.ts";
import type { Sheet, SheetCell, SheetColumn, WriteSheet } from "../../app/exports/sheet.ts";
import { defuseCell } from "../../app/imports/csv/defuse-cell.ts";

/** What Excel takes in one cell, and in one worksheet with its head; what is more goes on in the next. */
const mostLetters = 32_767;
const mostRows = 1_048_575;
/** Texts that stand in a file once, however often they are shown; others stand in their cells. */
const mostShared = 100_000;
/** Rows are packed in pieces of about this many characters. */
const pieceLength = 65_536;
/** In which a spreadsheet counts days: from the last one of 1899. */
const firstDay = Date.UTC(1899, 11, 30);
const dayMs = 86_400_000;

const styles = { plain: "", head: ' s="1"', day: ' s="2"', time: ' s="3"' } as const;

/**
 * A sheet as XLSX (ECMA-376) with a bold head that stays in sight, packed as its rows come: a file of any length is never
 * held whole. Days and times are real ones, times as the clocks of their zone showed them, since a spreadsheet knows no
 * zones. Text that a spreadsheet would run is defused as in CSV: its type protects it only until somebody saves the sheet
 * as CSV.
 *
 * @param title of the sheet
 */
export const writeXlsx: WriteSheet = async function* ({ columns, rows }: Sheet, title: string) {
  const packed: Uint8Array[] = [];
  let fault: Error | null = null;
  const zip = new Zip((error, piece) => {
    fault ??= error;
    packed.push(piece);
  });
  function* taken(): Generator<Uint8Array, void, void> {
    if (fault !== null) throw fault;
    yield* packed.splice(0);
  }
  const shared = new Map<string, number>();
  const rowText = (cells: readonly SheetCell[], row: number): string =>
    `<row r="${row}">${cells.map((cell, at) => cellText(cell, `${letters(at)}${row}`, shared)).join("")}</row>`;
  let worksheets = 0;
  let part: ZipDeflate | null = null;
  const push = (text: string, isLast = false): void => part?.push(strToU8(text), isLast);
  const begin = (): void => {
    worksheets += 1;
    part = new ZipDeflate(`xl/worksheets/sheet${worksheets}.xml`, { level: 6 });
    zip.add(part);
    push(worksheetHead(columns) + headRow(columns, shared));
  };
  const end = (): void => push("</sheetData></worksheet>", true);

  begin();
  let row = 1;
  let piece = "";
  for await (const cells of withPauses(rows)) {
    if (row > mostRows) {
      push(piece);
      end();
      begin();
      [row, piece] = [1, ""];
    }
    row += 1;
    piece += rowText(cells, row);
    if (piece.length < pieceLength) continue;
    push(piece);
    piece = "";
    yield* taken();
  }
  push(piece);
  end();
  yield* taken();

  const texts = new ZipDeflate("xl/sharedStrings.xml", { level: 6 });
  zip.add(texts);
  texts.push(strToU8(`${xmlHead}<sst xmlns="${main}">`));
  piece = "";
  const pauses = createPauses();
  for (const text of shared.keys()) {
    if (pauses.due()) await pauses.take();
    piece += `<si>${textElement(text)}</si>`;
    if (piece.length < pieceLength) continue;
    texts.push(strToU8(piece));
    piece = "";
    yield* taken();
  }
  texts.push(strToU8(`${piece}</sst>`), true);
  for (const [name, text] of framework(worksheets, sheetName(title))) {
    const file = new ZipPassThrough(name);
    zip.add(file);
    file.push(strToU8(text), true);
  }
  zip.end();
  yield* taken();
};

function cellText(cell: SheetCell, at: string, shared: Map<string, number>, style = ""): string {
  if (cell === null || cell === "") return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? `<c r="${at}"${style}><v>${cell}</v></c>` : "";
  if (typeof cell === "string") {
    const text = defuseCell(cell).slice(0, mostLetters);
    const known = shared.get(text);
    if (known === undefined && shared.size >= mostShared) {
      return `<c r="${at}"${style} t="inlineStr"><is>${textElement(text)}</is></c>`;
    }
    const place = known ?? shared.size;
    if (known === undefined) shared.set(text, place);
    return `<c r="${at}"${style} t="s"><v>${place}</v></c>`;
  }
  if ("day" in cell) {
    return `<c r="${at}"${styles.day}><v>${daysOf(Temporal.PlainDate.from(cell.day))}</v></c>`;
  }
  const wall = Temporal.Instant.from(cell.at).toZonedDateTimeISO(cell.timeZone).toPlainDateTime();
  return `<c r="${at}"${styles.time}><v>${daysOf(wall)}</v></c>`;
}

/** What the clocks showed, as if it had been in UTC: so files of this kind count. */
function daysOf(wall: Temporal.PlainDate | Temporal.PlainDateTime): number {
  return (wall.toZonedDateTime("UTC").epochMilliseconds - firstDay) / dayMs;
}

/** The name of a column by its place from 0: A to Z, AA and on. */
function letters(place: number): string {
  const last = String.fromCharCode(65 + (place % 26));
  return place < 26 ? last : letters(Math.floor(place / 26) - 1) + last;
}

const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packages = "http://schemas.openxmlformats.org/package/2006";
const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

function worksheetHead(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  return `${xmlHead}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${
    widths.length === 0 ? "" : `<cols>${widths.join("")}</cols>`
  }<sheetData>`;
}

const headRow = (columns: readonly SheetColumn[], shared: Map<string, number>): string =>
  `<row r="1">${columns.map(({ name }, at) => cellText(name, `${letters(at)}1`, shared, styles.head)).join("")}</row>`;

/** Everything beside the cells that a program needs to open the file. */
function framework(worksheets: number, title: string): readonly (readonly [string, string])[] {
  const numbers = Array.from({ length: worksheets }, (_, at) => at + 1);
  const type = (kind: string): string =>
    `application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml`;
  const named = (at: number): string => (at === 1 ? title : `${[...title].slice(0, 25).join("")} ${at}`);
  const overrides = [
    ["/xl/workbook.xml", "sheet.main"],
    ["/xl/styles.xml", "styles"],
    ["/xl/sharedStrings.xml", "sharedStrings"],
    ...numbers.map((at) => [`/xl/worksheets/sheet${at}.xml`, "worksheet"]),
  ].map(([name, kind]) => `<Override PartName="${name}" ContentType="${type(kind ?? "")}"/>`);
  const related = [
    ...numbers.map((at) => [`rId${at}`, "worksheet", `worksheets/sheet${at}.xml`]),
    [`rId${worksheets + 1}`, "styles", "styles.xml"],
    [`rId${worksheets + 2}`, "sharedStrings", "sharedStrings.xml"],
  ].map(([id, kind, target]) => `<Relationship Id="${id}" Type="${relations}/${kind}" Target="${target}"/>`);
  const sheets = numbers.map(
    (at) => `<sheet name="${escapeXml(named(at))}" sheetId="${at}" r:id="rId${at}"/>`,
  );
  return [
    [
      "[Content_Types].xml",
      `${xmlHead}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join("")}</Types>`,
    ],
    [
      "_rels/.rels",
      `${xmlHead}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `${xmlHead}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${sheets.join("")}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${xmlHead}<Relationships xmlns="${packages}/relationships">${related.join("")}</Relationships>`,
    ],
    [
      "xl/styles.xml",
      `${xmlHead}<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/><numFmt numFmtId="165" formatCode="yyyy-mm-dd hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
  ];
}

const textElement = (text: string): string => `<t xml:space="preserve">${escapeXml(text)}</t>`;

/** Text within XML 1.0, without the characters that it cannot hold. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** At most 31 letters, and none that sheets may not be named by. */
function sheetName(title: string): string {
  const name = title.replaceAll(/[\\/?*[\]:'\p{Cc}]/gu, " ").trim();
  return [...name].slice(0, 31).join("").trim() || "Sheet";
}
