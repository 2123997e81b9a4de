import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { writeEnrolments } from "../../../src/app/imports/csv/write-plain-csv.ts";
import { type ImportWorld, openImportWorld, type Preview } from "./import-world.ts";

const today = "2026-11-30";
const users = "sourcedId,status,role,givenName,familyName,identifier\nu1,,student,Ada,Byron,S1\n";
const classes = "sourcedId,status,title,classCode\nc1,,Algebra,ALG\n";
const manifest = "propertyName,value\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk\n";

/** What a bundle says of the enrolment e1: `begin,end`, that it is deleted, or nothing. */
const bundle = (word: string) => ({
  "manifest.csv": manifest,
  "users.csv": users,
  "classes.csv": classes,
  "enrollments.csv": `sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n${
    word === "gone" ? "" : word === "deleted" ? "e1,tobedeleted,c1,u1,student,," : `e1,,c1,u1,student,${word}`
  }\n`,
});
/** The same of plain files, whose keys have the first day in them. */
const table = (word: string) => ({
  "students.csv": "student_id\nS1\n",
  "enrolments.csv": `student_id,class,from,to\nS1,ALG,${word}\n`,
});

function open(): ImportWorld {
  const world = openImportWorld();
  world.turnTo(`${today}T12:00:00Z`);
  world.take(bundle("gone"));
  return world;
}

const dayAfter = (day: string, by = 1) => Temporal.PlainDate.from(day).add({ days: by }).toString();
const days = Array.from({ length: 140 }, (_, at) => dayAfter("2026-08-15", at));

/** The days on which S1 is enrolled; no day by two enrolments. */
function enrolledOn(world: ImportWorld): ReadonlySet<string> {
  const spans = world.spans("S1", "ALG").map((span) => span.split(" to "));
  const on = days.flatMap((day) =>
    spans.flatMap(([from = "", to = ""]) => (from <= day && (to === "ever" || day < to) ? [day] : [])),
  );
  expect(new Set(on).size, `${world.spans("S1", "ALG").join(", ")} share no day`).toBe(on.length);
  return new Set(on);
}

/** The days that a preview says are enrolled again. */
const saidAgain = ({ notes }: Preview): readonly string[] =>
  notes.flatMap(({ message }) =>
    [...message.matchAll(/from (\d{4}-\d\d-\d\d) until (\d{4}-\d\d-\d\d|now)/g)].flatMap(
      ([, from = "", until = ""]) =>
        days.filter((day) => from <= day && (until === "now" ? day < today : day <= until)),
    ),
  );

const begins = ["", "2026-09-15", "2026-10-01", "2026-10-10", "2026-11-10", "2026-11-25", "2026-12-05"];
const ends = ["", "2026-10-20", "2026-11-05", "2026-11-15", "2026-11-30", "2026-12-15"];
const spans = begins.flatMap((begin) =>
  ends.flatMap((end) => (begin !== "" && end !== "" && end <= begin ? [] : [`${begin},${end}`])),
);

function check(words: readonly string[], files: (word: string) => Readonly<Record<string, string>>) {
  const world = open();
  for (const word of words) {
    const before = enrolledOn(world);
    const seen = world.take(files(word));
    const after = enrolledOn(world);
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toEqual([]);
    expect(world.take(files(word)).counts, `${word} twice`).toEqual([]);
    const [begin = "", end = ""] = word.split(",");
    if (/^\d/.test(begin)) {
      const told = days.filter((day) => begin <= day && (end === "" || day < end));
      // What an end that was told to Muster otherwise cuts off is of no word of one key.
      expect([...after].filter((day) => begin <= day && (end === "" || day < end))).toEqual(told);
      // Since the file says that it is over, it is from then on, or from today.
      const over = end === "" ? [] : [...after].filter((day) => day >= today && day >= end);
      if (files === bundle) expect(over, `after ${word}`).toEqual([]);
      const lapsed = days.find((day) => before.has(dayAfter(day, -1)) && !before.has(day) && day < today);
      const again = saidAgain(seen);
      for (const day of again) expect([before.has(day), after.has(day)]).toEqual([false, true]);
      if (lapsed !== undefined && begin < lapsed && after.has(lapsed)) expect(again).toContain(lapsed);
    }
    if (word.startsWith(",2026") && end <= today && files === bundle)
      expect([...after].filter((day) => day >= today)).toEqual([]);
    if (!/^\d/.test(begin) && (word === "gone" || word === "deleted") && files === bundle)
      expect([...after].filter((day) => day >= today)).toEqual([]);
    expect(readBack(world)).toEqual(world.spans("S1", "ALG"));
  }
}

/** What an empty school has of the export of another. */
function readBack(world: ImportWorld): readonly string[] {
  const rows = world
    .world()
    .roster.enrolments.filter(({ from, to }) => from !== to)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  const there = openImportWorld();
  there.turnTo(`${today}T12:00:00Z`);
  const seen = there.take({
    "students.csv": "student_id\nS1\n",
    "enrolments.csv": writeEnrolments(
      rows.map(({ from, to }) => ({ studentId: "S1", class: "ALG", from, to })),
    ),
  });
  expect(seen.notes).toEqual([]);
  return there.spans("S1", "ALG");
}

describe("words of one key, whatever their order", () => {
  test("one after the other: nobody is enrolled twice at once, twice is once, and what is said is true", () => {
    const words = fc.array(fc.constantFrom(...spans, "deleted", "gone"), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, (told) => check(told, bundle)),
      { numRuns: 40 },
    );
  });

  test("in plain files too", () => {
    const words = fc.array(fc.constantFrom(...spans), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(words, (told) => check(told, table)),
      { numRuns: 20 },
    );
  });
});

describe("a word of a key that means an earlier enrolment again", () => {
  const first = "2026-10-01,2026-10-20";

  test("is that enrolment, and what the key meant in between ends", () => {
    const world = open();
    for (const word of [first, "2026-11-10,"]) world.take(bundle(word));
    const seen = world.take(bundle(first));
    expect(seen.counts).toEqual(["enrolment end 1"]);
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-10-20", "2026-11-10 to 2026-11-30"]);
    expect(world.take(bundle("2026-11-10,")).counts).toEqual(["enrolment change 1"]);
    const again = world.take(bundle("2026-10-01,"));
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to ever"]);
    expect(again.plan.changes.map(({ before, after }) => [before, after])).toEqual([
      ["from 2026-10-01, last day 2026-10-19", "from 2026-10-01"],
      ["from 2026-11-10", "is none of its own: another row has its days"],
    ]);
    expect(again.notes.map(({ message }) => message)).toEqual([
      "was not enrolled from 2026-10-20 until 2026-11-09, and is enrolled on those days again, since the row begins on 2026-10-01",
    ]);
  });

  test("or another end of it: the days that it has in common are of one enrolment", () => {
    const world = open();
    for (const word of [first, "2026-11-10,", "2026-10-01,2026-11-15"]) world.take(bundle(word));
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-15"]);
  });

  test("in plain files too: a row takes the days that it covers from one that no row tells of", () => {
    const world = open();
    for (const word of [first, "2026-11-10,"]) world.take(table(word));
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-10-20", "2026-11-10 to ever"]);
    const seen = world.take(table("2026-10-01,"));
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to ever"]);
    expect(seen.notes).toMatchObject([
      { message: expect.stringContaining("from 2026-10-20 until 2026-11-09") },
    ]);
  });
});

describe("an enrolment without a first day that is over", () => {
  test("is ignored with its last day, in a file that stays complete", () => {
    const world = open();
    world.take(bundle("2026-10-01,"));
    const files = bundle("2026-10-01,\ne5,,c1,u2,student,,2026-10-20");
    const two = { ...files, "users.csv": `${users}u2,,student,Bob,Fox,S2\n` };
    const seen = world.take(two);
    expect(seen.notes.map(({ severity, message }) => [severity, message])).toEqual([
      [
        "ignored",
        "is over: its last day was 2026-10-19, and the row has no first day, so that nothing is enrolled by it",
      ],
    ]);
    expect(world.spans("S2", "ALG")).toEqual([]);
    expect(world.take({ ...two, "enrollments.csv": bundle("gone")["enrollments.csv"] }).counts).toContain(
      "enrolment end 1",
    );
  });

  test("is in the term of its class, where that begins before; after a term nothing is enrolled", () => {
    const world = open();
    const sessions = "sourcedId,status,title,type,startDate,endDate\nt1,,Autumn,term,2026-09-01,2026-11-21\n";
    const inTerm = (word: string) => ({
      ...bundle(word),
      "academicSessions.csv": sessions,
      "classes.csv": "sourcedId,status,title,classCode,termSourcedIds\nc1,,Algebra,ALG,t1\n",
      "manifest.csv": `${manifest}file.academicSessions,bulk\n`,
    });
    world.take(inTerm(",2026-10-20"));
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to 2026-10-20"]);
    const seen = world.take({
      ...inTerm(",2026-10-20"),
      "enrollments.csv": `${inTerm(",2026-10-20")["enrollments.csv"]}e2,,c1,u1,student,,\n`,
    });
    expect(seen.notes).toMatchObject([
      { severity: "ignored", message: expect.stringContaining("its last day was 2026-11-20") },
    ]);
  });
});

test("an export of enrolments that share days, as stores before held them, is read back to the same days", () => {
  const row = { studentId: "S1", class: "ALG" };
  const text = writeEnrolments([
    { ...row, from: "2026-10-01", to: "2026-10-20" },
    { ...row, from: "2026-10-01", to: "2026-11-10" },
    { ...row, from: "2026-10-05", to: "2026-10-06" },
    { ...row, from: "2026-11-10", to: null },
    { ...row, from: "2026-11-20", to: "2026-11-25" },
  ]);
  const world = open();
  expect(world.take({ "enrolments.csv": text }).notes).toEqual([]);
  expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-10", "2026-11-10 to ever"]);
});
