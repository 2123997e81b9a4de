import { describe, expect, test } from "vitest";
import { type CalendarWorld, openCalendarWorld } from "./calendar/calendar-world.ts";
import { calendar, event } from "./calendar/read-for-test.ts";
import { openImportWorld } from "./import-world.ts";

/** All that meetings make by naming it, and the keys by which it is known. */
const made = (school: CalendarWorld) => [...school.classes(), ...school.rooms(), ...school.staff()];

const meeting = (uid: string, code: string, more: readonly string[], start = "20261126T090000Z") =>
  event(`UID:${uid}`, `DTSTART:${start}`, "DURATION:PT1H", `SUMMARY:${code}`, ...more);

const table = (...rows: readonly string[]) => ["class,start,end,rooms,staff", ...rows].join("\n");

describe("a meeting that waits for an answer", () => {
  const stored = calendar(meeting("a", "A", ["LOCATION:R1"]));
  const told = ["LOCATION:R1\\, R9", "CONTACT:Ann Lee"];

  test("in a calendar makes neither its room nor its staff, and nothing is said of them", () => {
    const school = openCalendarWorld();
    school.take(stored, { source: "calendar file" });
    const text = calendar(meeting("b", "A", told));
    const { plan, notes } = school.take(text);
    expect(plan.questions).toHaveLength(1);
    expect(made(school)).toEqual(["A", "R1"]);
    expect(plan.counts.some(({ add }) => add > 0)).toBe(false);
    expect(plan.changes.filter(({ change }) => change === "add")).toEqual([]);
    expect(plan.roster.keys.map(({ thing }) => thing)).not.toContain("room");
    expect(plan.roster.keys.map(({ thing }) => thing)).not.toContain("staff");
    expect(notes.filter(({ column }) => column === "rooms")).toEqual([]);
    // Answered, it makes them.
    school.take(text, { answers: { "meetings calendar file": "same" } });
    expect(made(school)).toEqual(["A", "R1", "R9", "Ann Lee"]);
  });

  test("in a table, of a class that is there and of one that is not, makes nothing", () => {
    const school = openCalendarWorld();
    school.take(stored);
    const text = table("A; NEW,2026-11-26 09:05,2026-11-26 10:00,R1; R9,ann.lee");
    expect(school.takeCsv(text).plan.questions).toHaveLength(1);
    expect(made(school)).toEqual(["A", "R1"]);
    school.takeCsv(text, { answers: { "meetings feed 1": "another" } });
    expect(made(school)).toEqual(["A", "NEW", "R1", "R9", "ann.lee"]);
  });

  test("makes nothing, whichever of two lines of one file it is", () => {
    const twice = calendar(
      meeting("a", "A", ["LOCATION:R1\\, R8"]),
      meeting("b", "A", ["LOCATION:R1\\, R9", "CONTACT:Ann Lee"], "20261126T093000Z"),
    );
    const school = openCalendarWorld();
    expect(school.take(twice).plan.questions).toHaveLength(1);
    expect(made(school)).toEqual(["A", "R1", "R8"]);
    // The same one counts by the first line, and the other still makes nothing.
    school.take(twice, { answers: { "meetings of this file": "same" } });
    expect(made(school)).toEqual(["A", "R1", "R8"]);
  });

  test("leaves what another meeting, that is taken, names as well", () => {
    const school = openCalendarWorld();
    school.take(stored, { source: "calendar file" });
    school.take(calendar(meeting("b", "A", told), meeting("c", "A", told, "20261127T090000Z")));
    expect(made(school)).toEqual(["A", "R1", "R9", "Ann Lee"]);
  });

  test("leaves what other files tell of, whichever is read first", () => {
    const told = {
      "rooms.csv": "room,title\nR9,Nine\n",
      "staff.csv": "username,family_name\nann,Lee\n",
      "standing.csv": "class,title,standing_room\nNEW,,\n",
    };
    const waits = {
      "timetable.csv": table(
        "A,2026-11-26 09:00,2026-11-26 10:00,R1,",
        "A; NEW,2026-11-26 09:30,2026-11-26 10:00,R1; R9,ann",
      ),
    };
    for (const [files, names] of [
      [waits, [["A"], ["R1"], []]],
      [{ ...waits, ...told }, [["A", "NEW"], ["R1", "R9"], ["Lee"]]],
      [{ ...told, ...waits }, [["A", "NEW"], ["R1", "R9"], ["Lee"]]],
    ] as const) {
      const { plan } = openImportWorld().preview(files);
      expect(plan.questions).toHaveLength(1);
      const { rooms, classes, people } = plan.roster;
      expect([
        classes.map(({ code }) => code).sort(),
        rooms.map(({ code }) => code).sort(),
        people.map(({ familyName }) => familyName),
      ]).toEqual(names);
    }
  });
});

describe("a meeting that is left out", () => {
  test("since its word is older makes no staff", () => {
    const school = openCalendarWorld();
    const at = (sequence: number, ...more: readonly string[]) =>
      calendar(meeting("a", "A", [`SEQUENCE:${sequence}`, ...more]));
    school.take(at(5, "LOCATION:R1"));
    const { notes } = school.take(at(1, "LOCATION:R9", "CONTACT:Ann Lee"));
    expect(notes.some(({ column }) => column === "SEQUENCE")).toBe(true);
    expect(made(school)).toEqual(["A", "R1"]);
  });

  test("since it is another line's, in the same place, makes no staff of its own", () => {
    const school = openCalendarWorld();
    school.take(
      calendar(
        meeting("a", "A", ["LOCATION:R1", "CONTACT:Ben Ray"]),
        meeting("b", "A", ["LOCATION:R1", "CONTACT:Ann Lee"]),
      ),
    );
    expect(made(school)).toEqual(["A", "R1", "Ben Ray"]);
  });

  test("since it is in a year in which nothing can be makes no staff", () => {
    const school = openCalendarWorld();
    const { notes } = school.takeCsv(table("NEW,2569-11-26 09:00,2569-11-26 10:00,R9,ann.lee"));
    expect(notes.some(({ severity }) => severity === "refused")).toBe(true);
    expect(made(school)).toEqual([]);
  });

  test("since its owner cancelled it makes nothing", () => {
    const school = openCalendarWorld();
    school.take(calendar(meeting("a", "A", ["LOCATION:R1"])));
    const row = (staff: string) => table(`A,2026-11-26 09:00,2026-11-26 10:00,R1,${staff}`);
    school.takeCsv(row(""));
    school.take(calendar(meeting("a", "A", ["LOCATION:R1", "SEQUENCE:1", "STATUS:CANCELLED"])));
    const { notes } = school.takeCsv(row("ann.lee"));
    expect(notes.some(({ message }) => message.includes("stays cancelled"))).toBe(true);
    expect(made(school)).toEqual(["A", "R1"]);
  });
});
