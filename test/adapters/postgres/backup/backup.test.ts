import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FileTaken, readBackupFile, writeBackupFile } from "../../../../src/adapters/files/backup-file.ts";
import { attachPostgresStore } from "../../../../src/adapters/postgres/attach-postgres-store.ts";
import { loadStore } from "../../../../src/adapters/postgres/backup/load-store.ts";
import { readSteps } from "../../../../src/adapters/postgres/migrate.ts";
import { readBackup } from "../../../../src/app/backup/read-backup.ts";
import {
  checkSchool,
  message,
  native,
  openSchool,
  openStoreOf,
  type TestSchool,
  timeZone,
} from "../../../app/rebuild/school.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../../parts/postgres.ts";

let folder: string;
let school: TestSchool;
/** A backup of the school, made while scans came in. */
let file: string;
let rowsInFile: Record<string, number>;

const start = Temporal.Instant.from("2026-10-25T00:00:00Z");
const scanAt = (n: number) =>
  native({
    student: ["S1", "S2", "S3", "nobody"][n % 4] ?? "S1",
    room: n % 3 === 0 ? "R1" : "R2",
    at: start.add({ seconds: n }),
    decision: n % 5 === 0 ? "denied" : n % 2 === 0 ? "late" : "granted",
    reason: `tab\t, line\n, backslash \\. and \\N, “quotes”, ${n}`,
  });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "muster-backup-"));
  await chmod(folder, 0o755);
  school = await openSchool();
  const first = scanAt(0);
  await school.record([first, first, message("access/result", "\\.\n\\.\nspoilt", start)]);
  for (let n = 1; n <= 2000; n += 200) {
    await school.record(Array.from({ length: 200 }, (_, at) => scanAt(n + at)));
  }

  // A writer that goes on until the backup is whole: each of its batches is in it as a whole or not at all.
  let written = false;
  const writer = (async () => {
    for (let n = 3000; !written; n += 7) {
      await school.record(Array.from({ length: 7 }, (_, at) => scanAt(n + at)));
    }
  })();
  const attached = await attachPostgresStore(school.database.address);
  file = path.join(folder, "school.backup");
  rowsInFile = {};
  await writeBackupFile(
    file,
    attached.dump(({ table, rows }) => {
      rowsInFile[table] = rows;
    }),
    { force: false },
  );
  written = true;
  await Promise.all([writer, attached.close()]);
});
afterAll(async () => {
  await school.close();
  await rm(folder, { recursive: true, force: true });
});

const load = (address: FreshDatabase["address"], from: string, newInstanceId: string | null = null) =>
  loadStore({ address, parts: readBackup(readBackupFile(from)), newInstanceId, timeZone });

/** How the tables were made, and what a running server is told of others' changes. */
const notKept = ["muster_migration", "news"];
const countsText = `
  select table_name as "table", (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || table_name,
    false, true, '')))[1]::text::int as n
  from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in (${notKept.map((name) => `'${name}'`).join(", ")}) order by 1`;
const counts = async (database: FreshDatabase) =>
  Object.fromEntries(
    (await queryRows<{ table: string; n: number }>(database, countsText)).map(({ table, n }) => [table, n]),
  );

describe("a backup made while scans came in", () => {
  test.each([
    ["a store without tables", false],
    ["a store with empty tables", true],
  ])("restores into %s as the moment it was made, and a rebuild agrees", async (_, tables) => {
    const database = await freshDatabase({ tables });
    const { rows, migrated } = await load(database.address, file);
    expect(rows).toEqual(rowsInFile);
    expect(await counts(database)).toEqual(rowsInFile);
    const newest = (await readSteps()).length;
    expect(migrated).toEqual({ from: newest, to: newest });
    expect((rowsInFile.scan ?? 0) - 2001).toBeGreaterThanOrEqual(0);
    expect(((rowsInFile.scan ?? 0) - 2001) % 7).toBe(0);

    const restored = await openStoreOf(database);
    expect(restored.instanceId).toBe(school.store.instanceId);
    const report = await checkSchool(restored);
    expect(report).toMatchObject({ different: 0, differences: [] });
    expect(report.marks).toBeGreaterThan(0);
    await restored.close();
    await database.drop();
  });

  test("keeps every value exactly: bytes, instants, numbers and text that looks like the format", async () => {
    const database = await freshDatabase();
    await load(database.address, file);
    const upTo = (await queryRows<{ seq: number }>(database, "select seq from change_counter"))[0]?.seq;
    for (const text of [
      "select md5(string_agg(s::text, '|' order by seq)) as sum from scan s where seq <= $1",
      "select md5(string_agg(q::text, '|' order by seq)) as sum from quarantine q where seq <= $1",
      "select md5(string_agg(r::text, '|' order by seq)) as sum from mark_revision r where seq <= $1",
      "select md5(string_agg(p::text, '|' order by version)) as sum from policy p where $1::bigint is not null",
    ]) {
      expect(await queryRows(database, text, [upTo])).toEqual(await queryRows(school.database, text, [upTo]));
    }
    await database.drop();
  });

  test("restores as a copy with an id of its own", async () => {
    const database = await freshDatabase();
    const id = "0198c0de-0000-7000-8000-000000000001";
    await load(database.address, file, id);
    expect(await queryRows(database, "select id from instance")).toEqual([{ id }]);
    await database.drop();
  });
});

describe("a restore is refused and changes nothing", () => {
  async function refused(from: string, words: RegExp) {
    for (const tables of [true, false]) {
      const database = await freshDatabase({ tables });
      const before = await counts(database);
      await expect(load(database.address, from)).rejects.toThrow(words);
      expect(await counts(database)).toEqual(before);
      expect(
        (
          await queryRows<{ n: number }>(
            database,
            "select count(*) as n from pg_tables where schemaname = 'public'",
          )
        )[0]?.n,
      ).toBe(tables ? Object.keys(before).length + notKept.length : 0);
      await database.drop();
    }
  }
  async function changed(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
    const to = path.join(folder, name);
    await writeFile(to, change(await readFile(file)));
    return to;
  }
  const repacked = (change: (text: string) => string) => (bytes: Buffer) =>
    gzipSync(Buffer.from(change(gunzipSync(bytes).toString("latin1")), "latin1"));
  const flip = (bytes: Buffer, at: number): Buffer => {
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at);
    return bytes;
  };

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ["cut in half", (bytes) => bytes.subarray(0, bytes.length >> 1), /cut off/],
    ["without its last byte", (bytes) => bytes.subarray(0, -1), /cut off/],
    ["with one bit flipped", (bytes) => flip(bytes, bytes.length >> 1), /altered/],
    ["empty", () => Buffer.alloc(0), /cut off|no Muster backup/],
    ["that is something else", () => Buffer.from("hello"), /no Muster backup/],
    ["that is gzip of something else", () => gzipSync("hello\n"), /no Muster backup/],
    ["altered and packed again", repacked((text) => text.replace("granted", "granteD")), /altered/],
    ["whose end is missing", repacked((text) => text.slice(0, text.lastIndexOf('{"rows"'))), /cut off/],
    ["with something behind its end", repacked((text) => `${text}more\n`), /after its end/],
    [
      "of a newer version's tables",
      repacked((text) => text.replace(/"schema":\d+/, '"schema":9999')),
      /newer Muster/,
    ],
    ["of a newer format", repacked((text) => text.replace('"format":1', '"format":2')), /newer Muster/],
  ])("for a file %s", async (name, change, words) => {
    await refused(await changed(`${name}.backup`, change), words);
  });

  test("for a store that is not empty", async () => {
    const other = await openSchool();
    await other.store.close();
    const before = await counts(other.database);
    await expect(load(other.database.address, file)).rejects.toThrow(/not empty.*empty data folder/);
    expect(await counts(other.database)).toEqual(before);
    await other.database.drop();
  });

  test("for a store that a server writes to, even an empty one", async () => {
    const database = await freshDatabase();
    const store = await openStoreOf(database);
    await expect(load(database.address, file)).rejects.toThrow(/server runs on this store: stop it/);
    await store.close();
    await database.drop();
  });

  test("for a database of somebody else's", async () => {
    const database = await freshDatabase({ tables: false });
    await queryRows(database, "create table theirs (id int)");
    await expect(load(database.address, file)).rejects.toThrow(/not Muster's/);
    await database.drop();
  });
});

describe("the file", () => {
  test("is for its owner alone, and is there whole or not at all", async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const target = path.join(folder, "torn.backup");
    async function* torn() {
      yield Buffer.from("so far");
      throw new Error("the store went away");
    }
    await expect(writeBackupFile(target, torn(), { force: false })).rejects.toThrow("the store went away");
    expect((await readdir(folder)).filter((name) => name.startsWith("torn"))).toEqual([]);
  });

  test("is not written over without force", async () => {
    const target = path.join(folder, "taken.backup");
    async function* some(text: string) {
      yield Buffer.from(text);
    }
    await writeBackupFile(target, some("first"), { force: false });
    await expect(writeBackupFile(target, some("second"), { force: false })).rejects.toThrow(FileTaken);
    expect(gunzipSync(await readFile(target)).toString()).toBe("first");
    await writeBackupFile(target, some("third"), { force: true });
    expect(gunzipSync(await readFile(target)).toString()).toBe("third");
  });

  test("begins with a manifest that names no person", async () => {
    const [first = ""] = gunzipSync(await readFile(file))
      .toString()
      .split("\n", 1);
    expect(JSON.parse(first)).toMatchObject({
      muster: "backup",
      format: 1,
      instance: school.store.instanceId,
    });
  });
});
