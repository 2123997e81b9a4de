import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startAedes, type TestBroker } from "../device/start-broker.ts";
import { projectFolder } from "../parts/project-folder.ts";

let broker: TestBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker.kill());

/** The built command line, as a person calls it. */
const command = [join(projectFolder, "dist/server/cli.js"), "simulate"];

async function simulate(flags: readonly string[], interruptWhen?: RegExp) {
  const child = spawn(process.execPath, [...command, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err += chunk.toString();
    if (interruptWhen?.test(err)) child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  return { out, err, code };
}

test("--json prints one line, the summary, and the seed to repeat it with", async () => {
  const { out, code } = await simulate([
    "--url",
    broker.url,
    "--rate",
    "500",
    "--count",
    "40",
    "--seed",
    "3",
    "--json",
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ seed: 3, sent: 40, confirmed: null, rejected: 0 });
});

test("without it, a summary for a person", async () => {
  const { out, code } = await simulate([
    "--url",
    broker.url,
    "--rate",
    "500",
    "--count",
    "40",
    "--qos",
    "1",
    "--faults",
  ]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^sent {7}40 in [\d.]+ s \([\d.]+\/s\)\nconfirmed {2}40 of 40\nrejected {3}0\ndecisions {2}\d+ granted, \d+ denied, \d+ late\nfaults {5}.+\n$/,
  );
});

test("Ctrl-C ends it with the summary", async () => {
  const { out, code } = await simulate(
    ["--url", broker.url, "--rate", "100"],
    /simulating the original protocol/,
  );
  expect(code).toBe(0);
  expect(out).toMatch(/^sent {7}\d+ in/);
});

test("scans that nobody confirms are an exit code of their own", async () => {
  const { out, code } = await simulate(
    ["--url", broker.url, "--protocol", "native", "--rate", "100", "--json"],
    /simulating the native protocol/,
  );
  const { sent, confirmed } = JSON.parse(out) as { sent: number; confirmed: number };
  expect(confirmed).toBe(0);
  expect(code).toBe(sent === 0 ? 0 : 1);
});

test("where no broker answers, it says so, with the remedy and no stack", async () => {
  await broker.kill();
  const { out, err, code } = await simulate(["--url", broker.url]);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain(`error: no MQTT broker answers at ${broker.url}`);
  expect(err).not.toMatch(/^\s+at /m);
});

test.each([
  [["--qos", "3"], /must be 0, 1 or 2/],
  [["--rate", "0"], /above 0/],
  [["--count", "0"], /from 1/],
  [["--count", "1.5"], /from 1/],
  [["--faults", "gremlins"], /'gremlins' is no kind of fault/],
  [["--site", "Main Site"], /a-z/],
  [["--protocol", "native", "--qos", "0"], /always use QoS 1/],
  [["--outbox", "somewhere"], /--protocol native/],
] as const)("%j is refused", async (flags, complaint) => {
  const { err, code } = await simulate(["--url", broker.url, ...flags]);
  expect(code).toBe(1);
  expect(err).toMatch(complaint);
});
