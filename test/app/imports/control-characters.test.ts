import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readPlainCsv } from "../../../src/app/imports/csv/read-plain-csv.ts";
import { readOneRoster } from "../../../src/app/imports/oneroster/read-one-roster.ts";
import { calendarSource } from "../../../src/app/imports/read-upload.ts";
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

  test("in an e-mail address leaves that one out, and the row is taken", () => {
    const text = "student_id,email\nS1,a\u0000b@uni.example\n";
    const { content, notes } = readPlainCsv([table("students.csv", text)], context);
    expect(content.students).toMatchObject([{ key: "S1", email: null }]);
    expect(notes).toMatchObject([
      {
        severity: "ignored",
        column: "email",
        message: "holds a control character, U+0000, and is no email address",
      },
    ]);
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

describe("a name or title that nobody sees is refused, with a remedy", () => {
  const unseen = {
    message: "holds nothing that can be seen, but U+200B",
    remedy: "write it out, or leave it empty",
  };
  const turned = {
    message: "holds U+202E, which turns the direction of writing and has no other half",
    remedy: "take it out",
  };
  test.each([
    ["students.csv", "student_id,given_name,family_name\nN5,\u200b,\u2060\n", "given_name", unseen],
    ["students.csv", "student_id,given_name,cohort\nN5,Ann,\u200b\n", "cohort", unseen],
    ["staff.csv", "username,family_name\nann,\u200b\u3164\n", "family_name", unseen],
    ["classes.csv", "class,title,standing_room\nA,\u200b\u2800,\n", "title", unseen],
    ["rooms.csv", "room,title\nR1,\u200b\n", "title", unseen],
    ["rooms.csv", "room,building\nR1,\u200b\n", "building", unseen],
    ["courses.csv", "course_code,title\nA,\u200b\n", "title", unseen],
    ["terms.csv", "term,title,from,to\nT,\u200b,2026-09-01,2026-12-18\n", "title", unseen],
    ["students.csv", "student_id,given_name\nN5,A\u202ena\n", "given_name", turned],
  ])("%s %j", (name, text, column, fault) => {
    const { content, notes } = readPlainCsv([table(name, text)], context);
    expect(notes.filter(({ severity }) => severity === "refused")).toEqual(
      expect.arrayContaining([expect.objectContaining({ line: 2, column, ...fault })]),
    );
    const { students, staff, classes, rooms, courses, terms } = content;
    expect([students, staff, classes, rooms, courses, terms].flat()).toEqual([]);
  });

  test("in OneRoster", () => {
    const users = table(
      "users.csv",
      "sourcedId,role,givenName,familyName\nu1,student,Ann,\u200b\nu2,student,Bo,Khan\n",
    );
    const { content, notes } = readOneRoster([users], { ...context, today: "2026-11-22" });
    expect(content.students.map(({ key }) => key)).toEqual(["u2"]);
    expect(notes).toContainEqual(
      expect.objectContaining({ severity: "refused", line: 2, column: "familyName", ...unseen }),
    );
  });

  test("one whose marks belong to its letters is taken as it stands", () => {
    const names = [
      "\u0d05\u0d35\u0d28\u0d4d\u200d",
      "\u0646\u0627\u0645\u0647\u200c",
      "\u05d0\u05d1\u200f",
      "\u06dd",
    ];
    const text = `student_id,given_name\n${names.map((name, at) => `N${at}, ${name} \n`).join("")}`;
    const { content, notes } = readPlainCsv([table("students.csv", text)], context);
    expect(notes).toEqual([]);
    expect(content.students.map(({ givenName }) => givenName)).toEqual(names);
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

describe("wherever a control character stands, it is told with its place, and no value holds it", () => {
  const times = ["DTSTART:20260914T090000Z", "DTEND:20260914T100000Z"];
  const without = (name: string) => times.filter((line) => !line.startsWith(name));
  test.each([
    ["UID", ["UID:a\u0000b", ...times]],
    ["RRULE", ["UID:1", ...times, "RRULE:FREQ=DAILY;COUNT=2\u0000"]],
    ["STATUS", ["UID:1", ...times, "STATUS:CONF\u0000"]],
    ["RDATE", ["UID:1", ...times, "RDATE:20260915T090000Z\u0000"]],
    ["EXDATE", ["UID:1", ...times, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20260915T090000Z\u0000"]],
    ["RECURRENCE-ID", ["UID:1", ...times, "RECURRENCE-ID:20260915T090000Z\u0000"]],
    ["DTSTART", ["UID:1", ...without("DTSTART"), "DTSTART:20260914T090000Z\u0007"]],
    ["DTSTART", ["UID:1", ...without("DTSTART"), "DTSTART;TZID=Europe/Lon\u0000don:20260914T090000"]],
    ["LOCATION", ["UID:1", ...times, "LOCATION:R\u00001"]],
  ])("in a calendar's %s", (column, lines) => {
    const { content, notes } = read(
      calendar(event(...lines), event("UID:9", ...times, "SUMMARY:OK-1:Lecture")),
    );
    expect(content.sessions.map(({ classes }) => classes)).toEqual([["OK-1"]]);
    const line = 4 + lines.findIndex((one) => /\p{Cc}/u.test(one));
    expect(notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      { line, column, message: expect.stringMatching(/^The text holds a control character, U\+000[07]$/u) },
    ]);
    expect(JSON.stringify([content.sessions, notes])).not.toMatch(/\\u00/u);
  });

  test.each([
    ["SEQUENCE", "SEQUENCE:1\u0000"],
    ["LAST-MODIFIED", "LAST-MODIFIED:20260901T000000Z\u0000"],
    [null, "CATEG\u0000:x"],
    ["DESCRIPTION", "DESCRIPTION:so\u0000"],
    ["X-FOO", "X-FOO:\u0000"],
  ])("in a calendar's %s, which a meeting can be without", (_, line) => {
    const { content, notes } = read(calendar(event("UID:1", ...times, line)));
    expect(content.sessions).toHaveLength(1);
    expect(JSON.stringify([content, notes])).not.toMatch(/\\u00/u);
  });

  test("in the header of a table", () => {
    const { content, notes } = readPlainCsv(
      [table("students.csv", "student_id,given_name\u0000,other\u0000\nZ1,Ann,x\nZ2,B\u0000n,x\n")],
      context,
    );
    expect(content.students.map(({ givenName }) => givenName)).toEqual(["Ann"]);
    expect(notes.map(({ severity, line, value }) => [severity, line, value])).toEqual([
      ["guessed", 1, "given_name␀"],
      ["guessed", 1, "other␀"],
      ["ignored", 1, null],
      ["refused", 3, "B␀n"],
    ]);
  });

  test("in a file's name", () => {
    const [file] = fileOpener.open("nul\u0000name.csv", new TextEncoder().encode("a,b\n"));
    expect(file?.name).toBe("nul␀name.csv");
    expect(calendarSource("nul\u0000name.ics")).toBe("calendar nul␀name");
  });
});
