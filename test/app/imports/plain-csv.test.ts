import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { armCell, defuseCell } from "../../../src/app/imports/csv/defuse-cell.ts";
import { writtenColumns } from "../../../src/app/imports/csv/plain-columns.ts";
import { exampleRows } from "../../../src/app/imports/csv/plain-templates.ts";
import { readPlainCsv } from "../../../src/app/imports/csv/read-plain-csv.ts";
import { joinList, splitList } from "../../../src/app/imports/csv/split-list.ts";
import {
  writeEnrolments,
  writeStudents,
  writeTimetable,
} from "../../../src/app/imports/csv/write-plain-csv.ts";
import { noCode } from "../../../src/app/imports/mangled-id.ts";
import { readDate } from "../../../src/app/imports/read-date.ts";
import { readMeetingTime } from "../../../src/app/imports/read-meeting-time.ts";
import { normalCode } from "../../../src/domain/kernel/code-key.ts";
import { normalIdentifier } from "../../../src/domain/kernel/normal-identifier.ts";

const timeZone = "Europe/London";

function read(name: string, text: string | Uint8Array) {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return readPlainCsv([fileOpener.table({ name, bytes })], { timeZone, complete: false });
}

/** Text as rosters hold it: one line, nothing around it, and often what spreadsheets trip over. */
const text = fc
  .string({ unit: fc.constantFrom(..."=+-@'\";,|\\ aZé漢1".split("")), maxLength: 12 })
  .map((made) => made.trim());
// As codes are kept.
const code = text.map(normalCode).filter((made) => made !== "" && noCode(made) === null);

test.each([
  ["classes.csv", "class,room", "classes: title is missing"],
  ["enrolments.csv", "name,class", "enrolments: student_id is missing"],
  ["timetable.csv", "class,room", "a timetable: start and end are missing"],
  ["students.csv", "name,email", "students: student_id is missing"],
])("%s with the columns %s alone is told what is missing", (name, header, missing) => {
  const { notes } = read(name, `${header}\nA,B\n`);
  expect(notes).toMatchObject([
    {
      severity: "refused",
      line: 1,
      value: header.replace(",", ", "),
      message: `has not the columns of ${missing}`,
    },
  ]);
});

test("classes of a school with a timetable alone need no standing_room, and nothing is said of where they stand", () => {
  const { content, notes } = read("classes.csv", "class,title,from\nCS-1,Programming,2026-09-01\nCS-2,,\n");
  expect(notes).toEqual([]);
  expect(content.classes).toMatchObject([{ code: "CS-1", title: "Programming" }, { code: "CS-2" }]);
  expect(content.standings).toEqual([]);
});

test.each([
  ["'00123", "00123"],
  ["''00123", "'00123"],
  ["'A1", "'A1"],
  ["+A1", null],
  ["@x", null],
  ['"1,5"', null],
  ["true", null],
  ["false", null],
  ["=123", null],
])("a student_id %s is taken as %s", (cell, id) => {
  const { content, notes } = read("students.csv", `student_id,given_name\n${cell},Ada\n`);
  expect(content.students.map(({ key }) => key)).toEqual(id === null ? [] : [id]);
  expect(notes.map(({ severity }) => severity)).toEqual(id === null ? ["refused"] : []);
});

test.each(["sep=;", '"sep=;"', '"SEP=;"'])("a first line %s says how the rows are divided", (first) => {
  const file = new TextEncoder().encode(`${first}\nstudent_id;given_name\nS1;Ada, Countess\n`);
  const { header, rows, notes } = fileOpener.table({ name: "students.csv", bytes: file });
  expect(header).toEqual(["student_id", "given_name"]);
  expect(rows).toEqual([{ line: 3, cells: ["S1", "Ada, Countess"] }]);
  expect(notes).toEqual([]);
});

describe("columns in other languages", () => {
  test.each([
    "Matrikelnummer;Klasse;von;bis",
    "Matrikelnummer;Kurs;Beginn;Ende",
    "matrikel-nr;gruppe;gültig ab;gültig bis",
    "Numéro étudiant;Groupe;Début;Fin",
    "matricule;cours;date de debut;date de fin",
    "Número de matrícula;Grupo;Fecha de inicio;Fecha de fin",
    "matricola;corso;dal;al",
    "studentnummer;groep;van;tot en met",
    "número de aluno;turma;início;fim",
  ])("%s are an enrolment with its first and its last day", (header) => {
    const { content, notes } = read("x.csv", `${header}\nS1;CS-1;2026-11-01;2026-11-28\n`);
    expect(content.enrolments).toMatchObject([
      { student: "S1", class: "CS-1", from: "2026-11-01", to: "2026-11-29" },
    ]);
    expect(notes).toEqual([]);
  });

  test.each([
    ["Klasse;Datum;Beginn;Ende;Raum;Lehrkraft;Titel;Art;Pflicht", "ja", true],
    ["Groupe;Date;Début;Fin;Salle;Enseignant;Intitulé;Type;Obligatoire", "non", false],
    ["Grupo;Fecha;Hora de inicio;Hora de fin;Aula;Profesor;Título;Tipo;Obligatorio", "Sí", true],
  ])("%s are a timetable", (header, required, isRequired) => {
    const { content, notes } = read("x.csv", `${header}\nA;2026-11-23;09:00;10:00;R1;kim;T;L;${required}\n`);
    expect(content.sessions).toMatchObject([
      { classes: ["A"], rooms: ["R1"], staff: ["kim"], title: "T", sort: "L", required: isRequired },
    ]);
    expect(notes).toEqual([]);
  });

  test("Vorname, Nachname and the like are a student", () => {
    const header = "Matrikelnummer,Vorname,Nachname,E-Mail-Adresse,Jahrgang,Kartennummer,Benutzername";
    const { content, notes } = read("x.csv", `${header}\nS1,Cem,Dag,c@uni.example,2026,C1,cem\n`);
    expect(content.students).toMatchObject([
      { key: "S1", givenName: "Cem", familyName: "Dag", email: "c@uni.example", cohort: "2026" },
    ]);
    expect(notes).toEqual([]);
  });

  test("one that nobody knows and that holds days is told to begin and end nothing, and what to call it", () => {
    const { notes } = read("x.csv", "student_id,class,alku,loppu,note\nS1,A,2026-11-01,1.12.2026,x\n");
    expect(notes.map(({ severity, column, value }) => [severity, column, value])).toEqual([
      ["guessed", "alku", "2026-11-01"],
      ["guessed", "loppu", "1.12.2026"],
      ["ignored", "note", null],
    ]);
    expect(notes[1]?.remedy).toContain("from or to or last_day");
  });
});

describe("what stands for nothing", () => {
  test.each(["N/A", "n.a.", "null", "NULL", "None", "-", "–", "undefined", "TBA"])(
    "%s is nobody's id and no room",
    (word) => {
      const students = read(
        "students.csv",
        `student_id,given_name,card_uid\n${word},Cem,C1\nS2,Eva,${word}\n`,
      );
      expect(students.content.students.map(({ identifiers }) => identifiers)).toEqual([
        [{ scheme: "student_id", value: "S2" }],
      ]);
      expect(students.notes.map(({ severity, line }) => [severity, line])).toEqual([
        ["refused", 2],
        ["ignored", 3],
      ]);
      const { content, notes } = read(
        "timetable.csv",
        `class,start,end,rooms,staff\nA,2026-11-23 09:00,2026-11-23 10:00,${word},${word}\n`,
      );
      expect(content.sessions).toMatchObject([{ rooms: [], staff: [] }]);
      expect(notes.map(({ severity, column }) => [severity, column])).toEqual([
        ["ignored", "rooms"],
        ["ignored", "staff"],
      ]);
    },
  );
});

test.each([
  ["N.N.", []],
  ["vacant", []],
  ["Various staff", []],
  ["Lecturer A", []],
  ["Ana Wolf;NN", ["Ana Wolf"]],
  ["admin;ta", ["admin", "ta"]],
])("of the staff in %s those remain whom it names", (cell, staff) => {
  const { content, notes } = read(
    "timetable.csv",
    `class,start,end,rooms,staff\nA,2026-11-23 09:00,2026-11-23 10:00,R1,${cell}\n`,
  );
  expect(content.sessions).toMatchObject([{ staff }]);
  expect(notes.filter(({ column }) => column === "staff")).toHaveLength(cell === "admin;ta" ? 0 : 1);
});

describe("what is written is read again", () => {
  test("cells that a spreadsheet would run are text, and come back as they were", () => {
    fc.assert(
      fc.property(text, (cell) => {
        expect(defuseCell(cell)).not.toMatch(/^[=+\-@\t\r]/);
        expect(armCell(defuseCell(cell))).toBe(cell);
      }),
    );
  });

  test("lists of names come back", () => {
    fc.assert(
      fc.property(fc.array(code), (names) => {
        expect(splitList(joinList(names))).toEqual(names);
      }),
    );
  });

  test("students: written, read and written again gives the same bytes", () => {
    const row = fc.record({
      studentId: code,
      givenName: text,
      familyName: text,
      cohort: text,
      cards: fc.uniqueArray(
        code.map((card) => normalIdentifier("card_uid", card)),
        { maxLength: 2 },
      ),
      faceSubjects: fc.uniqueArray(code, { maxLength: 2 }),
      devicePeople: fc.uniqueArray(code, { maxLength: 2 }),
      username: text.map(normalCode).filter((made) => noCode(made) === null),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ studentId }) => studentId }), (rows) => {
        const told = rows.map((one) => ({
          ...one,
          givenName: one.givenName || null,
          familyName: one.familyName || null,
          email: null,
          cohort: one.cohort || null,
          username: one.username || null,
        }));
        const { content, notes } = read("students.csv", writeStudents(told));
        expect(notes).toEqual([]);
        const again = content.students.map((one) => {
          const held = (wanted: string) =>
            one.identifiers.filter(({ scheme }) => scheme === wanted).map(({ value }) => value);
          return {
            studentId: one.key,
            givenName: one.givenName ?? null,
            familyName: one.familyName ?? null,
            email: one.email ?? null,
            cohort: one.cohort ?? null,
            cards: held("card_uid"),
            faceSubjects: held("face_subject"),
            devicePeople: held("device_person"),
            username: held("username")[0] ?? null,
          };
        });
        expect(writeStudents(again)).toBe(writeStudents(told));
      }),
    );
  });

  test("enrolments: written, read and written again gives the same bytes", () => {
    const day = fc
      .integer({ min: 0, max: 5000 })
      .map((days) => Temporal.PlainDate.from("2020-01-01").add({ days }).toString());
    const row = fc.record({ studentId: code, class: code, from: day, to: fc.option(day) });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const { content, notes } = read("enrolments.csv", writeEnrolments(rows));
        expect(notes).toEqual([]);
        const again = content.enrolments.map(({ student, class: of, from = "", to = null }) => ({
          studentId: student,
          class: of,
          from,
          to,
        }));
        expect(writeEnrolments(again)).toBe(writeEnrolments(rows));
      }),
    );
  });

  test("meetings keep their instants in every hour of a year, both nights of changing clocks included", () => {
    const year = Temporal.Instant.from("2026-01-01T00:00:00Z").epochMilliseconds;
    const meeting = fc.record({
      start: fc
        .integer({ min: 0, max: 365 * 24 * 60 - 1 })
        .map((minute) => Temporal.Instant.fromEpochMilliseconds(year + minute * 60_000)),
      minutes: fc.integer({ min: 1, max: 600 }),
    });
    fc.assert(
      fc.property(
        meeting,
        fc.uniqueArray(code, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(code, { maxLength: 2 }),
        ({ start, minutes }, classes, rooms) => {
          const row = {
            classes,
            rooms,
            staff: [],
            start,
            end: start.add({ minutes }),
            mode: "hybrid" as const,
            title: "Algebra",
            sort: "lecture",
            required: minutes % 2 === 0,
            weight: "1.5",
          };
          const { content, notes } = read("timetable.csv", writeTimetable([row], timeZone));
          expect(notes.filter(({ severity }) => severity === "refused")).toEqual([]);
          const [session] = content.sessions;
          expect(session?.start.toString()).toBe(start.toString());
          expect(session?.end.toString()).toBe(row.end.toString());
          expect([session?.classes, session?.rooms]).toEqual([classes, rooms]);
          expect([session?.title, session?.sort, session?.required, session?.weight]).toEqual([
            "Algebra",
            "lecture",
            minutes % 2 === 0,
            1.5,
          ]);
        },
      ),
      { numRuns: 300 },
    );
    for (const at of ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-03-29T00:59:00Z"]) {
      const start = Temporal.Instant.from(at);
      const row = {
        classes: ["A"],
        rooms: [],
        staff: [],
        start,
        end: start.add({ minutes: 45 }),
        mode: "remote" as const,
        title: "",
        sort: "",
        required: true,
        weight: "1",
      };
      const [session] = read("timetable.csv", writeTimetable([row], timeZone)).content.sessions;
      expect([session?.start.toString(), session?.end.toString()]).toEqual([at, row.end.toString()]);
    }
  });
});

describe("what people write", () => {
  test.each([
    ["comma", "student_id,class,from\nS1,A,2026-09-01\n"],
    ["semicolon", "class;from;Student ID\nA;2026-09-01;S1\n"],
    [
      "tab, Windows line ends, byte order mark",
      "\uFEFFStudent-ID\tGroup\tStart date\r\nS1\tA\t2026-09-01\r\n",
    ],
  ])("%s", (_, file) => {
    const { content, notes } = read("list.csv", file);
    expect(notes).toEqual([]);
    expect(content.enrolments).toMatchObject([{ student: "S1", class: "A", from: "2026-09-01" }]);
  });

  test("a misspelt header is read and said", () => {
    const { content, notes } = read("students.csv", "student_id,familly_name\nS1,Byron\n");
    expect(content.students).toMatchObject([{ familyName: "Byron" }]);
    expect(notes).toMatchObject([
      { severity: "guessed", line: 1, column: "familly_name", message: "is read as family_name" },
    ]);
  });

  test("what is no UTF-8 is read as Windows-1252, and said", () => {
    const { content, notes } = read(
      "students.csv",
      Buffer.from("student_id,family_name\nS1,M\u00fcller\n", "latin1"),
    );
    expect(content.students).toMatchObject([{ familyName: "Müller" }]);
    expect(notes).toMatchObject([{ severity: "guessed", line: null }]);
  });

  test("notes name the line on which a row begins, also after names of two lines", () => {
    const { notes } = read(
      "enrolments.csv",
      'student_id,class,from\r\nS1,"A\r\nB",2026-09-01\r\n\r\nS2,A,09/10/2026\r\n',
    );
    expect(notes).toMatchObject([
      {
        severity: "refused",
        line: 5,
        column: "from",
        value: "09/10/2026",
        message: "may be 2026-10-09 or 2026-09-10",
      },
    ]);
  });

  test("a date that may be read both ways is read as the other cells of its column say", () => {
    const rows = (...dates: readonly string[]) =>
      read(
        "enrolments.csv",
        `student_id,class,from\n${dates.map((day, n) => `S${n},A,${day}`).join("\n")}\n`,
      );
    const days = (...dates: readonly string[]) => rows(...dates).content.enrolments.map(({ from }) => from);
    expect(days("01.11.2026", "23.11.2026")).toEqual(["2026-11-01", "2026-11-23"]);
    expect(days("11/01/2026", "11/23/2026")).toEqual(["2026-11-01", "2026-11-23"]);
    expect(rows("01.11.2026", "23.11.2026").notes).toMatchObject([
      { severity: "guessed", line: 2, message: "is read as 2026-11-01" },
      { severity: "guessed", line: 3 },
    ]);
    // Where the column says both, or nothing, nobody guesses.
    expect(days("01.11.2026", "23.11.2026", "11.23.2026")).toEqual(["2026-11-23", "2026-11-23"]);
    expect(days("01.11.2026", "02.11.2026")).toEqual([]);
    const table = read(
      "timetable.csv",
      "class,start,end\nA,01.12.2026 09:00,10:00\nA,23.12.2026 09:00,10:00\n",
    );
    expect(table.content.sessions.map(({ day }) => day)).toEqual(["2026-12-01", "2026-12-23"]);
  });

  test("a day without its year is refused as what it is", () => {
    for (const day of ["1-mrt", "mar-01", "01-Nov"]) {
      const { notes } = read("enrolments.csv", `student_id,class,from\nS1,A,${day}\n`);
      expect(notes).toMatchObject([
        { severity: "refused", line: 2, message: "is a day without its year, or a month" },
      ]);
    }
  });

  test("a quote that is never closed is refused with its line, and the rows before it are read", () => {
    const { content, notes } = read("students.csv", 'student_id,family_name\nS1,A\nS2,"B\nS3,C\n');
    expect(content.students.map(({ key }) => key)).toEqual(["S1"]);
    expect(notes).toMatchObject([{ severity: "refused", line: 3 }]);
  });
});

test.each([
  ["2026-11-23", "2026-11-23", false],
  ["2026-11-23T00:00:00Z", "2026-11-23", true],
  ["20261123", "2026-11-23", true],
  ["23/11/2026", "2026-11-23", true],
  ["11/23/2026", "2026-11-23", true],
  ["05.05.2026", "2026-05-05", true],
  ["23 Nov 2026", "2026-11-23", true],
  ["November 23, 2026", "2026-11-23", true],
  ["1-mrt-2026", "2026-03-01", true],
  ["1. März 2026", "2026-03-01", true],
  ["1 juillet 2026", "2026-07-01", true],
])("the date %s is %s", (written, date, guessed) => {
  expect(readDate(written)).toEqual({ kind: "date", date, guessed });
});
test.each(["11/12/2026", "2026-02-30", "31/31/2026", "soon", "23/11/26"])(
  "the date %s is refused",
  (written) => {
    expect(readDate(written)).toMatchObject({ kind: "refused" });
  },
);

test.each([
  ["", "2026-11-23 09:00", "10:00", "2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z", null],
  ["2026-11-23", "9:00 AM", "1:00 pm", "2026-11-23T09:00:00Z", "2026-11-23T13:00:00Z", null],
  ["", "2026-07-01T09:00", "2026-07-01T10:00", "2026-07-01T08:00:00Z", "2026-07-01T09:00:00Z", null],
  ["", "2026-11-23 23:30", "00:30", "2026-11-23T23:30:00Z", "2026-11-24T00:30:00Z", null],
  ["", "2026-11-23T09:00:00Z", "2026-11-23T10:00:00+01:00", null, null, "end"],
  [
    "",
    "2026-03-29 01:30",
    "02:30",
    "2026-03-29T01:30:00Z",
    "2026-03-29T02:30:00Z",
    "the clocks skip this hour: it is moved later",
  ],
  [
    "",
    "2026-10-25 01:30",
    "02:30",
    "2026-10-25T00:30:00Z",
    "2026-10-25T02:30:00Z",
    "the clocks repeat this hour: the first is meant",
  ],
  ["", "2026-11-23 09:00", "2026-11-23 09:00", null, null, "end"],
  ["", "09:00", "10:00", null, null, "start"],
])("%s %s to %s", (date, from, to, start, end, odd) => {
  const time = readMeetingTime(date, from, to, timeZone);
  if (start === null) expect(time).toMatchObject({ kind: "refused", column: odd });
  else if (time.kind === "refused") expect(time).toBe(start);
  else expect([time.start.toString(), time.end.toString(), time.guessed]).toEqual([start, end, odd]);
});

test("weights are numbers above 0, with a point or a comma; others are refused", () => {
  const file = (weight: string) =>
    read("timetable.csv", `class,start,end,weight\nA,2026-12-01 09:00,2026-12-01 10:00,"${weight}"\n`);
  expect(file("0,5").content.sessions).toMatchObject([{ weight: 0.5 }]);
  for (const weight of ["0", "-1", "half", "1e3"]) {
    expect(file(weight).notes).toMatchObject([{ severity: "refused", column: "weight", value: weight }]);
  }
});

test("the example of a template is left out, of one of before as well", () => {
  for (const row of ["EXAMPLE-1,Ada,Example,ada@example.org", exampleRows.students.join(",")]) {
    const { content, notes } = read("students.csv", `${writtenColumns.students.join(",")}\n${row}\n`);
    expect([content.students, notes.map(({ message }) => message)]).toEqual([
      [],
      ["is the example of the template"],
    ]);
  }
});

describe("a complete file", () => {
  const files = {
    "terms.csv": "term,title,from,last_day\nT1,Autumn,2026-09-01,2026-12-18\n",
    "non_teaching_days.csv": "day,title\n2026-12-24,Eve\n",
    "rooms.csv": "room\nR1\n",
    "courses.csv": "course_code,title\nALG,Algebra\n",
    "staff.csv": "username\nhill\n",
    "classes.csv": "class,title\nDD1,Algebra\n",
    "students.csv": "student_id,given_name\nS1,Ann\n",
    "enrolments.csv": "student_id,class\nS1,DD1\n",
    "timetable.csv": "class,start,end\nDD1,2026-11-23 09:00,2026-11-23 10:00\n",
  };
  const tables = Object.entries(files).map(([name, text]) =>
    fileOpener.table({ name, bytes: new TextEncoder().encode(text) }),
  );
  const told = (complete: boolean) =>
    readPlainCsv(tables, { timeZone: "Europe/London", complete }).notes.flatMap(({ file, message }) =>
      message.startsWith("is complete, and ends nothing") ? [file] : [],
    );

  test("of what no file ends says that it ends nothing, and the others do not", () => {
    const ending = ["non_teaching_days.csv", "students.csv", "enrolments.csv", "timetable.csv"];
    expect(told(true)).toEqual(Object.keys(files).filter((file) => !ending.includes(file)));
    expect(told(false)).toEqual([]);
  });
});
