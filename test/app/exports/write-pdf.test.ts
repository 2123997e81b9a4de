import { expect, test } from "vitest";
import { writePdf } from "../../../src/adapters/files/write-pdf.ts";
import type { Paper } from "../../../src/app/exports/paper.ts";
import { readPdf } from "./read-pdf.ts";

const paper: Paper = {
  title: "Register",
  facts: [{ label: "Class", value: "7A" }],
  tables: [
    {
      title: "",
      columns: [
        { title: "Student", share: 1 },
        { title: "Why", share: 3 },
      ],
      rows: [],
      empty: "Nobody is expected.",
    },
  ],
  signatures: ["Signature"],
  foot: "As of then.",
};

async function pagesOf(...papers: Paper[]): Promise<string[]> {
  const pieces: Uint8Array[] = [];
  const all = (async function* () {
    yield* papers;
  })();
  for await (const piece of writePdf(all, { title: "Registers", madeAt: "2026-11-23T09:00:00.000Z" })) {
    pieces.push(piece);
  }
  return readPdf(Buffer.concat(pieces));
}

const withRows = (rows: string[][]): Paper => ({
  ...paper,
  tables: paper.tables.map((table) => ({ ...table, rows })),
});

test("every page repeats the head of the table and says which of how many it is; each row stands once", async () => {
  const rows = Array.from({ length: 150 }, (_, at) => [
    `S${1000 + at}`,
    "Absent: nobody saw the student. ".repeat(4),
  ]);
  const pages = await pagesOf(withRows(rows), paper);
  const own = pages.slice(0, -1);
  expect(own.length).toBeGreaterThan(3);
  for (const [at, page] of own.entries()) {
    expect(page.match(/^Student$/gm)).toHaveLength(1);
    expect(page).toContain(`Page ${at + 1} of ${own.length}`);
    expect(page).toContain("As of then.");
  }
  const printed = own.join("\n");
  for (const [id = ""] of rows) expect(printed.match(new RegExp(`^${id}$`, "gm"))).toHaveLength(1);
  expect(printed.match(/nobody saw/g)).toHaveLength(600);
  expect(own.map((page) => page.includes("Signature"))).toEqual(own.map((_, at) => at === own.length - 1));
  // The pages of each paper count from one.
  expect(pages.at(-1)).toContain("Page 1 of 1");
  expect(pages.at(-1)).toContain("Nobody is expected.");
});

test("a row that is longer than a page goes on on the next, and loses nothing", async () => {
  const words = Array.from({ length: 4_000 }, (_, at) => `w${at}`);
  const pages = await pagesOf(withRows([["S1", words.join(" ")]]));
  expect(pages.length).toBeGreaterThan(1);
  const printed = pages.join(" ").replaceAll(/\s+/g, "");
  let from = 0;
  for (const word of words) {
    const found = printed.indexOf(word, from);
    expect(found, word).toBeGreaterThanOrEqual(0);
    from = found + word.length;
  }
});
