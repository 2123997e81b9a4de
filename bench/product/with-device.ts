import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import type { PublisherNews, PublisherOrder, Wait } from "../load/steady-publisher.ts";
import type { FigureBook } from "../report/figure.ts";
import { quantile } from "../report/statistics.ts";
import { applyImport, previewFile } from "./import-file.ts";
import { readProcessFigures } from "./process-figures.ts";
import type { Product } from "./start-product.ts";

/** How often the device publishes. */
export const everyMs = 50;
/** A server that has just started takes more for each scan: what is measured beside them begins later. */
const warmUpMs = 10_000;
const lectures = { class: "NOW-1", room: "Room 0", students: 60 };

/** A span of time in which something was done, in milliseconds since the epoch. */
interface Phase {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Does a piece of work as a phase of that name. The first is one in which nothing but the device's scans is done. */
export type Timed = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/**
 * Lets a device in a process of its own publish at QoS 1 into a lecture that is on, while work is done in phases. Tells of
 * each phase its time, its processor time (all of it, and beyond what the device's scans took in the first phase: an underestimate
 * where scans waited and were then recorded together), and the waits for a PUBACK, each
 * counted in every phase that it touches.
 */
export async function withDevice(
  {
    product,
    book,
    say,
  }: { readonly product: Product; readonly book: FigureBook; readonly say: (text: string) => void },
  work: (timed: Timed) => Promise<void>,
): Promise<void> {
  const publisher = fork(fileURLToPath(new URL("../load/steady-publisher.js", import.meta.url)), {
    stdio: "inherit",
  });
  const phases: Phase[] = [];
  /** Processor time a second while nothing but the device's scans is done. */
  let beside: number | null = null;
  const cpuSeconds = async (): Promise<number> => {
    const { ownCpuSeconds, childCpuSeconds } = await readProcessFigures(product.pid, false);
    return ownCpuSeconds + childCpuSeconds;
  };
  try {
    await takeLectures(product);
    await order(publisher, {
      order: "publish",
      port: product.mqttPort,
      students: Array.from({ length: lectures.students }, (_, at) => `NOW${at}`),
      location: lectures.room,
      everyMs,
    });
    await pause(warmUpMs);
    await work(async (name, piece) => {
      const [from, before] = [Date.now(), await cpuSeconds()];
      const result = await piece();
      phases.push({ name, from, to: Date.now() });
      const seconds = (Date.now() - from) / 1_000;
      const all = (await cpuSeconds()) - before;
      beside ??= all / seconds;
      const cpu = Math.max(0, all - beside * seconds);
      book.add({ case: name, measure: "processor time", unit: "s" }, cpu);
      book.add({ case: name, measure: "processor time, the device's scans included", unit: "s" }, all);
      book.add({ case: name, measure: "time", unit: "s" }, seconds);
      say(`${name}: ${cpu.toFixed(1)} s of processor time in ${seconds.toFixed(1)} s`);
      return result;
    });
    const waits = await order(publisher, { order: "tell" });
    for (const { name, from, to } of phases) {
      const own = waits
        .filter((wait) => wait.from <= to && wait.to >= from)
        .map((wait) => wait.to - wait.from)
        .sort((a, b) => a - b);
      const [p99, longest] = [quantile(own, 0.99), quantile(own, 1)];
      book.add({ case: name, measure: "PUBACK, p99", unit: "ms" }, p99);
      book.add({ case: name, measure: "PUBACK, longest", unit: "ms" }, longest);
      say(`${name}: PUBACK p99 ${p99} ms, longest ${longest} ms of ${own.length}`);
    }
  } finally {
    publisher.kill();
  }
}

/** A class whose lecture began ten minutes ago, with the students that the device sees. */
async function takeLectures(product: Product): Promise<void> {
  const at = (minutes: number): string =>
    new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16).replace("T", " ");
  const ids = Array.from({ length: lectures.students }, (_, nth) => `NOW${nth}`);
  const files = {
    "students.csv": ["student_id,given_name,family_name", ...ids.map((id) => `${id},Given,Family`)],
    "enrolments.csv": ["student_id,class,from,to", ...ids.map((id) => `${id},${lectures.class},2026-01-01,`)],
    "timetable.csv": ["class,start,end,rooms", `${lectures.class},${at(-10)},${at(110)},${lectures.room}`],
  };
  const bytes = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, Buffer.from(lines.join("\n"))])),
  );
  await applyImport(
    product,
    await previewFile(product, { kind: "csv", name: "now.zip", type: "application/zip", bytes }),
  );
}

/** Gives the publisher an order, and waits for what it tells. */
async function order(publisher: ChildProcess, told: PublisherOrder): Promise<readonly Wait[]> {
  const answered = once(publisher, "message");
  publisher.send(told);
  const [news]: PublisherNews[] = await answered;
  return news?.news === "waits" ? news.waits : [];
}
