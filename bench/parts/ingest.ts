import type pg from "pg";
import { copyRows, createBaselineTable, keepRows } from "../baseline/baseline-table.ts";
import { startOneInsertConsumer } from "../baseline/start-one-insert-consumer.ts";
import type { LoadResult } from "../load/load-messages.ts";
import type { ScanPlan } from "../load/scan-plan.ts";
import { placeCount, studentCount } from "../load/school.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { type ProcessFigures, readProcessFigures } from "../product/process-figures.ts";
import { emptyStore } from "../product/school-in-store.ts";
import { putTimetable, sessionsADay } from "../product/timetable-in-store.ts";
import { untilItRests } from "../product/until-it-rests.ts";
import { type Bench, withProduct } from "../product/with-product.ts";
import { createFigureBook, type FigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

const inFlight = 4000;

interface Case {
  readonly name: string;
  readonly plan: Omit<ScanPlan, "count">;
}

/** The one that the baselines are compared with: their rows are its rows. */
const firstCase: Case = { name: "native, few marks change", plan: { kind: "native", scans: "again" } };
const cases: readonly Case[] = [
  firstCase,
  { name: "original, few marks change", plan: { kind: "original", scans: "again" } },
  { name: "native, every scan changes a mark", plan: { kind: "native", scans: "first" } },
  { name: "original, every scan changes a mark", plan: { kind: "original", scans: "first" } },
];

/** Each student's day of eight sessions that follow on each other; the first of them is on. */
const timetabledCase = "native, every scan changes a mark of a timetabled session";

/** (a) Scans per second, each acknowledged after COMMIT with its mark decided, beside two baselines. */
export const ingestPart: Part = {
  title: "Ingest: QoS 1, acknowledged after COMMIT with marks decided",
  run: ({ quick, repetitions, scans, cases: chosen, profile, say }) =>
    withProduct(async (bench) => {
      const book = createFigureBook();
      const { client } = bench;
      const isChosen = (label: string): boolean => chosen === null || label.includes(chosen);
      await createBaselineTable(client);
      const notes = await databaseNotes(client);
      say("warming up");
      await prime(bench);
      const count = scans ?? (quick ? 5000 : 20_000);
      const turns = repetitions ?? (quick ? 1 : 3);
      for (let repetition = 1; repetition <= turns; repetition++) {
        const ofProduct = new Map<number, Measured>();
        if (repetition > 1) {
          await forget(bench);
          await prime(bench);
        }
        for (const { name, plan } of cases) {
          for (const connections of [1, 100]) {
            const label = `${name}, ${shownConnections(connections)}`;
            if (!isChosen(label)) continue;
            say(`repetition ${repetition}: ${label}`);
            if (plan.scans === "first") await forget(bench);
            // The original's messages differ by place and decision alone, so that the second row takes up others.
            const from = plan.scans === "again" && connections > 1 ? placeCount : 0;
            const measured = await measureProduct(bench, label, { ...plan, from, count }, connections);
            const result = tellProduct(book, label, measured);
            if (plan === firstCase.plan) ofProduct.set(connections, result);
          }
          if (plan === firstCase.plan) await keepRows(client);
        }
        if (ofProduct.size > 0) {
          say(`repetition ${repetition}: baselines`);
          await measureBaselines(bench, book, ofProduct, quick ? 4000 : 10_000);
        }
      }
      // Last, for its sessions stay in the school.
      const label = `${timetabledCase}, ${shownConnections(100)}`;
      if (isChosen(label)) {
        await putTimetable(bench);
        for (let repetition = 1; repetition <= turns; repetition++) {
          say(`repetition ${repetition}: ${label}`);
          const parts: Spent[] = [];
          // A student is seen once in the session that is on: then all is forgotten, and seen again.
          for (let seen = 0; seen < count; seen += studentCount) {
            await forget(bench);
            const plan = { kind: "native", scans: "timetabled", count: studentCount } as const;
            parts.push(await measureProduct(bench, label, plan, 100));
          }
          tellProduct(book, label, spentTogether(parts));
        }
      }
      tellRatio(book);
      return {
        figures: book.figures(),
        notes: { ...notes, "timetabled sessions a day": `${sessionsADay}` },
      };
    }, profile),
};

async function measureBaselines(
  bench: Bench,
  book: FigureBook,
  ofProduct: ReadonlyMap<number, Measured>,
  count: number,
): Promise<void> {
  const copied = await measureCopy(bench, book);
  const consumer = await startOneInsertConsumer(bench.product.database);
  try {
    for (const [connections, product] of ofProduct) {
      const inserted = await measureConsumer(bench, book, consumer, connections, count);
      const label = `${firstCase.name}, ${shownConnections(connections)}`;
      const compare = (measure: string, value: number): void =>
        book.add({ case: label, measure, unit: "×" }, value);
      compare("throughput to one INSERT per message", product.rate / inserted.rate);
      compare("throughput to COPY alone", product.rate / copied.rate);
      compare("CPU of one INSERT per message to this", inserted.cpu / product.cpu);
      compare("CPU to COPY alone", product.cpu / copied.cpu);
    }
  } finally {
    await consumer.stop();
  }
}

/** Timetabled to standing by the medians of both. */
function tellRatio(book: FigureBook): void {
  const standing = `native, every scan changes a mark, ${shownConnections(100)}`;
  const medianOf = (name: string): number | undefined =>
    book.figures().find((figure) => figure.case === name && figure.measure === cpuMeasure)?.median;
  const [a, b] = [medianOf(`${timetabledCase}, ${shownConnections(100)}`), medianOf(standing)];
  if (a !== undefined && b !== undefined) {
    book.add({ case: "timetabled to standing", measure: "processor time", unit: "×" }, a / b);
  }
}

const cpuMeasure = "CPU: server and PostgreSQL";

/** What a row of the table is compared by. */
interface Measured {
  /** Scans a second. */
  readonly rate: number;
  /** Processor time of the receiving side, PostgreSQL included, in microseconds a scan. Noise hardly moves it. */
  readonly cpu: number;
}

const shownConnections = (n: number): string => (n === 1 ? "1 connection" : `${n} connections`);

async function measureCopy({ client, product }: Bench, book: FigureBook): Promise<Measured> {
  const before = await readProcessFigures(product.pid, false);
  const { rows, seconds } = await copyRows(client);
  const after = await readProcessFigures(product.pid, false);
  const label = "baseline: COPY alone";
  const measured = {
    rate: rows / seconds,
    cpu: ((after.childCpuSeconds - before.childCpuSeconds) * 1e6) / rows,
  };
  book.add({ case: label, measure: "throughput", unit: "rows/s" }, measured.rate);
  book.add({ case: label, measure: "CPU: PostgreSQL", unit: "µs/scan" }, measured.cpu);
  return measured;
}

async function measureConsumer(
  { client, product, generator }: Bench,
  book: FigureBook,
  consumer: { readonly port: number; readonly pid: number },
  connections: number,
  count: number,
): Promise<Measured> {
  await client.query("truncate bench.scan");
  await client.query("checkpoint");
  const plan: ScanPlan = { kind: "native", scans: "again", count };
  await generator.prepare({ port: consumer.port, connections, inFlight, plan });
  const read = async (): Promise<{ own: number; database: number }> => {
    const [own, database] = await Promise.all([
      readProcessFigures(consumer.pid, false),
      readProcessFigures(product.pid, false),
    ]);
    return { own: own.ownCpuSeconds, database: database.childCpuSeconds };
  };
  const before = await read();
  const result = await generator.publish();
  const after = await read();
  const { rows } = await client.query<{ n: string }>("select count(*) as n from bench.scan");
  if (Number(rows[0]?.n) !== count) throw new Error(`the consumer stored ${rows[0]?.n} of ${count} scans`);
  const label = `baseline: one INSERT per message, ${shownConnections(connections)}`;
  const rate = addRate(book, label, result);
  const own = ((after.own - before.own) * 1e6) / count;
  const database = ((after.database - before.database) * 1e6) / count;
  book.add({ case: label, measure: "CPU: consumer", unit: "µs/scan" }, own);
  book.add({ case: label, measure: "CPU: PostgreSQL", unit: "µs/scan" }, database);
  return { rate, cpu: own + database };
}

/**
 * Sees every student once in every class, so that what follows changes no mark, and waits until the server has looked at
 * all these marks.
 */
async function prime({ generator, product, client }: Bench): Promise<void> {
  const plan: ScanPlan = { kind: "native", scans: "first", count: placeCount };
  const stored = await readStored(client);
  await generator.prepare({ port: product.mqttPort, connections: 20, inFlight, plan });
  await generator.publish();
  await expectStored(client, stored, plan);
  await untilItRests(product.pid);
}

/**
 * Forgets what was seen today, and lets the server see that by a few scans of yesterday: it knows today by heart. They plan
 * that day, whose registers close at once: that is done before anything is measured.
 */
async function forget({ generator, product, client }: Bench): Promise<void> {
  await emptyStore(client);
  const plan: ScanPlan = { kind: "native", scans: "first", from: placeCount, count: 40 };
  await generator.prepare({ port: product.mqttPort, connections: 1, inFlight, plan });
  await generator.publish();
  await untilItRests(product.pid);
}

/** What publishing took. */
interface Spent {
  readonly scans: number;
  readonly result: LoadResult;
  readonly serverSeconds: number;
  readonly storeSeconds: number;
  readonly memory: ProcessFigures;
}

/** Publishes what is planned, and counts what was stored of it. */
async function measureProduct(
  { product, client, generator, profiler }: Bench,
  label: string,
  plan: ScanPlan,
  connections: number,
): Promise<Spent> {
  await client.query("checkpoint");
  const stored = await readStored(client);
  await generator.prepare({ port: product.mqttPort, connections, inFlight, plan });
  await profiler?.start();
  const before = await readProcessFigures(product.pid, false);
  const peak = watchMemory(product.pid);
  const result = await generator.publish();
  const after = await readProcessFigures(product.pid, true);
  const memory = await peak(after);
  await profiler?.stop(label);
  await expectStored(client, stored, plan);
  return {
    scans: plan.count,
    result,
    serverSeconds: after.ownCpuSeconds - before.ownCpuSeconds,
    storeSeconds: after.childCpuSeconds - before.childCpuSeconds,
    memory,
  };
}

function spentTogether(parts: readonly Spent[]): Spent {
  const [first, ...others] = parts;
  if (first === undefined) throw new RangeError("nothing was measured");
  return others.reduce(
    (sum, part) => ({
      scans: sum.scans + part.scans,
      result: {
        acknowledged: sum.result.acknowledged + part.result.acknowledged,
        seconds: sum.result.seconds + part.result.seconds,
        ackP50Ms: Math.max(sum.result.ackP50Ms, part.result.ackP50Ms),
        ackP99Ms: Math.max(sum.result.ackP99Ms, part.result.ackP99Ms),
        cpuSeconds: sum.result.cpuSeconds + part.result.cpuSeconds,
      },
      serverSeconds: sum.serverSeconds + part.serverSeconds,
      storeSeconds: sum.storeSeconds + part.storeSeconds,
      memory: part.memory.pssMegabytes > sum.memory.pssMegabytes ? part.memory : sum.memory,
    }),
    first,
  );
}

function tellProduct(book: FigureBook, label: string, spent: Spent): Measured {
  const { scans, result, memory } = spent;
  const rate = addRate(book, label, result);
  const microseconds = (seconds: number): number => (seconds * 1e6) / scans;
  const [server, store] = [microseconds(spent.serverSeconds), microseconds(spent.storeSeconds)];
  const add = (measure: string, value: number): void =>
    book.add({ case: label, measure, unit: "µs/scan" }, value);
  add("CPU: server", server);
  add("CPU: PostgreSQL", store);
  add("CPU: load generator", microseconds(result.cpuSeconds));
  add(cpuMeasure, server + store);
  const loaded = (measure: string, value: number): void =>
    book.add({ case: "all rows", measure: `memory loaded, ${measure} of all processes`, unit: "MB" }, value);
  loaded("PSS", memory.pssMegabytes);
  loaded("RSS", memory.rssMegabytes);
  return { rate, cpu: server + store };
}

function addRate(book: FigureBook, label: string, result: LoadResult): number {
  const rate = result.acknowledged / result.seconds;
  book.add({ case: label, measure: "throughput", unit: "scans/s" }, rate);
  book.add({ case: label, measure: "acknowledgement p99, saturated", unit: "ms" }, result.ackP99Ms);
  return rate;
}

/** Reads memory every second; the returned function stops that and resolves with the largest reading. */
function watchMemory(pid: number): (last: ProcessFigures) => Promise<ProcessFigures> {
  const readings: Promise<ProcessFigures>[] = [];
  const timer = setInterval(() => readings.push(readProcessFigures(pid, true)), 1000);
  return async (last) => {
    clearInterval(timer);
    const all = [...(await Promise.all(readings)), last];
    return all.reduce((most, reading) => (reading.pssMegabytes > most.pssMegabytes ? reading : most));
  };
}

interface Stored {
  readonly scans: number;
  readonly marks: number;
}

async function readStored(client: pg.ClientBase): Promise<Stored> {
  const { rows } = await client.query<{ scans: string; marks: string }>(
    "select (select count(*) from scan) as scans, (select count(*) from mark where status in ('present', 'late')) as marks",
  );
  return { scans: Number(rows[0]?.scans), marks: Number(rows[0]?.marks) };
}

/** A rate of scans that were not stored, or of marks that were not made, would be no rate at all. */
async function expectStored(client: pg.ClientBase, before: Stored, plan: ScanPlan): Promise<void> {
  const after = await readStored(client);
  const added = { scans: after.scans - before.scans, marks: after.marks - before.marks };
  const wanted = { scans: plan.count, marks: plan.scans === "again" ? 0 : plan.count };
  if (added.scans !== wanted.scans || added.marks !== wanted.marks) {
    throw new Error(`stored ${JSON.stringify(added)} instead of ${JSON.stringify(wanted)}`);
  }
}
