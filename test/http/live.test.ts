import { once } from "node:events";
import { connect } from "node:net";
import type { MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemView } from "../../src/contract/http/system.ts";
import { publish } from "../hostile/publish.ts";
import { originalText, originalTopic } from "../hostile/write-messages.ts";
import { queryRows } from "../parts/postgres.ts";
import { enrol, stand } from "./fill-school.ts";
import { type LiveFrame, openStream } from "./open-stream.ts";
import { type ServedHere, serveHere, timeZone } from "./serve-here.ts";

let served: ServedHere;
let sender: MqttClient;
beforeAll(async () => {
  served = await serveHere();
  sender = await served.connect("tcp");
}, 60_000);
afterAll(() => served.stop());

const lastSeq = async (): Promise<number> => (await served.ask(systemView, "/api/v1/system")).seq;
const isChanges = (frame: LiveFrame): frame is LiveFrame & { event: "changes" } => frame.event === "changes";
const studentsIn = (frames: readonly LiveFrame[]): (string | null)[] =>
  frames.filter(isChanges).flatMap(({ data }) => data.scans.map(({ student }) => student));

let bursts = 0;
/** Sends scans at QoS 0 as fast as they go, then one at QoS 1, and resolves when all are committed. */
async function burst(students: readonly string[], fields: Record<string, unknown> = {}): Promise<number> {
  for (const student_id of students) {
    sender.publish(originalTopic, originalText(served, { student_id, ...fields }), { qos: 0 });
  }
  await publish(sender, originalTopic, originalText(served, { student_id: `last-of-burst-${++bursts}` }), {
    qos: 1,
  });
  return lastSeq();
}
const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

describe("resuming", () => {
  test("a page that heard of no change yet has a number all the same, and misses nothing after it", async () => {
    const stream = await openStream(served.url);
    const first = await stream.next(({ event }) => event === "system");
    stream.close();
    // By what is told so far, which may be a little behind what is committed.
    expect(first.id).not.toBeNull();
    expect(first.id).toBeLessThanOrEqual(await lastSeq());
    const until = await burst(names("quiet-", 3));
    const resumed = await openStream(served.url, first.id ?? undefined);
    await resumed.next((frame) => isChanges(frame) && (frame.id ?? 0) >= until);
    expect(studentsIn(resumed.frames).filter((student) => student?.startsWith("quiet-"))).toEqual(
      names("quiet-", 3),
    );
    resumed.close();
  });

  test("a page gets exactly what it missed, in order", async () => {
    const from = await lastSeq();
    const stream = await openStream(served.url);
    await burst(names("seen-", 3));
    await stream.next((frame) => studentsIn([frame]).includes("seen-2"));
    stream.close();
    const last = stream.frames.findLast(isChanges);
    expect(last?.id).toBe(last?.data.seq);

    const until = await burst(names("missed-", 40));
    const resumed = await openStream(served.url, last?.id ?? 0);
    await resumed.next(({ id }) => (id ?? 0) >= until);
    const both = [...stream.frames, ...resumed.frames].filter(isChanges);
    expect(studentsIn(both).filter((student) => /^(?:seen|missed)-/.test(student ?? ""))).toEqual([
      ...names("seen-", 3),
      ...names("missed-", 40),
    ]);
    const ids = both.map(({ id }) => id ?? 0);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids[0]).toBeGreaterThan(from);
    expect(resumed.frames.filter(({ event }) => event === "reset")).toEqual([]);
    resumed.close();
  });

  test.each([
    ["no change number", "x"],
    ["a negative one", "-1"],
  ])("%s counts as none: only what comes from now on", async (_, header) => {
    const stream = await openStream(served.url, Number(header));
    expect(stream.frames.map(({ event }) => event)).not.toContain("changes");
    stream.close();
  });

  test("a change number from the future, of another store, reads everything anew", async () => {
    const stream = await openStream(served.url, 999_999_999);
    expect(stream.frames[0]).toMatchObject({ event: "reset", data: { reason: "too_far_behind" } });
    stream.close();
  });

  test("5,000 changes behind a page reads everything anew, 4,999 behind it catches up", async () => {
    const from = await lastSeq();
    // Claims of nobody known: one change each.
    await burst(names("far-", 5001 - 1));
    const changes = await queryRows<{ seq: number }>(
      served.database,
      "select seq from scan where seq > $1 union all select seq from mark_revision where seq > $1 order by seq",
      [from],
    );
    expect(changes.length).toBeGreaterThanOrEqual(5001);
    const behind = (count: number): number => changes.at(-count - 1)?.seq ?? from;

    const reset = await openStream(served.url, behind(5000));
    expect(reset.frames[0]).toMatchObject({ event: "reset", data: { reason: "too_far_behind" } });
    expect(reset.frames.filter(isChanges)).toEqual([]);
    const caughtUp = await openStream(served.url, behind(4999));
    expect(caughtUp.frames[0]?.event).toBe("changes");
    expect(studentsIn(caughtUp.frames)).toHaveLength(4999);
    reset.close();
    caughtUp.close();
  });
});

describe("under load", () => {
  test("at most twenty frames a second, and nothing is left out", async () => {
    const stream = await openStream(served.url);
    const began = performance.now();
    const students: string[] = [];
    for (let wave = 0; wave < 60; wave++) {
      const some = names(`wave-${wave}-`, 20);
      students.push(...some);
      await burst(some);
    }
    const until = await lastSeq();
    await stream.next(({ id }) => (id ?? 0) >= until);
    const frames = stream.frames.filter(isChanges);
    const seconds = ((frames.at(-1)?.at ?? 0) - began) / 1000;
    expect(frames.length).toBeGreaterThan(2);
    expect(frames.length).toBeLessThanOrEqual(seconds * 20 + 1);
    expect(studentsIn(frames).filter((student) => student?.startsWith("wave-"))).toEqual(students);
    stream.close();
  });

  test("a burst of more marks than scans arrives whole, though nothing comes after it", async () => {
    const { day } = await served.ask(systemView, "/api/v1/system");
    // Four classes stand in one room: each first scan there is one scan and four marks.
    const classes = names("SAME-ROOM-", 4);
    const now = Temporal.Instant.fromEpochMilliseconds(Date.now());
    await stand(served.database, classes, "ECG-01", { day, timeZone, now });
    const students = names("crowd-", 600);
    await enrol(served.database, students, classes, day);
    const stream = await openStream(served.url);
    const until = await burst(students, { location: "ECG-01" });
    await stream.next(({ id }) => (id ?? 0) >= until);
    const frames = stream.frames.filter(isChanges);
    expect(studentsIn(frames).filter((student) => student?.startsWith("crowd-"))).toEqual(students);
    const marked = new Set(
      frames.flatMap(({ data }) => data.marks.map((mark) => `${mark.student} ${mark.session}`)),
    );
    expect([...marked].filter((key) => key.startsWith("crowd-"))).toHaveLength(2400);
    stream.close();
  });

  test("who does not read is let go, and who reads misses nothing", async () => {
    const pages = async (): Promise<number> => {
      const text = await (await fetch(`${served.url}/metrics`)).text();
      return Number(/^muster_live_pages (\d+)$/m.exec(text)?.[1]);
    };
    while ((await pages()) > 0) await lastSeq(); // those of the tests before
    const stream = await openStream(served.url);
    const stuck = connect(served.port, "localhost");
    stuck.on("error", () => undefined);
    stuck.pause();
    await once(stuck, "connect");
    stuck.write(`GET /api/v1/live HTTP/1.1\r\nHost: localhost:${served.port}\r\n\r\n`);
    while ((await pages()) < 2) await lastSeq();

    const held = process.memoryUsage().rss;
    // As long as they may be: about 3 KB of the feed a scan.
    const long = { reason: "€".repeat(500), location: "€".repeat(128) };
    const students: string[] = [];
    for (let wave = 0; (await pages()) > 1; wave++) {
      if (wave === 60) throw new Error("a page that does not read is still held");
      const some = names(`heavy-${wave}-`, 400);
      students.push(...some);
      await burst(some, long);
    }
    const until = await lastSeq();
    await stream.next(({ id }) => (id ?? 0) >= until);
    expect(studentsIn(stream.frames).filter((student) => student?.startsWith("heavy-"))).toEqual(students);
    expect(process.memoryUsage().rss - held).toBeLessThan(400 * 1024 * 1024);
    stream.close();
    stuck.destroy();
  }, 90_000);
});

test("a changed roster tells every page to read anew", async () => {
  const stream = await openStream(served.url);
  await fetch(`${served.url}/api/v1/demo/end`, { method: "POST" });
  const reset = await stream.next(({ event }) => event === "reset");
  expect(reset).toMatchObject({ data: { reason: "roster_changed" } });
  stream.close();
});

test("stopping ends every stream and leaves no timer", async () => {
  const other = await serveHere();
  const stream = await openStream(other.url);
  await other.stop();
  await expect(stream.next(({ event }) => event === "reset")).rejects.toThrow();
});
