import { describe, expect, test } from "vitest";
import { refusedCode, refusedNewId } from "../../../src/app/rosters/refused-new-id.ts";
import { type ImportWorld, openImportWorld, type Preview } from "./import-world.ts";

const head = "student_id,given_name,family_name,email\n";
const refusals = ({ notes }: Preview) =>
  notes
    .filter(({ severity }) => severity === "refused")
    .map(({ line, value, message }) => [line, value, message]);

/** Alma is REU7, in CS-1 until 1 November, the day on which she left. */
function almaLeft(): ImportWorld {
  const world = openImportWorld();
  world.turnTo("2026-09-01T12:00:00Z");
  world.take({
    "students.csv": `${head}REU7,Alma,Brook,\n`,
    "enrolments.csv": "student_id,class,from,to\nREU7,CS-1,2026-09-01,2026-11-01\n",
  });
  world.turnTo("2026-11-22T12:00:00Z");
  return world;
}

describe("a number that is used again", () => {
  test("is a new person's from the day on which the one before had left; the record before stays as it is", () => {
    const world = almaLeft();
    const [alma] = world.world().roster.people;
    const seen = world.take({ "students.csv": `${head}REU7,Cem,Dag,cem@uni.example\n` });
    expect(seen.counts).toEqual(["student add 1"]);
    expect(world.world().roster.people).toHaveLength(2);
    expect(world.world().roster.people).toContainEqual(alma);
    expect(world.holder("REU7")).toBe("Cem Dag");
    expect(seen.plan.roster.identifiers.map(({ value, from }) => [value, from?.toString()])).toEqual([
      ["REU7", "2026-11-01T00:00:00Z"],
    ]);
    expect(seen.notes).toMatchObject([
      { severity: "guessed", value: "REU7", message: expect.stringContaining("Alma Brook") },
    ]);
    expect(world.spans("REU7", "CS-1")).toEqual([]);
    expect(world.preview({ "students.csv": `${head}REU7,Cem,Dag,cem@uni.example\n` }).counts).toEqual([]);
  });

  test("a card and a login that pass on with it, or to somebody else, go the same way", () => {
    const world = openImportWorld();
    world.turnTo("2026-09-01T12:00:00Z");
    const cards = "student_id,given_name,family_name,card_uid\n";
    world.take({
      "students.csv": `${cards}S1,Alma,Brook,C1\n`,
      "enrolments.csv": "student_id,class,from,to\nS1,CS-1,2026-09-01,2026-11-01\n",
    });
    world.turnTo("2026-11-22T12:00:00Z");
    const seen = world.take({ "students.csv": `${cards}S2,Cem,Dag,C1\n` });
    expect(seen.counts).toEqual(["student add 1"]);
    expect(seen.plan.roster.endedIdentifiers).toMatchObject([{ scheme: "card_uid", value: "C1" }]);
    expect(seen.notes).toMatchObject([{ severity: "guessed", value: "C1" }]);
  });

  test.each([
    ["another accent or case", "ALMÁ,Brook,"],
    ["a new family name", "Alma,Dag,"],
    ["a second given name", "Alma Maria,Brook,"],
    ["names the other way round", "Brook,Alma,"],
  ])("whoever is still here stays the same person with %s", (_, cells) => {
    const world = openImportWorld();
    world.take({
      "students.csv": `${head}REU7,Alma,Brook,\n`,
      "enrolments.csv": "student_id,class,from,to\nREU7,CS-1,2026-09-01,\n",
    });
    expect(world.take({ "students.csv": `${head}REU7,${cells}\n` }).counts).toEqual(["student change 1"]);
    expect(world.world().roster.people).toHaveLength(1);
  });

  test("the same address says that it is the same person, whatever the name", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${head}REU7,Alma,Brook,a@uni.example\n` });
    expect(world.take({ "students.csv": `${head}REU7,Maria,Dag,A@uni.example\n` }).counts).toEqual([
      "student change 1",
    ]);
  });

  test("where it cannot be told it is asked, and nothing of the row is done before the answer", () => {
    const world = openImportWorld();
    world.take({
      "students.csv": `${head}REU7,Alma,Brook,\n`,
      "enrolments.csv": "student_id,class,from,to\nREU7,CS-1,2026-09-01,\n",
    });
    const file = { "students.csv": `${head}REU7,Cem,Dag,\n` };
    const asked = world.preview(file);
    expect(asked.counts).toEqual([]);
    expect(asked.plan.questions).toMatchObject([
      { key: "student REU7", text: expect.stringMatching(/Alma Brook.*Cem Dag/) },
    ]);
    expect(refusals(asked)).toMatchObject([[2, "REU7", expect.stringContaining("Alma Brook")]]);
    expect(world.preview(file, { answers: { "student REU7": "same" } }).counts).toEqual(["student change 1"]);
    expect(world.take(file, { answers: { "student REU7": "another" } }).counts).toEqual([
      "student add 1",
      "enrolment end 1",
    ]);
    expect(world.holder("REU7")).toBe("Cem Dag");
  });

  test("somebody who left and comes back under another family name is asked about", () => {
    const world = almaLeft();
    expect(world.preview({ "students.csv": `${head}REU7,Alma,Dag,\n` }).plan.questions).toHaveLength(1);
    expect(world.take({ "students.csv": `${head}REU7,Alma,Brook,\n` }).counts).toEqual([]);
  });

  test("in OneRoster too, by its sourcedId or by the number", () => {
    const users = (row: string) => ({
      "users.csv": `sourcedId,status,role,username,givenName,familyName,identifier\n${row}\n`,
    });
    for (const sourcedId of ["u1", "u2"]) {
      const world = openImportWorld();
      world.take(users("u1,,student,,Alma,Brook,REU7"), { complete: true });
      world.take(users("u9,,student,,Eve,Fall,REU9"), { complete: true });
      expect(world.take(users(`${sourcedId},,student,,Cem,Dag,REU7`)).counts).toEqual(["student add 1"]);
      expect(world.holder("REU7")).toBe("Cem Dag");
      expect(
        world
          .world()
          .roster.people.map(({ givenName }) => givenName)
          .sort(),
      ).toEqual(["Alma", "Cem", "Eve"]);
    }
  });

  test("of staff by their login; one that a timetable made by its name is nobody else", () => {
    const world = openImportWorld();
    world.take({ "timetable.csv": "class,start,end,staff\nCS-1,2026-12-01 09:00,2026-12-01 10:00,turing\n" });
    const users = (row: string) => ({
      "users.csv": `sourcedId,status,role,username,givenName,familyName\n${row}\n`,
    });
    expect(world.take(users("t1,,teacher,turing,Alan,Turing")).counts).toEqual(["staff change 1"]);
    expect(world.preview(users("t2,,teacher,turing,Mary,Shelley")).plan.questions).toHaveLength(1);
  });
});

describe("an empty name", () => {
  test("takes none away, and is told", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${head}DD5,Di,Dunn,di@uni.example\nDD6,Ed,Eden,\n` });
    const seen = world.take({ "students.csv": `${head}DD5,,,di@uni.example\nDD6,#N/V,Eden,\n` });
    expect(seen.counts).toEqual([]);
    expect([world.holder("DD5"), world.holder("DD6")]).toEqual(["Di Dunn", "Ed Eden"]);
    expect(seen.notes.filter(({ message }) => message.includes("stays"))).toMatchObject([
      { line: 2, column: "given_name", message: "is empty, and stays Di" },
      { line: 2, column: "family_name", message: "is empty, and stays Dunn" },
      { line: 3, column: "given_name", message: "is empty, and stays Ed" },
    ]);
  });

  test("in OneRoster too", () => {
    const world = openImportWorld();
    const users = (names: string) => ({
      "users.csv": `sourcedId,status,role,givenName,familyName,identifier\nu1,,student,${names},S1\n`,
    });
    world.take(users("Di,Dunn"));
    expect(world.take(users(",")).counts).toEqual([]);
    expect(world.holder("S1")).toBe("Di Dunn");
  });

  test("with another address than that of somebody who left is asked about", () => {
    for (const email of ["", "alma@uni.example"]) {
      const world = openImportWorld();
      world.turnTo("2026-09-01T12:00:00Z");
      world.take({
        "students.csv": `${head}D4,Alma,Brook,${email}\n`,
        "enrolments.csv": "student_id,class,from,to\nD4,CS-1,2026-09-01,2026-11-01\n",
      });
      world.turnTo("2026-11-22T12:00:00Z");
      const file = { "students.csv": `${head}D4,,,new@uni.example\n` };
      const asked = world.preview(file);
      expect(asked.counts).toEqual([]);
      expect(asked.plan.questions).toMatchObject([
        { key: "student D4", before: "Alma Brook", after: "new@uni.example" },
      ]);
      expect(world.preview(file, { answers: { "student D4": "another" } }).counts).toEqual(["student add 1"]);
      world.take(file, { answers: { "student D4": "same" } });
      expect(world.holder("D4")).toBe("Alma Brook");
      expect(world.preview(file).plan.questions).toEqual([]);
    }
  });
});

describe("two ids that differ in their leading zeros alone", () => {
  const rows = ["00123,Ana,Wolf,", "123,Ben,Fox,"];
  test.each([rows, rows.toReversed()])("%s and %s in one file are two people, to be confirmed", (...both) => {
    const world = openImportWorld();
    const file = { "students.csv": [head.trim(), ...both, ""].join("\n") };
    const seen = world.take(file);
    expect(seen.counts).toEqual(["student add 2"]);
    expect(seen.plan.warnings).toHaveLength(1);
    expect(seen.notes).toMatchObject([
      { severity: "guessed", value: "123", message: expect.stringContaining("is 00123 but for the zeros") },
    ]);
    expect(world.take(file).plan.warnings).toEqual([]);
  });

  test("where one is known here already, too", () => {
    for (const [first, second] of [rows, rows.toReversed()]) {
      const world = openImportWorld();
      world.take({ "students.csv": `${head}${first}\n` });
      const seen = world.take({ "students.csv": `${head}${second}\n007,Cem,Dag,\n` });
      expect(seen.counts).toEqual(["student add 2"]);
      expect(seen.plan.warnings).toHaveLength(1);
      const again = openImportWorld();
      again.take({ "students.csv": `${head}${first}\n` });
      expect(again.take({ "students.csv": `${head}${first}\n${second}\n` }).plan.warnings).toHaveLength(1);
    }
  });
});

describe("one id in two rows of a file", () => {
  test("with two names is refused, both of them: nothing tells whose it is", () => {
    const seen = openImportWorld().take({
      "students.csv": `${head}S1,Ana,Wolf,\nS1,Ben,Wolf,\nS2,Cem,Dag,\n`,
    });
    expect(seen.counts).toEqual(["student add 1"]);
    expect(refusals(seen)).toEqual([
      [2, "S1", "line 3 has the same id for Ben Wolf"],
      [3, "S1", "line 2 has the same id for Ana Wolf"],
    ]);
  });

  test("with something else that differs is refused from the second on; quite the same is left out", () => {
    const seen = openImportWorld().take({
      "students.csv": `${head}S1,Ana,Wolf,a@x.example\nS1,Ana,Wolf,b@x.example\nS2,Cem,Dag,\nS2,Cem,Dag,\n`,
    });
    expect(seen.counts).toEqual(["student add 2"]);
    expect(refusals(seen)).toEqual([[3, "S1", "line 2 has the same id, and not the same cells"]]);
    expect(seen.notes.filter(({ severity }) => severity === "ignored")).toMatchObject([{ line: 5 }]);
  });

  test("of a class, a course or a term too", () => {
    const seen = openImportWorld().take({
      "users.csv": "sourcedId,role\n",
      "classes.csv": "sourcedId,title,classCode\nc1,Algebra,ALG\nc1,Logic,LOG\nc2,Sets,SET\nc2,Sets,SET\n",
    });
    expect(refusals(seen)).toEqual([[3, "c1", "line 2 has the same id, and not the same cells"]]);
  });

  test("ends nobody: a file of which something was refused is not complete", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${head}S1,Ana,Wolf,\nS2,Ben,Fox,\n` }, { complete: true });
    const seen = world.preview(
      { "students.csv": `${head}S1,Ana,Wolf,\n2.02612E+11,Ben,Fox,\n` },
      { complete: true },
    );
    expect(seen.counts).toEqual([]);
    expect(seen.notes).toContainEqual(
      expect.objectContaining({
        severity: "ignored",
        message: expect.stringContaining("not taken as complete"),
      }),
    );
    const plan = world.preview({ "students.csv": `${head}S1,Ana,Wolf,\nS1,Ann,Wolf,\n` }, { complete: true });
    expect(plan.counts.filter((line) => line.includes("end"))).toEqual([]);
  });
});

describe("an id that a spreadsheet mangled is refused with the remedy", () => {
  const mangled = [
    "2.02612E+11",
    "2,02612E+11",
    "2٫02612E+11",
    "٢٫٠٢٦١٢E+١١",
    "+2.0E11",
    "+2.02612E+11",
    "２.０２６１２Ｅ+１１",
    "2.02612E\u221211",
    "\u200e2.02612E+11",
    "1E+12",
    "01-Mar",
    "1-mrt",
    "mar-01",
    "01-mars",
    "1. Mär",
    "01/mar",
    "1-янв",
    "1-Mar",
    "Mar-26",
    "2026-03-01 00:00:00",
    "01/03/2026",
    "20261234.0",
    "20,261,234",
    "#N/A",
    "#REF!",
    "#N/V",
    "#N/D",
    "#I/T",
    "#VALEUR!",
    "#NOM?",
    "#¡VALOR!",
    "#¿NOMBRE?",
    "#¡DIV/0!",
    "#BEZUG!",
    "#ИМЯ?",
    "#Н/Д",
    "#SPILL!",
    "Err:502",
    "1E+5",
    "1.0E+5",
    "2020.0",
    "1'234'567",
    "1’234",
    "1.234.567",
    "1\u202f234\u202f567",
    "1\u00a0234",
    "1 234 567",
    "12E+04",
    "120E+3",
    "1.E+05",
    "########",
    "NaN",
    "=123",
    "=A1&B2",
    "TRUE",
    "FALSCH",
    "12:30",
    "12:30:00",
    "£12",
    "12,50 €",
    "12 %",
    "3-März",
    "1º-ene",
    "1-enero",
  ];
  test("what was written so that a spreadsheet keeps it is taken as it is meant", () => {
    const world = openImportWorld();
    const { counts, notes } = world.take({
      "students.csv": 'student_id,family_name\n="00123",Wolf\n"=""00124""",Fox\n',
      "enrolments.csv": 'student_id,class\n00123,="A"\n00124,A\n',
    });
    expect(counts).toEqual(["class add 1", "student add 2", "enrolment add 2"]);
    expect(notes.filter(({ severity }) => severity === "refused")).toEqual([]);
  });

  test.each(mangled)("%s, in each column of ids", (value) => {
    const cell = value.includes(",") ? `"${value}"` : value;
    for (const files of [
      { "students.csv": `student_id,family_name\n${cell},Wolf\n` },
      { "students.csv": `student_id,family_name,card_uid\nS1,Wolf,${cell}\n` },
      { "students.csv": `student_id,family_name,face_subject\nS1,Wolf,${cell}\n` },
      { "enrolments.csv": `student_id,class\nS1,${cell}\n` },
      { "enrolments.csv": `student_id,class\n${cell},A\n` },
      { "timetable.csv": `class,start,end\n${cell},2026-12-01 09:00,2026-12-01 10:00\n` },
      { "timetable.csv": `class,start,end,rooms\nA,2026-12-01 09:00,2026-12-01 10:00,${cell}\n` },
      { "timetable.csv": `class,start,end,session_id\nA,2026-12-01 09:00,2026-12-01 10:00,${cell}\n` },
      { "users.csv": `sourcedId,role,identifier,familyName\nu1,student,${cell},Wolf\n` },
      { "users.csv": `sourcedId,role,identifier,familyName\n${cell},student,S1,Wolf\n` },
      { "classes.csv": `sourcedId,title,classCode\nc1,Algebra,${cell}\n`, "users.csv": "sourcedId,role\n" },
    ]) {
      const { notes } = openImportWorld().preview(files);
      const [first] = notes.filter(({ severity }) => severity === "refused");
      // The key of a meeting may be the date that it is on, or its time.
      const mayBeTime = /\d{4}|^\d+:/.test(value);
      if ("timetable.csv" in files && files["timetable.csv"]?.includes("session_id") && mayBeTime) continue;
      expect(first, JSON.stringify(files)).toMatchObject({
        value,
        remedy: expect.stringContaining("as text"),
      });
    }
  });

  test.each(["42.0", "1.0", "1,00", "2.02612E11", "2.0e11"])(
    "%s, which may be a room and is nobody's id",
    (value) => {
      const cell = `"${value}"`;
      const told = (files: Readonly<Record<string, string>>) =>
        openImportWorld()
          .preview(files)
          .notes.map((one) => [one.severity, one.value]);
      expect(told({ "students.csv": `student_id,family_name\n${cell},Wolf\n` })).toEqual([
        ["refused", value],
      ]);
      expect(told({ "students.csv": `student_id,card_uid\nS1,${cell}\n` })).toEqual([["refused", value]]);
      const rooms = `class,start,end,rooms\nA,2026-12-01 09:00,2026-12-01 10:00,${cell}\n`;
      expect(told({ "timetable.csv": rooms })).toEqual([["guessed", value]]);
    },
  );

  test.each([
    "1/2",
    "12/31",
    "-3/4",
    "2 1/4",
    "01/02/26",
    "1.2.26",
    "2026/02/01",
    "١/٢",
    "1E5",
    "3E12",
    "0.5",
  ])("%s, which may be a class or a room and is nobody's id, in a file or by hand", async (value) => {
    const told = (files: Readonly<Record<string, string>>) =>
      openImportWorld()
        .preview(files)
        .notes.flatMap((one) => (one.severity === "refused" ? [one.value] : []));
    for (const files of [
      { "students.csv": `student_id,family_name\n${value},Wolf\n` },
      { "students.csv": `student_id,card_uid\nS1,${value}\n` },
      { "students.csv": `student_id,username\nS1,${value}\n` },
      { "enrolments.csv": `student_id,class\n${value},A\n` },
      { "timetable.csv": `class,start,end,staff\nA,2026-12-01 09:00,2026-12-01 10:00,${value}\n` },
      { "users.csv": `sourcedId,role,identifier,familyName\nu1,student,${value},Wolf\n` },
      { "users.csv": `sourcedId,role,username,familyName\nu1,teacher,${value},Wolf\n` },
    ]) {
      expect(new Set(told(files)), JSON.stringify(files)).toEqual(new Set([value]));
    }
    expect(await refusedNewId(value, () => Promise.resolve([]))).toContain("write it as the school gave it");
    const rooms = `class,start,end,rooms\nA,2026-12-01 09:00,2026-12-01 10:00,${value}\n`;
    expect(told({ "timetable.csv": rooms })).toEqual([]);
    expect(
      told({ "timetable.csv": `class,start,end\n${value},2026-12-01 09:00,2026-12-01 10:00\n` }),
    ).toEqual([]);
    expect(refusedCode(value)).toBeNull();
  });

  test.each([
    "1E5",
    "3E12",
    "MAR1",
    "R2-01",
    "CS-101",
    "2026-A",
    "0012",
    "B.1",
    "May",
    "12/3",
    "6.001",
    "12 345",
    "#1",
    "C#!",
  ])("%s is a code as people give them", (value) => {
    const { notes } = openImportWorld().preview({ "enrolments.csv": `student_id,class\nS1,${value}\n` });
    expect(notes.filter(({ value: told }) => told === value)).toEqual([]);
  });

  test("an id whose leading zeros are gone is refused where the id with them is known", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${head}00123,Ana,Wolf,\n` });
    const seen = world.take({
      "students.csv": `${head}123,Ana,Wolf,\n`,
      "enrolments.csv": "student_id,class\n123,A\n",
    });
    expect(seen.counts.filter((line) => line.startsWith("student"))).toEqual([]);
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      { file: "students.csv", value: "123", message: expect.stringContaining("00123") },
      { file: "enrolments.csv", value: "123", message: expect.stringContaining("00123") },
    ]);
  });
});

describe("a card, face or login whose leading zeros are gone", () => {
  const held = (world: ImportWorld, of: string) =>
    world
      .world()
      .roster.identifiers.flatMap(({ scheme, value }) => (scheme === of ? [value] : []))
      .sort();
  const file = (scheme: string, ...rows: readonly string[]) => ({
    "students.csv": [`student_id,family_name,${scheme}`, ...rows].join("\n"),
  });

  test.each(["card_uid", "face_subject", "username"])("is refused, whoever it is for: %s", (scheme) => {
    for (const row of ["S1,Wolf,445566", "S2,Hay,445566"]) {
      const world = openImportWorld();
      world.take(file(scheme, "S1,Wolf,00445566"));
      const { notes } = world.take(file(scheme, row));
      expect(notes.filter(({ severity }) => severity === "refused")).toMatchObject([
        { column: scheme, value: "445566", message: expect.stringContaining("is 00445566 here") },
      ]);
      expect(held(world, scheme)).toEqual(["00445566"]);
    }
  });

  test.each([
    ["both in one file", [], ["S1,Wolf,00445566", "S2,Hay,445566"]],
    ["the one with zeros known, and others kept", ["S1,Wolf,00445566"], ["S2,Hay,445566", "S3,Fox,0077"]],
    ["the one without known", ["S1,Wolf,445566"], ["S2,Hay,00445566"]],
  ])("is to be confirmed where files keep zeros: %s", (_, before, rows) => {
    const world = openImportWorld();
    world.take(file("card_uid", ...before));
    const { notes, plan } = world.take(file("card_uid", ...rows));
    expect(notes.map(({ severity, column }) => [severity, column])).toEqual([["guessed", "card_uid"]]);
    expect(plan.warnings[0]).toContain("but for its leading zeros");
    expect(world.take(file("card_uid", ...rows)).plan.warnings).toEqual([]);
  });
});

describe("one card number for two people in one file", () => {
  const cards = "student_id,given_name,family_name,card_uid\n";
  const cardsOf = (world: ImportWorld) => {
    const { identifiers, people } = world.world().roster;
    return identifiers.flatMap(({ scheme, value, person }) =>
      scheme === "card_uid" ? [`${value} of ${people.find(({ id }) => id === person)?.givenName ?? ""}`] : [],
    );
  };
  test("is nobody's by that file: both rows are told, and a complete one ends nothing", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${cards}S0,Alma,Brook,\n` });
    const file = `${cards}S1,Cem,Dag,C7\nS2,Eva,Fox,C7\nS3,Gil,Hay,C8\n`;
    const seen = world.take({ "students.csv": file }, { complete: true });
    expect(refusals(seen)).toEqual([
      [2, "C7", "line 3 of the file gives it to Eva Fox: nobody gets it by this file"],
      [3, "C7", "line 2 of the file gives it to Cem Dag: nobody gets it by this file"],
    ]);
    expect(seen.counts).toEqual(["student add 3"]);
    expect(cardsOf(world)).toEqual(["C8 of Gil"]);
    expect(world.preview({ "students.csv": file }, { complete: true }).counts).toEqual([]);
  });

  test("also where one of them has it already, or is a member of staff", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${cards}S1,Cem,Dag,C7\n` });
    const again = world.take({ "students.csv": `${cards}S1,Cem,Dag,C7\nS2,Eva,Fox,C7\n` });
    expect(refusals(again).map(([line]) => line)).toEqual([3]);
    expect(cardsOf(world)).toEqual(["C7 of Cem"]);
  });
});

describe("a login, a card or a face in another spelling", () => {
  const columns = "student_id,given_name,family_name,card_uid,face_subject,username,email\n";
  const has = (world: ImportWorld, scheme: string) =>
    world.world().roster.identifiers.filter((one) => one.scheme === scheme);
  test.each([
    ["username", "S1,Cem,Dag,,,kim01,", "S2,Eva,Fox,,,KIM01,", "kim01", "KIM01"],
    ["face_subject", "S1,Cem,Dag,,kim,,", "S2,Eva,Fox,,Kim,,", "kim", "Kim"],
    ["card_uid", "S1,Cem,Dag,lib-a1,,,", "S2,Eva,Fox,LIB-A1,,,", "lib-a1", "LIB-A1"],
    ["username", "S1,Cem,Dag,,,kim01,", "S2,Eva,Fox,,,ｋｉｍ01,", "kim01", "ｋｉｍ01"],
  ])("%s: two people of one file are both named, and neither gets it", (scheme, a, b, first, second) => {
    const world = openImportWorld();
    const seen = world.take({ "students.csv": `${columns}${a}\n${b}\n` });
    expect(refusals(seen)).toEqual([
      [2, first, `line 3 of the file gives it to Eva Fox, as ${second}: nobody gets it by this file`],
      [3, second, `line 2 of the file gives it to Cem Dag, as ${first}: nobody gets it by this file`],
    ]);
    expect([seen.counts, has(world, scheme)]).toEqual([["student add 2"], []]);
  });

  test("stays with whoever has it in Muster, who is named", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${columns}S1,Cem,Dag,,,kim01,\n` });
    const seen = world.take({ "students.csv": `${columns}S2,Eva,Fox,,,KIM01,\n` });
    expect(seen.notes).toMatchObject([
      {
        severity: "ignored",
        value: "KIM01",
        message: "somebody else has it, Cem Dag, as kim01, and keeps it",
      },
    ]);
    expect(has(world, "username")).toHaveLength(1);
    // One's own may be spelt anew.
    expect(world.take({ "students.csv": `${columns}S1,Cem,Dag,,,Kim01,\n` }).notes).toEqual([]);
  });

  test.each([
    ["kim01", "kim01@uni.example"],
    ["UNI\\kim01", "kim01"],
    ["KIM01@uni.example", "kim01"],
    ["UNI\\kim01", "kim01@uni.example"],
    ["UNI/kim01", "kim01"],
    ["kim01", "a\\UNI\\kim01@uni.example"],
  ])("the logins %s and %s of two people are to be confirmed", (a, b) => {
    const world = openImportWorld();
    const file = `${columns}S1,Cem,Dag,,,${a},\nS2,Eva,Fox,,,${b},\n`;
    const seen = world.take({ "students.csv": file });
    expect(seen.notes).toMatchObject([
      { severity: "guessed", value: b, message: expect.stringContaining(`${a}, the login of Cem Dag`) },
    ]);
    expect(seen.plan.warnings).toHaveLength(1);
    expect(world.take({ "students.csv": file })).toMatchObject({ notes: [], counts: [] });
    const apart = `${columns}S3,Gil,Hay,,,ann@a.example,\nS4,Ida,Jay,,,ann@b.example,\n`;
    expect(world.take({ "students.csv": apart }).plan.warnings).toEqual([]);
  });

  test("an address of two people, whatever its case, is told with both", () => {
    const world = openImportWorld();
    const file = `${columns}S1,Cem,Dag,,,,Kim@uni.example\nS2,Eva,Fox,,,,kim@UNI.example\n`;
    expect(world.take({ "students.csv": file }).notes).toMatchObject([
      {
        severity: "guessed",
        line: 3,
        column: "email",
        message: expect.stringContaining("the address of Cem Dag"),
      },
    ]);
    expect(world.take({ "students.csv": file }).notes).toEqual([]);
    const later = world.take({ "students.csv": `${columns}S3,Gil,Hay,,,,KIM@uni.example\n` });
    expect(later.notes).toHaveLength(1);
  });
});

describe("an id that looks like another", () => {
  test("is a new person's, said beside, and to be confirmed", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${head}S1001,Alma,Brook,\n` });
    const seen = world.preview({ "students.csv": `${head}s10O1,Cem,Dag,\n` });
    expect(seen.counts).toEqual(["student add 1"]);
    expect(seen.notes).toMatchObject([
      { severity: "guessed", value: "s10O1", message: expect.stringContaining("looks like S1001") },
    ]);
    expect(seen.plan.warnings).toHaveLength(1);
  });

  test("is named where nobody knows it", () => {
    const world = openImportWorld();
    world.take({ "students.csv": `${head}S1001,Alma,Brook,\n` });
    const seen = world.preview({ "enrolments.csv": "student_id,class\ns1001,CS-1\n" });
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      {
        column: "student",
        value: "s1001",
        message: "nobody knows this student, and it is nearly S1001",
        remedy: expect.stringContaining("write S1001"),
      },
    ]);
  });

  test.each([
    ["CS 1", "CS-1"],
    ["\u0421S-1", "CS-1"],
    ["CS-l", "CS-1"],
    ["CS-2", null],
    ["CT-1", null],
  ])("a class %s is said to look like %s where it is made", (code, like) => {
    const world = openImportWorld();
    world.take({
      "students.csv": `${head}S1,Alma,Brook,\n`,
      "enrolments.csv": "student_id,class\nS1,CS-1\n",
    });
    const seen = world.preview({ "enrolments.csv": `student_id,class\nS1,${code}\n` });
    expect(seen.counts).toEqual(["class add 1", "enrolment add 1"]);
    expect(seen.notes.map(({ value, message }) => [value, message])).toEqual(
      like === null ? [] : [[code, `looks like ${like}, and is made as another class`]],
    );
  });
});
