import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { studentRecord, xapiStatement } from "../../src/contract/http/exports.ts";
import { exportCommand } from "../../src/entry/commands/export-command.ts";
import { type ExportSchool, instanceId, openExportSchool } from "../app/exports/export-school.ts";
import { readPdf } from "../app/exports/read-pdf.ts";
import { readXlsx } from "../app/exports/read-xlsx.ts";

let folder: string;
let school: ExportSchool;
beforeAll(async () => {
  school = await openExportSchool();
  await school.pool.query("insert into instance (id, created_at) values ($1, '2026-09-01T00:00:00Z')", [
    instanceId,
  ]);
  folder = await mkdtemp(path.join(os.tmpdir(), "muster-export-"));
}, 60_000);
afterAll(async () => {
  await school.close();
  await rm(folder, { recursive: true, force: true });
});

let complained: string[];
beforeEach(() => {
  complained = [];
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => complained.push(String(text)) > 0);
  const { host, port, user, database } = school.database.address;
  vi.stubEnv(
    "DATABASE_URL",
    `postgres://${user}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
  );
  vi.stubEnv("MUSTER_TIMEZONE", "Europe/London");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

/** Runs the command, and gives the file back that it wrote. */
async function run(name: string, ...words: string[]): Promise<Buffer> {
  const file = path.join(folder, name);
  await exportCommand().parseAsync([...words, "--out", file], { from: "user" });
  expect([complained, process.exitCode]).toEqual([[], 0]);
  return readFile(file);
}

const days = ["--from", "2026-11-09", "--to", "2026-11-10"];

test("writes every kind of export to a file that its owner alone may read", async () => {
  const csv = await run("week.csv", "register", ...days, "--class", "7A");
  expect(csv.toString().trimEnd().split("\r\n")).toHaveLength(7);
  expect((await stat(path.join(folder, "week.csv"))).mode & 0o777).toBe(0o600);
  expect(readXlsx(await run("week.xlsx", "register", "--session", school.monday))).toHaveLength(4);
  expect(readPdf(await run("week.pdf", "register", ...days))).toHaveLength(2);
  expect(readXlsx(await run("7A.xlsx", "summary", "--of", "class", "--code", "7A"))).toHaveLength(4);
  expect((await run("students.csv", "roster", "students")).toString()).toContain("\r\nS2,Юрий,Müller,,");
  const record = studentRecord.parse(JSON.parse((await run("S1.json", "record", "S1")).toString()));
  expect(record.sessions.map(({ mark }) => mark.status)).toEqual(["present", "absent_authorised"]);
  expect(readPdf(await run("S1.pdf", "record", "S1"))[0]).toContain("Student record");
  const [first = ""] = (await run("nov.ndjson", "xapi", ...days)).toString().split("\n");
  expect(xapiStatement.parse(JSON.parse(first)).actor.account).toEqual({
    homePage: `urn:uuid:${instanceId}`,
    name: "S1",
  });
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test.each([
  [["register", "--out", "a.txt"], "--out a.txt: name a file that ends with .csv or .xlsx or .pdf"],
  [
    ["register", "--class", "9Z", "--out", "a.csv"],
    "there is no class 9Z: give the code of one that is there",
  ],
  [
    ["register", "--from", "2026-11-10", "--to", "2026-11-09", "--out", "a.csv"],
    "to: 2026-11-09 is before from",
  ],
  [["summary", "--of", "class", "--out", "a.csv"], "--code is missing: say which class"],
  [["record", "nobody", "--out", "a.json"], "there is no student nobody"],
])("%j is refused, and no file appears", async (words, complaint) => {
  const [out = ""] = words.slice(-1);
  await exportCommand().parseAsync([...words.slice(0, -1), path.join(folder, out)], { from: "user" });
  expect([process.exitCode, complained.join("")]).toEqual([
    2,
    expect.stringContaining(complaint.replace("a.txt", path.join(folder, "a.txt"))),
  ]);
  expect((await readdir(folder)).filter((name) => name.startsWith("a."))).toEqual([]);
});

test("replaces a file only when told to", async () => {
  await run("twice.csv", "roster", "students");
  await exportCommand().parseAsync(["roster", "students", "--out", path.join(folder, "twice.csv")], {
    from: "user",
  });
  expect(complained.join("")).toContain("twice.csv exists: --force replaces it");
  complained = [];
  process.exitCode = undefined;
  await run("twice.csv", "roster", "students", "--force");
});
