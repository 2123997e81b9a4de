import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { meanEmbedding, similarity } from "../../recognition/embedding.ts";
import { agreedPerson, type FrameFace, fuseFrame, fusionOptions } from "../../recognition/fuse.ts";
import type { Identification } from "../../recognition/match.ts";
import { near, someone } from "./unit-vectors.ts";

const options = fusionOptions(DLIB_RESNET.thresholds);
const frameOf = (person: number, at: number): FrameFace => ({
  at,
  embedding: near(someone(person), at + 7, 0.05),
});

function fuseAll(frames: readonly FrameFace[]) {
  let kept: readonly FrameFace[] = [];
  return frames.map((frame) => {
    const result = fuseFrame(kept, frame, options);
    kept = result.kept;
    return result.fused;
  });
}

describe("frames of one person", () => {
  test("are averaged from the third on, always the newest three", () => {
    const frames = [0, 300, 600, 900].map((at) => frameOf(1, at));
    const fused = fuseAll(frames);
    expect(fused.map((mean) => mean !== undefined)).toEqual([false, false, true, true]);
    const expected = meanEmbedding(frames.slice(1).map(({ embedding }) => embedding));
    expect(similarity(fused[3] ?? someone(9), expected)).toBe(1);
  });

  test("are nearer to the person than the worst of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (seed) => {
        const person = someone(seed);
        const frames = [1, 2, 3].map((i) => near(person, seed + i, 0.15));
        const worst = Math.min(...frames.map((frame) => similarity(person, frame)));
        expect(similarity(person, meanEmbedding(frames))).toBeGreaterThanOrEqual(worst);
      }),
    );
  });

  test.each([
    [1500, true],
    [1501, false],
  ])("a first frame %i ms old counts: %s", (age, counts) => {
    const fused = fuseAll([frameOf(1, 0), frameOf(1, 700), frameOf(1, age)]);
    expect(fused[2] !== undefined).toBe(counts);
  });

  test("a clock that went back starts again", () => {
    expect(fuseAll([frameOf(1, 5000), frameOf(1, 5300), frameOf(1, 100)])[2]).toBeUndefined();
  });
});

test("two people who follow one another are never averaged into a third", () => {
  const fused = fuseAll([frameOf(1, 0), frameOf(1, 200), frameOf(2, 400), frameOf(2, 600), frameOf(2, 800)]);
  expect(fused.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
  expect(similarity(fused[4] ?? someone(9), someone(2))).toBeGreaterThan(0.98);
});

describe("three of five in agreement", () => {
  const recognised = (person: string): Identification<string> => ({
    outcome: "recognised",
    person,
    score: 0.97,
  });
  const nobody: Identification<string> = { outcome: "not_recognised", reason: "nobody_enrolled" };
  const of = (letters: string) =>
    [...letters].map((letter) => (letter === "-" ? nobody : recognised(letter)));

  test.each([
    ["aa", undefined],
    ["aaa", "a"],
    ["a-a-a", "a"],
    ["a-a--", undefined],
    ["ababa", "a"],
    ["abab-", undefined],
    ["aab-b-b", "b"],
    ["aaabb--", undefined],
  ])("%s is %s", (letters, person) => expect(agreedPerson(of(letters))).toBe(person));

  test("no majority is refused", () =>
    expect(() => agreedPerson([], { need: 2, of: 4 })).toThrow(/majority/));
});
