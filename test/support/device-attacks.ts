import type { IClientOptions, MqttClient } from "mqtt";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { rawConnection } from "../hostile/raw-connection.ts";

export interface Heard {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A broker with two devices, `door-1` and `door-2`, and a server that hears what gets through. */
export interface Arena {
  readonly port: number;
  /** Connects as a device, with its key. Rejects when it is not let in. */
  connect(device: "door-1" | "door-2", options?: IClientOptions): Promise<MqttClient>;
  /** Connects with any name and password. */
  connectAs(username: string, password: string, options?: IClientOptions): Promise<MqttClient>;
  keyOf(device: "door-1" | "door-2"): string;
  /** Publishes as the server does. */
  speak(topic: string, payload: string): Promise<void>;
  /** What the server has heard, once it has heard something that was sent after all of it. */
  heard(): Promise<readonly Heard[]>;
}

const topicOf = (device: string, channel: string): string => `muster/v1/main/${device}/${channel}`;

/** Publishes, whatever comes of it: an acknowledgement, or the end of the connection. */
function attempt(
  client: MqttClient,
  topic: string,
  payload: string,
  options: { qos: 0 | 1 | 2; retain?: boolean },
): Promise<void> {
  return new Promise((resolve) => {
    client.once("close", () => resolve());
    client.publish(topic, payload, options, () => resolve());
  });
}

const subscribed = (client: MqttClient, filter: string): Promise<boolean> =>
  client.subscribeAsync(filter, { qos: 1 }).then(
    (granted) => granted.every(({ qos }) => qos !== 128),
    () => false,
  );

/** The attacks of a device that somebody stole, on whatever broker. */
export function deviceAttacks(arena: () => Arena): void {
  test("what it sends below its own name gets through", async () => {
    const thief = await arena().connect("door-1");
    await attempt(thief, topicOf("door-1", "scan"), "its own", { qos: 1 });
    expect(await arena().heard()).toEqual([
      { topic: topicOf("door-1", "scan"), payload: "its own", retain: false },
    ]);
  });

  test.each([0, 1, 2] as const)("it does not mark through another's door, at QoS %i", async (qos) => {
    for (const topic of [
      topicOf("door-2", "scan"),
      topicOf("door-2", "status"),
      topicOf("door-2", "heartbeat"),
      topicOf("door-2", "response"),
      topicOf("door-2", "receipt"),
      topicOf("door-1", "receipt"),
      topicOf("door-1", "command"),
      "muster/v1/main/events",
      "muster/v1/main/state",
      "muster/v1/other/door-1/scan",
      "access/result",
      "$SYS/broker/load",
    ]) {
      const thief = await arena().connect("door-1");
      await attempt(thief, topic, "forged", { qos });
      thief.end(true);
    }
    expect(await arena().heard()).toEqual([]);
  });

  test("it hears its own receipts and commands, and nothing of another's", async () => {
    const { connect, speak } = arena();
    const thief = await connect("door-1");
    const told: string[] = [];
    thief.on("message", (topic) => told.push(topic));
    for (const filter of [
      topicOf("door-2", "receipt"),
      topicOf("door-2", "#"),
      "muster/v1/main/+/receipt",
      "muster/v1/main/#",
      "muster/v1/main/events",
      "+/+/+/+/+",
      "#",
      "$SYS/#",
      "access/result",
    ]) {
      await subscribed(thief, filter);
    }
    expect(await subscribed(thief, topicOf("door-1", "receipt"))).toBe(true);
    expect(await subscribed(thief, topicOf("door-1", "command"))).toBe(true);
    const own = new Promise<void>((resolve) => {
      thief.on("message", (topic) => topic === topicOf("door-1", "command") && resolve());
    });
    await speak(topicOf("door-2", "receipt"), "{}");
    await speak("muster/v1/main/events", "{}");
    await speak(topicOf("door-1", "receipt"), "{}");
    await speak(topicOf("door-1", "command"), "{}");
    await own;
    expect(told).toEqual([topicOf("door-1", "receipt"), topicOf("door-1", "command")]);
  });

  test("it puts nobody out by a client id that is in use", async () => {
    const { connect } = arena();
    const other = await connect("door-2", { clientId: "muster.main.door-2" });
    let gone = false;
    other.once("close", () => {
      gone = true;
    });
    for (const clientId of ["muster.main.door-2", "door-2", "door-2/muster.main.door-2"]) {
      await connect("door-1", { clientId }).then(
        (thief) => thief.end(true),
        () => undefined,
      );
    }
    await attempt(other, topicOf("door-2", "scan"), "still here", { qos: 1 });
    expect(gone).toBe(false);
    expect((await arena().heard()).map(({ payload }) => payload)).toEqual(["still here"]);
  });

  test("its last will says nothing of another, and keeps nobody offline", async () => {
    for (const retain of [false, true]) {
      for (const topic of [
        topicOf("door-2", "status"),
        topicOf("door-2", "scan"),
        "access/result",
        topicOf("door-1", "receipt"),
      ]) {
        const thief = await arena()
          .connect("door-1", { will: { topic, payload: Buffer.from("forged will"), qos: 1, retain } })
          .catch(() => null);
        thief?.stream.destroy();
      }
    }
    const own = {
      topic: topicOf("door-1", "status"),
      payload: Buffer.from("own will"),
      qos: 1,
      retain: true,
    } as const;
    const thief = await arena().connect("door-1", { will: own });
    thief.stream.destroy();
    await expect
      .poll(async () => (await arena().heard()).map(({ payload }) => payload))
      .toEqual(["own will"]);
  });

  test.each(["#", "+", "muster/v1/+/+/scan", "constructor", "__proto__", "toString", "door-1/#", ""])(
    "the name “%s” opens nothing",
    async (name) => {
      await expect(arena().connectAs(name, arena().keyOf("door-1"))).rejects.toThrow();
    },
  );

  test("the key of one is none of another's", async () => {
    await expect(arena().connectAs("door-2", arena().keyOf("door-1"))).rejects.toThrow();
    await expect(arena().connectAs("door-2", "")).rejects.toThrow();
  });

  test.each(["#", "+", "constructor", "__proto__", "a/b/#", "x".repeat(100)])(
    "the client id “%s” gets it no further than its own topics",
    async (clientId) => {
      const thief = await arena()
        .connect("door-1", { clientId })
        .catch(() => null);
      if (thief !== null) {
        await subscribed(thief, "#");
        await attempt(thief, topicOf("door-2", "scan"), "forged", { qos: 1 });
      }
      expect(await arena().heard()).toEqual([]);
    },
  );

  test("names of Object.prototype in topics, and 65,000 slashes, stop nobody", async () => {
    const { connect, port, keyOf } = arena();
    for (const topic of [
      "muster/v1/__proto__/constructor/scan",
      "muster/v1/main/toString/scan",
      "__proto__",
      "constructor/prototype",
      "/".repeat(65_000),
    ]) {
      const thief = await connect("door-1");
      await attempt(thief, topic, "x", { qos: 1 });
      thief.end(true);
    }
    // MQTT.js would not send a filter that long.
    const raw = await rawConnection(port);
    await raw.send(
      generate({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clean: true,
        clientId: "raw",
        keepalive: 0,
        username: "door-1",
        password: Buffer.from(keyOf("door-1")),
      }),
    );
    await raw.send(
      generate({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "/".repeat(65_000), qos: 0 }] }),
    );
    expect(await arena().heard()).toEqual([]);
    raw.socket.destroy();
  });

  test("a payload of 200 MB is refused from its first bytes, and others go on", async () => {
    const { port, keyOf } = arena();
    const raw = await rawConnection(port);
    await raw.send(
      generate({
        cmd: "connect",
        protocolId: "MQTT",
        protocolVersion: 4,
        clean: true,
        clientId: "raw",
        keepalive: 0,
        username: "door-1",
        password: Buffer.from(keyOf("door-1")),
      }),
    );
    // A PUBLISH whose remaining length is 200 MB.
    await raw.send(Buffer.from([0x30, 0x80, 0xc2, 0xd7, 0x2f]));
    await raw.send(Buffer.alloc(64 * 1024));
    await raw.broken;
    expect(await arena().heard()).toEqual([]);
  });
}
