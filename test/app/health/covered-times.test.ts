import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  coveredTimes,
  isDatedBeforeTold,
  type NumberedScan,
  type ToldSpan,
} from "../../../src/app/health/covered-times.ts";
import { followTold } from "../../../src/app/health/follow-told.ts";

const minute = 60_000;
const at = (time: string): number => Date.parse(`2026-01-12T${time}:00Z`);
const clock = (epoch: number): string => new Date(epoch).toISOString().slice(11, 16);
const scan = (number: number, time: string | null): NumberedScan => ({
  number,
  at: time === null ? null : at(time),
  received: at("23:59"),
  came: "kept",
});
/** Heartbeats that follow on each other, from one to another, with the number that was the last all the time. */
const told = (number: number, from: string, to = from): ToldSpan => ({
  from: { at: at(from), number },
  to: { at: at(to), number },
});
const covered = (spans: readonly ToldSpan[], scans: readonly NumberedScan[]): string[] =>
  coveredTimes({ told: spans, scans }).map(({ from, to }) => `${clock(from)}-${clock(to)}`);

describe("a run is covered", () => {
  test("between two scans with no number between them, however long it takes", () => {
    expect(covered([], [scan(3, "08:00"), scan(4, "16:00"), scan(5, "16:10")])).toEqual(["08:00-16:10"]);
  });

  test("from the heartbeat before a silence to the one after it, once all that it kept has come", () => {
    const spans = [told(4, "08:00", "08:56"), told(7, "09:30")];
    expect(covered(spans, [scan(5, "08:58")])).toEqual(["08:00-08:58"]);
    expect(covered(spans, [scan(5, "08:58"), scan(6, "09:10"), scan(7, "09:20")])).toEqual(["08:00-09:30"]);
  });

  test("to a heartbeat that came in the moment of its birth, as of a device that says both at once when it is back", () => {
    const atOnce: ToldSpan = { from: { at: at("09:30"), number: 0 }, to: { at: at("09:30"), number: 2 } };
    expect(covered([atOnce], [scan(1, "08:00"), scan(2, "08:10")])).toEqual(["08:00-09:30"]);
  });

  test("no further than to its last scan when it never came back", () => {
    expect(covered([told(4, "08:00", "08:56")], [scan(5, "08:58"), scan(6, "09:20")])).toEqual([
      "08:00-09:20",
    ]);
  });

  test("on either side of what was lost, but not there", () => {
    const spans = [told(4, "08:00", "08:56"), told(8, "09:30")];
    expect(covered(spans, [scan(5, "08:58"), scan(7, "09:10"), scan(8, "09:20")])).toEqual([
      "08:00-08:58",
      "09:10-09:30",
    ]);
  });

  test("not in a silence in which it recorded nothing: a reader that hung recorded as much", () => {
    expect(covered([told(4, "08:00", "08:56"), told(4, "09:30")], [scan(4, "08:10")])).toEqual([
      "08:00-08:56",
    ]);
  });

  test("from its birth on, before which it recorded nothing", () => {
    expect(covered([told(0, "08:00")], [scan(1, "08:50"), scan(2, "09:00")])).toEqual(["08:00-09:00"]);
    expect(covered([told(0, "08:00")], [scan(2, "09:00"), scan(3, "09:05")])).toEqual(["09:00-09:05"]);
  });

  test("in the order of numbers, though a clock went back: nothing before is proved by what came after", () => {
    expect(covered([], [scan(1, "08:00"), scan(2, "07:00"), scan(3, "09:00")])).toEqual(["08:00-09:00"]);
  });

  test("across a scan whose time cannot be believed, since its number is there", () => {
    expect(covered([told(1, "08:00"), told(3, "09:30")], [scan(2, null), scan(3, null)])).toEqual([
      "08:00-09:30",
    ]);
    expect(covered([told(1, "08:00"), told(3, "09:30")], [scan(3, null)])).toEqual([]);
  });
});

test("heartbeats that come in time make one span longer, and a silence begins another", () => {
  const beats = ["08:00", "08:01", "08:02", "08:30"].map((time, number) => ({ at: at(time), number }));
  const [first, second] = [beats.slice(0, 2), beats.slice(2)];
  const spans = followTold(null, first);
  expect(followTold(spans.at(-1) ?? null, second)).toEqual([
    { from: { at: at("08:00"), number: 0 }, to: { at: at("08:02"), number: 2 } },
    { from: { at: at("08:30"), number: 3 }, to: { at: at("08:30"), number: 3 } },
  ]);
});

test("the order in which signs become known, and how often, leaves no trace; what comes later only adds", () => {
  const run = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 90 }),
        kept: fc.boolean(),
        beat: fc.boolean(),
      }),
      {
        minLength: 1,
        maxLength: 14,
      },
    )
    .chain((steps) => {
      const scans: NumberedScan[] = [];
      const spans: ToldSpan[] = [];
      let now = at("06:00");
      steps.forEach(({ gap, kept, beat }, index) => {
        now += gap * minute;
        if (kept) scans.push({ number: index + 1, at: now, received: now, came: "heard" });
        if (beat) {
          const told = { at: now + minute / 2, number: index + 1 };
          spans.push({ from: told, to: told });
        }
      });
      const order = (length: number) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length });
      return fc.record({
        scans: fc.constant(scans),
        spans: fc.constant(spans),
        scanOrder: order(scans.length),
        spanOrder: order(spans.length),
        without: fc.nat(),
      });
    });
  fc.assert(
    fc.property(run, ({ scans, spans, scanOrder, spanOrder, without }) => {
      const all = coveredTimes({ told: spans, scans });
      const shuffled = scanOrder.flatMap((index) => scans.slice(index, index + 1));
      const told = spanOrder.flatMap((index) => spans.slice(index, index + 1));
      expect(coveredTimes({ told, scans: [...shuffled, ...shuffled.slice(0, 2)] })).toEqual(all);
      const fewer = coveredTimes({
        told: spans,
        scans: scans.filter((_, index) => index !== without % (scans.length + 1)),
      });
      for (const { from, to } of fewer) {
        expect(all.some((span) => span.from <= from && to <= span.to)).toBe(true);
      }
    }),
  );
});

const after = (minute: number): Temporal.Instant =>
  Temporal.Instant.from("2026-01-12T08:00:00Z").add({ seconds: Math.round(minute * 60) });
const kept = (minute: number) => ({
  occurredAt: after(minute),
  receivedAt: after(120),
  live: false,
  clockSuspect: false,
});
const spanOf = (from: number, fromNumber: number, to: number, toNumber: number) => ({
  from: { at: after(from).epochMilliseconds, number: fromNumber },
  to: { at: after(to).epochMilliseconds, number: toNumber },
});

test.each([
  [
    "two minutes before the end of a time in which a lower number was told may be a clock that is off",
    28,
    false,
  ],
  ["more than that before it is dated wrongly", 27.9, true],
  ["after it is dated as it may be", 40, false],
])("a kept scan that its device dates %s", (_, minute, wrong) => {
  expect(isDatedBeforeTold(kept(minute), 3, [spanOf(-10, 0, -5, 0), spanOf(0, 1, 30, 2)])).toBe(wrong);
});

test("by the beginning of a time at whose end its own number was told, and by nothing of a higher one", () => {
  const times = [spanOf(0, 1, 30, 3), spanOf(60, 3, 90, 5)];
  expect([-3, -1, 10].map((minute) => isDatedBeforeTold(kept(minute), 3, times))).toEqual([
    true,
    false,
    false,
  ]);
});

test("by heartbeats that tell 0 for a time", () => {
  expect([-60, 4, 6].map((minute) => isDatedBeforeTold(kept(minute), 1, [spanOf(-10, 0, 7, 0)]))).toEqual([
    true,
    true,
    false,
  ]);
});

test("by no birth, which may come long after what was recorded", () => {
  expect(isDatedBeforeTold(kept(-60), 3, [spanOf(0, 0, 0, 0), spanOf(10, 0, 12, 3)])).toBe(false);
});

test("what was sent at once, or has no clock that can be believed, is not dated by its device", () => {
  const times = [spanOf(0, 1, 30, 2)];
  expect(isDatedBeforeTold({ ...kept(-60), live: true }, 3, times)).toBe(false);
  expect(isDatedBeforeTold({ ...kept(-60), clockSuspect: true }, 3, times)).toBe(false);
  expect(isDatedBeforeTold(kept(-60), 3, [])).toBe(false);
});
