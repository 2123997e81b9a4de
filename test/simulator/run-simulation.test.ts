import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mqtt";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FaultKind, faultKinds } from "../../simulator/faults.ts";
import { runSimulation, type SimulationOptions } from "../../simulator/run-simulation.ts";
import type { SimulationSummary } from "../../simulator/simulation-summary.ts";
import { originalMessage } from "../../src/contract/mqtt/original-message.ts";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { startAedes, type TestBroker } from "../device/start-broker.ts";
import { startReceiver } from "../device/start-receiver.ts";

let broker: TestBroker;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  await broker.kill();
});

const options = (): SimulationOptions => ({
  url: broker.url,
  protocol: "original",
  rate: 2_000,
  count: 200,
  seed: 1,
  qos: 1,
  faults: new Set(),
  site: "main",
  outboxFolder: null,
});

/** Hears what the original's server would hear. */
async function listen(): Promise<string[]> {
  const heard: string[] = [];
  const client = connect(broker.url);
  client.on("message", (_topic, payload) => heard.push(payload.toString("latin1")));
  await client.subscribeAsync(originalTopic, { qos: 1 });
  closers.push(() => client.endAsync(true));
  return heard;
}

/** Everything that was sent before has been delivered once a message behind it has. */
async function run(
  over: Partial<SimulationOptions>,
): Promise<{ summary: SimulationSummary; heard: string[] }> {
  const heard = await listen();
  const summary = await runSimulation({ ...options(), ...over });
  const mark = connect(broker.url);
  await mark.publishAsync(originalTopic, "the end", { qos: 1 });
  await mark.endAsync();
  await expect.poll(() => heard.at(-1)).toBe("the end");
  return { summary, heard: heard.slice(0, -1) };
}

const withoutTime = (payload: string) => payload.replace(/"timestamp":"[^"]*"/, '"timestamp":"12:00 AM"');

test.each([0, 1, 2] as const)(
  "the original protocol at QoS %i: what is sent arrives, and only that",
  async (qos) => {
    const { summary, heard } = await run({ qos });
    expect(summary.sent).toBe(200);
    expect(summary.confirmed).toBe(qos === 0 ? null : 200);
    expect(heard).toHaveLength(200);
    const decisions = { granted: 0, denied: 0, late: 0 };
    for (const payload of heard) decisions[originalMessage.parse(JSON.parse(payload)).decision] += 1;
    expect(summary.decisions).toEqual(decisions);
  },
);

test("the same seed sends the same payloads save their times, and another seed others", async () => {
  const first = (await run({ count: 50 })).heard.map(withoutTime);
  const same = (await run({ count: 50 })).heard.map(withoutTime);
  const other = (await run({ count: 50, seed: 2 })).heard.map(withoutTime);
  expect(same).toEqual(first);
  expect(other).not.toEqual(first);
});

test.each<[FaultKind, (clean: readonly string[], heard: readonly string[], struck: number) => void]>([
  [
    "duplicates",
    (clean, heard, struck) => {
      expect(heard).toHaveLength(clean.length + struck);
      expect(heard.filter((each, at) => each !== heard[at - 1] || at === 0).length).toBeLessThanOrEqual(
        clean.length,
      );
    },
  ],
  [
    "reorder",
    (clean, heard) => {
      expect(heard).not.toEqual(clean);
      expect(heard.toSorted()).toEqual(clean.toSorted());
    },
  ],
  ["skew", (clean, heard) => expect(heard).toEqual(clean)],
  [
    "malformed",
    (clean, heard, struck) => {
      const readable = heard.filter((each) => originalMessage.safeParse(tryJson(each)).success);
      expect(readable).toEqual(clean);
      expect(heard).toHaveLength(clean.length + struck);
    },
  ],
  ["disconnects", (clean, heard) => expect(new Set(heard)).toEqual(new Set(clean))],
])("%s: as many as are counted, and the scans stay the same", async (kind, check) => {
  const clean = (await run({ count: 300 })).heard.map(withoutTime);
  const { summary, heard } = await run({ count: 300, faults: new Set([kind]) });
  const struck = summary.faults[kind];
  expect(struck).toBeGreaterThan(0);
  for (const other of faultKinds) if (other !== kind) expect(summary.faults[other]).toBe(0);
  expect(summary).toMatchObject({ sent: 300, confirmed: 300 });
  check(clean, heard.map(withoutTime), struck);
});

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

test("native devices, with every fault: each scan has its receipt or its rejection", async () => {
  let turn = 0;
  const refused = new Set<string>();
  const receiver = await startReceiver(broker.url, ({ event_id }) => {
    turn += 1;
    if (turn % 10 === 0) refused.add(event_id);
    return refused.has(event_id) ? { rejected: "time_in_future" } : "stored";
  });
  closers.push(receiver.stop);
  const summary = await runSimulation({
    ...options(),
    protocol: "native",
    count: 150,
    rate: 500,
    faults: new Set(["duplicates", "reorder", "skew", "malformed", "disconnects"]),
  });
  expect(summary.sent).toBe(150);
  expect(summary.rejected).toBeGreaterThan(5);
  expect((summary.confirmed ?? 0) + summary.rejected).toBe(150);
  expect(new Set(receiver.scans.map(({ event_id }) => event_id)).size).toBe(150);
  expect(receiver.malformed).toBe(summary.faults.malformed);
  expect(summary.faults.duplicates).toBeGreaterThan(0);
  // A second copy that is on the wire when the connection breaks is gone: only the scan itself waits in an outbox.
  expect(receiver.scans.length).toBeGreaterThan(150);
});

test("native devices with a folder: what got no receipt is sent by the next simulation, and not counted for it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outboxes-"));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const native = { ...options(), protocol: "native", count: 30, outboxFolder: folder } as const;
  const stop = new AbortController();
  const first = await runSimulation({
    ...native,
    signal: stop.signal,
    onProgress: ({ sent }) => sent === 30 && stop.abort(),
  });
  expect(first).toMatchObject({ sent: 30, confirmed: 0 });
  const receiver = await startReceiver(broker.url);
  closers.push(receiver.stop);
  const second = await runSimulation({ ...native, seed: 2 });
  expect(second).toMatchObject({ sent: 30, confirmed: 30 });
  expect(new Set(receiver.scans.map(({ event_id }) => event_id)).size).toBe(60);
});

test("a signal ends it with the summary, and progress is told on the way", async () => {
  const stop = new AbortController();
  const told: SimulationSummary[] = [];
  const summary = await runSimulation({
    ...options(),
    rate: 100,
    count: null,
    signal: stop.signal,
    onProgress: (soFar) => {
      told.push(soFar);
      if (soFar.sent > 10) stop.abort();
    },
  });
  expect(summary.sent).toBeGreaterThan(10);
  expect(told.at(-1)).toEqual(summary);
});

test.each(["original", "native"] as const)(
  "where no broker answers, the %s protocol says where and what to do",
  async (protocol) => {
    const address = broker.url.replace("//", "//user:secret@");
    await broker.kill();
    const error = await runSimulation({ ...options(), protocol, url: address }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "BrokerUnreachable", message: expect.stringContaining(broker.url) });
    expect(error).toMatchObject({ message: expect.stringMatching(/npm start.*--url/) });
    expect(String(error)).not.toContain("secret");
  },
);
