import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FieldWords, tellChange } from "../../../src/app/imports/tell-change.ts";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

interface Row {
  readonly a: string;
  readonly b: number | null;
  readonly c: readonly string[];
  readonly d: boolean;
}
const words: FieldWords<Row> = {
  a: (a) => `a ${a}`,
  b: (b) => `b ${b ?? "none"}`,
  c: (c) => `c ${JSON.stringify([...c].sort())}`,
  d: (d) => (d ? "d" : "no d"),
};
const isThere = (value: Row[keyof Row]): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value);
const row = fc.record<Row>({
  a: fc.constantFrom("", "x", "y, x"),
  b: fc.constantFrom(null, 1, 2),
  c: fc.constantFrom([], ["x"], ["x", "y"]),
  d: fc.boolean(),
});

test("whatever changes, and whatever the words of the whole show of it, the two sides are not the same", () => {
  const shown = fc.subarray(["a", "b", "c", "d"] as const);
  fc.assert(
    fc.property(row, row, shown, (before, after, fields) => {
      fc.pre(JSON.stringify(before) !== JSON.stringify(after));
      const told = tellChange(
        before,
        after,
        // As a sentence has it: what is not there leaves no gap, so that a word may go from one field to another.
        (one) => fields.flatMap((field) => (isThere(one[field]) ? [String(one[field])] : [])).join(", "),
        words,
      );
      expect(told.before).not.toBe(told.after);
    }),
    {
      numRuns: 2000,
      examples: [[{ a: "x", b: 1, c: [], d: true }, { a: "", b: 1, c: ["x"], d: true }, ["a", "c"]]],
    },
  );
});

test("what the words show already is not told again", () => {
  const [before, after] = [
    { a: "x", b: 1, c: [], d: true },
    { a: "y", b: 2, c: [], d: true },
  ];
  expect(tellChange(before, after, ({ a }) => a, words)).toEqual({ before: "x, b 1", after: "y, b 2" });
});

describe("a preview shows on both sides what a file changes", () => {
  const people = {
    "staff.csv":
      "username,given_name,family_name,email,card_uid\nhill,Ann,Hill,,\neve,Eve,Moor,,\nann2,Ann,Hill,,\n",
    "students.csv": "student_id,given_name,family_name,email,cohort\nS1,Ada Maria,Byron,a@example.org,2026\n",
    "terms.csv":
      "term,title,from,last_day\nT1,Autumn,2026-09-01,2026-12-18\nT2,Autumn,2026-09-01,2026-12-18\n",
    "courses.csv": "course_code,title\nALG,Algebra\nALG2,Algebra\n",
    "rooms.csv": "room,title,building,capacity,aliases\nR1,,,,\n",
    "Classes.csv": "class,title,course_code,term,staff\nCS1,Sets,ALG,T1,hill\n",
    "enrolments.csv": "student_id,class,from,last_day\nS1,CS1,2026-09-01,\n",
  };
  let world: ImportWorld;
  const open = (): ImportWorld => {
    world = openImportWorld();
    world.take(people);
    return world;
  };

  test.each([
    ["students.csv", "Ada Maria,Byron", "Ada,Maria Byron"],
    ["students.csv", "a@example.org", "b@example.org"],
    ["students.csv", ",2026", ",2027"],
    ["staff.csv", "Eve,Moor,,", "Eve,Moor,eve@example.org,"],
    ["staff.csv", "Eve,Moor,,", "Eve,Moor,,0A0B0C0D"],
    ["terms.csv", "T1,Autumn", "T1,Fall"],
    ["terms.csv", "T1,Autumn,2026-09-01", "T1,Autumn,2026-09-02"],
    ["terms.csv", "T1,Autumn,2026-09-01,2026-12-18", "T1,Autumn,2026-09-01,2026-12-19"],
    ["courses.csv", "ALG,Algebra", "ALG,Algebra I"],
    ["rooms.csv", "R1,,,,", "R1,R1,,,"],
    ["rooms.csv", "R1,,,,", "R1,,Main,,"],
    ["rooms.csv", "R1,,,,", "R1,,,30,"],
    ["rooms.csv", "R1,,,,", "R1,,,,Hall"],
    ["Classes.csv", "CS1,Sets", "CS1,Numbers"],
    ["Classes.csv", "ALG,T1", "ALG2,T1"],
    ["Classes.csv", "ALG,T1", "ALG,T2"],
    ["Classes.csv", "T1,hill", "T1,eve"],
    ["Classes.csv", "T1,hill", "T1,ann2"],
    ["enrolments.csv", "2026-09-01,", "2026-09-01,2026-12-01"],
  ] as const)("%s: %s => %s", (file, from, to) => {
    const text = people[file];
    expect(text).toContain(from);
    const { plan } = open().preview({ [file]: text.replace(from, to) });
    expect(plan.changes).toHaveLength(1);
    const [change] = plan.changes;
    expect(change?.before).not.toBe(change?.after);
  });

  test("who teaches a class is named", () => {
    const text = people["Classes.csv"].replace("T1,hill", "T1,eve");
    expect(open().preview({ "Classes.csv": text }).plan.changes).toMatchObject([
      {
        before: "Sets, Algebra, 1 teacher, taught by Ann Hill (hill)",
        after: "Sets, Algebra, 1 teacher, taught by Eve Moor (eve)",
      },
    ]);
  });
});
