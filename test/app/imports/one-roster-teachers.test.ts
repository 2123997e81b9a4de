import { expect, test } from "vitest";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

// Today is 22 November 2026.
const bundle = (rows: readonly string[], roles: readonly string[] = [], mode: "bulk" | "delta" = "bulk") => ({
  "manifest.csv": `propertyName,value\nfile.users,${mode}\nfile.classes,${mode}\nfile.enrollments,${mode}\nfile.roles,${roles.length > 0 ? mode : "absent"}\n`,
  "users.csv":
    "sourcedId,status,role,username,givenName,familyName,identifier\nt1,active,teacher,hill,Ann,Hill,\nt2,active,teacher,eve,Eve,Moor,\ns1,active,student,,Ada,Byron,S1\n",
  "classes.csv": "sourcedId,status,title,classCode\nc1,active,Sets,CS1\n",
  "enrollments.csv": `sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n${rows.join("\n")}\n`,
  ...(roles.length > 0
    ? {
        "roles.csv": `sourcedId,status,userSourcedId,roleType,role,beginDate,endDate\n${roles.join("\n")}\n`,
      }
    : {}),
});
const teachers = (world: ImportWorld) => {
  const { classes, people } = world.world().roster;
  return classes[0]?.staff.map((id) => people.find((one) => one.id === id)?.familyName).sort();
};

test.each([
  ["t1,teacher,2026-09-01,2026-11-22", [], "endDate", /^is over, with 2026-11-21 as its last day/],
  ["t1,teacher,2026-09-01,2026-11-23", ["Hill"], "endDate", /last day, 2026-11-22$/],
  ["t1,teacher,2026-11-23,", [], "beginDate", /^is still to come/],
  ["t1,teacher,2026-11-22,", ["Hill"], null, null],
  ["t1,teacher,2026-09-01,9999-12-31", ["Hill"], null, null],
  ["t1,teacher,2026-99-01,", [], "beginDate", /./],
] as const)("a teacher's enrolment holds today: %s", (row, taught, column, message) => {
  const world = openImportWorld();
  const { notes } = world.take(bundle([`e1,active,c1,${row}`]));
  expect(teachers(world)).toEqual(taught);
  const told = notes.filter(({ file, line }) => file === "enrollments.csv" && line === 2);
  expect(told.map((note) => note.column)).toEqual(column === null ? [] : [column]);
  if (message !== null) expect(told[0]?.message).toMatch(message);
});

test.each(["bulk", "delta"] as const)("whose enrolment is over teaches no longer, %s", (mode) => {
  const world = openImportWorld();
  const both = ["e1,active,c1,t1,teacher,2026-09-01,", "e2,active,c1,t2,teacher,2026-09-01,"];
  world.take(bundle(both));
  expect(teachers(world)).toEqual(["Hill", "Moor"]);
  const over = "e1,active,c1,t1,teacher,2026-09-01,2026-11-01";
  world.take(bundle(mode === "bulk" ? [over, both[1] ?? ""] : [over], [], mode));
  expect(teachers(world)).toEqual(["Moor"]);
  // Another row of the same person goes on.
  world.take(bundle([over, "e3,active,c1,t1,teacher,2026-11-01,"], [], "delta"));
  expect(teachers(world)).toEqual(["Hill", "Moor"]);
});

test("the first day of a role that is still to come is told", () => {
  const { notes } = openImportWorld().take(
    bundle(
      ["e1,active,c1,s1,student,2026-09-01,"],
      ["r1,active,s1,primary,student,2027-01-11,", "r2,active,t1,primary,teacher,2026-09-01,"],
    ),
  );
  expect(
    notes.filter(({ file }) => file === "roles.csv").map(({ line, column, value }) => [line, column, value]),
  ).toEqual([[2, "beginDate", "2027-01-11"]]);
});
