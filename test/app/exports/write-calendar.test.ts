import fc from "fast-check";
import ICAL from "ical.js";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { type CalendarEvent, foldLine, writeCalendar } from "../../../src/app/exports/write-calendar.ts";

const event: CalendarEvent = {
  uid: "one@here",
  sequence: 2,
  changedAt: Temporal.Instant.from("2026-11-01T10:00:00.500Z"),
  start: Temporal.Instant.from("2026-11-23T09:00:00Z"),
  end: Temporal.Instant.from("2026-11-23T10:00:00Z"),
  summary: "Maths",
  description: "",
  location: "",
  cancelled: false,
};

/** What another program reads. */
function read(text: string): ICAL.Event[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
}

test("says when in UTC, how often it changed, and that it is cancelled", () => {
  const text = writeCalendar("Timetable", [event, { ...event, uid: "two@here", cancelled: true }]);
  expect(text).toContain("\r\nDTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\n");
  expect(text).toContain("\r\nDTSTAMP:20261101T100000Z\r\n");
  const [first, second] = read(text);
  expect([first?.uid, first?.sequence, first?.startDate.toJSDate().toISOString()]).toEqual([
    "one@here",
    2,
    "2026-11-23T09:00:00.000Z",
  ]);
  expect([first, second].map((one) => one?.component.getFirstPropertyValue("status"))).toEqual([
    "CONFIRMED",
    "CANCELLED",
  ]);
});

test.each([
  [74, 1],
  [75, 1],
  [76, 2],
  [149, 2],
  [150, 3],
])("a line of %i octets is written in %i", (octets, lines) => {
  expect(foldLine("x".repeat(octets)).split("\r\n")).toHaveLength(lines);
});

test("no line is longer than 75 octets, and any text is read back as it was", () => {
  // Text has no control characters but line ends, and half of a surrogate pair is no letter.
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom("\n", ",", ";", "\\", "é", "日", "🙂", ":", '"', " "),
        fc.string({ unit: "binary" }),
      ),
    )
    .map((parts) =>
      parts
        .join("")
        .replaceAll(/(?!\n)\p{Cc}/gu, "")
        .toWellFormed(),
    );
  fc.assert(
    fc.property(text, text, (summary, location) => {
      const written = writeCalendar("Timetable", [{ ...event, summary, location }]);
      for (const line of written.split("\r\n")) {
        expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
      }
      const [found] = read(written);
      expect([found?.summary, found?.location ?? ""]).toEqual([summary, location]);
    }),
    { numRuns: 300 },
  );
});
