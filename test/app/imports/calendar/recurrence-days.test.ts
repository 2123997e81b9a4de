import fc from "fast-check";
import ICAL from "ical.js";
import { expect, test } from "vitest";
import { epochDay, isoDay, recurrenceDays } from "../../../../src/app/imports/calendar/recurrence-days.ts";
import { recurrenceRule } from "../../../../src/app/imports/calendar/recurrence-rule.ts";
import { tools } from "./read-for-test.ts";

function daysOf(text: string, first: string, span: { from: string; to: string }): readonly string[] {
  const read = tools.grammar.property(`RRULE:${text}`);
  const rule = recurrenceRule("values" in read ? read.values[0] : null, text);
  if ("refused" in rule) throw new Error(`${text}: ${rule.refused}`);
  return recurrenceDays(rule, epochDay(first), { from: epochDay(span.from), to: epochDay(span.to) }).map(
    isoDay,
  );
}

const year = { from: "2026-01-01", to: "2026-12-31" };

test.each([
  ["FREQ=DAILY;INTERVAL=10;COUNT=4", "2026-01-01", ["2026-01-01", "2026-01-11", "2026-01-21", "2026-01-31"]],
  // The two of RFC 5545 that tell why weeks have a first day.
  [
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
    "1997-08-05",
    ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"],
  ],
  [
    "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
    "1997-08-05",
    ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"],
  ],
  ["FREQ=MONTHLY;COUNT=3;BYDAY=1FR", "2026-01-02", ["2026-01-02", "2026-02-06", "2026-03-06"]],
  ["FREQ=MONTHLY;COUNT=3;BYDAY=-1MO", "2026-01-26", ["2026-01-26", "2026-02-23", "2026-03-30"]],
  ["FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-1", "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31"]],
  ["FREQ=MONTHLY;COUNT=3", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"]],
  ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "2026-01-30", ["2026-01-30", "2026-02-27"]],
  ["FREQ=YEARLY;COUNT=2", "2024-02-29", ["2024-02-29", "2028-02-29"]],
  ["FREQ=YEARLY;BYDAY=20MO;COUNT=2", "1997-05-19", ["1997-05-19", "1998-05-18"]],
  ["FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;COUNT=2", "2025-10-26", ["2025-10-26", "2026-10-25"]],
  ["FREQ=YEARLY;BYYEARDAY=1,-1;COUNT=3", "2026-01-01", ["2026-01-01", "2026-12-31", "2027-01-01"]],
])("%s from %s", (rule, first, days) => {
  expect(daysOf(rule, first, { from: first, to: "2030-12-31" })).toEqual(days);
});

test("a span within a series holds the days of the series, and no other", () => {
  const rules = [
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=YEARLY;BYMONTH=3,9;BYMONTHDAY=15",
    "FREQ=WEEKLY;COUNT=30",
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...rules),
      fc.integer({ min: 0, max: 1500 }),
      fc.integer({ min: 0, max: 400 }),
      (rule, offset, length) => {
        const first = "2024-01-31";
        const whole = daysOf(rule, first, { from: first, to: "2030-12-31" });
        const span = {
          from: isoDay(epochDay(first) + offset),
          to: isoDay(epochDay(first) + offset + length),
        };
        expect(daysOf(rule, first, span)).toEqual(whole.filter((day) => day >= span.from && day <= span.to));
      },
    ),
  );
});

test("common rules are what the calendar library makes of them", () => {
  const weekdays = fc.subarray(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], { minLength: 1 });
  const rule = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom("MO", "SU"), weekdays)
      .map(([by, start, days]) => `FREQ=WEEKLY;INTERVAL=${by};WKST=${start};BYDAY=${days.join(",")}`),
    fc.integer({ min: 1, max: 9 }).map((by) => `FREQ=DAILY;INTERVAL=${by}`),
    fc
      .tuple(
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom("1", "2", "3", "4", "-1"),
        fc.constantFrom("MO", "WE", "SU"),
      )
      .map(([by, nth, day]) => `FREQ=MONTHLY;INTERVAL=${by};BYDAY=${nth}${day}`),
    fc.integer({ min: 1, max: 28 }).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day}`),
  );
  fc.assert(
    fc.property(rule, fc.integer({ min: 0, max: 364 }), (text, offset) => {
      const first = isoDay(epochDay(year.from) + offset);
      const iterator = ICAL.Recur.fromString(text).iterator(ICAL.Time.fromDateString(first));
      const theirs: string[] = [];
      for (let next = iterator.next(); next; next = iterator.next()) {
        const day = next.toString();
        if (day > "2027-12-31") break;
        theirs.push(day);
      }
      expect(daysOf(text, first, { from: first, to: "2027-12-31" })).toEqual(theirs);
    }),
    { numRuns: 300 },
  );
});
