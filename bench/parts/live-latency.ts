import { connect, type Socket } from "node:net";
import type { ChangesFrame } from "../../src/contract/live/frames.ts";
import {
  connectPacket,
  createPacketReader,
  disconnectPacket,
  packetType,
  publishPacket,
} from "../load/mqtt-bytes.ts";
import { openPage, type Page } from "../load/open-page.ts";
import { type ScanPlan, scanAt } from "../load/scan-plan.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { readProcessFigures } from "../product/process-figures.ts";
import { withProduct } from "../product/with-product.ts";
import { createFigureBook } from "../report/figure.ts";
import { quantile } from "../report/statistics.ts";
import type { Part } from "./part.ts";

const pageCount = 200;
const publishers = 10;
const scansPerSecond = 500;

/** (b) From the hand-over of a publication to the socket to the arrival of the frame that shows it on each page. */
export const liveLatencyPart: Part = {
  title: `Live: ${scansPerSecond} scans/s seen by ${pageCount} pages`,
  run: ({ quick, say }) =>
    withProduct(async ({ product, client }) => {
      const seconds = quick ? 5 : 30;
      const book = createFigureBook();
      say(`opening ${pageCount} pages`);
      const pages: Page[] = [];
      for (let n = 0; n < pageCount; n++) pages.push(await openPage(product.url, n === 0));
      const sockets = await Promise.all(
        Array.from({ length: publishers }, (_, n) => openPublisher(product.mqttPort, `bench-live-${n}`)),
      );
      say(`publishing for ${seconds} s`);
      // The first two seconds find both processes cold; they are sent and not counted.
      const warmUp = 2 * scansPerSecond;
      const before = await readProcessFigures(product.pid, false);
      const ownBefore = process.cpuUsage();
      const begin = performance.now();
      const publishedAt = await publishSteadily(sockets, seconds * scansPerSecond + warmUp);
      await arrival(pages, publishedAt.size);
      const elapsed = (performance.now() - begin) / 1000;
      const own = process.cpuUsage(ownBefore);
      const after = await readProcessFigures(product.pid, false);
      const latencies = latenciesOf(pages, publishedAt, warmUp);
      for (const socket of sockets) socket.end(disconnectPacket);
      for (const page of pages) page.close();
      const wanted = seconds * scansPerSecond * pageCount;
      if (latencies.length !== wanted) {
        throw new Error(`${latencies.length} arrivals instead of ${wanted}: a page missed scans`);
      }
      const of = { case: `${seconds} s`, unit: "ms" };
      book.add({ ...of, measure: "publish to page p50" }, quantile(latencies, 0.5));
      book.add({ ...of, measure: "publish to page p99" }, quantile(latencies, 0.99));
      book.add({ ...of, measure: "publish to page, longest" }, quantile(latencies, 1));
      const share = (measure: string, cpuSeconds: number): void =>
        book.add({ ...of, measure, unit: "% of a core" }, (100 * cpuSeconds) / elapsed);
      share("CPU: server", after.ownCpuSeconds - before.ownCpuSeconds);
      share("CPU: PostgreSQL", after.childCpuSeconds - before.childCpuSeconds);
      share("CPU: publishers and pages", (own.user + own.system) / 1e6);
      return { figures: book.figures(), notes: await databaseNotes(client) };
    }),
};

function openPublisher(port: number, clientId: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, noDelay: true });
    const read = createPacketReader((type) => {
      if (type === packetType.connack) resolve(socket);
    });
    socket.on("data", read);
    socket.on("error", reject);
    socket.write(connectPacket(clientId));
  });
}

/** Publishes so many scans at a steady rate; returns when each was handed over, by its `occurred_at`. */
function publishSteadily(sockets: readonly Socket[], count: number): Promise<ReadonlyMap<string, number>> {
  const plan: ScanPlan = { kind: "native", scans: "again", count };
  const publishedAt = new Map<string, number>();
  const begin = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(count, Math.floor(((performance.now() - begin) * scansPerSecond) / 1000));
      for (let index = publishedAt.size; index < due; index = publishedAt.size) {
        const device = index % sockets.length;
        const scan = scanAt(plan, index, device, Date.now());
        // A page is told what the device wrote as its time: a number behind the milliseconds tells scans apart.
        const payload = scan.payload
          .toString()
          .replace(/("occurred_at":"[^"Z]+)Z"/, `$1${String(index).padStart(6, "0")}Z"`);
        const key = /"occurred_at":"([^"]+)"/.exec(payload)?.[1] ?? "";
        const packet = publishPacket((index % 65_535) + 1, scan.topic, Buffer.from(payload));
        publishedAt.set(key, performance.now());
        sockets[device]?.write(packet);
      }
      if (publishedAt.size === count) {
        clearInterval(timer);
        resolve(publishedAt);
      }
    }, 2);
  });
}

/** Resolves when every page has the last frame, so that no scan is missing; at most after 15 s. */
function arrival(pages: readonly Page[], scans: number): Promise<void> {
  const deadline = performance.now() + 15_000;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const shown = (pages[0]?.texts ?? []).reduce(
        (sum, text) => sum + text.split('"timestamp":').length - 1,
        0,
      );
      const frames = pages.map((page) => page.frames.size);
      const complete = shown >= scans && Math.min(...frames) === Math.max(...frames);
      if (!complete && performance.now() < deadline) return;
      clearInterval(timer);
      resolve();
    }, 500);
  });
}

/** All pages get the same frames, so that only one of them needs to be read in full. */
function latenciesOf(
  pages: readonly Page[],
  publishedAt: ReadonlyMap<string, number>,
  skip: number,
): Float64Array {
  const scansOfFrame = new Map<number, number[]>();
  const order = new Map([...publishedAt.keys()].map((key, at) => [key, at]));
  for (const text of pages[0]?.texts ?? []) {
    const frame: ChangesFrame = JSON.parse(text);
    scansOfFrame.set(
      frame.seq,
      frame.scans.flatMap(({ timestamp }) =>
        (order.get(timestamp) ?? -1) >= skip ? [publishedAt.get(timestamp) ?? Number.NaN] : [],
      ),
    );
  }
  const latencies: number[] = [];
  for (const page of pages) {
    for (const [seq, arrivedAt] of page.frames) {
      for (const at of scansOfFrame.get(seq) ?? []) latencies.push(arrivedAt - at);
    }
  }
  return Float64Array.from(latencies).sort();
}
