import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { type TimeContext, takeTime } from "../../../src/domain/attendance/take-time.ts";
import { runsHere } from "../../support/runs-here.ts";

const london = "Europe/London";

function context(receivedAt: string, settings: Partial<TimeContext> = {}): TimeContext {
  return {
    receivedAt: Temporal.Instant.from(receivedAt),
    timeZone: london,
    maxSkewSeconds: 120,
    replays: false,
    ...settings,
  };
}

/** What was taken, in a line: the instant and its basis, or the code of the refusal. */
function outcome(written: string | number, at: TimeContext): string {
  const time = takeTime(written, at);
  if ("refused" in time) return time.refused.code;
  const { occurredAt, basis, clockSuspect } = time.taken;
  return `${occurredAt} ${basis}${clockSuspect ? " suspect" : ""}`;
}

describe("every format says the same instant", () => {
  test.each([
    ["2026-01-15T09:15:00Z", "device"],
    ["2026-01-15T09:15:00.000z", "device"],
    ["2026-01-15t09:15:00Z", "device"],
    ["2026-01-15 09:15:00Z", "device"],
    ["2026-01-15T14:45:00+05:30", "device"],
    ["2026-01-15T14:45:00+0530", "device"],
    ["2026-01-15T14:15:00+05", "device"],
    ["2026-01-15T05:45:00-03:30", "device"],
    ["2026-01-15T14:45:00+05:30[Asia/Kolkata]", "device"],
    ["2026-01-15T09:15:00", "device"],
    ["2026-01-15T09:15", "device"],
    ["2026-01-15 09:15:00.000", "device"],
    ["1768468500", "device"],
    ["1768468500.000", "device"],
    ["1768468500000", "device"],
    [1_768_468_500, "device"],
    [1_768_468_500_000, "device"],
    ["09:15 AM", "device_clock_reading"],
    ["9:15 am", "device_clock_reading"],
    ["09:15AM", "device_clock_reading"],
    ["09:15 a.m.", "device_clock_reading"],
    ["09:15\u202fAM", "device_clock_reading"],
    ["09:15:00 AM", "device_clock_reading"],
    ["09:15", "device_clock_reading"],
    ["  09:15  ", "device_clock_reading"],
  ])("%s", (written, basis) => {
    expect(outcome(written, context("2026-01-15T09:15:30Z"))).toBe(`2026-01-15T09:15:00Z ${basis}`);
  });
});

describe("what is no time is refused", () => {
  test.each([
    "",
    "   ",
    "now",
    "12:60 PM",
    "12:30:60",
    "00:00 AM",
    "13:00 PM",
    "24:00",
    "25:15",
    "09:15 M",
    "2026-01-15",
    "2026-02-31T09:15:00Z",
    "2026-02-31T09:15:00",
    "2026-02-29T09:15:00Z",
    "2026-13-01T09:15:00",
    "2026-01-15T24:00:00",
    "2026-01-15T09:60:00Z",
    "2026-01-15T09:15:00[Europe/London]",
    "2026-01-15T09:15:00+25:00",
    "15/01/2026 09:15",
    "17684685000000",
    1e13,
    1e14,
    1e17,
    1e19,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])("%s", (written) => {
    expect(outcome(written, context("2026-01-15T09:15:30Z"))).toBe("time_unreadable");
  });

  test("29 February is a day of 2028 and none of 2026", () => {
    expect(outcome("2028-02-29T10:00:00", context("2028-02-29T10:00:00Z"))).toBe(
      "2028-02-29T10:00:00Z device",
    );
  });
});

describe("a clock that was never set is wrong in whatever form it writes: the time of receipt stands, flagged", () => {
  test.each([
    191,
    0,
    -1,
    "0",
    "191",
    "-1768468500",
    191_000,
    "176846850",
    "17684685000",
    1e11,
    "1970-01-01T00:03:11Z",
    "1970-01-01 00:03:11",
    "1980-01-06T00:00:00Z",
    "2000-01-01T00:00:00Z",
    "2019-12-31T23:59:59Z",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "0000-00-00T00:00:00Z",
    "0000/00/00 00:03:11",
    "00-00-0000 00:00",
    "1970-01-01",
    "1970/1/1 0:03",
    "1/1/1970 00:00",
    "01.01.1970 00:03:11",
    "1/1/1970 12:03 AM",
    Number.MIN_SAFE_INTEGER,
  ])("%s, also from a device that keeps scans", (written) => {
    for (const replays of [false, true]) {
      const at = context("2026-01-15T09:15:30Z", { replays });
      expect(outcome(written, at)).toBe("2026-01-15T09:15:30Z receipt suspect");
    }
  });

  test("from 2020 on a clock was set once, and what is too old is refused as before", () => {
    const at = context("2026-01-15T09:15:30Z", { replays: true });
    expect(outcome("2020-01-01T00:00:00Z", at)).toBe("time_too_old");
    expect(outcome(1_577_836_800, at)).toBe("time_too_old");
  });
});

test.each([
  1_768_468_500,
  1_768_468_500_000,
  1_768_468_500_000_000,
  "1768468500000000",
  "1768468500000000000",
])("%s is the same instant in seconds, milli-, micro- or nanoseconds", (written) => {
  expect(outcome(written, context("2026-01-15T09:15:30Z"))).toBe("2026-01-15T09:15:00Z device");
});

describe("a clock reading without a date", () => {
  test.each([
    ["12:00 AM", "2026-01-15T00:00:10Z", "2026-01-15T00:00:00Z"],
    ["12:30 AM", "2026-01-15T00:30:10Z", "2026-01-15T00:30:00Z"],
    ["12:00 PM", "2026-01-15T12:00:10Z", "2026-01-15T12:00:00Z"],
    ["12:59 PM", "2026-01-15T12:59:10Z", "2026-01-15T12:59:00Z"],
    ["11:59 PM", "2026-01-15T00:00:30Z", "2026-01-14T23:59:00Z"],
    ["00:01", "2026-01-14T23:59:30Z", "2026-01-15T00:01:00Z"],
    ["23:59", "2026-03-01T00:00:30Z", "2026-02-28T23:59:00Z"],
    ["23:59", "2028-03-01T00:00:30Z", "2028-02-29T23:59:00Z"],
  ])("%s, received %s, is %s", (written, received, taken) => {
    expect(outcome(written, context(received))).toBe(`${taken} device_clock_reading`);
  });

  test.each([
    [119, "2026-01-15T09:15:00Z device_clock_reading"],
    [120, "2026-01-15T09:15:00Z device_clock_reading"],
    [121, "2026-01-15T09:17:01Z receipt suspect"],
    [-120, "2026-01-15T09:15:00Z device_clock_reading"],
    [-121, "2026-01-15T09:12:59Z receipt suspect"],
  ])("received %i seconds later is taken as %s", (later, taken) => {
    const received = Temporal.Instant.from("2026-01-15T09:15:00Z").add({ seconds: later });
    expect(outcome("09:15 AM", context(received.toString()))).toBe(taken);
  });

  test("twelve hours from receipt either way is the earlier one", () => {
    const wide = context("2026-01-15T12:00:00Z", { maxSkewSeconds: 43_200 });
    expect(outcome("00:00", wide)).toBe("2026-01-15T00:00:00Z device_clock_reading");
  });

  test.each([
    ["2026-10-25T00:30:20Z", "2026-10-25T00:30:00Z"],
    ["2026-10-25T01:30:20Z", "2026-10-25T01:30:00Z"],
    // As far from either as can be: the earlier, where the skew allows it.
    ["2026-10-25T01:00:00Z", "2026-10-25T00:30:00Z"],
  ])("01:30 London in the hour that repeats, received %s, is %s", (received, taken) => {
    expect(outcome("01:30", context(received, { maxSkewSeconds: 3600 }))).toBe(
      `${taken} device_clock_reading`,
    );
  });

  test("01:30 London in the hour that is skipped is no time, so receipt stands", () => {
    expect(outcome("01:30 AM", context("2026-03-29T01:30:00Z"))).toBe("2026-03-29T01:30:00Z receipt suspect");
    expect(outcome("02:30 AM", context("2026-03-29T01:30:20Z"))).toBe(
      "2026-03-29T01:30:00Z device_clock_reading",
    );
  });

  test.each([
    // St John's is 3:30 behind in winter and 2:30 in summer.
    ["08:45 AM", "2026-01-15T12:15:05Z", "2026-01-15T12:15:00Z"],
    ["08:45 AM", "2026-07-15T11:15:05Z", "2026-07-15T11:15:00Z"],
    ["01:30 AM", "2026-11-01T04:00:05Z", "2026-11-01T04:00:00Z"],
    ["01:30 AM", "2026-11-01T05:00:05Z", "2026-11-01T05:00:00Z"],
  ])("%s in St John's, received %s, is %s", (written, received, taken) => {
    expect(outcome(written, context(received, { timeZone: "America/St_Johns" }))).toBe(
      `${taken} device_clock_reading`,
    );
  });

  test("02:30 in St John's is skipped on 8 March 2026", () => {
    const at = context("2026-03-08T06:00:00Z", { timeZone: "America/St_Johns" });
    expect(outcome("02:30", at)).toBe("2026-03-08T06:00:00Z receipt suspect");
  });

  test("finds any instant from its own reading, received within the skew", () => {
    const zones = [
      london,
      "America/St_Johns",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Pacific/Apia",
      "UTC",
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2035, 0) }),
        fc.constantFrom(...zones),
        fc.integer({ min: -120, max: 120 }),
        (milliseconds, timeZone, skew) => {
          const seconds = Math.floor(milliseconds / 1000) * 1000;
          const instant = Temporal.Instant.fromEpochMilliseconds(seconds);
          const reading = instant
            .toZonedDateTimeISO(timeZone)
            .toPlainTime()
            .toString({ smallestUnit: "second" });
          const received = instant.add({ seconds: skew });
          expect(outcome(reading, context(received.toString(), { timeZone }))).toBe(
            `${instant} device_clock_reading`,
          );
        },
      ),
      { numRuns: runsHere(300) },
    );
  });
});

describe("a local date and time", () => {
  test.each([
    ["2026-10-25T00:30:20Z", "2026-10-25T00:30:00Z"],
    ["2026-10-25T01:30:20Z", "2026-10-25T01:30:00Z"],
  ])("in the hour that repeats, received %s, is the nearer %s", (received, taken) => {
    expect(outcome("2026-10-25T01:30:00", context(received))).toBe(`${taken} device`);
  });

  test("in the hour that is skipped is what a clock not put forward would have meant", () => {
    expect(outcome("2026-03-29T01:30:00", context("2026-03-29T01:30:20Z"))).toBe(
      "2026-03-29T01:30:00Z device",
    );
  });
});

describe("a dated time", () => {
  const written = "2026-01-15T09:15:00Z";
  const receivedAfter = (seconds: number) => Temporal.Instant.from(written).add({ seconds }).toString();

  test.each([
    [0, "device"],
    [119, "device"],
    [120, "device"],
    [121, "receipt suspect"],
    [86_400, "receipt suspect"],
    [-119, "device"],
    [-120, "device"],
    [-121, "time_in_future"],
  ])("received %i seconds after it, from a device that keeps nothing: %s", (seconds, expected) => {
    expect(outcome(written, context(receivedAfter(seconds)))).toMatch(new RegExp(`${expected}$`));
  });

  const day = 86_400;
  test.each([
    [121, "device"],
    [35 * day - 1, "device"],
    [35 * day, "device"],
    [35 * day + 1, "time_too_old"],
    [-121, "time_in_future"],
  ])("received %i seconds after it, from a device that keeps scans: %s", (seconds, expected) => {
    expect(outcome(written, context(receivedAfter(seconds), { replays: true }))).toMatch(
      new RegExp(`${expected}$`),
    );
  });

  test("one millisecond decides at either edge", () => {
    const at = (milliseconds: number) =>
      context(Temporal.Instant.from(written).add({ milliseconds }).toString(), { replays: true });
    expect(outcome(written, at(-120_000))).toBe(`${written} device`);
    expect(outcome(written, at(-120_001))).toBe("time_in_future");
    expect(outcome(written, at(35 * day * 1000))).toBe(`${written} device`);
    expect(outcome(written, at(35 * day * 1000 + 1))).toBe("time_too_old");
  });

  test("says how far off a refused one is", () => {
    expect(takeTime(written, context(receivedAfter(-121)))).toEqual({
      refused: { code: "time_in_future", text: written, aheadSeconds: 121, statedSeconds: null },
    });
    expect(takeTime(written, context(receivedAfter(36 * day), { replays: true }))).toEqual({
      refused: { code: "time_too_old", text: written, ageDays: 36, aheadSeconds: -36 * 86_400 },
    });
  });

  test("is kept to the millisecond, which is what rules compare", () => {
    const at = context("2026-01-15T09:15:00Z");
    expect(outcome("2026-01-15T09:15:00.123456789Z", at)).toBe("2026-01-15T09:15:00.123Z device");
    expect(outcome("2026-01-15T09:15:00.123456", at)).toBe("2026-01-15T09:15:00.123Z device");
    expect(outcome("1768468500.1234", at)).toBe("2026-01-15T09:15:00.123Z device");
  });
});

test("a time that is taken lies within the skew of receipt, or was replayed, or is receipt itself", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.double(),
        fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        fc.stringMatching(/^\d{1,2}:\d{2}(:\d{2})?( [AP]M)?$/),
      ),
      fc.boolean(),
      (written, replays) => {
        const at = context("2026-06-15T09:15:00Z", { replays });
        const time = takeTime(written, at);
        if ("refused" in time) return;
        const { occurredAt, basis, clockSuspect, deviceText } = time.taken;
        const age = at.receivedAt.epochMilliseconds - occurredAt.epochMilliseconds;
        expect(deviceText).toBe(String(written));
        expect(clockSuspect).toBe(basis === "receipt");
        expect(age).toBeGreaterThanOrEqual(-120_000);
        expect(age).toBeLessThanOrEqual(replays ? 35 * 86_400_000 : 120_000);
        if (basis === "receipt") expect(age).toBe(0);
      },
    ),
    { numRuns: runsHere(500) },
  );
});

describe("a clock that a person stated to be wrong", () => {
  const stated = (clockAheadSeconds: number, settings: Partial<TimeContext> = {}) =>
    context("2026-07-01T09:03:10Z", { clockAheadSeconds, ...settings });

  test.each([
    ["local time marked Z", "2026-07-01T10:03:07Z", 3600, "2026-07-01T09:03:07Z device_corrected"],
    ["150 s ahead", "2026-07-01T09:05:37Z", 150, "2026-07-01T09:03:07Z device_corrected"],
    ["150 s behind", "2026-07-01T09:00:37Z", -150, "2026-07-01T09:03:07Z device_corrected"],
    ["too little", "2026-07-01T10:03:07Z", 3000, "time_in_future"],
    [
      "so much that it lies far back, and nothing is kept",
      "2026-07-01T10:03:07Z",
      7200,
      "2026-07-01T09:03:10Z receipt suspect",
    ],
    ["a clock at zero", "191", 3600, "2026-07-01T09:03:10Z receipt suspect"],
  ])("%s", (_, written, ahead, expected) => {
    expect(outcome(written, stated(ahead))).toBe(expected);
  });

  test("of an hour that repeats, the reading is meant that is nearer by the sender's own clock", () => {
    // Clocks go back at 01:00Z. A clock one hour ahead shows half past one, the second time, at 00:30Z.
    const at = context("2026-10-25T00:30:10Z", { clockAheadSeconds: 3600 });
    expect(outcome("2026-10-25T01:30:00", at)).toBe("2026-10-25T00:30:00Z device_corrected");
  });

  test("whatever is stated, the time taken is the written one less as much, or the time of receipt", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -10_000, max: 10_000 }),
        fc.integer({ min: -10_000, max: 10_000 }),
        (ahead, clockAheadSeconds) => {
          const received = Temporal.Instant.from("2026-07-01T09:03:10Z");
          const written = received.add({ seconds: ahead });
          const time = takeTime(written.toString(), stated(clockAheadSeconds));
          const left = ahead - clockAheadSeconds;
          if ("refused" in time) {
            expect([time.refused.code, left > 120]).toEqual(["time_in_future", true]);
            return;
          }
          const right = Math.abs(left) <= 120 ? written.subtract({ seconds: clockAheadSeconds }) : received;
          expect(time.taken.occurredAt.toString()).toBe(right.toString());
        },
      ),
    );
  });
});
