import { afterAll, beforeAll, expect, test } from "vitest";
import { exportStore } from "../../../src/adapters/postgres/export-store.ts";
import { type LaidSchool, laySchool } from "../figures/lay-school.ts";

let school: LaidSchool;
beforeAll(async () => {
  school = await laySchool();
}, 60_000);
afterAll(() => school.close());

test("a record has the sessions of classes without a timetable, those of a merged record too", async () => {
  const room = await school.class("Hall");
  const [ada, twin, bob] = [
    await school.student("S1"),
    await school.student("S2"),
    await school.student("S3"),
  ];
  for (const student of [ada, twin, bob]) await school.enrol(student, room, "2026-11-01");
  const [first, second] = [
    await school.standingDay(room, "2026-11-09"),
    await school.standingDay(room, "2026-11-10"),
  ];
  await school.standingMark(first, ada, "present");
  await school.standingMark(second, twin, "late");
  await school.standingMark(second, bob, "present");
  await school.pool.query("update person set merged_into = $1 where id = $2", [ada, twin]);
  const marks = await exportStore(school.pool).read(async (reading) => {
    const person = await reading.findPerson("S2");
    return person && { id: person.shown.id, sessions: await reading.sessionsOfStudent(person) };
  });
  expect(marks?.id).toBe("S1");
  expect(marks?.sessions).toEqual([first, second]);
});
