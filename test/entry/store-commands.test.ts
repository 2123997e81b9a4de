import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { Temporal } from "temporal-polyfill";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { PostgresStore } from "../../src/adapters/postgres/create-postgres-store.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded/start-embedded-postgres.ts";
import { startDemo } from "../../src/app/demo/demo-roster.ts";
import { backupCommand } from "../../src/entry/commands/backup-command.ts";
import { rebuildCommand } from "../../src/entry/commands/rebuild-command.ts";
import { restoreCommand } from "../../src/entry/commands/restore-command.ts";
import { timeZoneCommand } from "../../src/entry/commands/time-zone-command.ts";
import { enrolled, firstDay, native, openStoreOf, record, timeZone } from "../app/rebuild/school.ts";
import { queryRows } from "../parts/postgres.ts";

/** A server's store: an embedded PostgreSQL in a data folder, and the writer's lock on it. */
let folder: string;
let postgres: EmbeddedPostgres;
let store: PostgresStore;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "muster-commands-"));
  await chmod(folder, 0o755);
  file = path.join(folder, "school.backup");
  postgres = await startEmbeddedPostgres({ dataFolder: path.join(folder, "data"), log: () => undefined });
  store = await openStoreOf({ address: postgres.connection });
  const now = Temporal.Instant.from(`${firstDay}T12:00:00Z`);
  await startDemo(store.roster, enrolled, { day: firstDay, timeZone, now });
  const at = Temporal.Instant.from("2026-10-25T09:00:00Z");
  await record(store, [native({ student: "S1", room: "R1", at, decision: "granted" })]);
}, 60_000);
afterAll(async () => {
  await store.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

let said: string[];
let complained: string[];
beforeEach(() => {
  said = [];
  complained = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => complained.push(String(text)) > 0);
  vi.stubEnv("MUSTER_DATA", path.join(folder, "data"));
  vi.stubEnv("MUSTER_TIMEZONE", timeZone);
  vi.stubEnv("DATABASE_URL", "");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

/** @returns the exit code, and what was printed as JSON */
async function run(command: Command, ...words: string[]): Promise<{ code: unknown; json: unknown }> {
  await command.parseAsync([...words, "--json"], { from: "user" });
  const [line] = said.splice(0);
  return { code: process.exitCode, json: line === undefined ? null : JSON.parse(line) };
}

test("rebuild checks and mends beside a running server, which runs on", async () => {
  expect(await run(rebuildCommand(), "--check")).toMatchObject({ code: 0, json: { different: 0, scans: 1 } });
  await queryRows({ address: postgres.connection }, "delete from mark");
  expect(await run(rebuildCommand(), "--check")).toMatchObject({
    code: 1,
    json: { different: 1, differences: [{ day: "2026-10-25", kind: "mark", stored: "none" }] },
  });
  expect(await run(rebuildCommand())).toMatchObject({
    code: 0,
    json: { different: 1, repaired: { marks: 1 } },
  });
  expect(await run(rebuildCommand(), "--check")).toMatchObject({ code: 0, json: { different: 0 } });
  await store.ping();
  const at = Temporal.Instant.from("2026-10-25T10:00:00Z");
  expect(await record(store, [native({ student: "S2", room: "R1", at, decision: "granted" })])).toMatchObject(
    [{ kind: "stored" }],
  );
});

test("a backup beside a running server is restored into another folder, and no server is left there", async () => {
  expect(await run(backupCommand(), file)).toMatchObject({ code: 0, json: { file } });
  expect(await run(backupCommand(), file)).toMatchObject({ code: 2, json: null });
  expect(complained.join("")).toMatch(/exists: choose another name, or replace it with --force/);
  await store.ping();

  vi.stubEnv("MUSTER_DATA", path.join(folder, "restored"));
  expect(await run(restoreCommand(), file)).toMatchObject({ code: 0, json: { check: { different: 0 } } });
  const restored = await startEmbeddedPostgres({
    dataFolder: path.join(folder, "restored"),
    log: () => undefined,
  });
  try {
    expect(restored.adopted).toBe(false);
    const counted = "select count(*) as n from mark";
    expect(await queryRows({ address: restored.connection }, counted)).toEqual(
      await queryRows({ address: postgres.connection }, counted),
    );
    expect(await queryRows({ address: restored.connection }, "select id from instance")).toEqual([
      { id: store.instanceId },
    ]);
  } finally {
    await restored.stop();
  }
  expect(await run(restoreCommand(), file)).toMatchObject({ code: 2, json: null });
  expect(complained.join("")).toMatch(/the store is not empty/);
});

test("where there is no store, nothing is made", async () => {
  vi.stubEnv("MUSTER_DATA", path.join(folder, "nothing"));
  expect(await run(rebuildCommand(), "--check")).toMatchObject({ code: 2, json: null });
  expect(await run(backupCommand(), path.join(folder, "nothing.backup"))).toMatchObject({
    code: 2,
    json: null,
  });
  expect(complained.join("")).toMatch(/there is no store in .*nothing: name its folder in MUSTER_DATA/);
  // A broken file is refused before a store is made for it.
  expect(await run(restoreCommand(), path.join(folder, "data", "postgres.log"))).toMatchObject({ code: 2 });
  expect((await readdir(folder)).filter((name) => name.startsWith("nothing"))).toEqual([]);
});

test("a shell without the zone judges by the store's days, and one with another zone is refused with the way to change it", async () => {
  vi.stubEnv("MUSTER_TIMEZONE", "");
  expect((await run(rebuildCommand(), "--check", "--json")).code).toBe(0);

  vi.stubEnv("MUSTER_TIMEZONE", "Pacific/Auckland");
  expect((await run(rebuildCommand(), "--check", "--json")).code).toBe(2);
  expect(complained.join("")).toMatch(/Pacific\/Auckland.*muster time-zone Pacific\/Auckland/);

  complained = [];
  await timeZoneCommand().parseAsync([], { from: "user" });
  expect(said.at(-1)).toBe(timeZone);
});

test("the zone of a store is not changed while a server writes to it, nor to one that does not exist", async () => {
  await timeZoneCommand().parseAsync(["Pacific/Auckland"], { from: "user" });
  expect(process.exitCode).toBe(2);
  expect(complained.join("")).toMatch(/a server writes to this store: stop it/);
  await timeZoneCommand().parseAsync(["Mars/Olympus"], { from: "user" });
  expect(complained.join("")).toMatch(/Mars\/Olympus: is not an IANA time zone/);
  expect(await queryRows({ address: postgres.connection }, "select time_zone from institution")).toEqual([
    { time_zone: timeZone },
  ]);
});

test("with the zone of a store, what is counted by hours of its days changes at once", async () => {
  await store.close();
  try {
    for (const name of ["Asia/Kathmandu", timeZone]) {
      await timeZoneCommand().parseAsync([name], { from: "user" });
      expect([process.exitCode, said.splice(0).at(-1)]).toEqual([
        0,
        expect.stringMatching(/^Counted again by its hours: days and places of tallies [1-9]/),
      ]);
      vi.stubEnv("MUSTER_TIMEZONE", name);
      expect(await run(rebuildCommand(), "--check")).toMatchObject({ code: 0, json: { different: 0 } });
    }
  } finally {
    store = await openStoreOf({ address: postgres.connection });
  }
});
