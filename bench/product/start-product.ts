import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { readPostmasterFile } from "../../src/adapters/postgres/embedded/read-postmaster-file.ts";
import type { PostgresConnection } from "../../src/adapters/postgres/embedded/server-access.ts";

/** The product as a process of its own, on its embedded broker and PostgreSQL with their defaults. */
export interface Product {
  readonly pid: number;
  /** Where its pages and API are. */
  readonly url: string;
  readonly mqttPort: number;
  /** Its PostgreSQL, for what no API does yet. */
  readonly database: PostgresConnection;
  stop(): Promise<void>;
}

const cli = fileURLToPath(new URL("../../server/cli.js", import.meta.url));

/**
 * Starts the product on an empty data folder and resolves when it serves. Stopping removes the data.
 *
 * @param nodeArguments for the product's Node, to profile it
 */
export async function startProduct(nodeArguments: readonly string[] = []): Promise<Product> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "muster-bench-"));
  const { DATABASE_URL: _, MQTT_URL: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [...nodeArguments, cli, "serve"], {
    cwd: folder,
    env: {
      ...Object.fromEntries(Object.entries(inherited).filter(([name]) => !name.startsWith("MUSTER_"))),
      MUSTER_DATA: path.join(folder, "data"),
      MUSTER_PORT: "0",
      MUSTER_MQTT_PORT: "0",
      MUSTER_TIMEZONE: "UTC",
      MUSTER_SITE: "bench",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const said = { url: "", mqttPort: 0, dataFolder: "" };
  const serving = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const logged = line.startsWith("{") ? readLogLine(line) : null;
      if (logged?.msg === "embedded_postgres_started") said.dataFolder = logged.dataFolder ?? "";
      if (logged !== null && (logged.level ?? 0) >= 40) process.stderr.write(`${line}\n`);
      said.url = /Pages\s+(http:\S+)/.exec(line)?.[1] ?? said.url;
      said.mqttPort = Number(/MQTT\s+mqtt:\S+:(\d+)/.exec(line)?.[1] ?? said.mqttPort);
      if (said.url !== "" && said.mqttPort !== 0) resolve();
    });
  });
  await Promise.race([
    serving,
    exit.then(() => Promise.reject(new Error("the product ended before it served"))),
  ]);
  const postmaster = await readPostmasterFile(path.join(said.dataFolder, "cluster"));
  if (!postmaster?.socketFolder || !postmaster.port || child.pid === undefined) {
    throw new Error("the product's PostgreSQL does not say where it listens");
  }
  return {
    pid: child.pid,
    url: said.url,
    mqttPort: said.mqttPort,
    database: {
      host: postmaster.socketFolder,
      port: postmaster.port,
      user: "postgres",
      database: "postgres",
    },
    async stop() {
      child.kill("SIGINT");
      await exit;
      await rm(folder, { recursive: true, force: true });
      // As root the cluster is below the system's state directory instead.
      await rm(said.dataFolder, { recursive: true, force: true });
    },
  };
}

function readLogLine(line: string): { msg?: string; dataFolder?: string; level?: number } | null {
  const value: unknown = JSON.parse(line);
  return typeof value === "object" && value !== null ? value : null;
}
