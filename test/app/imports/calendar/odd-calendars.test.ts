import { describe, expect, test } from "vitest";
import { calendar, event, read, told, wallStarts } from "./read-for-test.ts";

const one = (...lines: readonly string[]): string => calendar(event("UID:a", ...lines));
const hour = (start: string): readonly string[] => [`DTSTART${start}`, "DURATION:PT1H"];
const at = (day: string) => hour(`;TZID=Europe/London:202611${day}T090000`);

describe("one UID for many meetings", () => {
  const lecture = (day: string, title: string, ...more: readonly string[]) =>
    event("UID:none", ...at(day), `SUMMARY:${title}:Lecture`, ...more);

  test("of other starts and classes are meetings of their own, in any order of the file, and that is told", () => {
    const events = [lecture("02", "HIST-1"), lecture("03", "CHEM-9"), lecture("04", "MATH-2")];
    for (const order of [events, events.toReversed()]) {
      const { content, notes } = read(calendar(...order));
      expect(content.sessions.map(({ classes }) => classes[0])).toEqual(["HIST-1", "CHEM-9", "MATH-2"]);
      expect(notes).toMatchObject([{ severity: "guessed", column: "UID", value: "none" }]);
      expect(notes[0]?.message).toContain("3 meetings share a UID");
    }
  });

  test("also at one time, of another class or in another place", () => {
    const sessions = (...events: readonly string[]) => read(calendar(...events)).content.sessions;
    expect(sessions(lecture("02", "HIST-1"), lecture("02", "CHEM-9"))).toHaveLength(2);
    const groups = sessions(lecture("02", "A", "LOCATION:Lab 1"), lecture("02", "A", "LOCATION:Lab 2"));
    expect(groups.map(({ rooms }) => rooms)).toEqual([["Lab 1"], ["Lab 2"]]);
  });

  test("in two calendars of one file are two meetings, and one that is repeated word for word is one", () => {
    const two = (a: string, b: string) =>
      read(`${calendar(a)}${calendar(b)}`).content.sessions.map(({ classes }) => classes[0]);
    expect(two(lecture("02", "HIST-1"), lecture("03", "CHEM-9"))).toEqual(["HIST-1", "CHEM-9"]);
    expect(two(lecture("02", "HIST-1"), lecture("02", "HIST-1"))).toEqual(["HIST-1"]);
  });

  test("two series are both read, and an exception belongs to the one that has its meeting", () => {
    const series = (start: string, title: string) =>
      event("UID:s", ...at(start), "RRULE:FREQ=WEEKLY;COUNT=2", `SUMMARY:${title}`);
    const moved = event(
      "UID:s",
      "RECURRENCE-ID;TZID=Europe/London:20261110T090000",
      ...hour(";TZID=Europe/London:20261111T140000"),
      "SUMMARY:B",
    );
    const result = read(calendar(series("02", "A"), series("03", "B"), moved));
    expect(wallStarts(result)).toEqual([
      "2026-11-02T09:00",
      "2026-11-03T09:00",
      "2026-11-09T09:00",
      "2026-11-11T14:00",
    ]);
  });
});

describe("what a rule says beside what is read", () => {
  test.each([
    ["UNTL=20261223;BYDAY=TH", "UNTL is no part"],
    ["INTERVL=2", "INTERVL is no part"],
    ["BYEASTER=1", "BYEASTER is no part"],
    ["BYDAY=TH;BYDAY=FR", "BYDAY stands there twice"],
    ["COUNT=5;UNTIL=20261223", "exclude each other"],
    ["INTERVAL=0", "INTERVAL=0 is not a whole number of at least 1"],
    ["UNTIL=20261331", "UNTIL is no date"],
    ["UNTIL=soon", "UNTIL=soon is not a date"],
    ["UNTIL=", "UNTIL says nothing"],
    ["COUNT=2.7", "COUNT=2.7 is not a whole number of at least 1"],
    ["BYHOUR=25", "BYHOUR is not read"],
    ["BYMONTH=13", "BYMONTH=13 is not months, 1 to 12, between commas"],
    ["BYMONTHDAY=1,-32", "BYMONTHDAY=1,-32 is not days of a month, 1 to 31 or -1 to -31"],
    ["BYYEARDAY=367", "BYYEARDAY=367 is not days of a year"],
    ["BYSETPOS=400", "BYSETPOS=400 is not places"],
  ])("%s is refused, and nothing is taken to be over", (parts, why) => {
    const result = read(one(...at("05"), `RRULE:FREQ=WEEKLY;${parts}`));
    expect(result.content.sessions).toEqual([]);
    expect(result.content.scope.session).toBe("additions");
    expect(result.notes.find(({ severity }) => severity === "refused")?.message).toContain(why);
  });

  test("has a remedy that says what is meant, and no other number", () => {
    const result = read(one(...at("05"), "RRULE:FREQ=WEEKLY;COUNT=2.7"));
    expect(result.notes.find(({ column }) => column === "RRULE")?.remedy).toBe(
      "Write a whole number of at least 1, as in COUNT=10.",
    );
  });

  test("of a frequency that there is not is refused in words of the rule", () => {
    const result = read(one(...at("05"), "RRULE:FREQ=FORTNIGHTLY;COUNT=3"));
    expect(result.content.sessions).toEqual([]);
    expect(result.notes.find(({ column }) => column === "RRULE")).toMatchObject({
      message: expect.stringContaining("FREQ=FORTNIGHTLY is no frequency of a rule"),
      remedy: "Write DAILY, WEEKLY, MONTHLY or YEARLY; each second week is FREQ=WEEKLY;INTERVAL=2.",
    });
  });

  test("that ends before it starts has its start alone, and that is told", () => {
    const result = read(one(...at("05"), "RRULE:FREQ=WEEKLY;UNTIL=20261001"));
    expect(wallStarts(result)).toEqual(["2026-11-05T09:00"]);
    expect(result.notes.map(({ column, message }) => [column, message])).toEqual([
      ["RRULE", expect.stringContaining("ends (UNTIL) before it starts")],
    ]);
  });

  test("with a part of a program's own is read without it, and that is told", () => {
    const plain = read(one(...at("05"), "RRULE:FREQ=WEEKLY;COUNT=3"));
    const result = read(one(...at("05"), "RRULE:FREQ=WEEKLY;X-COUNT=2;COUNT=3"));
    expect(wallStarts(result)).toEqual(wallStarts(plain));
    expect(result.notes.map(({ severity, column, message }) => [severity, column, message])).toEqual([
      ["ignored", "RRULE", expect.stringContaining("a part of a program's own (X-…)")],
    ]);
  });

  test("with such a part in EXRULE or in the rule of its zone is told of it as well", () => {
    const out = read(
      one(...at("05"), "RRULE:FREQ=WEEKLY;COUNT=3", "EXRULE:FREQ=WEEKLY;INTERVAL=2;X-COUNT=2;COUNT=2"),
    );
    expect(wallStarts(out)).toEqual(["2026-11-12T09:00"]);
    expect(out.notes.map(({ column, message }) => [column, message])).toEqual([
      ["EXRULE", expect.stringContaining("a part of a program's own (X-…)")],
    ]);
    const zone = [
      "BEGIN:VTIMEZONE",
      "TZID:Campus",
      "BEGIN:STANDARD",
      "DTSTART:19701025T020000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0000",
      "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;X-RULE=9",
      "END:STANDARD",
      "END:VTIMEZONE",
    ];
    const lines = ["UID:1", "DTSTART;TZID=Campus:20261105T090000", "DTEND;TZID=Campus:20261105T100000"];
    const zoned = read(calendar(zone.join("\r\n"), event(...lines)));
    expect(zoned.notes.map(({ line, column, message }) => [line, column, message])).toContainEqual([
      expect.any(Number),
      "RRULE",
      expect.stringContaining("a part of a program's own (X-…)"),
    ]);
  });

  test("without an end is taken as far as the calendar is read, and the preview says to which day", () => {
    const span = { from: "2026-11-01", to: "2026-12-01" };
    const result = read(one(...at("05"), "RRULE:FREQ=WEEKLY"), { span });
    expect(wallStarts(result).at(-1)).toBe("2026-11-26T09:00");
    expect(result.notes.map(({ severity, column, message }) => [severity, column, message])).toEqual([
      ["guessed", "RRULE", "A series has no end: its meetings are taken until 2026-12-01, and no later ones"],
    ]);
  });

  test.each([
    ["RRULE:FREQ=WEEKLY;UNTIL=20351231T000000Z"],
    ["RRULE:FREQ=WEEKLY;COUNT=5"],
    ["RRULE:FREQ=YEARLY;COUNT=2"],
    ["RRULE:FREQ=WEEKLY;COUNT=2", "RDATE;TZID=Europe/London:20350101T090000"],
  ])("with an end after the days that are read is told to go on: %s %s", (...rules) => {
    const span = { from: "2026-11-01", to: "2026-12-01" };
    const { notes } = read(one(...at("05"), ...rules), { span });
    expect(notes.map(({ severity, message }) => [severity, message])).toEqual([
      ["guessed", "A series goes on after 2026-12-01: its meetings are taken until then, and no later ones"],
    ]);
  });

  test.each(["UNTIL=20261201", "UNTIL=20261202", "COUNT=4", "UNTIL=20261203T085959Z"])(
    "that ends with the days that are read is not (%s)",
    (part) => {
      const span = { from: "2026-11-01", to: "2026-12-01" };
      expect(read(one(...at("05"), `RRULE:FREQ=WEEKLY;${part}`), { span }).notes).toEqual([]);
    },
  );

  test.each([" ", "\t", "\u00a0"])("with blanks (%j) about its signs is read as meant, and told", (blank) => {
    const parts = [
      "UNTIL=20261203",
      "COUNT=3",
      "INTERVAL=2",
      "BYDAY=TH,FR",
      "BYMONTH=11",
      "BYSETPOS=1",
      "WKST=MO",
    ];
    for (const part of parts) {
      const more = part.startsWith("UNTIL") || part.startsWith("COUNT") ? "" : ";COUNT=3";
      const plain = read(one(...at("05"), `RRULE:FREQ=WEEKLY;${part}${more}`));
      expect(plain.notes).toEqual([]);
      for (const odd of [
        `FREQ=WEEKLY;${part.replace("=", `${blank}=`)}${more}`,
        `FREQ=WEEKLY;${part.replace("=", `=${blank}`)}${more}`,
        `FREQ=WEEKLY;${blank}${part}${more}`,
        `FREQ=WEEKLY${blank};${part.replace(",", `${blank},${blank}`)}${more}`,
      ]) {
        const result = read(one(...at("05"), `RRULE:${odd}`));
        expect([odd, ...wallStarts(result)]).toEqual([odd, ...wallStarts(plain)]);
        expect(result.notes.map(({ severity, message }) => [severity, message])).toEqual([
          ["guessed", expect.stringContaining("has blanks")],
        ]);
      }
    }
  });

  test("with a blank within a value is refused", () => {
    for (const part of ["COUNT=1 0", "UNTIL=2026 1203", "BYDAY=T H", "UN TIL=20261203"]) {
      expect(read(one(...at("05"), `RRULE:FREQ=WEEKLY;${part}`)).content.sessions).toEqual([]);
    }
    expect(read(one(...at("05"), "RRULE:FREQ=WEEK LY;COUNT=3")).content.sessions).toEqual([]);
  });

  test("times between blanks are all read", () => {
    const rule = "RRULE:FREQ=WEEKLY;COUNT=4";
    const result = read(
      one(...at("05"), rule, "EXDATE;TZID=Europe/London:20261112T090000 , 20261119T090000"),
    );
    expect(wallStarts(result)).toEqual(["2026-11-05T09:00", "2026-11-26T09:00"]);
  });

  test("is read in any case, with parts of a program's own", () => {
    const result = read(one(...at("05"), "RRULE:freq=weekly;count=3;x-made-by=us;RSCALE=GREGORIAN"));
    expect(result.content.sessions).toHaveLength(3);
  });

  test("a misspelt property is told, and a cancellation in American letters is one", () => {
    const result = read(one(...at("05"), "EXDTE:20261105T090000Z", "STATUS:CANCELED"));
    expect(result.notes).toMatchObject([{ severity: "ignored", value: "EXDTE:20261105T090000Z" }]);
    expect(result.content.sessions[0]?.cancelled).toBe(true);
  });
});

describe("properties without a value", () => {
  test.each(["RDATE:", "EXDATE:", "RDATE;VALUE=PERIOD:", "RRULE:", "SEQUENCE:", "RECURRENCE-ID:", "EXRULE:"])(
    "%s is as if it were not there, and told",
    (line) => {
      const result = read(one(...at("05"), line));
      expect(wallStarts(result)).toEqual(["2026-11-05T09:00"]);
      expect(result.notes.map(({ severity }) => severity)).toEqual(["ignored"]);
      expect(result.content.scope.session).toBe("complete");
    },
  );
});

describe("zones by other names", () => {
  const inZone = (name: string, more: Parameters<typeof read>[1] = {}) => {
    const result = read(one(...hour(`;TZID=${name}:20260701T090000`)), more);
    return { start: result.content.sessions[0]?.start.toString(), notes: result.notes };
  };

  test.each([
    ["GMT Standard Time", "2026-07-01T08:00:00Z", "Europe/London"],
    ["W. Europe Standard Time", "2026-07-01T07:00:00Z", "Europe/Berlin"],
    ["Eastern Standard Time", "2026-07-01T13:00:00Z", "America/New_York"],
    ["Eastern Daylight Time", "2026-07-01T13:00:00Z", "America/New_York"],
    ['"(UTC-05:00) Eastern Time (US & Canada)"', "2026-07-01T13:00:00Z", "America/New_York"],
    ['"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"', "2026-07-01T08:00:00Z", "Europe/London"],
    ["GMT+0200", "2026-07-01T07:00:00Z", "Etc/GMT-2"],
  ])("%s is read, and the guess is told", (name, start, zone) => {
    const { start: read, notes } = inZone(name);
    expect(read).toBe(start);
    expect(notes).toMatchObject([{ severity: "guessed" }]);
    expect(notes[0]?.message).toContain(zone);
  });

  test("a name for several countries means the institution's own", () => {
    expect(inZone("W. Europe Standard Time", { timeZone: "Europe/Zurich" }).notes[0]?.message).toContain(
      "Europe/Zurich",
    );
  });

  test("what nobody knows is refused with a remedy that can be followed, and read once a person says what it is", () => {
    const refused = inZone("Campus Time");
    expect(refused.start).toBeUndefined();
    expect(refused.notes.find(({ severity }) => severity === "refused")?.remedy).toContain("preview");
    const said = inZone("Campus Time", { rule: { zones: { "Campus Time": "Asia/Kolkata" } } });
    expect(said).toMatchObject({ start: "2026-07-01T03:30:00Z", notes: [] });
  });

  test("times without a zone are meant in the calendar's own, unless a person says otherwise", () => {
    const text = calendar("X-WR-TIMEZONE:America/New_York", event("UID:a", ...hour(":20260701T090000")));
    const result = read(text);
    expect(result.content.sessions[0]?.start.toString()).toBe("2026-07-01T13:00:00Z");
    expect(result.notes[0]?.message).toBe(
      "A meeting is without a time zone: the calendar's own is taken, America/New_York (X-WR-TIMEZONE)",
    );
    const eastern = calendar(
      "X-WR-TIMEZONE:Eastern Standard Time",
      event("UID:a", ...hour(":20260701T090000")),
    );
    expect(read(eastern).notes.map(({ message }) => message)).toContain(
      "A meeting is without a time zone: the calendar's own is taken, America/New_York for “Eastern Standard Time” (X-WR-TIMEZONE)",
    );
    const told = read(text, { rule: { timeZone: "Europe/London" } });
    expect(told.content.sessions[0]?.start.toString()).toBe("2026-07-01T08:00:00Z");
    expect(told.notes).toEqual([]);
  });
});

test("times that name no zone anywhere are told with the institution's, by its name", () => {
  const text = calendar(
    event("UID:a", ...hour(":20260701T090000")),
    event("UID:b", ...hour(":20260702T090000")),
  );
  for (const timeZone of ["Europe/London", "Asia/Kolkata"]) {
    expect(read(text, { timeZone }).notes.map(({ message }) => message)).toEqual([
      `2 meetings are without a time zone: the institution's is taken, ${timeZone}`,
    ]);
  }
});

describe("letters", () => {
  const text = (title: string) => one(...at("05"), `SUMMARY:${title}`);
  const titleOf = (bytes: Uint8Array, more: Parameters<typeof read>[1] = {}) =>
    read(bytes, more).content.sessions[0]?.title;
  const wide = (given: string, little: boolean): Uint8Array => {
    const bytes = new DataView(new ArrayBuffer(given.length * 2));
    for (let n = 0; n < given.length; n += 1) bytes.setUint16(n * 2, given.charCodeAt(n), little);
    return new Uint8Array(bytes.buffer);
  };

  test("UTF-16 with and without its mark, of both orders", () => {
    for (const little of [true, false]) {
      for (const mark of ["", "\uFEFF"]) {
        expect(titleOf(wide(mark + text("Salle É1"), little))).toBe("Salle É1");
      }
    }
  });

  /** The letters that are used here, as Windows-1250 writes them. */
  const central: Readonly<Record<string, number>> = {
    č: 0xe8,
    ě: 0xec,
    á: 0xe1,
    š: 0x9a,
    ž: 0x9e,
    ř: 0xf8,
    ł: 0xb3,
  };
  const narrow = (given: string, table: Readonly<Record<string, number>> = {}) =>
    Uint8Array.from(given, (letter) => table[letter] ?? letter.charCodeAt(0));

  test.each(["Dvořák", "Přednáška", "Wałęsa".replace("ę", "e")])(
    "Windows-1250 is told from Windows-1252: %s",
    (name) => {
      const result = read(narrow(text(name), central));
      expect(result.content.sessions[0]?.title).toBe(name);
      expect(result.notes[0]?.message).toContain("Windows-1250");
    },
  );

  test("letters of the West are Windows-1252, and where the institution stands decides what nothing else does", () => {
    expect(titleOf(narrow(text("Théâtre à Genève")))).toBe("Théâtre à Genève");
    const doubtful = narrow(text("č"), central);
    expect(titleOf(doubtful)).toBe("è");
    expect(titleOf(doubtful, { timeZone: "Europe/Prague" })).toBe("č");
  });

  test("what a person says stands, and is no guess", () => {
    const result = read(narrow(text("č"), central), { rule: { encoding: "windows-1250" } });
    expect(result.content.sessions[0]?.title).toBe("č");
    expect(result.notes).toEqual([]);
  });
});

describe("a room with its building", () => {
  const placed = (location: string, rule = {}) => {
    const result = read(one(...at("05"), `LOCATION:${location}`), { rule });
    return { rooms: result.content.sessions[0]?.rooms, told: told(result) };
  };

  test("is one room, and that is told; it can be read in the other ways", () => {
    const text = "Room 101\\, Birch Building";
    expect(placed(text)).toEqual({ rooms: ["Room 101"], told: ["guessed 7 LOCATION"] });
    expect(placed(text, { places: "rooms" }).rooms).toEqual(["Room 101", "Birch Building"]);
    expect(placed(text, { places: "whole" }).rooms).toEqual(["Room 101, Birch Building"]);
    expect(placed("Room 101\\, Birch", { places: "first" }).rooms).toEqual(["Room 101"]);
    expect(placed("Birch Building").rooms).toEqual(["Birch Building"]);
    expect(placed("Lab 3\\, Lab 4").rooms).toEqual(["Lab 3", "Lab 4"]);
  });

  test.each([
    ["Hörsaal 3\\, Hauptgebäude", "Hörsaal 3"],
    ["10 Downing Street\\, London SW1A 2AA", "10 Downing Street"],
    ["Zaal 2\\, Gebouw Oost", "Zaal 2"],
    ["Lab 4\\, Birch Building\\, 12 High St\\, Leeds\\, UK", "Lab 4"],
    ["Lab 4\\, 12 High St\\, Leeds", "Lab 4"],
    ["Lab 4\\, Leeds\\, United Kingdom", "Lab 4"],
    ["Lab 4\\, Leeds LS2 9JT\\, England", "Lab 4"],
    ["Great Hall\\, Oak Campus\\, Springfield\\, IL 62701\\, USA", "Great Hall"],
    ["H 0105\\, Straße des 17. Juni 135\\, 10623 Berlin\\, Deutschland", "H 0105"],
    ["H 0105\\, Hauptstr. 5\\, Berlin", "H 0105"],
    ["Salle 12\\, 5 rue de la Paix\\, 75002 Paris\\, France", "Salle 12"],
    ["Aula 3\\, Calle Mayor 5\\, Madrid", "Aula 3"],
    ["Birch Building\\, Leeds\\, UK", "Birch Building"],
    ["Birch Building\\, Lab 4", "Lab 4"],
  ])("and its address is one room: %s", (location, room) => {
    expect(placed(location)).toEqual({ rooms: [room], told: ["guessed 7 LOCATION"] });
  });

  test.each(["TBA", "tbc", "T.B.D.", "N/A", "-", "To be confirmed", "?"])(
    "%s is no room, and told",
    (location) => {
      expect(placed(location)).toEqual({ rooms: [], told: ["guessed 7 LOCATION"] });
    },
  );

  test.each([
    ["Lab 4\\, Birch Building\\, Lab 5\\, Leeds", ["Lab 4", "Lab 5"]],
    ["Main Hall\\, Gym", ["Main Hall", "Gym"]],
    ["B12\\, B13\\, B14", ["B12", "B13", "B14"]],
  ])("beside others are all rooms: %s", (location, rooms) => {
    expect(placed(location).rooms).toEqual(rooms);
  });

  test("of one name in two buildings is two rooms", () => {
    const text = calendar(
      event("UID:a", ...at("05"), "LOCATION:Room 101\\, Birch Building"),
      event("UID:b", ...at("06"), "LOCATION:Room 101\\, Oak House"),
    );
    expect(read(text).content.sessions.map(({ rooms }) => rooms)).toEqual([
      ["Room 101, Birch Building"],
      ["Room 101, Oak House"],
    ]);
  });
});

describe("a place on the network", () => {
  const placed = (location: string) => {
    const [session] = read(one(...at("05"), `LOCATION:${location}`)).content.sessions;
    return [session?.mode, ...(session?.rooms ?? [])];
  };
  test.each([
    "Online Live Event",
    "Online Class",
    "Microsoft Teams Meeting",
    "Zoom: https://zoom.example/j/1",
    "Live Online Lecture",
    "Virtual Classroom",
    "Canvas Quiz",
    "Online - Synchronous",
    "Blackboard Collaborate",
    "Remote",
    "Webinar",
  ])("%s is remote", (location) => {
    expect(placed(location)).toEqual(["remote"]);
  });
  test.each([
    "Remote Sensing Lab 2",
    "Teams Room 4",
    "Virtual Reality Studio 1",
    "Zoom Suite 12",
    "Digital Hub",
  ])("%s is a room", (location) => {
    expect(placed(location)).toEqual(["in_person", location]);
  });
  test("beside a room is told with that room, and not as no room", () => {
    const { content, notes } = read(one(...at("05"), "LOCATION:Lab 1 / Zoom"));
    expect(content.sessions[0]).toMatchObject({ mode: "hybrid", rooms: ["Lab 1"] });
    expect(notes.map(({ message }) => message)).toEqual([
      "It is taken for the room Lab 1 and a place online: the meeting is held in both",
    ]);
    const whole = read(one(...at("05"), "LOCATION:Lab 1 / Zoom"), { rule: { places: "whole" } });
    expect(whole.content.sessions[0]).toMatchObject({ mode: "in_person", rooms: ["Lab 1 / Zoom"] });
  });
  test("beside a room it is hybrid", () => {
    expect(placed("Online or CoFo 113 Office")).toEqual(["hybrid", "CoFo 113 Office"]);
  });
});

describe("staff", () => {
  const named = (...lines: readonly string[]) => {
    const result = read(one(...at("05"), ...lines));
    return { staff: result.content.sessions[0]?.staff, told: result.notes.map(({ message }) => message) };
  };
  test.each([
    ["DESCRIPTION:Week 3\\nStaff: Lee\\, Ann; Khan\\, Bo\\nType: Lecture", ["Lee, Ann", "Khan, Bo"]],
    ["DESCRIPTION:Lecturer(s): Dr Ann Lee\\, Prof Bo Khan", ["Dr Ann Lee", "Prof Bo Khan"]],
    ['ATTENDEE;ROLE=CHAIR;CN="Dr Ann Lee":mailto:a@x.example', ["Dr Ann Lee"]],
    ["ORGANIZER;CN=Dr Ann Lee:mailto:a@x.example", ["Dr Ann Lee"]],
    ["CONTACT:Dr Ann Lee", ["Dr Ann Lee"]],
  ])("are read where the event names them, and that is told: %s", (line, staff) => {
    const read = named(line);
    expect(read.staff).toEqual(staff);
    expect(read.told.some((message) => message.includes("staff"))).toBe(true);
  });

  test("other attendees are never read, and a calendar that names nobody says nothing of them", () => {
    expect(
      named("ATTENDEE;CN=Some Student:mailto:s@x.example", "DESCRIPTION:Bring a pen").staff,
    ).toBeUndefined();
    expect(
      read(one(...at("05"), "CONTACT:Dr Lee"), { rule: { staff: "none" } }).content.sessions[0]?.staff,
    ).toBeUndefined();
  });
});

test("a complete calendar without a meeting ends nothing, and says so", () => {
  for (const text of [calendar(), one("DTSTART;VALUE=DATE:20261105")]) {
    const { content, notes } = read(text);
    expect(content.scope.session).toBe("additions");
    expect(notes.some(({ message }) => message.includes("no session is taken to be over"))).toBe(true);
    expect(read(text, { complete: false }).notes.some(({ message }) => message.includes("over"))).toBe(false);
  }
});
