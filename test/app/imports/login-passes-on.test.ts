import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

const staff = (name: string) => `username,given_name,family_name\nhill,${name}\n`;
const timetable = (...days: readonly string[]) =>
  `class,start,end,rooms,staff\n${days.map((day) => `CS1,${day} 09:00,${day} 10:00,Lab 1,hill\n`).join("")}`;

/** Ann Hill has `hill` until 30 November, and Bob Moor from then on. */
function open(): ImportWorld {
  const world = openImportWorld();
  world.turnTo("2026-11-01T12:00:00Z");
  world.take({
    "staff.csv": staff("Ann,Hill"),
    "Classes.csv": "class,title,term,staff\nCS1,Sets,T2,hill\nOLD,Past,T1,hill\n",
    "terms.csv":
      "term,title,from,last_day\nT1,Summer,2026-04-01,2026-07-31\nT2,Autumn,2026-09-01,2026-12-18\n",
  });
  world.turnTo("2026-11-30T12:00:00Z");
  return world;
}
const passOn = (world: ImportWorld) =>
  world.take({ "staff.csv": staff("Bob,Moor") }, { answers: { "staff hill": "another" } });

const nameOf = (world: ImportWorld, id: string) =>
  world.world().roster.people.find((one) => one.id === id)?.familyName ?? id;
const taught = (world: ImportWorld, seen: ReturnType<ImportWorld["take"]>) =>
  seen.plan.sessions.map(({ day, staff: of }) => [day.slice(5), of.map((id) => nameOf(world, id)).join()]);
const teachersOf = (world: ImportWorld) =>
  world
    .world()
    .roster.classes.map(({ code, staff: of }) => [code, of.map((id) => nameOf(world, id)).join()])
    .sort();

describe("a login of staff that passes on", () => {
  test("is of whoever had it, in what was then", () => {
    const world = open();
    passOn(world);
    const seen = world.take({ "timetable.csv": timetable("2026-11-04", "2026-11-30", "2026-12-14") });
    expect(taught(world, seen)).toEqual([
      ["11-04", "Hill"],
      ["11-30", "Hill"],
      ["12-14", "Moor"],
    ]);
    expect(seen.notes.filter(({ column }) => column === "staff")).toEqual([
      {
        severity: "guessed",
        file: "timetable.csv",
        line: 2,
        column: "staff",
        value: "hill",
        message:
          "was Ann Hill's at that time: the meeting is theirs, and not of whoever has it now, and so is 1 more",
        remedy: "nothing, if that is so",
      },
    ]);
    expect(world.world().roster.people).toHaveLength(2);
  });

  test("in the files that pass it on as well, in any spelling", () => {
    const world = open();
    const seen = world.take(
      {
        "staff.csv": staff("Bob,Moor"),
        "timetable.csv": timetable("2026-11-04", "2026-12-14").replace("hill", "HILL"),
      },
      { answers: { "staff hill": "another" } },
    );
    expect(taught(world, seen)).toEqual([
      ["11-04", "Hill"],
      ["12-14", "Moor"],
    ]);
  });

  test("keeps whoever taught the classes of terms that are over; who has it now teaches those of today", () => {
    const world = open();
    passOn(world);
    expect(teachersOf(world)).toEqual([
      ["CS1", "Hill"],
      ["OLD", "Hill"],
    ]);
    world.take({ "Classes.csv": "class,title,staff\nCS1,Sets,hill\nOLD,Past,hill\n" });
    expect(teachersOf(world)).toEqual([
      ["CS1", "Moor"],
      ["OLD", "Hill"],
    ]);
  });

  test("makes nobody new of a login that is nobody's now, where it was somebody's then", () => {
    const world = open();
    const known = world.world();
    const [login] = known.roster.identifiers.filter(({ scheme }) => scheme === "username");
    if (login === undefined) throw new Error("nobody has a login");
    const to = Temporal.Instant.from("2026-11-15T00:00:00Z");
    world.set({
      ...known,
      roster: { ...known.roster, identifiers: [], formerLogins: [{ ...login, to }] },
    });
    const seen = world.take({ "timetable.csv": timetable("2026-11-04") });
    expect(seen.counts).toEqual(["room add 1", "session add 1"]);
    expect(taught(world, seen)).toEqual([["11-04", "Hill"]]);
    // The files go on meaning the person whom they meant by it.
    const after = world.take({ "timetable.csv": timetable("2026-12-14") });
    expect([after.counts, taught(world, after)]).toEqual([["session add 1"], [["12-14", "Hill"]]]);
  });
});
