import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createDevices, type Devices } from "../../../src/app/devices/create-devices.ts";
import type { DeviceStore } from "../../../src/app/devices/device-store.ts";
import { writeMosquittoFiles } from "../../../src/app/devices/write-mosquitto-files.ts";
import { closed, publish } from "../../hostile/publish.ts";
import { freePort, type Mosquitto, startMosquitto } from "../../parts/mosquitto.ts";
import { deviceAttacks, type Heard } from "../../support/device-attacks.ts";
import { memoryDeviceStore } from "../../support/memory-device-store.ts";

const clock = { now: () => Temporal.Now.instant() };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const technician = { id: "technician", role: "technician" };
const server = { name: "muster", password: "the server's own" };

let store: DeviceStore;
let devices: Devices;
let folder: string;
let serverPort: number;
let mosquitto: Mosquitto;
let listening: MqttClient;
let received: Heard[] = [];
const keys = new Map<string, string>();
const clients: MqttClient[] = [];

/** Writes the files as the command does. */
async function write(): Promise<void> {
  const files = writeMosquittoFiles(await store.devices(), {
    server,
    adapters: [],
    folder,
    now: clock.now(),
  });
  writeFileSync(path.join(folder, "acl"), files.acl, { mode: 0o600 });
  writeFileSync(path.join(folder, "passwords"), files.passwords, { mode: 0o600 });
}

beforeAll(async () => {
  store = memoryDeviceStore();
  devices = createDevices({ store, site: "main", made: [], clock, log, onChanged: async () => undefined });
  for (const name of ["door-1", "door-2"]) {
    const added = await devices.add({ name, kind: "native" }, technician);
    if ("refused" in added) throw new Error(added.refused.detail);
    keys.set(name, added.key);
  }
  folder = await mkdtemp(path.join(tmpdir(), "muster-acl-"));
  serverPort = await freePort();
  await write();
  mosquitto = await startMosquitto({
    anonymous: false,
    lines: [
      "use_username_as_clientid true",
      "max_packet_size 3000000",
      `listener ${serverPort} 127.0.0.1`,
      `password_file ${path.join(folder, "passwords")}`,
      `acl_file ${path.join(folder, "acl")}`,
    ],
  });
  listening = await connectAsync(`mqtt://127.0.0.1:${serverPort}`, {
    protocolVersion: 4,
    username: server.name,
    password: server.password,
    clientId: "muster-1",
  });
  listening.on("message", (topic, payload, { retain }) =>
    received.push({ topic, payload: payload.toString(), retain }),
  );
  await listening.subscribeAsync(["muster/v1/#", "access/result", "$SYS/broker/load"], { qos: 1 });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
  received = [];
});
afterAll(async () => {
  listening.end(true);
  await mosquitto.remove();
  await rm(folder, { recursive: true, force: true });
});

async function connectAs(
  username: string,
  password: string,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await connectAsync(mosquitto.url, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    username,
    password,
    ...options,
  });
  client.on("error", () => undefined);
  client.setMaxListeners(0);
  clients.push(client);
  return client;
}
const keyOf = (device: string): string => keys.get(device) ?? "";

let fences = 0;
async function heard(): Promise<readonly Heard[]> {
  fences += 1;
  const fence = `fence ${fences}`;
  const came = new Promise<void>((resolve) => {
    listening.on("message", (_, payload) => payload.toString() === fence && resolve());
  });
  const topic = "muster/v1/main/fence/scan";
  await listening.publishAsync(topic, fence, { qos: 1 });
  await came;
  return received
    .filter((one) => one.topic !== topic && !spoken.has(one.topic))
    .map(({ topic: at, payload }) => ({ topic: at, payload, retain: false }));
}
/** What the server itself published, and hears. */
const spoken = new Set<string>();

deviceAttacks(() => ({
  port: mosquitto.port,
  connect: (device, options) => connectAs(device, keyOf(device), options),
  connectAs,
  keyOf,
  async speak(topic, payload) {
    await listening.publishAsync(topic, payload, { qos: 1 });
    spoken.add(topic);
  },
  heard,
}));

test("a device that is disabled is thrown out when the files are read again, and nobody else is", async () => {
  const [first, second] = [
    await connectAs("door-1", keyOf("door-1")),
    await connectAs("door-2", keyOf("door-2")),
  ];
  const gone = closed(first);
  await devices.disable("door-1", technician);
  await write();
  mosquitto.reload();
  await gone;
  await expect(connectAs("door-1", keyOf("door-1"))).rejects.toThrow();
  await publish(second, "muster/v1/main/door-2/scan", "still here", { qos: 1 });
  await devices.enable("door-1", technician);
  await write();
  mosquitto.reload();
  await expect
    .poll(() =>
      connectAs("door-1", keyOf("door-1")).then(
        () => "in",
        () => "out",
      ),
    )
    .toBe("in");
});
