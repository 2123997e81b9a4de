import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary, told } from "./import-school.ts";

// It is 22 November 2026, a Sunday, in all of them.
let school: ImportSchool;
beforeEach(async () => {
  school = await openImportSchool();
  await school.take("csv", [
    csv("students.csv", "student_id,given_name\nS1,Ada\n"),
    csv("enrolments.csv", "student_id,class,from\nS1,HG-7,2026-09-01\n"),
  ]);
});
afterEach(() => school.close());

const head = "class,title,standing_room,from,to";
const classes = (...rows: readonly string[]) => csv("classes.csv", [head, ...rows, ""].join("\n"));
const sessions = () =>
  queryRows<{ day: string; state: string; room: string }>(
    school.database,
    `select s.day, s.state, r.code as room from session s join session_room x on x.session_id = s.id
       join room r on r.id = x.room_id where s.kind = 'standing' order by s.day`,
  );
const spans = () =>
  queryRows(
    school.database,
    `select r.code as room, t.from_date as "from", t.to_date as "to" from standing_room t join room r on r.id = t.room_id
     where t.to_date is null or t.from_date < t.to_date order by t.from_date`,
  );
const notes = ({ notes: all }: Awaited<ReturnType<ImportSchool["preview"]>>) =>
  all.map(({ severity, line, column, value, message }) => [severity, line, column, value, message]);

describe("standing rooms in plain CSV", () => {
  test("a preview says where a class will stand and changes nothing; applied, it stands there from the day on", async () => {
    const preview = await school.preview("csv", [classes("HG-7,Home group 7,R7,2026-11-22,")]);
    expect(told(preview)).toEqual(["room add 1", "class change 2"]);
    expect(preview.changes.filter(({ thing }) => thing === "class")).toEqual([
      { thing: "class", change: "change", key: "HG-7", before: "HG-7", after: "Home group 7" },
      {
        thing: "class",
        change: "change",
        key: "HG-7",
        before: "stands in no room",
        after: "stands in R7 from 2026-11-22",
      },
    ]);
    expect(preview.warnings).toEqual([]);
    expect(await spans()).toEqual([]);
    expect(await school.imports.apply(preview.id, false, secretary)).toMatchObject({ kind: "done" });
    expect(await spans()).toEqual([{ room: "R7", from: "2026-11-22", to: null }]);
    expect(await sessions()).toEqual([{ day: "2026-11-22", state: "open", room: "R7" }]);
    expect(await queryRows(school.database, "select role from fact where kind = 'standing_room'")).toEqual([
      { role: "import" },
    ]);
  });

  test("the same file twice changes nothing, without a day too; a file that leaves the class out ends nothing", async () => {
    const undated = classes("HG-7,,R7,,");
    await school.take("csv", [undated]);
    const facts = await queryRows(school.database, "select seq from fact");
    school.turnTo("2026-11-24T12:00:00Z");
    for (const file of [undated, classes("HG-7,,R7,2026-11-22,"), classes("CS-1,,,,"), classes("HG-7,,,,")]) {
      await school.take("csv", [file], true);
    }
    expect(await queryRows(school.database, "select seq from fact")).toEqual(facts);
    expect(await spans()).toEqual([{ room: "R7", from: "2026-11-22", to: null }]);
  });

  test("a later room, an end and a time without a room are told by rows; what was before stays", async () => {
    await school.take("csv", [classes("HG-7,,R7,2026-11-22,")]);
    const rows = classes("HG-7,,R8,2026-12-01,2026-12-19", "HG-7,,R7,2027-01-04,", "HG-7,,,2027-03-01,");
    const preview = await school.preview("csv", [rows]);
    expect(preview.changes.find(({ thing }) => thing === "class")).toMatchObject({
      before: "stands in R7 from 2026-12-01",
      after: "stands in R8 from 2026-12-01, none from 2026-12-19, R7 from 2027-01-04, none from 2027-03-01",
    });
    await school.take("csv", [rows]);
    const after = [
      { room: "R7", from: "2026-11-22", to: "2026-12-01" },
      { room: "R8", from: "2026-12-01", to: "2026-12-19" },
      { room: "R7", from: "2027-01-04", to: "2027-03-01" },
    ];
    expect(await spans()).toEqual(after);
    expect(told(await school.preview("csv", [rows]))).toEqual([]);
    // An end that is taken back: the room goes on from there, and nothing before it is touched.
    await school.take("csv", [classes("HG-7,,R7,2027-01-04,")]);
    expect(told(await school.preview("csv", await school.exported()))).toEqual([]);
    const [file] = await school.exported();
    expect(new TextDecoder().decode(file?.bytes)).toContain("HG-7,HG-7,R7,2027-01-04,,,,\r\n");
  });

  test("days that are over are confirmed before they are planned, and cancelled where the class stands no longer", async () => {
    const preview = await school.preview("csv", [classes("HG-7,,R7,2026-11-19,")]);
    expect(preview.warnings).toEqual([
      "1 class stands otherwise on days that are over, from 2026-11-19 on: sessions of those days are planned, moved or cancelled, and whoever no scan shows there is absent",
    ]);
    expect(await school.imports.apply(preview.id, false, secretary)).toMatchObject({
      kind: "refused",
      refusal: { code: "unconfirmed" },
    });
    expect(await school.imports.apply(preview.id, true, secretary)).toMatchObject({ kind: "done" });
    expect((await sessions()).map(({ day }) => day)).toEqual([
      "2026-11-19",
      "2026-11-20",
      "2026-11-21",
      "2026-11-22",
    ]);
    await school.take("csv", [classes("HG-7,,,2026-11-21,")]);
    expect((await sessions()).map(({ state }) => state)).toEqual([
      "closed",
      "closed",
      "cancelled",
      "cancelled",
    ]);
  });

  test("no session is planned outside the term of the class, and none is held on a day without teaching", async () => {
    const term = await school.office.addTerm({ code: "T", title: "T", from: "2026-11-21", to: "2027-03-01" });
    const { classes: all } = await school.reader.catalogue();
    const [of] = all;
    if (term.kind !== "done" || of === undefined) throw new Error("the school is not laid");
    await school.office.changeClass(of.id, { term: term.value.id });
    await school.office.putNonTeachingDay({ day: "2026-11-22", title: "Sunday" }, secretary);
    await school.take("csv", [classes("HG-7,,R7,2026-11-19,")]);
    expect((await sessions()).map(({ day, state }) => `${day} ${state}`)).toEqual([
      "2026-11-21 closed",
      "2026-11-22 cancelled",
    ]);
  });

  test("rows that cannot be are refused with line, value and remedy, and the others taken", async () => {
    const preview = await school.preview("csv", [
      classes(
        "HG-7,,R7,2026-12-01,2026-12-01",
        "HG-8,,R7,2026-12-01,2026-12-20",
        "HG-8,,R8,2026-12-10,",
        "HG-8,,R7,2026-12-01,2026-12-20",
        "HG-9,,R7,2626-12-01,",
        "HG-9,Nine,R7,2026-12-01,",
        "HG-9,Neun,R7,2027-12-01,",
        ",,R7,2026-12-01,",
      ),
    ]);
    expect(notes(preview).filter(([severity]) => severity !== "guessed")).toEqual([
      ["refused", 8, "title", "Neun", "another row has Nine for this class"],
      ["refused", 9, "class", null, "is missing"],
      ["refused", 2, "to", "2026-12-01", "is not after the first day, 2026-12-01"],
      ["ignored", 5, "from", "2026-12-01", "stands there twice"],
      [
        "refused",
        4,
        "from",
        "2026-12-10",
        "line 3 has this class in another room, or until another day, at that time",
      ],
      ["refused", 6, "from", "2626-12-01", "is in a year in which no session can be (2006 to 2036)"],
    ]);
    await school.take("csv", [classes("HG-8,,R7,2026-12-01,2026-12-20")]);
    expect(await spans()).toEqual([{ room: "R7", from: "2026-12-01", to: "2026-12-20" }]);
  });
});
