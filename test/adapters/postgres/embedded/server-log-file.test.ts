import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  cutServerLog,
  serverLogSize,
  serverLogTail,
} from "../../../../src/adapters/postgres/embedded/server-log-file.ts";

let folder: string;
let log: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "server-log-"));
  log = path.join(folder, "postgres.log");
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  [9, 9],
  [10, 10],
  [11, 0],
])("a log of %i bytes where 10 are allowed has %i after the cut", async (size, after) => {
  await appendFile(log, "x".repeat(size));
  await cutServerLog(log, 10);
  expect(await serverLogSize(log)).toBe(after);
  if (after === 0) expect(await readFile(`${log}.1`, "utf8")).toBe("x".repeat(size));
});

test("a log that is not there has no size and needs no cut", async () => {
  await cutServerLog(log, 10);
  expect(await serverLogSize(log)).toBe(0);
});

test("the tail begins after the lines that were there before, and has 15 lines at most", async () => {
  await appendFile(log, "of an earlier start\n");
  const before = await serverLogSize(log);
  expect(await serverLogTail(log, before)).toBe("");
  await appendFile(log, Array.from({ length: 20 }, (_, line) => `line ${line}\n`).join(""));
  const lines = (await serverLogTail(log, before)).split("\n");
  expect(lines).toHaveLength(15);
  expect([lines[0], lines.at(-1)]).toEqual(["line 5", "line 19"]);
});

test("a log that was cut meanwhile has no tail", async () => {
  await appendFile(log, "short");
  expect(await serverLogTail(log, 1_000)).toBe("");
});
