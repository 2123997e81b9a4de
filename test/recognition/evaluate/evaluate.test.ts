import { describe, expect, test, vi } from "vitest";
import { DLIB_RESNET } from "../../../recognition/dlib-resnet.ts";
import { calibrate } from "../../../recognition/evaluate/calibrate.ts";
import { evaluationChart } from "../../../recognition/evaluate/chart.ts";
import {
  EVALUATION_DEFAULTS,
  type EvaluationReport,
  evaluate,
} from "../../../recognition/evaluate/evaluate.ts";
import type { Photo } from "../../../recognition/evaluate/photo.ts";
import type { Quality } from "../../../recognition/quality.ts";
import { near, someone } from "../unit-vectors.ts";

// Nets and resampling take seconds where the processor is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const good: Quality = { width: 200, brightness: 128, sharpness: 400, yaw: 0, roll: 0 };
const times = { decode: 1, detect: 2, mesh: 3, align: 4, embed: 5 };
const options = { ...EVALUATION_DEFAULTS, repetitions: 2, resamples: 60 };

/** Photos of a pretend person: `looks` is whose face it really is. */
function photosOf(
  person: number,
  count: number,
  { stranger = false, looks = person, quality = good, spread = 0.1 } = {},
) {
  return Array.from(
    { length: count },
    (_, i): Photo => ({
      person: `person ${person}`,
      stranger,
      file: `${person}/${i}`,
      result: {
        outcome: "embedded",
        embedding: near(someone(looks), 1000 * person + i, spread),
        quality,
        times,
      },
    }),
  );
}
const people = (count: number, photos: number) =>
  Array.from({ length: count }, (_, i) => photosOf(i + 1, photos)).flat();
const strangers = (count: number) =>
  Array.from({ length: count }, (_, i) => photosOf(5000 + i, 3, { stranger: true })).flat();

function settingOf(report: EvaluationReport, photos: number, frames: number) {
  const found = report.settings.find(({ setting }) => setting.photos === photos && setting.frames === frames);
  if (found === undefined || !found.measured) throw new Error(`${photos} + ${frames} was not measured`);
  return found;
}

describe("people who are easily told apart", () => {
  const report = evaluate([...people(12, 6), ...strangers(10)], DLIB_RESNET, options);

  test("are all recognised, and no stranger is", () => {
    const result = settingOf(report, 3, 3);
    expect(result).toMatchObject({ gallery: 12, people: { enrolled: 12, strangers: 22 } });
    expect(result.identification.falseNegative.value).toBe(0);
    expect(result.asShipped.falseNegative.value).toBe(0);
    expect(result.asShipped.falsePositive.value).toBe(0);
    expect(result.verification.equalErrorRate.value).toBe(0);
    expect(result.verification.trueAcceptRate.value).toBe(1);
  });

  test("show nothing all the same while they are few", () => {
    expect(settingOf(report, 3, 3).identification.falseNegative.high).toBeGreaterThan(0.2);
    expect(report.aim).toMatchObject({ verdict: "not_shown", because: "too_few_strangers" });
  });

  test("the same seed gives the same report", () => {
    expect(evaluate([...people(12, 6), ...strangers(10)], DLIB_RESNET, options)).toEqual(report);
  });

  test("times are medians, and their sum is measured for each photo", () => {
    expect(report.milliseconds.find(({ stage }) => stage === "total")).toEqual({
      stage: "total",
      median: 15,
      slow: 15,
    });
  });
});

describe("the aim", () => {
  test("is not shown with strangers enough, while the interval reaches above it", () => {
    const report = evaluate([...people(12, 6), ...strangers(100)], DLIB_RESNET, options);
    expect(report.aim).toMatchObject({ verdict: "not_shown", because: "interval_above_aim" });
  });

  test("is shown by 400 people without an error", () => {
    const few = { ...options, repetitions: 1, resamples: 20 };
    expect(evaluate(people(400, 6), DLIB_RESNET, few).aim.verdict).toBe("shown");
  });

  test("is not measured where nobody has six photos", () => {
    const report = evaluate(people(12, 5), DLIB_RESNET, options);
    expect(report.aim.verdict).toBe("not_measured");
    expect(report.settings.map(({ measured }) => measured)).toEqual([true, true, true, false]);
  });
});

test("two people with one face are mistaken for each other, and seen to be", () => {
  const twins = [photosOf(1, 6), photosOf(2, 6, { looks: 1 }), people(10, 6).slice(12)].flat();
  const result = settingOf(evaluate(twins, DLIB_RESNET, options), 3, 3);
  // The margin keeps the product from naming either, and without a margin a twin passes as a stranger would not.
  expect(result.asShipped.falseNegative.value).toBeCloseTo(2 / 10, 6);
  expect(result.asShipped.falsePositive.value).toBeCloseTo(2 / 10, 6);
  expect(result.identification.threshold.value).toBeGreaterThan(0.97);
});

describe("photos", () => {
  const small = { ...good, width: 60 };
  const photos: Photo[] = [
    ...people(5, 4),
    ...photosOf(6, 4, { quality: small }),
    { person: "person 1", stranger: false, file: "x", result: { outcome: "missed", code: "no_face" } },
    { person: "person 2", stranger: false, file: "y", result: { outcome: "missed", code: "unreadable" } },
  ];

  test("that were missed or refused are counted", () => {
    expect(evaluate(photos, DLIB_RESNET, options).photos).toEqual({
      people: 6,
      strangers: 0,
      photos: 26,
      missed: { no_face: 1, unreadable: 1 },
      refusedToEnrol: { too_small: 4 },
      refusedToIdentify: {},
    });
  });

  test("too small to enrol are not enrolled, but looked at; without gates they are", () => {
    const gated = settingOf(evaluate(photos, DLIB_RESNET, options), 1, 1);
    expect(gated).toMatchObject({ gallery: 5, people: { enrolled: 5, strangers: 6 } });
    const open = settingOf(evaluate(photos, DLIB_RESNET, { ...options, gates: false }), 1, 1);
    expect(open).toMatchObject({ gallery: 6, people: { enrolled: 6, strangers: 6 } });
  });
});

describe("calibration", () => {
  const report = calibrate([...people(12, 6), ...strangers(20)], DLIB_RESNET, options);

  test("never proposes less than now: a few volunteers are easier to tell apart than a school", () => {
    expect(report.proposal).toEqual(DLIB_RESNET.thresholds);
    for (const { measured } of report.thresholds) if (measured) expect(measured.high).toBeLessThan(0.9);
  });

  test("proposes the upper end of the interval, rounded up, where people are alike", () => {
    const family = Array.from({ length: 12 }, (_, i) => photosOf(i + 1, 6, { looks: 1, spread: 0.2 })).flat();
    const alike = calibrate(family, DLIB_RESNET, options);
    const many = alike.thresholds.find(({ name }) => name === "manyPhotosManyFrames");
    if (many?.measured === undefined) throw new Error("three photos and frames were not measured");
    expect(many.proposed).toBeGreaterThanOrEqual(many.measured.high);
    expect(many.proposed).toBeGreaterThan(many.current);
    expect(many.proposed * 1000).toBeCloseTo(Math.round(many.proposed * 1000), 6);
    expect(alike.proposal.identify.manyPhotosManyFrames).toBe(many.proposed);
    expect(alike.proposal.identify.strict).toBeGreaterThanOrEqual(many.proposed);
  });

  test("keeps what it could not measure, and says so", () => {
    const short = calibrate(people(12, 2), DLIB_RESNET, options);
    const many = short.thresholds.find(({ name }) => name === "manyPhotosManyFrames");
    expect(many).toEqual({ name: "manyPhotosManyFrames", current: 0.96, proposed: 0.96, strangers: 0 });
    expect(short.strangersNeeded).toBe(100);
  });
});

test("the chart has a bar for each setting measured and a word for each that was not", () => {
  const svg = evaluationChart(evaluate(people(12, 5), DLIB_RESNET, options));
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg.match(/not measured/g)).toHaveLength(1);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});
