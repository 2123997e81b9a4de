import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRosterOffice, type RosterOffice } from "../../../src/app/rosters/create-roster-office.ts";
import type { RosterOutcome } from "../../../src/app/rosters/roster-outcome.ts";
import { everyRow } from "../../parts/every-row.ts";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary, timeZone } from "./import-school.ts";

/** Of each kind somebody who has an id, and somebody who had one; today is 22 November 2026. */
let school: ImportSchool;
const ids = new Map<string, string>();
const id = (name: string): string => {
  const found = ids.get(name);
  if (found === undefined) throw new Error(`nothing is called ${name}`);
  return found;
};

beforeAll(async () => {
  school = await openImportSchool();
  await school.take("csv", [
    csv("terms.csv", "term,title,from,last_day\nT1,Autumn,2026-09-01,2026-12-18\n"),
    csv("rooms.csv", "room,aliases\nR1,Hall\nR2,\n"),
    csv("courses.csv", "course_code,title\nALG,Algebra\n"),
    csv("staff.csv", "username,given_name,family_name,card_uid\nhill,Ann,Hill,0A0B0C09\neve,Eve,Moor,\n"),
    csv("classes.csv", "class,title,course_code,term,staff\nCS1,Sets,ALG,T1,hill\nCS2,Maps,,,\n"),
    csv(
      "students.csv",
      "student_id,given_name,family_name,card_uid\nS1001,Ada,Byron,04A2B3C4\nA3,Cleo,Dent,04A2B3C5\nS10O1,Ben,Crow,\n",
    ),
    csv(
      "enrolments.csv",
      "student_id,class,from,to\nS1001,CS1,2026-09-01,\nA3,CS1,2026-09-01,2026-11-05\nS10O1,CS1,2026-09-01,2026-11-05\n",
    ),
    csv("timetable.csv", "class,start,end,rooms\nCS1,2026-11-23 09:00,2026-11-23 10:00,R1\n"),
  ]);
  await school.office.putNonTeachingDay({ day: "2026-12-24", title: "Eve" }, secretary);
  const rows = await queryRows<{ name: string; id: string }>(
    school.database,
    `select value as name, person_id as id from identifier
     union all select code, id from class union all select code, id from room
     union all select code, id from course union all select code, id from term
     union all select 'enrolment of ' || i.value, e.id from enrolment e
       join identifier i on i.person_id = e.person_id and i.scheme = 'student_id'`,
  );
  for (const { name, id: of } of rows) ids.set(name, of);
});
afterAll(() => school.close());

const everything = () => everyRow(school.database);

const nobody = "01a22bc3-0000-7000-8000-000000000000";
type Deed = (office: RosterOffice) => Promise<RosterOutcome<unknown>>;
const person = (kind: "student" | "staff", familyName: string) =>
  ({ kind, givenName: "New", familyName, email: null, cohort: null }) as const;
const add =
  (kind: "student" | "staff", code: string, from: string | null): Deed =>
  (office) =>
    office.addPerson(person(kind, "Person"), { code, from }, secretary);
const issue =
  (of: string, told: Partial<Parameters<RosterOffice["reissue"]>[1]>): Deed =>
  (office) =>
    office.reissue(
      id(of),
      { scheme: "card_uid", value: null, ends: undefined, from: undefined, reason: "new", ...told },
      secretary,
    );
const at = Temporal.Instant.from;
const room = { code: "R9", title: null, building: null, capacity: null, names: [] };
const term = { code: "T9", title: "", from: "2027-01-11", to: "2027-03-26" };
const course = { code: "C9", title: "" };
const aClass = { code: "K9", title: "", course: null, term: null, staff: [] };
const student = (code = "S1001") => id(code);

/** What each deed of the office refuses. */
const refused: Record<keyof RosterOffice, Record<string, Deed>> = {
  addTerm: {
    "a code that is there": (o) => o.addTerm({ ...term, code: "T1" }),
    "an end before the beginning": (o) => o.addTerm({ ...term, to: "2027-01-01" }),
    "a year that cannot be": (o) => o.addTerm({ ...term, from: "2569-12-01", to: "2569-12-02" }),
  },
  changeTerm: {
    "nobody's id": (o) => o.changeTerm(nobody, { title: "x" }),
    "an end before the beginning": (o) => o.changeTerm(id("T1"), { title: "x", to: "2026-08-01" }),
  },
  putNonTeachingDay: {
    "a year that cannot be": (o) => o.putNonTeachingDay({ day: "2569-12-01", title: "" }, secretary),
  },
  removeNonTeachingDay: { "no such day": (o) => o.removeNonTeachingDay("2026-12-25", secretary) },
  addRoom: {
    "a code that is there": (o) => o.addRoom({ ...room, code: "r1" }),
    "another's name": (o) => o.addRoom({ ...room, names: ["Hall"] }),
    "a mangled code": (o) => o.addRoom({ ...room, code: "#REF!" }),
  },
  changeRoom: {
    "nobody's id": (o) => o.changeRoom(nobody, { title: "x" }),
    "another's name": (o) => o.changeRoom(id("R2"), { code: "R3", names: ["hall"] }),
  },
  addCourse: { "a code that is there": (o) => o.addCourse({ ...course, code: "alg" }) },
  changeCourse: { "nobody's id": (o) => o.changeCourse(nobody, { title: "x" }) },
  addClass: {
    "a code that is there": (o) => o.addClass({ ...aClass, code: "cs1" }),
    "no such course": (o) => o.addClass({ ...aClass, course: nobody }),
    "no such term": (o) => o.addClass({ ...aClass, term: nobody }),
    "a student as staff": (o) => o.addClass({ ...aClass, staff: [student()] }),
  },
  changeClass: {
    "nobody's id": (o) => o.changeClass(nobody, { title: "x" }),
    "a student as staff": (o) => o.changeClass(id("CS1"), { title: "x", staff: [id("hill"), student()] }),
  },
  stand: {
    "no such class": (o) => o.stand(nobody, { room: id("R1"), from: "2026-11-23" }, secretary),
    "no such room": (o) => o.stand(id("CS2"), { room: nobody, from: "2026-11-23" }, secretary),
    "long ago": (o) => o.stand(id("CS2"), { room: id("R1"), from: "2020-11-23" }, secretary),
  },
  addPerson: {
    "a new id from a day to come": add("student", "NEW1", "2027-01-15"),
    "a new user name from a day to come": add("staff", "newton", "2027-01-15"),
    "a former id from a day to come": add("student", "A3", "2027-01-15"),
    "a former user name from a day to come": add("staff", "hill", "2027-01-15"),
    "a former id without a day": add("student", "A3", null),
    "an id that is somebody's": add("student", "S1001", "2026-11-20"),
    "a former id that looks like somebody's": add("student", "S10O1", "2026-11-20"),
    "a new id that looks like somebody's": add("student", "S1OO1", null),
    "a mangled id": add("student", "1.00E+05", null),
    "a year that cannot be": add("student", "NEW1", "2569-12-01"),
  },
  changePerson: { "nobody's id": (o) => o.changePerson(nobody, { givenName: "x" }) },
  enrol: {
    "no such student": (o) =>
      o.enrol({ student: nobody, class: id("CS2"), from: "2026-11-23", to: null }, secretary),
    "staff as a student": (o) =>
      o.enrol({ student: id("hill"), class: id("CS2"), from: "2026-11-23", to: null }, secretary),
    "no such class": (o) =>
      o.enrol({ student: student(), class: nobody, from: "2026-11-23", to: null }, secretary),
    "enrolled already": (o) =>
      o.enrol({ student: student(), class: id("CS1"), from: "2026-11-23", to: null }, secretary),
    "an end before the beginning": (o) =>
      o.enrol({ student: student(), class: id("CS2"), from: "2026-11-23", to: "2026-11-01" }, secretary),
  },
  changeEnrolment: {
    "nobody's id": (o) => o.changeEnrolment(nobody, { to: null }, secretary),
    "a year that cannot be": (o) =>
      o.changeEnrolment(id("enrolment of S1001"), { to: "2569-12-01" }, secretary),
  },
  reissue: {
    "nobody's id": (o) =>
      o.reissue(
        nobody,
        { scheme: "card_uid", value: "C9", ends: undefined, from: undefined, reason: "" },
        secretary,
      ),
    "a card of another": issue("S1001", { value: "04A2B3C5" }),
    "a card of another, later": issue("S1001", { value: "04A2B3C5", from: at("2026-11-22T11:00:00Z") }),
    "a card from a day to come": issue("S1001", { value: "C9", from: at("2027-01-15T00:00:00Z") }),
    "a card in another form": issue("S1001", { value: "C5B3A204" }),
    "a student id of another": issue("S1001", { scheme: "student_id", value: "A3" }),
    "a user name of another": issue("eve", { scheme: "username", value: "hill" }),
    "no student id": issue("S1001", { scheme: "student_id" }),
    "the end of what is not there": issue("S1001", { value: "C9", ends: "C8" }),
  },
  merge: {
    "the same one": (o) => o.merge({ kept: student(), merged: student(), reason: "x" }, secretary),
    "a student with staff": (o) => o.merge({ kept: student(), merged: id("hill"), reason: "x" }, secretary),
    "nobody kept": (o) => o.merge({ kept: nobody, merged: student(), reason: "x" }, secretary),
    "nobody merged": (o) => o.merge({ kept: student(), merged: nobody, reason: "x" }, secretary),
  },
  unmerge: { "nobody's id": (o) => o.unmerge(nobody, secretary) },
};

describe("a deed that is refused", () => {
  test.each(Object.entries(refused))("leaves the store as it was: %s", async (_deed, kinds) => {
    const told = school.changes();
    const before = await everything();
    for (const [kind, ask] of Object.entries(kinds)) {
      expect(await ask(school.office), kind).toMatchObject({ kind: "refused" });
    }
    expect(await everything()).toEqual(before);
    expect(school.changes()).toBe(told);
  });

  test("is taken back also where what stands in its way is found after something was written", async () => {
    const before = await everything();
    let written = 0;
    const office = createRosterOffice({
      store: {
        write: (work) =>
          school.store.write((transaction) =>
            work({
              ...transaction,
              roster: {
                ...transaction.roster,
                putPeople: async (rows) => {
                  written += rows.length;
                  await transaction.roster.putPeople(rows);
                },
                // Whoever looks again finds that somebody has it.
                holderOf: async (scheme, value, from) =>
                  written === 0
                    ? transaction.roster.holderOf(scheme, value, from)
                    : { scheme, value, person: id("A3"), from: null, to: null },
              },
            }),
          ),
      },
      clock: { now: () => at("2026-11-22T12:00:00Z") },
      timeZone,
      onChanged: () => expect.fail("nothing changed"),
    });
    expect(await add("student", "NEW2", null)(office)).toMatchObject({ kind: "refused" });
    expect(written).toBe(1);
    expect(await everything()).toEqual(before);
  });
});

describe("what is advised can be gone", () => {
  const message = async (ask: Deed): Promise<string> => {
    const outcome = await ask(school.office);
    if (outcome.kind === "done") throw new Error("was not refused");
    return `${outcome.refusal.field}: ${outcome.refusal.message}`;
  };

  test("where an id is told for a day to come", async () => {
    expect(await message(add("student", "NEW3", "2027-01-15"))).toBe(
      "from: lies in the future: leave it out, nobody had this id before",
    );
    expect(await message(add("student", "A3", "2027-01-15"))).toBe(
      "from: lies in the future: an id passes on by today; give 2026-11-22 or an earlier day",
    );
    expect(await message(add("student", "S1001", "2027-01-15"))).toBe(
      "code: Ada Byron has it and is enrolled without an end: correct it; if it is given to somebody else, end those enrolments first, and give the first day of the new person in from",
    );
    expect(await message(add("student", "A3", null))).toBe(
      "code: Cleo Dent has it, and is enrolled no longer: give the first day of the new person in from, or correct it",
    );
    expect(await add("student", "A3", "2026-11-22")(school.office)).toMatchObject({ kind: "done" });
  });

  test("where a card or an id is somebody's", async () => {
    const card = "04A2B3C5";
    expect(await message(issue("S1001", { value: card }))).toBe(
      "value: Cleo Dent has it: end it there first, then it can begin here",
    );
    expect(await issue("04A2B3C5", {})(school.office)).toMatchObject({ kind: "done" });
    expect(await message(issue("S1001", { value: card, from: at("2026-11-20T00:00:00Z") }))).toBe(
      "value: Cleo Dent had it until 2026-11-22T12:00:00Z: let it begin then, or later (from)",
    );
    const then = at("2026-11-22T12:00:00Z");
    expect(await issue("S1001", { value: card, from: then })(school.office)).toMatchObject({ kind: "done" });

    expect(await message(issue("eve", { scheme: "username", value: "hill" }))).toBe(
      "value: Ann Hill has it: give Ann Hill another one first, then it can begin here",
    );
    expect(await issue("hill", { scheme: "username", value: "ahill" })(school.office)).toMatchObject({
      kind: "done",
    });
    expect(await issue("eve", { scheme: "username", value: "hill" })(school.office)).toMatchObject({
      kind: "done",
    });
  });

  test("where an id ended within today", async () => {
    // Eve's ended at noon: midnight was still hers.
    expect(await message(add("staff", "eve", null))).toBe(
      "code: Eve Moor had it until 2026-11-22: give the first day of the new person in from, that one or a later one",
    );
    expect(await add("staff", "eve", "2026-11-22")(school.office)).toMatchObject({ kind: "done" });
  });
});
