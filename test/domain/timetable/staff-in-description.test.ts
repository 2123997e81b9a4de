import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { staffInDescription } from "../../../src/domain/timetable/staff-in-description.ts";

const told = (text: string) => {
  const { people, leftOut } = staffInDescription(text);
  return [
    people.map(({ name, login }) => (login === null ? name : `${name} <${login}>`)),
    leftOut.map((one) => `${one.why}: ${one.text}`),
  ];
};

describe("a label", () => {
  test.each([
    "Lecturer 1: ",
    "Lecturer #2: ",
    "1st lecturer: ",
    "Second lecturer: ",
    "Co-Lecturer: ",
    "Name of lecturer: ",
    "Name of the lecturer: ",
    "Lecturer's name: ",
    "Lecturer name(s): ",
    "Lecturer(s): ",
    "Dozent/in: ",
    "Dozent:in: ",
    "Dozent*innen: ",
    "Name des Dozenten: ",
    "Co-Dozent: ",
    "Gastdozent: ",
    "Zweitdozent: ",
    "Codocente: ",
    "Hoofddocent: ",
    "Lecturer-1: ",
    "Nom de l’enseignant : ",
    "Nombre del profesor: ",
    "Nome del docente: ",
    "Nome do professor: ",
    "Naam docent: ",
    "Enseignant 1 : ",
    "Docente 2: ",
    "Lecturer (main): ",
    "Lecturer / Tutor: ",
    "Guest lecturer: ",
    "Module leader: ",
    "Lecturer = ",
    "Prof.: ",
    "Room: A1; Lecturer: ",
    "Room: A1, Lecturer: ",
    "Room: A1 Lecturer: ",
    "Room: A1 | Lecturer: ",
    "CS-1 | Taught by ",
    "CS-1 - Lecturer: ",
    "Raum: A1; Dozentin: ",
    "Salle : A1 ; Enseignant : ",
    "Group 2. Lecturer: ",
    "This lecture is taught by ",
    "Das Seminar wird gehalten von ",
    "Week 3 • Tutor: ",
    "Lecturer\t",
    "Öğretim Üyesi: ",
    "Преподаватель: ",
    "Διδάσκων: ",
    "教員: ",
    "授業担当教員：",
    "Faglærer: ",
    "LV-Leiter: ",
  ])("%s", (label) => {
    expect(told(`${label}Ana Wolf`)).toEqual([["Ana Wolf"], []]);
  });

  test.each([
    ["Lecturer: Ana Wolf; Room: A1", ["Ana Wolf"], []],
    ["Lecturer: Ana Wolf Room: A1", ["Ana Wolf"], []],
    ["Room: A1; Lecturer: Ana Wolf; Tutor: Ben Stone; Group: 2", ["Ana Wolf", "Ben Stone"], []],
    ["Lecturer 1: Ana Wolf, Lecturer 2: Ben Stone", ["Ana Wolf", "Ben Stone"], []],
    ["CS-1 | Taught by Ana Wolf | Blue Lines", ["Ana Wolf"], []],
    ["CS-1 | Lecturer: Ana Wolf | Blue Lines", ["Ana Wolf"], ["below: Blue Lines"]],
    ["Taught by Ana Wolf in Room 3. Bring a pen.", ["Ana Wolf"], ["place: in Room 3"]],
    ["Taught by Dr. A. Lee. Bring Maps.", ["Dr. A. Lee"], []],
    ["Lecturer: Ana Wolf; Ben Stone: labs", ["Ana Wolf", "Ben Stone"], ["lower: labs"]],
    ["Lecturer email: ana@uni.example", [], ["sentence: ana@uni.example"]],
    ["Lecturer notes: on the server", [], ["sentence: on the server"]],
    ["Note to lecturer: bring cables", [], ["sentence: bring cables"]],
    ["(Lecturer: Ana Wolf)", ["Ana Wolf"], []],
    ["[Lecturer: Ana Wolf] Room A1", ["Ana Wolf"], []],
    ["The course is taught jointly by Ana Wolf and Ben Stone", ["Ana Wolf", "Ben Stone"], []],
    ["Die Vorlesung wird von Ana Wolf gehalten.", ["Ana Wolf"], []],
    ["Die Note wird durch Klausuren bestimmt.", [], []],
    ["Course CS-1 taught by Ana Wolf, Room 3", ["Ana Wolf"], ["place: Room 3"]],
    ["Led by: TBA", [], ["nobody: TBA"]],
    ["Lecturer: Ana Wolf\nana@uni.example", ["Ana Wolf <ana@uni.example>"], []],
    ["Staff Ann Hill", [], ["unlabelled: Staff Ann Hill"]],
    ["Staff Development Day", [], []],
    ["\n\nGROUPE A1\nDUPONT Jean\n(Exporté le:30/11/2026 10:00)\n", [], ["unlabelled: DUPONT Jean"]],
    ["Ana Wolf", [], ["unlabelled: Ana Wolf"]],
    ["with Ana Wolf", [], ["unlabelled: with Ana Wolf"]],
    ["(L) Ana Wolf", [], ["unlabelled: (L) Ana Wolf"]],
    ["Examiner: Ana Wolf", [], ["unlabelled: Examiner: Ana Wolf"]],
    ["Room: Birch Hall", [], []],
    ["Graph Theory\nBring a pen. Ana Wolf is away.", [], []],
    ["Room: A1 - Lecturer: Ana Wolf - Group: 2", ["Ana Wolf"], []],
    ["Lecturer: TBA", [], ["nobody: TBA"]],
    ["Teacher-Student Conference", [], []],
    ["Teams: https://teams.microsoft.com/l/meetup-join/1", [], []],
    ["Lecture: Graphs", [], []],
    ["Tutorial: Room 3", [], []],
    ["Lecturer Ann Lee", [], ["unlabelled: Lecturer Ann Lee"]],
  ])("%s", (text, people, leftOut) => {
    expect(told(text)).toEqual([people, leftOut]);
  });
});

describe("below a label", () => {
  test.each<readonly [text: string, people: readonly string[], leftOut: readonly string[]]>([
    ["Staff: Ann Hill\nBirch Building\nBob Ray", ["Ann Hill", "Bob Ray"], ["place: Birch Building"]],
    ["Staff:\nAnn Hill\nRoom 4\n12345\nBob Ray", ["Ann Hill", "Bob Ray"], ["place: Room 4", "number: 12345"]],
    ["Staff: Ann Hill\n\nEd Fox", ["Ann Hill"], ["below: Ed Fox"]],
    ["Staff: Ann Hill\n\nDr Ed Fox", ["Ann Hill", "Dr Ed Fox"], []],
    ["Staff: Ann Hill\nassisted by\nEd Fox", ["Ann Hill"], ["below: assisted by", "below: Ed Fox"]],
    ["Staff: Ann Hill\nRay\nEd Fox", ["Ann Hill"], ["below: Ray", "below: Ed Fox"]],
    ["Staff: Ann Hill\nGroup: Blue Team\nEd Fox", ["Ann Hill"], ["below: Ed Fox"]],
    ["Staff:\n\n1. Ann Hill\n2. Ed Fox", ["Ann Hill", "Ed Fox"], ["number: 1.", "number: 2."]],
    ["Staff:\nsee the board", [], ["below: see the board"]],
    ["Staff:\nWolf", [], ["below: Wolf"]],
    ["Staff: Ann Hill\n\nPlease bring a pen to this meeting.\n\nThe exam is in May.", ["Ann Hill"], []],
    ["Staff: Ann Hill\nTBA", ["Ann Hill"], ["nobody: TBA"]],
    [
      "Staff:\nAnn Hill <hill@uni.example>\nEd Fox <fox@uni.example>",
      ["Ann Hill <hill@uni.example>", "Ed Fox <fox@uni.example>"],
      [],
    ],
  ])("%s", (text, people, leftOut) => {
    expect(told(text)).toEqual([people, leftOut]);
  });
});

const wordsOf = (...texts: readonly string[]) =>
  texts.flatMap((text) => text.match(/[\p{L}\p{N}]+/gu) ?? []).sort();

test("no word right behind or below a label is lost unsaid", () => {
  const line = fc.constantFrom(
    "Ana Wolf",
    "Wolf, Ana",
    "Wolf",
    "Room 4",
    "12345",
    "TBA",
    "assisted by",
    "Prof. Stuart Hall",
    "School of Arts",
    "ana@uni.example",
    "- Bo Dale",
    "Ana Wolf (https://x.example/a)",
    "bb12",
    "Reading List",
  );
  fc.assert(
    fc.property(
      fc.constantFrom("Staff: ", "Staff:\n", "Room: A1; Lecturer 2: "),
      fc.array(line, { minLength: 1, maxLength: 5 }),
      (label, lines) => {
        const { people, leftOut } = staffInDescription(`${label}${lines.join("\n")}`);
        const found = wordsOf(
          ...people.flatMap(({ name, login }) => (login === null ? [name] : [name, login])),
          ...leftOut.map((one) => one.text),
        );
        const lost = wordsOf(...lines).filter((word) => !found.includes(word));
        expect(lost).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
