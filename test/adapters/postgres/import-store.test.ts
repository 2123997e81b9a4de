import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { cancelSessions, planSessions } from "../../../src/app/facts/change-timetable.ts";
import { plainFiles } from "../../../src/app/imports/csv/plain-columns.ts";
import { tellLeftOut } from "../../../src/app/imports/export-roster.ts";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary, told } from "./import-school.ts";

let school: ImportSchool;
beforeEach(async () => {
  school = await openImportSchool();
});
afterEach(() => school.close());

const students = csv(
  "students.csv",
  "student_id,given_name,family_name,email\nS1,Ada,Byron,ada@example.org\nS2,Bob,O'Neil,\n",
);
const enrolments = csv(
  "enrolments.csv",
  "student_id,class,from,to\nS1,CS-1,2026-09-01,\nS2,CS-1,2026-09-01,2027-01-01\n",
);
const timetable = csv(
  "timetable.csv",
  "class,start,end,rooms,staff,mode\nCS-1,2026-11-23 09:00,2026-11-23 10:00,R1; R2,turing,in_person\nCS-1,2026-11-30 09:00,2026-11-30 10:00,R1,turing,in_person\n",
);
const all = [students, enrolments, timetable];

/** A line as it is written, its lists in quotation marks. */
const quoted = (line: string): string =>
  line
    .split(",")
    .map((cell) => (cell.includes(";") ? `"${cell}"` : cell))
    .join(",");

describe("plain CSV", () => {
  test("a preview changes nothing, and what is applied is what it shows", async () => {
    const preview = await school.preview("csv", all);
    const expected = [
      "room add 2",
      "class add 1",
      "student add 2",
      "staff add 1",
      "enrolment add 2",
      "session add 2",
    ];
    expect(told(preview)).toEqual(expected);
    expect(await queryRows(school.database, "select id from person union all select id from class")).toEqual(
      [],
    );
    const outcome = await school.imports.apply(preview.id, false, secretary);
    expect(outcome).toMatchObject({ kind: "done", view: { state: "applied" } });
    expect(school.changes()).toBe(1);
    const [row] = await queryRows(
      school.database,
      `select (select count(*) from person) as people, (select count(*) from enrolment) as enrolments,
         (select count(*) from session) as sessions, (select count(*) from fact) as facts,
         (select count(*) from import where content is not null) as kept`,
    );
    expect(row).toEqual({ people: 3, enrolments: 2, sessions: 2, facts: 4, kept: 0 });
  });

  test("the same files twice change nothing, not even a fact", async () => {
    await school.take("csv", all);
    const facts = await queryRows(school.database, "select seq from fact");
    expect(told(await school.preview("csv", all))).toEqual([]);
    expect(told(await school.take("csv", all))).toEqual([]);
    expect(await queryRows(school.database, "select seq from fact")).toEqual(facts);
  });

  test("export, import, export gives the same bytes, in the same store and in an empty one", async () => {
    await school.take("csv", all);
    const first = await school.exported();
    expect(told(await school.take("csv", first))).toEqual([]);
    expect(await school.exported()).toEqual(first);
    const other = await openImportSchool();
    try {
      await other.take("csv", first);
      expect(await other.exported()).toEqual(first);
    } finally {
      await other.close();
    }
  });

  test("a school is moved by its export: terms, days without teaching, other names of rooms, courses, who teaches, and whom devices know, in both kinds of school", async () => {
    await school.take("csv", [
      csv("terms.csv", "term,title,from,last_day\nT1,Autumn,2026-11-20,2026-12-18\n"),
      csv("non_teaching_days.csv", "day,title\n2026-11-21,Saturday\n2026-11-30,Founder's day\n"),
      csv(
        "rooms.csv",
        "room,title,building,capacity,aliases\nR1,Big hall,Main,120,Hall; old\\;1\nR7,,,,door-7\nR9,Empty,,,\n",
      ),
      csv("courses.csv", "course_code,title\nCS,Computing\nXX,Nobody's\n"),
      csv(
        "staff.csv",
        "username,given_name,family_name,email,card_uid\nturing,Alan,Turing,alan@example.org,0A0B0C0D\nnoether,Emmy,Noether,,\n",
      ),
      csv(
        "classes.csv",
        "class,title,standing_room,from,to,course_code,term,staff\nCS-1,Sets,,,,CS,T1,noether; turing\nHG-7,Home group,R7,2026-11-18,,,T1,\n",
      ),
      csv(
        "students.csv",
        "student_id,given_name,face_subject,device_person\nS1,Ada,F1; F2,gate/5; 12/7\nS2,Bob,,\n",
      ),
      csv("enrolments.csv", "student_id,class,from,to\nS1,CS-1,2026-11-01,\nS2,HG-7,2026-11-01,2026-12-19\n"),
      timetable,
    ]);
    const registers = (of: ImportSchool) =>
      queryRows(
        of.database,
        `select s.starts_at, s.kind, s.state, s.title, c.code as class, r.code as room from session s
           join session_class x on x.session_id = s.id join class c on c.id = x.class_id
           left join session_room y on y.session_id = s.id left join room r on r.id = y.room_id
         order by s.starts_at, s.kind, c.code, r.code`,
      );
    const first = await school.exported();
    const texts = new Map(first.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]));
    expect([...texts].map(([name, text]) => [name, text.split("\r\n").slice(1, -1)])).toEqual([
      [
        "classes.csv",
        ["CS-1,Sets,,,,CS,T1,noether; turing", "HG-7,Home group,R7,2026-11-18,,,T1,"].map(quoted),
      ],
      ["students.csv", ["S1,Ada,,,,,F1; F2,,12/7; gate/5", "S2,Bob,,,,,,,"].map(quoted)],
      ["enrolments.csv", ["S1,CS-1,2026-11-01,", "S2,HG-7,2026-11-01,2026-12-19"]],
      [
        "timetable.csv",
        [
          "CS-1,2026-11-23 09:00,2026-11-23 10:00,R1; R2,turing,in_person,Sets,,yes,1",
          "CS-1,2026-11-30 09:00,2026-11-30 10:00,R1,turing,in_person,Sets,,yes,1",
        ].map(quoted),
      ],
      ["terms.csv", ["T1,Autumn,2026-11-20,2026-12-18"]],
      ["non_teaching_days.csv", ["2026-11-21,Saturday", "2026-11-30,Founder's day"]],
      [
        "rooms.csv",
        ["R1,Big hall,Main,120,Hall; old\\;1", "R2,,,,", "R7,,,,door-7", "R9,Empty,,,"].map(quoted),
      ],
      ["courses.csv", ["CS,Computing", "XX,Nobody's"]],
      ["staff.csv", ["noether,Emmy,Noether,,,,", "turing,Alan,Turing,alan@example.org,0A0B0C0D,,"]],
    ]);
    const held = await registers(school);
    expect(held.map(({ kind, state }) => `${String(kind)} ${String(state)}`)).toEqual([
      "standing closed",
      "standing cancelled",
      "standing open",
      "timetabled scheduled",
      "timetabled scheduled",
      "timetabled cancelled",
    ]);
    expect(told(await school.take("csv", first))).toEqual([]);
    const other = await openImportSchool();
    try {
      await other.take("csv", first);
      expect(await other.exported()).toEqual(first);
      expect(await registers(other)).toEqual(held);
      // The day is taught again: what lay on it is held, in both.
      for (const one of [school, other]) await one.office.removeNonTeachingDay("2026-11-30", secretary);
      expect((await registers(other)).at(-1)).toMatchObject({ state: "scheduled" });
      expect(await registers(other)).toEqual(await registers(school));
    } finally {
      await other.close();
    }
  });

  test("exports say how many they leave out, and why", async () => {
    await school.take("csv", [...all, csv("staff.csv", "username,family_name\nturing,Turing\n")]);
    await school.take("csv", [csv("classes.csv", "class,title,staff\nCS-1,Sets,turing\n")]);
    const sentences = async () => {
      const left = await school.reader.leftOut();
      return plainFiles.flatMap((file) => tellLeftOut(file, left).map((line) => `${file}: ${line}`));
    };
    expect(await sentences()).toEqual([]);
    const [cancelled] = await queryRows<{ id: string }>(
      school.database,
      "select id from session order by starts_at limit 1",
    );
    await school.store.write(({ timetable: facts }) =>
      cancelSessions(facts, [cancelled?.id ?? ""], "cancelled", {
        actor: localOperator,
        reason: "ill",
        now: Temporal.Instant.from("2026-11-22T12:00:00Z"),
      }),
    );
    await queryRows(
      school.database,
      "update identifier set valid_to = now() where value in ('S2', 'turing')",
    );
    expect(await sentences()).toEqual([
      "classes: 1 class is taught by staff who have no user name now: told without them",
      "students: 1 student has no student id now, and an import needs one: left out",
      "enrolments: 1 enrolment is of students who have no student id now, and an import needs one: left out",
      "timetable: 1 meeting is held by staff who have no user name now: told without them",
      "timetable: 1 meeting was cancelled: left out",
      "staff: 1 member of staff has no user name now, and an import needs one: left out",
    ]);
  });

  test("a school is moved by its export: standing rooms, cohort, card, login, titles, kind, weight and required go along", async () => {
    const whole = [
      csv(
        "classes.csv",
        "class,title,standing_room,from,to\nCS-1,Sets and numbers,,,\nHG-7,Home group 7,R7,2026-11-20,2026-12-19\nHG-7,,R8,2027-01-04,\n",
      ),
      csv(
        "students.csv",
        "student_id,given_name,family_name,cohort,card_uid,face_subject,username\nS1,Ada,Byron,2026,C1; C2,F1,ada\n",
      ),
      enrolments,
      csv(
        "timetable.csv",
        "class,start,end,title,kind,required,weight\nCS-1,2026-11-23 09:00,2026-11-23 10:00,Sets,lab,no,0.5\n",
      ),
    ];
    await school.take("csv", whole);
    const first = await school.exported();
    const texts = first.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(texts[0]).toContain(
      "CS-1,Sets and numbers,,,,,,\r\nHG-7,Home group 7,R7,2026-11-20,2026-12-19,,,\r\nHG-7,Home group 7,R8,2027-01-04,,,,\r\n",
    );
    expect(texts[1]).toContain('S1,Ada,Byron,,2026,"C1; C2",F1,ada');
    expect(texts[3]).toContain("in_person,Sets,lab,no,0.5");
    expect(told(await school.take("csv", first))).toEqual([]);
    const other = await openImportSchool();
    try {
      await other.take("csv", first);
      expect(await other.exported()).toEqual(first);
    } finally {
      await other.close();
    }
  });

  test("files that add end nothing; complete ones end what they no longer hold, and ask again above a tenth", async () => {
    await school.take("csv", all);
    const fewer = csv("enrolments.csv", "student_id,class,from,to\nS2,CS-1,2026-09-01,2027-01-01\n");
    expect(told(await school.preview("csv", [fewer]))).toEqual([]);
    const preview = await school.preview("csv", [fewer], true);
    expect(told(preview)).toEqual(["enrolment end 1"]);
    expect(preview.warnings).toEqual([
      "1 of 2 enrolments that this source told of would be ended: that is more than 10 %",
    ]);
    expect(await school.imports.apply(preview.id, false, secretary)).toMatchObject({
      kind: "refused",
      refusal: { code: "unconfirmed" },
    });
    expect(await school.imports.apply(preview.id, true, secretary)).toMatchObject({ kind: "done" });
    expect(
      await queryRows(school.database, "select from_date, to_date from enrolment order by to_date"),
    ).toEqual([
      { from_date: "2026-09-01", to_date: "2026-11-22" },
      { from_date: "2026-09-01", to_date: "2027-01-01" },
    ]);
    expect(told(await school.preview("csv", [fewer], true))).toEqual([]);
  });

  test("what a person cancelled or moved stays so, until the source itself says something else", async () => {
    await school.take("csv", all);
    const [first, second] = await queryRows<{ id: string }>(
      school.database,
      "select id from session order by starts_at",
    );
    if (!first || !second) throw new Error("the sessions are not there");
    const context = {
      actor: localOperator,
      reason: "the teacher is ill",
      now: Temporal.Instant.from("2026-11-22T12:00:00Z"),
    };
    await school.store.write(async ({ timetable: stored }) => {
      await cancelSessions(stored, [first.id], "cancelled", context);
      const [session] = await stored.findSessions([second.id]);
      if (!session) throw new Error("the session is not there");
      const end = session.plan.end.add({ minutes: 30 });
      await planSessions(stored, [{ ...session.plan, end }], context);
      return { kind: "done", value: null };
    });
    const states = (): Promise<unknown[]> =>
      queryRows(
        school.database,
        "select state, extract(epoch from ends_at - starts_at)::int / 60 as minutes from session order by starts_at",
      );
    const asPeopleLeftIt = [
      { state: "cancelled", minutes: 60 },
      { state: "scheduled", minutes: 90 },
    ];
    const again = await school.take("csv", all, true);
    expect(told(again).filter((line) => line.startsWith("session"))).toEqual([]);
    expect(await states()).toEqual(asPeopleLeftIt);
    // Another word of the source about the second is news, and says nothing of the first.
    const moved = csv(
      "timetable.csv",
      "class,start,end,rooms,staff,mode\nCS-1,2026-11-23 09:00,2026-11-23 10:00,R1; R2,turing,in_person\nCS-1,2026-11-30 09:00,2026-11-30 11:00,R1,turing,in_person\n",
    );
    await school.take("csv", [students, enrolments, moved], true);
    expect(await states()).toEqual([
      { state: "cancelled", minutes: 60 },
      { state: "scheduled", minutes: 120 },
    ]);
  });

  test("a complete timetable cancels what has not begun and is no longer there, and a later one restores it", async () => {
    await school.take("csv", all);
    school.turnTo("2026-11-25T12:00:00Z");
    const none = csv("timetable.csv", "class,start,end\nCS-1,2026-12-07 09:00,2026-12-07 10:00\n");
    expect(told(await school.take("csv", [none], true))).toEqual(["session add 1", "session end 1"]);
    const states = "select day, state from session order by day";
    expect(await queryRows(school.database, states)).toMatchObject([
      { day: "2026-11-23" },
      { day: "2026-11-30", state: "cancelled" },
      { day: "2026-12-07", state: "scheduled" },
    ]);
    expect(told(await school.take("csv", [timetable]))).toEqual(["session change 1"]);
    expect(await queryRows(school.database, states)).toMatchObject([{}, { state: "scheduled" }, {}]);
  });

  test("a preview that is out of date is refused, with a new one in its place", async () => {
    const preview = await school.preview("csv", [students]);
    await school.take("csv", [
      csv("students.csv", "student_id,given_name,family_name,email\nS1,Augusta,Byron,\n"),
    ]);
    const outcome = await school.imports.apply(preview.id, false, secretary);
    if (outcome.kind !== "refused" || outcome.refusal.code !== "outdated") throw new Error("was not refused");
    expect(await school.imports.find(preview.id)).toMatchObject({ state: "superseded" });
    const instead = await school.imports.find(outcome.refusal.instead);
    expect(instead).toMatchObject({
      state: "preview",
      changes: [
        { change: "change", key: "S1" },
        { change: "add", key: "S2" },
      ],
    });
    expect(await school.imports.apply(outcome.refusal.instead, false, secretary)).toMatchObject({
      kind: "done",
    });
  });

  test("what was applied or discarded is not applied again", async () => {
    const { id } = await school.preview("csv", [students]);
    expect(await school.imports.discard(id, secretary)).toMatchObject({
      kind: "done",
      view: { state: "discarded" },
    });
    expect(await school.imports.apply(id, true, secretary)).toMatchObject({
      refusal: { code: "settled", state: "discarded" },
    });
    expect(told(await school.preview("csv", [students]))).toEqual(["student add 2"]);
  });
});

describe("a number that is used again", () => {
  const person = (name: string) => csv("students.csv", `student_id,given_name,family_name\nREU7,${name}\n`);
  const whose = () =>
    queryRows(
      school.database,
      `select p.given_name, i.valid_from::text, i.valid_to::text from identifier i join person p on p.id = i.person_id
       where i.value = 'REU7' order by i.valid_from`,
    );

  test("passes to a new person with the scans since the one before had left; no record is renamed", async () => {
    await school.take("csv", [
      person("Alma,Brook"),
      csv("enrolments.csv", "student_id,class,from,to\nREU7,CS-1,2026-09-01,2026-11-01\n"),
    ]);
    const [alma] = await queryRows<{ id: string }>(school.database, "select id from person");
    for (const [seq, at] of ["2026-10-05T09:00:00Z", "2026-11-10T09:00:00Z"].entries()) {
      await queryRows(
        school.database,
        `insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
           clock_suspect, device_text, subject_scheme, subject_value, person_id, identified, decision, live)
         values (gen_random_uuid(), $1, 'original', 'reader', '', 't', 1, '', $2, $2, 'device', false, '', 'student_id',
           'REU7', $3, true, 'granted', true)`,
        [1_000_000 + seq, at, alma?.id],
      );
    }
    expect(told(await school.take("csv", [person("Cem,Dag")]))).toEqual(["student add 1"]);
    expect(await whose()).toEqual([
      { given_name: "Alma", valid_from: "-infinity", valid_to: "2026-11-01 00:00:00+00" },
      { given_name: "Cem", valid_from: "2026-11-01 00:00:00+00", valid_to: null },
    ]);
    expect(
      await queryRows(
        school.database,
        `select s.occurred_at::text, p.given_name from fact f join scan s on s.id = f.thing join person p on p.id = f.person_id
         where f.kind = 'identity'`,
      ),
    ).toEqual([{ occurred_at: "2026-11-10 09:00:00+00", given_name: "Cem" }]);
  });

  test("is asked about where nothing tells; the answer makes a new preview, and is kept with it", async () => {
    await school.take("csv", [person("Alma,Brook")]);
    const asked = await school.preview("csv", [person("Cem,Dag")]);
    expect([asked.questions.map(({ key, answer }) => [key, answer]), asked.refused]).toEqual([
      [["student REU7", null]],
      1,
    ]);
    const answered = await school.imports.answer(asked.id, { "student REU7": "another" }, secretary);
    if (answered.kind === "refused") throw new Error("was refused");
    expect([told(answered.view), answered.view.refused]).toEqual([["student add 1"], 0]);
    expect(await school.imports.find(asked.id)).toMatchObject({ state: "superseded" });
    expect(await school.imports.answer(answered.view.id, { "student X": "same" }, secretary)).toMatchObject({
      refusal: { code: "unasked", key: "student X" },
    });
    expect(await school.imports.apply(answered.view.id, false, secretary)).toMatchObject({ kind: "done" });
    expect(await whose()).toEqual([
      { given_name: "Alma", valid_from: "-infinity", valid_to: "2026-11-22 12:00:00+00" },
      { given_name: "Cem", valid_from: "2026-11-22 12:00:00+00", valid_to: null },
    ]);
  });
});

test("a login of staff that passed on takes no past along: the same timetable again changes nothing", async () => {
  const staff = (name: string) => csv("staff.csv", `username,given_name,family_name\nhill,${name}\n`);
  const rows = ["04", "12", "30"].map((day) => `CS-1,2026-11-${day} 09:00,2026-11-${day} 10:00,R1,hill\n`);
  const taught = csv("timetable.csv", `class,start,end,rooms,staff\n${rows.join("")}`);
  await school.take("csv", [staff("Ann,Hill"), taught]);
  const asked = await school.preview("csv", [staff("Bob,Moor")]);
  const answered = await school.imports.answer(asked.id, { "staff hill": "another" }, secretary);
  if (answered.kind === "refused") throw new Error("was refused");
  await school.imports.apply(answered.view.id, false, secretary);

  const again = await school.take("csv", [taught]);
  expect(told(again)).toEqual(["session change 1"]);
  expect(
    await queryRows(
      school.database,
      `select s.day::text, p.given_name from session s join session_staff t on t.session_id = s.id
         join person p on p.id = t.person_id order by s.day`,
    ),
  ).toEqual([
    { day: "2026-11-04", given_name: "Ann" },
    { day: "2026-11-12", given_name: "Ann" },
    { day: "2026-11-30", given_name: "Bob" },
  ]);
  expect(told(await school.preview("csv", [taught]))).toEqual([]);
});

test("whatever a timetable changes of a session is seen in the preview", async () => {
  const header = "class,start,end,rooms,staff,mode,title,kind,required,weight\n";
  const was = "CS-1,2026-11-23 09:00,2026-11-23 10:00,R1,hill,in_person,Sets,lab,yes,1\n";
  await school.take("csv", [csv("timetable.csv", header + was)]);
  for (const [from, to, before, after] of [
    ["hill", "eve", "taught by hill", "taught by eve"],
    ["yes", "no", "required", "not required"],
    [",1\n", ",2.5\n", "weight 1", "weight 2.5"],
    ["in_person", "hybrid", "in person", "in person and remote"],
    ["in_person", "remote", "10:00, R1", "10:00, remote"],
    ["Sets", "Maps", "Sets (lab)", "Maps (lab)"],
    ["lab", "quiz", "(lab)", "(quiz)"],
    ["23 10:00", "24 08:00", "to 10:00", "to 08:00"],
    ["23 10:00", "23 10:30", "to 10:00", "to 10:30"],
    ["R1", "R2", ", R1,", ", R2,"],
  ] as const) {
    expect(was).toContain(from);
    const preview = await school.preview("csv", [csv("timetable.csv", header + was.replace(from, to))]);
    const changes = preview.changes.filter(({ thing }) => thing === "session");
    expect(changes, to).toHaveLength(1);
    expect(changes[0]?.before, to).toContain(before);
    expect(changes[0]?.after, to).toContain(after);
    expect(changes[0]?.before, to).not.toBe(changes[0]?.after);
  }
});

describe("OneRoster", () => {
  const bundle = (more: Record<string, string> = {}) =>
    Object.entries({
      "manifest.csv":
        "propertyName,value\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk\nfile.courses,absent\n",
      "classes.csv": "sourcedId,status,title,classCode,termSourcedIds\nc1,,Algebra,ALG,t1\n",
      "users.csv":
        "sourcedId,status,enabledUser,role,username,givenName,familyName,identifier,email\nu1,,true,student,ada,Ada,Byron,S1,\nu2,,true,student,bob,Bob,Neil,S2,\nu3,,true,teacher,alan,Alan,Turing,,\n",
      "enrollments.csv":
        "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\ne1,,c1,u1,student,2026-09-01,\ne2,,c1,u2,student,2026-09-01,\ne3,,c1,u3,teacher,,\n",
      ...more,
    }).map(([name, text]) => csv(name, text));

  test("a rename in the source is a change, and no end and a beginning", async () => {
    await school.take("oneroster", bundle());
    expect(told(await school.preview("oneroster", bundle()))).toEqual([]);
    const renamed = bundle({
      "classes.csv": "sourcedId,status,title,classCode\nc1,active,Algebra II,ALG-2\n",
    });
    const preview = await school.preview("oneroster", renamed);
    expect(told(preview)).toEqual(["class change 1"]);
    expect(preview.warnings).toEqual([]);
  });

  test("a class that comes back alone says how many enrolments ended with it", async () => {
    await school.take("oneroster", bundle());
    const ofClass = (status: string) => [
      csv("manifest.csv", "propertyName,value\nfile.classes,delta\n"),
      csv("classes.csv", `sourcedId,status,title,classCode\nc1,${status},Algebra,ALG\n`),
    ];
    await school.take("oneroster", ofClass("tobedeleted"));
    const { id } = await school.preview("oneroster", ofClass("active"));
    expect((await school.imports.notes(id))?.map(({ message }) => message)).toContain(
      "is back, and 2 enrolments that ended with it do not come back by this",
    );
  });

  test("a student id that changed ends, and the new one begins then", async () => {
    await school.take("oneroster", bundle());
    const changed = bundle().map(({ name, bytes }) =>
      csv(name, new TextDecoder().decode(bytes).replace(",S1,", ",S9,")),
    );
    expect(told(await school.take("oneroster", changed))).toEqual(["student change 1"]);
    expect(
      await queryRows(
        school.database,
        "select value, valid_from::text, valid_to::text from identifier where scheme = 'student_id' and value in ('S1', 'S9') order by value",
      ),
    ).toEqual([
      { value: "S1", valid_from: "-infinity", valid_to: "2026-11-22 12:00:00+00" },
      { value: "S9", valid_from: "2026-11-22 12:00:00+00", valid_to: null },
    ]);
  });

  test("a bulk file ends who is no longer in it, once; a delta ends only what it says", async () => {
    await school.take("oneroster", bundle());
    const delta = {
      "manifest.csv": "propertyName,value\nfile.users,delta\nfile.enrollments,delta\nfile.classes,absent\n",
      "users.csv":
        "sourcedId,status,role,username,givenName,familyName,identifier\nu2,tobedeleted,student,bob,Bob,Neil,S2\n",
      "enrollments.csv": "sourcedId,status,classSourcedId,userSourcedId,role\n",
    };
    expect(told(await school.preview("oneroster", bundle(delta)))).toEqual([
      "student end 1",
      "enrolment end 1",
    ]);
    const fewer = bundle({
      "users.csv":
        "sourcedId,status,role,username,givenName,familyName,identifier\nu1,,student,ada,Ada,Byron,S1\nu3,,teacher,alan,Alan,Turing,\n",
      "enrollments.csv":
        "sourcedId,status,classSourcedId,userSourcedId,role,beginDate\ne1,,c1,u1,student,2026-09-01\ne3,,c1,u3,teacher,\n",
    });
    expect(told(await school.take("oneroster", fewer))).toEqual(["student end 1", "enrolment end 1"]);
    expect(told(await school.preview("oneroster", fewer))).toEqual([]);
    expect(told(await school.take("oneroster", bundle()))).toEqual([
      "student change 1",
      "enrolment change 1",
    ]);
  });
});

describe("the office", () => {
  test.each([
    ["card_uid", "04A2B3C4", "C4B3A204"],
    ["card_uid", "04A2B3C4", "4A2B3C4"],
    ["card_uid", "04A2B3C4", "77771716"],
    ["face_subject", "ana-wolf", "Ana Wolf"],
    ["student_id", "S10O1", "S1001"],
  ] as const)("a %s is not given again in another form: %s and %s", async (scheme, first, second) => {
    await school.take("csv", [students]);
    const [ada, bob] = await school.reader.people("student", null, null, 10);
    if (!ada || !bob) throw new Error("nobody was imported");
    const issue = { scheme, ends: undefined, from: undefined, reason: "new" };
    expect(await school.office.reissue(ada.id, { ...issue, value: first }, secretary)).toMatchObject({
      kind: "done",
    });
    expect(await school.office.reissue(bob.id, { ...issue, value: second }, secretary)).toMatchObject({
      kind: "refused",
      refusal: { code: "invalid", field: "value", message: expect.stringContaining(first) },
    });
    // One's own may be written in another way, and another's if that is meant.
    expect(
      await school.office.reissue(bob.id, { ...issue, value: second, alike: true }, secretary),
    ).toMatchObject({
      kind: "done",
    });
  });

  test("a value is one person's at any instant", async () => {
    await school.take("csv", [students]);
    const [ada, bob] = await school.reader.people("student", null, null, 10);
    if (!ada || !bob) throw new Error("nobody was imported");
    const card = { scheme: "card_uid", ends: undefined, from: undefined, reason: "new card" } as const;
    expect(await school.office.reissue(ada.id, { ...card, value: "C1" }, secretary)).toMatchObject({
      kind: "done",
    });
    expect(await school.office.reissue(bob.id, { ...card, value: "C1" }, secretary)).toMatchObject({
      kind: "refused",
      refusal: { code: "taken", field: "value" },
    });
    school.turnTo("2026-11-23T12:00:00Z");
    await school.office.reissue(ada.id, { ...card, value: "C2" }, secretary);
    expect(await school.office.reissue(bob.id, { ...card, value: "C1" }, secretary)).toMatchObject({
      kind: "done",
    });
    await expect(
      queryRows(
        school.database,
        "insert into identifier (scheme, value, person_id, valid_from) select 'card_uid', 'C1', $1, '2026-11-22T18:00:00Z'",
        [bob.id],
      ),
    ).rejects.toThrow(/belongs to somebody else/);
  });

  test("what ended at the instant at which it began was nobody's: somebody else has it from then on, or since ever", async () => {
    await school.take("csv", [students, enrolments]);
    const [ada, bob] = await school.reader.people("student", null, null, 10);
    if (!ada || !bob) throw new Error("nobody was imported");
    const from = Temporal.Instant.from("2026-11-10T00:00:00Z");
    const issue = async (of: { readonly id: string }, told: object): Promise<string> => {
      const outcome = await school.office.reissue(
        of.id,
        { scheme: "card_uid", value: null, ends: undefined, from, reason: "x", ...told },
        secretary,
      );
      return outcome.kind === "refused" ? outcome.refusal.message : "done";
    };
    for (const value of ["0A0B0C01", "0A0B0C02", "0A0B0C03"]) {
      expect(await issue(ada, { value, ends: null })).toBe("done");
      expect(await issue(ada, { ends: value })).toBe("done");
    }
    expect(await issue(bob, { value: "0A0B0C01", ends: null })).toBe("done");
    expect(
      await issue(bob, {
        value: "0A0B0C02",
        ends: null,
        from: Temporal.Instant.from("2026-11-01T00:00:00Z"),
      }),
    ).toBe("done");
    const file = csv("students.csv", "student_id,card_uid\nS2,0A0B0C03\n");
    expect((await school.take("csv", [file])).state).toBe("applied");
    const cards = async (id: string) =>
      (await school.reader.person(id))?.identifiers.flatMap(({ scheme, value, from: since, to }) =>
        scheme === "card_uid" && value.startsWith("0A") ? [[value, since?.toString() ?? null, to]] : [],
      );
    expect(await cards(ada.id)).toEqual([]);
    expect((await cards(bob.id))?.toSorted()).toEqual([
      ["0A0B0C01", "2026-11-10T00:00:00Z", null],
      ["0A0B0C02", "2026-11-01T00:00:00Z", null],
      ["0A0B0C03", null, null],
    ]);
  });

  test("a merge moves cards, enrolments and nothing twice, and can be taken back", async () => {
    await school.take("csv", [
      students,
      enrolments,
      csv("more.csv", "student_id,class,from,to\nS2,CS-2,2026-09-01,\n"),
    ]);
    const [ada, bob] = await school.reader.people("student", null, null, 10);
    if (!ada || !bob) throw new Error("nobody was imported");
    const before = await school.exported();
    const merge = await school.office.merge(
      { kept: ada.id, merged: bob.id, reason: "registered twice" },
      secretary,
    );
    if (merge.kind === "refused") throw new Error(merge.refusal.message);
    expect(merge.value.moved).toMatchObject({ ended: [{ scheme: "student_id", value: "S2" }] });
    expect((await school.reader.person(ada.id))?.enrolments.map(({ code, to }) => [code, to])).toEqual([
      ["CS-1", null],
      ["CS-2", null],
    ]);
    expect(await school.reader.person(bob.id)).toBeNull();
    expect(await school.office.unmerge(merge.value.id, secretary)).toMatchObject({ kind: "done" });
    expect(await school.exported()).toEqual(before);
    expect(await school.office.unmerge(merge.value.id, secretary)).toMatchObject({
      refusal: { code: "taken" },
    });
  });

  test("a merge that is taken back leaves a card with who was given it at the instant at which the other's ended", async () => {
    await school.take("csv", [students]);
    const [ada, bob] = await school.reader.people("student", null, null, 10);
    if (!ada || !bob) throw new Error("nobody was imported");
    const from = Temporal.Instant.from("2026-11-01T00:00:00Z");
    const give = async (person: string, value: string | null, ends: string | null) => {
      const outcome = await school.office.reissue(
        person,
        { scheme: "card_uid", value, ends, from, reason: "a card" },
        secretary,
      );
      expect(outcome.kind).toBe("done");
    };
    await give(bob.id, "0A0B0C09", null);
    await give(bob.id, null, "0A0B0C09");
    await give(ada.id, "0A0B0C09", null);
    const merge = await school.office.merge({ kept: ada.id, merged: bob.id, reason: "twice" }, secretary);
    if (merge.kind === "refused") throw new Error(merge.refusal.message);
    expect(await school.office.unmerge(merge.value.id, secretary)).toMatchObject({ kind: "done" });
    const cards = async (id: string) =>
      (await school.reader.person(id))?.identifiers.flatMap(({ scheme, value, to }) =>
        scheme === "card_uid" && value === "0A0B0C09" ? [[value, to]] : [],
      );
    expect(await cards(ada.id)).toEqual([["0A0B0C09", null]]);
    expect(await cards(bob.id)).toEqual([]);
  });

  test("merges of one person are taken back from the last one on, and each record has what was its own again", async () => {
    await school.take("csv", [
      csv(
        "students.csv",
        "student_id,given_name,family_name,card_uid\nM1,Alma,Brook,\nM2,Ben,Crow,0A0B0C01\nM3,Cem,Dag,0A0B0C02\nM4,Dora,Egg,\n",
      ),
      csv(
        "enrolments.csv",
        "student_id,class,from\nM1,CS-1,2026-09-01\nM2,CS-1,2026-09-01\nM3,CS-1,2026-09-01\n",
      ),
    ]);
    const before = await school.exported();
    const people = await queryRows<{ code: string; id: string }>(
      school.database,
      "select value as code, person_id as id from identifier where scheme = 'student_id' and value like 'M_'",
    );
    const of = (code: string): string => people.find((one) => one.code === code)?.id ?? "";
    const merge = async (kept: string, merged: string): Promise<string> => {
      const outcome = await school.office.merge(
        { kept: of(kept), merged: of(merged), reason: "twice" },
        secretary,
      );
      if (outcome.kind === "refused") throw new Error(outcome.refusal.message);
      return outcome.value.id;
    };
    const undo = async (id: string): Promise<string> => {
      const outcome = await school.office.unmerge(id, secretary);
      return outcome.kind === "refused" ? outcome.refusal.message : "done";
    };
    const toldBy = async (code: string) =>
      (
        await queryRows<{ into: string | null }>(
          school.database,
          `select merged_into as into from person where id = '${of(code)}'`,
        )
      )[0]?.into;
    const first = await merge("M2", "M3");
    const second = await merge("M1", "M2");
    // A page at a time, the newest first, with whoever tells of a record by now.
    const [newest] = await school.reader.merges(null, 1);
    expect(newest).toMatchObject({
      id: second,
      kind: "student",
      kept: { id: of("M1"), givenName: "Alma", familyName: "Brook", code: "M1" },
      merged: { id: of("M2"), givenName: "Ben", familyName: "Crow", code: "M2" },
      identifiers: 4,
      enrolments: 1,
      scans: 0,
      by: secretary.id,
      reason: "twice",
      undoneAt: null,
    });
    expect(await school.reader.merges(second, 1)).toMatchObject([
      {
        id: first,
        kept: { id: of("M1"), givenName: "Ben", code: null },
        merged: { id: of("M3"), code: "M3" },
      },
    ]);
    expect(await school.reader.merges(first, 1)).toEqual([]);
    // Everything asks for whoever tells of a record, and finds the last one.
    expect(await toldBy("M3")).toBe(of("M1"));
    expect(await undo(first)).toBe(
      `Ben Crow was merged into Alma Brook after it: take that merge back first (${second})`,
    );
    // What the files call the three is one person, and nobody new.
    expect(
      (await school.take("csv", [csv("enrolments.csv", "student_id,class,from\nM3,CS-1,2026-09-01\n")]))
        .counts,
    ).not.toContainEqual(expect.objectContaining({ add: 1 }));
    expect(await undo(second)).toBe("done");
    expect(await toldBy("M3")).toBe(of("M2"));
    expect(await undo(first)).toBe("done");
    expect((await school.reader.merges(null, 2)).map(({ undoneAt }) => undoneAt !== null)).toEqual([
      true,
      true,
    ]);
    expect(await school.exported()).toEqual(before);

    // Two that were merged into one, whose enrolment the second rests on.
    const one = await merge("M4", "M2");
    const other = await merge("M4", "M3");
    expect(await undo(one)).toBe(
      `Cem Dag was merged into Dora Egg after it: take that merge back first (${other})`,
    );
    expect([await undo(other), await undo(one)]).toEqual(["done", "done"]);
    expect(await school.exported()).toEqual(before);
  });

  test("a merge whose ended id went to somebody else is taken back once it is free, and from then on", async () => {
    await school.take("csv", [students, enrolments]);
    const [ada, bob] = await school.reader.people("student", null, null, 10);
    if (!ada || !bob) throw new Error("nobody was imported");
    const merge = await school.office.merge({ kept: ada.id, merged: bob.id, reason: "twice" }, secretary);
    if (merge.kind === "refused") throw new Error(merge.refusal.message);
    school.turnTo("2026-11-23T12:00:00Z");
    const cleo = await school.office.addPerson(
      { kind: "student", givenName: "Cleo", familyName: "Dent", email: null, cohort: null },
      { code: "S2", from: "2026-11-23" },
      secretary,
    );
    if (cleo.kind === "refused") throw new Error(cleo.refusal.message);
    const spans = async () => {
      const rows = await queryRows<{ holder: string; days: string }>(
        school.database,
        `select case person_id when $1 then 'Ada' when $2 then 'Bob' else 'Cleo' end as holder,
           concat(nullif(valid_from, '-infinity') at time zone 'UTC', ' to ', valid_to at time zone 'UTC') as days
         from identifier where value = 'S2' order by valid_from`,
        [ada.id, bob.id],
      );
      return rows.map(({ holder, days }) => `${holder} ${days}`);
    };
    const held = await spans();
    expect(held).toEqual(["Ada  to 2026-11-22 12:00:00", "Cleo 2026-11-23 00:00:00 to "]);
    expect(await school.office.unmerge(merge.value.id, secretary)).toMatchObject({
      refusal: {
        code: "taken",
        message:
          "S2 went to Cleo Dent after the merge, and the other record would be without it: give Cleo Dent another one first, then take the merge back",
      },
    });
    expect(await spans()).toEqual(held);
    school.turnTo("2026-11-24T12:00:00Z");
    const told = {
      scheme: "student_id",
      value: "S90",
      ends: undefined,
      from: undefined,
      reason: "x",
    } as const;
    expect(await school.office.reissue(cleo.value.id, told, secretary)).toMatchObject({ kind: "done" });
    expect(await school.office.unmerge(merge.value.id, secretary)).toMatchObject({ kind: "done" });
    expect(await spans()).toEqual([
      "Bob  to 2026-11-22 12:00:00",
      "Cleo 2026-11-23 00:00:00 to 2026-11-24 12:00:00",
      "Bob 2026-11-24 12:00:00 to ",
    ]);
  });
});
