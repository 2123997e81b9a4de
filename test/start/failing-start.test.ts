import { chmod, mkdtemp } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { freePort, type Mosquitto, startMosquitto } from "../parts/mosquitto.ts";
import { needs } from "../parts/need.ts";
import { freshDatabase, queryRows } from "../parts/postgres.ts";
import { processesOf, type Run, removeData, runProduct } from "./run-product.ts";

/** One folder for all: the first start makes its cluster, the others find it. */
let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "muster-failing-"));
  await chmod(data, 0o755);
});
afterAll(() => removeData(data));

let last: Run | null = null;
// One that did not give up, as it should have.
afterEach(async () => {
  last?.interrupt();
  await last?.ended;
});

/** Starts the product with these settings and expects that it gives up, says why and leaves nothing running. */
async function failsWith(env: Record<string, string>, why: readonly RegExp[]): Promise<string> {
  const run = runProduct({
    cwd: data,
    env: {
      MUSTER_DATA: data,
      MUSTER_PORT: String(await freePort()),
      MUSTER_MQTT_PORT: String(await freePort()),
      ...env,
    },
  });
  last = run;
  expect(await run.ended).toBe(1);
  for (const part of why) expect(run.said()).toMatch(part);
  expect(run.said()).not.toMatch(/Muster is running|\n {4}at |secret/);
  expect(await processesOf(data)).toEqual([]);
  return run.said();
}

/** Something that listens and is no broker: it answers nobody, or what it is told to. */
async function listening(answer = ""): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, server };
}

test("settings that cannot be used are all named at once, with their value and the remedy", async () => {
  await failsWith(
    {
      MUSTER_TIMEZONE: "Europe/Londno",
      MUSTER_PROT: "8080",
      MUSTER_PORT: "http",
      MUSTER_HOST: "0.0.0.0",
      MUSTER_MQTT_ANONYMOUS: "everywhere",
      MUSTER_SITE: "Main Site",
      MUSTER_LOG_LEVEL: "loud",
      DATABASE_URL: "http://u:secret@localhost/x",
      MQTT_URL: "http://u:secret@localhost",
    },
    [
      /MUSTER_TIMEZONE=Europe\/Londno: .*write one such as Europe\/London/,
      /MUSTER_PROT is not a setting; did you mean MUSTER_PORT\?/,
      /MUSTER_PORT=http: must be a port number/,
      /MUSTER_HOST=0\.0\.0\.0: .*set MUSTER_ALLOW_OPEN=1/,
      /MUSTER_MQTT_ANONYMOUS=everywhere: must be loopback or off/,
      /MUSTER_SITE=Main Site: must be/,
      /MUSTER_LOG_LEVEL=loud: must be one of/,
      /DATABASE_URL: must be a URL such as postgres:\/\//,
      /MQTT_URL: must be a URL such as mqtt:\/\//,
    ],
  );
});

describe("a port that is taken", () => {
  test("by anything, for the pages", async () => {
    const { port, server } = await listening();
    await failsWith({ MUSTER_PORT: String(port) }, [
      new RegExp(`port ${port} on localhost is taken`),
      /set MUSTER_PORT to a free port/,
    ]);
    server.close();
  });

  test.each([
    ["that says nothing", ""],
    ["that speaks HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"],
  ])("for MQTT, by something %s", async (_, answer) => {
    const { port, server } = await listening(answer);
    await failsWith({ MUSTER_MQTT_PORT: String(port) }, [
      new RegExp(`port ${port} on 127\\.0\\.0\\.1 is taken by something that is no MQTT broker`),
      /set MUSTER_MQTT_PORT to a free port, or MQTT_URL to the broker to use/,
    ]);
    server.close();
  });

  test.skipIf(needs("mosquitto") === null)("for MQTT, by a broker that does not let us in", async () => {
    const broker: Mosquitto = await startMosquitto({ users: { someone: "secret" } });
    try {
      await failsWith({ MUSTER_MQTT_PORT: String(broker.port) }, [
        new RegExp(
          `port ${broker.port} on 127\\.0\\.0\\.1 is taken by an MQTT broker that does not let us in`,
        ),
        /set MUSTER_MQTT_PORT to a free port, or MQTT_URL to the broker to use/,
      ]);
    } finally {
      await broker.remove();
    }
  });
});

describe("a database that cannot be used", () => {
  const urlOf = (address: { host: string; port: number; user: string; database: string }): string =>
    `postgres://${address.user}@localhost:${address.port}/${address.database}?host=${encodeURIComponent(address.host)}`;

  test("since nobody answers there", async () => {
    const port = await freePort();
    await failsWith({ DATABASE_URL: `postgres://muster:secret@127.0.0.1:${port}/muster` }, [
      /DATABASE_URL/,
      new RegExp(`127\\.0\\.0\\.1:${port}`),
    ]);
  });

  test("since it has no such database", async () => {
    const { address, drop } = await freshDatabase();
    await failsWith({ DATABASE_URL: urlOf({ ...address, database: "nothing_here" }) }, [
      /DATABASE_URL/,
      /database "nothing_here" does not exist/,
    ]);
    await drop();
  });

  test("since it holds somebody else's tables, which stay as they are", async () => {
    const database = await freshDatabase({ tables: false });
    await queryRows(database, "create table invoices (total int)");
    await failsWith({ DATABASE_URL: urlOf(database.address) }, [
      /tables that are not Muster's \(invoices\)/,
      /point DATABASE_URL at a database of its own/,
    ]);
    expect(
      await queryRows(
        database,
        "select table_name from information_schema.tables where table_schema = 'public'",
      ),
    ).toEqual([{ table_name: "invoices" }]);
    await database.drop();
  });

  test("since a newer Muster wrote it", async () => {
    const database = await freshDatabase();
    await queryRows(database, "insert into muster_migration (version, name) values (9999, 'of-the-future')");
    await failsWith({ DATABASE_URL: urlOf(database.address) }, [
      /written by a newer Muster \(its tables are version 9999/,
      /start the newer version/,
    ]);
    await database.drop();
  });
});

test("a broker in MQTT_URL that nobody runs is named without its password", async () => {
  const port = await freePort();
  await failsWith({ MQTT_URL: `mqtt://muster:secret@127.0.0.1:${port}` }, [
    /MQTT_URL|127\.0\.0\.1/,
    new RegExp(String(port)),
  ]);
});
