import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createDevice } from "../../device/create-device.ts";
import { createMemoryOutbox } from "../../device/memory-outbox.ts";
import { type CommandView, commandPage, commandView } from "../../src/contract/http/commands.ts";
import { deviceTest, newKey } from "../../src/contract/http/devices.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { commandMessage } from "../../src/contract/mqtt/command.ts";
import { deviceCommand } from "../../src/entry/commands/device-command.ts";
import { closed, nextMessage, publish } from "../hostile/publish.ts";
import { turnedClock } from "../parts/turned-clock.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

const clock = turnedClock("2026-11-23T12:00:00Z");
let server: ServedHere;
const closers: (() => Promise<unknown> | unknown)[] = [];
beforeAll(async () => {
  server = await serveHere({}, clock);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => server.stop());

const send = (path: string, sent: unknown): Promise<Response> =>
  fetch(`${server.url}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(sent),
  });
const pathOf = (sender: string): string => `senders/${encodeURIComponent(sender)}/commands`;
/** Each is given a second after the one before: the newest comes first. */
async function give(sender: string, sent: object): Promise<CommandView> {
  await clock.advance({ seconds: 1 });
  const response = await send(pathOf(sender), sent);
  expect(response.status).toBe(201);
  return commandView.parse(await response.json());
}
const pageOf = (sender: string) => server.ask(commandPage, `/api/v1/${pathOf(sender)}`);
const newest = async (sender: string) => (await pageOf(sender)).commands[0];
const becomes = (sender: string, some: Partial<CommandView>) =>
  expect.poll(() => newest(sender), { timeout: 20_000 }).toMatchObject(some);

async function add(name: string, kind = "native"): Promise<string> {
  const response = await send("devices", { name, kind });
  expect(response.status).toBe(201);
  return newKey.parse(await response.json()).key;
}
async function connect(username: string, password: string): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://localhost:${server.mqttPort}`, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    username,
    password,
  });
  client.on("error", () => undefined);
  closers.push(() => client.endAsync(true));
  return client;
}
/** The reference device, that blinks. @returns how often it did */
async function hang(name: string, key: string): Promise<() => number> {
  let blinked = 0;
  const device = createDevice({
    site: "main",
    device: name,
    url: `mqtt://localhost:${server.mqttPort}`,
    credentials: { username: name, password: key },
    outbox: createMemoryOutbox(),
    clock: { now: () => clock.now().epochMilliseconds, state: () => "ntp" },
    commands: {
      identify: async () => {
        blinked += 1;
        return "it blinked";
      },
    },
  });
  await device.start();
  closers.push(() => device.stop());
  return () => blinked;
}

test("a device that is there does what it is told, and its answer is told with who and when", async () => {
  const key = await add("door-1");
  const blinked = await hang("door-1", key);
  await expect
    .poll(async () => (await fetch(`${server.url}/api/v1/senders/main%2Fdoor-1`)).status, { timeout: 20_000 })
    .toBe(200);
  const given = await give("main/door-1", { name: "identify" });
  expect(given).toMatchObject({
    givenAt: "2026-11-23T12:00:01.000Z",
    expiresAt: "2026-11-23T12:01:01.000Z",
    givenBy: expect.any(String),
  });
  await becomes("main/door-1", { id: given.id, state: "done", detail: "it blinked" });
  expect(blinked()).toBe(1);
  await give("main/door-1", { name: "set_clock" });
  await becomes("main/door-1", { state: "unable", detail: "a time server keeps its clock right" });
  await give("main/door-1", { name: "send_outbox" });
  await becomes("main/door-1", { state: "done", detail: "nothing waits in the outbox" });
  await give("main/door-1", { name: "reload" });
  await becomes("main/door-1", { state: "unable", detail: "this device cannot do that" });
  // How it was read is told in its test.
  const { arrived } = await server.ask(deviceTest, "/api/v1/devices/door-1/test");
  expect(arrived.find(({ read }) => read === "answer")).toMatchObject({
    source: "native",
    detail: expect.stringContaining("main/door-1 answers a command"),
  });
});

test("one that is away is told when it comes, once, and not after the time is over", async () => {
  const key = await add("door-2");
  const first = await connect("door-2", key);
  const status = (state: string) =>
    publish(first, "muster/v1/main/door-2/status", JSON.stringify({ v: 1, state }), { qos: 1, retain: true });
  await status("online");
  await status("offline");
  await give("main/door-2", { name: "reload", expiresInSeconds: 3600 });
  await give("main/door-2", { name: "send_outbox", expiresInSeconds: 60 });
  expect((await pageOf("main/door-2")).commands.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  await clock.advance({ minutes: 2 });
  await first.subscribeAsync("muster/v1/main/door-2/command", { qos: 1 });
  const heard: string[] = [];
  first.on("message", (_, payload) => heard.push(commandMessage.parse(JSON.parse(payload.toString())).name));
  await status("online");
  await becomes("main/door-2", { name: "send_outbox", state: "expired", timesSaid: 0 });
  await expect.poll(async () => (await pageOf("main/door-2")).commands[1]?.state).toBe("said");
  expect(heard).toEqual(["reload"]);
});

test("what is not answered is said again at a sign of life, and no sooner than five seconds later", async () => {
  const key = await add("door-3");
  const client = await connect("door-3", key);
  await client.subscribeAsync("muster/v1/main/door-3/command", { qos: 1 });
  const ids: string[] = [];
  client.on("message", (_, payload) => ids.push(JSON.parse(payload.toString()).id));
  const beat = () =>
    publish(
      client,
      "muster/v1/main/door-3/heartbeat",
      JSON.stringify({ v: 1, at: clock.now().toString(), outbox: 0, clock: "ntp" }),
      { qos: 1 },
    );
  const { id } = await give("main/door-3", { name: "reload" });
  await becomes("main/door-3", { state: "said", timesSaid: 1 });
  await beat();
  await clock.advance({ seconds: 6 });
  await beat();
  await becomes("main/door-3", { state: "said", timesSaid: 2 });
  const again = await send(pathOf("main/door-3"), { name: "reload" });
  expect(again.status).toBe(409);
  await publish(client, "muster/v1/main/door-3/response", JSON.stringify({ v: 1, id, outcome: "done" }), {
    qos: 1,
  });
  await becomes("main/door-3", { state: "done", timesSaid: 2 });
  // A second word changes nothing.
  await publish(
    client,
    "muster/v1/main/door-3/response",
    JSON.stringify({ v: 1, id, outcome: "unable", detail: "no" }),
    { qos: 1 },
  );
  expect(await newest("main/door-3")).toMatchObject({ state: "done", detail: null });
  expect(ids).toEqual([id, id]);
});

test("nobody answers for another, commands another, or hears what another is told", async () => {
  const [mine, its] = [await add("thief"), await add("victim")];
  const victim = await connect("victim", its);
  const thief = await connect("thief", mine);
  const { id } = await give("main/victim", { name: "reload" });
  const forged = JSON.stringify({ v: 1, id, outcome: "done", detail: "forged" });
  // On its own topic, with the id of another's command.
  await publish(thief, "muster/v1/main/thief/response", forged, { qos: 1 });
  // On the other's.
  const thrownOut = closed(thief);
  thief.publish("muster/v1/main/victim/response", forged, { qos: 1 });
  await thrownOut;
  const again = await connect("thief", mine);
  expect(await again.subscribeAsync("muster/v1/main/victim/command").catch(() => "refused")).toSatisfy(
    (granted) => granted === "refused" || granted[0]?.qos === 128,
  );
  const out = closed(again);
  again.publish("muster/v1/main/victim/command", forged, { qos: 1 });
  await out;
  // From this machine, without a name.
  const nobody = await server.connect("tcp");
  const gone = closed(nobody);
  nobody.publish("muster/v1/main/victim/command", forged, { qos: 1 });
  await gone;
  expect(await newest("main/victim")).toMatchObject({ id, answeredAt: null });
  await publish(victim, "muster/v1/main/victim/response", forged.replace("forged", "mine"), { qos: 1 });
  await becomes("main/victim", { state: "done", detail: "mine" });
});

test("an answer that cannot be read is in quarantine, with what is wrong", async () => {
  const key = await add("door-4");
  const client = await connect("door-4", key);
  await publish(
    client,
    "muster/v1/main/door-4/response",
    JSON.stringify({ v: 1, id: "x", outcome: "done" }),
    { qos: 1 },
  );
  const { arrived } = await server.ask(deviceTest, "/api/v1/devices/door-4/test");
  expect(arrived[0]).toMatchObject({ read: "refused", detail: expect.stringContaining("id") });
});

test("a Tasmota beeps, and says so by the name of its command", async () => {
  const key = await add("hall", "tasmota");
  expect((await pageOf("tasmota:hall")).can).toEqual(["identify", "reload"]);
  const hall = await connect("hall", key);
  await hall.subscribeAsync("cmnd/hall/#");
  const heard = nextMessage(hall);
  await give("tasmota:hall", { name: "identify" });
  expect(await heard).toEqual({ topic: "cmnd/hall/Buzzer", payload: "5,2,2" });
  await publish(hall, "stat/hall/RESULT", JSON.stringify({ Buzzer: "Done" }), { qos: 1 });
  await becomes("tasmota:hall", { name: "identify", state: "done" });
  await give("tasmota:hall", { name: "identify" });
  await publish(hall, "stat/hall/RESULT", JSON.stringify({ Command: "Unknown" }), { qos: 1 });
  await becomes("tasmota:hall", { name: "identify", state: "unable" });
});

test("an ESPHome reader is told, and nothing more is known of it", async () => {
  const key = await add("desk", "esphome");
  const desk = await connect("desk", key);
  await desk.subscribeAsync("esphome/desk/+/+/command");
  const heard = nextMessage(desk);
  await give("esphome:desk", { name: "identify" });
  expect(await heard).toEqual({ topic: "esphome/desk/button/identify/command", payload: "PRESS" });
  await becomes("esphome:desk", { state: "told", timesSaid: 1 });
});

test.each([
  ["nobody/there", { name: "identify" }, 404],
  ["original:BSB214", { name: "identify" }, 404],
  ["main/door-1", { name: "explode" }, 400],
  ["main/door-1", { name: "identify", expiresInSeconds: 4 }, 400],
  ["main/door-1", { name: "identify", expiresInSeconds: 604_801 }, 400],
  ["tasmota:hall", { name: "set_clock" }, 400],
])("%s, told %j, is answered %i with a remedy", async (sender, sent, status) => {
  const response = await send(pathOf(sender), sent);
  expect(response.status).toBe(status);
  expect(problem.parse(await response.json()).detail ?? "").not.toBe("");
});

test("a sender of the original can be told nothing, and is told as that", async () => {
  const camera = await server.connect("tcp");
  await publish(
    camera,
    "access/result",
    JSON.stringify({
      student_id: "CSAI1001",
      location: "BSB214",
      timestamp: clock.now().toString(),
      decision: "granted",
    }),
    { qos: 1 },
  );
  expect(await pageOf("original:BSB214")).toEqual({ can: [], answers: false, commands: [] });
  const response = await send(pathOf("original:BSB214"), { name: "identify" });
  expect(response.status).toBe(400);
});

describe("beside the server", () => {
  const said: string[] = [];
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
    vi.spyOn(process.stderr, "write").mockImplementation((line) => {
      said.push(String(line));
      return true;
    });
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

  test("a device is told by its name; a name that nobody has is refused", async () => {
    await deviceCommand().parseAsync(["tell", "nobody", "identify"], { from: "user" });
    expect(said.join("")).toContain("nobody: nothing was ever heard of it");
    expect(process.exitCode).toBe(1);
    said.length = 0;
    await deviceCommand().parseAsync(["tell", "door-4", "reload", "--no-wait"], { from: "user" });
    expect(said.join("")).toMatch(/^main\/door-4 is told reload, until /);
    expect((await newest("main/door-4"))?.name).toBe("reload");
  });
});
