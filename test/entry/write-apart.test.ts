import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { writePdf } from "../../src/adapters/files/write-pdf.ts";
import { writeXlsx } from "../../src/adapters/files/write-xlsx.ts";
import type { Paper } from "../../src/app/exports/paper.ts";
import type { SheetCell } from "../../src/app/exports/sheet.ts";
import { writeApart } from "../../src/entry/write-apart.ts";

const about = { title: "Register", madeAt: "2026-11-23T12:00:00Z" };
const columns = ["student", "day", "start", "why"].map((name) => ({ name, width: 20 }));

async function* papers(
  count: number,
  failsAfter = Number.POSITIVE_INFINITY,
): AsyncGenerator<Paper, void, void> {
  for (let paper = 0; paper < count; paper += 1) {
    if (paper >= failsAfter) throw new Error("the store is away");
    yield {
      title: `Register ${paper}`,
      facts: [{ label: "Class", value: "CS-1" }],
      tables: [
        {
          title: "",
          columns: columns.map(({ name }) => ({ title: name, share: 1 })),
          rows: Array.from({ length: 60 }, (_, at) => [`S${at}`, "2026-11-23", "09:00", `seen at ${at}`]),
          empty: "",
        },
      ],
      signatures: ["Name"],
      foot: "As of then",
    };
  }
}

async function* rows(count: number): AsyncGenerator<readonly SheetCell[], void, void> {
  for (let at = 0; at < count; at += 1)
    yield [`S${at}`, { day: "2026-11-23" }, { at: "2026-11-23T09:00:00Z", timeZone: "Europe/London" }, at];
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

test("a PDF written in its thread has the bytes that it has here", async () => {
  for (const count of [0, 1, 7]) {
    const apart = await bytesOf(writeApart.pdf(papers(count), about));
    expect(apart.equals(await bytesOf(writePdf(papers(count), about)))).toBe(true);
  }
});

test("a sheet written in its thread holds what it holds here", async () => {
  for (const count of [0, 1, 200, 1_001]) {
    // Packed files say when they were packed; what is in them is the same.
    const apart = unzipSync(await bytesOf(writeApart.xlsx({ columns, rows: rows(count) }, "Registers")));
    expect(apart).toEqual(unzipSync(await bytesOf(writeXlsx({ columns, rows: rows(count) }, "Registers"))));
  }
});

test("a store that goes away while it is read ends the file and its thread, and is told", async () => {
  await expect(bytesOf(writeApart.pdf(papers(9, 3), about))).rejects.toThrow("the store is away");
});

test("whoever takes no more of a file ends its reading", async () => {
  let isOver = false;
  async function* endless(): AsyncGenerator<Paper, void, void> {
    try {
      for (;;) yield* papers(1);
    } finally {
      isOver = true;
    }
  }
  for await (const piece of writeApart.pdf(endless(), about)) {
    expect(piece.length).toBeGreaterThan(0);
    break;
  }
  expect(isOver).toBe(true);
});
