import { describe, expect, test } from "vitest";
import { openCalendarWorld } from "./calendar/calendar-world.ts";
import { calendar, event } from "./calendar/read-for-test.ts";
import { openImportWorld } from "./import-world.ts";

const students = "student_id,given_name\nS1,Ada\n";

describe("what is refused makes nothing", () => {
  test.each([
    ["a student whom nobody knows", "enrolments.csv", "student_id,class,from\nNOBODY,NEW-1,2026-11-01\n"],
    ["a year in which nothing can be", "enrolments.csv", "student_id,class,from\nS1,NEW-1,2569-11-01\n"],
    [
      "an end before the start",
      "enrolments.csv",
      "student_id,class,from,to\nS1,NEW-1,2026-11-02,2026-11-01\n",
    ],
    [
      "a meeting in such a year",
      "timetable.csv",
      "class,start,end,rooms\nNEW-1,2569-12-01 09:00,10:00,NEW 9\n",
    ],
    [
      "a standing class in such a year",
      "standing.csv",
      "class,title,standing_room,from\nNEW-1,N,NEW 9,2569-12-01\n",
    ],
    [
      "a class that stands until it begins",
      "standing.csv",
      "class,title,standing_room,from,to\nNEW-1,N,NEW 9,2026-12-02,2026-12-01\n",
    ],
  ])("%s", (_, name, text) => {
    const school = openImportWorld();
    const { counts, notes } = school.preview({ "students.csv": students, [name]: text });
    expect(counts).toEqual(["student add 1"]);
    expect(notes.filter(({ severity }) => severity === "refused")).toHaveLength(1);
  });

  test("what another row names that is taken is made", () => {
    const school = openImportWorld();
    const { counts } = school.preview({
      "students.csv": students,
      "enrolments.csv": "student_id,class,from\nNOBODY,NEW-1,2026-11-01\nS1,NEW-1,2026-11-01\n",
    });
    expect(counts).toEqual(expect.arrayContaining(["class add 1", "enrolment add 1"]));
  });

  test("a calendar's meeting in such a year makes neither class nor room", () => {
    const school = openCalendarWorld();
    const lines = ["DURATION:PT1H", "SUMMARY:NEW-1", "LOCATION:New 9"];
    school.take(calendar(event("UID:a", "DTSTART:25691201T090000Z", ...lines)));
    expect([school.classes(), school.rooms(), school.sessions()]).toEqual([[], [], []]);
  });
});
