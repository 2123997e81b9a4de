import { once } from "node:events";
import { setImmediate as soon } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { type QuarantineView, quarantinePage } from "../../src/contract/http/quarantine.ts";
import { scanPage } from "../../src/contract/http/scans.ts";
import { receipt } from "../../src/contract/mqtt/receipt.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { ConnectionBroken, closed, nextMessage, publish } from "./publish.ts";
import { connectBytes, packetBytes, rawConnection } from "./raw-connection.ts";
import { originalText, originalTopic, scanText, scanTopic } from "./write-messages.ts";

let served: ServedHere;
let other: MqttClient;
beforeAll(async () => {
  served = await serveHere();
  other = await served.connect("tcp", { clientId: "somebody-else" });
}, 60_000);
afterAll(() => served.stop());

let witnesses = 0;
/** Whatever an attack did, a good message of another client is stored. */
async function witness(client: MqttClient = other): Promise<void> {
  const studentId = `witness-${++witnesses}`;
  await publish(client, originalTopic, originalText(served, { student_id: studentId }), { qos: 1 });
  const { scans } = await served.ask(scanPage, "/api/v1/scans?limit=1");
  expect(scans).toMatchObject([{ student: studentId }]);
}
afterEach(() => witness());

/** The newest in quarantine, once at least one row came after `since`. */
async function newest(since: number, count = 1): Promise<QuarantineView[]> {
  for (let round = 0; round < 50; round++) {
    await witness(); // whose batch comes after the refusal's, which was handed in before
    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?limit=20");
    const rows = quarantine.filter(({ seq }) => seq > since);
    if (rows.length >= count) return rows;
  }
  throw new Error(`no ${count} in quarantine`);
}
const lastSeq = async (): Promise<number> =>
  (await served.ask(scanPage, "/api/v1/scans?limit=1")).scans[0]?.seq ?? 0;

const mib = 1024 * 1024;
const announced = Buffer.from([0x30, 0x80, 0x80, 0x80, 0x20]); // PUBLISH, 64 MiB to come

describe("a packet of 64 MiB is refused at its header and never gathered", () => {
  const chunk = Buffer.alloc(64 * 1024, 0x41);

  test("over TCP", async () => {
    const since = await lastSeq();
    const raw = await rawConnection(served.mqttPort);
    await raw.send(Buffer.concat([connectBytes("big"), announced]));
    const before = process.memoryUsage().rss;
    let sent = 0;
    while (!raw.socket.destroyed && sent < 64 * mib) {
      await raw.send(chunk);
      sent += chunk.length;
      await soon();
    }
    await raw.broken;
    expect(sent).toBeLessThan(8 * mib);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * mib);
    expect(await newest(since)).toMatchObject([
      { code: "packet_refused", detail: expect.stringContaining("67108864 bytes") },
    ]);
  });

  test.each([
    ["in frames of 64 KiB", [connectBytes("big-ws"), announced, ...Array.from({ length: 64 }, () => chunk)]],
    ["in one frame", [connectBytes("big-frame"), Buffer.concat([announced, Buffer.alloc(4 * mib)])]],
  ])("over WebSocket, %s", async (_, frames) => {
    const since = await lastSeq();
    const socket = new WebSocket(`ws://localhost:${served.port}/mqtt`, "mqtt");
    socket.on("error", () => undefined);
    await once(socket, "open");
    const gone = once(socket, "close");
    for (const frame of frames) if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    await gone;
    expect(await newest(since)).toMatchObject([{ code: "packet_refused", topic: "" }]);
  });
});

describe("bytes that are no MQTT break the connection and leave a record", () => {
  const hello = connectBytes("malformed");
  const topic = Buffer.from([0, 1, 0x61]);
  test.each<[string, Buffer]>([
    ["an HTTP request", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["a TLS hello", Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05, 1, 2, 3, 4, 5])],
    ["a length of five bytes", Buffer.concat([hello, Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01])])],
    ["a packet type that does not exist", Buffer.concat([hello, Buffer.from([0x00, 0x00])])],
    ["a publication at QoS 3", Buffer.concat([hello, Buffer.from([0x36, 0x05]), topic, Buffer.from([0, 1])])],
    [
      "a topic that is longer than its packet",
      Buffer.concat([hello, Buffer.from([0x30, 3, 0xff, 0xff, 0x61])]),
    ],
    [
      "a publication before CONNECT",
      packetBytes({ cmd: "publish", topic: "a", payload: "b", qos: 0, dup: false, retain: false }),
    ],
    [
      "a CONNECT of a protocol that does not exist",
      Buffer.concat([Buffer.from([0x10, 12, 0, 4]), Buffer.from("QTTM"), Buffer.from([4, 2, 0, 0, 0, 0])]),
    ],
    ["an empty topic", Buffer.concat([hello, Buffer.from([0x30, 0x03, 0, 0, 0x61])])],
    ["a topic with a wildcard", Buffer.concat([hello, Buffer.from([0x30, 0x04, 0, 1, 0x23, 0x61])])],
    [
      "a topic of 65,000 slashes",
      Buffer.concat([
        hello,
        packetBytes({
          cmd: "publish",
          topic: "/".repeat(65_000),
          payload: "x",
          qos: 0,
          dup: false,
          retain: false,
        }),
      ]),
    ],
    [
      "a scan topic of 65,000 slashes",
      Buffer.concat([
        hello,
        packetBytes({
          cmd: "publish",
          topic: `muster/v1${"/".repeat(65_000)}scan`,
          payload: "x",
          qos: 0,
          dup: false,
          retain: false,
        }),
      ]),
    ],
  ])("%s", async (_, bytes) => {
    const since = await lastSeq();
    const listener = await served.connect("tcp");
    await listener.subscribeAsync(["#", "+/+/#"]);
    const raw = await rawConnection(served.mqttPort);
    await raw.send(bytes);
    await raw.broken;
    const [row] = await newest(since);
    expect(row).toMatchObject({ code: "packet_refused" });
    expect(row?.detail).toMatch(/^the broker broke the connection: ./);
    await listener.endAsync();
  });

  test("MQTT 5 is told that its version is not taken, and devices fall back by themselves", async () => {
    await expect(served.connect("tcp", { protocolVersion: 5 })).rejects.toMatchObject({ code: 1 });
  });
});

describe("names", () => {
  test.each(["#", "+", "$SYS", "__proto__", "constructor", "a/b", "\u202e", "x".repeat(60_000)])(
    "%j as client id and as user name is a sender like any other",
    async (name) => {
      const client = await served.connect("tcp", { clientId: name, username: name, password: name });
      await witness(client);
      await client.endAsync();
    },
  );

  test("a client id in use goes to the newcomer, and what it sends is stored", async () => {
    const first = await served.connect("tcp", { clientId: "twins" });
    const evicted = closed(first);
    const second = await served.connect("tcp", { clientId: "twins" });
    await evicted;
    await witness(second);
    await second.endAsync();
  });

  test.each([
    "__proto__",
    "constructor",
    "hasOwnProperty/toString",
    "muster/v1/__proto__/constructor/status/x",
  ])("subscribing to and publishing on %s moves a message, and nothing else", async (topic) => {
    const client = await served.connect("tcp");
    await client.subscribeAsync(topic);
    const arrived = nextMessage(client);
    await publish(client, topic, "hello", { qos: 1, retain: true });
    expect(await arrived).toEqual({ topic, payload: "hello" });
    await client.unsubscribeAsync(topic);
    await client.endAsync();
    expect(Reflect.get({}, "hello")).toBeUndefined();
  });
});

describe("what only the server says", () => {
  const forged: [string, string][] = [
    ["muster/v1/main/kiosk-1/receipt", JSON.stringify({ v: 1, ids: ["x"], rejected: [] })],
    ["muster/v1/main/kiosk-1/command", JSON.stringify({ v: 1, id: "x", name: "reboot", args: {} })],
    ["muster/v1/main/state", JSON.stringify({ v: 1, instance: "me", state: "offline", at: "now" })],
    ["muster/v1/elsewhere/state", "{}"],
    ["muster/v1/main/events", JSON.stringify({ v: 1, type: "mark", status: "present" })],
    ["$SYS/forged/new/clients", "me"],
  ];
  test.each(
    forged.flatMap(([topic, payload]) => ([0, 1, 2] as const).map((qos) => [topic, qos, payload] as const)),
  )("%s at QoS %i is delivered to nobody, and on record", async (topic, qos, payload) => {
    const since = await lastSeq();
    const heard: string[] = [];
    const listener = await served.connect("tcp");
    listener.on("message", (to) => heard.push(to));
    await listener.subscribeAsync([topic, "muster/v1/#"]);
    await witness();
    heard.length = 0;
    const forger = await served.connect("tcp");
    const broken = closed(forger);
    const sent = publish(forger, topic, payload, { qos, retain: true });
    if (qos > 0) await expect(sent).rejects.toBeInstanceOf(ConnectionBroken);
    await broken;
    expect(await newest(since)).toMatchObject([{ code: "unknown_topic", topic, payload: { text: payload } }]);
    expect(heard.filter((to) => to === topic)).toEqual([]);
    await listener.endAsync();
  });

  test("$share is refused, since nothing would ever arrive there", async () => {
    const client = await served.connect("tcp");
    const granted = await client
      .subscribeAsync("$share/group/access/result")
      .catch((error: unknown) => error);
    expect(JSON.stringify(granted)).toMatch(/128|"qos":0|Unspecified/);
    await client.endAsync();
  });
});

describe("a last will is held to the same rule as a publication", () => {
  const dieWith = async (topic: string, payload: string, retain = false): Promise<void> => {
    const client = await served.connect("tcp", {
      will: { topic, payload: Buffer.from(payload), qos: 1, retain },
    });
    const gone = closed(client);
    client.stream.destroy();
    await gone;
  };

  test("outside what a sender may say it is delivered to nobody, and on record", async () => {
    const since = await lastSeq();
    const heard: string[] = [];
    other.on("message", (topic) => heard.push(topic));
    await other.subscribeAsync("muster/v1/main/kiosk-1/receipt");
    await dieWith("muster/v1/main/kiosk-1/receipt", JSON.stringify({ v: 1, ids: ["x"], rejected: [] }));
    expect(await newest(since)).toMatchObject([
      { code: "unknown_topic", topic: "muster/v1/main/kiosk-1/receipt" },
    ]);
    expect(heard).toEqual([]);
    await other.unsubscribeAsync("muster/v1/main/kiosk-1/receipt");
  });

  test("on a scan topic it is a scan like any other, with a receipt", async () => {
    await other.subscribeAsync("muster/v1/main/kiosk-1/receipt");
    const told = nextMessage(other);
    const text = scanText(served, { subject: { scheme: "student_id", value: "dying-words" } });
    await dieWith(scanTopic, text);
    const { payload } = await told;
    expect(receipt.parse(JSON.parse(payload)).ids).toEqual([JSON.parse(text).event_id]);
    await other.unsubscribeAsync("muster/v1/main/kiosk-1/receipt");
  });

  test("retained on a scan topic it goes to quarantine", async () => {
    const since = await lastSeq();
    await dieWith(scanTopic, scanText(served), true);
    expect(await newest(since)).toMatchObject([{ code: "retained", topic: scanTopic, retained: true }]);
  });
});

test("a retained event waits for no later subscriber", async () => {
  const sender = await served.connect("tcp");
  await publish(sender, originalTopic, originalText(served), { qos: 1, retain: true });
  await sender.endAsync();
  const heard: string[] = [];
  const late = await served.connect("tcp");
  late.on("message", (topic, _, { retain }) => retain && heard.push(topic));
  await late.subscribeAsync([originalTopic, "muster/v1/+/state"]);
  await witness();
  expect(heard).toEqual(["muster/v1/main/state"]);
  await late.endAsync();
});

test("a broken upgrade to a WebSocket that is refused takes nothing down", async () => {
  for (let n = 0; n < 20; n++) {
    const raw = await rawConnection(served.port);
    await raw.send(
      Buffer.from(
        `GET /mqtt HTTP/1.1\r\nHost: localhost:${served.port}\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\n` +
          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
      ),
    );
    raw.socket.resetAndDestroy();
    await raw.broken;
  }
});

test("none of this was a fault", () => {
  expect(served.faults).toEqual([]);
  expect(served.log.filter(({ level }) => level === "error")).toEqual([]);
});
