import { describe, expect, test } from "vitest";
import { openCalendarWorld } from "./calendar-world.ts";
import { calendar, event } from "./read-for-test.ts";

const at = (day: string, time = "0900"): readonly string[] => [
  `DTSTART;TZID=Europe/London:${day}T${time}00`,
  "DURATION:PT1H",
];
const meeting = (uid: string, title: string, room: string, day: string, ...more: readonly string[]): string =>
  event(
    `UID:${uid}`,
    ...(more.some((line) => line.startsWith("DTSTART")) ? [] : at(day)),
    `SUMMARY:${title}`,
    `LOCATION:${room}`,
    ...more,
  );

describe("a key that is used again", () => {
  const last = calendar(meeting("1@plan", "HIST-1", "Yew 1", "20261126"));
  const next = calendar(meeting("1@plan", "CHEM-9", "Lab 4", "20270201"));

  test("is another meeting once the first has begun, asked about, and each file again changes nothing", () => {
    const school = openCalendarWorld();
    school.take(last);
    school.turnTo("2026-12-20T12:00:00Z");
    const { plan, sessions } = school.take(next);
    expect(sessions).toBe("add 1");
    expect(plan.warnings).toHaveLength(1);
    expect(school.sessions()).toEqual([
      "HIST-1 2026-11-26 09:00 Yew 1 by feed 1",
      "CHEM-9 2027-02-01 09:00 Lab 4 by feed 1",
    ]);
    for (const text of [next, last, next])
      expect(school.take(text)).toMatchObject({ sessions: "", plan: { warnings: [] } });
  });

  test("of the same classes it is another meeting too, unless it stays on its day, which is asked about", () => {
    const school = openCalendarWorld();
    school.take(last);
    school.turnTo("2026-11-26T09:30:00Z");
    const later = calendar(meeting("1@plan", "HIST-1", "Yew 1", "", ...at("20261126", "1000")));
    const moved = school.take(later);
    expect(moved.sessions).toBe("move 1");
    expect(moved.plan.warnings[0]).toContain("has begun");
    school.turnTo("2026-12-20T12:00:00Z");
    expect(school.take(calendar(meeting("1@plan", "HIST-1", "Yew 1", "20270201"))).sessions).toBe("add 1");
  });

  test("of other classes to come: the one before is over, the new one another, and that is asked about", () => {
    const school = openCalendarWorld();
    school.take(last);
    const { plan } = school.take(next);
    expect(plan.warnings[0]).toContain("other classes");
    expect(school.sessions()).toEqual([
      "HIST-1 2026-11-26 09:00 Yew 1 by feed 1 cancelled",
      "CHEM-9 2027-02-01 09:00 Lab 4 by feed 1",
    ]);
    expect(school.take(next).sessions).toBe("");
  });

  test("to come and of the same class, the same key is the same meeting, wherever it moves", () => {
    const school = openCalendarWorld();
    school.take(last);
    const id = school.idOf("HIST-1 2026-11-26 09:00 Yew 1 by feed 1");
    expect(school.take(calendar(meeting("1@plan", "HIST-1", "Yew 2", "20261203")))).toMatchObject({
      sessions: "move 1",
      plan: { warnings: [] },
    });
    expect(school.idOf("HIST-1 2026-12-03 09:00 Yew 2 by feed 1")).toBe(id);
  });

  test("the same id twice in a plain file is two meetings", () => {
    const school = openCalendarWorld();
    const rows = ["x,A,2026-11-26 09:00,2026-11-26 10:00,R1", "x,B,2026-11-27 09:00,2026-11-27 10:00,R1"];
    for (const order of [rows, rows.toReversed()]) {
      school.takeCsv(["session_id,class,start,end,rooms", ...order].join("\n"));
      expect(school.sessions()).toEqual(["A 2026-11-26 09:00 R1 by csv", "B 2026-11-27 09:00 R1 by csv"]);
    }
  });
});

describe("many meetings of one UID", () => {
  const day = (n: number) => `2026110${n}`;
  const three = [
    meeting("none", "A", "R1", day(2)),
    meeting("none", "B", "R1", day(3)),
    meeting("none", "C", "R1", day(4)),
  ];

  test("are all there, in any order of the file, and a second time nothing changes", () => {
    const school = openCalendarWorld();
    expect(school.take(calendar(...three)).sessions).toBe("add 3");
    expect(school.take(calendar(...three.toReversed()), { complete: true }).sessions).toBe("");
    const [, ...two] = three;
    expect(school.take(calendar(...two), { complete: true }).sessions).toBe("end 1");
    expect(school.take(calendar(...three), { complete: true }).sessions).toBe("change 1");
  });
});

describe("words that are older, and calendars that are made anew", () => {
  const series = (sequence: number, ...more: readonly string[]) =>
    event(
      "UID:s",
      ...at("20261105"),
      "RRULE:FREQ=WEEKLY;COUNT=3",
      `SEQUENCE:${sequence}`,
      "SUMMARY:A",
      "LOCATION:R1",
      ...more,
    );
  const override = (sequence: number, room: string) =>
    event(
      "UID:s",
      "RECURRENCE-ID;TZID=Europe/London:20261112T090000",
      ...at("20261112", "1400"),
      `SEQUENCE:${sequence}`,
      "SUMMARY:A",
      `LOCATION:${room}`,
    );

  test("an override counts by the number of that meeting's overrides, not of its series", () => {
    const school = openCalendarWorld();
    school.take(calendar(series(5)));
    expect(school.take(calendar(series(5), override(1, "Ash 9"))).sessions).toBe("move 1");
    expect(school.sessions()[1]).toBe("A 2026-11-12 14:00 Ash 9 by feed 1");
    const older = school.take(calendar(series(5), override(0, "Oak 9")));
    expect(older.sessions).toBe("");
    expect(older.notes.filter(({ column }) => column === "SEQUENCE")).toHaveLength(1);
  });

  test("an older version of the series takes no override back, and makes no room", () => {
    const school = openCalendarWorld();
    school.take(calendar(series(5)));
    school.take(calendar(series(5), override(1, "R2")));
    const older = school.take(calendar(series(4).replace("LOCATION:R1", "LOCATION:Ash 9")));
    expect(older.sessions).toBe("");
    expect(school.rooms()).toEqual(["R1", "R2"]);
    expect(school.sessions()[1]).toBe("A 2026-11-12 14:00 R2 by feed 1");
    expect(older.notes.filter(({ column }) => column === "SEQUENCE").map(({ message }) => message)).toEqual(
      Array(3).fill("is older than what is stored (5)"),
    );
    // A newer one has the meeting where the series has it.
    expect(school.take(calendar(series(6))).sessions).toBe("move 1");
  });

  describe("a newer version that differs in its number or time alone", () => {
    const of = (room: string, ...lines: readonly string[]) => lines.concat(`LOCATION:${room}`);
    const single = (room: string, ...lines: readonly string[]) =>
      calendar(event("UID:m", ...at("20261105"), "SUMMARY:A", ...of(room, ...lines)));
    const whole = (room: string, ...lines: readonly string[]) =>
      calendar(
        event("UID:m", ...at("20261105"), "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:A", ...of(room, ...lines)),
      );
    const moved = (room: string, ...lines: readonly string[]) =>
      calendar(
        event("UID:m", ...at("20261105"), "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:A", "LOCATION:R1"),
        event(
          "UID:m",
          "RECURRENCE-ID;TZID=Europe/London:20261112T090000",
          ...at("20261112", "1400"),
          "SUMMARY:A",
          ...of(room, ...lines),
        ),
      );
    const cases = [
      ["a single event", single],
      ["a series", whole],
      ["an override", moved],
    ] as const;
    test.each(cases)("of %s makes an older SEQUENCE older from then on", (_, made) => {
      for (const complete of [false, true]) {
        const school = openCalendarWorld();
        const modified = (day: string) => (complete ? [`LAST-MODIFIED:202608${day}T000000Z`] : []);
        school.take(made("R1", "SEQUENCE:1", ...modified("01")), { complete });
        expect(school.take(made("R1", "SEQUENCE:5", ...modified("05")), { complete }).sessions).toBe("");
        const before = school.sessions();
        const older = school.take(made("R2", "SEQUENCE:3", ...modified("03")), { complete });
        expect([older.sessions, school.sessions()]).toEqual(["", before]);
        expect(older.notes.some(({ column }) => column === "SEQUENCE")).toBe(true);
        // A version without a number is the first (0), and older too.
        expect(school.take(made("R2", ...modified("02")), { complete }).sessions).toBe("");
        expect(school.take(made("R2", "SEQUENCE:6", ...modified("06")), { complete }).sessions).not.toBe("");
      }
    });
    test.each(cases)("of %s makes an earlier LAST-MODIFIED older from then on", (_, made) => {
      const school = openCalendarWorld();
      const version = (room: string, day: string, sequence = 2) =>
        made(room, `SEQUENCE:${sequence}`, `LAST-MODIFIED:202608${day}T000000Z`);
      school.take(version("R1", "01"));
      expect(school.take(version("R1", "05")).sessions).toBe("");
      for (const sequence of [2, 1]) {
        expect(school.take(version("R2", "03", sequence), { complete: true }).sessions).toBe("");
      }
      expect(school.take(version("R2", "07", 1)).sessions).not.toBe("");
    });
    test("also by DTSTAMP alone", () => {
      const school = openCalendarWorld();
      for (const day of ["01", "05"])
        expect(school.take(single("R1", "SEQUENCE:1", `DTSTAMP:202608${day}T000000Z`)).sessions).toBe(
          day === "01" ? "add 1" : "",
        );
      expect(school.take(single("R2", "SEQUENCE:1", "DTSTAMP:20260803T000000Z")).sessions).toBe("");
    });
  });

  test("what is ignored makes no room and no class", () => {
    const school = openCalendarWorld();
    school.take(calendar(series(5)));
    const old = event(
      "UID:s",
      ...at("20261105"),
      "RRULE:FREQ=WEEKLY;COUNT=3",
      "SEQUENCE:1",
      "SUMMARY:A",
      "LOCATION:Ash 9",
    );
    const gone = event("UID:x", ...at("20261106"), "STATUS:CANCELLED", "SUMMARY:NEW-1", "LOCATION:Elm 1");
    expect(school.take(calendar(old, gone)).sessions).toBe("");
    expect(school.rooms()).toEqual(["R1"]);
    expect(school.classes()).toEqual(["A"]);
  });

  test("a lower SEQUENCE with a later change is taken, and said; with an earlier one it is not", () => {
    const one = (sequence: number, room: string, modified: string) =>
      calendar(meeting("a", "A", room, "20261105", `SEQUENCE:${sequence}`, `LAST-MODIFIED:${modified}`));
    const school = openCalendarWorld();
    school.take(one(4, "R1", "20260801T090000Z"));
    expect(school.take(one(0, "R2", "20260701T090000Z")).sessions).toBe("");
    const taken = school.take(one(0, "R2", "20260901T090000Z"));
    expect(taken.sessions).toBe("change 1");
    expect(taken.notes.filter(({ column }) => column === "SEQUENCE")).toMatchObject([
      { severity: "guessed" },
    ]);
    expect(school.sessions()).toEqual(["A 2026-11-05 09:00 R2 by feed 1"]);
  });
});

describe("of two versions the one that was changed last counts", () => {
  const first = ["SEQUENCE:4", "LAST-MODIFIED:20261101T090000Z"];
  const second = ["LAST-MODIFIED:20261115T090000Z"];
  const single = (room: string, ...more: readonly string[]) =>
    calendar(meeting("a", "A", room, "20261105", ...more));
  const series = (room: string, ...more: readonly string[]) =>
    calendar(meeting("a", "A", room, "20261105", "RRULE:FREQ=WEEKLY;COUNT=3", ...more));

  test.each([
    ["a meeting", single],
    ["a series", series],
  ])("of %s, in either order and whatever their SEQUENCE", (_, made) => {
    for (const complete of [false, true]) {
      const forth = openCalendarWorld();
      forth.take(made("R1", ...first), { complete });
      expect(forth.take(made("R2", ...second), { complete }).sessions).not.toBe("");
      const back = openCalendarWorld();
      back.take(made("R2", ...second), { complete });
      const older = back.take(made("R1", ...first), { complete });
      expect([older.sessions, older.plan.versions]).toEqual(["", []]);
      expect(older.notes.filter(({ column }) => column === "LAST-MODIFIED")).not.toEqual([]);
      expect(back.sessions()).toEqual(forth.sessions());
    }
  });

  test("also where one says only when it was written down", () => {
    const school = openCalendarWorld();
    school.take(single("R2", "DTSTAMP:20261115T090000Z"));
    expect(school.take(single("R1", ...first)).sessions).toBe("");
    const back = openCalendarWorld();
    back.take(single("R1", ...first));
    expect(back.take(single("R2", "DTSTAMP:20261115T090000Z")).sessions).toBe("change 1");
    expect(back.sessions()).toEqual(school.sessions());
  });
});

describe("an exception of a series", () => {
  const moved = (about: string, ...more: readonly string[]) =>
    calendar(meeting("s", "A", "R1", "", `RECURRENCE-ID${about}`, ...at("20261112", "1400"), ...more));

  test.each([";TZID=Europe/London:20261112T090000", ";VALUE=DATE:20261112"])(
    "that nobody knows is one more, and asked about: %s",
    (about) => {
      const school = openCalendarWorld();
      const { sessions, plan, notes } = school.take(moved(about));
      expect([sessions, plan.warnings.length]).toEqual(["add 1", 1]);
      expect(notes.find(({ message }) => message.includes("replaces nothing"))).toMatchObject({ value: "s" });
      expect(school.take(moved(about))).toMatchObject({ sessions: "", plan: { warnings: [] } });
    },
  );

  test("that is known is that meeting; cancelled it makes no room", () => {
    const school = openCalendarWorld();
    const series = meeting("s", "A", "R1", "", ...at("20261105"), "RRULE:FREQ=WEEKLY;COUNT=3");
    school.take(calendar(series));
    const about = ";TZID=Europe/London:20261112T090000";
    expect(school.take(moved(about))).toMatchObject({ sessions: "move 1", plan: { warnings: [] } });
    const gone = moved(about, "STATUS:CANCELLED").replace("LOCATION:R1", "LOCATION:Fir 3");
    expect(school.take(gone).sessions).toBe("end 1");
    expect(school.rooms()).toEqual(["R1"]);
  });
});

describe("an EXDATE that is added", () => {
  const series = (...more: readonly string[]) =>
    calendar(
      event(
        "UID:s",
        "DTSTART;TZID=Europe/London:20261201T090000",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "SUMMARY:A",
        "LOCATION:R1",
        ...more,
      ),
    );
  const out = "EXDATE;TZID=Europe/London:20261208T090000";
  test.each([
    ["without SEQUENCE", [], [out]],
    ["with the same SEQUENCE", ["SEQUENCE:2"], ["SEQUENCE:2", out]],
    ["with a higher one", ["SEQUENCE:2"], ["SEQUENCE:3", out]],
  ])("cancels that meeting, %s, whether or not the calendar is complete", (_, before, after) => {
    for (const complete of [false, true]) {
      const school = openCalendarWorld();
      school.take(series(...before));
      expect(school.take(series(...after), { complete }).sessions).toBe("end 1");
      expect(school.sessions()[1]).toContain("cancelled");
      expect(school.take(series(...after), { complete }).sessions).toBe("");
      expect(school.take(series(...after.filter((line) => line !== out)), { complete }).sessions).not.toBe(
        "",
      );
      expect(school.sessions()[1]).not.toContain("cancelled");
    }
  });

  test("in an older version it changes nothing, and is told", () => {
    const school = openCalendarWorld();
    school.take(series("SEQUENCE:2"));
    const { sessions, notes } = school.take(series("SEQUENCE:1", out));
    expect(sessions).toBe("");
    expect(notes.some(({ column }) => column === "SEQUENCE")).toBe(true);
  });
});

describe("a series that is moved", () => {
  const series = (time: string, count: number, sequence: number | null, title = "A", day = "20261201") =>
    calendar(
      event(
        "UID:sv",
        ...at(day, time),
        `RRULE:FREQ=WEEKLY;COUNT=${count}`,
        ...(sequence === null ? [] : [`SEQUENCE:${sequence}`]),
        `SUMMARY:${title}`,
        "LOCATION:R1",
      ),
    );
  const days = (time: string, ...of: readonly string[]) =>
    of.map((day) => `A 2026-12-${day} ${time} R1 by feed 1`);

  test("to another hour is moved and not doubled, said, and counted once from then on", () => {
    const school = openCalendarWorld();
    school.take(series("0900", 3, 0));
    const id = school.idOf("A 2026-12-08 09:00 R1 by feed 1");
    const { sessions, plan, notes } = school.take(series("1400", 3, 1));
    expect([sessions, plan.warnings]).toEqual(["move 3", []]);
    expect(notes.find(({ column }) => column === "UID")?.message).toContain("3 to come are moved");
    expect(school.sessions()).toEqual(days("14:00", "01", "08", "15"));
    expect(school.idOf("A 2026-12-08 14:00 R1 by feed 1")).toBe(id);
    expect(school.take(series("1400", 3, 1))).toMatchObject({ sessions: "", plan: { warnings: [] } });
    // The older file, once more, takes nothing back and adds nothing, however long it is.
    const older = school.take(series("0900", 5, 0));
    expect(older.sessions).toBe("");
    expect(older.notes.filter(({ column }) => column === "SEQUENCE")).toHaveLength(1);
  });

  test.each(["2026-12-01T10:00:00Z", "2026-12-02T10:00:00Z"])(
    "at %s what has begun stays with its marks, and no past meeting is added",
    (now) => {
      const school = openCalendarWorld();
      school.take(series("0900", 3, 0));
      school.turnTo(now);
      for (const sessions of ["move 2", ""]) {
        const taken = school.take(series("1400", 3, 1));
        expect(taken.sessions).toBe(sessions);
        expect(taken.notes.find(({ column }) => column === "UID")?.message).toContain(
          "1 that have begun stay",
        );
        expect(school.sessions()).toEqual([...days("09:00", "01"), ...days("14:00", "08", "15")]);
      }
    },
  );

  test("to other weeks goes in order; what it has no longer is over, after a confirmation", () => {
    const school = openCalendarWorld();
    school.take(series("0900", 3, 0));
    const id = school.idOf("A 2026-12-01 09:00 R1 by feed 1");
    const { sessions, plan } = school.take(series("1400", 2, 1, "A", "20261222"));
    expect(sessions).toBe("end 1, move 2");
    expect(plan.warnings[0]).toContain("no longer");
    expect(school.idOf("A 2026-12-22 14:00 R1 by feed 1")).toBe(id);
  });

  test("without a higher SEQUENCE is asked about", () => {
    for (const sequence of [null, 0]) {
      const school = openCalendarWorld();
      school.take(series("0900", 3, sequence));
      const { sessions, plan } = school.take(series("1400", 3, sequence));
      expect(sessions).toBe("move 3");
      expect(plan.warnings[0]).toContain("SEQUENCE does not say");
    }
  });

  test("longer it only gets more meetings; of other classes it takes nobody's", () => {
    const school = openCalendarWorld();
    school.take(series("0900", 3, 0));
    expect(school.take(series("0900", 5, 1)).sessions).toBe("add 2");
    school.take(series("1400", 3, 1, "B"));
    expect(school.sessions().filter((words) => words.startsWith("A "))).toHaveLength(5);
  });
});

describe("a newer version of a series without its rule", () => {
  const version = (...lines: readonly string[]) =>
    calendar(
      meeting(
        "f1",
        "A",
        "R1",
        "",
        ...(lines.some((one) => one.startsWith("DTSTART")) ? [] : at("20261201")),
        ...lines,
      ),
    );
  const series = version("RRULE:FREQ=WEEKLY;COUNT=4", "SEQUENCE:0");
  const taken = (now?: string) => {
    const school = openCalendarWorld();
    school.take(series);
    if (now !== undefined) school.turnTo(now);
    return school;
  };
  const ends = (school: ReturnType<typeof openCalendarWorld>) =>
    school.sessions().map((words) => `${words.slice(7, 18)}${words.endsWith("cancelled") ? " off" : ""}`);

  test.each([
    ["the same start", version("SEQUENCE:1")],
    ["a rule of one meeting", version("SEQUENCE:1", "RRULE:FREQ=WEEKLY;COUNT=1")],
  ])("with %s cancels the others, after a confirmation, once", (_, text) => {
    const school = taken();
    const { sessions, plan } = school.take(text);
    expect(sessions).toBe("end 3");
    expect(plan.warnings[0]).toBe(
      "3 sessions would be cancelled, which the newer versions of their series have no longer",
    );
    expect(school.sessions().filter((words) => !words.endsWith("cancelled"))).toEqual([
      "A 2026-12-01 09:00 R1 by feed 1",
    ]);
    expect(school.take(text)).toMatchObject({ sessions: "", plan: { warnings: [] } });
  });

  test("with another start moves one, and cancels the others", () => {
    const school = taken();
    const id = school.idOf("A 2026-12-01 09:00 R1 by feed 1");
    const { sessions, plan } = school.take(version(...at("20261202", "1400"), "SEQUENCE:2"));
    expect(sessions).toBe("end 3, move 1");
    expect(plan.warnings[0]).toContain("no longer");
    expect(school.idOf("A 2026-12-02 14:00 R1 by feed 1")).toBe(id);
    // Moved once more, it is that one, and none of those that are over.
    expect(school.take(version(...at("20261209", "1400"), "SEQUENCE:3")).sessions).toBe("move 1");
    expect(school.idOf("A 2026-12-09 14:00 R1 by feed 1")).toBe(id);
  });

  test("without a higher SEQUENCE leaves the others, and says so", () => {
    const school = taken();
    const { sessions, notes } = school.take(version("SEQUENCE:0"));
    expect(sessions).toBe("");
    expect(notes.find(({ column }) => column === "UID")?.message).toContain("3 of its stored sessions");
  });

  test("and a meeting that becomes a series is the first of it, wherever that begins", () => {
    const school = openCalendarWorld();
    school.take(version("SEQUENCE:0"));
    const id = school.idOf("A 2026-12-01 09:00 R1 by feed 1");
    const { sessions } = school.take(
      version(...at("20261202", "1400"), "RRULE:FREQ=WEEKLY;COUNT=2", "SEQUENCE:1"),
    );
    expect(sessions).toBe("add 1, move 1");
    expect(school.idOf("A 2026-12-02 14:00 R1 by feed 1")).toBe(id);
    expect(school.sessions()).toHaveLength(2);
  });

  test.each([["SEQUENCE:0"], ["SEQUENCE:1"], ["X-NONE:1"]])(
    "that is cancelled, with %s, cancels what is to come after a confirmation; what has begun stays",
    (sequence) => {
      const school = taken("2026-12-02T12:00:00Z");
      const text = version(sequence, "STATUS:CANCELLED");
      const { sessions, plan, notes } = school.take(text);
      expect(sessions).toBe("end 3");
      expect(plan.warnings[0]).toBe(
        "3 sessions would be cancelled, whose series the file cancels as a whole",
      );
      expect(notes.find(({ column }) => column === "UID")?.message).toContain("1 that have begun stay");
      expect(ends(school)).toEqual(["12-01 09:00", "12-08 09:00 off", "12-15 09:00 off", "12-22 09:00 off"]);
      expect(school.take(text)).toMatchObject({ sessions: "", plan: { warnings: [] } });
    },
  );

  test("that is cancelled in an older version changes nothing, and that is said", () => {
    const school = openCalendarWorld();
    school.take(series.replace("SEQUENCE:0", "SEQUENCE:3"));
    const { sessions, notes } = school.take(version("SEQUENCE:1", "STATUS:CANCELLED"));
    expect(sessions).toBe("");
    expect(notes.filter(({ column }) => column === "SEQUENCE")).toHaveLength(1);
  });
});

describe("two groups of a class at one time", () => {
  const header = "class,start,end,rooms,staff";
  const [a, b] = ["A,2026-11-26 09:00,2026-11-26 10:00,R1,ann", "A,2026-11-26 09:00,2026-11-26 10:00,R2,bo"];

  test("never change places, whatever the order of the rows", () => {
    const school = openCalendarWorld();
    school.takeCsv([header, a, b].join("\n"));
    const id = school.idOf("A 2026-11-26 09:00 R1 by csv");
    expect(school.takeCsv([header, b, a].join("\n")).sessions).toBe("");
    // One of them moves: the other stays who it is, in either order.
    const moved = "A,2026-11-26 09:00,2026-11-26 10:00,R3,bo";
    for (const rows of [
      [moved, a],
      [a, moved],
    ]) {
      school.takeCsv([header, ...rows].join("\n"));
      expect(school.idOf("A 2026-11-26 09:00 R1 by csv")).toBe(id);
      expect(school.sessions()).toHaveLength(2);
    }
  });

  test("in calendars are told apart by their rooms", () => {
    const school = openCalendarWorld();
    const groups = [meeting("a", "A", "R1", "20261126"), meeting("b", "A", "R2", "20261126")];
    school.take(calendar(...groups));
    const id = school.idOf("A 2026-11-26 09:00 R2 by feed 1");
    // New UIDs, and the other order.
    school.take(calendar(meeting("d", "A", "R2", "20261126"), meeting("c", "A", "R1", "20261126")), {
      complete: true,
    });
    expect(school.idOf("A 2026-11-26 09:00 R2 by feed 1")).toBe(id);
    expect(school.sessions()).toHaveLength(2);
  });

  test("of two files are two meetings, and neither file takes or ends the other's", () => {
    const school = openCalendarWorld();
    const files = [
      [calendar(meeting("a", "CS-150_A:Lab", "Lab 1", "20261126")), "calendar a"],
      [calendar(meeting("b", "CS-150_A:Lab", "Lab 2", "20261126")), "calendar b"],
    ] as const;
    for (let round = 0; round < 2; round += 1) {
      for (const [text, source] of files) {
        expect(school.take(text, { source, complete: true }).sessions).toBe(round === 0 ? "add 1" : "");
      }
    }
    expect(school.sessions()).toHaveLength(2);
  });
});

describe("a meeting that another source tells of", () => {
  const text = calendar(meeting("a", "A", "R1", "20261126"), meeting("b", "A", "R1", "20261127"));
  const key = "meetings calendar file";

  test("is asked about and left out until somebody answers; the same is counted once from then on", () => {
    const school = openCalendarWorld();
    school.take(text, { source: "calendar file" });
    const asked = school.take(text, { complete: true });
    expect(asked.sessions).toBe("");
    expect(asked.plan.questions).toMatchObject([{ key, answer: null }]);
    const id = school.idOf("A 2026-11-26 09:00 R1 by calendar file");
    expect(school.take(text, { complete: true, answers: { [key]: "same" } }).sessions).toBe("change 2");
    expect(school.idOf("A 2026-11-26 09:00 R1 by feed 1")).toBe(id);
    // The file, uploaded again, takes nothing back and ends nothing.
    for (const source of ["calendar file", "feed 1"]) {
      expect(school.take(text, { source, complete: true })).toMatchObject({
        sessions: "",
        plan: { questions: [] },
      });
    }
    // What the feed moves it moves; the file that tells it as it was is told so.
    const moved = calendar(meeting("a", "A", "R1", "20261125"), meeting("b", "A", "R1", "20261127"));
    expect(school.take(moved, { complete: true }).sessions).toBe("move 1");
    const again = school.take(text, { source: "calendar file", complete: true });
    expect(again.sessions).toBe("");
    expect(again.notes.some(({ message }) => message.includes("another source"))).toBe(true);
  });

  test("answered to be others they stand beside each other, and nobody asks again", () => {
    const school = openCalendarWorld();
    school.take(text, { source: "calendar file" });
    expect(school.take(text, { answers: { [key]: "another" } }).sessions).toBe("add 2");
    expect(school.take(text)).toMatchObject({ sessions: "", plan: { questions: [] } });
  });

  test("is found whatever told of it, and although its times are not quite the same", () => {
    const school = openCalendarWorld();
    school.takeCsv("class,start,end,rooms\na,2026-11-26 09:05,2026-11-26 09:55,r1");
    expect(school.take(text).plan.questions).toHaveLength(1);
    expect(school.sessions()).toHaveLength(2);
  });

  test("under two UIDs of one file is one meeting, and told", () => {
    const school = openCalendarWorld();
    const twice = calendar(meeting("a", "A", "R1", "20261126"), meeting("b", "A", "R1", "20261126"));
    const { sessions, notes } = school.take(twice);
    expect(sessions).toBe("add 1");
    expect(notes.some(({ message }) => message.includes("one meeting"))).toBe(true);
    expect(school.take(twice, { complete: true }).sessions).toBe("");
  });
});

describe("rows of a table at one time, of one class and in one place", () => {
  const header = "class,start,end,rooms,title,kind,mode,weight";
  const row = (room: string, ...more: readonly string[]): string =>
    ["A,2026-11-26 09:00,2026-11-26 10:00", room, ...more].join(",");
  test.each([
    ["titles", row("R1", "Group A", "", "", "1"), row("R1", "Group B", "", "", "3")],
    ["titles, and no room", row("", "Group A", "", "", "1"), row("", "Group B", "", "", "1")],
    ["kinds", row("R1", "Sets", "Lab", "", ""), row("R1", "Sets", "Lecture", "", "")],
    ["ways to meet", row("R1", "Sets", "", "remote", ""), row("R1", "Sets", "", "in_person", "")],
  ])("are two meetings by their %s, and stay who they are in any order", (_, a, b) => {
    const school = openCalendarWorld();
    expect(school.takeCsv([header, a, b].join("\n")).sessions).toBe("add 2");
    const before = school.titles();
    for (const rows of [[b, a], [a, b], [b], [b, a]]) {
      const { sessions, notes } = school.takeCsv([header, ...rows].join("\n"));
      expect([sessions, notes]).toEqual(["", []]);
      expect(school.titles()).toEqual(before);
    }
  });

  test("keep their titles when both move to rooms", () => {
    const school = openCalendarWorld();
    const [a, b] = ["Group A", "Group B"];
    school.takeCsv([header, row("", b, "", "", ""), row("", a, "", "", "")].join("\n"));
    const before = school.titles();
    const moved = school.takeCsv([header, row("R2", a, "", "", ""), row("R1", b, "", "", "")].join("\n"));
    expect(moved.sessions).toBe("change 2");
    expect(school.titles()).toEqual(before);
  });

  test.each([
    ["weight", row("R1", "Sets", "", "", "1"), row("R1", "Sets", "", "", "3")],
    ["end", row("R1", "Sets"), "A,2026-11-26 09:00,2026-11-26 11:00,R1,Sets"],
  ])("that differ in their %s alone are refused, both, and the file ends nothing", (_, a, b) => {
    const school = openCalendarWorld();
    school.takeCsv([header, "B,2026-11-26 09:00,2026-11-26 10:00,R3"].join("\n"));
    const { sessions, notes } = school.takeCsv([header, a, b].join("\n"), { complete: true });
    expect(sessions).toBe("");
    expect(notes.filter(({ severity }) => severity === "refused")).toMatchObject([
      { line: 2, value: "A", message: "is the meeting of line 3, and not the same cells" },
      { line: 3, value: "A", message: "is the meeting of line 2, and not the same cells" },
    ]);
  });

  test("that share an id as well", () => {
    const school = openCalendarWorld();
    const rows = ["Group A", "Group B"].map((title) => `x,${row("R1", title, "", "", "")}`);
    expect(school.takeCsv([`session_id,${header}`, ...rows].join("\n")).sessions).toBe("add 2");
    expect(school.takeCsv([`session_id,${header}`, ...rows.toReversed()].join("\n")).sessions).toBe("");
    const weights = ["1", "2"].map((weight) => `y,${row("R1", "C", "", "", weight)}`);
    const seen = school.takeCsv([`session_id,${header}`, ...weights].join("\n"));
    expect(seen.notes.map(({ severity }) => severity)).toEqual(["refused", "refused"]);
  });

  test("equal in every column stand there twice", () => {
    const school = openCalendarWorld();
    const same = row("R1", "Sets", "Lab", "remote", "1");
    const { sessions, notes } = school.takeCsv([header, same, same].join("\n"));
    expect(sessions).toBe("add 1");
    expect(notes.filter(({ severity }) => severity === "ignored")).toMatchObject([
      { line: 3, message: "stands there twice, word for word" },
    ]);
  });
});

describe("a table and what a calendar tells of already", () => {
  const text = calendar(meeting("z", "ZQ-1", "Zed 1", "20261203"));
  const table = (time: string, room: string): string =>
    `class,start,end,rooms\nZQ-1,2026-12-03 ${time},2026-12-03 10:00,${room}`;

  test("is still about the session that it was joined to once the calendar moves that, and says so", () => {
    for (const complete of [false, true]) {
      const school = openCalendarWorld();
      school.take(text);
      expect(school.takeCsv(table("09:00", "Zed 1"), { complete }).sessions).toBe("");
      school.take(calendar(meeting("z", "ZQ-1", "Zed 1", "", ...at("20261203", "1300"))));
      for (let round = 0; round < 3; round += 1) {
        const { sessions, notes } = school.takeCsv(table("09:00", "Zed 1"), { complete });
        expect(sessions).toBe("");
        expect(notes.some(({ message }) => message.includes("told otherwise by another source"))).toBe(true);
      }
      expect(school.sessions()).toEqual(["ZQ-1 2026-12-03 13:00 Zed 1 by feed 1"]);
      // Moved back, the table may tell of it again.
      school.take(text);
      const weighted = "class,start,end,rooms,weight\nZQ-1,2026-12-03 09:00,2026-12-03 10:00,Zed 1,2";
      expect(school.takeCsv(weighted, { complete }).sessions).toBe("change 1");
    }
  });

  test("at the same time and in the same place changes nothing", () => {
    const school = openCalendarWorld();
    school.take(text);
    expect(school.takeCsv(table("09:00", "Zed 1"))).toMatchObject({ sessions: "", plan: { questions: [] } });
  });

  test("in another room it is another group, told so, and neither moves the other's", () => {
    const school = openCalendarWorld();
    school.take(text);
    const seen = school.takeCsv(table("09:00", "Zed 77"));
    expect(seen.sessions).toBe("add 1");
    expect(seen.notes.some(({ message }) => message.includes("another group"))).toBe(true);
    for (const again of [school.take(text, { complete: true }), school.takeCsv(table("09:00", "Zed 77"))]) {
      expect(again.sessions).toBe("");
    }
    expect(school.sessions()).toEqual([
      "ZQ-1 2026-12-03 09:00 Zed 1 by feed 1",
      "ZQ-1 2026-12-03 09:00 Zed 77 by csv",
    ]);
  });

  test.each([
    ["09:05", "Zed 1"],
    ["08:30", "Zed 1"],
    ["09:00", ""],
  ])(
    "at %s in room '%s', so that it overlaps, it is asked about; the same is counted once from then on",
    (time, room) => {
      const school = openCalendarWorld();
      school.take(text);
      const id = school.idOf("ZQ-1 2026-12-03 09:00 Zed 1 by feed 1");
      const asked = school.takeCsv(table(time, room));
      expect(asked.sessions).toBe("");
      expect(asked.plan.questions).toMatchObject([{ key: "meetings feed 1", answer: null }]);
      expect(asked.notes.filter(({ severity }) => severity === "refused")).toMatchObject([
        { line: 2, column: "class", value: "ZQ-1" },
      ]);
      school.takeCsv(table(time, room), { answers: { "meetings feed 1": "same" } });
      expect(school.sessions()).toHaveLength(1);
      expect(school.idOf(`ZQ-1 2026-12-03 ${time} ${room || "nowhere"} by csv`)).toBe(id);
      for (const again of [school.take(text, { complete: true }), school.takeCsv(table(time, room))]) {
        expect([again.sessions, again.plan.questions]).toEqual(["", []]);
      }
    },
  );

  test("answered to be another it stands beside it", () => {
    const school = openCalendarWorld();
    school.take(text);
    const csv = table("09:05", "Zed 1");
    expect(school.takeCsv(csv, { answers: { "meetings feed 1": "another" } }).sessions).toBe("add 1");
    expect(school.takeCsv(csv)).toMatchObject({ sessions: "", plan: { questions: [] } });
  });
});

describe("a year in which nothing can be", () => {
  test.each([
    ["2569-12-01", "2026"],
    ["2126-12-01", "correct"],
    ["1926-12-01", "correct"],
  ])("%s is refused with the remedy, and makes nothing", (day, remedy) => {
    const school = openCalendarWorld();
    const { notes } = school.takeCsv(`class,start,end,rooms\nA,${day} 09:00,${day} 10:00,R1`);
    expect(notes.find(({ severity }) => severity === "refused")?.remedy).toContain(remedy);
    expect(school.sessions()).toEqual([]);
    expect(school.rooms()).toEqual([]);
  });
});

describe("codes", () => {
  test("that differ in blanks, case or composition are one, and near misses are named", () => {
    const school = openCalendarWorld();
    const spelt = ["Salle É1", "Salle E\u01411".replace("\u0141", "\u0301"), "salle  é1", "Salle\u00a0É1"];
    spelt.forEach((room, n) => {
      school.take(calendar(meeting(`u${n}`, n % 2 === 0 ? "cs-1" : "CS-1", room, `2026112${n + 1}`)));
    });
    expect(school.rooms()).toEqual(["Salle É1"]);
    expect(school.classes()).toEqual(["cs-1"]);
    const near = school.take(calendar(meeting("z", "CS-1", "Salle-E1", "20261130")));
    expect(near.notes.find(({ column }) => column === "rooms")?.message).toContain("Salle É1");
  });

  test("that are near to several are told with all of them", () => {
    const school = openCalendarWorld();
    const meetingsIn = (...rooms: readonly string[]) =>
      calendar(...rooms.map((room, n) => meeting(room, "CS-1", room, `2026112${n + 1}`)));
    school.take(meetingsIn("Q77"));
    school.takeCsv("class,start,end,rooms\nCS-2,2026-12-01 09:00,2026-12-01 10:00,Q-77");
    const { notes } = school.take(calendar(meeting("z", "CS-1", "Q 77", "20261130")));
    expect(notes.find(({ column, value }) => column === "rooms" && value === "Q 77")?.message).toContain(
      "is nearly Q-77 or Q77",
    );
  });
});
