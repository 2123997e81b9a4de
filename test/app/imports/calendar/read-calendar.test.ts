import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { mostMeetings } from "../../../../src/app/imports/calendar/read-calendar.ts";
import { calendar, event, read, told, wallStart, wallStarts } from "./read-for-test.ts";

const one = (...lines: readonly string[]): string => calendar(event("UID:a", ...lines));
const hour = (start: string): readonly string[] => [`DTSTART${start}`, "DURATION:PT1H"];
const weekly = ["DTSTART;TZID=Europe/London:20261012T090000", "DTEND;TZID=Europe/London:20261012T100000"];

describe("weekly at 09:00", () => {
  test("stays 09:00 local over both changes of 2026 and 2027, and lasts an hour", () => {
    const result = read(
      one("DTSTART;TZID=Europe/London:20260316T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=60"),
    );
    expect(result.notes).toEqual([]);
    expect(result.content.sessions).toHaveLength(60);
    for (const session of result.content.sessions) {
      expect(wallStart(session)).toMatch(/T09:00$/);
      expect(session.end.since(session.start).total("minutes")).toBe(60);
    }
    // 25 October 2026 has 25 hours, so the Mondays around it lie a week and an hour apart.
    const at = (day: string) => result.content.sessions.find((session) => session.day === day)?.start;
    expect(
      at("2026-10-26")
        ?.since(at("2026-10-19") ?? Temporal.Instant.fromEpochMilliseconds(0))
        .total("hours"),
    ).toBe(169);
    expect(
      at("2027-03-29")
        ?.since(at("2027-03-22") ?? Temporal.Instant.fromEpochMilliseconds(0))
        .total("hours"),
    ).toBe(167);
  });

  test("is 09:00 wherever it starts and whichever weekdays it repeats on", () => {
    const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.subarray(days, { minLength: 1 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"),
        (offset, on, interval, zone) => {
          const first = Temporal.PlainDate.from("2026-01-05").add({ days: offset });
          const text = one(
            `DTSTART;TZID=${zone}:${first.toString().replaceAll("-", "")}T090000`,
            "DURATION:PT50M",
            `RRULE:FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${on.join(",")}`,
          );
          const { sessions } = read(text).content;
          expect(sessions.length).toBeGreaterThan(0);
          for (const session of sessions) {
            expect(wallStart(session)).toBe(`${session.day}T09:00`);
            expect(session.timeZone).toBe(zone);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a series in UTC shifts on the wall, and the preview says so", () => {
    const result = read(one("DTSTART:20261019T080000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"));
    expect(wallStarts(result)).toEqual(["2026-10-19T09:00", "2026-10-26T08:00"]);
    expect(told(result)).toEqual(["guessed 5 DTSTART"]);
  });
});

describe("skipped and repeated hours", () => {
  test("a skipped time is later by the gap, of a repeated one the first is meant", () => {
    const skipped = read(one(...hour(";TZID=Europe/London:20270328T013000")));
    expect(skipped.content.sessions[0]?.start.toString()).toBe("2027-03-28T01:30:00Z");
    expect(wallStarts(skipped)).toEqual(["2027-03-28T02:30"]);
    expect(skipped.notes).toMatchObject([
      { severity: "guessed", line: 5, column: "DTSTART", value: "2027-03-28T01:30" },
    ]);
    const repeated = read(one(...hour(";TZID=Europe/London:20261025T013000")));
    expect(repeated.content.sessions[0]?.start.toString()).toBe("2026-10-25T00:30:00Z");
  });

  test("rules that the file brings take them in the same way as the zone's own", () => {
    const own = [
      "BEGIN:VTIMEZONE",
      "TZID:(UTC+00:00) Dublin\\, Edinburgh\\, Lisbon\\, London",
      "BEGIN:STANDARD",
      "DTSTART:16010101T020000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0000",
      "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
      "END:STANDARD",
      "BEGIN:DAYLIGHT",
      "DTSTART:16010101T010000",
      "TZOFFSETFROM:+0000",
      "TZOFFSETTO:+0100",
      "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
      "END:DAYLIGHT",
      "END:VTIMEZONE",
    ];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.integer({ min: 0, max: 730 * 48 }),
          // Around the changes of 25 October 2026 and 28 March 2027.
          fc.integer({ min: 297 * 48 - 4, max: 297 * 48 + 12 }),
          fc.integer({ min: 451 * 48 - 4, max: 451 * 48 + 12 }),
        ),
        (halfHours) => {
          const wall = Temporal.PlainDateTime.from("2026-01-01").add({ minutes: halfHours * 30 });
          const text = wall.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "");
          const startIn = (zone: string) =>
            read(calendar(...own, event("UID:a", ...hour(`;TZID=${zone}:${text}`)))).content.sessions[0];
          const brought = startIn('"(UTC+00:00) Dublin, Edinburgh, Lisbon, London"');
          const known = startIn("Europe/London");
          expect(brought?.start.toString()).toBe(known?.start.toString());
          expect(brought?.end.toString()).toBe(known?.end.toString());
          expect(brought?.timeZone).toBe("Europe/London");
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe("values that are read in part", () => {
  const zoned = "DTSTART;TZID=Europe/London:20261012T090000";
  test.each([
    ["DTSTART:20261012T090000X", "DURATION:PT1H"],
    ["DTSTART:20261012T090000+0100", "DURATION:PT1H"],
    ["DTSTART;TZID=Europe/London:20261012T090000 Uhr", "DURATION:PT1H"],
    ["DTSTART:20261012T0900", "DURATION:PT1H"],
    [zoned, "DTEND;TZID=Europe/London:20261012T100000Zulu"],
    [zoned, "DURATION:PT1Hx"],
    [zoned, "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20261019T080000Z,20261026T090000Zx"],
    [zoned, "DURATION:PT1H", "RDATE;VALUE=PERIOD:20261019T080000Z/20261019T090000Zx"],
    [zoned, "DURATION:PT1H", "RECURRENCE-ID:20261012T080000Zx"],
    [zoned, "DURATION:PT1H", "RECURRENCE-ID;RANGE=THISANDPRIOR:20261012T080000Z"],
  ])("refuse the event, with the line and a remedy: %s %s", (...lines) => {
    const result = read(one(...lines));
    expect(result.content.sessions).toEqual([]);
    const refused = result.notes.filter(({ severity }) => severity === "refused");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.line).toBeGreaterThan(3);
    expect(refused[0]?.remedy).not.toBe("");
  });

  test("small letters in a time are those of the standard", () => {
    expect(wallStarts(read(one("DTSTART:20261012t080000z", "DURATION:PT1H")))).toEqual(["2026-10-12T09:00"]);
  });

  test.each(["SEQUENCE:1.5", "SEQUENCE:2x", "SEQUENCE:-1", "DTSTAMP:now", "LAST-MODIFIED:20261001T090000Zx"])(
    "%s is taken for not being there, and told",
    (line) => {
      const result = read(one(zoned, "DURATION:PT1H", line));
      const [name = "", value] = line.split(":");
      expect(result.notes).toMatchObject([{ severity: "ignored", line: 7, column: name, value }]);
      const [session] = result.content.sessions;
      expect([session?.sequence, session?.version?.modified]).toEqual([null, null]);
    },
  );

  test.each(["CANCELLED x", "ABGESAGT"])("a STATUS of %s is told, and the meeting takes place", (status) => {
    const result = read(one(zoned, "DURATION:PT1H", `STATUS:${status}`));
    expect(result.content.sessions[0]?.cancelled).toBe(false);
    expect(result.notes).toMatchObject([{ severity: "guessed", column: "STATUS", value: status }]);
  });
});

describe("zones", () => {
  test("a time without a zone is the institution's, and is said once with the number of meetings", () => {
    const text = calendar(
      event("UID:a", ...hour(":20261001T090000")),
      event("UID:b", ...hour(":20261002T090000")),
    );
    const result = read(text, { timeZone: "Asia/Kathmandu" });
    expect(result.content.sessions.map(({ timeZone }) => timeZone)).toEqual([
      "Asia/Kathmandu",
      "Asia/Kathmandu",
    ]);
    expect(result.content.sessions[0]?.start.toString()).toBe("2026-10-01T03:15:00Z");
    expect(result.notes).toMatchObject([{ severity: "guessed", line: 5, value: "20261001T090000" }]);
    expect(result.notes[0]?.message).toMatch(/^2 meetings/);
  });

  test("UTC is told in the institution's zone", () => {
    const result = read(one(...hour(":20261001T230000Z")));
    expect(result.content.sessions[0]).toMatchObject({ timeZone: "Europe/London", day: "2026-10-02" });
    expect(result.notes).toEqual([]);
  });

  test("a zone that nobody knows refuses its meeting alone, and then nothing is taken to be over", () => {
    const text = calendar(
      event("UID:a", ...hour(";TZID=Customized Time Zone:20261001T090000")),
      event("UID:b", ...hour(";TZID=Europe/London:20261001T090000")),
    );
    const result = read(text);
    expect(result.content.sessions.map(({ key }) => key)).toEqual(["b"]);
    expect(result.content.scope.session).toBe("additions");
    expect(result.content.sessionDays).toBeNull();
    const refused = result.notes.find(({ severity }) => severity === "refused");
    expect(refused).toMatchObject({
      file: "timetable.ics",
      line: 5,
      column: "DTSTART",
      value: "20261001T090000",
    });
    expect(refused?.remedy).not.toBe("");
  });

  test("a path before an IANA name is cut off, and said", () => {
    const result = read(one(...hour(";TZID=/example.org/2020a/Europe/Paris:20261001T090000")));
    expect(result.content.sessions[0]?.timeZone).toBe("Europe/Paris");
    expect(told(result)).toEqual(["guessed 5 DTSTART"]);
  });

  test.each([
    ["without offsets", ["BEGIN:STANDARD", "DTSTART:19700101T000000", "END:STANDARD"]],
    ["without rules", []],
    [
      "with a rule that is none",
      [
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "RRULE:FREQ=NEVER",
        "END:STANDARD",
      ],
    ],
  ])("a zone of the file's own %s is refused", (_, lines) => {
    const text = calendar(
      "BEGIN:VTIMEZONE",
      "TZID:Ours",
      ...lines,
      "END:VTIMEZONE",
      event("UID:a", ...hour(";TZID=Ours:20261001T090000")),
    );
    const result = read(text);
    expect(result.content.sessions).toEqual([]);
    expect(told(result).filter((note) => note.startsWith("refused"))).toEqual([
      expect.stringMatching(/DTSTART$/),
    ]);
  });
});

describe("when a meeting is", () => {
  test("belongs to the day it starts, also over midnight", () => {
    const result = read(
      one("DTSTART;TZID=Europe/London:20261001T233000", "DTEND;TZID=Europe/London:20261002T003000"),
    );
    expect(result.content.sessions[0]?.day).toBe("2026-10-01");
    expect(result.content.sessions[0]?.end.toString()).toBe("2026-10-01T23:30:00Z");
  });

  test("an end in another zone is the same instant", () => {
    const result = read(one("DTSTART;TZID=Europe/London:20261001T090000", "DTEND:20261001T090000Z"));
    expect(result.content.sessions[0]?.end.toString()).toBe("2026-10-01T09:00:00Z");
  });

  test.each([
    ["no end", ["DTSTART;TZID=Europe/London:20261001T090000"], 3, "DTEND"],
    ["an end at its start", [...hour(":20261001T090000Z"), "DTEND:20261001T090000Z"], 7, "DTEND"],
    ["an end before its start", ["DTSTART:20261001T090000Z", "DTEND:20261001T080000Z"], 6, "DTEND"],
    ["a whole day and more", ["DTSTART:20261001T090000Z", "DURATION:P1D"], 6, "DURATION"],
    ["no start", ["DTEND:20261001T090000Z"], 3, "DTSTART"],
    ["a start that is none", ["DTSTART:20261399T990000Z", "DURATION:PT1H"], 5, "DTSTART"],
    ["a duration that is none", ["DTSTART:20261001T090000Z", "DURATION:1 hour"], 6, "DURATION"],
    ["a year of no timetable", ["DTSTART:99991231T090000Z", "DURATION:PT1H"], 5, "DTSTART"],
  ])("%s is refused with its line", (_, lines, line, column) => {
    const result = read(one(...lines));
    expect(result.content.sessions).toEqual([]);
    expect(result.notes.find(({ severity }) => severity === "refused")).toMatchObject({ line, column });
  });

  test("23 hours and 59 minutes are a meeting", () => {
    expect(read(one("DTSTART:20261001T090000Z", "DURATION:PT23H59M")).content.sessions).toHaveLength(1);
  });

  test("all day long is ignored, with a note", () => {
    const result = read(
      calendar(event("UID:h", "DTSTART;VALUE=DATE:20261225"), event("UID:a", ...hour(":20261001T090000Z"))),
    );
    expect(result.content.sessions.map(({ key }) => key)).toEqual(["a"]);
    expect(result.content.scope.session).toBe("complete");
    expect(told(result)).toEqual(["ignored 5 DTSTART"]);
  });
});

describe("series", () => {
  test("RDATE adds, EXDATE takes out, in UTC and by the day as well", () => {
    const result = read(
      one(
        ...weekly,
        "RRULE:FREQ=WEEKLY;COUNT=5",
        "RDATE;TZID=Europe/London:20261014T140000",
        "RDATE;VALUE=PERIOD:20261015T100000Z/PT2H",
        "EXDATE;TZID=Europe/London:20261019T090000",
        "EXDATE:20261026T090000Z",
        "EXDATE;VALUE=DATE:20261102",
      ),
    );
    expect(wallStarts(result)).toEqual([
      "2026-10-12T09:00",
      "2026-10-14T14:00",
      "2026-10-15T11:00",
      "2026-11-09T09:00",
    ]);
    expect(result.content.sessions[2]?.end.toString()).toBe("2026-10-15T12:00:00Z");
    expect(result.notes).toEqual([]);
  });

  test("an EXDATE that takes out nothing is said", () => {
    const result = read(
      one(...weekly, "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;TZID=Europe/London:20261019T100000"),
    );
    expect(result.content.sessions).toHaveLength(2);
    expect(told(result)).toEqual(["ignored 8 EXDATE"]);
  });

  test.each([
    // British summer time ends in between: 09:00 is 08:00 UTC before, and 09:00 UTC after.
    ["20261019T080000Z", 2],
    ["20261019T075959Z", 1],
    ["20261026T090000Z", 3],
    ["20261026T085959Z", 2],
    ["20261026T090000", 3],
    ["20261026", 3],
    ["20261025", 2],
  ])("UNTIL=%s counts itself in, on the wall of the series", (until, count) => {
    expect(read(one(...weekly, `RRULE:FREQ=WEEKLY;UNTIL=${until}`)).content.sessions).toHaveLength(count);
  });

  test.each([
    ["FREQ=WEEKLY;BYDAY=WE;COUNT=3", ["2026-10-12T09:00", "2026-10-14T09:00", "2026-10-21T09:00"]],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1;COUNT=2", ["2026-10-12T09:00", "2026-11-02T09:00"]],
    ["FREQ=WEEKLY;BYDAY=WE;COUNT=1", ["2026-10-12T09:00"]],
    ["FREQ=WEEKLY;BYDAY=WE;UNTIL=20261014", ["2026-10-12T09:00", "2026-10-14T09:00"]],
  ])(
    "its start is a meeting although %s does not have it, the first that is counted, and told",
    (rule, walls) => {
      const result = read(one(...weekly, `RRULE:${rule}`));
      expect(wallStarts(result)).toEqual(walls);
      expect(told(result)).toEqual(["guessed 7 RRULE"]);
    },
  );

  test.each([
    ["FREQ=WEEKLY;COUNT=10x", "COUNT=10x"],
    ["FREQ=WEEKLY;COUNT=2.7", "COUNT=2.7"],
    ["FREQ=WEEKLY;COUNT=1e1", "COUNT=1e1"],
    ["FREQ=WEEKLY;COUNT=0", "COUNT=0"],
    ["FREQ=WEEKLY;COUNT=2,3", "COUNT=2,3"],
    ["FREQ=WEEKLY;INTERVAL=1.5", "INTERVAL=1.5"],
    ["FREQ=MONTHLY;BYMONTHDAY=1x", "BYMONTHDAY=1x"],
    ["FREQ=YEARLY;BYYEARDAY=40.5", "BYYEARDAY=40.5"],
    ["FREQ=YEARLY;BYMONTH=1e1", "BYMONTH=1e1"],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0", "BYSETPOS=0"],
    ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1-", "BYSETPOS=1-"],
    ["FREQ=WEEKLY;UNTIL=20261201x", "UNTIL=20261201x"],
    ["FREQ=WEEKLY;UNTIL=20261201T090000+01", "UNTIL=20261201T090000+01"],
  ])("%s is not read in part: it is refused with what is wrong and how to write it", (rule, value) => {
    const result = read(one(...weekly, `RRULE:${rule}`));
    expect(result.content.sessions).toEqual([]);
    const refused = result.notes.find(({ severity }) => severity === "refused");
    expect(refused).toMatchObject({ column: "RRULE", value: rule });
    expect(refused?.message).toContain(value);
    expect(refused?.remedy).toContain(`${value.split("=")[0]}=`);
  });

  test("what EXDATE takes out is taken back by its name where the calendar is not complete", () => {
    const lines = [...weekly, "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/London:20261019T090000"];
    const outOf = (complete: boolean) =>
      read(one(...lines), { complete }).content.sessions.map(({ day, cancelled }) => [day, cancelled]);
    expect(outOf(true)).toEqual([
      ["2026-10-12", false],
      ["2026-10-26", false],
    ]);
    expect(outOf(false)).toEqual([
      ["2026-10-12", false],
      ["2026-10-19", true],
      ["2026-10-26", false],
    ]);
  });

  test("numbers with a sign and zeros before them are read, in small letters too", () => {
    const rule = "freq=monthly;count=02;byday=+2mo,-1fr";
    expect(wallStarts(read(one(...weekly, `RRULE:${rule}`))).slice(0, 1)).toEqual(["2026-10-12T09:00"]);
  });

  test("without an end goes no further than the days that are read", () => {
    const result = read(one(...weekly, "RRULE:FREQ=WEEKLY"), {
      span: { from: "2026-10-19", to: "2026-11-02" },
    });
    expect(result.content.sessions.map(({ day }) => day)).toEqual(["2026-10-19", "2026-10-26", "2026-11-02"]);
  });

  test.each([
    "FREQ=HOURLY",
    "FREQ=SECONDLY",
    "FREQ=WEEKLY;BYHOUR=9,14",
    "FREQ=YEARLY;BYWEEKNO=20",
    "FREQ=NEVER",
    "FREQ=WEEKLY;BYDAY=2MO",
  ])("%s is refused with its line, and nothing else of the file", (rule) => {
    const result = read(
      calendar(event("UID:a", ...weekly, `RRULE:${rule}`), event("UID:b", ...hour(":20261001T090000Z"))),
    );
    expect(result.content.sessions.map(({ key }) => key)).toEqual(["b"]);
    expect(result.content.scope.session).toBe("additions");
    expect(result.notes.find(({ severity }) => severity === "refused")).toMatchObject({
      line: 7,
      column: "RRULE",
    });
  });

  test.each([
    "FREQ=DAILY;BYMONTHDAY=31;BYMONTH=2",
    "FREQ=DAILY;INTERVAL=99999999",
    "FREQ=YEARLY;INTERVAL=999999999",
  ])("%s, which never comes again, ends at once with its start alone", (rule) => {
    expect(read(one(...weekly, `RRULE:${rule}`)).content.sessions).toHaveLength(1);
  });

  test("more meetings than a school has refuse the whole calendar", () => {
    const events = Array.from({ length: 40 }, (_, at) => event(`UID:${at}`, ...weekly, "RRULE:FREQ=DAILY"));
    const result = read(calendar(...events), { span: { from: "2026-01-01", to: "2028-12-31" } });
    expect(result.content.sessions).toEqual([]);
    expect(result.content.scope.session).toBe("absent");
    expect(result.notes.at(0)?.message).toContain(String(mostMeetings));
  });
});

describe("exceptions", () => {
  const series = event("UID:s", ...weekly, "RRULE:FREQ=WEEKLY;COUNT=4", "SEQUENCE:1");

  test("a moved meeting keeps its key, is where the exception says, and leaves the others", () => {
    const plain = read(calendar(series)).content.sessions;
    const moved = read(
      calendar(
        series,
        event(
          "UID:s",
          "RECURRENCE-ID;TZID=Europe/London:20261019T090000",
          "DTSTART;TZID=Europe/London:20261021T140000",
          "DURATION:PT2H",
          "LOCATION:BSB214",
          "SEQUENCE:2",
        ),
      ),
    ).content.sessions;
    expect(moved.map(({ key }) => key).sort()).toEqual(plain.map(({ key }) => key).sort());
    const exception = moved.find(({ key }) => key === plain[1]?.key);
    expect(exception).toMatchObject({ day: "2026-10-21", rooms: ["BSB214"], sequence: 2 });
    expect(exception?.end.since(exception.start).total("hours")).toBe(2);
  });

  test("named in UTC it is the same meeting", () => {
    const result = read(
      calendar(
        series,
        event("UID:s", "RECURRENCE-ID:20261026T090000Z", ...hour(";TZID=Europe/London:20261026T110000")),
      ),
    );
    expect(wallStarts(result)).toEqual([
      "2026-10-12T09:00",
      "2026-10-19T09:00",
      "2026-10-26T11:00",
      "2026-11-02T09:00",
    ]);
    expect(result.notes).toEqual([]);
  });

  test("cancelled it is cancelled, and a cancelled series is so in every meeting", () => {
    const cancelled = event(
      "UID:s",
      "RECURRENCE-ID:20261026T090000Z",
      ...hour(":20261026T090000Z"),
      "STATUS:CANCELLED",
    );
    const of = (text: string) => read(text).content.sessions.map((session) => session.cancelled);
    expect(of(calendar(series, cancelled))).toEqual([false, false, true, false]);
    expect(of(calendar(event("UID:s", ...weekly, "RRULE:FREQ=WEEKLY;COUNT=2", "STATUS:CANCELLED")))).toEqual([
      true,
      true,
    ]);
    expect(of(calendar("METHOD:CANCEL", series))).toEqual([true, true, true, true]);
  });

  test("THISANDFUTURE moves the rest, on the wall, and a single exception after it says more", () => {
    const result = read(
      calendar(
        series,
        event(
          "UID:s",
          "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/London:20261019T090000",
          "DTSTART;TZID=Europe/London:20261020T110000",
          "DURATION:PT30M",
        ),
        event(
          "UID:s",
          "RECURRENCE-ID;TZID=Europe/London:20261102T090000",
          ...hour(";TZID=Europe/London:20261102T160000"),
        ),
      ),
    );
    expect(wallStarts(result)).toEqual([
      "2026-10-12T09:00",
      "2026-10-20T11:00",
      "2026-10-27T11:00",
      "2026-11-02T16:00",
    ]);
    expect(result.content.sessions.map(({ start, end }) => end.since(start).total("minutes"))).toEqual([
      60, 30, 30, 60,
    ]);
    expect(result.content.sessions.map(({ key }) => key)).toEqual(
      read(calendar(series)).content.sessions.map(({ key }) => key),
    );
  });

  test("of a meeting that the series does not have it is one more, and said; of one that is taken out it is out", () => {
    const exception = event("UID:s", "RECURRENCE-ID:20261028T090000Z", ...hour(":20261028T090000Z"));
    const extra = read(calendar(series, exception));
    expect(extra.content.sessions).toHaveLength(5);
    expect(told(extra)).toEqual(["guessed 14 DTSTART"]);
    const out = read(
      calendar(
        event(
          "UID:s",
          ...weekly,
          "RRULE:FREQ=WEEKLY;COUNT=2",
          "RDATE:20261028T090000Z",
          "EXDATE:20261028T090000Z",
        ),
        exception,
      ),
    );
    expect(out.content.sessions).toHaveLength(2);
    expect(told(out)).toEqual(["ignored 15 DTSTART"]);
  });

  test("without its series it is a meeting by itself, under the key it would have", () => {
    const alone = read(
      calendar(event("UID:s", "RECURRENCE-ID:20261026T090000Z", ...hour(":20261027T090000Z"))),
    );
    expect(alone.content.sessions.map(({ key }) => key)).toEqual([
      read(calendar(series)).content.sessions[2]?.key,
    ]);
  });

  test("THISANDFUTURE without its series is refused: what the rest is nobody can tell", () => {
    const result = read(
      calendar(
        event("UID:s", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261026T090000Z", ...hour(":20261027T090000Z")),
      ),
    );
    expect(result.content.sessions).toEqual([]);
    expect(result.notes.find(({ severity }) => severity === "refused")).toMatchObject({
      line: 5,
      column: "RECURRENCE-ID",
    });
  });

  test("one that cannot be read takes its meeting out of what is said, and nothing is over", () => {
    const result = read(
      calendar(
        series,
        event(
          "UID:s",
          "RECURRENCE-ID:20261026T090000Z",
          "DTSTART:20261026T090000Z",
          "DTEND:20261026T080000Z",
        ),
      ),
    );
    expect(result.content.sessions).toHaveLength(3);
    expect(result.content.scope.session).toBe("additions");
  });
});

describe("the same UID twice", () => {
  test.each([
    [["2", "0"], 0],
    [["1", "3"], 1],
  ])("SEQUENCE %j: the highest counts, and the other is noted", ([first, second], kept) => {
    const text = calendar(
      event("UID:a", ...hour(":20261001T090000Z"), `SEQUENCE:${first}`, "SUMMARY:First"),
      event("UID:a", ...hour(":20261001T140000Z"), `SEQUENCE:${second}`, "SUMMARY:Second"),
    );
    const result = read(text);
    expect(result.content.sessions.map(({ title }) => title)).toEqual([["First", "Second"][kept]]);
    expect(told(result)).toEqual([`ignored ${kept === 0 ? 10 : 3} UID`]);
  });

  test("an event without a UID is refused", () => {
    const result = read(calendar(event(...hour(":20261001T090000Z"))));
    expect(told(result)).toContain("refused 3 UID");
  });
});

describe("the rule", () => {
  test.each([
    ["CS-150_A:Lecture", "CS-150_A", "Lecture"],
    ["CS-150_A: Lecture (Online) ", "CS-150_A", "Lecture (Online)"],
    ["Algebra II", "Algebra II", ""],
    ["CS-130_A:CS-130: Career Development", "CS-130_A", "CS-130: Career Development"],
    ["CS-150_A:", "CS-150_A", ""],
  ])("the usual one makes of %j the class %j and the sort %j", (summary, code, sort) => {
    const result = read(one(...hour(":20261001T090000Z"), `SUMMARY:${summary}`));
    expect(result.content.sessions[0]).toMatchObject({ classes: [code], sort });
    expect(result.content.classes).toMatchObject([{ key: code, code }]);
  });

  test("what it does not match is noted once with the first line, and read no further", () => {
    const text = calendar(
      event("UID:a", ...hour(":20261001T090000Z"), "SUMMARY:Lunch"),
      event("UID:b", ...hour(":20261002T090000Z"), "SUMMARY:Lunch"),
      event("UID:c", ...hour(":20261002T090000Z"), "SUMMARY:CS-150 (Lab)"),
    );
    const result = read(text, { rule: { summary: "^(?<class>[A-Z]+-\\d+) \\((?<sort>[^)]+)\\)$" } });
    expect(result.content.sessions).toMatchObject([{ classes: ["CS-150"], sort: "Lab" }]);
    expect(result.notes).toMatchObject([{ severity: "ignored", line: 7, column: "SUMMARY", value: "Lunch" }]);
  });

  test("without makeClasses no class is made", () => {
    const result = read(one(...hour(":20261001T090000Z")), { rule: { makeClasses: false } });
    expect(result.content.classes).toEqual([]);
    expect(result.content.sessions).toHaveLength(1);
  });

  test.each([
    [{ summary: "(?<class>" }, "summary"],
    [{ summary: "^(.*)$" }, "summary"],
    [{ locationNoise: "[" }, "locationNoise"],
  ])("%j refuses the calendar and names the field", (rule, column) => {
    const result = read(one(...hour(":20261001T090000Z")), { rule });
    expect(result.content.sessions).toEqual([]);
    expect(result.notes).toMatchObject([{ severity: "refused", line: null, column }]);
    expect(result.notes[0]?.remedy).not.toBe("");
  });

  test("a rule that would run for years is stopped, and refused", () => {
    const begin = process.cpuUsage();
    const result = read(one(...hour(":20261001T090000Z"), `SUMMARY:${"a".repeat(60)}!`), {
      rule: { summary: "^(?<class>(a+)+)$" },
    });
    // In microseconds of work, whatever else the machine does meanwhile.
    expect(process.cpuUsage(begin).user).toBeLessThan(5_000_000);
    expect(result.notes).toMatchObject([{ severity: "refused", column: "summary" }]);
  });
});

describe("places", () => {
  const placesOf = (location: string, rule = {}) => {
    const [session] = read(one(...hour(":20261001T090000Z"), `LOCATION:${location}`), { rule }).content
      .sessions;
    return { rooms: session?.rooms, mode: session?.mode };
  };

  test.each([
    ["Foundry 104 PC\\,Foundry 203", ["Foundry 104 PC", "Foundry 203"], "in_person"],
    ["BSB214 [cap.20]\\, BSB215 [cap.8] ", ["BSB214", "BSB215"], "in_person"],
    ["BSB214\\, bsb214", ["bsb214"], "in_person"],
    ["", [], "in_person"],
    ["Online Class", [], "remote"],
    ["https://example.org/room/7", [], "remote"],
    ["Great Hall 043\\,Online", ["Great Hall 043"], "hybrid"],
    ["Online or Foundry 113", ["Foundry 113"], "hybrid"],
  ])("%j", (location, rooms, mode) => {
    expect(placesOf(location)).toEqual({ rooms, mode });
  });

  test("only what the rule cuts out is cut out", () => {
    expect(placesOf("BSB214 [cap.20]", { locationNoise: "" }).rooms).toEqual(["BSB214 [cap.20]"]);
    expect(placesOf("BSB214 (Lab)", { locationNoise: "\\s*\\(.*?\\)" }).rooms).toEqual(["BSB214"]);
  });
});

describe("files that are no whole calendar", () => {
  const good = one(...hour(":20261001T090000Z"));
  test.each([
    ["nothing", ""],
    ["a page", "<!doctype html><html><body>Sign in</body></html>"],
    ["a calendar that is cut off", good.slice(0, good.indexOf("END:VEVENT"))],
    ["a calendar without its last line", good.replace("END:VCALENDAR", "")],
  ])("%s gives nothing, and one refusal", (_, text) => {
    const result = read(text);
    expect(result.content.sessions).toEqual([]);
    expect(result.content.scope.session).toBe("absent");
    expect(result.notes.map(({ severity }) => severity)).toEqual(["refused"]);
  });

  test("blanks before its first line, a byte order mark and bare line ends are read", () => {
    expect(read(`   ${good}`).content.sessions).toHaveLength(1);
    expect(read(`\uFEFF${good}`).content.sessions).toHaveLength(1);
    expect(read(good.replaceAll("\r\n", "\n")).content.sessions).toHaveLength(1);
  });

  test("folded lines are joined, and lines are counted as the file has them", () => {
    const result = read(
      calendar(
        event("UID:a", "SUMMARY:CS-150_A:Lec", " ture", "DTSTART:nonsense", "DURATION:PT1H"),
        event("UID:b", ...hour(":20261001T090000Z"), "SUMMARY:CS-150_A:Lec", "\tture"),
      ),
    );
    expect(result.content.sessions[0]?.sort).toBe("Lecture");
    expect(result.notes.find(({ severity }) => severity === "refused")).toMatchObject({ line: 7 });
  });

  test("letters that are not UTF-8 are taken for Windows-1252, and that is said", () => {
    const bytes = Uint8Array.from(one(...hour(":20261001T090000Z"), "SUMMARY:Caf\u00e9:Lecture"), (letter) =>
      letter.charCodeAt(0),
    );
    const result = read(bytes);
    expect(result.content.sessions[0]?.classes).toEqual(["Café"]);
    expect(told(result)).toEqual(["guessed file -"]);
  });

  test("any text is read without a fault", () => {
    const lines = fc.constantFrom(
      "BEGIN:VCALENDAR",
      "END:VCALENDAR",
      "BEGIN:VEVENT",
      "END:VEVENT",
      "UID:a",
      "DTSTART:20261001T090000Z",
      "DURATION:PT1H",
      "DTSTART;TZID=:20261001T090000",
      "RRULE:FREQ=WEEKLY",
      "RRULE:",
      "EXDATE:,",
      "RDATE;VALUE=PERIOD:/",
      "RECURRENCE-ID:x",
      "SUMMARY:A:B",
      "BEGIN:VTIMEZONE",
      "TZID:X",
      "END:VTIMEZONE",
      "SEQUENCE:-1",
      "DTEND;X",
      ":",
      " x",
      "DURATION:-P1D",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: lines }, fc.string())), (all) => {
        const result = read(all.join("\n"));
        for (const { start, end } of result.content.sessions)
          expect(Temporal.Instant.compare(start, end)).toBe(-1);
      }),
      { numRuns: 400 },
    );
  });
});

describe("what a complete calendar speaks of", () => {
  const text = calendar(
    event("UID:a", ...hour(":20261012T090000Z")),
    event("UID:b", ...hour(":20261109T090000Z")),
  );

  test("begins with its first meeting when that is over, and with today when it is to come", () => {
    expect(read(text, { today: "2026-11-01" }).content.sessionDays?.from).toBe("2026-10-12");
    expect(read(text, { today: "2026-09-01" }).content.sessionDays?.from).toBe("2026-09-01");
  });

  test("goes as far as series are read, and as its last meeting", () => {
    expect(read(text).content.sessionDays?.to).toBe("2027-12-31");
    expect(read(text, { span: { from: "2026-01-01", to: "2026-10-31" } }).content.sessionDays?.to).toBe(
      "2026-11-09",
    );
  });

  test("an uploaded one says nothing of what it does not hold, unless somebody says that it is complete", () => {
    expect(read(text, { complete: false }).content.scope.session).toBe("additions");
    expect(read(text, { complete: true }).content.scope.session).toBe("complete");
  });

  test("one without meetings says nothing", () => {
    expect(read(calendar()).content.scope.session).toBe("additions");
  });
});

test("reading twice gives the same, down to the keys", () => {
  const text = calendar(
    event("UID:a", ...weekly, "RRULE:FREQ=WEEKLY"),
    event("UID:b", ...hour(":20261001T090000Z")),
  );
  expect(JSON.stringify(read(text))).toBe(JSON.stringify(read(text)));
});
