import { describe, expect, test } from "vitest";
import { openCalendarWorld } from "./calendar-world.ts";
import { calendar, event } from "./read-for-test.ts";

const header = "class,start,end,rooms,title,kind";
const row = (from: string, to: string, room: string, ...more: readonly string[]): string =>
  [`A,2026-11-26 ${from},2026-11-26 ${to}`, room, ...more].join(",");
const table = (...rows: readonly string[]): string => [header, ...rows].join("\n");
const meeting = (uid: string, from: string, to: string, room: string, ...more: readonly string[]): string =>
  event(
    `UID:${uid}`,
    `DTSTART;TZID=Europe/London:20261126T${from.replace(":", "")}00`,
    `DTEND;TZID=Europe/London:20261126T${to.replace(":", "")}00`,
    ...(more.some((line) => line.startsWith("SUMMARY")) ? [] : ["SUMMARY:A"]),
    ...(room === "" ? [] : [`LOCATION:${room}`]),
    ...more,
  );
const key = "meetings of this file";

const [r1, r2] = [row("09:00", "10:00", "R1", "Logic", "Lab"), row("09:00", "10:00", "R2", "Sets", "Lab")];
/** The same rows with an id each, named so that no order of ids is that of the rows. */
const withIds = (ids: string, ...rows: readonly string[]): string =>
  [`session_id,${header}`, ...rows.map((one, at) => `${ids[at] ?? ""},${one}`)].join("\n");

describe("a table whose rows get ids, lose them or change them, and are otherwise the same", () => {
  test.each([
    ["get", table(r1, r2), withIds("zy", r1, r2)],
    ["lose", withIds("zy", r1, r2), table(r1, r2)],
    ["lose in another order", withIds("zy", r1, r2), table(r2, r1)],
    ["change", withIds("zy", r1, r2), withIds("ab", r1, r2)],
    ["get for one of them", table(r1, r2), withIds("z", r1, r2)],
  ])("%s: it plans nothing, asks nothing and says nothing, and the sessions stay who they are", (_, a, b) => {
    for (const complete of [false, true]) {
      const school = openCalendarWorld();
      expect(school.takeCsv(a, { complete }).sessions).toBe("add 2");
      const titles = school.titles();
      for (const text of [b, b, a]) {
        const { sessions, plan, notes } = school.takeCsv(text, { complete });
        expect([sessions, plan.questions, plan.warnings, notes]).toEqual(["", [], [], []]);
      }
      expect(school.titles()).toEqual(titles);
    }
  });

  test.each([
    ["another room", "change 1", row("09:00", "10:00", "R9", "Logic", "Lab")],
    ["another end", "move 1", row("09:00", "10:30", "R1", "Logic", "Lab")],
    ["another title", "change 1", row("09:00", "10:00", "R1", "Logic I", "Lab")],
  ])("with an id and %s it is the same session still, and so it is without ids", (_, told, changed) => {
    for (const [a, b] of [
      [table(r1), withIds("z", changed)],
      [withIds("z", r1), table(changed)],
      [table(r1), table(changed)],
    ] as const) {
      const school = openCalendarWorld();
      school.takeCsv(a);
      expect(school.takeCsv(b)).toMatchObject({ sessions: told, plan: { questions: [] } });
      expect(school.sessions()).toHaveLength(1);
      expect(school.takeCsv(b)).toMatchObject({ sessions: "", plan: { questions: [] }, notes: [] });
    }
  });

  test.each([
    ["that it got", [table(r1, r2), withIds("zy", r1, r2)]],
    ["that it got in place of another", [withIds("ab", r1, r2), withIds("zy", r1, r2)]],
    ["that it got back", [withIds("zy", r1, r2), table(r1, r2), withIds("yz", r2, r1)]],
  ] as const)("by the id %s it moves from then on", (_, files) => {
    for (const complete of [false, true]) {
      const school = openCalendarWorld();
      for (const text of files) school.takeCsv(text, { complete });
      const moved = r1.replaceAll("2026-11-26", "2026-12-03");
      expect(school.takeCsv(withIds("zy", moved, r2), { complete })).toMatchObject({
        sessions: "move 1",
        plan: { questions: [] },
        notes: [],
      });
      expect(school.sessions()).toHaveLength(2);
    }
  });

  test("with an id and at a time that overlaps it is asked about", () => {
    const school = openCalendarWorld();
    school.takeCsv(table(r1));
    const later = withIds("z", row("09:30", "10:30", "R1", "Logic", "Lab"));
    expect(school.takeCsv(later).plan.questions).toHaveLength(1);
    expect(school.sessions()).toHaveLength(1);
  });
});

describe("one class twice at one time in one table", () => {
  test.each([
    ["at times that overlap", row("09:00", "10:00", "R1"), row("09:30", "10:30", "R1"), "in the same room"],
    ["where one says no room", row("09:00", "10:00", "R1"), row("09:00", "10:00", ""), "where one says none"],
    ["where neither says one", row("09:00", "10:00", ""), row("09:30", "10:00", ""), "neither says a room"],
    ["in one of two rooms", row("09:00", "10:00", "R1; R2"), row("09:00", "10:00", "R2"), "in the same room"],
  ])(
    "%s is asked about, and one of the two left out; the same counts once from then on",
    (_, a, b, where) => {
      for (const complete of [false, true]) {
        for (const rows of [
          [a, b],
          [b, a],
        ]) {
          const school = openCalendarWorld();
          const asked = school.takeCsv(table(...rows), { complete });
          expect(asked.sessions).toBe("add 1");
          expect(asked.plan.questions).toMatchObject([{ key, answer: null }]);
          expect(asked.plan.questions[0]?.text).toContain(where);
          expect(asked.notes.filter(({ severity }) => severity === "refused")).toHaveLength(1);
          const same = school.takeCsv(table(...rows), { complete, answers: { [key]: "same" } });
          expect([same.sessions, same.plan.questions.length]).toEqual(["", 1]);
          for (const again of [table(...rows), table(...rows.toReversed())]) {
            const { sessions, plan, notes } = school.takeCsv(again, { complete });
            expect([sessions, plan.questions, notes]).toEqual(["", [], []]);
          }
          expect(school.sessions()).toHaveLength(1);
        }
      }
    },
  );

  test("answered to be two they both stand, and nobody asks again", () => {
    const school = openCalendarWorld();
    const rows = table(row("09:00", "10:00", "R1"), row("09:30", "10:30", "R1"));
    expect(school.takeCsv(rows, { answers: { [key]: "another" } }).sessions).toBe("add 2");
    expect(school.takeCsv(rows)).toMatchObject({ sessions: "", plan: { questions: [] } });
  });

  test.each([
    ["in two rooms", row("09:00", "10:00", "R1"), row("09:00", "10:00", "R2")],
    ["in two rooms, at times that overlap", row("09:00", "10:00", "R1"), row("09:30", "10:30", "R2")],
    ["under two titles", row("09:00", "10:00", "R1", "Group A"), row("09:30", "10:00", "R1", "Group B")],
    ["as two kinds", row("09:00", "10:00", "R1", "", "Lab"), row("09:30", "10:00", "R1", "", "Lecture")],
  ])("%s it is two groups, which is told with how it counts, once", (_, a, b) => {
    const school = openCalendarWorld();
    const { sessions, plan, notes } = school.takeCsv(table(a, b));
    expect([sessions, plan.questions, plan.warnings]).toEqual(["add 2", [], []]);
    const told = notes.filter(({ column }) => column === "class");
    expect(told).toMatchObject([{ severity: "guessed", value: "A" }]);
    expect(told[0]?.message).toContain("who comes to none misses one");
    expect(school.takeCsv(table(b, a))).toMatchObject({ sessions: "", notes: [] });
  });

  test("in a second file is asked about as well; the same moves it", () => {
    const school = openCalendarWorld();
    school.takeCsv(table(row("09:00", "10:00", "R1")));
    const id = school.idOf("A 2026-11-26 09:00 R1 by csv");
    const later = table(row("09:30", "10:30", "R1"));
    const asked = school.takeCsv(later);
    expect(asked.sessions).toBe("");
    expect(asked.plan.questions).toMatchObject([{ key: "meetings csv" }]);
    expect(asked.plan.questions[0]?.text).toContain("at times that overlap");
    expect(school.takeCsv(later, { answers: { "meetings csv": "same" } }).sessions).toBe("move 1");
    expect(school.idOf("A 2026-11-26 09:30 R1 by csv")).toBe(id);
    // The first file, again, is about the same session.
    expect(school.takeCsv(table(row("09:00", "10:00", "R1")))).toMatchObject({ sessions: "", notes: [] });
  });

  test("is not asked about where a complete file ends the other", () => {
    const school = openCalendarWorld();
    school.takeCsv(table(row("09:00", "10:00", "R1")));
    const { sessions, plan } = school.takeCsv(table(row("09:30", "10:30", "R1")), { complete: true });
    expect([sessions, plan.questions]).toEqual(["add 1, end 1", []]);
  });

  test("that is taken out of a complete file ends nothing that its other line tells of", () => {
    const school = openCalendarWorld();
    const [a, b] = [row("09:00", "10:00", "R1"), row("09:30", "10:30", "R1")];
    school.takeCsv(table(a, b), { answers: { [key]: "same" }, complete: true });
    expect(school.takeCsv(table(a), { complete: true }).sessions).toBe("");
    expect(school.sessions()).toEqual(["A 2026-11-26 09:00 R1 by csv"]);
    expect(school.takeCsv(table(b), { complete: true }).sessions).toBe("add 1, end 1");
  });
});

describe("one class twice at one time in one calendar", () => {
  test.each([
    ["at times that overlap", meeting("a", "09:00", "10:00", "R1"), meeting("b", "09:30", "10:30", "R1")],
    ["where one says no room", meeting("a", "09:00", "10:00", "R1"), meeting("b", "09:00", "10:00", "")],
    ["where neither says one", meeting("a", "09:00", "10:00", ""), meeting("b", "09:00", "10:00", "")],
  ])("%s is asked about, complete or not, and the same counts once from then on", (_, a, b) => {
    for (const complete of [false, true]) {
      const school = openCalendarWorld();
      const asked = school.take(calendar(a, b), { complete });
      expect(asked.sessions).toBe("add 1");
      expect(asked.plan.questions).toMatchObject([{ key, answer: null }]);
      school.take(calendar(a, b), { complete, answers: { [key]: "same" } });
      for (const again of [calendar(a, b), calendar(b, a)]) {
        const { sessions, plan } = school.take(again, { complete });
        expect([sessions, plan.questions]).toEqual(["", []]);
      }
      expect(school.sessions()).toHaveLength(1);
    }
  });

  test("in two rooms it is two groups, and told so", () => {
    const school = openCalendarWorld();
    const both = calendar(meeting("a", "09:00", "10:00", "R1"), meeting("b", "09:00", "10:00", "R2"));
    const { sessions, plan, notes } = school.take(both, { complete: true });
    expect([sessions, plan.questions, plan.warnings]).toEqual(["add 2", [], []]);
    expect(notes.filter(({ message }) => message.includes("another group"))).toHaveLength(1);
  });

  test("that moves beside another in its room is confirmed first", () => {
    const school = openCalendarWorld();
    school.take(calendar(meeting("a", "09:00", "10:00", "R1"), meeting("b", "11:00", "12:00", "R1")));
    const moved = school.take(
      calendar(meeting("a", "09:00", "10:00", "R1"), meeting("b", "09:30", "10:30", "R1")),
    );
    expect(moved.sessions).toBe("move 1");
    expect(moved.plan.warnings[0]).toContain("at which its class has another in the same room");
    // And one that only gets longer, beside one that it did not meet before.
    expect(school.take(calendar(meeting("a", "09:00", "10:00", "R1"))).plan.warnings).toEqual([]);
  });
});

describe("a meeting on a day without teaching", () => {
  test("is told not to be held wherever it comes from, and however it comes there", () => {
    const school = openCalendarWorld();
    school.closeOn("2026-11-26", "Founders' Day");
    const seen = school.takeCsv(table(row("09:00", "10:00", "R1"), row("11:00", "12:00", "R1")));
    expect(seen.plan.changes.map(({ after }) => after)).toEqual(
      expect.arrayContaining([expect.stringContaining("not held: no teaching (Founders' Day)")]),
    );
    const told = (notes: typeof seen.notes) =>
      notes.filter(({ message }) => message.includes("a day without teaching"));
    expect(told(seen.notes)).toMatchObject([{ line: 2, value: "A" }]);
    expect(told(seen.notes)[0]?.message).toContain("and so is 1 more");
    expect(told(school.takeCsv(table(row("09:00", "10:00", "R1"))).notes)).toEqual([]);
    const calendars = openCalendarWorld();
    calendars.take(calendar(meeting("a", "09:00", "10:00", "R1")).replaceAll("20261126", "20261125"));
    calendars.closeOn("2026-11-26", "Founders' Day");
    expect(told(calendars.take(calendar(meeting("a", "09:00", "10:00", "R1"))).notes)).toHaveLength(1);
  });
});

describe("a meeting that its calendar cancelled", () => {
  const text = calendar(meeting("a", "09:00", "10:00", "R1"));
  const csv = table(row("09:00", "10:00", "R1"));

  test.each([
    ["by its status", calendar(meeting("a", "09:00", "10:00", "R1", "STATUS:CANCELLED"))],
    ["by leaving it out", calendar(meeting("z", "15:00", "16:00", "R1", "SUMMARY:B"))],
  ])("%s is not brought back by a row of a table, which is told", (_, over) => {
    for (const complete of [false, true]) {
      const school = openCalendarWorld();
      school.take(text);
      school.takeCsv(csv, { complete });
      school.take(over, { complete: true });
      const again = school.takeCsv(csv, { complete });
      expect(again.sessions).toBe("");
      expect(again.notes).toMatchObject([{ severity: "ignored", line: 2, column: "class", value: "A" }]);
      expect(again.notes[0]?.message).toContain("is cancelled by a feed");
      expect(school.sessions()[0]).toBe("A 2026-11-26 09:00 R1 by feed 1 cancelled");
      // Whoever it belongs to brings it back.
      expect(school.take(text, { complete: true }).sessions).toContain("change 1");
    }
  });
});

describe("a complete calendar with an older word", () => {
  test("of a series ends none of its meetings", () => {
    const school = openCalendarWorld();
    const series = (sequence: number, modified: string, from: string) =>
      calendar(
        meeting(
          "a",
          from,
          "12:00",
          "R1",
          "RRULE:FREQ=DAILY;COUNT=3",
          `SEQUENCE:${sequence}`,
          `LAST-MODIFIED:${modified}`,
        ),
      );
    school.take(series(4, "20260803T000000Z", "10:00"), { complete: true });
    expect(school.take(series(0, "20260802T000000Z", "11:00"), { complete: true }).sessions).toBe("");
    expect(school.sessions()).toHaveLength(3);
  });

  test("ends nothing by it", () => {
    const school = openCalendarWorld();
    const version = (sequence: number, modified: string, room: string) =>
      calendar(meeting("a", "09:00", "10:00", room, `SEQUENCE:${sequence}`, `LAST-MODIFIED:${modified}`));
    school.take(version(4, "20260803T000000Z", "R1"), { complete: true });
    const older = school.take(version(0, "20260802T000000Z", "R2"), { complete: true });
    expect([older.sessions, school.sessions()]).toEqual(["", ["A 2026-11-26 09:00 R1 by feed 1"]]);
  });
});
