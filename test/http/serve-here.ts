import { rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Door } from "../../src/adapters/http/guard-routes.ts";
import type { WhoAsks } from "../../src/app/actor.ts";
import type { Clock, Timekeeper } from "../../src/app/ports.ts";
import type { Settings } from "../../src/config/settings.ts";
import { type RunningServer, serve } from "../../src/entry/serve.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { type FreshDatabase, freshDatabase } from "../parts/postgres.ts";

export const timeZone = "Europe/London";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly outcome: string;
  readonly fields: Record<string, unknown>;
}

/** The whole product in this process, on free ports and a database of its own. */
export interface ServedHere {
  readonly url: string;
  readonly port: number;
  readonly mqttPort: number;
  readonly database: FreshDatabase;
  readonly dataFolder: string;
  readonly clock: Clock;
  /** Every route with what it asks. */
  readonly doors: readonly Door[];
  readonly log: readonly LogLine[];
  readonly faults: readonly Error[];
  /** The time of day as the original's cameras write it: `09:15 AM`. */
  clockReading(): string;
  /** Asks the API and checks the answer against the contract. Throws when it is refused. */
  ask<Schema extends z.ZodType>(schema: Schema, path: string, init?: RequestInit): Promise<z.infer<Schema>>;
  /** An MQTT 3.1.1 client that does not come back by itself. */
  connect(over: "tcp" | "ws", options?: IClientOptions): Promise<MqttClient>;
  stop(): Promise<void>;
}

/**
 * Starts the product with every part real. Its day has just reached noon, so that no test meets midnight, unless it is
 * given a clock.
 *
 * @param who answers who asks; everybody may do everything without one
 * @param prepare what is done to its database before
 */
export async function serveHere(
  settings: Partial<Settings> = {},
  clock: Timekeeper = noonClock(),
  who?: WhoAsks,
  prepare: (database: FreshDatabase) => Promise<void> = async () => undefined,
): Promise<ServedHere> {
  const database = await freshDatabase();
  await prepare(database);
  const log: LogLine[] = [];
  const faults: Error[] = [];
  const write =
    (level: LogLine["level"]) =>
    (fields: Record<string, unknown>, outcome: string): void => {
      log.push({ level, outcome, fields });
    };
  const { host, port, user, database: name } = database.address;
  const dataFolder = path.join(os.tmpdir(), `muster-served-${name}`);
  const server: RunningServer = await serve(
    {
      port: 0,
      host: "localhost",
      mqttPort: 0,
      mqttHost: "localhost",
      mqttTls: null,
      mqttAnonymous: "loopback",
      open: false,
      allowOpen: false,
      pages: null,
      tls: null,
      trustedProxy: null,
      // The database is given: here lies only the list of who was erased.
      dataFolder,
      timeZone,
      timeZoneNamed: true,
      senders: [],
      sendersFile: null,
      homeAssistant: false,
      site: "main",
      logLevel: "info",
      databaseUrl: `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`,
      mqttUrl: null,
      mail: { server: null, addresses: [], digestAt: "07:00" },
      webhookPrivate: [],
      ...settings,
    },
    {
      log: { info: write("info"), warn: write("warn"), error: write("error") },
      onFault: (fault) => faults.push(fault),
      clock,
      ...(who && { who }),
    },
  );
  const mqttPort = Number(new URL(server.mqttUrl).port);
  const clients = new Set<MqttClient>();

  return {
    url: server.url,
    port: server.port,
    mqttPort,
    database,
    dataFolder,
    clock,
    doors: server.doors,
    log,
    faults,
    clockReading: () => clockReading(clock.now()),
    async ask(schema, path, init) {
      const response = await fetch(`${server.url}${path}`, init);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return schema.parse(await response.json());
    },
    async connect(over, options = {}) {
      const url = over === "tcp" ? `mqtt://localhost:${mqttPort}` : `ws://localhost:${server.port}/mqtt`;
      const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
      // A broken connection is what many tests are about; what it means is for the test to say.
      client.on("error", () => undefined);
      client.setMaxListeners(0);
      clients.add(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.end(true);
      await server.stop();
      await database.drop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A clock that goes as fast as any, and that stood at noon, local time, when it was made. */
function noonClock(): Timekeeper {
  const now = Temporal.Now.zonedDateTimeISO(timeZone);
  const ahead = now.withPlainTime("12:00").epochMilliseconds - now.epochMilliseconds;
  return { ...systemClock, now: () => systemClock.now().add({ milliseconds: ahead }) };
}

function clockReading(instant: Temporal.Instant): string {
  const { hour, minute } = instant.toZonedDateTimeISO(timeZone);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${two(hour % 12 || 12)}:${two(minute)} ${hour < 12 ? "AM" : "PM"}`;
}
