import { describe, expect, test } from "vitest";
import { openImportWorld } from "../import-world.ts";
import { openCalendarWorld } from "./calendar-world.ts";
import { calendar, event, read } from "./read-for-test.ts";

const hour = ["DTSTART;TZID=Europe/London:20261126T090000"];
const meeting = (uid: string, ...more: readonly string[]) =>
  event(
    `UID:${uid}`,
    ...(more.some((line) => line.startsWith("DTSTART")) ? [] : hour),
    "DURATION:PT1H",
    "SUMMARY:A",
    ...more,
  );

test("a calendar's own zone that nobody knows is told with its name, and the institution's is taken", () => {
  const floating = event("UID:a", "DTSTART:20260701T090000", "DURATION:PT1H");
  const text = calendar("X-WR-TIMEZONE:Campus Time", floating);
  const { content, notes } = read(text);
  expect(content.sessions[0]?.start.toString()).toBe("2026-07-01T08:00:00Z");
  expect(notes).toMatchObject([{ severity: "guessed", line: 6 }]);
  expect(notes[0]?.message).toBe(
    "A meeting is without a time zone, and nobody knows the calendar's own: the institution's is taken, Europe/London; X-WR-TIMEZONE says Campus Time",
  );
  expect(notes[0]?.remedy).toContain("X-WR-TIMEZONE");
  expect(read(text, { rule: { timeZone: "Europe/Paris" } }).notes).toEqual([]);
  expect(read(text, { rule: { zones: { "Campus Time": "Europe/Paris" } } }).notes[0]?.message).toContain(
    "the calendar's own is taken",
  );
});

describe("an event that is there twice", () => {
  const twice = (...second: readonly string[]) =>
    read(calendar(meeting("a", "LOCATION:R1", "SEQUENCE:1"), meeting("a", ...second))).notes;

  test("word for word is told so, whatever the order of its lines", () => {
    const [note, ...others] = twice("SEQUENCE:1", "LOCATION:R1");
    expect(others).toEqual([]);
    expect(note).toMatchObject({ severity: "ignored", column: "UID", value: "a" });
    expect(note?.message).toMatch(/^The meeting is there twice, word for word: line \d+ counts$/);
  });

  test("with other words, and nothing that tells which is newer, is told so", () => {
    const [note, ...others] = twice("SEQUENCE:1", "LOCATION:R1", "DESCRIPTION:Bring a pen");
    expect(others).toEqual([]);
    expect(note?.message).toContain("nothing tells which is the newer");
    expect(note?.remedy).toContain("Keep the one that is right");
  });

  test("of which one is newer is told by what tells it", () => {
    const [note] = twice("SEQUENCE:2", "LOCATION:R1");
    expect(note?.message).toContain("SEQUENCE 2");
    expect(note?.message).not.toContain("nothing tells");
  });
});

describe("a note names a meeting by what stands in the file", () => {
  const inner = / @ |joined | # |^\[/;
  const values = (notes: ReturnType<typeof read>["notes"]) =>
    notes.flatMap(({ column, value }) => (value === null ? [] : [[column, value] as const]));

  test("where it was moved under another UID", () => {
    const school = openCalendarWorld();
    school.take(calendar(meeting("old", "LOCATION:R1")), { complete: true });
    const { notes } = school.take(
      calendar(meeting("new", "LOCATION:R1", "DTSTART;TZID=Europe/London:20261126T110000")),
      { complete: true },
    );

    expect(notes.find(({ message }) => message.startsWith("taken for the meeting"))).toMatchObject({
      column: "UID",
      value: "new",
    });
  });

  test("where two of a series are one in one place, one replaces nothing, or a UID is used again", () => {
    const series = (uid: string) => meeting(uid, "LOCATION:R1", "RRULE:FREQ=WEEKLY;COUNT=2");
    const lone = meeting(
      "gone",
      "RECURRENCE-ID;TZID=Europe/London:20261126T150000",
      "DTSTART;TZID=Europe/London:20261126T160000",
    );
    const school = openCalendarWorld();
    const first = school.take(calendar(series("s"), series("t"), lone));

    expect(values(first.notes)).toEqual(
      expect.arrayContaining([
        ["UID", "t"],
        ["UID", "gone"],
      ]),
    );
    school.turnTo("2026-12-31T12:00:00Z");
    school.take(calendar(meeting("x", "LOCATION:R1", "DTSTART;TZID=Europe/London:20261130T090000")));
    const reused = school.take(
      calendar(meeting("x", "LOCATION:R1", "DTSTART;TZID=Europe/London:20270201T090000")),
    );
    expect(values(reused.notes)).toContainEqual(["UID", "x"]);
    for (const { value } of [...first.notes, ...reused.notes]) expect(value ?? "").not.toMatch(inner);
  });

  test("where a table tells otherwise of a meeting that it was joined to", () => {
    const school = openCalendarWorld();
    const row = "class,start,end,rooms\nA,2026-11-26 09:00,2026-11-26 10:00,R1";
    school.take(calendar(meeting("a", "LOCATION:R1")));
    school.takeCsv(row);
    school.take(calendar(meeting("a", "LOCATION:R1", "DTSTART;TZID=Europe/London:20261126T110000")));
    const { notes } = school.takeCsv(row);

    expect(notes.find(({ message }) => message.includes("told otherwise"))).toMatchObject({
      column: "class",
      value: "A",
    });
  });
});

test("a file that holds everything, and of which something is refused, is told once to end nothing", () => {
  const told = (files: Readonly<Record<string, string>>) =>
    openImportWorld()
      .preview(files, { complete: true })
      .notes.filter(({ message }) => message.includes("nothing is ended"))
      .map(({ file }) => file)
      .sort();
  // One is refused where it is read, one where it is compared with what is known.
  const files = {
    "students.csv": "student_id,given_name\nS1,Ada\n,Nobody\n",
    "enrolments.csv": "student_id,class,from\nS1,A,2026-11-01\nS9,A,2026-11-01\n",
  };
  expect(told(files)).toEqual(["enrolments.csv", "students.csv"]);
  // One file tells of two things here, and nothing of either is ended.
  const users =
    "sourcedId,status,role,username,givenName,familyName,identifier\n" +
    "u1,active,student,ada,Ada,Byron,S1\nu2,active,student,ben,Ben,Crow,S1\nu3,active,teacher,hill,Ann,Hill,\n";
  expect(told({ "users.csv": users })).toEqual(["users.csv"]);
});

describe("who holds a meeting", () => {
  const of = (...lines: readonly string[]) => read(calendar(meeting("a", "LOCATION:R1", ...lines)));

  test.each([
    ["DESCRIPTION:Taught by Ann Lee", ["Ann Lee"]],
    [
      "DESCRIPTION:Week 3. Taught by Dr Ann Lee and Prof. Ben van Dyck.",
      ["Dr Ann Lee", "Prof. Ben van Dyck"],
    ],
    ["DESCRIPTION:Impartido por Ana García López", ["Ana García López"]],
    ["COMMENT:Lecturer: Ann Lee", ["Ann Lee"]],
    ["COMMENT:Taught by Ann Lee", ["Ann Lee"]],
    ["DESCRIPTION:STAFF:\\nHill\\, Ann\\nDale\\, Bo", ["Hill, Ann", "Dale, Bo"]],
    ["DESCRIPTION:Week 3\\nLecturers:\\n\\n- Ann Lee\\n- Dr Bo Dale\\nGroup: X", ["Ann Lee", "Dr Bo Dale"]],
    [
      "DESCRIPTION:Staff: Ann Hill\\nBob Ray\\nDr Cy van Dyck\\n\\nEd Fox",
      ["Ann Hill", "Bob Ray", "Dr Cy van Dyck"],
    ],
    ["DESCRIPTION:Staff: Hill\\, Ann\\nRay\\, Bob\\nGroup: Blue Team", ["Hill, Ann", "Ray, Bob"]],
    ["DESCRIPTION:Staff: Ann Hill\\nLecturer: Bob Ray", ["Ann Hill", "Bob Ray"]],
    ["DESCRIPTION:Staff: Ann Hill\\nBirch Building\\nBob Ray", ["Ann Hill", "Bob Ray"]],
    ["DESCRIPTION:Staff: Ann Lee\\, Bo Dale and Cy Ray", ["Ann Lee", "Bo Dale", "Cy Ray"]],
    ["DESCRIPTION:Staff: Lee\\, Ann\\; Khan\\, B", ["Lee, Ann", "Khan, B"]],
    ["DESCRIPTION:Staff: bb12", ["bb12"]],
    ["DESCRIPTION:Unterrichtet von Ann Lee", ["Ann Lee"]],
    ["DESCRIPTION:Ministrado por Ana Dias", ["Ana Dias"]],
  ])("is read from %s", (line, staff) => {
    expect(of(line).content.sessions[0]?.staff).toEqual(staff);
  });

  test.each([
    ["Prof. Ann Hill\\, room 4", ["Prof. Ann Hill"], "room 4"],
    ["Hill\\, Ann\\, Raum 4", ["Hill, Ann"], "Raum 4"],
    ["Ann Hill (Birch Building)", ["Ann Hill"], "Birch Building"],
    ["Ann Hill - Room 4/5", ["Ann Hill"], "Room 4/5"],
    ["Ann Hill (12345)", ["Ann Hill"], "12345"],
    ["Ann Hill 12345", ["Ann Hill"], "12345"],
    ["Ann Hill B12", ["Ann Hill"], "B12"],
    ["12345 Ann Hill; 678 - Bob Ray", ["Ann Hill", "Bob Ray"], "12345", "678"],
    ["Ann Hill (https://x.example/a\\,b)", ["Ann Hill"], "https://x.example/a,b"],
    ["Ann Hill\\, TBC", ["Ann Hill"], "TBC"],
    ["Ann Hill (12345)\\nBob Ray (678)", ["Ann Hill", "Bob Ray"], "12345", "678"],
  ])("of %s is the names alone, and the rest is told", (text, staff, ...rest) => {
    for (const label of ["DESCRIPTION:Staff: ", "CONTACT:"]) {
      if (label === "CONTACT:" && text.includes("\\n")) continue;
      const { content, notes } = of(`${label}${text}`);
      expect(content.sessions[0]?.staff).toEqual(staff);
      const ignored = notes.filter(({ severity }) => severity === "ignored");
      expect(ignored.map(({ value }) => value)).toEqual(rest);
      for (const { column, message } of ignored) {
        expect(column).toBe(label === "CONTACT:" ? "CONTACT" : "DESCRIPTION");
        expect(message).toMatch(/: it is left out$/u);
      }
    }
  });

  test.each([
    ["Ann Hill <hill@uni.example>", []],
    ["Ann Hill\\, hill@uni.example\\, tel. 555-1234", ["tel. 555-1234"]],
    ["Hill\\, Ann (mailto:hill@uni.example)", []],
  ])("of %s has the address for a login", (text, rest) => {
    const { content, notes } = of(`DESCRIPTION:Staff: ${text}`);
    expect(content.sessions[0]?.staff).toEqual(["hill@uni.example"]);
    expect(content.staffCalled).toEqual([
      ["hill@uni.example", text.startsWith("Ann") ? "Ann Hill" : "Hill, Ann"],
    ]);
    expect(notes.filter(({ severity }) => severity === "ignored").map(({ value }) => value)).toEqual(rest);
  });

  test("with a login in one event is the same in another without, and an address of several is nobody's", () => {
    const all = (...texts: readonly string[]) => {
      const { content, notes } = read(
        calendar(
          ...texts.map((text, at) => meeting(`m${at}`, `LOCATION:R${at}`, `DESCRIPTION:Staff: ${text}`)),
        ),
      );
      return [content.sessions.flatMap(({ staff }) => staff), notes.map(({ value }) => value)];
    };
    expect(all("Ann Hill <hill@uni.example>", "Dr Hill\\, Ann")[0]).toEqual([
      "hill@uni.example",
      "hill@uni.example",
    ]);
    expect(all("Ann Hill <a1@uni.example>", "Ann Hill <a2@uni.example>", "Ann Hill")[0]).toEqual([
      "a1@uni.example",
      "a2@uni.example",
      "Ann Hill",
    ]);
    const [staff, values] = all("Ann Hill <both@uni.example>", "Bob Ray <both@uni.example>");
    expect(staff).toEqual(["Ann Hill", "Bob Ray"]);
    expect(values).toContain("both@uni.example");
  });

  test.each([
    ["DESCRIPTION:Staff: hill@uni.example", "hill@uni.example"],
    ["DESCRIPTION:Staff: Hill\\, Ray\\, Fox", "Hill, Ray, Fox"],
    ["DESCRIPTION:Staff: Ann Hill\\nRay", "Ray"],
    ["CONTACT:555-1234", "555-1234"],
  ])("of %s is told where it names nobody by a full name", (line, value) => {
    const { notes } = of(line);
    expect(notes.filter(({ severity }) => severity === "ignored")).toMatchObject([
      { column: line.split(":")[0], value },
    ]);
  });

  test.each([
    "DESCRIPTION:Taught by the Department of History",
    "COMMENT:Led by Ann",
    "DESCRIPTION:Lecturer Ann Lee",
    "COMMENT:Dozentin Dr. Ann van Lee",
  ])("that cannot be read from %s is left out, and told", (line) => {
    const { content, notes } = of(line);
    expect(content.sessions[0]?.staff ?? []).toEqual([]);
    const [column = "", value = ""] = line.split(/:(.*)/);
    expect(notes).toMatchObject([{ severity: "ignored", column, value }]);
    expect(read(calendar(meeting("a", line)), { rule: { staff: "none" } }).notes).toEqual([]);
  });

  test("on the lines below a label, where they are no names, is told", () => {
    const { content, notes } = of("DESCRIPTION:Staff:\\nsee the board");
    expect(content.sessions[0]?.staff ?? []).toEqual([]);
    expect(notes).toMatchObject([{ severity: "ignored", column: "DESCRIPTION", value: "see the board" }]);
  });

  test.each([
    "Lecturer notes are online",
    "Staff Development Day",
    "Tutor group 3",
    "Taught by video",
    "It is led by questions",
    "Bring what was given by email",
  ])("is not looked for in %s", (line) => {
    expect(of(`DESCRIPTION:${line}`).notes).toEqual([]);
  });
});

describe("a link to a meeting online", () => {
  const teams = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0";
  const of = (...lines: readonly string[]) => read(calendar(meeting("a", ...lines)));

  test.each([
    ["URL", `URL:${teams}`],
    ["CONFERENCE", "CONFERENCE;VALUE=URI:https://video.uni.example/42"],
    ["X-MICROSOFT-SKYPETEAMSMEETINGURL", `X-MICROSOFT-SKYPETEAMSMEETINGURL:${teams}`],
    ["DESCRIPTION", "DESCRIPTION:Join us: https://uni.zoom.us/j/123 at nine"],
  ])("in %s holds a meeting without a place online, told as a guess", (column, line) => {
    const { content, notes } = of(line);
    expect(content.sessions[0]).toMatchObject({ mode: "remote", rooms: [] });
    expect(notes).toMatchObject([{ severity: "guessed", column, line: 8 }]);
    // Where a place is told, that is where they meet.
    const placed = of(line, "LOCATION:R1");
    expect(placed.content.sessions[0]).toMatchObject({ mode: "in_person", rooms: ["R1"] });
    expect(placed.notes).toMatchObject([
      {
        severity: "ignored",
        column,
        message:
          "An event names a place, and has a link to a meeting online beside it: it is held at the place alone",
      },
    ]);
    const both = of(line, "LOCATION:R1\\, Online");
    expect(both.content.sessions[0]).toMatchObject({ mode: "hybrid", rooms: ["R1"] });
    expect(both.notes.filter(({ column: of }) => of === column)).toEqual([]);
  });

  test.each(["URL:https://timetable.uni.example/event/1", "CONFERENCE;VALUE=URI:tel:+441234"])(
    "is none in %s",
    (line) => {
      expect(of(line).content.sessions[0]).toMatchObject({ mode: "in_person" });
      expect(of(line).notes).toEqual([]);
    },
  );

  test("of many events is told once", () => {
    const { notes } = read(
      calendar(meeting("a", `URL:${teams}`), meeting("b", `URL:${teams}`, "RRULE:FREQ=WEEKLY;COUNT=3")),
    );
    expect(notes.map(({ message }) => message)).toEqual([
      "2 events name no place, and have links to meetings online: they are held online",
    ]);
  });
});
