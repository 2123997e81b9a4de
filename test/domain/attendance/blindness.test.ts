import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { blindnessOf, type HealthFact } from "../../../src/domain/attendance/blindness.ts";
import { cannotBeKnown } from "../../../src/domain/attendance/cannot-be-known.ts";
import { type ReliedTime, reliedBlindness } from "../../../src/domain/attendance/relied-times.ts";
import { type RoomWatch, unknownBeside, watchOf } from "../../../src/domain/attendance/room-watch.ts";
import {
  clipIntervals,
  type Interval,
  lengthOf,
  mergeIntervals,
  subtractIntervals,
} from "../../../src/domain/kernel/intervals.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { windowOf } from "../../../src/domain/timetable/session-window.ts";
import { runsHere } from "../../support/runs-here.ts";
import { clock, ms, session } from "./school.ts";

const morning = { from: ms("08:00"), to: ms("11:00") };
const beat = (time: string): HealthFact => ({ kind: "heartbeat", at: clock(time) });

/** Heartbeats every half minute from one time to another, both included. */
function beats(from: string, to: string): HealthFact[] {
  const all: HealthFact[] = [];
  for (let at = clock(from); Temporal.Instant.compare(at, clock(to)) <= 0; at = at.add({ seconds: 30 })) {
    all.push({ kind: "heartbeat", at });
  }
  return all;
}

function blind(facts: readonly HealthFact[], backlog: [string, string][] = [], asOf = "11:00"): string[] {
  const spans = blindnessOf(facts, {
    periodSeconds: 30,
    backlog: backlog.map(([start, end]) => ({ start: clock(start), end: clock(end) })),
    within: morning,
    asOf: clock(asOf),
  }).blind;
  const show = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/London").toPlainTime().toString();
  return spans.map(({ from, to }) => `${show(from)}-${show(to)}`);
}

describe("when a reader is blind", () => {
  test("a camera dead from 08:56 to 09:04", () => {
    expect(blind([...beats("08:00", "08:56"), ...beats("09:04", "11:00")])).toEqual(["08:56:00-09:04:00"]);
  });

  test.each([
    ["09:01:30", []],
    ["09:01:31", ["09:00:00-09:01:31"]],
  ])("three periods of 30 s: silent from 09:00 to %s", (next, spans) => {
    expect(blind([...beats("08:00", "09:00"), beat(next), ...beats("09:02", "11:00")])).toEqual(spans);
  });

  test("a silence that lasts", () => {
    expect(blind(beats("08:00", "09:00"))).toEqual(["09:00:00-11:00:00"]);
    expect(blind(beats("08:00", "09:00"), [], "09:01:30")).toEqual([]);
  });

  test("a will reaches back to the last sign of life, a goodbye does not", () => {
    const rest = [...beats("08:00", "09:00"), beat("09:01"), ...beats("09:01:30", "11:00")];
    expect(blind([...rest, { kind: "offline", at: clock("09:00:40"), by: "will" }])).toEqual([
      "09:00:00-09:01:00",
    ]);
    expect(blind([...rest, { kind: "offline", at: clock("09:00:40"), by: "itself" }])).toEqual([
      "09:00:40-09:01:00",
    ]);
  });

  test("of one instant what was said last holds", () => {
    const rest = [...beats("08:00", "09:00"), beat("09:01"), ...beats("09:01:30", "11:00")];
    const off = (by: "will" | "itself"): HealthFact => ({ kind: "offline", at: clock("09:00"), by });
    for (const by of ["will", "itself"] as const) {
      expect(blind([...rest, off(by)])).toEqual(["09:00:00-09:01:00"]);
      const before = rest.filter(({ at }) => Temporal.Instant.compare(at, clock("09:00")) < 0);
      expect(blind([...before, off(by), ...beats("09:00", "11:00")])).toEqual(
        by === "will" ? ["08:59:30-09:00:00"] : [],
      );
    }
  });

  test("a gapless backlog covers its time and no more", () => {
    const dead = [...beats("08:00", "08:56"), ...beats("09:04", "11:00")];
    expect(blind(dead, [["08:50", "09:10"]])).toEqual([]);
    expect(blind(dead, [["08:58", "09:00"]])).toEqual(["08:56:00-08:58:00", "09:00:00-09:04:00"]);
  });

  test("nothing is known before the first sign", () => {
    const { known } = blindnessOf(beats("09:00", "11:00"), {
      periodSeconds: 30,
      backlog: [],
      within: morning,
      asOf: clock("11:00"),
    });
    expect(known).toEqual([{ from: ms("09:00"), to: ms("11:00") }]);
  });

  test("the order and repetition of the facts leave no trace", () => {
    const fact = fc
      .tuple(
        fc.integer({ min: 0, max: 360 }).map((half) => half * 30),
        fc.constantFrom("heartbeat", "online", "offline"),
        fc.boolean(),
      )
      .map(([seconds, kind, will]): HealthFact => {
        const at = clock("08:00").add({ seconds });
        if (kind === "offline") return { kind, at, by: will ? "will" : "itself" };
        return kind === "online" ? { kind, at } : { kind: "heartbeat", at };
      });
    const facts = fc
      .uniqueArray(fact, { maxLength: 20, selector: ({ at }) => at.epochMilliseconds })
      .chain((own) =>
        fc.tuple(fc.constant(own), fc.shuffledSubarray([...own, ...own], { minLength: own.length * 2 })),
      );
    fc.assert(
      fc.property(facts, ([own, mixed]) => {
        expect(blind(mixed)).toEqual(blind(own));
      }),
    );
  });
});

describe("how a session's rooms were watched", () => {
  const window = windowOf(session(), creditPolicy);
  const known = [morning];
  const watch = (...spans: [string, string][]): RoomWatch["kind"] =>
    watchOf(
      [{ known, blind: spans.map(([from, to]) => ({ from: ms(from), to: ms(to) })) }],
      window,
      creditPolicy,
    ).kind;

  test.each([
    ["08:56", "09:04", "blind"],
    ["08:30", "08:45", "watched"],
    ["08:30", "08:45:01", "blind"],
    ["09:05", "09:06", "blind"], // a scan at 09:05 is on time, so nobody can say who was
    ["09:05:01", "09:06", "watched"],
    // A quarter of the 35 minutes from opening to register close is 8:45.
    ["09:10", "09:18:45", "watched"],
    ["09:10", "09:18:46", "blind"],
    ["09:20:01", "10:00", "watched"],
  ])("blind from %s to %s: %s", (from, to, kind) => {
    expect(watch([from, to])).toBe(kind);
  });

  test("two doors: each moment counts once, and together", () => {
    const one = { known, blind: [{ from: ms("09:06"), to: ms("09:12") }] };
    const same = watchOf([one, one], window, creditPolicy);
    const other = { known, blind: [{ from: ms("09:12"), to: ms("09:18") }] };
    expect(same.kind).toBe("watched");
    expect(watchOf([one, other], window, creditPolicy)).toEqual({ kind: "blind", from: ms("09:06") });
  });

  test("no reader, or one without health data, and nobody can say", () => {
    expect(watchOf([], window, creditPolicy).kind).toBe("unknown");
    const silent = { known: [], blind: [] };
    expect(watchOf([{ known, blind: [] }, silent], window, creditPolicy).kind).toBe("unknown");
  });

  test("time of which nothing is known beside time of which something is was blind", () => {
    const late = { known: [{ from: ms("08:50"), to: ms("11:00") }], blind: [] };
    expect(watchOf([late], window, creditPolicy)).toEqual({ kind: "blind", from: ms("08:45") });
  });

  test("what a signature would ask of an open session is told of it, and a room in which no reader was heard has none", () => {
    const within = { from: window.opens, to: window.lateUntil };
    const told = (watches: readonly ReliedTime[], blind: readonly Interval[], now: number) => {
      const readers = reliedBlindness(watches, within, () => blind);
      const times = {
        blind: readers.flatMap((reader) => reader.blind),
        unknown: unknownBeside(readers, window) ?? [],
      };
      return {
        asked: watchOf(readers, window, creditPolicy).kind,
        told: cannotBeKnown(window, times, creditPolicy, now),
      };
    };
    const reader = "door";
    const [silent, heard] = [
      { reader, health: false, from: ms("08:30"), to: ms("09:03") },
      { reader, health: true, from: ms("09:03"), to: Infinity },
    ];
    expect(told([silent, heard], [], ms("09:04"))).toEqual({ asked: "blind", told: true });
    expect(told([{ ...silent, to: Infinity }], [], ms("09:04"))).toEqual({ asked: "unknown", told: false });
    expect(told([], [], ms("09:04"))).toEqual({ asked: "unknown", told: false });
    const other = { ...silent, reader: "back door", to: Infinity };
    expect(told([silent, heard, other], [], ms("09:04"))).toEqual({ asked: "unknown", told: false });

    const minute = fc.integer({ min: 8 * 60 + 30, max: 10 * 60 });
    const at = (minutes: number): number => ms("00:00") + minutes * 60_000;
    const history = fc.record({
      relied: minute,
      first: minute,
      gone: minute,
      back: minute,
      now: minute,
      left: minute,
    });
    fc.assert(
      fc.property(history, fc.boolean(), ({ relied, first, gone, back, now, left }, leaves) => {
        // Nothing is known ahead of now: what is to come then has not been.
        const until = (to: number): number => (to > now ? Infinity : at(to));
        const clip = (from: number, to: number): Interval[] =>
          from < to && from <= now ? [{ from: at(from), to: until(to) }] : [];
        const end = leaves ? left : Infinity;
        const watches = [
          ...clip(relied, Math.min(first, end)).map((time) => ({ ...time, reader, health: false })),
          ...clip(Math.max(relied, first), end).map((time) => ({ ...time, reader, health: true })),
        ];
        const state = told(watches, clip(Math.max(first, gone), back), at(now));
        const isOpen = at(now) > window.opens && at(now) < window.closes;
        if (isOpen && state.asked === "blind") expect(state.told).toBe(true);
      }),
      { numRuns: runsHere(500) },
    );
  });
});

describe("intervals", () => {
  const intervals = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 20 }))
      .map(([from, length]) => ({ from, to: from + length })),
    { maxLength: 8 },
  );
  const holds = (spans: readonly { from: number; to: number }[], at: number) =>
    spans.some(({ from, to }) => from <= at && at < to);

  test("merging, subtracting and clipping agree with asking moment by moment", () => {
    fc.assert(
      fc.property(intervals, intervals, (a, b) => {
        const merged = mergeIntervals(a);
        const without = subtractIntervals(a, b);
        const clipped = clipIntervals(a, { from: 10, to: 40 });
        let length = 0;
        for (let at = 0; at < 80; at += 1) {
          if (holds(a, at)) length += 1;
          expect(holds(merged, at)).toBe(holds(a, at));
          expect(holds(without, at)).toBe(holds(a, at) && !holds(b, at));
          expect(holds(clipped, at)).toBe(holds(a, at) && at >= 10 && at < 40);
        }
        expect(lengthOf(a)).toBe(length);
      }),
    );
  });
});
