import { randomUUID } from "node:crypto";
import type { MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { senderPage } from "../../src/contract/http/senders.ts";
import { publish } from "../hostile/publish.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere();
}, 60_000);
afterAll(() => served.stop());

/** One connection of a device, with the will that the reference client leaves, and what its status topic says. */
async function connectDevice(device: string, clientId: string): Promise<MqttClient> {
  const topic = `muster/v1/main/${device}/status`;
  const will = { topic, payload: Buffer.from(`{"v":1,"state":"offline"}`), qos: 1, retain: true } as const;
  const client = await served.connect("tcp", { clientId, will });
  await publish(client, topic, JSON.stringify({ v: 1, state: "online", boot_id: clientId }), {
    qos: 1,
    retain: true,
  });
  return client;
}

const beat = (client: MqttClient, device: string): Promise<void> =>
  publish(
    client,
    `muster/v1/main/${device}/heartbeat`,
    JSON.stringify({ v: 1, at: served.clock.now().toString(), outbox: 0, clock: "ntp" }),
    { qos: 1 },
  );

/** Resolves when the broker has handed on, and so the store has taken, the will of a lost connection. */
async function afterWill<T>(watcher: MqttClient, device: string, lose: () => T): Promise<[Awaited<T>]> {
  const left = new Promise<void>((resolve) =>
    watcher.on("message", (_topic, payload) => {
      if (payload.toString().includes("offline")) resolve();
    }),
  );
  await watcher.subscribeAsync(`muster/v1/main/${device}/status`, { qos: 1 });
  const lost = await lose();
  await left;
  return [lost];
}

async function stateOf(device: string): Promise<string | null | undefined> {
  const { senders } = await served.ask(senderPage, "/api/v1/senders");
  return senders.find(({ name }) => name === `main/${device}`)?.state;
}

const lastSpan = async (device: string): Promise<unknown> =>
  (
    await queryRows(
      served.database,
      "select left_by from device_alive where device = $1 order by from_at desc limit 1",
      [`main/${device}`],
    )
  )[0];

describe("a will that comes after another connection has been opened", () => {
  test("takes the device away only until it is heard again", async () => {
    const old = await connectDevice("door", `old-${randomUUID()}`);
    const watcher = await served.connect("tcp");
    const next = await connectDevice("door", `next-${randomUUID()}`);
    await afterWill(watcher, "door", () => old.stream.destroy());
    expect(await stateOf("door")).toBe("offline");
    expect(await lastSpan("door")).toEqual({ left_by: "will" });
    await beat(next, "door");
    expect(await stateOf("door")).toBe("online");
    expect(await lastSpan("door")).toEqual({ left_by: null });
  });

  test("and so where the new connection takes over the client id of the old", async () => {
    const clientId = `same-${randomUUID()}`;
    await connectDevice("gate", clientId);
    const watcher = await served.connect("tcp");
    const [next] = await afterWill(watcher, "gate", () => connectDevice("gate", clientId));
    await beat(next, "gate");
    expect(await stateOf("gate")).toBe("online");
    expect(await lastSpan("gate")).toEqual({ left_by: null });
  });

  test("which counts before it as after it: whoever is lost and not heard again is offline", async () => {
    const only = await connectDevice("yard", `only-${randomUUID()}`);
    await beat(only, "yard");
    const watcher = await served.connect("tcp");
    await afterWill(watcher, "yard", () => only.stream.destroy());
    expect(await stateOf("yard")).toBe("offline");
  });
});
