import fc from "fast-check";
import { expect, test } from "vitest";
import { newestVersion, type StatedVersion } from "../../../../src/app/imports/calendar/compare-versions.ts";
import { calendar, event, read } from "./read-for-test.ts";

const word = fc.record<StatedVersion>({
  sequence: fc.constantFrom(null, 0, 1, 4),
  modified: fc.constantFrom(null, "20261101T080000Z", "20261102T080000Z", "20261103T080000Z"),
  isStamped: fc.boolean(),
});

test("the newest of several is as new as any, whatever their order", () => {
  fc.assert(
    fc.property(
      fc
        .array(word, { minLength: 2, maxLength: 5 })
        .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const [a, b] = [newestVersion(all, (one) => one), newestVersion(shuffled, (one) => one)];
        expect([a?.sequence ?? 0, a?.modified]).toEqual([b?.sequence ?? 0, b?.modified]);
      },
    ),
  );
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
