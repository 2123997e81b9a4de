import { expect, test } from "vitest";
import { openImportWorld } from "./import-world.ts";

/** What is noted of cards and the like that stay. */
const staying = (notes: readonly { readonly message: string; readonly value: string | null }[]) =>
  notes.flatMap(({ message, value }) => (message.includes("stays theirs") ? [`${value} ${message}`] : []));

test("a complete file of students says which cards and faces it leaves out and which stay all the same", () => {
  const school = openImportWorld();
  school.take({
    "students.csv":
      "student_id,given_name,card_uid,face_subject\nS1,Ada,AA01; AA02,\nS2,Bob,BB01,f2\nS3,Cem,CC01,\n",
  });
  const less = {
    "students.csv": "student_id,given_name,card_uid,face_subject\nS1,Ada,AA01,\nS2,Bob,,\nS3,Cem,CC01,\n",
  };
  expect(staying(school.preview(less, { complete: true }).notes)).toEqual([
    "AA02 is not in the row of S1 and stays theirs: no file ends a card, a face or a login; and so is 1 more",
  ]);
  expect(staying(school.preview(less).notes)).toEqual([]);
  // A file that never tells of cards says nothing of them.
  const without = { "students.csv": "student_id,given_name\nS1,Ada\nS2,Bob\nS3,Cem\n" };
  expect(staying(school.preview(without, { complete: true }).notes)).toEqual([]);
});

test("what OneRoster holds no longer is told with what becomes of it here", () => {
  const school = openImportWorld();
  const manifest =
    "propertyName,value\noneroster.version,1.1\nfile.courses,bulk\nfile.academicSessions,bulk\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk\nfile.orgs,absent\n";
  const files = (courses: string, users: string) => ({
    "manifest.csv": manifest,
    "academicSessions.csv":
      "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,,,Autumn,term,2026-09-01,2026-12-19,,2027\n",
    "courses.csv": `sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects\nc1,,,,Algebra,ALG,,,\n${courses}`,
    "classes.csv":
      "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects\nk1,,,Algebra 1,,c1,ALG-1,scheduled,,,t1,\n",
    "users.csv": `sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,givenName,familyName,identifier\nu1,,,true,,student,,Ada,Byron,S1\n${users}`,
    "enrollments.csv":
      "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\ne1,,,k1,,u1,student,,2026-09-01,\n",
  });
  school.take(
    files("c2,,,,Botany,BOT,,,\n", "u2,,,true,,student,,Bob,Hill,S2\nu3,,,true,,teacher,dagm,Mia,Dag,\n"),
  );
  const { plan } = school.preview(files("", ""));
  const ends = plan.changes.flatMap(({ thing, change, after }) =>
    change === "end" ? [`${thing} ${after}`] : [],
  );
  expect(ends).toEqual([
    "course held no longer, and stays in Muster",
    "student held no longer: is enrolled nowhere",
    "staff held no longer, and stays in Muster",
  ]);
});
