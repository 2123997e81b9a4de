import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compareVersions,
  newestVersion,
  type StatedVersion,
} from "../../../../src/app/imports/calendar/compare-versions.ts";
import { openCalendarWorld } from "./calendar-world.ts";
import { calendar, event, read } from "./read-for-test.ts";

const days = [null, "01", "02", "03"];
const numbers = [null, 0, 1, 4];
const word = fc.record<StatedVersion>({
  sequence: fc.constantFrom(...numbers),
  modified: fc.constantFrom(...days.map((day) => day && `202608${day}T080000Z`)),
});

test("the versions of a meeting have one order, which goes round in no circle", () => {
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
      if (compareVersions(a, b) >= 0 && compareVersions(b, c) >= 0)
        expect(compareVersions(a, c)).toBeGreaterThanOrEqual(0);
    }),
  );
});

/** What a file may say of how new its word is. */
interface Stated {
  readonly sequence: number | null;
  /** Days of August. */
  readonly changed: string | null;
  readonly stamped: string | null;
}

const linesOf = ({ sequence, changed, stamped }: Stated): readonly string[] => [
  ...(sequence === null ? [] : [`SEQUENCE:${sequence}`]),
  ...(changed === null ? [] : [`LAST-MODIFIED:202608${changed}T080000Z`]),
  ...(stamped === null ? [] : [`DTSTAMP:202608${stamped}T080000Z`]),
];
const orderOf = ({ sequence, changed, stamped }: Stated): StatedVersion => ({
  sequence,
  modified: changed ?? stamped,
});
const permutations = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2
    ? [all]
    : all.flatMap((one) => permutations(all.filter((other) => other !== one)).map((rest) => [one, ...rest]));

describe("of two or three versions the newest counts, whatever their order and in however many files", () => {
  const of = (room: string, stated: Stated, ...more: readonly string[]) =>
    event(
      "UID:a",
      "DTSTART:20261005T090000Z",
      "DURATION:PT1H",
      "SUMMARY:CS-1",
      `LOCATION:${room}`,
      ...linesOf(stated),
      ...more,
    );
  const rule = "RRULE:FREQ=WEEKLY;COUNT=2";
  const about = "RECURRENCE-ID:20261005T090000Z";
  const whole = of("Yew 9", { sequence: 0, changed: null, stamped: null }, rule);
  const kinds: readonly (readonly [string, readonly string[], (room: string, stated: Stated) => string])[] = [
    ["a meeting", [], of],
    ["a series", [], (room, stated) => of(room, stated, rule)],
    ["an exception", [whole], (room, stated) => of(room, stated, about)],
  ];
  const stated = fc.record<Stated>({
    sequence: fc.constantFrom(...numbers),
    changed: fc.constantFrom(...days),
    stamped: fc.constantFrom(...days),
  });
  // Of two that nothing tells apart the one that comes last counts.
  const told = fc.uniqueArray(stated, {
    minLength: 2,
    maxLength: 3,
    comparator: (a, b) => compareVersions(orderOf(a), orderOf(b)) === 0,
  });
  const at = (sequence: number | null, changed: string | null): Stated => ({
    sequence,
    changed,
    stamped: null,
  });
  /** All in one file, each in its own, and the first two in one. */
  const filesOf = <T>(all: readonly T[]): readonly (readonly (readonly T[])[])[] => [
    [all],
    all.map((one) => [one]),
    [all.slice(0, 2), all.slice(2)].filter(({ length }) => length > 0),
  ];

  test.each(kinds)("%s", (_, beside, made) => {
    fc.assert(
      fc.property(told, (versions) => {
        const all = versions.map((one, index) => ({ one, room: `Ash ${index + 1}` }));
        const newest = newestVersion(all, ({ one }) => orderOf(one))?.room ?? "";
        for (const files of permutations(all).flatMap(filesOf)) {
          const school = openCalendarWorld();
          for (const file of files)
            school.take(calendar(...beside, ...file.map(({ room, one }) => made(room, one))));
          expect(school.sessions()[0]).toBe(`CS-1 2026-10-05 10:00 ${newest} by feed 1`);
        }
      }),
      // Later by time, by number and by number again, each than the one before.
      { numRuns: 8, examples: [[[at(4, "01"), at(0, "02"), at(1, null)]]] },
    );
  });

  test("also where some of them take a meeting back that is known", () => {
    fc.assert(
      fc.property(told, fc.integer({ min: 0, max: 7 }), (versions, mask) => {
        const all = versions.map((one, index) => ({ one, room: "Ash 1", over: ((mask >> index) & 1) === 1 }));
        const isOver = newestVersion(all, ({ one }) => orderOf(one))?.over;
        for (const order of permutations(all)) {
          const school = openCalendarWorld();
          school.take(calendar(of("Ash 1", { sequence: 0, changed: null, stamped: null })));
          for (const { room, one, over } of order)
            school.take(calendar(of(room, one, ...(over ? ["STATUS:CANCELLED"] : []))));
          expect(school.sessions()).toEqual([
            `CS-1 2026-10-05 10:00 Ash 1 by feed 1${isOver ? " cancelled" : ""}`,
          ]);
        }
      }),
      // The second: held again by the first word, whose number is that of the second, and taken back by the oldest.
      {
        numRuns: 8,
        examples: [
          [[at(null, "03"), at(null, "02")], 1],
          [[at(1, "03"), at(1, null), at(null, "01")], 6],
        ],
      },
    );
  });

  test.each([[false], [true]])(
    "a source that begins again at SEQUENCE 0 with a later DTSTAMP is taken, and that is said, turned round: %j",
    (turned) => {
      const first = of("Ash 1", { sequence: 4, changed: null, stamped: "01" });
      const anew = of("Ash 2", { sequence: 0, changed: null, stamped: "02" });
      const school = openCalendarWorld();
      const files = turned ? [anew, first] : [first, anew];
      const notes = files.flatMap((file) => school.take(calendar(file)).notes);
      expect(school.sessions()).toEqual(["CS-1 2026-10-05 10:00 Ash 2 by feed 1"]);
      expect(notes.map(({ severity, message }) => [severity, message])).toContainEqual(
        turned
          ? ["ignored", expect.stringContaining("although its SEQUENCE is higher (4 to 0)")]
          : ["guessed", expect.stringContaining("is below what is stored (4), but newer")],
      );
    },
  );

  test("a word without a time is older than one with a time, and that is told with what to do", () => {
    const school = openCalendarWorld();
    school.take(calendar(of("Ash 1", { sequence: 0, changed: null, stamped: "01" })));
    const bare = calendar(of("Ash 2", { sequence: 4, changed: null, stamped: null }));
    const { sessions, notes } = school.take(bare);
    expect([sessions, notes.filter(({ severity }) => severity === "ignored")]).toMatchObject([
      "",
      [{ column: "LAST-MODIFIED", message: expect.stringContaining("no DTSTAMP is") }],
    ]);
    expect(school.take(bare, { complete: true }).sessions).toBe("change 1");
  });
});

const version = (
  start: string,
  sequence: number,
  changed: string,
  room: string,
  ...more: readonly string[]
) =>
  event(
    "UID:a",
    `DTSTART:202610${start}Z`,
    "DURATION:PT1H",
    `SEQUENCE:${sequence}`,
    `LAST-MODIFIED:${changed}`,
    "SUMMARY:CS-1",
    `LOCATION:${room}`,
    ...more,
  );
const made = (rooms: ReturnType<typeof read>) => rooms.content.sessions.map(({ rooms: of }) => of.join());

test.each([["rebuilt last"], ["rebuilt first"]])(
  "of two versions in one file the one that was changed later counts, %s, and that is said",
  (order) => {
    const old = version("05T090000", 4, "20260901T080000Z", "Ash 1");
    const anew = version("05T100000", 0, "20260915T080000Z", "Birch 2");
    const result = read(calendar(...(order === "rebuilt last" ? [old, anew] : [anew, old])));
    expect(made(result)).toEqual(["Birch 2"]);
    expect(result.notes.map(({ severity, message }) => [severity, message])).toContainEqual([
      "ignored",
      expect.stringMatching(
        /SEQUENCE 0 \(last changed 2026-09-15T08:00:00Z\) on line \d+ counts, not SEQUENCE 4 .*although its SEQUENCE is lower/u,
      ),
    ]);
  },
);

test.each([[false], [true]])("so it is with two versions of an exception, turned round: %j", (turned) => {
  const series = version("05T090000", 0, "20260901T080000Z", "Ash 1", "RRULE:FREQ=WEEKLY;COUNT=2");
  const about = "RECURRENCE-ID:20261012T090000Z";
  const old = version("12T090000", 4, "20260901T080000Z", "Elm 3", about);
  const anew = version("12T090000", 0, "20260915T080000Z", "Oak 4", about);
  const result = read(calendar(series, ...(turned ? [anew, old] : [old, anew])));
  expect(made(result)).toEqual(["Ash 1", "Oak 4"]);
});

test("of versions that nothing tells apart the same one counts, in either order", () => {
  const [one, two] = ["Ash 1", "Birch 2"].map((room) =>
    event(
      "UID:a",
      "DTSTART:20261005T090000Z",
      "DURATION:PT1H",
      "SUMMARY:CS-1",
      `LOCATION:${room}`,
      "RECURRENCE-ID:20261005T090000Z",
    ),
  );
  expect(made(read(calendar(one ?? "", two ?? "")))).toEqual(made(read(calendar(two ?? "", one ?? ""))));
});
