import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAedes, type TestBroker } from "../../device/start-broker.ts";
import { startReceiver } from "../../device/start-receiver.ts";
import { projectFolder } from "../../parts/project-folder.ts";
import { type FakeApi, startFakeApi } from "./start-fake-api.ts";

let broker: TestBroker;
let api: FakeApi;
let stopReceiver: () => Promise<unknown>;
beforeEach(async () => {
  [broker, api] = await Promise.all([startAedes(), startFakeApi()]);
  stopReceiver = (await startReceiver(broker.url)).stop;
});
afterEach(async () => {
  await stopReceiver();
  await Promise.all([broker.kill(), api.stop()]);
});

/** The built command line, as a person calls it. */
const command = [join(projectFolder, "dist/server/cli.js"), "simulate"];

async function simulate(flags: readonly string[], interruptWhen?: RegExp) {
  const all = ["--school", "university", "--url", broker.url, ...flags];
  const child = spawn(process.execPath, [...command, ...all], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  let interrupted = false;
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
    if (interrupted || !interruptWhen?.test(err)) return;
    // A second one would end the process as usual.
    interrupted = true;
    child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  return { out, err, code };
}

const small = ["--students", "20", "--classes", "4", "--rooms", "3", "--days", "2", "--seed", "5"];

test("a small school is loaded and sent, and the summary says what was planned", async () => {
  const { out, err, code } = await simulate(["--api", api.url, "--no-live", ...small]);
  expect(err).toMatch(/a pretend university, seed 5, anchor .*Z, Europe\/London/);
  expect(err).toMatch(/go on with this school: --seed 5 --anchor \S+Z/);
  expect(out).toMatch(/^school {6}20 students, 4 classes of 1 courses, 3 rooms, \d+ sessions$/m);
  expect(out).toMatch(/^backlog {5}\d+ scans in [\d.]+ s \([\d,]+\/s\)$/m);
  expect(out).toMatch(/^ {2}absent {4}\d+ \([\d.]+ %\); \d+ ill/m);
  expect(code).toBe(0);
  expect(api.imports.map((files) => Object.keys(files))).toEqual([
    ["students.csv", "enrolments.csv", "timetable.csv"],
  ]);
});

test("--json prints the summary with what is needed to make the school again", async () => {
  const anchor = new Date().toISOString();
  const { out, code } = await simulate([
    "--api",
    api.url,
    "--no-live",
    "--json",
    "--anchor",
    anchor,
    ...small,
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ seed: 5, anchor, complete: true, rejected: 0 });
});

test("Ctrl-C ends it when it is live, with the summary", async () => {
  const { out, code } = await simulate(["--api", api.url, ...small], /live: /);
  expect(code).toBe(0);
  expect(out).toMatch(/^sent /m);
});

test("where no server answers, it says so, with the remedy, and sends nothing", async () => {
  await api.stop();
  const { out, err, code } = await simulate(["--api", api.url, ...small]);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain(`error: no Muster server answers at ${api.url}`);
  expect(err).not.toMatch(/^\s+at /m);
  api = await startFakeApi();
});

test.each([
  [["--protocol", "native"], /--protocol is not for --school/],
  [["--rate", "5"], /--rate is not for --school/],
  [["--days", "35"], /from 1 to 34/],
  [["--rooms", "1"], /from 2 to 1000/],
  [["--anchor", "2026-11-23"], /an instant such as/],
  [["--anchor", "2026-11-23T09:00"], /an instant such as/],
  [["--api", "localhost:3000"], /an address such as/],
  [["--school", "kindergarten"], /university/],
] as const)("%j is refused", async (flags, complaint) => {
  const { err, code } = await simulate(flags);
  expect(code).toBe(1);
  expect(err).toMatch(complaint);
});

test("what is for a school is refused without one", async () => {
  const child = spawn(process.execPath, [...command, "--no-live"], { stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
  });
  const [code] = await once(child, "close");
  expect(code).toBe(1);
  expect(err).toContain("--no-live is for --school university");
});
