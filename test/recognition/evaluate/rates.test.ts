import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrapOverPeople, cautious, wilsonInterval } from "../../../recognition/evaluate/confidence.ts";
import { seededRandom, shuffled } from "../../../recognition/evaluate/seeded-random.ts";
import {
  equalErrorRate,
  rateAtOrAbove,
  thresholdForRate,
  type WeightedScores,
} from "../../../recognition/evaluate/weighted-rates.ts";

const weighted = (scores: readonly number[], weights = scores.map(() => 1)): WeightedScores => ({
  scores: Float64Array.from(scores),
  weights: Float64Array.from(weights),
});
/** 0.9001, 0.9002, ... 0.91: a hundred strangers. */
const hundred = weighted(Array.from({ length: 100 }, (_, i) => (9001 + i) / 10_000));

describe("the threshold for a rate", () => {
  test.each([
    [0, 0.9101],
    [0.01, 0.91],
    [0.019, 0.91],
    [0.02, 0.9099],
    [1, -1],
  ])("of %f of a hundred is the lowest that no more reach: %f", (rate, threshold) => {
    expect(thresholdForRate(hundred, rate)).toBe(threshold);
  });

  test("is reached by no more than the rate, and one step lower by more", () => {
    const scores = fc.array(fc.integer({ min: 9000, max: 9999 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (whole, rate) => {
        const trials = weighted(whole.toSorted((a, b) => a - b).map((score) => score / 10_000));
        const threshold = thresholdForRate(trials, rate);
        expect(rateAtOrAbove(trials, threshold)).toBeLessThanOrEqual(rate + 1e-9);
        expect(rateAtOrAbove(trials, threshold - 0.00015)).toBeGreaterThan(rate);
      }),
    );
  });

  test("counts whoever was drawn twice twice", () => {
    expect(thresholdForRate(weighted([0.91, 0.92, 0.93], [1, 1, 2]), 0.25)).toBe(0.9301);
    expect(thresholdForRate(weighted([0.91, 0.92, 0.93], [2, 1, 1]), 0.25)).toBe(0.9201);
  });
});

describe("the equal error rate", () => {
  test.each([
    ["told apart", [0.8, 0.9], [0.5, 0.6], 0],
    ["alike", [0.5, 0.6], [0.5, 0.6], 0.5],
    ["one of four wrong each way", [0.55, 0.7, 0.8, 0.9], [0.4, 0.5, 0.52, 0.6], 0.25],
  ])("of scores that are %s", (_, genuine, impostor, rate) => {
    expect(equalErrorRate(weighted(genuine), weighted(impostor))).toBe(rate);
  });
});

describe("intervals", () => {
  const options = () => ({ resamples: 400, random: seededRandom(7) });

  test("the same seed gives the same interval", () => {
    const statistic = (weights: Uint32Array) => (weights[0] ?? 0) / 5;
    expect(bootstrapOverPeople(5, statistic, options())).toEqual(
      bootstrapOverPeople(5, statistic, options()),
    );
  });

  test("resample as many people as there are, and the figure is that of everyone once", () => {
    const sums = new Set<number>();
    const { value } = bootstrapOverPeople(
      9,
      (weights) => {
        sums.add(weights.reduce((sum, weight) => sum + weight, 0));
        return weights[0] ?? 0;
      },
      options(),
    );
    expect([...sums]).toEqual([9]);
    expect(value).toBe(1);
  });

  test("a person's many photos make it no narrower", () => {
    const errors = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const width = (copies: number) => {
      const { low, high } = bootstrapOverPeople(
        errors.length,
        (weights) => {
          const wrong = errors.reduce((sum, error, i) => sum + copies * error * (weights[i] ?? 0), 0);
          return wrong / (copies * errors.length);
        },
        options(),
      );
      return high - low;
    };
    expect(width(100)).toBeCloseTo(width(1), 10);
  });

  test("no error among 20 people may still be one in six", () => {
    const { low, high } = wilsonInterval(0, 20);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(0.1611, 4);
    expect(cautious({ value: 0, low: 0, high: 0 }, 20).high).toBe(high);
    expect(wilsonInterval(0, 400).high).toBeLessThan(0.01);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test("the wider of both counts", () => {
    expect(cautious({ value: 0.1, low: 0, high: 0.9 }, 1000)).toEqual({ value: 0.1, low: 0, high: 0.9 });
  });
});

test("shuffling keeps everyone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer({ min: 0, max: 1e9 }), (things, seed) => {
      const numeric = (a: number, b: number) => a - b;
      expect(shuffled(things, seededRandom(seed)).sort(numeric)).toEqual(things.toSorted(numeric));
    }),
  );
});
