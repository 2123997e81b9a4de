import { expect, test } from "vitest";
import { openImportWorld } from "./import-world.ts";

test.each([
  ["our classes.csv", "class,title", "DD1,Algebra", "DD1,Alge\u200bbra"],
  ["students.csv", "student_id,given_name", "S1,Alma", "S1,Al\u200bma"],
  ["students.csv", "student_id,given_name", "S1,Jos\u00e9", "S1,Jose\u0301"],
  ["staff.csv", "username,family_name", "hill,Hill", "hill,Hi\u00adll"],
  ["rooms.csv", "room,title", "R1,Hall", "R1,Ha\u200bll"],
  ["rooms.csv", "room,title", "R1,Hall", "r1,Ha\u200bll"],
  ["courses.csv", "course_code,title", "ALG,Algebra", "ALG,Alge\u2060bra"],
  [
    "terms.csv",
    "term,title,from,last_day",
    "T1,Autumn,2026-09-01,2026-12-18",
    "T1,Aut\u200bumn,2026-09-01,2026-12-18",
  ],
  ["non_teaching_days.csv", "day,title", "2026-12-24,Eve", "2026-12-24,E\u200bve"],
])(
  "%s: two rows that look the same stand there twice, and the first is taken: %s %s",
  (file, header, ...rows) => {
    const { notes, counts } = openImportWorld().take({ [file]: [header, ...rows].join("\n") });
    expect(notes.filter(({ severity }) => severity === "refused")).toEqual([]);
    expect(counts.join()).toMatch(/ add 1$/);
  },
);

test("a code says that it is kept without a joiner between its letters; a name keeps it", () => {
  const school = openImportWorld();
  const word = "\u0645\u06cc\u200c\u062e";
  const { notes } = school.take({ "rooms.csv": `room,title\n${word},${word}\n` });
  expect(notes.map(({ column, message }) => [column, message])).toEqual([
    [
      "room",
      "is kept without U+200C, which joins two letters or keeps them apart: codes and ids hold nothing that nobody sees",
    ],
  ]);
  expect(school.world().roster.rooms.map(({ code, title }) => [code, title])).toEqual([
    [word.replace("\u200c", ""), word],
  ]);
});
