import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { musterLine } from "../../src/contract/http/muster-line.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { projectFolder } from "../parts/project-folder.ts";
import { startServer, type TestServer } from "../parts/server.ts";

/** A server on other ports and another data folder than the usual ones. */
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ embedded: true });
}, 60_000);
afterAll(() => server.stop());

/**
 * Types a line into a shell in the project's folder, as somebody would who has just cloned it and set nothing.
 *
 * @param until the line of its output at which it has done what it is for, and is ended
 * @returns that line, or all that it said where it ended without it
 */
async function type(line: string, until: RegExp): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:MUSTER_|MQTT_|DATABASE_|npm_)/.test(name)),
  );
  const shell = spawn(line, {
    shell: true,
    detached: true,
    cwd: projectFolder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said: string[] = [];
  try {
    return await new Promise((resolve, reject) => {
      for (const stream of [shell.stdout, shell.stderr]) {
        createInterface({ input: stream }).on("line", (text) => {
          said.push(text);
          if (until.test(text)) resolve(text);
        });
      }
      shell.once("error", reject);
      shell.once("close", () => resolve(said.join("\n")));
    });
  } finally {
    if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, "SIGKILL");
  }
}

test("the line that a server prints when it has started brings it scans", async () => {
  const line = server.lines.find((text) => text.includes("npm run simulate"))?.trim() ?? "";
  expect(line).toContain(`localhost:${server.mqttPort}`);
  // Acknowledged once it is stored.
  const once = `${line}${line.includes(" -- ") ? "" : " --"} --count 1 --rate 50 --qos 1`;
  expect(await type(once, /^sent/)).toMatch(/^sent +1 /);
  const answer = await fetch(`${server.url}/api/v1/scans?limit=1`);
  expect(z.object({ scans: z.array(z.json()) }).parse(await answer.json()).scans).toHaveLength(1);
}, 60_000);

test("the address that it prints is that of its pages", async () => {
  const address = server.lines
    .map((text) => /Pages\s+(\S+)/.exec(text)?.[1])
    .find((text) => text !== undefined);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
});

test("the line with which the pages change its zone changes that of its own store", async () => {
  const { store } = systemView.parse(await (await fetch(`${server.url}/api/v1/system`)).json());
  expect(store.variables).toBe(`MUSTER_DATA=${server.dataFolder}`);
  await server.kill("SIGTERM");
  expect(await type(musterLine("time-zone Europe/Paris", store.variables), /begin and end/)).toBe(
    "The days of this store begin and end in Europe/Paris from now on; it was Europe/London.",
  );
}, 60_000);
