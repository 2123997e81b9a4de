import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { type ProvedWatch, proveWatches } from "../../../src/app/health/prove-watches.ts";

const at = (minute: number) => Temporal.Instant.fromEpochMilliseconds(minute * 60_000);
const minute = (instant: Temporal.Instant) => instant.epochMilliseconds / 60_000;

function prove(watch: readonly [number, number], proved: readonly (readonly [number, number])[]) {
  let minted = 0;
  const silent = [{ reader: "door", watch: "w0", room: "R1", from: at(watch[0]), to: at(watch[1]) }];
  const spans = proved.map(([from, to]) => ({ from: at(from), to: at(to) }));
  return proveWatches(silent, spans, () => {
    minted += 1;
    return `w${minted}`;
  });
}

const told = (watches: readonly ProvedWatch[]): readonly string[] =>
  watches.map(
    ({ watch, from, to, health }) => `${watch} ${minute(from)}-${minute(to)} ${health ? "well" : "unknown"}`,
  );

test("a watch that a run covers whole was well all the time, under its own name", () => {
  expect(told(prove([10, 20], [[0, 30]]))).toEqual(["w0 10-20 well"]);
});

test("a watch is cut where the proof begins and ends", () => {
  expect(told(prove([10, 40], [[20, 30]]))).toEqual([
    "w0 10-20 unknown",
    "w1 20-30 well",
    "w2 30-40 unknown",
  ]);
});

test("what lies between two runs stays unknown", () => {
  const runs = [
    [0, 20],
    [25, 50],
  ] as const;
  expect(told(prove([10, 40], runs))).toEqual(["w0 10-20 well", "w1 20-25 unknown", "w2 25-40 well"]);
});

test("a run that ended before, or began at its end, says nothing of a watch", () => {
  const runs = [
    [0, 10],
    [20, 30],
  ] as const;
  expect(prove([10, 20], runs)).toEqual([]);
});

test("the parts fill the watch without gap or overlap, and are well exactly where a run covers them", () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 6 }), ([from, length], runs) => {
      const spans = runs.map(([start, long]) => [start, start + long] as const);
      const parts = prove([from, from + length], spans);
      const covered = (moment: number): boolean =>
        spans.some(([start, end]) => start <= moment && moment < end);
      if (parts.length === 0) {
        for (let n = from; n < from + length; n++) expect(covered(n)).toBe(false);
        return;
      }
      expect(minute(parts[0]?.from ?? at(-1))).toBe(from);
      expect(minute(parts.at(-1)?.to ?? at(-1))).toBe(from + length);
      parts.forEach((part, index) => {
        const next = parts[index + 1];
        if (next) expect(minute(next.from)).toBe(minute(part.to));
        for (let n = minute(part.from); n < minute(part.to); n++) expect(part.health).toBe(covered(n));
      });
    }),
  );
});
