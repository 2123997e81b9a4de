import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { decideStandingMark, standingStatusOf } from "../../../src/domain/attendance/decide-standing-mark.ts";
import type { Decision, Scan } from "../../../src/domain/attendance/scan.ts";
import { runsHere } from "../../support/runs-here.ts";

const nine = Temporal.Instant.from("2026-01-15T09:00:00Z");

function scan(id: string, minutes: number, told: Partial<Scan> = {}): Scan {
  return {
    id,
    occurredAt: nine.add({ minutes }),
    contentHash: id,
    decision: "granted",
    identified: true,
    direction: null,
    ...told,
  };
}

/** Few instants and few hashes, so that ties are the rule. */
const anyScan = fc
  .record({
    id: fc.uuid({ version: 7 }),
    minutes: fc.integer({ min: 0, max: 3 }),
    contentHash: fc.constantFrom("aa", "bb"),
    decision: fc.constantFrom<Decision>("granted", "denied", "late", "unknown"),
    identified: fc.boolean(),
    direction: fc.constantFrom<Scan["direction"]>("in", "out", null),
  })
  .map(({ id, minutes, ...told }) => scan(id, minutes, told));
/** A set of stored scans: no two share an id. */
const stored = fc.uniqueArray(anyScan, { maxLength: 12, selector: ({ id }) => id });

describe("the device's word", () => {
  test.each([
    ["granted", true, null, "present"],
    ["granted", true, "in", "present"],
    ["granted", true, "out", null],
    ["granted", false, null, null],
    ["late", true, null, "late"],
    ["late", true, "out", null],
    ["late", false, "in", null],
    ["denied", true, null, null],
    ["unknown", true, null, null],
    ["unknown", false, null, null],
  ] as const)("%s, identified %s, direction %s makes %s", (decision, identified, direction, status) => {
    expect(standingStatusOf({ decision, identified, direction })).toBe(status);
  });
});

describe("a standing session's mark", () => {
  test("is nobody's while nobody was seen", () => {
    expect(decideStandingMark(null, [])).toBeNull();
    expect(decideStandingMark(null, [scan("a", 0, { decision: "denied" })])).toBeNull();
  });

  test("is the best of the day, whenever it came", () => {
    const late = scan("a", 0, { decision: "late" });
    const granted = scan("b", 300);
    expect(decideStandingMark(null, [late, granted])).toEqual({ status: "present", scan: granted });
    expect(decideStandingMark(null, [granted, late])).toEqual({ status: "present", scan: granted });
  });

  test("rests on the earliest of equals", () => {
    const first = scan("b", 0);
    const second = scan("a", 1);
    expect(decideStandingMark(null, [second, first])?.scan).toBe(first);
  });

  test("rests on one scan of two that say the same at the same time, in any order", () => {
    const one = scan("a", 0, { contentHash: "same" });
    const other = scan("b", 0, { contentHash: "same" });
    expect(decideStandingMark(null, [one, other])?.scan.id).toBe("a");
    expect(decideStandingMark(null, [other, one])?.scan.id).toBe("a");
  });

  test("is the same for any order, repetition and batching", () => {
    const shuffled = stored.chain((scans) =>
      fc.tuple(
        fc.constant(scans),
        fc.shuffledSubarray(scans, { minLength: scans.length }),
        fc.subarray(scans),
        fc.array(fc.nat(12), { maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([scans, reordered, repeated, cuts]) => {
        const atOnce = decideStandingMark(null, scans);
        const sequence = [...reordered, ...repeated];
        const edges = [0, ...cuts.map((cut) => Math.min(cut, sequence.length)).sort((a, b) => a - b)];
        const inBatches = [...edges, sequence.length]
          .slice(1)
          .reduce(
            (soFar, end, at) => decideStandingMark(soFar, sequence.slice(edges[at], end)),
            decideStandingMark(null, []),
          );
        expect(inBatches?.scan.id).toBe(atOnce?.scan.id);
        expect(inBatches?.status).toBe(atOnce?.status);
      }),
      { numRuns: runsHere(500) },
    );
  });

  test("never gets worse by another scan", () => {
    const worth = { late: 1, present: 2 };
    const of = (mark: ReturnType<typeof decideStandingMark>) => (mark === null ? 0 : worth[mark.status]);
    fc.assert(
      fc.property(stored, anyScan, (scans, further) => {
        expect(of(decideStandingMark(null, [...scans, further]))).toBeGreaterThanOrEqual(
          of(decideStandingMark(null, scans)),
        );
      }),
    );
  });

  test("is not touched by a denied scan or one that identified nobody", () => {
    const silent = anyScan.filter(({ decision, identified }) => decision === "denied" || !identified);
    fc.assert(
      fc.property(stored, fc.array(silent), (scans, further) => {
        expect(decideStandingMark(null, [...further, ...scans])).toEqual(decideStandingMark(null, scans));
      }),
    );
  });
});
