import { describe, expect, test } from "vitest";
import { arrivalParts } from "../../src/contract/http/today.ts";
import { shapeOfArrivals } from "../../web/app/today/shape-of-arrivals.ts";

const hour = (n: number): number => Date.UTC(2026, 10, 30) + n * 3_600_000;
const text = (n: number): string => new Date(hour(n)).toISOString();

/** A day of parts of an hour, with who arrived in each. */
const day = (arrivals: Readonly<Record<number, number>>, start = 0) => ({
  opens: text(0),
  start: text(start),
  end: text(24),
  stand: { expected: 10 },
  arrivals: Array.from({ length: arrivalParts }, (_, part) => arrivals[part] ?? 0),
});
const drawn = ({ points }: ReturnType<typeof shapeOfArrivals>) =>
  points.map(({ at, share }) => `${(at - hour(0)) / 3_600_000} ${share}`);

describe("who was here when", () => {
  test("rises part by part up to now, and goes no further", () => {
    expect(drawn(shapeOfArrivals(day({ 0: 1, 1: 2 }), hour(2.5)))).toEqual([
      "0 0",
      "1 0.1",
      "2 0.3",
      "2.5 0.3",
    ]);
  });

  test("whoever came before the start is there at the start", () => {
    expect(drawn(shapeOfArrivals(day({ 0: 1, 2: 2 }, 2), hour(3)))).toEqual([
      "2 0.1",
      "2 0.1",
      "3 0.3",
      "3 0.3",
    ]);
  });

  test("of a session that is longer than what is seen, what is drawn lies where it is seen", () => {
    const { from, to, ...shape } = shapeOfArrivals(day({ 3: 4, 9: 1 }), hour(9.5), {
      from: hour(8),
      to: hour(20),
    });
    expect([from, to]).toEqual([hour(8), hour(20)]);
    expect(drawn({ from, to, ...shape })).toEqual(["8 0.4", "8 0.4", "9 0.4", "9.5 0.5"]);
  });

  test("what is seen beside a session's own time adds nothing to it", () => {
    const { from, to } = shapeOfArrivals(day({}, 9), hour(10), { from: hour(8), to: hour(30) });
    expect([from, to]).toEqual([hour(9), hour(24)]);
  });

  test("nothing is drawn before it opens, or of nobody", () => {
    expect(shapeOfArrivals(day({ 0: 1 }), hour(-1)).points).toEqual([]);
    expect(shapeOfArrivals({ ...day({ 0: 1 }), stand: { expected: 0 } }, hour(5)).points).toEqual([]);
  });
});
