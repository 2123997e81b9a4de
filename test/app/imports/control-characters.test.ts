import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readPlainCsv } from "../../../src/app/imports/csv/read-plain-csv.ts";
import { readOneRoster } from "../../../src/app/imports/oneroster/read-one-roster.ts";
import { calendar, event, read } from "./calendar/read-for-test.ts";

const context = { timeZone: "Europe/London", complete: false };
const table = (name: string, text: string) =>
  fileOpener.table({ name, bytes: new TextEncoder().encode(text) });

describe("a control character in a name or code is refused, with a remedy", () => {
  test.each([
    [
      "students.csv",
      "student_id,given_name,family_name\nS1,Ann,O\u0092Neil\nS2,Bo,Khan\n",
      "family_name",
      "U+0092",
    ],
    ["students.csv", "student_id,given_name\nS\u00011,Ann\nS2,Bo\n", "student_id", "U+0001"],
    ["enrolments.csv", "student_id,class\nS1,A\u0096B\nS2,C\n", "class", "U+0096"],
    [
      "classes.csv",
      "class,title,standing_room,from\nA,A,Salle d\u0092é,2026-09-01\n",
      "standing_room",
      "U+0092",
    ],
    [
      "timetable.csv",
      "class,start,end,rooms\nA,2026-12-01 09:00,2026-12-01 10:00,R\u00851\n",
      "rooms",
      "U+0085",
    ],
    [
      "timetable.csv",
      "class,start,end,staff\nA,2026-12-01 09:00,2026-12-01 10:00,k\u007f\n",
      "staff",
      "U+007F",
    ],
    [
      "timetable.csv",
      "class,start,end,title\nA,2026-12-01 09:00,2026-12-01 10:00,T\u0080\n",
      "title",
      "U+0080",
    ],
  ])("%s %j", (name, text, column, code) => {
    const { notes } = readPlainCsv([table(name, text)], context);
    expect(notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      {
        line: 2,
        column,
        message: `holds a control character, ${code}`,
        remedy: expect.stringContaining("other letters"),
      },
    ]);
    expect(notes.map(({ value }) => value ?? "").join("")).not.toMatch(/\p{Cc}/u);
  });

  test("in OneRoster", () => {
    const users = table(
      "users.csv",
      "sourcedId,role,givenName,familyName\nu1,student,Ann,O\u0092Neil\nu2,student,Bo,Khan\n",
    );
    const { content, notes } = readOneRoster([users], { ...context, today: "2026-11-22" });
    expect(content.students.map(({ key }) => key)).toEqual(["u2"]);
    expect(notes).toContainEqual(
      expect.objectContaining({ severity: "refused", line: 2, column: "familyName" }),
    );
  });

  test.each([
    ["SUMMARY:CS\u0092150", "SUMMARY"],
    ["LOCATION:Salle d\u0092étude", "LOCATION"],
    ["CONTACT:Ann O\u0092Neil", "STAFF"],
  ])("in a calendar, whose other events are read and which then ends nothing: %j", (line, column) => {
    const at = (day: string) => [`DTSTART:202612${day}T090000Z`, `DTEND:202612${day}T100000Z`];
    const { content, notes } = read(
      calendar(event("UID:1", ...at("01"), line), event("UID:2", ...at("02"), "SUMMARY:MA-100")),
    );
    expect(content.sessions.map(({ key }) => key)).toEqual(["2"]);
    expect(content.scope.session).toBe("additions");
    expect(notes).toContainEqual(
      expect.objectContaining({
        severity: "refused",
        column,
        message: "The text holds a control character, U+0092",
      }),
    );
  });
});

test("a line end or a tab within a name or code is a blank", () => {
  const { content, notes } = readPlainCsv(
    [
      table(
        "classes.csv",
        'class,title,standing_room,from\n"CS\t1","Algorithms\nand Data","Room\n1",2026-09-01\n',
      ),
    ],
    context,
  );
  expect(notes).toEqual([]);
  expect(content.classes).toMatchObject([{ code: "CS 1", title: "Algorithms and Data" }]);
  expect(content.standings).toMatchObject([{ key: "CS 1", room: "Room 1" }]);
});
