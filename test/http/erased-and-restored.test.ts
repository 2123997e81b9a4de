import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { parseErasureList } from "../../src/app/privacy/erasure-list.ts";
import { erasureView } from "../../src/contract/http/privacy.ts";
import { backupCommand } from "../../src/entry/commands/backup-command.ts";
import { restoreCommand } from "../../src/entry/commands/restore-command.ts";
import { openErasures } from "../../src/entry/open-erasures.ts";
import { openStoreOf } from "../app/rebuild/school.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../parts/postgres.ts";
import { type KnownPerson, known, openKnownPerson, placesIn } from "./known-person.ts";
import { posted } from "./rights-school.ts";
import { timeZone } from "./serve-here.ts";

let school: KnownPerson;
let folder: string;
let backup: string;
let list: string;
let erasure: string;
const databases: FreshDatabase[] = [];

const words = [...Object.values(known), "QX-OLD-5521", "Quillhilda Ostrander", "192.0.2.77"];
const urlOf = ({ address: { host, port, user, database } }: FreshDatabase): string =>
  `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`;
const placesOf = (database: FreshDatabase): Promise<string[]> =>
  placesIn((text, ...values) => queryRows(database, text, values), words);

let said: string[];
let complained: string[];
beforeEach(() => {
  [said, complained] = [[], []];
  vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => complained.push(String(text)) > 0);
  vi.stubEnv("MUSTER_TIMEZONE", timeZone);
  vi.stubEnv("MUSTER_DATA", path.join(folder, "data"));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

async function run(on: FreshDatabase, command: Command, ...asked: string[]): Promise<unknown> {
  vi.stubEnv("DATABASE_URL", urlOf(on));
  await command.parseAsync(asked, { from: "user" });
  return process.exitCode;
}

/** A database of its own into which the backup of before the erasure is loaded. */
async function restored(...flags: string[]): Promise<FreshDatabase> {
  const database = await freshDatabase();
  databases.push(database);
  expect(await run(database, restoreCommand(), backup, ...flags), complained.join("")).toBe(0);
  return database;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "muster-erased-"));
  school = await openKnownPerson();
  backup = path.join(folder, "before.backup");
  list = path.join(school.served.dataFolder, "muster-erasures.json");
  vi.stubEnv("MUSTER_TIMEZONE", timeZone);
  await school.run("update import set state = 'preview', settled_at = null, settled_by = null");
  expect(await run(school.served.database, backupCommand(), backup)).toBe(0);
  await school.run("update import set state = 'applied', settled_at = now(), settled_by = 'rita'");
  vi.unstubAllEnvs();
  process.exitCode = undefined;
  const answer = await school.ask(
    "dora",
    `/api/v1/people/${known.student}/erasure`,
    posted({ typed: known.student, reason: "she asked for it" }),
  );
  erasure = erasureView.parse(await answer.json()).id;
}, 120_000);
afterAll(async () => {
  for (const database of databases) await database.drop();
  await school?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("an erasure is kept where a restore of the store does not reach it, and names nobody", async () => {
  const text = await readFile(list, "utf8");
  expect(parseErasureList(text, list).erasures).toMatchObject([
    { id: erasure, records: expect.arrayContaining([school.person]), reason: "she asked for it" },
  ]);
  for (const word of words) expect(text).not.toContain(word);
});

test("restored without the list they are back, which is said; the server that has the list takes them out", async () => {
  const database = await restored();
  expect(said.join("")).toMatch(/No list of erasures was found: whoever was erased after .* is back/);
  expect(await placesOf(database)).not.toEqual([]);

  const store = await openStoreOf(database);
  const logged: unknown[] = [];
  const keep = (fields: Record<string, unknown>, outcome: string): void => void logged.push(outcome, fields);
  const open = () =>
    openErasures({
      store,
      settings: { dataFolder: school.served.dataFolder },
      clock: school.served.clock,
      log: { info: keep, warn: keep, error: keep },
    });
  try {
    await open();
    expect(logged).toEqual([
      "people who were erased were back in the store: erased again",
      { again: 1, found: {} },
    ]);
    expect(await placesOf(database)).toEqual([]);
    await open();
    expect(logged).toHaveLength(2);
  } finally {
    await store.close();
  }
});

test("restored with the list they are not back, nor is an import that waited with them", async () => {
  const database = await restored("--erasures", list);
  expect(said.join("")).toContain(`Erased again, by ${list}: 1; not in this backup: 0.`);
  expect(said.join("")).toContain("The audit log is whole");
  expect(await placesOf(database)).toEqual([]);
  expect(await queryRows(database, "select id, by from erasure")).toEqual([{ id: erasure, by: "muster" }]);
});

test("the list that lies beside the backups is found by itself, and a later backup adds to it", async () => {
  const later = path.join(folder, "later.backup");
  expect(await run(school.served.database, backupCommand(), later)).toBe(0);
  const beside = path.join(folder, "muster-erasures.json");
  expect(parseErasureList(await readFile(beside, "utf8"), beside).erasures.map(({ id }) => id)).toEqual([
    erasure,
  ]);
  said.length = 0;
  const database = await restored();
  expect(said.join("")).toContain(`Erased again, by ${beside}: 1;`);
  expect(await placesOf(database)).toEqual([]);
});

test("a list that is none, or of another installation, is refused before anything is restored", async () => {
  const wrong = path.join(folder, "wrong.json");
  const database = await freshDatabase();
  databases.push(database);
  for (const [text, message] of [
    ["{}", /wrong\.json is no list of erasures/],
    [
      JSON.stringify({ muster: "erasures", instance: "018f2f6e-0000-7000-8000-000000000000", erasures: [] }),
      /of another installation/,
    ],
  ] as const) {
    await writeFile(wrong, text);
    expect(await run(database, restoreCommand(), backup, "--erasures", wrong)).toBe(2);
    expect(complained.splice(0).join("")).toMatch(message);
  }
  expect(await run(database, restoreCommand(), backup, "--erasures", `${wrong}.gone`)).toBe(2);
  expect(complained.join("")).toContain("there is no such file");
  expect(await queryRows(database, "select from person")).toEqual([]);
});
