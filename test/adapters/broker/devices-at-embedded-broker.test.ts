import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deviceRate, mostConnections } from "../../../src/adapters/broker/guard-devices.ts";
import {
  type EmbeddedBroker,
  startEmbeddedBroker,
} from "../../../src/adapters/broker/start-embedded-broker.ts";
import { createDeviceBook, type DeviceBook } from "../../../src/app/devices/create-device-book.ts";
import { createDeviceTraffic, type DeviceTraffic } from "../../../src/app/devices/create-device-traffic.ts";
import { createDevices, type Devices } from "../../../src/app/devices/create-devices.ts";
import { routeTopics } from "../../../src/app/ingest/route-topics.ts";
import type { InboundMessage } from "../../../src/app/ports.ts";
import { mostSubscriptions } from "../../../src/sources/device-rules.ts";
import { senderOfMessage } from "../../../src/sources/read-message.ts";
import { closed, publish } from "../../hostile/publish.ts";
import { type TurnedClock, turnedClock } from "../../parts/turned-clock.ts";
import { deviceAttacks, type Heard } from "../../support/device-attacks.ts";
import { memoryDeviceStore } from "../../support/memory-device-store.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const settings = { timeZone: "UTC", maxSkewSeconds: 120 };
const technician = { id: "technician", role: "technician" };

let clock: TurnedClock;
let book: DeviceBook;
let devices: Devices;
let traffic: DeviceTraffic;
let broker: EmbeddedBroker;
let submitted: InboundMessage[];
let refusedPackets: string[];
const keys = new Map<string, string>();
const clients: MqttClient[] = [];

async function start(anonymous: "loopback" | "off"): Promise<void> {
  clock = turnedClock("2026-11-23T09:00:00Z");
  const store = memoryDeviceStore();
  book = await createDeviceBook({ store, clock, log });
  devices = createDevices({ store, site: "main", made: [], clock, log, onChanged: () => book.refresh() });
  traffic = createDeviceTraffic({ clock, log, settings, onRefused: () => undefined });
  submitted = [];
  refusedPackets = [];
  broker = await startEmbeddedBroker({
    hosts: ["127.0.0.1"],
    port: 0,
    tls: null,
    ingest: () => ({
      submit: async (message) => {
        submitted.push(message);
      },
      refuse: async (_message, _code, detail) => {
        refusedPackets.push(detail);
      },
    }),
    routes: routeTopics(),
    access: {
      book,
      traffic,
      anonymous,
      senderOf: ({ topic, payload, qos, retain }) =>
        senderOfMessage(
          { topic, payload: Buffer.from(payload), qos, retain, receivedAt: clock.now() },
          settings,
        ),
    },
    onUnread: () => undefined,
    clock,
    log,
  });
  for (const name of ["door-1", "door-2"]) await add({ name, kind: "native" });
}

async function add(asked: Parameters<Devices["add"]>[0]): Promise<void> {
  const added = await devices.add(asked, technician);
  if ("refused" in added) throw new Error(added.refused.detail);
  keys.set(asked.name, added.key);
}

async function connectAs(
  username: string | undefined,
  password: string | undefined,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...options,
  });
  client.on("error", () => undefined);
  client.setMaxListeners(0);
  clients.push(client);
  return client;
}
const keyOf = (device: string): string => keys.get(device) ?? "";
const connect = (device: string, options?: IClientOptions): Promise<MqttClient> =>
  connectAs(device, keyOf(device), options);

afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  book.stop();
  await broker.close();
});

const scanTopic = (device: string): string => `muster/v1/main/${device}/scan`;
let fences = 0;
async function heard(): Promise<readonly Heard[]> {
  fences += 1;
  const fence = `fence ${fences}`;
  const client = await connect("door-2");
  await publish(client, scanTopic("door-2"), fence, { qos: 1 });
  client.end(true);
  return submitted
    .map(({ topic, payload, retain }) => ({ topic, payload: Buffer.from(payload).toString(), retain }))
    .filter(({ payload }) => !payload.startsWith("fence "))
    .map(({ topic, payload }) => ({ topic, payload, retain: false }));
}

describe("a device that somebody stole", () => {
  beforeEach(() => start("off"));

  deviceAttacks(() => ({
    port: broker.port,
    connect,
    connectAs,
    keyOf,
    speak: (topic, payload) => broker.publish(topic, payload, { qos: 1 }),
    heard,
  }));

  test("what is refused is told, by device and reason, with the last of it and how often", async () => {
    for (let n = 0; n < 3; n++) {
      const thief = await connect("door-1");
      await publish(thief, scanTopic("door-2"), "forged", { qos: 1 }).catch(() => undefined);
    }
    await expect(connect("door-1", { clientId: "door-2" })).rejects.toThrow();
    await expect(connectAs("nobody", "x")).rejects.toThrow();
    expect(traffic.refusals().map(({ lastAt: _, ...told }) => told)).toEqual([
      { name: "nobody", known: false, reason: "unknown_device", times: 1, last: expect.any(String) },
      { name: "door-1", known: true, reason: "foreign_client_id", times: 1, last: "door-2" },
      { name: "door-1", known: true, reason: "foreign_topic", times: 3, last: scanTopic("door-2") },
    ]);
  });

  test("a scan that it keeps at the broker reaches nobody who comes later", async () => {
    const thief = await connect("door-1");
    await publish(thief, scanTopic("door-1"), "poison", { qos: 1, retain: true });
    await publish(thief, "muster/v1/main/door-1/status", "online", { qos: 1, retain: true });
    // It goes into quarantine as what it is.
    expect(submitted.map(({ retain }) => retain)).toEqual([true, true]);
    expect(traffic.refusals("door-1")).toMatchObject([{ reason: "retained", last: scanTopic("door-1") }]);
  });

  test(`no more than ${mostConnections} connections are one device's, and the oldest gives way`, async () => {
    const first = await connect("door-1", { clientId: "a0" });
    const gone = closed(first);
    for (let n = 1; n <= mostConnections; n++) await connect("door-1", { clientId: `a${n}` });
    await gone;
    await expect.poll(() => broker.connections("door-1")).toBe(mostConnections);
    expect(traffic.refusals("door-1")).toMatchObject([{ reason: "too_many_connections" }]);
  });

  test(`no more than ${mostSubscriptions} subscriptions are one connection's`, async () => {
    await add({ name: "lamp", kind: "tasmota" });
    const client = await connect("lamp");
    for (let n = 0; n < mostSubscriptions; n++) await client.subscribeAsync(`cmnd/lamp/${n}`);
    const [granted] = await client.subscribeAsync("cmnd/lamp/more").catch(() => [{ qos: 128 }]);
    expect(granted?.qos).toBe(128);
  });
});

describe("a key", () => {
  beforeEach(() => start("off"));

  test("that is new opens at once, and the old one holds beside it until its end", async () => {
    const before = await connect("door-1");
    const old = keyOf("door-1");
    const rotated = await devices.rotate("door-1", Temporal.Duration.from({ hours: 24 }), technician);
    await connectAs("door-1", rotated?.key, { clientId: "new" });
    await connectAs("door-1", old, { clientId: "old" });
    await clock.advance({ hours: 23 });
    await connectAs("door-1", old, { clientId: "old again" });
    await expect.poll(() => broker.connections("door-1")).toBe(4);
    const gone = closed(before);
    await clock.advance({ hours: 1 });
    await gone;
    await expect(connectAs("door-1", old)).rejects.toThrow();
    await connectAs("door-1", rotated?.key, { clientId: "new" });
    expect(traffic.refusals("door-1")).toMatchObject([{ reason: "key_ended" }]);
  });

  test("of a device that is disabled opens nothing, and its connections end at once", async () => {
    const client = await connect("door-1", {
      will: { topic: "muster/v1/main/door-1/status", payload: Buffer.from("gone"), qos: 1, retain: true },
    });
    const gone = closed(client);
    await devices.disable("door-1", technician);
    await gone;
    await expect(connect("door-1")).rejects.toThrow();
    await connect("door-2");
    await devices.enable("door-1", technician);
    await connect("door-1");
  });
});

describe("a device that floods", () => {
  beforeEach(() => start("off"));

  test("is slowed to its rate, and another is answered meanwhile", async () => {
    const flooding = await connect("door-1");
    const sent = deviceRate.burstPackets + 2_000;
    for (let n = 0; n < sent; n++) flooding.publish(scanTopic("door-1"), "x".repeat(100), { qos: 0 });
    const polite = await connect("door-2");
    await publish(polite, scanTopic("door-2"), "polite", { qos: 1 });
    const came = submitted.filter(({ topic }) => topic === scanTopic("door-1")).length;
    expect(came).toBeLessThan(sent);
    await expect.poll(() => traffic.refusals("door-1")).toMatchObject([{ reason: "slowed" }]);
  });
});

describe("other makers' devices", () => {
  beforeEach(() => start("off"));

  test("speak for themselves where the message and not the topic names the sender", async () => {
    await add({ name: "cam", kind: "original", address: "BSB214" });
    const scan = (location: string): string =>
      JSON.stringify({ student_id: "CSAI1001", location, timestamp: "09:00 AM", decision: "granted" });
    const client = await connect("cam");
    await publish(client, "access/result", scan("BSB214"), { qos: 1 });
    const gone = closed(client);
    client.publish("access/result", scan("ECG-01"), { qos: 0 });
    await gone;
    expect(submitted).toHaveLength(1);
    expect(traffic.refusals("cam")).toMatchObject([{ reason: "foreign_sender", last: "original:ECG-01" }]);
    expect(traffic.lastOf("cam", true)).toMatchObject([
      { read: "scan", source: "original", bytes: scan("BSB214").length },
    ]);
  });

  test("go on when they say more than anybody reads, and nobody hears it", async () => {
    await add({ name: "reader", kind: "esphome" });
    const client = await connect("reader");
    await publish(client, "homeassistant/sensor/reader/config", "{}", { qos: 1, retain: true });
    await publish(client, "esphome/reader/tag", "74-10-37-94", { qos: 1 });
    expect(submitted.map(({ topic }) => topic)).toEqual(["esphome/reader/tag"]);
  });
});

describe("senders of this machine without a name", () => {
  test("are let in, but not to the topics of a device with a key", async () => {
    await start("loopback");
    const anybody = await connectAs(undefined, undefined);
    await publish(anybody, "access/result", "x", { qos: 1 });
    await publish(anybody, scanTopic("door-3"), "x", { qos: 1 });
    expect(submitted).toHaveLength(2);
    const heardTopics: string[] = [];
    anybody.on("message", (topic) => heardTopics.push(topic));
    await anybody.subscribeAsync("#", { qos: 1 });
    const last = new Promise<void>((resolve) => anybody.once("message", () => resolve()));
    await broker.publish("muster/v1/main/door-1/receipt", "{}", { qos: 1 });
    await broker.publish("muster/v1/main/door-3/receipt", "{}", { qos: 1 });
    await last;
    expect(heardTopics).toEqual(["muster/v1/main/door-3/receipt"]);
    await expect(publish(anybody, scanTopic("door-1"), "forged", { qos: 1 })).rejects.toThrow();
    await expect(connectAs(undefined, undefined, { clientId: "door-1/x" })).rejects.toThrow();
  });

  test("are let in no more once that is switched off", async () => {
    await start("off");
    await expect(connectAs(undefined, undefined)).rejects.toThrow(/Not authorized/i);
    expect(traffic.refusals()).toMatchObject([{ name: null, reason: "no_name" }]);
  });
});
