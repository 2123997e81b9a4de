import { connect, type Socket } from "node:net";
import type pg from "pg";
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
import { placeCount } from "../load/school.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { readProcessFigures } from "../product/process-figures.ts";
import { emptyStore } from "../product/school-in-store.ts";
import { untilItRests } from "../product/until-it-rests.ts";
import { type Bench, withProduct } from "../product/with-product.ts";
import { createFigureBook, type FigureBook } from "../report/figure.ts";
import { quantile } from "../report/statistics.ts";
import type { Part } from "./part.ts";

const publishers = 10;
const registerTopic = (session: string): string => `session:${session}`;

/** How many pages look on, at how many scans a second. */
interface Audience {
  readonly name: string;
  readonly scansPerSecond: number;
  /** Pages that are shown everything. */
  readonly everything: number;
  /** Pages that show one register each, of the standing sessions in turn. */
  readonly registers: number;
}

const audiences: readonly Audience[] = [
  { name: "500 scans/s, 200 pages with everything", scansPerSecond: 500, everything: 200, registers: 0 },
  {
    name: "1,000 scans/s, 1,000 pages with a register each and 20 with everything",
    scansPerSecond: 1_000,
    everything: 20,
    registers: 1_000,
  },
];

/** (b) From the hand-over of a publication to the socket to the arrival of the frame that shows it on each page. */
export const liveLatencyPart: Part = {
  title: "Live: from a publication to the pages",
  run: ({ quick, say }) =>
    withProduct(async (bench) => {
      const book = createFigureBook();
      for (const audience of audiences) await measure(bench, book, audience, quick ? 5 : 30, say);
      return { figures: book.figures(), notes: await databaseNotes(bench.client) };
    }),
};

/** A page and the room whose scans it is to be told; null for all rooms. */
interface Reader {
  readonly page: Page;
  readonly room: string | null;
}

async function measure(
  { product, client, generator }: Bench,
  book: FigureBook,
  { name, scansPerSecond, everything, registers }: Audience,
  seconds: number,
  say: (text: string) => void,
): Promise<void> {
  await emptyStore(client);
  // Everybody is seen once, so that a scan is news of somebody who is there, and today's sessions are planned.
  const seen: ScanPlan = { kind: "native", scans: "first", count: placeCount };
  await generator.prepare({ port: product.mqttPort, connections: 20, inFlight: 4000, plan: seen });
  await generator.publish();
  await untilItRests(product.pid);
  const sessions = await standingSessions(client);
  say(`opening ${everything + registers} pages`);
  const readers: Reader[] = [];
  for (let n = 0; n < everything; n++) {
    readers.push({ page: await openPage(product.url, n === 0), room: null });
  }
  for (let n = 0; n < registers; n++) {
    const { session, room } = sessions[n % sessions.length] ?? { session: "", room: "" };
    readers.push({ page: await openPage(product.url, false, registerTopic(session)), room });
  }
  const pages = readers.map(({ page }) => page);
  const sockets = await Promise.all(
    Array.from({ length: publishers }, (_, n) => openPublisher(product.mqttPort, `bench-live-${n}`)),
  );
  say(`${name}: publishing for ${seconds} s`);
  // The first two seconds find both processes cold; they are sent and not counted.
  const warmUp = 2 * scansPerSecond;
  const before = await readProcessFigures(product.pid, false);
  const ownBefore = process.cpuUsage();
  const begin = performance.now();
  const published = await publishSteadily(sockets, seconds * scansPerSecond + warmUp, scansPerSecond);
  await arrival(pages, published.size);
  const elapsed = (performance.now() - begin) / 1000;
  const own = process.cpuUsage(ownBefore);
  const after = await readProcessFigures(product.pid, false);
  const latencies = latenciesOf(readers, published, warmUp);
  for (const socket of sockets) socket.end(disconnectPacket);
  for (const page of pages) page.close();
  const wanted = arrivalsOf(readers, published, warmUp);
  if (latencies.length !== wanted) {
    throw new Error(`${latencies.length} arrivals instead of ${wanted}: a page missed scans`);
  }
  const of = { case: name, unit: "ms" };
  book.add({ ...of, measure: "publish to page p50" }, quantile(latencies, 0.5));
  book.add({ ...of, measure: "publish to page p99" }, quantile(latencies, 0.99));
  book.add({ ...of, measure: "publish to page, longest" }, quantile(latencies, 1));
  const share = (measure: string, cpuSeconds: number): void =>
    book.add({ ...of, measure, unit: "% of a core" }, (100 * cpuSeconds) / elapsed);
  share("CPU: server", after.ownCpuSeconds - before.ownCpuSeconds);
  share("CPU: PostgreSQL", after.childCpuSeconds - before.childCpuSeconds);
  share("CPU: publishers and pages", (own.user + own.system) / 1e6);
}

/** Today's standing sessions and the codes of their rooms. */
async function standingSessions(
  client: pg.ClientBase,
): Promise<readonly { readonly session: string; readonly room: string }[]> {
  const { rows } = await client.query<{ session: string; room: string }>(
    `select s.id as session, r.code as room
     from session s join session_room sr on sr.session_id = s.id join room r on r.id = sr.room_id
     where s.kind = 'standing' and s.day = current_date and r.code like 'R-%' order by r.code`,
  );
  return rows;
}

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

interface Published {
  /** When it was handed over, in ms of this process's clock. */
  readonly at: number;
  readonly room: string;
}

/** Publishes so many scans at a steady rate; returns when each was handed over, by its `occurred_at`. */
function publishSteadily(
  sockets: readonly Socket[],
  count: number,
  scansPerSecond: number,
): Promise<ReadonlyMap<string, Published>> {
  const plan: ScanPlan = { kind: "native", scans: "again", count };
  const published = new Map<string, Published>();
  const begin = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(count, Math.floor(((performance.now() - begin) * scansPerSecond) / 1000));
      for (let index = published.size; index < due; index = published.size) {
        const device = index % sockets.length;
        const scan = scanAt(plan, index, device, Date.now());
        // A page is told what the device wrote as its time: a number behind the milliseconds tells scans apart.
        const payload = scan.payload
          .toString()
          .replace(/("occurred_at":"[^"Z]+)Z"/, `$1${String(index).padStart(6, "0")}Z"`);
        const key = /"occurred_at":"([^"]+)"/.exec(payload)?.[1] ?? "";
        const packet = publishPacket((index % 65_535) + 1, scan.topic, Buffer.from(payload));
        const room = /"location":"([^"]+)"/.exec(payload)?.[1] ?? "";
        published.set(key, { at: performance.now(), room });
        sockets[device]?.write(packet);
      }
      if (published.size === count) {
        clearInterval(timer);
        resolve(published);
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

/**
 * Every page gets a frame of each number, with what it shows; the first is shown everything, and its frames say which scans
 * are in each. Of a register's page those of its room count.
 */
function latenciesOf(
  readers: readonly Reader[],
  published: ReadonlyMap<string, Published>,
  skip: number,
): Float64Array {
  const scansOfFrame = new Map<number, Published[]>();
  const order = new Map([...published.keys()].map((key, at) => [key, at]));
  for (const text of readers[0]?.page.texts ?? []) {
    const frame: ChangesFrame = JSON.parse(text);
    scansOfFrame.set(
      frame.seq,
      frame.scans.flatMap(({ timestamp }) => {
        const scan = published.get(timestamp);
        return scan !== undefined && (order.get(timestamp) ?? -1) >= skip ? [scan] : [];
      }),
    );
  }
  const latencies: number[] = [];
  for (const { page, room } of readers) {
    for (const [seq, arrivedAt] of page.frames) {
      for (const scan of scansOfFrame.get(seq) ?? []) {
        if (room === null || scan.room === room) latencies.push(arrivedAt - scan.at);
      }
    }
  }
  return Float64Array.from(latencies).sort();
}

/** How many arrivals there are if no page misses any. */
function arrivalsOf(
  readers: readonly Reader[],
  published: ReadonlyMap<string, Published>,
  skip: number,
): number {
  const counted = [...published.values()].slice(skip);
  const ofRoom = new Map<string, number>();
  for (const { room } of counted) ofRoom.set(room, (ofRoom.get(room) ?? 0) + 1);
  return readers.reduce(
    (sum, { room }) => sum + (room === null ? counted.length : (ofRoom.get(room) ?? 0)),
    0,
  );
}
