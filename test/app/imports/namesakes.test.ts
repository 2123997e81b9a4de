import { describe, expect, test } from "vitest";
import { calendar, event } from "./calendar/read-for-test.ts";
import { type ImportWorld, openImportWorld } from "./import-world.ts";

const staff = (...rows: readonly string[]) => `username,given_name,family_name\n${rows.join("\n")}\n`;
const timetable = (...named: readonly string[]) =>
  `class,start,end,rooms,staff\n${named.map((name, at) => `CS${at},2026-12-14 09:00,2026-12-14 10:00,Lab ${at},${name}\n`).join("")}`;
const people = (world: ImportWorld) => world.world().roster.people.length;
const logins = (world: ImportWorld) => {
  const { people: all, identifiers } = world.world().roster;
  return all.map(({ id }) =>
    identifiers
      .filter(({ person, scheme }) => person === id && scheme === "username")
      .map(({ value }) => value)
      .join(),
  );
};
const asks = (seen: ReturnType<ImportWorld["take"]>) =>
  seen.plan.questions.map(({ key, text }) => [key, text]);

/** `hill` was Ann Hill's, and is Bob Moor's: she has no login. */
function passed(): ImportWorld {
  const world = openImportWorld();
  world.turnTo("2026-11-01T12:00:00Z");
  world.take({ "staff.csv": staff("hill,Ann,Hill") });
  world.turnTo("2026-11-30T12:00:00Z");
  world.take({ "staff.csv": staff("hill,Bob,Moor") }, { answers: { "staff hill": "another" } });
  return world;
}

describe("somebody new in a file with the name of somebody who is here", () => {
  test("is asked about where the login of whoever is here passed on", () => {
    const world = passed();
    const file = { "staff.csv": staff("ahill,Ann,Hill") };
    const seen = world.take(file);
    expect(asks(seen)).toEqual([
      [
        "namesake staff ahill: Ann Hill",
        "Is Ann Hill, whom the file tells of as ahill, Ann Hill, who is here without a login, or somebody else of that name?",
      ],
    ]);
    expect(seen.notes).toMatchObject([{ severity: "refused", line: 2, column: "username", value: "ahill" }]);
    expect(people(world)).toBe(2);
    world.take(file, { answers: { "namesake staff ahill: Ann Hill": "same" } });
    expect(logins(world)).toEqual(["ahill", "hill"]);
    const after = world.take(file);
    expect([after.counts, asks(after)]).toEqual([[], []]);
  });

  test("is a second person where that is the answer, and is asked about once", () => {
    const world = passed();
    const file = { "staff.csv": staff("ahill,Ann,Hill") };
    world.take(file, { answers: { "namesake staff ahill: Ann Hill": "another" } });
    expect(logins(world)).toEqual(["", "hill", "ahill"]);
    expect(asks(world.take(file))).toEqual([]);
  });

  test("with another login is asked about as well, but not where the file tells of both", () => {
    const world = openImportWorld();
    const beside = staff("hill,Ann,Hill", "ahill,Ann,Hill");
    expect(asks(world.preview({ "staff.csv": beside }))).toEqual([]);
    world.take({ "staff.csv": staff("hill,Ann,Hill") });
    const both = world.preview({ "staff.csv": beside });
    expect([asks(both), both.counts]).toEqual([[], ["staff add 1"]]);
    expect(asks(world.preview({ "staff.csv": staff("ahill,Dr. Ann,Hill") }))).toEqual([
      [
        "namesake staff ahill: hill",
        "Is Dr. Ann Hill, whom the file tells of as ahill, Ann Hill (hill), who is here, or somebody else of that name?",
      ],
    ]);
  });

  test("is asked about where marks that nobody sees stand in either name", () => {
    for (const [here, told] of [
      ["Alma", "Al\u200bma"],
      ["Al\u00adma\u2060", "Alma"],
      ["\u0646\u06cc\u200c\u0645\u0627", "\u0646\u06cc\u0645\u0627"],
    ] as const) {
      const world = openImportWorld();
      world.take({ "staff.csv": staff(`alma,${here},Zbrook`) });
      const seen = world.preview({ "staff.csv": staff(`azbrook,${told},Zbrook`) });
      expect(asks(seen).map(([key]) => key)).toEqual(["namesake staff azbrook: alma"]);
    }
  });

  test("named in a timetable by the name alone is asked about, and known by it from then on", () => {
    const world = openImportWorld();
    world.take({ "staff.csv": staff("hill,Ann,Hill") });
    const file = { "timetable.csv": timetable("Ann Hill") };
    const seen = world.preview(file);
    expect(asks(seen)).toEqual([
      [
        "namesake staff Ann Hill: hill",
        "Is Ann Hill, whom the file names, Ann Hill (hill), who is here, or somebody else of that name?",
      ],
    ]);
    const { plan } = world.take(file, { answers: { "namesake staff Ann Hill: hill": "same" } });
    expect(plan.sessions[0]?.staff).toEqual(world.world().roster.people.map(({ id }) => id));
    expect(logins(world)).toEqual(["hill"]);
    expect(asks(world.take(file))).toEqual([]);
  });

  test("in two spellings of one timetable is asked about, too", () => {
    const world = openImportWorld();
    const file = { "timetable.csv": timetable("Ann Hill", '"Hill, Ann"', "Prof. Ann Hill") };
    const key = (name: string) => `namesake staff ${name}: Ann Hill`;
    expect(asks(world.preview(file)).map(([one]) => one)).toEqual([key("Hill, Ann"), key("Prof. Ann Hill")]);
    world.take(file, { answers: { [key("Hill, Ann")]: "same", [key("Prof. Ann Hill")]: "same" } });
    expect(logins(world)).toEqual(["Ann Hill"]);
    expect(asks(world.take(file))).toEqual([]);
  });

  test("whom a timetable named first gets the login of the file of staff", () => {
    const world = openImportWorld();
    world.take({ "timetable.csv": timetable("Ann Hill") });
    const file = { "staff.csv": staff("hill,Ann,Hill") };
    expect(asks(world.preview(file)).map(([one]) => one)).toEqual(["namesake staff hill: Ann Hill"]);
    world.take(file, { answers: { "namesake staff hill: Ann Hill": "same" } });
    expect(logins(world)).toEqual(["hill"]);
    expect(asks(world.take({ "timetable.csv": timetable("Ann Hill") }))).toEqual([]);
    expect(people(world)).toBe(1);
  });

  test("of two who are here is asked of one after the other", () => {
    const world = openImportWorld();
    world.take({ "staff.csv": staff("ahill,Ann,Hill", "hill,Ann,Hill") });
    const file = { "timetable.csv": timetable("Ann Hill") };
    const answers = { "namesake staff Ann Hill: ahill": "another" } as const;
    expect(asks(world.preview(file)).map(([one]) => one)).toEqual(["namesake staff Ann Hill: ahill"]);
    expect(asks(world.preview(file, { answers })).map(([one]) => one)).toEqual([
      "namesake staff Ann Hill: ahill",
      "namesake staff Ann Hill: hill",
    ]);
    const { plan } = world.take(file, { answers: { ...answers, "namesake staff Ann Hill: hill": "same" } });
    expect(plan.sessions[0]?.staff).toHaveLength(1);
    expect(people(world)).toBe(2);
  });

  test("of students is asked where the number of whoever is here passed on, and of no others", () => {
    const world = openImportWorld();
    const students = (...rows: readonly string[]) =>
      `student_id,given_name,family_name\n${rows.join("\n")}\n`;
    world.take({ "students.csv": students("S1,Ada,Byron", "S2,Cem,Dag") });
    expect(asks(world.preview({ "students.csv": students("S9,Cem,Dag") }))).toEqual([]);
    world.take({ "students.csv": students("S1,Ben,Crow") }, { answers: { "student S1": "another" } });
    expect(asks(world.preview({ "students.csv": students("S9,Ada,Byron") })).map(([one]) => one)).toEqual([
      "namesake student S9: Ada Byron",
    ]);
  });
});

describe("what a source was answered of a name", () => {
  const feed = (code: string, name = "Alma Zbrook", start = "20261214T090000Z") =>
    calendar(
      event(
        `UID:${code}@x`,
        `DTSTART:${start}`,
        "DURATION:PT1H",
        `SUMMARY:${code}`,
        `DESCRIPTION:Lecturer: ${name.replaceAll(",", "\\,")}`,
      ),
    );
  const namesake = (name: string) => `namesake staff ${name}: zalma`;
  const same = { answers: { [namesake("Alma Zbrook")]: "same" } } as const;
  const another = { answers: { [namesake("Alma Zbrook")]: "another" } } as const;
  const zalma = () => {
    const world = openImportWorld();
    world.take({ "staff.csv": staff("zalma,Alma,Zbrook") });
    return world;
  };
  const taught = (world: ImportWorld, id: string) =>
    world
      .world()
      .sessions.filter(({ plan }) => plan.title.startsWith(id) || plan.source?.key.includes(id) === true)
      .flatMap(({ plan }) => plan.staff)
      .flatMap((person) =>
        world.world().roster.identifiers.flatMap((one) => (one.person === person ? one.value : [])),
      );
  const nothing = (seen: ReturnType<ImportWorld["take"]>) => {
    expect([asks(seen), seen.counts, seen.plan.changes]).toEqual([[], [], []]);
  };

  test("stands when another calendar's answer makes somebody with the name for a login", () => {
    const world = zalma();
    world.take({ "nk.ics": feed("NK-0") }, same);
    world.take({ "nk2.ics": feed("NK-2") }, another);
    expect(logins(world)).toEqual(["zalma", "Alma Zbrook"]);
    nothing(world.take({ "nk.ics": feed("NK-0") }));
    nothing(world.take({ "nk2.ics": feed("NK-2") }));
    expect([taught(world, "NK-0"), taught(world, "NK-2")]).toEqual([["zalma"], ["Alma Zbrook"]]);
  });

  test("stands in the other order and when the content or the name's spelling changes", () => {
    const world = zalma();
    world.take({ "nk.ics": feed("NK-0") }, same);
    world.take({ "nk2.ics": feed("NK-2") }, another);
    const seen = world.take({ "nk.ics": feed("NK-0", "ALMA Zbrook", "20261215T090000Z") });
    expect([asks(seen), seen.counts]).toEqual([[], ["session move 1"]]);
    expect([taught(world, "NK-0"), logins(world)]).toEqual([["zalma"], ["zalma", "Alma Zbrook"]]);
  });

  test("stands in a timetable and in a file of classes", () => {
    const world = zalma();
    const files = {
      "timetable.csv": timetable("Alma Zbrook"),
      "classes.csv": "class,title,staff\nCL1,Sets,Alma Zbrook\n",
    };
    world.take({ "timetable.csv": files["timetable.csv"] }, same);
    world.take({ "Classes.csv": files["classes.csv"] });
    world.take({ "nk2.ics": feed("NK-2") }, another);
    nothing(world.take({ "timetable.csv": files["timetable.csv"] }));
    nothing(world.take({ "Classes.csv": files["classes.csv"] }));
    nothing(world.take({ "staff.csv": staff("zalma,Alma,Zbrook") }));
    // The login and the name go on beside each other, so that nobody has left.
    expect(world.world().roster.keys.filter(({ endedAt }) => endedAt !== null)).toEqual([]);
    expect(asks(world.preview({ "staff.csv": staff("zalma,Bob,Moor") })).map(([key]) => key)).toEqual([
      "staff zalma",
    ]);
  });

  test("stands where the name is of whoever was made of it first, and got a login since", () => {
    const world = openImportWorld();
    world.take({ "timetable.csv": timetable("Alma Zbrook") });
    const file = staff("zalma,Alma,Zbrook");
    world.take({ "staff.csv": file }, { answers: { "namesake staff zalma: Alma Zbrook": "same" } });
    world.take({ "nk2.ics": feed("NK-2") }, another);
    expect(logins(world)).toEqual(["zalma", "Alma Zbrook"]);
    nothing(world.take({ "timetable.csv": timetable("Alma Zbrook") }));
    nothing(world.take({ "staff.csv": file }));
  });

  test("stands of a login in a file of staff, when another source gives it to somebody else", () => {
    const world = zalma();
    const file = { "staff.csv": staff("a.zbrook,Alma,Zbrook") };
    world.take(file, { answers: { [namesake("a.zbrook")]: "same" } });
    world.take({ "timetable.csv": timetable("a.zbrook") });
    world.take({ "nk2.ics": feed("NK-2", "a.zbrook") });
    const known = world.world();
    expect(known.roster.people).toHaveLength(2);
    nothing(world.take({ "timetable.csv": timetable("a.zbrook") }));
    nothing(world.take(file));
    expect(taught(world, "CS0")).toEqual(["zalma"]);
  });

  test("is asked of a calendar that comes later, though somebody has the name for a login", () => {
    const world = zalma();
    world.take({ "nk2.ics": feed("NK-2") }, another);
    const seen = world.preview({ "nk.ics": feed("NK-0") });
    expect(asks(seen).map(([key]) => key)).toEqual([namesake("Alma Zbrook")]);
    expect(seen.plan.sessions[0]?.staff).toEqual([]);
    world.take({ "nk.ics": feed("NK-0") }, same);
    nothing(world.take({ "nk.ics": feed("NK-0") }));
    nothing(world.take({ "nk2.ics": feed("NK-2") }));
    expect([taught(world, "NK-0"), taught(world, "NK-2")]).toEqual([["zalma"], ["Alma Zbrook"]]);
  });

  test("makes a third of one name, and a fourth, where each answer is that it is another", () => {
    const world = zalma();
    world.take({ "nk2.ics": feed("NK-2") }, another);
    const others = ["Alma Zbrook", "Alma Zbrook 2"].map((login) => `namesake staff Alma Zbrook: ${login}`);
    const none = {
      answers: Object.fromEntries(
        [namesake("Alma Zbrook"), ...others].map((key) => [key, "another" as const]),
      ),
    };
    const seen = world.take({ "nk3.ics": feed("NK-3") }, none);
    expect(seen.notes.filter(({ severity }) => severity === "refused")).toEqual([]);
    expect(seen.counts).toContain("staff add 1");
    world.take({ "nk4.ics": feed("NK-4") }, none);
    expect(logins(world)).toEqual(["zalma", "Alma Zbrook", "Alma Zbrook 2", "Alma Zbrook 3"]);
    for (const n of [2, 3, 4]) nothing(world.take({ [`nk${n}.ics`]: feed(`NK-${n}`) }));
    expect([2, 3, 4].map((n) => taught(world, `NK-${n}`))).toEqual([
      ["Alma Zbrook"],
      ["Alma Zbrook 2"],
      ["Alma Zbrook 3"],
    ]);
  });

  test("is not asked again of a name that was somebody's alone when it was read", () => {
    const world = openImportWorld();
    world.take({ "nk2.ics": feed("NK-2") });
    world.take({ "nk.ics": feed("NK-0") });
    world.take(
      { "staff.csv": staff("zalma,Alma,Zbrook") },
      { answers: { "namesake staff zalma: Alma Zbrook": "another" } },
    );
    nothing(world.take({ "nk.ics": feed("NK-0") }));
    nothing(world.take({ "nk2.ics": feed("NK-2") }));
  });
});
