import { on } from "node:events";
import { Worker } from "node:worker_threads";
import type { WritePapers } from "../app/exports/paper.ts";
import type { SheetCell, WriteSheet } from "../app/exports/sheet.ts";
import type { FileAnswer, FileQuestion, FileWord } from "./file-calls.ts";
import { packageFolder } from "./package-folder.ts";

/** As it was built: a thread loads no TypeScript, also where this file itself was loaded from its source. */
const script = new URL("dist/server/file.worker.js", packageFolder);
/** Rows handed over at once: enough that handing over is little, few enough that they are soon copied. */
const rowsAtOnce = 200;

/**
 * Writes files whose layout is much work, each in a thread of its own that ends with it: while pages are laid out and
 * sheets are packed, messages of devices are answered as ever. What is read for them is read here, as it is asked for.
 */
export const writeApart: { readonly pdf: WritePapers; readonly xlsx: WriteSheet } = {
  pdf: (papers, about) =>
    written({ kind: "pdf", about }, papers, (paper): FileAnswer => ({ told: "paper", paper })),
  xlsx: ({ columns, rows }, title) =>
    written(
      { kind: "xlsx", columns, title },
      inBatches(rows),
      (batch): FileAnswer => ({ told: "rows", rows: batch }),
    ),
};

async function* written<Item>(
  question: FileQuestion,
  items: AsyncIterable<Item>,
  handOver: (item: Item) => FileAnswer,
): AsyncGenerator<Uint8Array, void, void> {
  const source = items[Symbol.asyncIterator]();
  const worker = new Worker(script, { workerData: question, stdin: false });
  const answer = (told: FileAnswer): void => worker.postMessage(told);
  try {
    // A fault in the thread is thrown here, and one in reading ends the thread.
    for await (const words of on(worker, "message", { close: ["exit"] })) {
      const [word]: FileWord[] = words;
      if (word?.told === "written") return;
      if (word?.told === "bytes") {
        yield word.bytes;
        answer({ told: "taken" });
      } else {
        const next = await source.next();
        answer(next.done === true ? { told: "over" } : handOver(next.value));
      }
    }
    throw new Error("the thread that writes a file ended before the file did");
  } finally {
    await source.return?.();
    await worker.terminate();
  }
}

async function* inBatches(
  rows: AsyncIterable<readonly SheetCell[]>,
): AsyncGenerator<readonly (readonly SheetCell[])[], void, void> {
  let batch: (readonly SheetCell[])[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < rowsAtOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
