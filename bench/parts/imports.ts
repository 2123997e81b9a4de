import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { zipSync } from "fflate";
import { z } from "zod";
import type { PublisherNews, PublisherOrder, Wait } from "../load/steady-publisher.ts";
import { readProcessFigures } from "../product/process-figures.ts";
import { type Product, startProduct } from "../product/start-product.ts";
import { createFigureBook, type FigureBook } from "../report/figure.ts";
import { quantile } from "../report/statistics.ts";
import type { Part } from "./part.ts";

const everyMs = 50;
/** How long the device publishes on after an import was applied: what follows from it is done then. */
const afterMs = 10_000;
const lectures = { class: "NOW-1", room: "Room 0", students: 60 };

/** A span of time in which something was done, in milliseconds since the epoch. */
interface Phase {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** (g) What a school's files cost to read and to apply, and what a device that publishes meanwhile notices of it. */
export const importsPart: Part = {
  title: "Imports: a device publishes at QoS 1 every 50 ms into a timetabled session that is on",
  async run({ quick, say }) {
    const book = createFigureBook();
    const sizes = quick ? { events: 5_000, students: 4_000 } : { events: 20_000, students: 40_000 };
    await measure(book, say, `calendar of ${sizes.events} events`, "icalendar", "plan.ics", "text/calendar", [
      Buffer.from(calendar(sizes.events, 0)),
      Buffer.from(calendar(sizes.events, 1)),
    ]);
    const bundle = oneRoster(sizes.students);
    const name = `OneRoster of ${sizes.students} students and ${sizes.students * 5} enrolments`;
    await measure(book, say, name, "oneroster", "school.zip", "application/zip", [bundle, bundle]);
    return {
      figures: book.figures(),
      notes: {
        device: `one scan every ${everyMs} ms, waits counted in each phase that they touch; processor time without what its scans take`,
      },
    };
  },
};

/** Imports files one after the other: the first into an empty plan, the next over it. */
async function measure(
  book: FigureBook,
  say: (text: string) => void,
  what: string,
  kind: string,
  file: string,
  type: string,
  versions: readonly Uint8Array[],
): Promise<void> {
  const product = await startProduct();
  const publisher = fork(fileURLToPath(new URL("../load/steady-publisher.js", import.meta.url)), {
    stdio: "inherit",
  });
  const phases: Phase[] = [];
  /** Processor time a second while nothing but the device's scans is done: no import's. */
  let beside: number | null = null;
  const cpuSeconds = async (): Promise<number> => {
    const { ownCpuSeconds, childCpuSeconds } = await readProcessFigures(product.pid, false);
    return ownCpuSeconds + childCpuSeconds;
  };
  async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
    const [from, before] = [Date.now(), await cpuSeconds()];
    const result = await work();
    phases.push({ name, from, to: Date.now() });
    const seconds = (Date.now() - from) / 1_000;
    const all = (await cpuSeconds()) - before;
    beside ??= all / seconds;
    const cpu = Math.max(0, all - beside * seconds);
    book.add({ case: name, measure: "processor time", unit: "s" }, cpu);
    book.add({ case: name, measure: "time", unit: "s" }, seconds);
    say(`${name}: ${cpu.toFixed(1)} s of processor time in ${seconds.toFixed(1)} s`);
    return result;
  }
  try {
    await takeLectures(product);
    await order(publisher, {
      order: "publish",
      port: product.mqttPort,
      students: Array.from({ length: lectures.students }, (_, at) => `NOW${at}`),
      location: lectures.room,
      everyMs,
    });
    await timed(`${what}: before`, () => pause(afterMs));
    for (const [nth, bytes] of versions.entries()) {
      const turn = `${what}${nth === 0 ? "" : ", again"}`;
      const id = await timed(`${turn}: read`, () => preview(product, kind, file, type, bytes));
      await timed(`${turn}: applied`, () => apply(product, id));
      await timed(`${turn}: after`, () => pause(afterMs));
    }
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
    await product.stop();
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
  await apply(product, await preview(product, "csv", "now.zip", "application/zip", bytes));
}

async function preview(
  product: Product,
  kind: string,
  name: string,
  type: string,
  bytes: Uint8Array,
): Promise<string> {
  const query = new URLSearchParams({ kind, name });
  const answer = await fetch(`${product.url}/api/v1/imports?${query}`, {
    method: "POST",
    headers: { "content-type": type },
    body: Buffer.from(bytes),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { id, refused } = z.object({ id: z.string(), refused: z.int() }).parse(await answer.json());
  if (refused > 0) throw new Error(`${refused} rows of ${name} were refused`);
  return id;
}

async function apply(product: Product, id: string): Promise<void> {
  const answer = await fetch(`${product.url}/api/v1/imports/${id}/apply`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ confirmWarnings: true }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  await answer.arrayBuffer();
}

/** Gives the publisher an order, and waits for what it tells. */
async function order(publisher: ChildProcess, told: PublisherOrder): Promise<readonly Wait[]> {
  const answered = once(publisher, "message");
  publisher.send(told);
  const [news]: PublisherNews[] = await answered;
  return news?.news === "waits" ? news.waits : [];
}

/** Single events from tomorrow on, each of a class and in a room of its own at that hour. */
function calendar(events: number, later: number): string {
  const first = new Date();
  first.setUTCHours(0, 0, 0, 0);
  const two = (n: number): string => String(n).padStart(2, "0");
  const lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN"];
  for (let at = 0; at < events; at += 1) {
    const day = new Date(first.getTime() + (1 + Math.floor(at / 250)) * 86_400_000);
    const date = day.toISOString().slice(0, 10).replaceAll("-", "");
    lines.push(
      "BEGIN:VEVENT",
      `UID:${at}@bench.example`,
      `SEQUENCE:${later}`,
      `DTSTART:${date}T${two(8 + (Math.floor(at / 25) % 10) + later)}0000Z`,
      "DURATION:PT50M",
      `SUMMARY:C-${at % 200}:Lecture`,
      `LOCATION:Hall ${at % 50}`,
      "END:VEVENT",
    );
  }
  return [...lines, "END:VCALENDAR", ""].join("\r\n");
}

/** A school's bundle: each student in five classes of forty. */
function oneRoster(students: number): Uint8Array {
  const perStudent = 5;
  const classes = Math.ceil((students * perStudent) / 40);
  const each = (count: number, rowOf: (at: number) => string): string[] =>
    Array.from({ length: count }, (_, at) => rowOf(at));
  const files = {
    "manifest.csv": [
      "propertyName,value",
      ...["users", "classes", "enrollments"].map((name) => `file.${name},bulk`),
    ],
    "classes.csv": [
      "sourcedId,status,title,classCode",
      ...each(classes, (at) => `c${at},,Class ${at},OR-${at}`),
    ],
    "users.csv": [
      "sourcedId,status,enabledUser,role,username,givenName,familyName,identifier,email",
      ...each(students, (at) => `u${at},,true,student,login${at},Given${at},Family${at % 997},S${at},`),
    ],
    "enrollments.csv": [
      "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate",
      ...each(students * perStudent, (at) => {
        const [student, turn] = [at % students, Math.floor(at / students)];
        return `e${at},,c${(student * 7 + turn * 131) % classes},u${student},student,2026-09-01,`;
      }),
    ],
  };
  return zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, lines]) => [name, Buffer.from(`${lines.join("\n")}\n`)]),
    ),
  );
}
