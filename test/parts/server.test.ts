import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { systemProcesses, until } from "../adapters/postgres/embedded/server-processes.ts";
import { buildForNode } from "./build-for-node.ts";
import { ServerEnded, startServer, type TestServer } from "./server.ts";

const servers: TestServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const leftOf = (folder: string) => systemProcesses().filter(({ command }) => command.includes(folder));

test("it serves, is the same server after kill -9, and leaves no process and no folder behind", async () => {
  const server = await startServer({ embedded: true });
  servers.push(server);
  const [url, pid, postgres] = [server.url, server.pid, await server.postmaster()];
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready" });
  const instance = await instanceOf(server);

  expect(await server.kill()).toEqual({ code: null, signal: "SIGKILL" });
  // PostgreSQL outlives the server, and is adopted.
  expect(await server.postmaster()).toBe(postgres);
  await server.restart();
  expect(server.pid).not.toBe(pid);
  expect(server.url).toBe(url);
  expect(await server.postmaster()).toBe(postgres);
  expect(await instanceOf(server)).toBe(instance);

  await server.kill();
  await server.stop();
  expect(leftOf(server.dataFolder)).toEqual([]);
  expect(existsSync(server.dataFolder)).toBe(false);
});

test("a server that ends instead of serving is told with its own words", async () => {
  const failed = await startServer({ env: { MUSTER_TIMEZONE: "Nowhere/Land" } }).catch((e: unknown) => e);
  expect(failed).toBeInstanceOf(ServerEnded);
  expect(String(failed)).toMatch(/exit code 1 [\s\S]*Nowhere\/Land/);
});

test("nothing is left of it when the test's own process is killed", async () => {
  const script = await buildForNode(new URL("hold-server.ts", import.meta.url));
  const holder = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  const [folder] = await once(createInterface({ input: holder.stdout }), "line");
  expect(leftOf(folder).length).toBeGreaterThan(0);
  holder.kill("SIGKILL");
  await until(() => leftOf(folder).length === 0 && !existsSync(folder));
});

async function instanceOf({ url }: TestServer): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/system`);
  expect(response.status).toBe(200);
  return (await response.json()).instance;
}
