import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, openTimetableSchool, type TimetableSchool } from "./timetable-school.ts";

let school: TimetableSchool;
beforeAll(async () => {
  school = await openTimetableSchool();
  await school.watch(at("07:00"), "R1");
  for (const student of ["S1", "S2"]) await school.enrol(at("07:00"), student, "7A");
});
afterAll(() => school.dispose());

test("a scan that comes late belongs to whoever had its id when it was taken", async () => {
  const [morning, noon] = [uuidv7(), uuidv7()];
  await school.planned(
    at("07:00"),
    school.plan(morning, {}),
    school.plan(noon, { start: at("12:00"), end: at("13:00") }),
  );
  // The id C passes from S1 to S2 at eleven.
  const [first, second] = [school.students.S1, school.students.S2];
  await school.run(
    `insert into identifier (scheme, value, person_id, valid_to) values ('student_id', 'C', '${first}', '${at("11:00")}')`,
  );
  await school.run(
    `insert into identifier (scheme, value, person_id, valid_from) values ('student_id', 'C', '${second}', '${at("11:00")}')`,
  );
  // The reader was offline, and both scans come in the afternoon.
  await school.scan(
    at("15:00"),
    { student: "C", room: "R1", at: at("09:01") },
    { student: "C", room: "R1", at: at("12:01") },
  );
  await school.close(at("15:00"), morning, noon);
  expect(await school.statuses(morning)).toMatchObject({ S1: "present", S2: "absent" });
  expect(await school.statuses(noon)).toMatchObject({ S1: "absent", S2: "present" });
});
