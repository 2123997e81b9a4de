import PDFDocument from "pdfkit";
import { Temporal } from "temporal-polyfill";
import { createPauses, type Pauses } from "../../app/create-pauses.ts";
import type { Paper, PaperTable, WritePapers } from "../../app/exports/paper.ts";
import { toLatinText } from "../../app/exports/to-latin-text.ts";

type Document = InstanceType<typeof PDFDocument>;

// In points: A4 is 595 by 842 of them.
const margin = 40;
const footRoom = 36;
const signatureRoom = 46;
const padding = 3;
const size = { title: 15, text: 9, table: 8, foot: 7 };
const regular = "Helvetica";
const bold = "Helvetica-Bold";
const note =
  "* Written by other letters than its own, which this document cannot print; the id says who is meant.";

/** A piece of a paper with the height that it takes, and how to draw it at a height of the page. */
interface Block {
  readonly height: number;
  draw(doc: Document, top: number): void;
  /** Drawn again at the top of every page that the table goes on on. */
  readonly head?: Block;
  /** true for what may not stand last on a page. */
  readonly keepsNext?: boolean;
}

/**
 * Papers as one PDF on A4. Each paper's pages say which of how many they are, tables repeat their heads, and rows are
 * never torn unless one is longer than a page. The fonts are those that every reader has, so nothing but their letters
 * can be printed: other names are transliterated and marked with an asterisk that every page explains.
 */
export const writePdf: WritePapers = async function* (papers, { title, madeAt }) {
  const doc = new PDFDocument({
    size: "A4",
    // What is drawn keeps to `margin`; a wider one below would make the library turn pages of its own accord.
    margins: { top: margin, left: margin, right: margin, bottom: 0 },
    autoFirstPage: false,
    info: {
      Title: toLatinText(title).text,
      Producer: "Muster",
      Creator: "Muster",
      // Everything else in the bytes follows from the papers.
      CreationDate: new Date(Temporal.Instant.from(madeAt).epochMilliseconds),
    },
  });
  const pauses = createPauses();
  let some = false;
  for await (const paper of papers) {
    some = true;
    await drawPaper(doc, paper, pauses);
    for (let bytes = readBytes(doc); bytes !== null; bytes = readBytes(doc)) yield bytes;
  }
  if (!some) await drawPaper(doc, nothing(title), pauses);
  doc.end();
  for await (const bytes of doc) {
    if (bytes instanceof Uint8Array) yield bytes;
  }
};

function readBytes(doc: Document): Uint8Array | null {
  const bytes: unknown = doc.read();
  return bytes instanceof Uint8Array ? bytes : null;
}

const nothing = (title: string): Paper => ({
  title,
  facts: [{ label: "Sessions", value: "There are none on these days." }],
  tables: [],
  signatures: [],
  foot: "",
});

/** Lays a paper out, then draws it: how many pages there are stands on the first. */
async function drawPaper(doc: Document, paper: Paper, pauses: Pauses): Promise<void> {
  const inexact = new Set<string>();
  const print = (text: string): string => {
    const { text: latin, exact } = toLatinText(text);
    if (exact) return latin;
    inexact.add(text);
    return `${latin}*`;
  };
  const blocks: Block[] = [];
  for (const block of blocksOf(doc, paper, print)) {
    blocks.push(block);
    if (pauses.due()) await pauses.take();
  }
  const pages = toPages(blocks);
  const foot = print(paper.foot);
  for (const [at, page] of pages.entries()) {
    if (pauses.due()) await pauses.take();
    doc.addPage();
    let top = margin;
    for (const block of page) {
      block.draw(doc, top);
      top += block.height;
    }
    drawFoot(doc, foot, `Page ${at + 1} of ${pages.length}`, inexact.size > 0);
  }
}

const widthOf = 595.28 - 2 * margin;
const roomOf = 841.89 - 2 * margin - footRoom;

/** One after the other: to measure a long table's rows takes longer than a device should wait. */
function* blocksOf(
  doc: Document,
  paper: Paper,
  print: (text: string) => string,
): Generator<Block, void, void> {
  yield textBlock(doc, print(paper.title), { font: bold, points: size.title, after: 6 });
  for (const { label, value } of paper.facts) yield factBlock(doc, label, print(value));
  yield space(8);
  for (const table of paper.tables) yield* tableBlocks(doc, table, print);
  if (paper.signatures.length > 0) yield signatureBlock(paper.signatures);
}

/** Fills pages in order. A block that is alone on its page stays there, however long it is. */
function toPages(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const pages: Block[][] = [[]];
  let used = 0;
  for (const [at, block] of blocks.entries()) {
    const page = pages.at(-1) ?? [];
    const next = block.keepsNext ? (blocks[at + 1]?.height ?? 0) : 0;
    if (page.length > 0 && used + block.height + next > roomOf) {
      const repeated = block.head ? [block.head] : [];
      pages.push([...repeated, block]);
      used = repeated.reduce((sum, { height }) => sum + height, 0) + block.height;
    } else {
      page.push(block);
      used += block.height;
    }
  }
  return pages;
}

function textBlock(
  doc: Document,
  text: string,
  { font, points, after }: { readonly font: string; readonly points: number; readonly after: number },
): Block {
  doc.font(font).fontSize(points);
  const height = doc.heightOfString(text, { width: widthOf });
  return {
    height: height + after,
    draw: (on, top) =>
      void on.font(font).fontSize(points).fillColor("black").text(text, margin, top, { width: widthOf }),
  };
}

const labelWidth = 70;

function factBlock(doc: Document, label: string, value: string): Block {
  const width = widthOf - labelWidth;
  doc.font(regular).fontSize(size.text);
  const height = doc.heightOfString(value, { width });
  return {
    height: height + 3,
    draw(on, top) {
      on.fontSize(size.text).fillColor("black");
      on.font(bold).text(label, margin, top, { width: labelWidth, lineBreak: false });
      on.font(regular).text(value, margin + labelWidth, top, { width });
    },
  };
}

const space = (height: number): Block => ({ height, draw: () => undefined });

function* tableBlocks(
  doc: Document,
  table: PaperTable,
  print: (text: string) => string,
): Generator<Block, void, void> {
  const shares = table.columns.reduce((sum, { share }) => sum + share, 0);
  const widths = table.columns.map(({ share }) => (widthOf * share) / shares);
  const head = {
    ...rowBlock(
      doc,
      table.columns.map(({ title }) => title),
      widths,
      { font: bold, fill: "#e8e8e8" },
    ),
    keepsNext: true,
  };
  if (table.title !== "") {
    yield {
      ...textBlock(doc, table.title, { font: bold, points: size.text + 2, after: 4 }),
      keepsNext: true,
    };
  }
  if (table.rows.length === 0)
    yield textBlock(doc, table.empty, { font: regular, points: size.table, after: 4 });
  else yield head;
  for (const row of table.rows) {
    for (const part of splitRow(doc, row.map(print), widths)) {
      yield { ...rowBlock(doc, part, widths, { font: regular, fill: null }), head };
    }
  }
  yield space(12);
}

/** A row that is longer than a page, in parts that are not: each cell goes on in the next part. */
function splitRow(doc: Document, cells: readonly string[], widths: readonly number[]): readonly string[][] {
  const most = roomOf / 2;
  doc.font(regular).fontSize(size.table);
  const heightOf = (text: string, at: number): number =>
    doc.heightOfString(text, { width: (widths[at] ?? 0) - 2 * padding });
  const parts: string[][] = [];
  let rest = [...cells];
  while (rest.some((text, at) => heightOf(text, at) > most)) {
    const fitting = rest.map((text, at) => {
      let [low, high] = [0, text.length];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (heightOf(text.slice(0, middle), at) <= most) low = middle;
        else high = middle - 1;
      }
      return low === text.length ? low : wordEnd(text, low);
    });
    parts.push(rest.map((text, at) => text.slice(0, fitting[at])));
    rest = rest.map((text, at) => text.slice(fitting[at]));
  }
  return [...parts, rest];
}

/** The end of the last word before a place, or the place itself where a word is longer than all of it. At least 1. */
function wordEnd(text: string, before: number): number {
  return Math.max(1, text.lastIndexOf(" ", before - 1) + 1 || before);
}

function rowBlock(
  doc: Document,
  cells: readonly string[],
  widths: readonly number[],
  { font, fill }: { readonly font: string; readonly fill: string | null },
): Block {
  doc.font(font).fontSize(size.table);
  const height =
    2 * padding +
    Math.max(
      doc.currentLineHeight(true),
      ...cells.map((text, at) => doc.heightOfString(text, { width: (widths[at] ?? 0) - 2 * padding })),
    );
  return {
    height,
    draw(on, top) {
      if (fill !== null) on.rect(margin, top, widthOf, height).fill(fill);
      on.font(font).fontSize(size.table).fillColor("black");
      let left = margin;
      for (const [at, text] of cells.entries()) {
        const width = widths[at] ?? 0;
        on.text(text, left + padding, top + padding, { width: width - 2 * padding });
        left += width;
      }
      on.moveTo(margin, top + height)
        .lineTo(margin + widthOf, top + height)
        .lineWidth(0.5)
        .stroke("#999999");
    },
  };
}

/** Lines side by side, each with what belongs on it below. */
function signatureBlock(signatures: readonly string[]): Block {
  const width = widthOf / signatures.length;
  return {
    height: signatureRoom,
    draw(on, top) {
      const line = top + signatureRoom - 16;
      on.font(regular).fontSize(size.table).fillColor("black");
      for (const [at, label] of signatures.entries()) {
        const left = margin + at * width;
        on.moveTo(left, line)
          .lineTo(left + width - 12, line)
          .lineWidth(0.7)
          .stroke("black");
        on.text(label, left, line + 3, { width: width - 12, lineBreak: false });
      }
    },
  };
}

function drawFoot(doc: Document, foot: string, page: string, marked: boolean): void {
  const top = 841.89 - margin - footRoom + 12;
  doc.font(regular).fontSize(size.foot).fillColor("#444444");
  doc.text(foot, margin, top, { width: widthOf - 70, height: 2 * size.foot + 2, ellipsis: true });
  doc.text(page, margin + widthOf - 70, top, { width: 70, align: "right", lineBreak: false });
  if (marked) doc.text(note, margin, top + 2 * size.foot + 4, { width: widthOf, lineBreak: false });
}
