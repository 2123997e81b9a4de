import { expect, test } from "vitest";
import { writePdf } from "../../../src/adapters/files/write-pdf.ts";
import { writeXlsx } from "../../../src/adapters/files/write-xlsx.ts";
import type { Paper } from "../../../src/app/exports/paper.ts";
import type { SheetCell } from "../../../src/app/exports/sheet.ts";
import { writeCsvSheet } from "../../../src/app/exports/write-csv-sheet.ts";

const rows = 4_000;
const cells = (at: number): readonly SheetCell[] => [
  `S${at}`,
  { day: "2026-11-23" },
  { at: "2026-11-23T09:00:00Z", timeZone: "Europe/London" },
  `first seen at its reader, number ${at}`,
];
const columns = ["student", "day", "start", "why"].map((name) => ({ name, width: 20 }));

async function* sheetRows(): AsyncGenerator<readonly SheetCell[], void, void> {
  for (let at = 0; at < rows; at += 1) yield cells(at);
}

async function* papers(): AsyncGenerator<Paper, void, void> {
  yield {
    title: "Register",
    facts: [],
    tables: [
      {
        title: "",
        columns: columns.map(({ name }) => ({ title: name, share: 1 })),
        rows: Array.from({ length: rows }, (_, at) => [`S${at}`, "2026-11-23", "09:00", `number ${at}`]),
        empty: "",
      },
    ],
    signatures: [],
    foot: "",
  };
}

/** How often others had their turn while a file was written. */
async function turnsWhile(pieces: AsyncIterable<string | Uint8Array>): Promise<number> {
  let turns = 0;
  let isWritten = false;
  const turn = (): void => {
    if (isWritten) return;
    turns += 1;
    setImmediate(turn);
  };
  setImmediate(turn);
  let bytes = 0;
  for await (const piece of pieces) bytes += piece.length;
  isWritten = true;
  expect(bytes).toBeGreaterThan(10_000);
  return turns;
}

test.each([
  ["PDF", () => writePdf(papers(), { title: "Register", madeAt: "2026-11-23T12:00:00Z" })],
  ["XLSX", () => writeXlsx({ columns, rows: sheetRows() }, "Registers")],
  ["CSV", () => writeCsvSheet({ columns, rows: sheetRows() })],
])("while a long %s is written others have their turn", async (_, write) => {
  expect(await turnsWhile(write())).toBeGreaterThan(2);
});
