import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { WriterOrder } from "../load/counter-messages.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { emptyStore } from "../product/school-in-store.ts";
import { type Bench, withProduct } from "../product/with-product.ts";
import { createFigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

const batchSize = 500;

/** (e) What it costs that every writing transaction holds the change counter until it commits. */
export const changeCounterPart: Part = {
  title: `The change counter: batches of ${batchSize}, every scan changes a mark`,
  run: ({ quick, say }) =>
    withProduct(async (bench) => {
      const book = createFigureBook();
      for (let repetition = 1; repetition <= (quick ? 1 : 3); repetition++) {
        const rates = new Map<string, number>();
        for (const writers of [1, 2]) {
          for (const counted of [true, false]) {
            const label = `${writers} ${writers === 1 ? "writer" : "writers"}, ${counted ? "counter" : "no counter"}`;
            say(`repetition ${repetition}: ${label}`);
            await emptyStore(bench.client);
            await bench.client.query("checkpoint");
            const rate = await measure(bench, writers, counted, quick ? 10 : 40);
            rates.set(label, rate);
            book.add({ case: label, measure: "throughput", unit: "scans/s" }, rate);
          }
        }
        const compare = (name: string, of: string, to: string): void => {
          book.add({ case: name, measure: "ratio", unit: "×" }, (rates.get(of) ?? 0) / (rates.get(to) ?? 1));
        };
        compare("1 writer: with the counter to without", "1 writer, counter", "1 writer, no counter");
        compare("2 writers: with the counter to without", "2 writers, counter", "2 writers, no counter");
        compare("with the counter: 2 writers to 1", "2 writers, counter", "1 writer, counter");
        compare("without the counter: 2 writers to 1", "2 writers, no counter", "1 writer, no counter");
      }
      return { figures: book.figures(), notes: await databaseNotes(bench.client) };
    }),
};

async function measure(
  { product }: Bench,
  writers: number,
  counted: boolean,
  batches: number,
): Promise<number> {
  const children: ChildProcess[] = [];
  try {
    for (let writer = 0; writer < writers; writer++) {
      const child = fork(fileURLToPath(new URL("../load/counter-writer.js", import.meta.url)), {
        stdio: "inherit",
      });
      children.push(child);
      const order: WriterOrder = { database: product.database, writer, counted, batches, batchSize };
      child.send(order);
      await messageOf(child);
    }
    const begin = performance.now();
    await Promise.all(
      children.map((child) => {
        const done = messageOf(child);
        child.send("go");
        return done;
      }),
    );
    return (writers * batches * batchSize) / ((performance.now() - begin) / 1000);
  } finally {
    for (const child of children) child.kill();
  }
}

/** The next message of a writer; rejects when it ends instead. */
async function messageOf(child: ChildProcess): Promise<void> {
  await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => Promise.reject(new Error("a writer ended before it was done"))),
  ]);
}
