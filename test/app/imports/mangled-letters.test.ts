import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readPlainCsv } from "../../../src/app/imports/csv/read-plain-csv.ts";
import { openCalendarWorld } from "./calendar/calendar-world.ts";
import { calendar, event, read as readCalendar } from "./calendar/read-for-test.ts";

const read = (text: string | Uint8Array) =>
  readPlainCsv(
    [
      fileOpener.table({
        name: "students.csv",
        bytes: typeof text === "string" ? new TextEncoder().encode(text) : text,
      }),
    ],
    { timeZone: "Europe/London", complete: false },
  );

describe.each([
  ["zero width space", "\u200b"],
  ["byte order mark", "\ufeff"],
  ["no-break space", "\u00a0"],
  ["word joiner", "\u2060"],
  ["soft hyphen", "\u00ad"],
  ["filler", "\u3164"],
  ["braille blank", "\u2800"],
  ["left-to-right mark", "\u200e"],
])("a %s that nobody sees", (_, mark) => {
  test("is no part of an id, and hides none that is mangled", () => {
    const { content, notes } = read(`student_id\n"${mark}S1${mark}"\n"${mark}2.02612E+11"\n"${mark}N/A"\n`);
    expect(content.students.map(({ key }) => key)).toEqual(["S1"]);
    expect(notes.map(({ severity, line }) => [severity, line])).toEqual([
      ["refused", 3],
      ["refused", 4],
    ]);
  });

  test("makes neither another class or room nor another meeting", () => {
    const school = openCalendarWorld();
    const file = (before: string) =>
      calendar(
        event(
          `UID:${before}a`,
          "DTSTART:20261005T090000Z",
          "DURATION:PT1H",
          `SUMMARY:${before}CS-1`,
          `LOCATION:${before}Ash 1`,
        ),
      );
    school.take(file(""));
    expect(school.take(file(mark)).sessions).toBe("");
    expect([school.classes(), school.rooms()]).toEqual([["CS-1"], ["Ash 1"]]);
  });
});

describe("letters that were lost before a file came are told, and taken as they stand", () => {
  const lost: readonly (readonly [string, string])[] = [
    ["CafÃ©", "read wrongly and wrote again"],
    ["Caf\ufffd", "are lost"],
    ["Caf?s", "a letter may be lost"],
    ["Caf&eacute;s", "as HTML writes them"],
    ["Bryan &amp; Co", "as HTML writes them"],
  ];
  test.each(lost)("%s", (text, why) => {
    const names = read(`student_id,family_name\nS1,${text}\n`);
    expect(names.content.students).toMatchObject([{ familyName: text }]);
    expect(names.notes).toMatchObject([
      {
        severity: "guessed",
        line: 2,
        column: "family_name",
        value: text,
        message: expect.stringContaining(why),
      },
    ]);
    const { notes } = readCalendar(
      calendar(
        event(
          "UID:a",
          "DTSTART:20261005T090000Z",
          "DURATION:PT1H",
          `SUMMARY:${text}`,
          `LOCATION:${text.replace(";", "\\;")}`,
        ),
      ),
    );
    for (const column of ["SUMMARY", "LOCATION"]) {
      expect(notes).toContainEqual(
        expect.objectContaining({ severity: "guessed", column, message: expect.stringContaining(why) }),
      );
    }
  });

  test.each(["Zoë Müller", "Straße", "Ανδρέας", "O’Brien & Sons", "Who? Me", "Â", "AT&T"])(
    "%s has all of them",
    (text) => {
      expect(read(`student_id,family_name\nS1,${text}\n`).notes).toEqual([]);
    },
  );
});

test("a short file of Cyrillic letters is read as such far from where they are written, and that is said", () => {
  const words = [..."student_id,family_name\nS1,"].map((letter) => letter.charCodeAt(0));
  const { content, notes } = read(Uint8Array.from([...words, 0xc8, 0xe2, 0xe0, 0xed, 0xee, 0xe2, 0x0a]));
  expect(content.students).toMatchObject([{ familyName: "Иванов" }]);
  expect(notes).toMatchObject([{ severity: "guessed", message: expect.stringContaining("Windows-1251") }]);
});
