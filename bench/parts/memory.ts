import { setTimeout as pause } from "node:timers/promises";
import { openPage } from "../load/open-page.ts";
import { putDay } from "../product/day-in-store.ts";
import { readProcessFigures } from "../product/process-figures.ts";
import { startProduct } from "../product/start-product.ts";
import { untilItRests } from "../product/until-it-rests.ts";
import { createFigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

/**
 * (c) What all processes of a product hold, Node, PostgreSQL and whatever else they started: idle, and with a full day of a
 * large university in the present.
 */
export const memoryPart: Part = {
  title: "Memory: all processes together",
  async run({ quick, say }) {
    const book = createFigureBook();
    const settle = quick ? 10_000 : 60_000;
    const product = await startProduct();
    try {
      async function read(name: string): Promise<void> {
        const { pssMegabytes, rssMegabytes, processes } = await readProcessFigures(product.pid, true);
        book.add({ case: name, measure: "PSS (shared pages counted once)", unit: "MB" }, pssMegabytes);
        book.add({ case: name, measure: "RSS (shared pages counted in each)", unit: "MB" }, rssMegabytes);
        book.add({ case: name, measure: "processes", unit: "" }, processes);
      }
      say(`waiting ${settle / 1000} s`);
      await pause(settle);
      await read(`${settle / 1000} s after the start, no page`);
      const page = await openPage(product.url, false);
      for (const path of ["/", "/api/v1/system", "/api/v1/students", "/api/v1/classes", "/api/v1/scans"]) {
        const response = await fetch(new URL(path, product.url));
        if (!response.ok) throw new Error(`${path}: ${response.status}`);
        await response.arrayBuffer();
      }
      await pause(quick ? 2000 : 10_000);
      await read("with one page open");
      page.close();
      const day = { students: quick ? 2_000 : 40_000, sessionsEach: 4 };
      say(`a day of ${day.students} students`);
      await putDay(product, day);
      await untilItRests(product.pid);
      await read(`${day.students} students, seen in ${day.sessionsEach} sessions each today`);
      return { figures: book.figures(), notes: {} };
    } finally {
      await product.stop();
    }
  },
};
