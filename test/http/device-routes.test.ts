import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  devicePage,
  deviceTest,
  deviceView,
  type NewKeyView,
  newKey,
} from "../../src/contract/http/devices.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { deviceCommand } from "../../src/entry/commands/device-command.ts";
import { closed, nextMessage, publish } from "../hostile/publish.ts";
import { queryRows } from "../parts/postgres.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let server: ServedHere;
const clients: MqttClient[] = [];
beforeAll(async () => {
  server = await serveHere();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});
afterAll(() => server.stop());

const send = (path: string, sent: unknown = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sent),
  });
async function add(sent: object): Promise<NewKeyView> {
  const response = await send("devices", sent);
  expect(response.status).toBe(201);
  return newKey.parse(await response.json());
}
async function connect(username: string, password: string): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://localhost:${server.mqttPort}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    username,
    password,
  });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}
const scan = (id: string): string =>
  JSON.stringify({
    v: 1,
    event_id: id,
    occurred_at: server.clock.now().toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: "CSAI1001" },
    decision: "granted",
    location: "BSB214",
  });
const test200 = (name: string) => server.ask(deviceTest, `/api/v1/devices/${name}/test`);

test("a device that was added publishes with its key, hears its receipt, and its test says how it was read", async () => {
  const { device, key, settings } = await add({ name: "door-1", kind: "native" });
  expect(device).toMatchObject({
    name: "door-1",
    address: "main/door-1",
    sender: "main/door-1",
    disabled: null,
  });
  expect(key).toMatch(/^[\w-]{43}$/);
  expect(settings.every(({ text }) => text.includes(key) && text.includes("door-1"))).toBe(true);
  const client = await connect("door-1", key);
  await client.subscribeAsync("muster/v1/main/door-1/receipt", { qos: 1 });
  const receipt = nextMessage(client);
  const id = "01995f5e-7b7a-7c3e-9c5e-0123456789ab";
  await publish(client, "muster/v1/main/door-1/scan", scan(id), { qos: 1 });
  expect(JSON.parse((await receipt).payload)).toEqual({ v: 1, ids: [id], rejected: [] });
  expect(await test200("door-1")).toMatchObject({
    connections: 1,
    arrived: [{ topic: "muster/v1/main/door-1/scan", read: "scan", source: "native" }],
    refusals: [],
  });
  const kept = await queryRows(server.database, "select * from device_key");
  expect(JSON.stringify(kept)).not.toContain(key);
});

test("over WebSocket the same holds", async () => {
  const { key } = await add({ name: "kiosk-1", kind: "native" });
  const client = await server.connect("ws", { username: "kiosk-1", password: key });
  await publish(client, "muster/v1/main/kiosk-1/heartbeat", "{}", { qos: 1 });
  const thrownOut = closed(client);
  client.publish("muster/v1/main/door-1/scan", "forged");
  await thrownOut;
  expect((await test200("kiosk-1")).refusals).toMatchObject([
    { reason: "foreign_topic", last: "muster/v1/main/door-1/scan", times: 1 },
  ]);
});

test.each([
  [{ name: "Door 1", kind: "native" }, 400, "name"],
  [{ name: "__proto__", kind: "native" }, 400, "name"],
  [{ name: "muster", kind: "native" }, 400, "name"],
  [{ name: "x", kind: "tasmota", address: "a/b" }, 400, "address"],
  [{ name: "x", kind: "tasmota", address: "#" }, 400, "address"],
  [{ name: "x", kind: "hfsecurity", address: "basic" }, 400, "address"],
  [{ name: "x", kind: "native", address: "+/door" }, 400, "address"],
  [{ name: "x", kind: "generic", address: "muster/v1/main/door-1/scan" }, 400, "address"],
  [{ name: "x", kind: "frigate", address: "y" }, 400, "address"],
])("%j is refused with the field and a remedy", async (sent, status, field) => {
  const response = await send("devices", sent);
  expect(response.status).toBe(status);
  expect(problem.parse(await response.json()).errors?.map((error) => error.field)).toEqual([field]);
});

test("no two devices have one name, or one address", async () => {
  await add({ name: "lamp", kind: "tasmota", address: "hall" });
  for (const [sent, field] of [
    [{ name: "lamp", kind: "native" }, "name"],
    [{ name: "lamp-2", kind: "tasmota", address: "hall" }, "address"],
  ] as const) {
    const response = await send("devices", sent);
    expect(response.status).toBe(409);
    expect(problem.parse(await response.json()).errors).toMatchObject([{ field }]);
  }
});

test("a new key opens at once, an old one that is ended does not, and a device that is disabled is thrown out", async () => {
  const { key: old } = await add({ name: "door-2", kind: "native" });
  const before = await connect("door-2", old);
  const gone = closed(before);
  const rotated = newKey.parse(await (await send("devices/door-2/rotate", { holdHours: 0 })).json());
  await gone;
  await expect(connect("door-2", old)).rejects.toThrow();
  const after = await connect("door-2", rotated.key);
  const out = closed(after);
  expect(deviceView.parse(await (await send("devices/door-2/disable")).json()).disabled).toMatchObject({
    by: expect.any(String),
  });
  await out;
  await expect(connect("door-2", rotated.key)).rejects.toThrow();
  await send("devices/door-2/enable");
  await connect("door-2", rotated.key);
  const { devices, refusals, anonymous } = await server.ask(devicePage, "/api/v1/devices");
  expect(anonymous).toBe(true);
  expect(devices.find(({ name }) => name === "door-2")?.keys).toHaveLength(1);
  expect(refusals.filter(({ name }) => name === "door-2").map(({ reason }) => reason)).toEqual([
    "disabled",
    "key_ended",
  ]);
  expect((await send("devices/nobody/rotate")).status).toBe(404);
  expect((await send("devices/nobody/disable")).status).toBe(404);
});

describe("a command beside the server", () => {
  let said: string[];
  beforeEach(() => {
    said = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    const { host, port, user, database } = server.database.address;
    vi.stubEnv(
      "DATABASE_URL",
      `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
    );
    vi.stubEnv("MUSTER_TIMEZONE", "Europe/London");
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
  });

  test("adds a device that is let in, and disables one whose connections end", async () => {
    await deviceCommand().parseAsync(["add", "door-3"], { from: "user" });
    const key = /Key, told this once: (\S+)/.exec(said.join("\n"))?.[1] ?? "";
    // Until the server has looked, the name is no device's, and whoever comes from this machine with it is nobody.
    await expect
      .poll(
        async () => {
          const client = await connect("door-3", key);
          const { connections } = await test200("door-3");
          if (connections === 0) client.end(true);
          return connections;
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBe(1);
    const [client] = clients.slice(-1);
    if (client === undefined) throw new Error("nobody is connected");
    const gone = closed(client);
    await deviceCommand().parseAsync(["disable", "door-3"], { from: "user" });
    await gone;
    said.length = 0;
    await deviceCommand().parseAsync(["list"], { from: "user" });
    expect(said.find((line) => line.startsWith("door-3\t"))).toMatch(/native\tmain\/door-3\tshut out since/);
  });
});
