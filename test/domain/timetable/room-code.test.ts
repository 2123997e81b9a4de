import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import {
  codeHoldsUntil,
  codeTurnsAt,
  isCodeTaken,
  stepOfCode,
  whyNoCode,
} from "../../../src/domain/timetable/room-code.ts";

const at = Temporal.Instant.from("2026-11-30T09:00:00Z").epochMilliseconds;
const step = stepOfCode(at);

describe("a code that is shown in a room", () => {
  test.each([
    [-1, false],
    [0, true],
    [14_999, true],
    [15_000, true],
    [29_999, true],
    [30_000, false],
  ])("%i ms after it was first shown it is taken: %s", (after, taken) => {
    expect(isCodeTaken(step, at + after)).toBe(taken);
  });

  test("is followed by the next after fifteen seconds, and never earlier", () => {
    expect(codeTurnsAt(at)).toBe(at + 15_000);
    expect(codeTurnsAt(at + 14_999)).toBe(at + 15_000);
    expect(codeTurnsAt(at + 15_000)).toBe(at + 30_000);
    expect(codeHoldsUntil(step)).toBe(at + 30_000);
  });

  test("at every instant two codes are taken, the one that is shown and the one before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
        const shown = stepOfCode(now);
        const taken = [-3, -2, -1, 0, 1, 2].filter((by) => isCodeTaken(shown + by, now));
        expect(taken).toEqual([-1, 0]);
        expect(codeTurnsAt(now)).toBeGreaterThan(now);
      }),
    );
  });
});

describe("a session has a code", () => {
  const instant = (text: string) => Temporal.Instant.from(`2026-11-30T${text}Z`);
  const lecture = {
    state: "open" as const,
    opensAt: instant("08:45:00"),
    closesAt: instant("10:10:00"),
    end: instant("10:00:00"),
    rooms: ["B12"],
  };
  test.each([
    ["08:44:59.999", { code: "not_open", opens: lecture.opensAt }],
    ["08:45:00", null],
    ["09:59:59.999", null],
    ["10:00:00", { code: "over", end: lecture.end }],
    ["11:00:00", { code: "over", end: lecture.end }],
  ])("at %s: %o", (now, why) => {
    // What is stored may be behind the clock, so that both states say the same.
    expect(whyNoCode(lecture, instant(now))).toEqual(why);
    expect(whyNoCode({ ...lecture, state: "scheduled" }, instant(now))).toEqual(why);
  });

  test("on a whole day from its first instant to its last, where it stands", () => {
    const standing = {
      ...lecture,
      opensAt: instant("00:00:00"),
      closesAt: Temporal.Instant.from("2026-12-01T00:00:00Z"),
      end: Temporal.Instant.from("2026-12-01T00:00:00Z"),
    };
    expect(whyNoCode(standing, instant("00:00:00"))).toBeNull();
    expect(whyNoCode(standing, instant("23:59:59.999"))).toBeNull();
    expect(whyNoCode(standing, standing.end)).toEqual({ code: "over", end: standing.end });
  });

  test("not while it is cancelled, once its register is final, and without a room", () => {
    const now = instant("09:00:00");
    expect(whyNoCode({ ...lecture, state: "cancelled" }, now)).toEqual({ code: "cancelled" });
    expect(whyNoCode({ ...lecture, state: "final" }, now)).toEqual({ code: "over", end: lecture.end });
    expect(whyNoCode({ ...lecture, state: "reopened" }, now)).toBeNull();
    expect(whyNoCode({ ...lecture, rooms: [] }, now)).toEqual({ code: "no_room" });
  });
});
