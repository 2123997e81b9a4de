import { Temporal } from "temporal-polyfill";
import { loadSchool, readTimeZone } from "../../simulator/university/load-school.ts";
import { makeUniversity } from "../../simulator/university/make-university.ts";
import { realTime } from "../../simulator/university/pace.ts";
import { runUniversity } from "../../simulator/university/run-university.ts";
import { schoolFiles } from "../../simulator/university/school-files.ts";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { timetableStore } from "../../src/adapters/postgres/timetable-store.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { readProcessFigures } from "../product/process-figures.ts";
import { startProduct } from "../product/start-product.ts";
import { untilItRests } from "../product/until-it-rests.ts";
import { createFigureBook, type FigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

const seed = 5;
const sizes = {
  quick: [{ students: 60, classes: 6, rooms: 6, days: 7 }],
  whole: [
    { students: 1_200, classes: 60, rooms: 40, days: 7 },
    { students: 1_200, classes: 60, rooms: 40, days: 28 },
  ],
};
type Size = (typeof sizes.whole)[number];

/** (i) A university's past as the backlog of its devices, and all its marks folded again. */
export const backlogPart: Part = {
  title: "The pretend university's past, from the outboxes of its devices",
  async run({ quick, say }) {
    const book = createFigureBook();
    for (const size of quick ? sizes.quick : sizes.whole) await measure(book, size, say);
    return { figures: book.figures(), notes: { seed: `${seed}` } };
  },
};

async function measure(book: FigureBook, size: Size, say: (text: string) => void): Promise<void> {
  const name = `${size.students} students, ${size.days} days`;
  const product = await startProduct();
  const signal = new AbortController().signal;
  try {
    const api = { url: product.url, token: null };
    const university = makeUniversity(seed, realTime.now(), {
      ...size,
      timeZone: await readTimeZone(api, signal),
    });
    say(`${name}: the timetable`);
    await loadSchool(api, schoolFiles(university), signal);
    await untilItRests(product.pid);
    const before = await readProcessFigures(product.pid, false);
    say(`${name}: the backlog`);
    const summary = await runUniversity({
      university,
      url: `mqtt://127.0.0.1:${product.mqttPort}`,
      site: "bench",
      live: false,
      pace: realTime,
      signal,
      onProgress: () => undefined,
      onNote: say,
    });
    if (!summary.complete) throw new Error(`${summary.confirmed} of ${summary.given} scans were told stored`);
    await untilItRests(product.pid);
    const after = await readProcessFigures(product.pid, true);
    const scans = summary.confirmed;
    const each = (seconds: number): number => (seconds * 1e6) / scans;
    const [server, store] = [
      each(after.ownCpuSeconds - before.ownCpuSeconds),
      each(after.childCpuSeconds - before.childCpuSeconds),
    ];
    const add = (measure: string, unit: string, value: number): void =>
      book.add({ case: `backlog, ${name}`, measure, unit }, value);
    add("throughput", "scans/s", summary.rate);
    add("CPU: server", "µs/scan", server);
    add("CPU: PostgreSQL", "µs/scan", store);
    add("CPU: server and PostgreSQL, until both rest", "µs/scan", server + store);
    add("memory afterwards, PSS of all processes", "MB", after.pssMegabytes);
    await fold(book, name, product.database, say);
  } finally {
    await product.stop();
  }
}

/** Folds all marks again, in this process, and compares them: what `muster rebuild --check` does of marks. */
async function fold(
  book: FigureBook,
  name: string,
  database: Parameters<typeof createPool>[0],
  say: (text: string) => void,
): Promise<void> {
  say(`${name}: folding all marks again`);
  const pool = createPool(database, { max: 1, name: "bench backlog", lookups: true });
  try {
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const report = await timetableStore(pool).read((reading) => checkMarks(reading, Temporal.Now.instant()));
    const seconds = (performance.now() - begin) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    if (report.different > 0) throw new Error(`${report.different} marks are not what the facts fold to`);
    const add = (measure: string, unit: string, value: number): void =>
      book.add({ case: `rebuild --check, ${name}`, measure, unit }, value);
    add("marks", "", report.marks);
    add("throughput", "marks/s", report.marks / seconds);
    add("CPU: the folding process", "µs/mark", (user + system) / report.marks);
    add("memory of the folding process", "MB", process.memoryUsage().rss / 1e6);
  } finally {
    await pool.end();
  }
}
