import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { scanPage } from "../../src/contract/http/scans.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { freePort, startMosquitto } from "../parts/mosquitto.ts";
import { needs } from "../parts/need.ts";
import { processesOf, type Run, removeData, runProduct } from "./run-product.ts";

const isRoot = userInfo().uid === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const ends: (() => Promise<unknown>)[] = [];
/** Of all tests that care little where their data are: the first makes the cluster. */
let shared: string;
beforeAll(async () => {
  shared = await mkdtemp(join(tmpdir(), "muster-shared-"));
  await chmod(shared, 0o755);
});
afterAll(() => removeData(shared));
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Starts the product and resolves when it serves; the test's end interrupts it. */
async function start(
  data: string,
  env: Record<string, string> = {},
  user?: { uid: number; gid: number },
): Promise<{ run: Run; url: string; mqttPort: number }> {
  const [port, mqttPort] = [await freePort(), await freePort()];
  const run = runProduct({
    cwd: data,
    env: {
      MUSTER_DATA: data,
      MUSTER_PORT: String(port),
      MUSTER_MQTT_PORT: String(mqttPort),
      MUSTER_TIMEZONE: "Europe/London",
      ...env,
    },
    ...(user === undefined ? {} : { user }),
  });
  ends.push(async () => {
    run.interrupt();
    await run.ended;
  });
  await run.says(/Ctrl-C stops everything/);
  return { run, url: `http://localhost:${port}`, mqttPort: Number(env.MUSTER_MQTT_PORT ?? mqttPort) };
}

async function stored(url: string, mqttPort: number, student: string): Promise<void> {
  const client = await connectAsync(`mqtt://localhost:${mqttPort}`, { protocolVersion: 4 });
  const message = { student_id: student, location: "BSB214", timestamp: Date.now(), decision: "granted" };
  await client.publishAsync("access/result", JSON.stringify(message), { qos: 1 });
  await client.endAsync();
  // Over a broker in between, its acknowledgement is not ours.
  for (let round = 0; round < 100; round++) {
    const { scans } = scanPage.parse(await (await fetch(`${url}/api/v1/scans`)).json());
    if (scans.some((scan) => scan.student === student)) return;
  }
  throw new Error(`${student} was not stored`);
}

test.skipIf(needs("mosquitto") === null)(
  "a broker on the port that lets us in is used, and said so",
  async () => {
    const broker = await startMosquitto();
    ends.push(() => broker.remove());
    const { run, url } = await start(shared, { MUSTER_MQTT_PORT: String(broker.port) });
    expect(run.said()).toContain("(the broker that was already running here)");
    expect(run.said()).toMatch(/an MQTT broker runs on this port: using it instead of the embedded one/);
    const system = systemView.parse(await (await fetch(`${url}/api/v1/system`)).json());
    expect(system.broker).toMatchObject({ kind: "borrowed", connected: true });
    await stored(url, broker.port, "by-mosquitto");
  },
);

test("opened to the network on purpose it says so loudly, in the log and to every page", async () => {
  const { run, url, mqttPort } = await start(shared, {
    MUSTER_HOST: "0.0.0.0",
    MUSTER_MQTT_HOST: "0.0.0.0",
    MUSTER_MQTT_ANONYMOUS: "loopback",
    MUSTER_ALLOW_OPEN: "1",
  });
  await run.says(/OPEN TO THE NETWORK WITHOUT SIGN-IN/);
  const system = systemView.parse(await (await fetch(`${url}/api/v1/system`)).json());
  expect(system.open).toEqual({ allowed: true, host: "0.0.0.0" });
  await stored(url, mqttPort, "from-anywhere");
});

test("Ctrl-C, twice, ends it cleanly, with everything that it started", async () => {
  const { run, url, mqttPort } = await start(shared);
  await stored(url, mqttPort, "before-the-end");
  const open = await fetch(`${url}/api/v1/live`); // a page that watches must not hold it up
  run.interrupt();
  run.interrupt();
  expect(await run.ended).toBe(0);
  await open.body?.cancel().catch(() => undefined);
  expect(await processesOf(shared)).toEqual([]);
});

test("told to stop while it is still starting, it stops what it started", async () => {
  const run = runProduct({
    cwd: shared,
    env: {
      MUSTER_DATA: shared,
      MUSTER_PORT: String(await freePort()),
      MUSTER_MQTT_PORT: String(await freePort()),
    },
  });
  ends.push(() => run.ended);
  await run.says(/embedded_postgres_started/);
  run.interrupt();
  expect(await run.ended).toBe(0);
  expect(await processesOf(shared)).toEqual([]);
});

test.skipIf(!isRoot)("as an ordinary user", async () => {
  const data = await mkdtemp(join(tmpdir(), "muster-nobody-"));
  ends.push(() => removeData(data));
  await chown(data, nobody.uid, nobody.gid);
  const { run, url, mqttPort } = await start(data, {}, nobody);
  await stored(url, mqttPort, "as-nobody");
  run.interrupt();
  expect(await run.ended).toBe(0);
  expect(await processesOf(data)).toEqual([]);
});

test.skipIf(!isRoot)("as root, with data in a home that nobody else may enter", async () => {
  const home = await mkdtemp(join(tmpdir(), "muster-home-"));
  await chmod(home, 0o700);
  ends.push(() => rm(home, { recursive: true, force: true }));
  const data = join(home, "data");
  await mkdir(data);
  ends.push(() => removeData(data));
  const { run, url, mqttPort } = await start(data);
  expect(run.said()).toMatch(/embedded_postgres_data_elsewhere/);
  await stored(url, mqttPort, "at-home");
});
