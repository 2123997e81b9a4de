import type { MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { deviceTest, newKey } from "../../src/contract/http/devices.ts";
import { unreadTopicsView } from "../../src/contract/http/system.ts";
import { closed, publish } from "../hostile/publish.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
let key: string;
beforeAll(async () => {
  served = await serveHere({ homeAssistant: true });
  const made = await served.ask(newKey, "/api/v1/devices", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ha", kind: "home-assistant" }),
  });
  key = made.key;
}, 60_000);
afterAll(() => served.stop());

const clients: MqttClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});
/** As Home Assistant connects: a last will on its status topic, and a birth there. */
const asHomeAssistant = async () => {
  const client = await served.connect("tcp", {
    username: "ha",
    password: key,
    will: { topic: "homeassistant/status", payload: Buffer.from("offline"), qos: 0, retain: false },
  });
  clients.push(client);
  return client;
};

/** The first message on a topic that is as wanted. */
const message = (client: MqttClient, topic: string, wanted: (text: string) => boolean = () => true) =>
  new Promise<Record<string, unknown>>((resolve) => {
    client.on("message", (on, payload) => {
      const text = payload.toString();
      if (on === topic && wanted(text)) resolve(text === "" ? {} : JSON.parse(text));
    });
  });

describe("Home Assistant at the embedded broker", () => {
  const room = "muster-main-room-BSB214";

  test("finds a room by discovery, its state and whether the server is there, with its own key", async () => {
    const client = await asHomeAssistant();
    const config = message(client, `homeassistant/device/${room}/config`);
    const state = message(client, `muster/home-assistant/main/${room}`);
    const server = message(client, "muster/v1/main/state");
    // One subscription for each platform, as it makes them, and each state by its whole topic.
    const platforms = Array.from({ length: 40 }, (_, n) => `homeassistant/platform_${n}/+/config`);
    const granted = await client.subscribeAsync(
      [
        ...platforms,
        "homeassistant/device/+/config",
        "homeassistant/status",
        `muster/home-assistant/main/${room}`,
        "muster/v1/main/state",
      ],
      { qos: 1 },
    );
    expect(granted.map(({ qos }) => qos)).not.toContain(128);
    expect(await config).toMatchObject({ device: { identifiers: [room] }, origin: { name: "Muster" } });
    expect(Object.keys(await state)).toContain("occupied");
    expect(await server).toMatchObject({ state: "online" });
    await publish(client, "homeassistant/status", "online", { qos: 1 });
    const { topics } = await served.ask(unreadTopicsView, "/api/v1/unread-topics");
    expect(topics.map(({ topic }) => topic)).not.toContain("homeassistant/status");
  });

  test.each(["access/result", "muster/v1/main/events", "muster/v1/+/+/scan", "muster/#", "#", "tele/#"])(
    "may not hear %s",
    async (filter) => {
      const client = await asHomeAssistant();
      const granted = await client.subscribeAsync(filter, { qos: 1 }).catch((error: unknown) => error);
      expect(granted).toBeInstanceOf(Error);
      const told = await served.ask(deviceTest, "/api/v1/devices/ha/test");
      expect(told.refusals[0]).toMatchObject({ reason: "foreign_subscription", last: filter });
    },
  );

  test.each([`homeassistant/device/${room}/config`, `muster/home-assistant/main/${room}`, "access/result"])(
    "may not write on %s",
    async (topic) => {
      const client = await asHomeAssistant();
      const thrownOut = closed(client);
      client.publish(topic, "{}", { qos: 1, retain: true });
      await thrownOut;
    },
  );

  test.each([
    `homeassistant/device/${room}/config`,
    `muster/home-assistant/main/${room}`,
    "muster/home-assistant/main",
  ])("nobody of this machine writes on %s", async (topic) => {
    const stranger = await served.connect("tcp");
    await expect(publish(stranger, topic, "", { qos: 1, retain: true })).rejects.toThrow();
  });
});
