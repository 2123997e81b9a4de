import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readOneRoster } from "../../../src/app/imports/oneroster/read-one-roster.ts";
import { type ImportWorld, openImportWorld, type Preview } from "./import-world.ts";

function read(files: Record<string, string>, complete = false) {
  const bytes = new TextEncoder();
  const tables = Object.entries(files).map(([name, text]) =>
    fileOpener.table({ name, bytes: bytes.encode(text) }),
  );
  return readOneRoster(tables, { timeZone: "Europe/London", complete, today: "2026-11-22" });
}

const manifest =
  "propertyName,value\nmanifest.version,1.0\nfile.users,bulk\nfile.roles,bulk\nfile.enrollments,delta\nfile.orgs,absent\n";

describe("a bundle of 1.2", () => {
  const { content, notes } = read({
    "manifest.csv": `${manifest}source.systemCode,SIS\n`,
    "academicSessions.csv":
      "sourcedId,status,title,type,startDate,endDate\nt1,,Autumn,term,2026-09-01,2026-12-19\n",
    "classes.csv":
      "sourcedId,status,title,classCode,termSourcedIds\nc1,active,Algebra,1,t1\nc2,Active,Logic,1,t1\nc3,Scheduled,Sets,SETS,t1\n",
    "users.csv":
      "sourcedId,status,dataLastModified,enabledUser,username,userIds,givenName,familyName,prefferedGivenName,identifier,email,password\n" +
      "u1,,,true,ada,,Augusta,Byron,Ada,S1,ada@example.org,secret\n" +
      "u2,,,true,alan,,Alan,Turing,,,,secret\nu3,,,true,mum,,Anne,Byron,,,,secret\n",
    "roles.csv":
      "sourcedId,status,userSourcedId,roleType,role\nr1,,u1,primary,student\nr2,,u2,primary,teacher\nr3,,u3,primary,guardian\n",
    "enrollments.csv":
      "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate,,\n" +
      "e1,,c1,u1,student,2026-09-01,11/12/2026,,\ne2,,c1,u1,student,2026-09-01,2026-12-01,,\n" +
      "e3,tobedeleted,c2,u1,student,,,,\ne4,,c1,u2,teacher,,,,\n",
    "demographics.csv": "sourcedId,sex,birthDate\nu1,female,1815-12-10\n",
  });

  test("what is clear is read", () => {
    expect(content.source).toBe("oneroster SIS");
    expect(content.scope).toMatchObject({
      student: "complete",
      enrolment: "additions",
      class: "additions",
      course: "absent",
    });
    // The standard's end is the first day after.
    expect(content.terms).toMatchObject([{ from: "2026-09-01", to: "2026-12-18" }]);
    expect(content.students).toMatchObject([
      {
        key: "u1",
        givenName: "Ada",
        identifiers: [
          { scheme: "student_id", value: "S1" },
          { scheme: "username", value: "ada" },
        ],
      },
    ]);
    expect(content.staff).toMatchObject([
      { key: "u2", identifiers: [{ scheme: "username", value: "alan" }] },
    ]);
    expect(content.classes).toMatchObject([
      { code: "c1", staffBeside: { more: ["u2"], gone: [] } },
      { code: "c2" },
      { code: "SETS" },
    ]);
    expect(content.enrolments.map(({ key, to }) => [key, to])).toEqual([["e2", "2026-12-01"]]);
    // A row of a teacher ends what its key was as a student's.
    expect(content.ended.map(({ thing, key }) => [thing, key])).toEqual([
      ["enrolment", "e3"],
      ["enrolment", "e4"],
    ]);
  });

  test("what is not clear is refused or said, each with its place", () => {
    expect(
      notes.map(({ severity, file, line, column, value }) => [severity, file, line, column, value]),
    ).toEqual([
      ["ignored", "demographics.csv", null, null, null],
      ["guessed", "classes.csv", 4, "status", "Scheduled"],
      ["refused", "enrollments.csv", 2, "endDate", "11/12/2026"],
      ["guessed", "users.csv", 1, "prefferedGivenName", null],
      ["ignored", "users.csv", 1, "password", null],
      ["ignored", "users.csv", 4, "role", "guardian"],
      ["guessed", "classes.csv", 2, "code", "1"],
    ]);
  });

  test("neither demographics nor passwords are anywhere in what was read", () => {
    expect(JSON.stringify({ content, notes })).not.toMatch(/secret|female|1815/);
  });
});

describe("the roles of the standard", () => {
  const roles = ["student", "teacher", "aide", "administrator", "proctor", "guardian", "parent", "relative"];
  const of = (enrolledAs: (role: string) => string) =>
    read(
      {
        "classes.csv": "sourcedId,title,classCode\nc1,Algebra,ALG\n",
        "users.csv": `sourcedId,role,username,identifier\n${roles.map((role) => `${role},${role},${role},I${role}`).join("\n")}\n`,
        "enrollments.csv": `sourcedId,classSourcedId,userSourcedId,role\n${roles.map((role) => `e-${role},c1,${role},${enrolledAs(role)}`).join("\n")}\n`,
      },
      true,
    );

  test("enrolled as they are: students are expected, teachers teach, and whoever is neither is told", () => {
    const { content, notes } = of((role) => role);
    expect(content.students.map(({ key }) => key)).toEqual(["student"]);
    expect(content.staff.map(({ key }) => key)).toEqual(["teacher", "aide", "administrator", "proctor"]);
    expect(content.enrolments.map(({ student }) => student)).toEqual(["student"]);
    expect(content.classes).toMatchObject([{ staff: ["aide", "teacher"] }]);
    const said = notes.flatMap(({ file, value, message }) =>
      file === "enrollments.csv" ? [[value, message.split(":")[0]]] : [],
    );
    expect(said).toEqual([
      ["administrator", "does not teach the class"],
      ["proctor", "does not teach the class"],
      ...["guardian", "parent", "relative"].map((role) => [role, "is neither student nor teacher"]),
    ]);
  });

  test.each([["student"], [""]])("enrolled as %j a parent is no student, and that is told", (role) => {
    const { content, notes } = of(() => role);
    expect(content.students.map(({ key }) => key)).toEqual(["student"]);
    expect(content.scope.enrolment).toBe("additions");
    const untold = notes.filter(({ file, column }) => file === "enrollments.csv" && column === "role");
    expect(untold.map(({ message }) => message)).toEqual(
      role === "" ? ["8 enrolments tell no role, and are taken for a student's"] : [],
    );
    for (const other of ["guardian", "parent", "relative"]) {
      expect(content.enrolments.map(({ student }) => student)).not.toContain(other);
      expect(notes).toContainEqual(
        expect.objectContaining({
          severity: "refused",
          value: other,
          message: `is enrolled as a student, and is told as ${other}: has no marks`,
        }),
      );
    }
  });
});

test("without a manifest nothing is ended, unless the person says that it is all", () => {
  const users = { "users.csv": "sourcedId,role,identifier\nu1,student,S1\n" };
  expect(read(users).content.scope.student).toBe("additions");
  expect(read(users).notes).toMatchObject([{ severity: "guessed", line: null }]);
  expect(read(users, true).content.scope.student).toBe("complete");
});

test("a file without a column that it cannot do without is refused as a whole, the others are read", () => {
  const { content, notes } = read(
    { "users.csv": "name\nAda\n", "courses.csv": "sourcedId,title\nc1,Logic\n" },
    true,
  );
  expect(content.courses).toHaveLength(1);
  expect(notes.filter(({ severity }) => severity === "refused")).toMatchObject([
    { file: "users.csv", line: 1, message: "the file has no column sourcedId" },
  ]);
});

describe("who teaches, and who is enrolled as what", () => {
  const users =
    "sourcedId,status,role,givenName,familyName,identifier,username\nu1,,student,Ada,Byron,S1,\nt1,,teacher,Alan,Turing,,alan\nt2,,teacher,Mary,Shelley,,mary\n";
  const enrolled = (...rows: readonly string[]) =>
    `sourcedId,status,classSourcedId,userSourcedId,role\n${rows.join("\n")}\n`;
  const classes = "sourcedId,title,classCode\nc1,Algebra,ALG\n";
  const files = (enrollments: string, more: Record<string, string> = {}) => ({
    "users.csv": users,
    "classes.csv": classes,
    "enrollments.csv": enrollments,
    ...more,
  });
  const refused = ({ notes }: Preview) =>
    notes.flatMap(({ severity, column, value, message }) =>
      severity === "refused" ? [`${column} ${value}: ${message}`] : [],
    );
  const teachers = (world: ImportWorld) => {
    const { classes: all, people } = world.world().roster;
    const staff = all.find(({ code }) => code === "ALG")?.staff ?? [];
    return staff.map((id) => people.find((one) => one.id === id)?.familyName).sort();
  };

  test("a member of staff who is enrolled as a student is refused with who that is", () => {
    const world = openImportWorld();
    expect(refused(world.take(files(enrolled("e1,,c1,t1,student"))))).toEqual([
      "student t1: is a member of staff, Alan Turing, and enrolled as a student: staff have no marks",
    ]);
  });

  test("a teacher of a class that nobody knows is told, and so is a student who teaches", () => {
    const seen = openImportWorld().take(files(enrolled("e1,,c9,t1,teacher", "e2,,c1,u1,teacher")));
    expect(refused(seen)).toEqual([
      "classSourcedId c9: nobody knows this class, so that those who teach it are not kept",
    ]);
    expect(seen.notes).toContainEqual(
      expect.objectContaining({
        severity: "ignored",
        value: "u1",
        message: expect.stringContaining("is a student"),
      }),
    );
  });

  test("what is wrong about who teaches is told where the files say it", () => {
    const lines = enrolled(
      "e1,,c1,t1,teacher",
      "e2,,c1,u1,teacher",
      "e3,,c1,t9,teacher",
      "e4,,c9,t1,teacher",
    );
    for (const complete of [true, false]) {
      const { notes } = openImportWorld().take(files(lines), { complete });
      const places = notes.flatMap(({ file, line, column, value }) =>
        column === "userSourcedId" || column === "classSourcedId" ? [[file, line, column, value].join()] : [],
      );
      expect(places.sort()).toEqual([
        "enrollments.csv,3,userSourcedId,u1",
        "enrollments.csv,4,userSourcedId,t9",
        "enrollments.csv,5,classSourcedId,c9",
      ]);
      expect(notes.filter(({ file, line }) => file === "classes.csv" && line !== null)).toEqual([]);
    }
  });

  test("whose role of staff is over is staff no longer, and in any other role goes on", () => {
    const roles = (...rows: readonly string[]) =>
      `sourcedId,userSourcedId,role,beginDate,endDate\n${rows.join("\n")}\n`;
    const people = "sourcedId,givenName,familyName,identifier,username\nt1,Alan,Turing,,alan\n";
    const bundle = (...rows: readonly string[]) => ({ "users.csv": people, "roles.csv": roles(...rows) });
    const world = openImportWorld();
    // Its end is the first day after: the 22nd is today.
    const ahead = world.take(bundle("r1,t1,teacher,,2026-11-23"));
    expect(ahead.counts).toEqual(["staff add 1"]);
    expect(ahead.notes.find(({ column }) => column === "endDate")?.message).toContain("2026-11-22");
    expect(world.take(bundle("r1,t1,teacher,,2026-11-22", "r2,t1,aide,,")).counts).toEqual([]);
    const over = world.take(bundle("r1,t1,teacher,,2026-11-22"));
    expect(over.counts).toEqual(["staff end 1"]);
    expect(over.notes).toContainEqual(
      expect.objectContaining({ file: "roles.csv", line: 2, column: "endDate", value: "2026-11-22" }),
    );
    expect(world.take(bundle("r1,t1,teacher,,2026-11-22")).counts).toEqual([]);
    expect(world.take(bundle("r1,t1,teacher,,")).counts).toEqual(["staff change 1"]);
    // Who was staff and is a student now.
    const now = openImportWorld().take(bundle("r1,t1,teacher,,2026-11-01", "r2,t1,student,,"));
    expect(now.counts).toEqual(["student add 1"]);
  });

  test("a delta adds a teacher, takes one away, and leaves the others, whether it holds the class or not", () => {
    for (const more of [{}, { "classes.csv": "sourcedId,title,classCode\n" }]) {
      const world = openImportWorld();
      world.take(files(enrolled("e1,,c1,t1,teacher")), { complete: true });
      world.take(files(enrolled("e2,,c1,t2,teacher"), more));
      expect(teachers(world)).toEqual(["Shelley", "Turing"]);
      world.take(files(enrolled("e1,tobedeleted,c1,t1,teacher"), more));
      expect(teachers(world)).toEqual(["Shelley"]);
    }
  });

  test("what is held and not kept is said once a file; so are users who are not enabled or have two roles", () => {
    const world = openImportWorld();
    const { notes } = world.preview({
      "users.csv":
        'sourcedId,role,enabledUser,givenName,familyName,identifier,phone,sms\nu1,student,false,Ada,Byron,S1,123,\nu2,"student,teacher",true,Bob,Fox,S2,,\n',
      "classes.csv": "sourcedId,title,classCode,location,periods\nc1,Algebra,ALG,Lab 1,\n",
    });
    expect(notes.map(({ file, column, message }) => `${file} ${column}: ${message}`)).toEqual(
      expect.arrayContaining([
        "users.csv phone: is not read: Muster keeps no such data",
        "classes.csv location: is not read: Muster keeps no such data",
        "users.csv enabledUser: 1 user is not enabled: that is about signing in, and they are read as the others",
        "users.csv role: is both staff and student, and taken for a member of staff: has no marks",
      ]),
    );
  });
});

describe("roles of 1.2 that are over", () => {
  const bundle = (...roles: readonly string[]) => ({
    "manifest.csv":
      "propertyName,value\noneroster.version,1.2\nfile.users,bulk\nfile.roles,bulk\nfile.classes,bulk\nfile.enrollments,bulk\n",
    "users.csv":
      "sourcedId,status,givenName,familyName,identifier\nq1,,Ada,Byron,S1\nq2,,Bob,Fox,S2\nq3,,Cy,Yew,S3\n",
    "roles.csv": `sourcedId,status,userSourcedId,roleType,role,beginDate,endDate\n${roles.join("\n")}\n`,
    "classes.csv": "sourcedId,status,title,classCode\nc1,,Algebra,ALG\n",
    "enrollments.csv":
      "sourcedId,status,classSourcedId,userSourcedId,role,beginDate,endDate\n" +
      "e1,,c1,q1,student,2026-10-01,\ne2,,c1,q2,student,2026-10-01,\ne3,,c1,q3,student,2026-10-01,\n",
  });
  const lasting = ["r1,,q1,primary,student,,", "r2,,q2,primary,student,,", "r3,,q3,primary,student,,"];

  test("end the enrolments with them, by their last day or from today, and say so; twice is once", () => {
    const world = openImportWorld();
    world.take(bundle(...lasting));
    const next = bundle(
      "r1,tobedeleted,q1,primary,student,,",
      "r2,,q2,primary,student,2026-09-01,2026-11-10",
      "r3,,q3,primary,student,,2026-10-15",
      "r4,,q3,secondary,student,2026-11-01,",
    );
    const seen = world.take(next);
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toEqual([]);
    expect(world.spans("S1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
    expect(world.spans("S2", "ALG")).toEqual(["2026-10-01 to 2026-11-10"]);
    expect(world.spans("S3", "ALG")).toEqual(["2026-10-01 to ever"]);
    expect(seen.notes.map(({ file, line, message }) => [file, line, message.slice(0, 24)])).toEqual([
      ["enrollments.csv", 3, "ends with the role of a "],
      ["users.csv", 2, "has no role any more, si"],
      ["enrollments.csv", 2, "is over, so that nobody "],
    ]);
    expect(world.take(next).counts).toEqual([]);
  });
});

describe("one person who becomes another", () => {
  const users11 = (...people: readonly (readonly [string, string])[]) =>
    `sourcedId,status,role,username,givenName,familyName,email\n${people.map(([id, role]) => `${id},,${role},${id}x,Given${id},Family${id},${id}@x.example\n`).join("")}`;
  const users12 = (...people: readonly (readonly [string, string])[]) => ({
    "users.csv": `sourcedId,status,username,givenName,familyName,email\n${people.map(([id]) => `${id},,${id}x,Given${id},Family${id},${id}@x.example\n`).join("")}`,
    "roles.csv": `sourcedId,userSourcedId,roleType,role\n${people.map(([id, role]) => `r${id},${id},primary,${role}\n`).join("")}`,
  });
  const enrollments = (...rows: readonly (readonly [string, string, string])[]) =>
    `sourcedId,classSourcedId,userSourcedId,role,beginDate\n${rows.map(([id, user, role]) => `${id},k1,${user},${role},2026-10-01\n`).join("")}`;
  const classes = "sourcedId,title,classCode\nk1,Algebra,ALG\n";
  const bundle = (version: "1.1" | "1.2", people: readonly (readonly [string, string])[]) => ({
    "classes.csv": classes,
    ...(version === "1.1" ? { "users.csv": users11(...people) } : users12(...people)),
  });
  const asStudent = [
    ["u1", "student"],
    ["u2", "student"],
    ["t1", "teacher"],
  ] as const;
  const asTeacher = [
    ["u1", "teacher"],
    ["u2", "student"],
    ["t1", "teacher"],
  ] as const;
  const seats = enrollments(["e1", "u1", "student"], ["e2", "u2", "student"], ["e3", "t1", "teacher"]);
  const taught = enrollments(["e1", "u1", "teacher"], ["e2", "u2", "student"], ["e3", "t1", "teacher"]);

  for (const version of ["1.1", "1.2"] as const) {
    for (const complete of [true, false]) {
      test(`a student who is staff now, in ${version}${complete ? "" : ", of a part"}`, () => {
        const world = openImportWorld();
        world.take({ ...bundle(version, asStudent), "enrollments.csv": seats }, { complete });
        expect(world.spans("u1", "ALG")).toEqual(["2026-10-01 to ever"]);
        const seen = world.take({ ...bundle(version, asTeacher), "enrollments.csv": taught }, { complete });
        expect(seen.notes.filter(({ severity }) => severity === "refused")).toEqual([]);
        expect(seen.notes.map(({ message }) => message).join()).not.toMatch(
          /merge|somebody else|nothing is ended|is a student, and named|new person/,
        );
        expect(seen.notes).toContainEqual(
          expect.objectContaining({ severity: "guessed", file: "users.csv", line: 2, column: "role" }),
        );
        expect(seen.counts).toEqual(
          expect.arrayContaining(["student end 1", "staff add 1", "class change 1", "enrolment end 1"]),
        );
        expect(world.spans("u1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
        expect(world.spans("u2", "ALG")).toEqual(["2026-10-01 to ever"]);
        const { classes: all, identifiers, people } = world.world().roster;
        expect(all[0]?.staff).toHaveLength(2);
        const login = identifiers.find(({ value }) => value === "u1x");
        expect(people.find(({ id }) => id === login?.person)?.kind).toBe("staff");

        // The same again changes nothing.
        const again = world.take({ ...bundle(version, asTeacher), "enrollments.csv": taught }, { complete });
        expect(again.counts).toEqual([]);

        // And back: the record as a student goes on.
        world.turnTo("2026-11-25T12:00:00Z");
        const back = world.take({ ...bundle(version, asStudent), "enrollments.csv": seats }, { complete });
        expect(back.notes.filter(({ severity }) => severity === "refused")).toEqual([]);
        expect(back.counts).toEqual(expect.arrayContaining(["staff end 1"]));
        expect(world.world().roster.people.filter(({ kind }) => kind === "student")).toHaveLength(2);
        expect(world.spans("u1", "ALG").at(-1)).toMatch(/ever$/);
      });
    }
  }

  test("whom enrolments still have as a student is enrolled no longer, and the row is told", () => {
    const world = openImportWorld();
    world.take({ ...bundle("1.2", asStudent), "enrollments.csv": seats }, { complete: true });
    const seen = world.take({ ...bundle("1.2", asTeacher), "enrollments.csv": seats }, { complete: true });
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      { file: "enrollments.csv", line: 2, message: expect.stringContaining("is a member of staff") },
    ]);
    expect(world.spans("u1", "ALG")).toEqual(["2026-10-01 to 2026-11-22"]);
    expect(world.spans("u2", "ALG")).toEqual(["2026-10-01 to ever"]);
  });
});
