import { describe, expect, test } from "vitest";
import { fileOpener } from "../../../src/adapters/files/open-upload.ts";
import { readOneRoster } from "../../../src/app/imports/oneroster/read-one-roster.ts";

function read(files: Record<string, string>, complete = false) {
  const bytes = new TextEncoder();
  const tables = Object.entries(files).map(([name, text]) =>
    fileOpener.table({ name, bytes: bytes.encode(text) }),
  );
  return readOneRoster(tables, { timeZone: "Europe/London", complete });
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
    expect(content.classes).toMatchObject([{ code: "c1", staff: ["u2"] }, { code: "c2" }, { code: "SETS" }]);
    expect(content.enrolments.map(({ key, to }) => [key, to])).toEqual([["e2", "2026-12-01"]]);
    expect(content.ended).toMatchObject([{ thing: "enrolment", key: "e3" }]);
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
