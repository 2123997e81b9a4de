import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../src/adapters/postgres/embedded/start-embedded-postgres.ts";
import { childrenOf, systemProcesses, until } from "../adapters/postgres/embedded/server-processes.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { closeAfterTest } from "./closing.ts";
import { connectPlainSender } from "./plain-sender.ts";
import { readiness, untilReadiness } from "./readiness.ts";

/** How long the store is away: the length of the outage is what is tested, so it is waited for. */
const outageMs = 10_000;

test("while a store of the operator's is down for ten seconds nothing is acknowledged, and all of it is stored after", async () => {
  const store = await startOperatorsStore();
  const server = await startServer({ env: { DATABASE_URL: store.url } });
  closeAfterTest(server.stop);
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  const before = sender.send(50, 1);
  await before.done;

  // In the middle of a burst: what was committed last has not been read for the pages yet.
  const cut = sender.send(3_000, 1);
  await expect.poll(() => cut.acknowledged.size, { interval: 5, timeout: 20_000 }).toBeGreaterThan(200);
  await store.kill();
  const away = pause(outageMs);
  const atMostOnce = sender.send(500, 0);
  const atLeastOnce = sender.send(500, 1);
  const { detail } = await untilReadiness(server, 503);
  expect(detail).toMatch(/store/);
  await away;
  expect(await readiness(server)).toMatchObject({ status: 503, detail: expect.stringMatching(/store/) });
  expect(await systemOf(server)).toMatchObject({
    store: { available: false, trouble: expect.stringMatching(/store/) },
  });
  expect(atLeastOnce.acknowledged.size).toBe(0);

  // An outage is an event, and not one ten times a second.
  expect(server.lines.filter((line) => line.includes("live feed cannot read")).length).toBeLessThanOrEqual(1);

  await store.start();
  await untilReadiness(server, 200);
  await Promise.all([cut.done, atLeastOnce.done]);
  // A later message is stored after all those that waited.
  await sender.send(1, 1).done;
  const rows = await store.rows();
  const sent = [before, cut, atMostOnce, atLeastOnce].flatMap(({ ids }) => ids);
  expect(sent.filter((id) => rows.get(id) !== 1)).toEqual([]);
  expect(rows.size).toBe(sent.length + 1);
  expect(await systemOf(server)).toMatchObject({ store: { available: true }, intake: { overflowed: 0 } });
}, 120_000);

test("a store that hangs for ten seconds is told as not answering, and takes everything once it goes on", async () => {
  const store = await startOperatorsStore();
  const server = await startServer({ env: { DATABASE_URL: store.url } });
  closeAfterTest(server.stop);
  const sender = await connectPlainSender(server.mqttUrl);
  closeAfterTest(sender.close);
  await sender.send(50, 1).done;

  const thaw = store.freeze();
  closeAfterTest(async () => thaw());
  const away = pause(outageMs);
  const atMostOnce = sender.send(500, 0);
  const atLeastOnce = sender.send(500, 1);
  const { detail } = await untilReadiness(server, 503);
  expect(detail).toMatch(/store has not answered/);
  expect(await systemOf(server)).toMatchObject({ store: { available: false } });
  await away;
  expect(atLeastOnce.acknowledged.size).toBe(0);

  thaw();
  await untilReadiness(server, 200);
  await atLeastOnce.done;
  await sender.send(1, 1).done;
  const rows = await store.rows();
  expect([...atMostOnce.ids, ...atLeastOnce.ids].filter((id) => rows.get(id) !== 1)).toEqual([]);
}, 120_000);

interface OperatorsStore {
  readonly url: string;
  /** Ends it as a power cut would; it does not come back by itself. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops every process of it in its tracks, as a machine that swaps or a cut network does. @returns the end of it */
  freeze(): () => void;
  /** How many rows there are of each scan, by its sender's id. */
  rows(): Promise<ReadonlyMap<string, number>>;
}

/** A PostgreSQL that the server knows by its URL alone. */
async function startOperatorsStore(): Promise<OperatorsStore> {
  const folder = await mkdtemp(join(tmpdir(), "muster-operator-"));
  await chmod(folder, 0o755);
  const launch = () => startEmbeddedPostgres({ dataFolder: join(folder, "data"), log: () => undefined });
  let postgres = await launch();
  closeAfterTest(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const { host, port, user, database } = postgres.connection;
  const url = `postgres:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;
  return {
    url,
    async kill() {
      const family = [postgres.pid, ...childrenOf(postgres.pid).map(({ pid }) => pid)];
      process.kill(postgres.pid, "SIGKILL");
      // Its backends end by themselves once they notice.
      await until(() => !systemProcesses().some(({ pid }) => family.includes(pid)));
    },
    async start() {
      postgres = await launch();
    },
    freeze() {
      const pids = [postgres.pid, ...childrenOf(postgres.pid).map(({ pid }) => pid)];
      for (const pid of pids) process.kill(pid, "SIGSTOP");
      let frozen = true;
      return () => {
        if (frozen) for (const pid of pids) process.kill(pid, "SIGCONT");
        frozen = false;
      };
    },
    async rows() {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query<{ id: string; n: number }>(
          "select external_id as id, count(*)::int as n from scan group by 1",
        );
        return new Map(rows.map(({ id, n }) => [id, n]));
      } finally {
        await client.end();
      }
    },
  };
}

async function systemOf({ url }: TestServer): Promise<unknown> {
  return (await fetch(`${url}/api/v1/system`)).json();
}
