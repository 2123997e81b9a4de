import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repairMarks } from "../../../src/app/rebuild/check-marks.ts";
import { at, openTimetableSchool, type TimetableSchool } from "./timetable-school.ts";

describe("a lesson at nine", () => {
  let school: TimetableSchool;
  beforeAll(async () => {
    school = await openTimetableSchool();
    await school.watch(at("07:00"), "R1", "R2", "R3");
    for (const student of ["S1", "S2", "S3"]) await school.enrol(at("07:00"), student, "7A");
  });
  afterAll(() => school.dispose());

  test("fills from scans, and its close concludes who was not seen", async () => {
    const id = uuidv7();
    await school.planned(at("07:00"), school.plan(id, {}));
    await school.scan(
      at("09:30"),
      { student: "S1", room: "R1", at: at("09:03") },
      { student: "S2", room: "R1", at: at("09:06") },
    );
    expect(await school.statuses(id)).toEqual({ S1: "present", S2: "late" });
    await school.close(at("10:10"), id);
    expect(await school.statuses(id)).toEqual({ S1: "present", S2: "late", S3: "absent" });
    expect((await school.check(at("10:10"))).differences).toEqual([]);
  });

  test("in which nobody is seen waits for a person, until somebody turns out to have been", async () => {
    const id = uuidv7();
    await school.planned(at("07:00"), school.plan(id, { start: at("14:00"), end: at("15:00") }));
    await school.close(at("15:10"), id);
    expect(await school.statuses(id)).toEqual({ S1: "needs_review", S2: "needs_review", S3: "needs_review" });
    await school.scan(at("16:00"), { student: "S2", room: "R1", at: at("14:01") });
    expect(await school.statuses(id)).toEqual({ S1: "absent", S2: "present", S3: "absent" });
    expect((await school.check(at("16:00"))).differences).toEqual([]);
  });

  test("keeps its marks once it is final, whatever comes then", async () => {
    const id = uuidv7();
    await school.planned(at("07:00"), school.plan(id, { start: at("17:00"), end: at("18:00") }));
    await school.scan(at("17:05"), { student: "S1", room: "R1", at: at("17:01") });
    await school.close(at("18:10"), id);
    await school.finalise(at("18:20"), id);
    await school.scan(at("19:00"), { student: "S3", room: "R1", at: at("17:02") });
    expect((await school.statuses(id)).S3).toBe("absent");
    expect((await school.check(at("19:00"))).differences).toEqual([]);
    await school.reopen(at("19:05"), id);
    expect((await school.statuses(id)).S3).toBe("present");
    expect((await school.check(at("19:05"))).differences).toEqual([]);
  });

  test("whose mark was lost behind the rules' back is told, and mended", async () => {
    const now = at("20:00");
    await school.run("delete from mark where status = 'late'");
    const report = await school.check(now);
    expect(report.differences).toMatchObject([{ stored: "none", folded: "late by seen_late" }]);
    expect(await repairMarks(school.store.timetable, report, now)).toBe(1);
    expect((await school.check(now)).differences).toEqual([]);
  });
});
