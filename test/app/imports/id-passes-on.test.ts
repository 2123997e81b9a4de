import { describe, expect, test } from "vitest";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

const head = "student_id,given_name,family_name,email\n";
const rows = "student_id,class,from,to\n";

/** Alma is REU7, in ST9 from 1 October, `end` being the first day after; it is 30 November. */
function open(end = ""): ImportWorld {
  const world = openImportWorld();
  world.turnTo("2026-10-01T12:00:00Z");
  world.take({
    "students.csv": `${head}REU7,Alma,Brook,\n`,
    "enrolments.csv": `${rows}REU7,ST9,2026-10-01,${end}\n`,
  });
  world.turnTo("2026-11-30T12:00:00Z");
  return world;
}

const another = { answers: { "student REU7": "another" } } as const;
const spansOf = (world: ImportWorld, name: string) => {
  const { people, enrolments } = world.world().roster;
  const id = people.find(({ givenName }) => givenName === name)?.id;
  return enrolments
    .filter((one) => one.student === id && one.from !== one.to)
    .map(({ from, to }) => `${from} to ${to ?? "ever"}`)
    .sort();
};
const since = (world: ImportWorld) =>
  world
    .world()
    .roster.identifiers.find(({ value }) => value === "REU7")
    ?.from?.toString();
const cem = (...told: readonly string[]) => ({
  "students.csv": `${head}REU7,Cem,Dag,cem@uni.example\n`,
  "enrolments.csv": rows + told.map((row) => `REU7,ST9,${row}\n`).join(""),
});

describe("rows of an id that passes on", () => {
  test("are of whoever had it, where they end before: the new person is not expected then", () => {
    const world = open("2026-11-01");
    const files = cem("2026-10-01,2026-11-01", "2026-11-05,");
    const seen = world.take(files);
    expect(seen.counts).toEqual(["student add 1", "enrolment add 1"]);
    expect(spansOf(world, "Alma")).toEqual(["2026-10-01 to 2026-11-01"]);
    expect(spansOf(world, "Cem")).toEqual(["2026-11-05 to ever"]);
    expect(since(world)).toBe("2026-11-01T00:00:00Z");
    expect(world.take(files).counts).toEqual([]);
    expect(spansOf(world, "Cem")).toEqual(["2026-11-05 to ever"]);
  });

  test("end whoever is still here: the id passes on then, and the new person begins later", () => {
    const world = open();
    const files = cem("2026-10-01,2026-11-10", "2026-11-20,");
    const seen = world.take(files, another);
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toEqual([]);
    expect(spansOf(world, "Alma")).toEqual(["2026-10-01 to 2026-11-10"]);
    expect(spansOf(world, "Cem")).toEqual(["2026-11-20 to ever"]);
    expect(since(world)).toBe("2026-11-10T00:00:00Z");
    expect(world.take(files).counts).toEqual([]);
  });

  test("without any, whoever had it is enrolled no longer, by name, since no scan could reach them", () => {
    const world = open();
    const { plan } = world.take({ "students.csv": `${head}REU7,Cem,Dag,\n` }, another);
    expect(spansOf(world, "Alma")).toEqual(["2026-10-01 to 2026-11-30"]);
    expect(plan.changes).toContainEqual({
      thing: "enrolment",
      change: "end",
      key: "Alma Brook in ST9",
      before: "from 2026-10-01",
      after: "from 2026-10-01, last day 2026-11-29",
    });
    expect(world.take({ "students.csv": `${head}REU7,Cem,Dag,\n` }).counts).toEqual([]);
  });

  test("let it pass on the first day of the new person, on which the one before ends", () => {
    const world = open();
    const seen = world.take(cem("2026-11-27,"), another);
    expect(since(world)).toBe("2026-11-27T00:00:00Z");
    expect(spansOf(world, "Alma")).toEqual(["2026-10-01 to 2026-11-27"]);
    expect(spansOf(world, "Cem")).toEqual(["2026-11-27 to ever"]);
    expect(seen.notes.map(({ message }) => message)).toContain(
      "was Alma Brook's until 2026-11-27, and is a new person's from then on",
    );
    expect(world.take(cem("2026-11-27,")).counts).toEqual([]);
  });

  test("with the first day of the one before: it passes on today, and that is said", () => {
    const world = open();
    const seen = world.take(cem("2026-10-01,"), another);
    expect(since(world)).toBe("2026-11-30T00:00:00Z");
    expect(spansOf(world, "Alma")).toEqual(["2026-10-01 to 2026-11-30"]);
    expect(spansOf(world, "Cem")).toEqual(["2026-11-30 to ever"]);
    expect(seen.notes.map(({ message }) => message)).toContain(
      "was Alma Brook's until 2026-11-30: the new person is enrolled from then on, and not from 2026-10-01",
    );
    expect(world.take(cem("2026-10-01,")).counts).toEqual([]);
    expect(spansOf(world, "Cem")).toEqual(["2026-11-30 to ever"]);
  });

  test("wait for the answer with the row of the person: nobody's enrolment changes before", () => {
    const world = open();
    const seen = world.preview(cem("2026-11-27,"), { complete: true });
    expect(seen.counts).toEqual([]);
    expect(seen.notes.filter(({ severity }) => severity === "refused").map(({ file }) => file)).toEqual([
      "students.csv",
      "enrolments.csv",
    ]);
  });
});

test("of OneRoster the id passes on the first day of the new user too, where the files only left the one before out", () => {
  const bundle = (user: string, enrolment: string) => ({
    "manifest.csv": "propertyName,value\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk\n",
    "users.csv": `sourcedId,status,role,givenName,familyName,identifier\n${user}\n`,
    "classes.csv": "sourcedId,status,title,classCode\nc1,,Form,ST9\n",
    "enrollments.csv": `sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n${enrolment}\n`,
  });
  const world = openImportWorld();
  world.turnTo("2026-10-01T12:00:00Z");
  world.take(bundle("u1,,student,Alma,Brook,REU7", "e1,,c1,u1,student,2026-10-01,"));
  world.turnTo("2026-11-30T12:00:00Z");
  world.take(bundle("u1,tobedeleted,student,Alma,Brook,REU7", "e1,tobedeleted,c1,u1,student,2026-10-01,"));
  const next = bundle("u9,,student,Cem,Dag,REU7", "e9,,c1,u9,student,2026-11-20,");
  world.take(next);
  expect(since(world)).toBe("2026-11-20T00:00:00Z");
  expect(spansOf(world, "Alma")).toEqual(["2026-10-01 to 2026-11-20"]);
  expect(spansOf(world, "Cem")).toEqual(["2026-11-20 to ever"]);
  expect(world.take(next).counts).toEqual([]);
});
