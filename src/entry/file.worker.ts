import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import type { Paper } from "../app/exports/paper.ts";
import type { SheetCell } from "../app/exports/sheet.ts";
import type { FileAnswer, FileQuestion, FileWord } from "./file-calls.ts";

const question: FileQuestion = workerData;
if (parentPort === null) throw new Error("this file is a thread's");
const port = parentPort;

async function ask(word: FileWord): Promise<FileAnswer> {
  const told = once(port, "message");
  port.postMessage(word);
  const [answer]: FileAnswer[] = await told;
  if (answer === undefined) throw new Error("nobody answered");
  return answer;
}

async function* papers(): AsyncGenerator<Paper, void, void> {
  for (;;) {
    const answer = await ask({ told: "wants" });
    if (answer.told !== "paper") return;
    yield answer.paper;
  }
}

async function* rows(): AsyncGenerator<readonly SheetCell[], void, void> {
  for (;;) {
    const answer = await ask({ told: "wants" });
    if (answer.told !== "rows") return;
    yield* answer.rows;
  }
}

/** Reads the program of the one kind alone: that of PDF takes longer than a short file. */
async function written(): Promise<AsyncIterable<Uint8Array>> {
  if (question.kind === "pdf") {
    const { writePdf } = await import("../adapters/files/write-pdf.ts");
    return writePdf(papers(), question.about);
  }
  const { writeXlsx } = await import("../adapters/files/write-xlsx.ts");
  return writeXlsx({ columns: question.columns, rows: rows() }, question.title);
}

for await (const bytes of await written()) await ask({ told: "bytes", bytes });
const last: FileWord = { told: "written" };
port.postMessage(last);
