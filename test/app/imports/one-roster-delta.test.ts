import { describe, expect, test } from "vitest";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

const manifest = (...files: readonly string[]) =>
  `propertyName,value\noneroster.version,1.2\n${files.map((file) => `file.${file},delta\n`).join("")}`;
const users = (...rows: readonly string[]) =>
  `sourcedId,status,username,givenName,familyName,identifier,email\n${rows.map((row) => `${row}\n`).join("")}`;
const roles = (...rows: readonly string[]) =>
  `sourcedId,status,userSourcedId,roleType,role,beginDate,endDate\n${rows.map((row) => `${row}\n`).join("")}`;
const seats = (...rows: readonly string[]) =>
  `sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n${rows.map((row) => `${row}\n`).join("")}`;

const people = ["q1,,ann,Ann,Ash,S1,", "q2,,bob,Bob,Fox,S2,", "t1,,hill,Eve,Hill,,", "t2,,dale,Al,Dale,,"];

/** Two students of ALG and two members of staff, of whom one teaches it; today is 22 November. */
function school(): ImportWorld {
  const world = openImportWorld();
  world.take(
    {
      "users.csv": users(...people),
      "roles.csv": roles(
        "r1,,q1,primary,student,,",
        "r2,,q2,primary,student,,",
        "r3,,t1,primary,teacher,,",
        "r4,,t2,primary,teacher,,",
      ),
      "classes.csv": "sourcedId,title,classCode\nc1,Algebra,ALG\n",
      "enrollments.csv": seats(
        "e1,,c1,q1,student,2026-10-01,",
        "e2,,c1,q2,student,2026-10-01,",
        "e3,,c1,t1,teacher,,",
      ),
    },
    { complete: true },
  );
  return world;
}
const take = (world: ImportWorld, files: Readonly<Record<string, string>>) =>
  world.take({
    "manifest.csv": manifest(...Object.keys(files).map((name) => name.replace(".csv", ""))),
    ...files,
  });
const lines = ({ notes }: ReturnType<typeof take>) =>
  notes.map(({ file, line, column, message }) => [file, line, column, message.slice(0, 30)]);

describe("roles that ended, in a delta", () => {
  const over = roles("r1,tobedeleted,q1,primary,student,,", "r2,,q2,primary,student,2026-09-01,2026-11-15");

  for (const [name, more] of [
    ["alone", {}],
    ["beside their users", { "users.csv": users(...people.slice(0, 2)) }],
  ] as const) {
    test(`${name}: the enrolments end on the role's day, and that is told; twice is once`, () => {
      const world = school();
      const seen = take(world, { ...more, "roles.csv": over });
      expect(seen.counts).toEqual(["student end 1", "enrolment end 2"]);
      expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
      expect(world.spans("S2", "ALG")).toEqual(["2026-10-01 to 2026-11-15"]);
      expect(lines(seen)).toContainEqual(["roles.csv", 3, "endDate", "is the end of a student's role"]);
      expect(lines(seen)).toContainEqual(
        "users.csv" in more
          ? ["users.csv", 2, "role", "has no role any more, since ea"]
          : ["roles.csv", 2, "status", "is over, and no other role as "],
      );
      expect(take(world, { ...more, "roles.csv": over }).counts).toEqual([]);
    });
  }

  test("with a last day that is still to come the enrolment lasts until then", () => {
    const world = school();
    take(world, { "roles.csv": roles("r2,,q2,primary,student,,2026-12-15") });
    expect(world.spans("S2", "ALG")).toEqual(["2026-10-01 to 2026-12-15"]);
    // The source says of the enrolment that it lasts.
    take(world, { "enrollments.csv": seats("e2,,c1,q2,student,2026-10-01,") });
    expect(world.spans("S2", "ALG")).toEqual(["2026-10-01 to ever"]);
  });

  test("of a kind that the person is not here ends nothing, and is told", () => {
    const world = school();
    const seen = take(world, { "roles.csv": roles("r9,tobedeleted,q1,secondary,teacher,,") });
    expect(seen.counts).toEqual([]);
    expect(lines(seen)).toEqual([["roles.csv", 2, "status", "is over, and the person is a s"]]);
  });

  test("of staff end the member of staff, with or without the user's row", () => {
    for (const row of ["r4,tobedeleted,t2,primary,teacher,,", "r4,,t2,primary,teacher,,2026-11-01"])
      expect(take(school(), { "roles.csv": roles(row) }).counts).toEqual(["staff end 1"]);
  });

  test("one that goes on where everything of the person is over brings nobody back, and that is told", () => {
    const world = school();
    take(world, { "roles.csv": over });
    const seen = take(world, {
      "roles.csv": roles("r1,,q1,primary,student,,", "r2,,q2,primary,student,,"),
    });
    expect(seen.counts).toEqual([]);
    expect(lines(seen)).toEqual([
      ["roles.csv", 2, "role", "goes on, and the user q1 is ov"],
      ["roles.csv", 3, "role", "goes on, and every enrolment o"],
    ]);
  });

  test("new ones of users whom the files do not hold are told", () => {
    const seen = take(school(), {
      "roles.csv": roles("r5,,q1,primary,teacher,,", "r6,,q9,primary,student,,", "r2,,q2,primary,student,,"),
    });
    expect(seen.counts).toEqual([]);
    expect(lines(seen)).toEqual([
      ["roles.csv", 2, "role", "is a role as a member of staff"],
      ["roles.csv", 3, "role", "is a role of the user q9, of w"],
    ]);
  });
});

describe("users without a roles file, in a delta", () => {
  test("are what they are here, and what is told of them holds", () => {
    const world = school();
    const seen = take(world, {
      "users.csv": users("q1,,ann,Anna,Ash,S1,anna@x.example", "t1,,hill,Eve,Hall,,", "q9,,new,Ned,New,S9,"),
    });
    expect(seen.counts).toEqual(["student change 1", "staff change 1"]);
    expect(world.holder("S1")).toBe("Anna Ash");
    expect(lines(seen)).toEqual([["users.csv", 4, "role", "has no role in the files, and "]]);
  });

  test("are not made something else by an enrolment", () => {
    const world = school();
    const seen = take(world, {
      "users.csv": users("t1,,hill,Eve,Hall,,"),
      "enrollments.csv": seats("e9,,c1,t1,student,,"),
    });
    expect(seen.counts).toEqual(["staff change 1"]);
    expect(lines(seen)).toContainEqual(["enrollments.csv", 2, "student", "is a member of staff, Eve Hall"]);
  });
});

describe("a key of enrolments that means another role", () => {
  for (const role of ["teacher", "proctor", "guardian"]) {
    test(`${role}: the student's enrolment ends`, () => {
      const world = school();
      const seen = take(world, { "enrollments.csv": seats(`e1,,c1,q1,${role},2026-10-01,`) });
      expect(seen.counts).toEqual(["enrolment end 1"]);
      expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
      expect(world.spans("S2", "ALG")).toEqual(["2026-10-01 to ever"]);
    });
  }

  test("notes of teachers name the line of each", () => {
    const seen = take(school(), {
      "enrollments.csv": seats(
        "e5,,c1,t2,teacher,,",
        "e6,,c1,q1,teacher,,",
        "e7,,c1,t8,teacher,,",
        "e8,tobedeleted,c1,t9,teacher,,",
        "e9,,c9,t1,teacher,,",
        "e10,,c9,t2,teacher,,",
        "e11,tobedeleted,c8,t2,teacher,,",
      ),
    });
    const told = seen.notes.flatMap(({ line, column, value }) =>
      column === null ? [] : [`${line} ${value}`],
    );
    expect(told.sort()).toEqual(["3 q1", "4 t8", "6 c9", "7 c9", "8 c8"]);
  });
});

describe("a class or a user that comes back alone", () => {
  const ofClass = (status: string) => ({
    "classes.csv": `sourcedId,status,title,classCode\nc1,${status},Algebra,ALG\n`,
  });
  const ofUsers = (status: string) => ({
    "users.csv": users(`q1,${status},ann,Ann,Ash,S1,`),
    "roles.csv": roles("r1,,q1,primary,student,,"),
  });
  const left = (seen: ReturnType<typeof take>) =>
    seen.notes.flatMap(({ line, value, message, remedy }) =>
      message.startsWith("is back") ? [[line, value, message, remedy]] : [],
    );

  test("leaves the enrolments that ended with it over, and that is said once, with their number", () => {
    for (const [files, key, message, remedy] of [
      [ofClass, "c1", "2 enrolments that ended with it do", "add their rows to the files, if they go on"],
      [ofUsers, "q1", "1 enrolment that ended with it does", "add its row to the files, if they go on"],
    ] as const) {
      const world = school();
      take(world, files("tobedeleted"));
      expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
      const seen = take(world, files("active"));
      expect(left(seen)).toEqual([[2, key, `is back, and ${message} not come back by this`, remedy]]);
      expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
      const again = take(world, files("active"));
      expect([again.counts, left(again)]).toEqual([[], []]);
    }
  });

  test("with its rows beside it says nothing, and what had ended before stays over unsaid", () => {
    const world = school();
    take(world, { "enrollments.csv": seats("e2,tobedeleted,c1,q2,student,2026-10-01,") });
    world.turnTo("2026-11-23T12:00:00Z");
    take(world, ofClass("tobedeleted"));
    world.turnTo("2026-11-24T12:00:00Z");
    const seen = take(world, { ...ofClass("active"), "enrollments.csv": seats("e1,,c1,q1,student,,") });
    expect(left(seen)).toEqual([]);
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-23", "2026-11-24 to ever"]);
  });
});

test("a user's sourcedId means the user, also where it is somebody else's login or student id", () => {
  const world = school();
  world.take({ "staff.csv": "username,given_name,family_name\nt2,Cem,Dag\n" });
  world.take({ "students.csv": "student_id,given_name,family_name\nq2,Gil,Hay\n" });
  const files = {
    "enrollments.csv": seats("e4,,c1,t2,teacher,,", "e5,,c1,q2,student,2026-11-01,2026-11-20"),
  };
  take(world, files);
  const { classes, people: all } = world.world().roster;
  const taught = new Set(classes.flatMap(({ staff }) => staff));
  expect(all.flatMap(({ id, familyName }) => (taught.has(id) ? familyName : [])).sort()).toEqual([
    "Dale",
    "Hill",
  ]);
  expect(world.spans("q2", "ALG")).toEqual([]);
});
