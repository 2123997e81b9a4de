import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readPlainCsv } from "../../../src/app/imports/csv/read-plain-csv.ts";
import { readOneRoster } from "../../../src/app/imports/oneroster/read-one-roster.ts";
import { readText } from "../../../src/app/imports/read-text.ts";
import { calendar, event, read } from "./calendar/read-for-test.ts";

const context = { timeZone: "Europe/Prague", complete: true, today: "2026-11-22" };
const bytesOf = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "number" ? [part] : [...new TextEncoder().encode(part)])),
  );
const table = (name: string, bytes: Uint8Array, encoding: "utf-8" | null = null) =>
  fileOpener.table({ name, bytes }, { encoding, timeZone: context.timeZone });
const head = "student_id,given_name,family_name\r\n";

describe("a file that is UTF-8 but for few bytes", () => {
  test.each([
    ["a cut letter", bytesOf(head, "S1,Ana,Peña\r\nS2,Jos", 0xc3, ",Garcia\r\nS3,Łukasz,Kowalski\r\n"), 3],
    [
      "a byte of Windows-1252",
      bytesOf(head, "S1,Ana,Peña\r\nS2,Jos", 0xe9, ",Garcia\r\nS3,Łukasz,Öz\r\n"),
      3,
    ],
    ["a letter cut at the end", bytesOf(head, "S1,Ana,Peña\r\nS3,Łukasz,Öz\r\nS2,José,Garc", 0xc3), 4],
    [
      "marked as UTF-8",
      bytesOf("\ufeff", head, "S1,Ana,Lee\r\nS2,Jos", 0xe9, ",Garcia\r\nS3,Łukasz,Kowalski\r\n"),
      3,
    ],
    [
      "lines ended by CR",
      bytesOf(head.replace("\n", ""), "S1,Ana,Peña\rS2,Jos", 0xc3, ",Garcia\rS3,Łukasz,Öz\r"),
      3,
    ],
  ])("%s: the row is refused at its line, and the others hold", (_, bytes, line) => {
    const { content, notes } = readPlainCsv([table("students.csv", bytes)], context);
    expect(content.students.map(({ key }) => key)).toEqual(["S1", "S3"]);
    expect(content.students[1]?.givenName).toBe("Łukasz");
    expect(content.scope.student).toBe("additions");
    expect(notes.filter(({ severity }) => severity !== "ignored")).toMatchObject([
      { severity: "refused", line, message: expect.stringContaining("no letters of UTF-8") },
    ]);
  });

  test("of a hundred rows with several faults each line is told", () => {
    const rows = Array.from({ length: 100 }, (_, at) => `U${at},Zoë${at},Müller-Łoś\n`).join("");
    const bytes = bytesOf(
      "student_id,given_name,family_name\n",
      rows,
      "V1,",
      0xe9,
      "\nV2,",
      0xff,
      0xfe,
      "\nV3,Ok\n",
    );
    const { content, notes } = readPlainCsv([table("students.csv", bytes)], context);
    expect(content.students).toHaveLength(101);
    expect(notes.flatMap(({ severity, line }) => (severity === "refused" ? [line] : []))).toEqual([102, 103]);
  });

  test("chosen as UTF-8 by a person it is the same, whatever else there is", () => {
    const bytes = bytesOf(head, "S1,Ana,Pe", 0xf1, "a\r\nS2,Ben,Lee\r\n");
    const { content } = readPlainCsv([table("students.csv", bytes, "utf-8")], context);
    expect(content.students.map(({ key }) => key)).toEqual(["S2"]);
  });

  test("in OneRoster", () => {
    const bytes = bytesOf("sourcedId,role,givenName\nu1,student,Zoë\nu2,student,Jos", 0xc3, "\n");
    const { content, notes } = readOneRoster([table("users.csv", bytes)], context);
    expect(content.students.map(({ key }) => key)).toEqual(["u1"]);
    expect(notes.find(({ severity }) => severity === "refused")).toMatchObject({
      file: "users.csv",
      line: 3,
    });
  });

  test("in a calendar: what is kept of an event is refused, and what is not is told", () => {
    const times = ["DTSTART:20260914T090000Z", "DTEND:20260914T100000Z"];
    const whole = calendar(
      event("UID:1", ...times, "SUMMARY:Ä1:Lecture", "LOCATION:Große Hörsäle"),
      event("UID:2", ...times, "SUMMARY:B1:Lecture", "LOCATION:Saal @"),
      event("UID:3", ...times, "SUMMARY:C1:Lecture", "DESCRIPTION:so @"),
    );
    const bytes = bytesOf(...whole.split("@").flatMap((part, at) => (at === 0 ? [part] : [0xd6, part])));
    const { content, notes } = read(bytes);
    expect(content.sessions.map(({ classes }) => classes[0])).toEqual(["Ä1", "C1"]);
    const line = whole.split("\r\n").findIndex((one) => one.includes("Saal @")) + 1;
    expect(notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      { line, column: "LOCATION" },
    ]);
    expect(notes).toContainEqual(
      expect.objectContaining({
        severity: "guessed",
        line,
        message: expect.stringContaining("2 lines hold bytes"),
      }),
    );
  });
});

test.each([
  ["windows-1252", "Europe/London", bytesOf("Jos", 0xe9, " Pe", 0xf1, "a Mu", 0xdf, "e")],
  ["windows-1250", "Europe/Prague", bytesOf("Dvo", 0xf8, 0xe1, "k ", 0x8a, "t", 0xec, "p", 0xe1, "n")],
  ["windows-1251", "Europe/Moscow", bytesOf(0xc8, 0xe2, 0xe0, 0xed, " ", 0xcf, 0xe5, 0xf2, 0xf0, 0xee, 0xe2)],
] as const)("a file of %s stays one", (encoding, zone, bytes) => {
  expect(readText(bytes, null, zone)).toMatchObject({ encoding, guessed: true, faults: [] });
});
