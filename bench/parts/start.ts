import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createFigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
/** What of the environment a newcomer has as well; the last is how a network's own certificates are trusted. */
const kept = ["PATH", "HOME", "NODE_EXTRA_CA_CERTS", "HTTPS_PROXY", "NO_PROXY"];

/** (k) From a clone to a product that serves, again with its data, and the tests in that clone. */
export const startPart: Part = {
  title: "`npm start` and `npm test` in a fresh clone of what is committed",
  async run({ quick, say }) {
    const book = createFigureBook();
    const folder = await mkdtemp(path.join(os.tmpdir(), "muster-bench-clone-"));
    const clone = path.join(folder, "clone");
    const data = path.join(folder, "data");
    try {
      await run("git", ["clone", "-q", root, clone]);
      const env = Object.fromEntries(
        kept.flatMap((name) => [[name, process.env[name] ?? ""]]).filter(([, value]) => value !== ""),
      );
      const add = (of: string, measure: string, unit: string, value: number): void =>
        book.add({ case: of, measure, unit }, value);
      for (const of of ["npm start, fresh", "npm start, again"]) {
        say(of);
        add(of, "until it serves", "s", await untilServed(clone, { ...env, MUSTER_DATA: data }));
      }
      const { stdout } = await run("du", ["-sm", path.join(clone, "node_modules")]);
      add("npm start, fresh", "installed", "MB", Number.parseInt(stdout, 10));
      if (!quick) {
        say("npm test");
        const begin = performance.now();
        await run("npm", ["test"], { cwd: clone, env, maxBuffer: 1 << 28 });
        add("npm test", "time", "s", (performance.now() - begin) / 1_000);
      }
      return { figures: book.figures(), notes: {} };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Runs `npm start` until it says where its pages are, and ends it. @returns the seconds that took */
async function untilServed(cwd: string, env: Readonly<Record<string, string>>): Promise<number> {
  const begin = performance.now();
  const child = spawn("npm", ["start"], {
    cwd,
    env: { ...env, MUSTER_PORT: "0", MUSTER_MQTT_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const exit = once(child, "exit");
  const serving = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (/Pages\s+http:/.test(line)) resolve((performance.now() - begin) / 1_000);
    });
  });
  const ended = exit.then(() => Promise.reject(new Error("npm start ended before it served")));
  const seconds = await Promise.race([serving, ended]);
  ended.catch(() => undefined); // it is told to end now
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
  await exit;
  return seconds;
}
