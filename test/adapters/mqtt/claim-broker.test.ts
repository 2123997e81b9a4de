import { createServer } from "node:net";
import { Aedes } from "aedes";
import { connectAsync } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { afterEach, describe, expect, test } from "vitest";
import { claimBroker } from "../../../src/adapters/mqtt/claim-broker.ts";
import { type RetainedState, readRetainedStates } from "../../../src/adapters/mqtt/read-retained-states.ts";
import { encodeServerState } from "../../../src/adapters/mqtt/server-state.ts";
import { freePort, startMosquitto } from "../../parts/mosquitto.ts";

const ourTopic = "muster/v1/main/state";
const reach = "-h broker -p 1884";
const at = "2026-11-23T09:00:00Z";

function retained(instance: string, state: "online" | "offline", topic = ourTopic): RetainedState {
  return { topic, state: { v: 1, instance, state, at } };
}

const unreadable: RetainedState = { topic: ourTopic, state: null };
const elsewhere = "muster/v1/annexe/state";

describe("a broker", () => {
  test.each<[string, readonly RetainedState[], { named: boolean; found: boolean }]>([
    ["without any state", [], { named: true, found: true }],
    ["with our own, left offline", [retained("us", "offline")], { named: true, found: true }],
    ["with our own, left online by a power cut", [retained("us", "online")], { named: true, found: true }],
    ["with another that is online", [retained("them", "online")], { named: false, found: false }],
    ["with another that has left", [retained("them", "offline")], { named: true, found: false }],
    ["with another site's", [retained("them", "online", elsewhere)], { named: true, found: false }],
    ["with something unreadable", [unreadable], { named: true, found: false }],
    [
      "with ours and another site's",
      [retained("us", "online"), retained("them", "offline", elsewhere)],
      { named: true, found: false },
    ],
  ])("%s", (_, read, expected) => {
    const claim = (explicit: boolean) =>
      claimBroker({ read, topic: ourTopic, instanceId: "us", explicit, reach }).claimed;
    expect({ named: claim(true), found: claim(false) }).toEqual(expected);
  });

  test("that is refused is refused with the holder and the remedy", () => {
    const read = [retained("them", "online")];
    const named = claimBroker({ read, topic: ourTopic, instanceId: "us", explicit: true, reach });
    expect(named).toMatchObject({
      why: expect.stringMatching(/instance them.*Stop it.*mosquitto_pub -h broker -p 1884 -r -n -t/),
    });
    const found = claimBroker({ read, topic: ourTopic, instanceId: "us", explicit: false, reach });
    expect(found).toMatchObject({ why: expect.stringMatching(/instance them.*not borrowed.*Set MQTT_URL/) });
  });
});

describe("the states on a real broker", () => {
  const opened: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of opened.splice(0).reverse()) await close();
  });

  test("are read for every site, what is no state included, and nothing is left behind", async () => {
    const broker = await startMosquitto();
    opened.push(() => broker.remove());
    expect(await readRetainedStates(broker.url, "main")).toEqual([]);

    const client = await connectAsync(broker.url);
    opened.push(() => client.endAsync());
    await client.publishAsync(ourTopic, encodeServerState("us", "online", Temporal.Instant.from(at)), {
      qos: 1,
      retain: true,
    });
    await client.publishAsync(elsewhere, encodeServerState("them", "offline", Temporal.Instant.from(at)), {
      qos: 1,
      retain: true,
    });
    for (const [site, payload] of [
      ["a", "no JSON"],
      ["b", '{"v":2,"instance":"x","state":"online","at":""}'],
      ["c", '{"v":1,"instance":"","state":"online","at":""}'],
      ["d", Buffer.from([0xff])],
    ] as const) {
      await client.publishAsync(`muster/v1/${site}/state`, payload, { qos: 1, retain: true });
    }
    const read = await readRetainedStates(broker.url, "main");
    expect(read).toHaveLength(6);
    expect(read).toContainEqual({
      topic: ourTopic,
      state: { v: 1, instance: "us", state: "online", at: expect.any(String) },
    });
    expect(read.find(({ topic }) => topic === elsewhere)?.state).toMatchObject({
      instance: "them",
      state: "offline",
    });
    expect(read.filter(({ state }) => state === null)).toHaveLength(4);
    await broker.logged(/Received DISCONNECT from muster-visit-/, 4);
  });

  test("are read of our own site where a broker gives what it keeps to exact subscriptions alone, as RabbitMQ does", async () => {
    const broker = await Aedes.createBroker();
    const filters = new Map<string, string>();
    broker.on("subscribe", (subscriptions, { id }) => filters.set(id, subscriptions[0]?.topic ?? ""));
    broker.authorizeForward = ({ id }, packet) =>
      packet.retain && /[+#]/.test(filters.get(id) ?? "+") ? null : packet;
    const server = createServer(broker.handle);
    opened.push(() => new Promise((resolve) => broker.close(() => server.close(() => resolve(undefined)))));
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
    opened.push(() => client.endAsync());
    for (const topic of [ourTopic, elsewhere]) {
      const state = encodeServerState("them", "online", Temporal.Instant.from(at));
      await client.publishAsync(topic, state, { qos: 1, retain: true });
    }
    expect(await readRetainedStates(`mqtt://127.0.0.1:${port}`, "main")).toEqual([
      { topic: ourTopic, state: expect.objectContaining({ instance: "them" }) },
    ]);
  });

  test("cannot be read where nothing listens or a password is wrong, which is said without the password", async () => {
    const port = await freePort();
    await expect(readRetainedStates(`mqtt://u:s3cret@127.0.0.1:${port}`, "main")).rejects.toThrow(
      `The MQTT broker mqtt://127.0.0.1:${port} is not reachable`,
    );
    const broker = await startMosquitto({ users: { u: "right" } });
    opened.push(() => broker.remove());
    await expect(readRetainedStates(`mqtt://u:s3cret@127.0.0.1:${broker.port}`, "main")).rejects.toThrow(
      `The MQTT broker ${broker.url} refused the connection: Not authorized.`,
    );
  });
});
