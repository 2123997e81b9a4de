import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { importCommand } from "../../src/entry/commands/import-command.ts";
import { type ImportSchool, openImportSchool } from "../adapters/postgres/import-school.ts";
import { queryRows } from "../parts/postgres.ts";

let folder: string;
let school: ImportSchool;
beforeAll(async () => {
  school = await openImportSchool();
  folder = await mkdtemp(path.join(os.tmpdir(), "muster-import-"));
  await chmod(folder, 0o755);
}, 60_000);
afterAll(async () => {
  await school.close();
  await rm(folder, { recursive: true, force: true });
});

let said: string[];
let complained: string[];
beforeEach(() => {
  said = [];
  complained = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  vi.spyOn(console, "error").mockImplementation((line: string) => void complained.push(line));
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

async function run(...words: string[]): Promise<unknown> {
  await importCommand().parseAsync(words, { from: "user" });
  return process.exitCode;
}

test("shows what would change and every refused row, changes it when told to, and asks before it ends much", async () => {
  const file = path.join(folder, "students.csv");
  await writeFile(file, "student_id,family_name\nS1,Byron\nS2,Neil\n,Nobody\n");
  expect(await run(file)).toBe(1);
  expect(said.join("\n")).toMatch(/students\s+2\s+0\s+0\s+0\s+0/);
  expect(said.join("\n")).toContain("students.csv:4 student_id: is missing; fill it in");
  expect(said.join("\n")).toContain("Nothing was applied. --apply does it.");
  expect(await queryRows(school.database, "select from person")).toEqual([]);
  expect(await queryRows(school.database, "select state, content from import")).toEqual([
    { state: "discarded", content: null },
  ]);

  expect(await run(file, "--apply")).toBe(1);
  expect(await queryRows(school.database, "select from person")).toHaveLength(2);

  await writeFile(file, "student_id,family_name\nS1,Byron\n");
  said = [];
  expect(await run(file, "--complete", "--apply", "--json")).toBe(3);
  expect(JSON.parse(said[0] ?? "")).toMatchObject({
    applied: false,
    warnings: [expect.stringContaining("1 of 2 students")],
  });
  expect(await run(file, "--complete", "--apply", "--confirm-warnings")).toBe(0);
  expect(await run(path.join(folder, "none.csv"))).toBe(2);
  expect(complained.join("")).toContain("cannot be read: name a CSV file, a zip or a folder");
});

test("names the zone in which times without an offset are read, where a file has any", async () => {
  const zone = "Times without an offset from UTC are read in Europe/London, the institution's time zone.";
  const people = path.join(folder, "people.csv");
  await writeFile(people, "student_id,family_name\nS77,Wolf\n");
  await run(people);
  expect(said.join("\n")).not.toContain(zone);
  const timetable = path.join(folder, "timetable.csv");
  await writeFile(timetable, "class,start,end\nZONE-1,2027-01-26 09:00,2027-01-26 10:00\n");
  await run(timetable);
  expect(said.join("\n")).toContain(zone);
});

test.each(["--same-meetings", "--other-meetings"])(
  "%s is refused where the files tell of no meeting, and said to answer nothing where none is asked about",
  async (flag) => {
    const people = path.join(folder, "students.csv");
    await writeFile(people, "student_id,family_name\nS78,Byron\n");
    await run(people, flag, "--apply");
    expect(process.exitCode).toBe(2);
    expect([...said, ...complained].join("\n")).toContain(
      `${flag}: the files tell of no meeting; leave it out, or name a timetable or a calendar`,
    );
    expect(await queryRows(school.database, "select from import where state = 'preview'")).toEqual([]);
    process.exitCode = undefined;
    complained = [];
    const timetable = path.join(folder, "timetable.csv");
    await writeFile(timetable, "class,start,end\nASK-1,2027-01-26 09:00,2027-01-26 10:00\n");
    expect(await run(timetable, flag)).toBe(0);
    expect(complained.join("\n")).toContain(
      `${flag} answers nothing: of no meeting it is asked whether another source tells of it.`,
    );
    await run(timetable, "--same-meetings", "--other-meetings");
    expect(process.exitCode).toBe(2);
    process.exitCode = undefined;
  },
);

test("what another source tells of already is asked with the flags that answer it, and answered by them", async () => {
  const timetable = path.join(folder, "timetable.csv");
  await writeFile(timetable, "class,start,end,rooms\nTWO-1,2027-01-27 09:00,2027-01-27 10:00,R7\n");
  expect(await run(timetable, "--apply")).toBe(0);
  const calendar = path.join(folder, "two.ics");
  await writeFile(
    calendar,
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:two@x\r\nDTSTART:20270127T090000Z\r\nDTEND:20270127T100000Z\r\nSUMMARY:TWO-1\r\nLOCATION:R7\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
  );
  said = [];
  expect(await run(calendar)).toBe(1);
  expect(said.join("\n")).toContain("--same-meetings or --other-meetings; until then they are left out");
  expect(said.join("\n")).not.toContain("--same-person");
  complained = [];
  expect(await run(calendar, "--same-meetings")).toBe(0);
  expect(complained).toEqual([]);
});

test.each(["--new-person", "--same-person"])(
  "%s of an id that no row has is refused, and nothing waits",
  async (flag) => {
    const file = path.join(folder, "students.csv");
    await writeFile(file, "student_id,family_name\nS77,Byron\n");
    await run(file, flag, "ZZZ", "--apply");
    expect(process.exitCode).toBe(2);
    expect([...said, ...complained].join("\n")).toContain(
      `${flag} "ZZZ": no row of the files has this id; write it as it stands in the files`,
    );
    expect(await queryRows(school.database, "select from import where state = 'preview'")).toEqual([]);
    expect(await queryRows(school.database, "select from identifier where value = 'S77'")).toEqual([]);
    // One that a row has, and that nothing asks about by now, is no fault.
    process.exitCode = undefined;
    complained = [];
    expect(await run(file, flag, "S77")).toBe(0);
    expect(complained.join("\n")).toContain(`${flag} "S77" answers nothing: nothing is asked of this id.`);
  },
);

test("a name that is here already is asked with the flags that answer it, by id or by name, and answered by them", async () => {
  const staff = path.join(folder, "staff.csv");
  const timetable = path.join(folder, "timetable.csv");
  const table = (name: string) => `class,start,end,staff\nNAME-1,2027-02-02 09:00,2027-02-02 10:00,${name}\n`;
  const called = async (family: string) =>
    (await queryRows(school.database, "select from person where family_name like '%' || $1", [family]))
      .length;
  await writeFile(staff, "username,given_name,family_name\nhill,Ann,Hill\nmoor,Bob,Moor\n");
  expect(await run(staff, "--apply")).toBe(0);

  await writeFile(timetable, table("Ann Hill"));
  said = [];
  expect(await run(timetable, "--apply")).toBe(1);
  expect(said.join("\n")).toContain(`--same-person "Ann Hill" or --new-person "Ann Hill"; until then`);
  expect(await run(timetable, "--same-person", "Ann Hill", "--apply")).toBe(0);
  expect([await called("Hill"), complained]).toEqual([1, []]);
  // Known by the name from then on.
  expect(await run(timetable, "--apply")).toBe(0);

  await writeFile(timetable, table("Bob Moor"));
  expect(await run(timetable, "--new-person", "Bob Moor", "--apply")).toBe(0);
  expect([await called("Moor"), complained]).toEqual([2, []]);

  await writeFile(staff, "username,given_name,family_name\nahill,Ann,Hill\n");
  said = [];
  expect(await run(staff)).toBe(1);
  expect(said.join("\n")).toContain(`--same-person "ahill" or --new-person "ahill"; until then`);
  expect(await run(staff, "--same-person", "ahill", "--apply")).toBe(0);
  expect([await called("Hill"), complained]).toEqual([1, []]);
});
