import { describe, expect, test } from "vitest";
import { openImportWorld, type Preview } from "./import-world.ts";

const refusals = ({ notes }: Preview) =>
  notes
    .filter(({ severity }) => severity === "refused")
    .map(({ file, line, message }) => `${file}:${line} ${message}`);

describe("the end of an enrolment", () => {
  test.each(["end date", "End", "until", "last_day", "Last day", "to date", "valid until", "Leaving date"])(
    "as people write it in a column %s is the last day",
    (column) => {
      const world = openImportWorld();
      const seen = world.take({
        "enrolments.csv": `student_id,class,start date,${column}\nS1,A,2026-11-01,2026-11-28\n`,
        "students.csv": "student_id\nS1\n",
      });
      expect(refusals(seen)).toEqual([]);
      expect(world.spans("S1", "A")).toEqual(["2026-11-01 to 2026-11-29"]);
      expect(seen.plan.changes).toContainEqual(
        expect.objectContaining({ after: "from 2026-11-01, last day 2026-11-28" }),
      );
    },
  );

  test("in the column that exports have is the first day after, and the preview says the last one", () => {
    const world = openImportWorld();
    const { plan } = world.take({
      "enrolments.csv": "student_id,class,from,to\nS1,A,2026-11-01,2026-11-28\n",
      "students.csv": "student_id\nS1\n",
    });
    expect(world.spans("S1", "A")).toEqual(["2026-11-01 to 2026-11-28"]);
    expect(plan.changes).toContainEqual(
      expect.objectContaining({ after: "from 2026-11-01, last day 2026-11-27" }),
    );
  });

  test("may be the first day, and not before it; two columns that disagree are refused", () => {
    const students = { "students.csv": "student_id\nS1\nS2\nS3\n" };
    const world = openImportWorld();
    const seen = world.take({
      ...students,
      "enrolments.csv":
        "student_id,class,from,end date,to\nS1,A,2026-11-01,2026-11-01,\nS2,A,2026-11-02,2026-11-01,\nS3,A,2026-11-01,2026-11-28,2026-11-28\n",
    });
    expect(world.spans("S1", "A")).toEqual(["2026-11-01 to 2026-11-02"]);
    expect(refusals(seen)).toEqual([
      "enrolments.csv:3 is before the first day, 2026-11-02",
      "enrolments.csv:4 is not the day after end date, 2026-11-28",
    ]);
  });
});

const bundle = (enrolment: string, users = "u1,,student,Ada,Byron,S1\n", classes = "c1,,Algebra,ALG\n") => ({
  "manifest.csv": "propertyName,value\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk\n",
  "users.csv": `sourcedId,status,role,givenName,familyName,identifier\n${users}u2,,student,Bob,Fox,S2\n`,
  "classes.csv": `sourcedId,status,title,classCode\n${classes}c2,,Logic,LOG\n`,
  "enrollments.csv": `sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n${enrolment}\ne2,,c2,u2,student,2026-09-01,\n`,
});

describe("an enrolment of OneRoster that was over and is active again", () => {
  test.each([
    ["without a first day", "e1,,c1,u1,student,,", "2026-11-22 to ever"],
    ["with a new one", "e1,,c1,u1,student,2026-11-20,", "2026-11-20 to ever"],
    [
      "with a new one and an end",
      "e1,active,c1,u1,student,2026-11-20,2027-01-01",
      "2026-11-20 to 2027-01-01",
    ],
  ])("%s is a second enrolment, and the gap stays", (_, row, span) => {
    for (const end of ["e1,tobedeleted,c1,u1,student,2026-09-01,", "e9,,c1,u2,student,2026-09-01,"]) {
      const world = openImportWorld();
      world.turnTo("2026-09-01T12:00:00Z");
      world.take(bundle("e1,,c1,u1,student,2026-09-01,"));
      world.turnTo("2026-11-01T12:00:00Z");
      world.take(bundle(end));
      expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to 2026-11-01"]);
      world.turnTo("2026-11-22T12:00:00Z");
      const seen = world.take(bundle(row));
      expect(refusals(seen)).toEqual([]);
      expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to 2026-11-01", span].sort());
      expect(world.take(bundle(row)).counts).toEqual([]);
      world.turnTo("2026-11-23T12:00:00Z");
      expect(world.take(bundle(row)).counts).toEqual([]);
    }
  });

  test("after the end that the file itself had told, too", () => {
    const world = openImportWorld();
    world.turnTo("2026-09-01T12:00:00Z");
    world.take(bundle("e1,,c1,u1,student,2026-09-01,2026-11-01"));
    world.turnTo("2026-11-22T12:00:00Z");
    expect(refusals(world.take(bundle("e1,,c1,u1,student,2026-11-20,")))).toEqual([]);
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to 2026-11-01", "2026-11-20 to ever"]);
  });

  // The end that the file told, before it was there or after, and what the file says once it is taken back.
  test.each([
    ["2026-11-01", "2026-11-05", "e1,,c1,u1,student,,", ["2026-09-01 to 2026-11-01", "2026-11-22 to ever"]],
    ["2026-11-01", "2026-09-02", "e1,,c1,u1,student,,", ["2026-09-01 to 2026-11-01", "2026-11-22 to ever"]],
    ["2026-11-01", "2026-11-05", "e1,,c1,u1,student,2026-09-01,", ["2026-09-01 to ever"]],
    ["2026-11-01", "2026-09-02", "e1,active,c1,u1,student,2026-09-01,", ["2026-09-01 to ever"]],
    ["2026-12-15", "2026-11-05", "e1,,c1,u1,student,,", ["2026-09-01 to ever"]],
    ["2026-12-15", "2026-11-05", "e1,,c1,u1,student,2026-09-01,", ["2026-09-01 to ever"]],
  ])("the end %s, told on %s, is taken back by %s", (end, told, row, spans) => {
    const world = openImportWorld();
    world.turnTo("2026-09-01T12:00:00Z");
    world.take(bundle("e1,,c1,u1,student,2026-09-01,"));
    world.turnTo(`${told}T12:00:00Z`);
    const ended = bundle(`e1,,c1,u1,student,2026-09-01,${end}`);
    expect(world.take(ended).counts).toEqual(["enrolment change 1"]);
    expect(world.take(ended).counts).toEqual([]);
    world.turnTo("2026-11-22T12:00:00Z");
    const seen = world.take(bundle(row));
    expect(refusals(seen)).toEqual([]);
    expect(world.spans("S1", "ALG")).toEqual(spans);
    const covers = spans.length === 1 && end < "2026-11-22";
    expect(seen.notes.filter(({ message }) => message.includes(`from ${end} until now`))).toHaveLength(
      covers ? 1 : 0,
    );
    expect(world.take(bundle(row)).counts).toEqual([]);
    // It goes on being one that a complete file ends by leaving it out.
    world.turnTo("2026-11-23T12:00:00Z");
    expect(world.take(bundle("e9,,c1,u2,student,2026-09-01,")).counts).toContain("enrolment end 1");
  });

  test("an end still to come, of an enrolment that the file holds no longer, does not wait for it", () => {
    const world = openImportWorld();
    world.turnTo("2026-11-05T12:00:00Z");
    world.take(bundle("e1,,c1,u1,student,2026-09-01,2026-12-15"));
    expect(world.take(bundle("e9,,c1,u2,student,2026-09-01,")).counts).toContain("enrolment end 1");
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to 2026-11-05"]);
  });

  test("an end that another door told stays: a file that never told one takes none back", () => {
    const world = openImportWorld();
    world.turnTo("2026-09-01T12:00:00Z");
    world.take(bundle("e1,,c1,u1,student,2026-09-01,"));
    world.turnTo("2026-11-22T12:00:00Z");
    world.take({ "enrolments.csv": "student_id,class,from,last_day\nS1,ALG,2026-09-01,2026-10-31\n" });
    expect(world.take(bundle("e1,,c1,u1,student,2026-09-01,")).counts).toEqual([]);
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to 2026-11-01"]);
  });

  test("with the first day that it had covers the days between, and that is said", () => {
    const world = openImportWorld();
    world.turnTo("2026-09-01T12:00:00Z");
    world.take(bundle("e1,,c1,u1,student,2026-09-01,"));
    world.turnTo("2026-11-01T12:00:00Z");
    world.take(bundle("e1,tobedeleted,c1,u1,student,2026-09-01,"));
    world.turnTo("2026-11-22T12:00:00Z");
    const seen = world.take(bundle("e1,,c1,u1,student,2026-09-01,"));
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to ever"]);
    expect(seen.notes).toContainEqual(
      expect.objectContaining({
        severity: "guessed",
        message: expect.stringContaining("from 2026-11-01 until now"),
      }),
    );
  });

  test("in plain files too: whoever comes back without a day comes back today, not at the beginning of the term", () => {
    const world = openImportWorld();
    const students = { "students.csv": "student_id\nS1\n" };
    world.take({ ...students, "enrolments.csv": "student_id,class,from,to\nS1,A,2026-09-01,2026-11-01\n" });
    world.take({ "enrolments.csv": "student_id,class\nS1,A\n" });
    expect(world.spans("S1", "A")).toEqual(["2026-09-01 to 2026-11-01", "2026-11-22 to ever"]);
  });
});

describe("the same bundle twice changes nothing", () => {
  const gone = {
    "a user who is gone": bundle("e1,,c1,u1,student,2026-09-01,", ""),
    "a user marked as deleted": bundle(
      "e1,,c1,u1,student,2026-09-01,",
      "u1,tobedeleted,student,Ada,Byron,S1\n",
    ),
    "a class that is gone": bundle("e1,,c1,u1,student,2026-09-01,", undefined, ""),
    "a class marked as deleted": bundle(
      "e1,,c1,u1,student,2026-09-01,",
      undefined,
      "c1,tobedeleted,Algebra,ALG\n",
    ),
  };
  test.each(Object.entries(gone))("with %s while the enrolment is active", (_, files) => {
    for (const begin of ["2026-09-01", ""]) {
      const world = openImportWorld();
      world.turnTo("2026-09-01T12:00:00Z");
      world.take(bundle(`e1,,c1,u1,student,${begin},`));
      world.turnTo("2026-11-22T12:00:00Z");
      expect(world.take(files).counts).toContain("enrolment end 1");
      const spans = world.world().roster.enrolments;
      const again = world.take(files);
      expect(again.counts).toEqual([]);
      expect(again.notes).toContainEqual(
        expect.objectContaining({ severity: "ignored", message: expect.stringContaining("is over") }),
      );
      world.turnTo("2026-11-25T12:00:00Z");
      expect(world.take(files).counts).toEqual([]);
      expect(world.world().roster.enrolments).toEqual(spans);
    }
  });

  test("and in an empty school, where such an enrolment never was", () => {
    const world = openImportWorld();
    const files = bundle("e1,,c1,u1,student,2026-09-01,", "u1,tobedeleted,student,Ada,Byron,S1\n");
    expect(refusals(world.take(files))).toEqual([]);
    expect(world.take(files).counts).toEqual([]);
  });
});

test("one sourcedId for two enrolments is refused", () => {
  const seen = openImportWorld().take(bundle("e1,,c1,u1,student,,\ne1,,c2,u1,student,,"));
  expect(refusals(seen)).toEqual(["enrollments.csv:3 line 2 has the same id for u1 in c1"]);
});

describe("an end by which systems write none", () => {
  test.each([
    ["last_day", "9999-12-31"],
    ["to", "9999-12-31"],
    ["last_day", "31/12/9999"],
    ["last_day", "2999-12-31"],
    ["to", "2100-01-01"],
  ])("%s %s is none, and said", (column, day) => {
    const world = openImportWorld();
    world.take({ "students.csv": "student_id,family_name\nS1,Wolf\n" });
    const { notes } = world.take({
      "enrolments.csv": `student_id,class,from,${column}\nS1,ALG,2026-09-01,${day}\n`,
    });
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to ever"]);
    expect(notes.find(({ message }) => message.includes("no end"))).toMatchObject({
      severity: "guessed",
      column,
      value: day,
    });
  });

  test("of OneRoster is none as well", () => {
    const world = openImportWorld();
    const { notes } = world.take({
      "users.csv": "sourcedId,role,identifier,familyName\nu1,student,S1,Wolf\n",
      "classes.csv": "sourcedId,title,classCode\nc1,Algebra,ALG\n",
      "enrollments.csv":
        "sourcedId,classSourcedId,userSourcedId,role,beginDate,endDate\ne1,c1,u1,student,2026-09-01,9999-12-31\n",
    });
    expect(world.spans("S1", "ALG")).toEqual(["2026-09-01 to ever"]);
    expect(notes.some(({ column, message }) => column === "endDate" && message.includes("no end"))).toBe(
      true,
    );
  });

  test("beside a day in the other column is refused; a year in which nothing can be is too, with its own words", () => {
    const world = openImportWorld();
    world.take({ "students.csv": "student_id,family_name\nS1,Wolf\n" });
    const refusals = (text: string) =>
      world
        .take({ "enrolments.csv": text })
        .notes.filter(({ severity }) => severity === "refused")
        .map(({ column, message }) => `${column} ${message}`);
    expect(refusals("student_id,class,from,to,last_day\nS1,ALG,2026-09-01,9999-12-31,2026-12-01\n")).toEqual([
      "to is not the day after last_day, 2026-12-01",
    ]);
    expect(refusals("student_id,class,from,last_day\nS1,ALG,2026-09-01,2126-11-28\n")).toEqual([
      "last_day is in a year in which no session can be (2006 to 2036)",
    ]);
    expect(world.spans("S1", "ALG")).toEqual([]);
  });
});
