import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as commitTakes } from "node:timers/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import {
  connectExternalBroker,
  type ExternalBroker,
  type ExternalBrokerOptions,
} from "../../../src/adapters/mqtt/connect-external-broker.ts";
import { buildForNode } from "../../parts/build-for-node.ts";
import { freePort, type Mosquitto, type MosquittoSettings, startMosquitto } from "../../parts/mosquitto.ts";
import { handOperatedIntake } from "./hand-operated-intake.ts";
import { nextEvent } from "./next-event.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let consumerFile: string;
beforeAll(async () => {
  consumerFile = await buildForNode(new URL("./slow-consumer.ts", import.meta.url));
});

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function mosquitto(settings?: MosquittoSettings): Promise<Mosquitto> {
  const broker = await startMosquitto(settings);
  opened.push(() => broker.remove());
  return broker;
}

async function camera(broker: Mosquitto): Promise<MqttClient> {
  const client = await connectAsync(broker.url, { clientId: "camera", reconnectPeriod: 100 });
  opened.push(() => client.endAsync(true));
  return client;
}

type Line = { event: string; [key: string]: unknown };

async function server(
  broker: Mosquitto,
  version: 4 | 5,
  options: Partial<ExternalBrokerOptions> = {},
): Promise<{ server: ExternalBroker; intake: ReturnType<typeof handOperatedIntake>; log: Line[] }> {
  const intake = handOperatedIntake();
  const log: Line[] = [];
  const connected = await connectExternalBroker({
    url: broker.url,
    clientId: "server",
    protocolVersion: version,
    subscriptions: ["access/result"],
    intake,
    log: (line) => log.push(line),
    ...options,
  });
  opened.push(async () => {
    for (const { commit } of intake.handed) commit();
    await connected.close();
  });
  return { server: connected, intake, log };
}

function startConsumer(broker: Mosquitto, version: 4 | 5, file: string): ChildProcess {
  const consumer = fork(consumerFile, [broker.url, String(version), file], { stdio: "inherit" });
  opened.push(async () => consumer.kill("SIGKILL"));
  return consumer;
}

/** Resolves when `state` is as asked. */
async function becomes(
  broker: ExternalBroker,
  holds: (state: ReturnType<ExternalBroker["state"]>) => boolean,
) {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (!holds(broker.state())) return;
      stop();
      resolve();
    };
    const stop = broker.onStateChange(look);
    look();
  });
}

const pubacks = (broker: Mosquitto, since = 0) =>
  broker.log
    .slice(since)
    .map((line) => /Received PUBACK from server \(Mid: (\d+)/.exec(line)?.[1])
    .filter((mid) => mid !== undefined);

const delivered = (broker: Mosquitto, since = 0) =>
  broker.log
    .slice(since)
    .map((line) => /Sending PUBLISH to server \(d\d, q1, r0, m(\d+), 'access\/result'/.exec(line)?.[1])
    .filter((mid) => mid !== undefined);

/** A round trip on the server's own connection: whatever the server sent before has reached the broker. */
async function allSentHasArrived(from: ExternalBroker): Promise<void> {
  await from.publish("fence", "", { qos: 1 });
}

describe.each([4, 5] as const)("an external broker over MQTT version %i", (version) => {
  test("is told that a message is safe only after its commit, and in the order received", async () => {
    const broker = await mosquitto();
    const { server: ours, intake } = await server(broker, version);
    const sender = await camera(broker);
    for (const text of ["a", "b", "c"]) await sender.publishAsync("access/result", text, { qos: 1 });
    await intake.arrived(3);
    expect(intake.handed.map(({ text }) => text)).toEqual(["a", "b", "c"]);
    expect(ours.state()).toMatchObject({ connected: true, protocolVersion: version, pending: 3 });

    await allSentHasArrived(ours);
    expect(pubacks(broker)).toEqual([]);

    intake.handed[2]?.commit();
    intake.handed[1]?.commit();
    await allSentHasArrived(ours);
    expect(pubacks(broker)).toEqual([]);

    intake.handed[0]?.commit();
    await broker.logged(/Received PUBACK from server/, 3);
    expect(pubacks(broker)).toEqual(delivered(broker));
    expect(ours.state().pending).toBe(0);
  });

  test("keeps a refused message, holds up no other for it, and delivers it again", async () => {
    const broker = await mosquitto({ persistence: true });
    const { server: ours, intake, log } = await server(broker, version);
    const sender = await camera(broker);
    for (const text of ["a", "b", "c"]) await sender.publishAsync("access/result", text, { qos: 1 });
    await intake.arrived(3);
    intake.handed[1]?.refuse(new Error("the server stops"));
    intake.handed[0]?.commit();
    intake.handed[2]?.commit();
    await broker.logged(/Received PUBACK from server/, 2);
    await allSentHasArrived(ours);
    const [first, , third] = delivered(broker);
    expect(pubacks(broker)).toEqual([first, third]);
    expect(log).toContainEqual(
      expect.objectContaining({ event: "mqtt_message_not_taken", reason: "the server stops", qos: 1 }),
    );

    await broker.stop();
    await broker.start();
    await intake.arrived(4);
    expect(intake.handed[3]?.text).toBe("b");
  });

  test("gets no acknowledgement on another connection than the one that brought the message", async () => {
    const broker = await mosquitto({ persistence: true });
    const { server: ours, intake } = await server(broker, version);
    const sender = await camera(broker);
    for (const text of ["a", "b", "c"]) await sender.publishAsync("access/result", text, { qos: 1 });
    await intake.arrived(3);
    const beforeRestart = delivered(broker);
    await broker.stop();
    await becomes(ours, ({ connected }) => !connected);
    // One is committed while there is no connection, two when the next one is there.
    intake.handed[0]?.commit();
    const restarted = broker.log.length;
    await broker.start();
    await intake.arrived(6);
    intake.handed[1]?.commit();
    intake.handed[2]?.commit();
    await becomes(ours, ({ connected }) => connected);
    await allSentHasArrived(ours);
    // The same packet identifiers are under way again, so a stale acknowledgement would count.
    expect(delivered(broker, restarted)).toEqual(beforeRestart);
    expect(pubacks(broker, restarted)).toEqual([]);

    expect(intake.handed.slice(3).map(({ text }) => text)).toEqual(["a", "b", "c"]);
    for (const { commit } of intake.handed.slice(3)) commit();
    await broker.logged(/Received PUBACK from server/, 3, restarted);
    expect(pubacks(broker, restarted)).toEqual(beforeRestart);
  });

  test("sees the connection live through a store that is away for longer than the keepalive", async () => {
    const broker = await mosquitto({ lines: ["max_inflight_messages 0"] });
    const { server: ours, intake, log } = await server(broker, version, { highWater: 5, keepalive: 1 });
    const sender = await camera(broker);
    const from = broker.log.length;
    for (let n = 0; n < 40; n += 1) await sender.publishAsync("access/result", String(n), { qos: 1 });
    await intake.arrived(5);
    // The broker gives up after 1.5 keepalives without a packet, the client likewise: this is four.
    await broker.logged(/Received PINGREQ from server/, version === 5 ? 4 : 8, from);
    expect(intake.handed).toHaveLength(5);
    expect(ours.state()).toMatchObject({ connected: true, pending: 5 });
    // An MQTT 5 broker stops by itself; an older one is held by not reading on.
    expect(log.some(({ event }) => event === "mqtt_intake_paused")).toBe(version === 4);

    for (let n = 0; n < 40; n += 1) {
      await intake.arrived(n + 1);
      expect(ours.state().pending).toBeLessThanOrEqual(5);
      intake.handed[n]?.commit();
    }
    await broker.logged(/Received PUBACK from server/, 40, from);
    expect(intake.handed.map(({ text }) => Number(text))).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(log.filter(({ event }) => event === "mqtt_lost")).toEqual([]);
  });

  test("sees the connection live while a backlog comes in short pauses for longer than the keepalive", async () => {
    const broker = await mosquitto({ lines: ["max_inflight_messages 0"] });
    const { intake, log } = await server(broker, version, { highWater: 2, keepalive: 1 });
    const sender = await camera(broker);
    const count = 120;
    await Promise.all(
      Array.from({ length: count }, (_, n) => sender.publishAsync("access/result", String(n), { qos: 1 })),
    );
    // MQTT.js gives up after 1.5 keepalives in which no answer of the broker was read: this is more than two.
    for (let n = 0; n < count; n += 1) {
      await intake.arrived(n + 1);
      await commitTakes(20);
      intake.handed[n]?.commit();
    }
    await broker.logged(/Received PUBACK from server/, count);
    expect(log.filter(({ event }) => event === "mqtt_lost")).toEqual([]);
    expect(intake.handed).toHaveLength(count);
  });

  test("that comes back with a backlog gets at once what it had not answered, and all that is published since", async () => {
    const broker = await mosquitto({ persistence: true, lines: ["max_inflight_messages 0"] });
    const highWater = 5;
    const { server: ours, intake } = await server(broker, version, { highWater, keepalive: 1 });
    const sender = await camera(broker);
    for (let n = 0; n < 40; n += 1) await sender.publishAsync("access/result", String(n), { qos: 1 });
    await intake.arrived(highWater);
    const receipts = Array.from({ length: 30 }, (_, n) => ours.publish("receipt", String(n), { qos: 1 }));
    const received = /Received PUBLISH from server \(d\d, q1, r0, m\d+, 'receipt'/;
    await broker.logged(received, 30);
    await broker.stop();
    await becomes(ours, ({ connected }) => !connected);
    const restarted = broker.log.length;
    await broker.start();
    receipts.push(ours.publish("receipt", "last", { qos: 1 }));
    // Nothing is committed, so that an old broker's answers wait behind its backlog; ours go out all the same.
    const unanswered = version === 5 ? 1 : 31;
    await broker.logged(received, unanswered, restarted);
    for (let n = 0; n < 40 + highWater; n += 1) {
      await intake.arrived(n + 1);
      intake.handed[n]?.commit();
    }
    await Promise.all(receipts);
    await becomes(ours, ({ connected }) => connected);
    expect(ours.state().pending).toBe(0);
  });

  test("hands QoS 0 messages over without waiting and without counting them", async () => {
    const broker = await mosquitto();
    const { server: ours, intake } = await server(broker, version, { highWater: 2 });
    const sender = await camera(broker);
    for (let n = 0; n < 10; n += 1) await sender.publishAsync("access/result", String(n), { qos: 0 });
    await intake.arrived(10);
    expect(ours.state().pending).toBe(0);
    expect(intake.handed.map(({ message }) => message.qos)).toEqual(Array(10).fill(0));
  });

  test("that dies and comes back without its memory is subscribed to again", async () => {
    const broker = await mosquitto();
    const { server: ours, intake, log } = await server(broker, version);
    await broker.kill();
    await becomes(ours, ({ connected }) => !connected);
    const receipt = ours.publish("muster/v1/s/d/receipt", "kept", { qos: 1 });
    expect(ours.state().unpublished).toBe(1);
    await broker.start();
    await receipt;
    const sender = await camera(broker);
    await sender.publishAsync("access/result", "after", { qos: 1 });
    await intake.arrived(1);
    expect(intake.handed[0]?.text).toBe("after");
    expect(log.map(({ event }) => event)).toContain("mqtt_lost");
    expect(log.filter(({ event }) => event === "mqtt_connected")).toHaveLength(2);
    expect(log.filter(({ event }) => event === "mqtt_unreachable").length).toBeLessThanOrEqual(2);
  });

  test("that is not there yet is connected to when it comes", async () => {
    const broker = await mosquitto();
    await broker.stop();
    const { server: ours } = await server(broker, version);
    expect(ours.state()).toMatchObject({ connected: false, url: broker.url });
    await broker.start();
    await becomes(ours, ({ connected }) => connected);
  });

  test("keeps the server's state: online, offline at the close, offline by will at a crash", async () => {
    const broker = await mosquitto();
    const watcher = await camera(broker);
    const seen: { state: string; instance: string }[] = [];
    watcher.on("message", (_topic, payload) => seen.push(JSON.parse(payload.toString())));
    const told = async (count: number) => {
      while (seen.length < count) await nextEvent(watcher, "message");
      return seen.map(({ state }) => state);
    };
    await watcher.subscribeAsync("muster/v1/s/state", { qos: 1 });
    const state = { topic: "muster/v1/s/state", instance: "i-1" };

    const { server: ours } = await server(broker, version, { state });
    expect(await told(1)).toEqual(["online"]);
    await ours.close();
    expect(await told(2)).toEqual(["online", "offline"]);
    expect(broker.log.some((line) => /Received DISCONNECT from server/.test(line))).toBe(true);

    const consumer = startConsumer(broker, version, "/dev/null");
    expect(await told(3)).toEqual(["online", "offline", "online"]);
    consumer.kill("SIGKILL");
    expect(await told(4)).toEqual(["online", "offline", "online", "offline"]);
    expect(seen.map(({ instance }) => instance)).toEqual(["i-1", "i-1", "slow", "slow"]);
  });

  test("keeps what was in hand when the consumer is killed, and delivers it to the next", async () => {
    const broker = await mosquitto({ lines: ["max_queued_messages 5000"] });
    const folder = mkdtempSync(join(tmpdir(), "muster-consumer-"));
    opened.push(async () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "committed");
    const consume = async (untilCommitted: number) => {
      const consumer = startConsumer(broker, version, file);
      let committed = 0;
      await new Promise<void>((resolve, reject) => {
        consumer.on("exit", (code) => reject(new Error(`The consumer ended with ${code}.`)));
        consumer.on("message", (message) => {
          if (message === "connected" && untilCommitted === 0) resolve();
          if (message === "committed" && ++committed === untilCommitted) resolve();
        });
      });
      const ended = once(consumer, "exit");
      consumer.kill("SIGKILL");
      await ended;
    };
    await consume(0);
    const sender = await camera(broker);
    const all = Array.from({ length: 300 }, (_, n) => String(n));
    await Promise.all(all.map((text) => sender.publishAsync("access/result", text, { qos: 1 })));
    await consume(50);
    await consume(50);

    const { intake } = await server(broker, version, { clientId: "consumer" });
    const committed = () => new Set(readFileSync(file, "utf8").trim().split("\n"));
    const rest = all.length - committed().size;
    expect(rest).toBeGreaterThan(0);
    for (let n = 0; n < rest; n += 1) {
      await intake.arrived(n + 1);
      intake.handed[n]?.commit();
    }
    const everywhere = new Set([...committed(), ...intake.handed.map(({ text }) => text)]);
    expect(all.filter((text) => !everywhere.has(text))).toEqual([]);
  });

  test("refuses a wrong password at once, in words that hold no password", async () => {
    const broker = await mosquitto({ users: { muster: "right" } });
    const url = `mqtt://muster:s3cret@127.0.0.1:${broker.port}`;
    const log: Line[] = [];
    const attempt = server(broker, version, { url, log: (line) => log.push(line) });
    await expect(attempt).rejects.toThrow(/refused the connection: Not authorized.*user name and password/);
    await expect(attempt).rejects.not.toThrow(/s3cret/);
    expect(JSON.stringify(log)).not.toContain("s3cret");

    const welcome = await server(broker, version, { url: `mqtt://muster:right@127.0.0.1:${broker.port}` });
    expect(welcome.server.state()).toMatchObject({ connected: true, url: broker.url });
  });
});

test("an external broker is spoken to over WebSocket as well", async () => {
  const port = await freePort();
  const broker = await mosquitto({ lines: [`listener ${port} 127.0.0.1`, "protocol websockets"] });
  const { server: ours, intake } = await server(broker, 5, { url: `ws://127.0.0.1:${port}/mqtt` });
  expect(ours.state()).toMatchObject({ connected: true, url: `ws://127.0.0.1:${port}/mqtt` });
  const sender = await camera(broker);
  await sender.publishAsync("access/result", "a", { qos: 1 });
  await intake.arrived(1);
  intake.handed[0]?.commit();
  await broker.logged(/Received PUBACK from server/);
});

test("an external broker gets no more of our messages at once than it takes", async () => {
  const broker = await mosquitto({ lines: ["max_inflight_messages 3"] });
  const { server: ours, log } = await server(broker, 5);
  await Promise.all(Array.from({ length: 200 }, (_, n) => ours.publish("t", String(n), { qos: 1 })));
  expect(ours.state()).toMatchObject({ connected: true, unpublished: 0 });
  expect(log.filter(({ event }) => event === "mqtt_connected")).toHaveLength(1);
});
