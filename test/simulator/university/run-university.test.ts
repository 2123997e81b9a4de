import { afterEach, beforeEach, expect, test } from "vitest";
import { bootIdAt } from "../../../simulator/university/boot-id-at.ts";
import type { Pace } from "../../../simulator/university/pace.ts";
import { runUniversity, type UniversityRun } from "../../../simulator/university/run-university.ts";
import { scansOf } from "../../../simulator/university/scans-of.ts";
import { startAedes, type TestBroker } from "../../device/start-broker.ts";
import { startReceiver } from "../../device/start-receiver.ts";
import { make, smallMaking } from "./any-university.ts";

let broker: TestBroker;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await broker.kill();
});

const hour = 3_600_000;
const school = make({ ...smallMaking, size: { ...smallMaking.size, students: 30, days: 2 } });
const past = scansOf(school, { from: 0, to: school.anchor + 1 }).filter(({ lost }) => !lost);

/** A clock that stands until somebody waits, and then is there at once. */
function leapingPace(at: number): Pace {
  let now = at;
  return {
    now: () => now,
    async until(wanted) {
      now = Math.max(now, wanted);
      // Time enough for what was sent to be on its way before the next comes.
      await new Promise((done) => setImmediate(done));
    },
  };
}

const run = (over: Partial<UniversityRun> = {}): UniversityRun => ({
  university: school,
  url: broker.url,
  site: "main",
  live: false,
  pace: leapingPace(school.anchor),
  signal: new AbortController().signal,
  onProgress: () => {},
  onNote: () => {},
  ...over,
});

const receive = async (
  ...decide: Parameters<typeof startReceiver> extends [string, ...infer Rest] ? Rest : []
) => {
  const receiver = await startReceiver(broker.url, ...decide);
  closers.push(receiver.stop);
  return receiver;
};

test("the past arrives as backlogs, in the order of each device, as it was planned", async () => {
  const receiver = await receive();
  const summary = await runUniversity(run());
  expect(summary).toMatchObject({
    phase: "backlog",
    backlog: past.length,
    given: past.length,
    confirmed: past.length,
    rejected: 0,
    complete: true,
    until: school.anchor,
  });
  for (const { code, device } of school.rooms) {
    const own = receiver.scans.filter(({ boot_id = "" }) => device.bootIds.includes(boot_id));
    const planned = past.filter(({ room }) => room === code);
    const sent = planned.flatMap(({ message, at, copies }) =>
      Array.from({ length: copies }, () => ({ ...message, live: school.anchor - at <= 60_000 })),
    );
    expect(own).toEqual(sent);
  }
});

test("a device is born, tells no empty outbox before its backlog is gone, then does, and says goodbye", async () => {
  const receiver = await receive();
  await runUniversity(run());
  await receiver.until(
    ({ others }) => others.filter(({ payload }) => isState(payload, "offline")).length === 6,
  );
  for (const { code, device } of school.rooms) {
    const own = receiver.others.filter(({ topic }) => topic.startsWith(`muster/v1/main/${device.name}/`));
    const states = own.filter(({ topic }) => topic.endsWith("/status")).map(({ payload }) => payload);
    expect(states).toMatchObject([
      { state: "online", boot_id: bootIdAt(device, school.anchor) },
      { state: "offline", boot_id: bootIdAt(device, school.anchor) },
    ]);
    const beats = own.filter(({ topic }) => topic.endsWith("/heartbeat")).map(({ payload }) => payload);
    const planned = past.filter(({ room }) => room === code);
    const seq = planned.at(-1)?.message.seq;
    expect(beats[0]).toMatchObject({ outbox: planned.length, seq, clock: "ntp" });
    expect(beats.at(-1)).toMatchObject({ outbox: 0, seq });
  }
});

function isState(payload: unknown, state: string): boolean {
  return typeof payload === "object" && payload !== null && Reflect.get(payload, "state") === state;
}

test("the same school sent again is the same scans", async () => {
  const receiver = await receive();
  await runUniversity(run());
  const first = new Set(receiver.scans.map((scan) => JSON.stringify(scan)));
  await runUniversity(run());
  expect(new Set(receiver.scans.map((scan) => JSON.stringify(scan)))).toEqual(first);
});

test("live, scans come as they are due, and a device that dies is silent, by its will, until it is back", async () => {
  const receiver = await receive();
  const stop = new AbortController();
  const pace = leapingPace(school.anchor);
  const notes: string[] = [];
  const until = school.anchor + 3 * hour;
  const summary = await runUniversity(
    run({
      live: true,
      signal: stop.signal,
      onNote: (text) => notes.push(text),
      pace: {
        now: pace.now,
        async until(at, signal) {
          if (at > until) stop.abort();
          else await pace.until(at, signal);
        },
      },
    }),
  );
  const coming = scansOf(school, { from: school.anchor + 1, to: until + 1 });
  expect(coming.filter(({ lost }) => lost).length).toBeGreaterThan(0);
  const sent = coming.filter(({ lost }) => !lost);
  expect(sent.length).toBeGreaterThan(10);
  expect(summary).toMatchObject({ phase: "live", given: past.length + sent.length, complete: true });
  const ids = new Set(receiver.scans.map(({ event_id }) => event_id));
  for (const { message } of sent) expect(ids).toContain(message.event_id);
  for (const { message, lost } of coming) if (lost) expect(ids).not.toContain(message.event_id);
  const dead = school.rooms.filter(({ device }) =>
    device.dead.some(({ from }) => from > school.anchor && from < until),
  );
  const [victim] = dead;
  if (victim === undefined) throw new Error("no device dies");
  expect(notes.filter((text) => text.startsWith(victim.device.name))).toEqual([
    expect.stringContaining(" is dead until "),
    expect.stringContaining(" is back"),
  ]);
  const told = () =>
    receiver.others.filter(({ topic }) => topic === `muster/v1/main/${victim.device.name}/status`);
  await receiver.until(() => told().length === 4);
  const states = told().map(({ payload }) => payload);
  // The will has no time in it, a goodbye has.
  expect(states[1]).not.toHaveProperty("at");
  expect(states).toMatchObject([
    { state: "online", boot_id: bootIdAt(victim.device, school.anchor) },
    { state: "offline", boot_id: bootIdAt(victim.device, school.anchor) },
    { state: "online", boot_id: bootIdAt(victim.device, until) },
    { state: "offline", boot_id: bootIdAt(victim.device, until), at: expect.any(String) },
  ]);
});

test("quarantined scans are counted as such", async () => {
  await receive(({ seq }) => (seq === 1 ? { rejected: "time_too_old" } : "stored"));
  const summary = await runUniversity(run());
  const first = past.filter(({ message }) => message.seq === 1).length;
  expect(summary.rejected).toBe(first);
  expect(summary.confirmed).toBe(past.length - first);
});

test("a signal ends it in the middle of the backlog, with what was confirmed so far", async () => {
  const stop = new AbortController();
  const receiver = await receive(() => {
    if (receiver.scans.length > 100) stop.abort();
    return receiver.scans.length > 100 ? "silence" : "stored";
  });
  const summary = await runUniversity(run({ signal: stop.signal }));
  expect(summary.complete).toBe(false);
  expect(summary.confirmed).toBeLessThanOrEqual(100);
  expect(summary.confirmed).toBeGreaterThan(0);
});

test("where nothing answers behind the broker, it gives up, and says so", async () => {
  const notes: string[] = [];
  const stop = new AbortController();
  const summary = await runUniversity(
    run({
      patienceMs: 50,
      signal: stop.signal,
      onNote: (text) => {
        notes.push(text);
        stop.abort();
      },
    }),
  );
  expect(summary).toMatchObject({ complete: false, confirmed: 0 });
  expect(notes).toEqual([expect.stringContaining("no receipt for 0.05 s")]);
});

test("where no broker answers, it says where and what to do", async () => {
  await broker.kill();
  await expect(runUniversity(run())).rejects.toMatchObject({
    name: "BrokerUnreachable",
    message: expect.stringContaining(broker.url),
  });
});
