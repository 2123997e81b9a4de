import { connectAsync, type MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type EmbeddedBroker,
  PortTaken,
  startEmbeddedBroker,
} from "../../../src/adapters/broker/start-embedded-broker.ts";
import { routeTopics } from "../../../src/app/ingest/route-topics.ts";
import type { InboundMessage } from "../../../src/app/ports.ts";
import { ConnectionBroken, closed, nextMessage, publish } from "../../hostile/publish.ts";
import { anybodyHere } from "../../support/anybody-here.ts";

interface Submitted {
  readonly message: InboundMessage;
  readonly commit: () => void;
  readonly fail: (error: Error) => void;
}

/** An ingest whose transactions the test opens and closes by hand. */
const submitted: Submitted[] = [];
const unread: string[] = [];
const refused: { topic: string; code: string; detail: string }[] = [];
let onSubmit: (one: Submitted) => void = () => undefined;
let broker: EmbeddedBroker;
const clients: MqttClient[] = [];

const start = async (port = 0): Promise<EmbeddedBroker> =>
  startEmbeddedBroker({
    hosts: ["127.0.0.1", "::1"],
    port,
    tls: null,
    ingest: () => ({
      submit: (message) =>
        new Promise((commit, fail) => {
          const one = { message, commit, fail };
          submitted.push(one);
          onSubmit(one);
        }),
      async refuse(message, code, detail) {
        refused.push({ topic: message.topic, code, detail });
      },
    }),
    routes: routeTopics(),
    access: await anybodyHere(),
    onUnread: ({ topic }) => unread.push(topic),
    clock: { now: () => Temporal.Now.instant() },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });

beforeEach(async () => {
  submitted.length = 0;
  refused.length = 0;
  onSubmit = () => undefined;
  broker = await start();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.end(true);
  await broker.close();
});

async function connect(clientId: string, host = "127.0.0.1"): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://${host.includes(":") ? `[${host}]` : host}:${broker.port}`, {
    clientId,
    protocolVersion: 4,
    reconnectPeriod: 0,
  });
  client.on("error", () => undefined);
  client.setMaxListeners(0);
  clients.push(client);
  return client;
}
const arrival = (): Promise<Submitted> =>
  new Promise((resolve) => {
    onSubmit = resolve;
  });
const topic = "muster/v1/main/kiosk-1/scan";

describe("an acknowledgement means that the message is committed", () => {
  test.each([1, 2] as const)("at QoS %i a commit of 300 ms delays it by 300 ms", async (qos) => {
    const client = await connect("a");
    onSubmit = ({ commit }) => setTimeout(commit, 300);
    const began = performance.now();
    await publish(client, topic, "x", { qos });
    expect(performance.now() - began).toBeGreaterThanOrEqual(299);
  });

  test("until the commit the client hears nothing, however long, and then at once", async () => {
    const client = await connect("a");
    const packets: string[] = [];
    client.on("packetreceive", ({ cmd }) => packets.push(cmd));
    const one = arrival();
    const acknowledged = publish(client, topic, "x", { qos: 1 });
    const { commit } = await one;
    await new Promise<void>((resolve) => {
      client.once("packetreceive", () => resolve());
      client.sendPing(); // its answer comes after anything that was said before
    });
    expect(packets).toEqual(["pingresp"]);
    commit();
    await acknowledged;
    expect(packets).toEqual(["pingresp", "puback"]);
  });

  test.each([1, 2] as const)(
    "at QoS %i a commit that fails breaks the connection without one, and the device sends again",
    async (qos) => {
      const client = await connect("a");
      const packets: string[] = [];
      client.on("packetreceive", ({ cmd }) => packets.push(cmd));
      onSubmit = ({ fail }) => fail(new Error("the server stopped before the message was safe"));
      await expect(publish(client, topic, "x", { qos })).rejects.toBeInstanceOf(ConnectionBroken);
      expect(packets.filter((cmd) => cmd === "puback" || cmd === "pubrec" || cmd === "pubcomp")).toEqual([]);

      onSubmit = ({ commit }) => commit();
      const again = await connect("a");
      await publish(again, topic, "x", { qos });
      expect(submitted.map(({ message }) => message.payload.toString())).toEqual(["x", "x"]);
      // A store that is away is not the sender's mistake.
      expect(refused).toEqual([]);
    },
  );

  test("at QoS 0 a commit that fails costs the message, not the connection", async () => {
    const client = await connect("a");
    const one = arrival();
    await publish(client, topic, "x", { qos: 0 });
    (await one).fail(new Error("the server stopped before the message was safe"));
    onSubmit = ({ commit }) => commit();
    await publish(client, topic, "y", { qos: 1 });
    expect(submitted).toHaveLength(2);
  });

  test("a commit that outlives its connection harms nobody", async () => {
    const client = await connect("a");
    const one = arrival();
    const lost = publish(client, topic, "x", { qos: 1 });
    const { commit } = await one;
    const rejected = expect(lost).rejects.toThrow();
    client.end(true);
    await rejected;
    commit();
    onSubmit = (next) => next.commit();
    await publish(await connect("b"), topic, "y", { qos: 1 });
  });
});

test.each([0, 1, 2] as const)(
  "one client's messages are handed over in its order, at QoS %i",
  async (qos) => {
    const client = await connect("a");
    onSubmit = ({ commit }) => commit();
    const sent = Array.from({ length: 200 }, (_, n) => String(n));
    await Promise.all(sent.map((payload) => publish(client, topic, payload, { qos })));
    await publish(client, topic, "last", { qos: 1 });
    expect(submitted.map(({ message }) => message.payload.toString())).toEqual([...sent, "last"]);
    expect(submitted.map(({ message }) => message.client)).toEqual(Array(201).fill("a"));
  },
);

test("a message at QoS 2 that is delivered again is handed over again: the key of its scan protects it", async () => {
  const client = await connect("a");
  onSubmit = ({ commit }) => commit();
  await publish(client, topic, "x", { qos: 2 });
  await publish(client, topic, "x", { qos: 2, dup: true });
  expect(submitted).toHaveLength(2);
});

test("a message is told with its topic, its bytes, its QoS, its flag and when it came", async () => {
  const client = await connect("camera");
  onSubmit = ({ commit }) => commit();
  const before = Temporal.Now.instant();
  await publish(client, "access/result", Buffer.from([0, 255, 1]), { qos: 1, retain: true });
  const [{ message } = { message: null }] = submitted;
  expect(message).toMatchObject({ topic: "access/result", qos: 1, retain: true, client: "camera" });
  expect([...(message?.payload ?? [])]).toEqual([0, 255, 1]);
  expect(Temporal.Instant.compare(message?.receivedAt ?? before, before)).toBeGreaterThanOrEqual(0);
});

test("topics that are none of Muster's pass from client to client, and are not read", async () => {
  const [from, to] = [await connect("from"), await connect("to")];
  await to.subscribeAsync("home/#");
  const first = nextMessage(to);
  await publish(from, "home/lamp", "on", { qos: 1 });
  expect(await first).toEqual({ topic: "home/lamp", payload: "on" });
  expect(submitted).toEqual([]);
});

test("the server's own word reaches subscribers, on topics where nobody else may speak", async () => {
  const client = await connect("kiosk-1");
  await client.subscribeAsync("muster/v1/main/kiosk-1/receipt", { qos: 1 });
  const told = nextMessage(client);
  await broker.publish("muster/v1/main/kiosk-1/receipt", "{}", { qos: 1 });
  expect(await told).toEqual({ topic: "muster/v1/main/kiosk-1/receipt", payload: "{}" });
  const thrownOut = closed(client);
  client.publish("muster/v1/main/kiosk-1/receipt", "{}", { qos: 0 });
  await thrownOut;
  expect(refused).toMatchObject([{ topic: "muster/v1/main/kiosk-1/receipt", code: "unknown_topic" }]);
});

test("it listens on both loopbacks, on one port, and only there", async () => {
  expect(broker.addresses).toEqual([`127.0.0.1:${broker.port}`, `[::1]:${broker.port}`]);
  onSubmit = ({ commit }) => commit();
  await publish(await connect("six", "::1"), topic, "x", { qos: 1 });
});

test("a port that is taken is said by number, and nothing is left listening", async () => {
  const { port } = broker;
  const error = await start(port).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(PortTaken);
  expect(error).toMatchObject({ port, message: `port ${port} on 127.0.0.1 is taken` });
});

test("closing throws everybody out, and the port is free again", async () => {
  const client = await connect("a");
  const gone = closed(client);
  const { port } = broker;
  await broker.close();
  await gone;
  broker = await start(port);
  expect(broker.port).toBe(port);
});
