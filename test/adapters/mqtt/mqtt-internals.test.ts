import { connectAsync, MqttClient } from "mqtt";
import { afterEach, describe, expect, test } from "vitest";
import { type Mosquitto, startMosquitto } from "../../parts/mosquitto.ts";
import { nextEvent } from "./next-event.ts";

/**
 * What `DeferredAcknowledgement` relies on beyond MQTT.js's documented interface. A new version of MQTT.js is taken
 * only with these green.
 */

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function pair(version: 4 | 5): Promise<{ broker: Mosquitto; ours: MqttClient; sender: MqttClient }> {
  const broker = await startMosquitto({ persistence: true });
  opened.push(() => broker.remove());
  const ours = await connectAsync(broker.url, {
    clientId: "ours",
    clean: false,
    protocolVersion: version,
    reconnectPeriod: 50,
    resubscribe: false,
    ...(version === 5 ? { properties: { sessionExpiryInterval: 60 } } : {}),
  });
  opened.push(() => ours.endAsync(true));
  const sender = await connectAsync(broker.url, { clientId: "sender", reconnectPeriod: 50 });
  opened.push(() => sender.endAsync(true));
  return { broker, ours, sender };
}

const received = (broker: Mosquitto) => broker.log.filter((line) => /Received PUBACK from ours/.test(line));

test("the version is the one these laws were read from", () => {
  expect(MqttClient.VERSION).toBe("5.16.0");
});

describe.each([4, 5] as const)("MQTT.js over version %i", (version) => {
  test("an error from handleMessage suppresses the PUBACK and lets the next packets through", async () => {
    const { broker, ours, sender } = await pair(version);
    const topics: string[] = [];
    ours.handleMessage = (packet, done) => {
      topics.push(packet.topic);
      done(new Error("later"));
    };
    await ours.subscribeAsync("a/#", { qos: 1 });
    await sender.publishAsync("a/1", "", { qos: 1 });
    await sender.publishAsync("a/2", "", { qos: 1 });
    while (topics.length < 2) await nextEvent(ours, "packetreceive");
    // A PUBACK sent in spite of the error would have come before this round trip.
    await ours.publishAsync("fence", "", { qos: 1 });
    expect(topics).toEqual(["a/1", "a/2"]);
    expect(received(broker)).toEqual([]);
  });

  test("_sendPacket acknowledges by packet identifier", async () => {
    const { broker, ours, sender } = await pair(version);
    ours.handleMessage = ({ messageId }, done) => {
      done(new Error("later"));
      if (messageId === undefined) throw new Error("no packet identifier");
      // biome-ignore lint/complexity/useLiteralKeys: the member is private, and TypeScript checks it only so
      ours["_sendPacket"]({ cmd: "puback", messageId, reasonCode: 0 });
    };
    await ours.subscribeAsync("a/#", { qos: 1 });
    await sender.publishAsync("a/1", "", { qos: 1 });
    await broker.logged(/Received PUBACK from ours \(Mid: 1, RC:0\)/);
  });

  test("a reconnect has a stream of its own, and what is sent in between is sent on it", async () => {
    const { broker, ours, sender } = await pair(version);
    const stream = ours.stream;
    const deferred = new Promise<number | undefined>((resolve) => {
      ours.handleMessage = ({ messageId }, done) => {
        resolve(messageId);
        done(new Error("later"));
      };
    });
    await ours.subscribeAsync("a/#", { qos: 1 });
    await sender.publishAsync("a/1", "", { qos: 1 });
    const messageId = await deferred;
    if (messageId === undefined) throw new Error("no packet identifier");
    const closed = nextEvent(ours, "close");
    await broker.stop();
    await closed;
    expect(ours.connected).toBe(false);
    // This is the hazard that the epoch guards against: an acknowledgement of a message from another connection.
    // biome-ignore lint/complexity/useLiteralKeys: the member is private, and TypeScript checks it only so
    ours["_sendPacket"]({ cmd: "puback", messageId, reasonCode: 0 });
    await broker.start();
    await broker.logged(/Received PUBACK from ours/);
    expect(ours.stream).not.toBe(stream);
  });

  test("the version of the next attempt is the one that stands in the options at its reconnect event", async () => {
    const { broker, ours } = await pair(version);
    const other = version === 5 ? 4 : 5;
    ours.on("reconnect", () => {
      ours.options.protocolVersion = other;
    });
    const again = nextEvent(ours, "connect");
    const from = broker.log.length;
    ours.stream.destroy();
    await again;
    // The broker's log comes through a pipe of its own, and may come after the connection.
    await broker.logged(new RegExp(`as ours \\(p${other === 5 ? 5 : 2},`), 1, from);
  });
});
