import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeXlsx } from "../../../src/adapters/files/write-xlsx.ts";
import type { Sheet, SheetCell } from "../../../src/app/exports/sheet.ts";
import { writeCsvSheet } from "../../../src/app/exports/write-csv-sheet.ts";
import { armCell } from "../../../src/app/imports/csv/defuse-cell.ts";
import { readXlsx } from "./read-xlsx.ts";

function sheetOf(rows: readonly (readonly SheetCell[])[]): Sheet {
  return {
    columns: (rows[0] ?? ["a"]).map((_, at) => ({ name: `column_${at}`, width: 10 })),
    rows: (async function* () {
      yield* rows;
    })(),
  };
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function csvOf(rows: readonly (readonly SheetCell[])[]): Promise<string> {
  let text = "";
  for await (const piece of writeCsvSheet(sheetOf(rows))) text += piece;
  return text;
}

const dangerous = fc.oneof(
  fc
    .tuple(fc.constantFrom("=", "+", "-", "@", "\t", "\r", "'=", "''-", ""), fc.string())
    .map((parts) => parts.join("")),
  fc.constantFrom('"', "a,b", "a\nb", "a\r\nb", " a ", ";", "é🙂"),
);

test("whatever stands in a cell is read back by other programs, and none of it is run by a spreadsheet", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(dangerous, dangerous), { minLength: 1, maxLength: 8 }),
      async (rows) => {
        const read: string[][] = parse(await csvOf(rows), { bom: true, recordDelimiter: "\r\n" });
        expect(read.slice(1).map((row) => row.map(armCell))).toEqual(rows);
        for (const row of read) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      },
    ),
    { numRuns: 100 },
  );
});

const cells: SheetCell[] = [
  { day: "2026-10-25" },
  { at: "2026-10-25T00:30:00.000Z", timeZone: "Europe/London" },
  { at: "2026-10-25T01:30:00.000Z", timeZone: "Europe/London" },
  0.5,
  null,
];

test("times say the offset of their clocks in CSV, so that an hour that repeats is told apart", async () => {
  expect((await csvOf([cells])).split("\r\n")[1]).toBe(
    "2026-10-25,2026-10-25T01:30:00+01:00,2026-10-25T01:30:00+00:00,0.5,",
  );
});

test("days and times are real ones in XLSX, as the clocks of the zone showed them", async () => {
  const [, row] = readXlsx(await bytesOf(writeXlsx(sheetOf([cells]), "Sheet: one/two")));
  expect(row).toEqual([
    { date: "2026-10-25" },
    { date: "2026-10-25T01:30:00" },
    { date: "2026-10-25T01:30:00" },
    0.5,
  ]);
});

test("a large sheet is packed as its rows come, and read back whole", async () => {
  const rows = 60_000;
  let read = 0;
  async function* many(): AsyncGenerator<SheetCell[], void, void> {
    for (; read < rows; read += 1) yield [read, `student ${read % 500}`, { day: "2026-10-25" }];
  }
  const pieces: Uint8Array[] = [];
  let atFirst: number | null = null;
  for await (const piece of writeXlsx({ columns: sheetOf([["", "", ""]]).columns, rows: many() }, "Many")) {
    // Whoever waits for the file has its first bytes long before its last row was read.
    atFirst ??= read;
    pieces.push(piece);
  }
  expect(atFirst).toBeLessThan(rows / 4);
  const sheet = readXlsx(Buffer.concat(pieces));
  expect(sheet).toHaveLength(rows + 1);
  expect(sheet.at(-1)).toEqual([rows - 1, "student 499", { date: "2026-10-25" }]);
});
