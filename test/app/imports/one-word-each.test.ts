import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

type Files = Readonly<Record<string, string>>;
const lines = (head: string, rows: readonly string[]): string =>
  [head, ...rows].map((row) => `${row}\n`).join("");
const seats = (...rows: readonly string[]): string =>
  lines("sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate", rows);
const users = (...rows: readonly string[]): string =>
  lines("sourcedId,status,role,givenName,familyName,identifier", rows);
const classes = (...rows: readonly string[]): string => lines("sourcedId,status,title,classCode", rows);
const everybody = ["u1,,student,Ada,Ash,S1", "u2,,student,Bob,Birch,S2", "u3,,student,Cyd,Cedar,S3"];

/** A part of OneRoster that holds these files. */
const part = (mode: "bulk" | "delta", files: Files, version = "1.1"): Files => ({
  "manifest.csv": lines("propertyName,value", [
    `oneroster.version,${version}`,
    ...Object.keys(files).map((name) => `file.${name.replace(".csv", "")},${mode}`),
  ]),
  ...files,
});
const rows = (...told: readonly string[]): Files => part("delta", { "enrollments.csv": seats(...told) });

/** Three people, e1 to e3 of whom were in ALG for October; today is 30 November. */
function school(): ImportWorld {
  const world = openImportWorld();
  world.turnTo("2026-11-30T12:00:00Z");
  world.take(
    part("bulk", {
      "users.csv": users(...everybody),
      "classes.csv": classes("k1,,Algebra,ALG", "k2,,Logic,LOG"),
      "enrollments.csv": seats(
        ...["1", "2", "3"].map((n) => `e${n},,k1,u${n},student,2026-10-01,2026-11-01`),
      ),
    }),
  );
  return world;
}

/** Two records as one, as the roster's office merges them. */
function merge(world: ImportWorld, keptId: string, mergedId: string): void {
  const { roster, ...rest } = world.world();
  const of = (value: string) => roster.identifiers.find((one) => one.value === value)?.person;
  const [kept, merged] = [of(keptId), of(mergedId)];
  if (kept === undefined || merged === undefined || kept === merged) return;
  const theirs = roster.enrolments.filter((one) => one.student === merged && one.from !== one.to);
  const own = roster.enrolments.filter((one) => one.student === kept && one.from !== one.to);
  const made = theirs.filter(
    (one) =>
      !own.some(
        (other) =>
          other.class === one.class &&
          (one.to === null || other.from < one.to) &&
          (other.to === null || one.from < other.to),
      ),
  );
  world.set({
    ...rest,
    roster: {
      ...roster,
      people: roster.people.filter(({ id }) => id !== merged),
      identifiers: roster.identifiers.filter(({ person }) => person !== merged),
      enrolments: [
        ...roster.enrolments.map((one) => (theirs.includes(one) ? { ...one, to: one.from } : one)),
        ...made.map((one) => ({ ...one, id: uuidv7(), student: kept })),
      ],
      keys: roster.keys.map((one) => (one.id === merged ? { ...one, id: kept } : one)),
    },
  });
}

test("a row without a first day beside one that begins today says the same each time, in either order", () => {
  const pairs = [
    ["e9,,k2,u1,student,,2026-12-05", "e9,,k2,u1,student,2026-11-30,"],
    ["e8,,k2,u2,student,,2026-12-05", "e9,,k2,u2,student,2026-11-30,"],
    ["e8,,k2,u3,student,,", "e9,,k2,u3,student,2026-11-30,2026-12-10"],
  ] as const;
  for (const [open, dated] of pairs) {
    for (const told of [
      [open, dated],
      [dated, open],
    ]) {
      const world = school();
      const student = `S${open.charAt(open.indexOf(",u") + 2)}`;
      world.take(rows(...told));
      const spans = world.spans(student, "LOG");
      expect(spans).toHaveLength(1);
      expect(world.take(rows(...told)).counts).toEqual([]);
      expect(world.spans(student, "LOG")).toEqual(spans);
    }
  }
});

describe("the first day that an enrolment had, told again by its key", () => {
  test.each([
    ["after one that lasts", "2026-11-10,", "2026-10-01,", ["2026-10-01 to ever"]],
    ["after one that is still to come", "2026-12-10,", "2026-10-01,", ["2026-10-01 to ever"]],
    ["after one without a first day", ",", "2026-10-01,", ["2026-10-01 to ever"]],
    [
      "with the end that it had",
      "2026-11-10,2026-12-10",
      "2026-10-01,2026-11-01",
      ["2026-10-01 to 2026-11-01", "2026-11-10 to 2026-11-30"],
    ],
  ])("%s, is one word of that key", (_, second, again, spans) => {
    for (const mode of ["bulk", "delta"] as const) {
      const world = school();
      world.take(rows(`e1,,k1,u1,student,${second}`));
      const files = part(mode, {
        ...(mode === "bulk" && {
          "users.csv": users(...everybody),
          "classes.csv": classes("k1,,Algebra,ALG", "k2,,Logic,LOG"),
        }),
        "enrollments.csv": seats(`e1,,k1,u1,student,${again}`),
      });
      world.take(files);
      expect(world.spans("S1", "ALG")).toEqual(spans);
      expect(world.take(files).counts).toEqual([]);
    }
  });

  test("whose row is deleted beside it, or whose role ends with what the file leaves out", () => {
    const world = school();
    world.take(rows("e1,,k1,u1,student,2026-11-10,"));
    const both = rows("e1,tobedeleted,k1,u1,student,2026-11-10,", "e1,,k1,u1,student,2026-10-01,2026-11-01");
    world.take(both);
    expect(world.take(both).counts).toEqual([]);
    const ended = part(
      "bulk",
      {
        "users.csv": lines("sourcedId,status,givenName,familyName,identifier", [
          "u1,,Ada,Ash,S1",
          "u2,,Bob,Birch,S2",
        ]),
        "roles.csv": lines("sourcedId,status,userSourcedId,roleType,role,beginDate,endDate", [
          "r1,,u1,primary,student,,2026-10-20",
          "r2,,u2,primary,student,,2026-10-20",
        ]),
        "enrollments.csv": seats("e1,,k1,u1,student,2026-12-01,"),
      },
      "1.2",
    );
    world.take(ended);
    expect(world.take(ended).counts).toEqual([]);
  });
});

describe("files that were not the same the second time", () => {
  const roles = (...told: readonly string[]): string =>
    lines("sourcedId,status,userSourcedId,roleType,role,beginDate,endDate", told);
  const extended: Files = { "enrolments.csv": lines("student_id,class,from,to", ["S1,ALG,2026-10-15,"]) };
  const twice = (world: ImportWorld, files: Files) => {
    const seen = world.take(files);
    expect(world.take(files).counts).toEqual([]);
    return seen;
  };

  test("a class is over and the role of its student ended before: the earlier day counts", () => {
    const world = school();
    world.take(extended);
    twice(
      world,
      part(
        "bulk",
        {
          "enrollments.csv": seats(),
          "classes.csv": classes(),
          "roles.csv": roles("r1,,u1,primary,student,,2026-11-01"),
        },
        "1.2",
      ),
    );
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-15 to 2026-11-01"]);
  });

  test("what a source had ended is not its own again by the end of a role", () => {
    const world = school();
    world.take(extended);
    const files = { "enrollments.csv": seats(), "roles.csv": roles("r1,,u1,primary,student,,2026-12-10") };
    twice(world, part("bulk", files, "1.2"));
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-15 to 2026-12-10"]);
  });

  test("one id twice with other days: the second row is refused", () => {
    const world = school();
    const { notes } = twice(world, rows("e2,,k1,u2,student,,", "e2,,k1,u2,student,,2026-10-15"));
    expect(notes.map(({ line, message }) => `${line} ${message}`)).toEqual([
      "3 line 2 has the same id, and not the same days",
    ]);
    const plain = { "enrolments.csv": lines("student_id,class,from,to", ["S2,LOG,,", "S2,LOG,,2026-11-10"]) };
    expect(twice(school(), plain).notes.map(({ line, message }) => `${line} ${message}`)).toEqual([
      "3 line 2 is of the same enrolment, and not the same days",
    ]);
  });

  test("one of two merged records ends, and the other goes on: so does the person", () => {
    const world = school();
    merge(world, "S3", "S2");
    const files = {
      "enrollments.csv": seats("e1,,k1,u2,student,,"),
      "roles.csv": roles("r3,tobedeleted,u3,primary,student,,"),
    };
    twice(world, part("bulk", files, "1.2"));
    expect(world.spans("S3", "ALG")).toContain("2026-11-30 to ever");
  });
});

describe("two records that were merged, and were both in one class", () => {
  const enrolments = (...told: readonly string[]): Files => ({
    "enrolments.csv": lines("student_id,class,from,to", told),
  });
  const students: Files = {
    "students.csv": lines("student_id,given_name,family_name", ["A4,Dora,Egg", "A1,Alma,Brook"]),
  };
  const both = enrolments("A4,ST1,2026-11-01,", "A1,ST1,2026-11-01,");
  function merged(): ImportWorld {
    const world = openImportWorld();
    world.take({ ...students, ...both });
    merge(world, "A1", "A4");
    return world;
  }

  test.each([
    ["the rows alone", both],
    ["the rows with the students, before it is answered who has the ended id", { ...students, ...both }],
    ["in the other order", { ...students, ...enrolments("A1,ST1,2026-11-01,", "A4,ST1,2026-11-01,") }],
  ])("%s change nothing", (_, files) => {
    const world = merged();
    for (const _time of [1, 2, 3]) expect(world.take(files).counts).toEqual([]);
    expect(world.spans("A1", "ST1")).toEqual(["2026-11-01 to ever"]);
  });

  test("of OneRoster too: both keys mean the one enrolment, and either row goes on telling it", () => {
    const world = school();
    world.take(rows("e1,,k2,u1,student,2026-11-01,", "e3,,k2,u3,student,2026-11-01,"));
    merge(world, "S1", "S3");
    const files = rows("e3,,k2,u3,student,2026-11-01,", "e1,,k2,u1,student,2026-11-01,");
    for (const _time of [1, 2]) expect(world.take(files).counts).toEqual([]);
    const keys = world.world().roster.keys.filter(({ key }) => key === "e1" || key === "e3");
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
    expect(keys.map(({ endedAt }) => endedAt)).toEqual([null, null]);
    world.take(rows("e1,tobedeleted,k2,u1,student,2026-11-01,", "e3,,k2,u3,student,2026-11-01,"));
    expect(world.spans("S1", "LOG")).toEqual(["2026-11-01 to ever"]);
  });

  test("what changes of the person is shown under the id that they have", () => {
    const world = merged();
    const { plan } = world.take(
      {
        "students.csv": lines("student_id,given_name,family_name", ["A4,Dora,Egg"]),
        ...enrolments("A1,ST1,2026-11-05,", "A4,ST2,2026-11-05,"),
      },
      { answers: { "student A4": "same" } },
    );
    const of = plan.changes.filter(({ thing }) => thing !== "class");
    expect(of.map(({ thing, change, key }) => `${thing} ${change} ${key}`).sort()).toEqual([
      "enrolment add A1 in ST2",
      "enrolment change A1 in ST1",
      "student change A1",
    ]);
  });
});

describe("any files one after the other", () => {
  const day = fc.constantFrom("", "2026-10-01", "2026-10-15", "2026-11-01", "2026-11-10", "2026-12-10");
  const student = fc.constantFrom("1", "2", "3");
  const status = fc.constantFrom("", "", "", "tobedeleted");
  const seat = fc
    .tuple(student, status, fc.constantFrom("1", "1", "2"), student, day, day)
    .map(([key, state, of, who, from, to]) =>
      from !== "" && to !== "" && to <= from
        ? `e${key},${state},k${of},u${who},student,${from},`
        : `e${key},${state},k${of},u${who},student,${from},${to}`,
    );
  const user = fc
    .tuple(student, status)
    .map(([n, state]) => (everybody[Number(n) - 1] ?? "").replace(",,", `,${state},`));
  const of = fc
    .tuple(fc.constantFrom("k1", "k2"), status)
    .map(([key, state]) => `${key},${state},${key === "k1" ? "Algebra,ALG" : "Logic,LOG"}`);
  const role = fc
    .tuple(student, status, day)
    .map(([n, state, to]) => `r${n},${state},u${n},primary,student,,${to}`);
  const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 3 });
  const oneRoster = fc
    .record({
      mode: fc.constantFrom("bulk" as const, "delta" as const),
      seats: some(seat),
      users: fc.option(some(user), { nil: undefined }),
      classes: fc.option(some(of), { nil: undefined }),
      roles: fc.option(some(role), { nil: undefined }),
    })
    .map((told) =>
      part(
        told.mode,
        {
          "enrollments.csv": seats(...told.seats),
          ...(told.users && { "users.csv": users(...told.users) }),
          ...(told.classes && { "classes.csv": classes(...told.classes) }),
          ...(told.roles && {
            "roles.csv": lines("sourcedId,status,userSourcedId,roleType,role,beginDate,endDate", told.roles),
          }),
        },
        told.roles === undefined ? "1.1" : "1.2",
      ),
    );
  const plain = fc
    .record({
      seats: fc.array(
        fc
          .tuple(student, fc.constantFrom("ALG", "LOG"), day, day)
          .map(([n, code, from, to]) => `S${n},${code},${from},${from !== "" && to <= from ? "" : to}`),
        { maxLength: 4 },
      ),
      named: fc.boolean(),
    })
    .map(
      (told): Files => ({
        "enrolments.csv": lines("student_id,class,from,to", told.seats),
        ...(told.named && {
          "students.csv": lines("student_id,given_name,family_name", [
            "S1,Ada,Ash",
            "S2,Bob,Birch",
            "S3,Cyd,Cedar",
          ]),
        }),
      }),
    );
  const step = fc.oneof(
    { weight: 4, arbitrary: oneRoster.map((files) => ({ files, merged: null })) },
    { weight: 3, arbitrary: plain.map((files) => ({ files, merged: null })) },
    { weight: 1, arbitrary: fc.tuple(student, student).map((merged) => ({ files: null, merged })) },
  );

  test("hand no key twice, and twice is once", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), fc.boolean(), (steps, complete) => {
        const world = school();
        let isMerged = false;
        for (const { files: told, merged } of steps) {
          if (merged !== null) merge(world, `S${merged[0]}`, `S${merged[1]}`);
          isMerged ||= merged !== null;
          if (told === null) continue;
          // Whose an id is that was merged, under another name, is asked, and whether somebody left tells it.
          const { "users.csv": _, "students.csv": __, ...seatsAlone } = told;
          const files = isMerged ? seatsAlone : told;
          world.take(files, { complete });
          expect(world.take(files, { complete }).counts).toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
