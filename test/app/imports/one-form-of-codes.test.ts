import { describe, expect, test } from "vitest";
import { calendar, event, read } from "./calendar/read-for-test.ts";
import { openImportWorld } from "./import-world.ts";

/** What people, spreadsheets and keyboards write for `S É9`. */
const spellings = [
  "S \u00c99",
  "S\u00a0\u00c99",
  "S E\u03019",
  "S\u200b \u00c99",
  "\u2066S \u00c99\u2069",
  "\u202eS \u00c99",
  "S  \u00c9\u00ad9 ",
];
const kept = "S \u00c99";

const oneRoster = (code: string) => ({
  "manifest.csv": "propertyName,value\noneroster.version,1.1\n",
  "courses.csv": `sourcedId,status,title,courseCode\nk${code},,Algebra,${code}\n`,
  "classes.csv": `sourcedId,status,title,classCode,courseSourcedId\nc${code},,Algebra,${code},k${code}\n`,
  "users.csv": `sourcedId,status,role,username,givenName,familyName,identifier\nu${code},,student,,Ann,Ash,${code}\nt${code},,teacher,${code},Bob,Fox,\n`,
  "enrollments.csv": `sourcedId,status,classSourcedId,userSourcedId,role\ne${code},,c${code},u${code},student\nf${code},,c${code},t${code},teacher\n`,
});
const plain = (code: string) => ({
  "all-classes.csv": `class,title,standing_room,course_code,term,staff\n${code},Algebra,,${code},${code},${code}\n`,
  "enrolments.csv": `student_id,class,from\n${code},${code},2026-09-01\n`,
  "rooms.csv": `room,aliases\n${code},Big${code}\n`,
  "students.csv": `student_id,given_name,family_name,face_subject,device_person,username\n${code},Ann,Ash,${code},${code},u${code}\n`,
  "terms.csv": `term,title,from,to\n${code},Autumn,2026-09-01,2026-12-18\n`,
  "timetable.csv": `class,start,end,rooms,staff\n${code},2026-11-30 09:00,2026-11-30 10:00,${code},${code}\n`,
});

describe.each(spellings.map((spelling) => [JSON.stringify(spelling), spelling] as const))("%s", (_, code) => {
  test("is one code in plain files, and the same file in another spelling changes nothing", () => {
    const world = openImportWorld();
    const { plan } = world.take(plain(code));
    const { roster } = world.world();
    expect(roster.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).sort()).toEqual([
      `device_person ${kept}`,
      `face_subject ${kept}`,
      `student_id ${kept}`,
      `username ${kept}`,
      `username u${kept}`,
    ]);
    expect([...roster.classes, ...roster.courses, ...roster.terms].map((one) => one.code)).toEqual([
      kept,
      kept,
      kept,
    ]);
    expect(roster.rooms.map(({ code: of, names }) => [of, ...names.toSorted()])).toEqual([
      [kept, `Big${kept}`, kept],
    ]);
    expect(roster.enrolments).toHaveLength(1);
    expect(plan.sessions).toHaveLength(1);
    const { "timetable.csv": __, ...others } = plain(kept);
    expect(world.take(others).counts).toEqual([]);
  });

  test("is one code in a OneRoster bundle, and so are the keys by which its rows name each other", () => {
    const world = openImportWorld();
    world.take(oneRoster(code));
    const { roster } = world.world();
    expect(roster.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).sort()).toEqual([
      `student_id ${kept}`,
      `username ${kept}`,
    ]);
    expect(roster.classes).toMatchObject([{ code: kept, course: roster.courses[0]?.id }]);
    expect(roster.classes[0]?.staff).toHaveLength(1);
    expect(roster.enrolments).toHaveLength(1);
    expect(world.take(oneRoster(kept)).counts).toEqual([]);
  });

  test("is one code in a calendar", () => {
    const { content } = read(
      calendar(
        event(
          "UID:1",
          "DTSTART:20260914T090000Z",
          "DTEND:20260914T100000Z",
          `SUMMARY:${code}:Lecture`,
          `LOCATION:${code}`,
          `DESCRIPTION:Staff: ${code.replace("9", "lan")}`,
        ),
      ),
    );
    expect(content.sessions).toMatchObject([{ classes: [kept], rooms: [kept], staff: ["S \u00c9lan"] }]);
    expect(content.classes).toMatchObject([{ code: kept }]);
  });
});

test("a sort of meeting that a calendar tells keeps the marks that belong to its letters", () => {
  const malayalam = "\u0d05\u0d35\u0d28\u0d4d\u200d";
  const times = ["DTSTART:20260914T090000Z", "DTEND:20260914T100000Z"];
  const { content } = read(calendar(event("UID:1", ...times, `SUMMARY:\u200eCS-150:${malayalam} `)));
  expect(content.sessions).toMatchObject([{ classes: ["CS-150"], sort: malayalam }]);
});

describe("rows of one thing in two spellings", () => {
  const refused = ({ notes }: ReturnType<ReturnType<typeof openImportWorld>["take"]>) =>
    notes.filter(({ severity }) => severity === "refused").map(({ file, line }) => `${file} ${line}`);

  for (const [name, head, one, other] of [
    ["all-classes.csv", "class,title,standing_room,staff", "DD1,a,,ann", "dd1,b,,bob"],
    ["all-classes.csv", "class,title,standing_room", "CC-8,a,", "CC\u200b-8,b,"],
    ["courses.csv", "course_code,title", "ALG,a", "alg,b"],
    ["rooms.csv", "room,title", "R1,a", "r1,b"],
    ["terms.csv", "term,title,from,to", "T1,a,2026-09-01,2026-12-18", "t1,b,2026-09-01,2026-12-18"],
    ["terms.csv", "term,title,from,to", "T1,,2026-09-01,2026-12-18", "t1,,2026-09-01,2026-12-19"],
    ["staff.csv", "username,given_name", "ann,Ann", "ANN,Bob"],
    ["students.csv", "student_id,given_name", "S1,Ann", "S\u200b1,Bob"],
  ] as const) {
    test(`${name}: ${JSON.stringify(other)} beside ${one} is refused, and makes nothing`, () => {
      const world = openImportWorld();
      const seen = world.take({ [name]: `${head}\n${one}\n${other}\n` });
      const { classes, courses, rooms, terms, people } = world.world().roster;
      // Of students who share an id neither row can be trusted.
      const all = name === "students.csv" ? [2, 3] : [3];
      expect(refused(seen)).toEqual(all.map((line) => `${name} ${line}`));
      expect(classes.length + courses.length + rooms.length + terms.length).toBeLessThanOrEqual(1);
      expect(people.length).toBeLessThanOrEqual(1);
    });
  }

  for (const [name, head, one, other] of [
    ["rooms.csv", "room,title", "R1,a", "r1,a"],
    ["terms.csv", "term,title,from,to", "T1,,2026-09-01,2026-12-18", "t1,,2026-09-01,2026-12-18"],
  ] as const) {
    test(`${name}: the same in another spelling is told as twice`, () => {
      const { notes } = openImportWorld().take({ [name]: `${head}\n${one}\n${other}\n` });
      expect(notes.map(({ severity, line, message }) => [severity, line, message.slice(0, 18)])).toEqual([
        ["ignored", 3, "stands there twice"],
      ]);
    });
  }

  test("classes that share a code of OneRoster go by their sourcedIds, whatever the spelling", () => {
    const world = openImportWorld();
    world.take({
      "manifest.csv": "propertyName,value\n",
      "classes.csv": "sourcedId,title,classCode\nc1,a,DD1\nc2,b,dd1\n",
    });
    expect(world.world().roster.classes.map(({ code }) => code)).toEqual(["c1", "c2"]);
  });

  test("files that only name it name one thing, and so does one cell that names it twice", () => {
    const world = openImportWorld();
    const { notes, plan } = world.take({
      "all-classes.csv": "class,title,standing_room\nDD1,a,\n",
      "enrolments.csv": "student_id,class,from\nS1,dd1,2026-09-01\n",
      "students.csv": "student_id,given_name\nS1,Ann\n",
      "timetable.csv": "class,start,end,rooms\ndd1; DD1,2026-11-30 09:00,2026-11-30 10:00,R1; r1\n",
    });
    expect(notes.filter(({ severity }) => severity === "refused")).toEqual([]);
    expect(world.world().roster.classes.map(({ code }) => code)).toEqual(["DD1"]);
    expect(world.spans("S1", "DD1")).toHaveLength(1);
    expect(plan.sessions[0]?.rooms).toHaveLength(1);
    expect(plan.sessions[0]?.classes).toHaveLength(1);
  });
});
