import { describe, expect, test } from "vitest";
import type { RgbImage } from "../../recognition/image.ts";
import type { FaceMesh } from "../../recognition/mesh.ts";
import {
  dominantFace,
  ENROL_LIMITS,
  IDENTIFY_LIMITS,
  measureQuality,
  type Quality,
  qualityRefusal,
} from "../../recognition/quality.ts";
import { suspicions } from "../../recognition/suspicion.ts";
import { someone } from "./unit-vectors.ts";

const good: Quality = { width: 200, brightness: 128, sharpness: 400, yaw: 0, roll: 0 };

describe("a face is refused for the first thing to change", () => {
  test.each<[string, Partial<Quality>, string | undefined, string | undefined]>([
    ["80 px wide", { width: 80 }, undefined, undefined],
    ["79.9 px wide", { width: 79.9 }, "too_small", undefined],
    ["48 px wide", { width: 48 }, "too_small", undefined],
    ["47.9 px wide", { width: 47.9 }, "too_small", "too_small"],
    ["brightness 40", { brightness: 40 }, undefined, undefined],
    ["brightness 39.9", { brightness: 39.9 }, "too_dark", "too_dark"],
    ["brightness 215", { brightness: 215 }, undefined, undefined],
    ["brightness 215.1", { brightness: 215.1 }, "too_bright", "too_bright"],
    ["sharpness 80", { sharpness: 80 }, undefined, undefined],
    ["sharpness 79.9", { sharpness: 79.9 }, "blurred", undefined],
    ["sharpness 25", { sharpness: 25 }, "blurred", undefined],
    ["sharpness 24.9", { sharpness: 24.9 }, "blurred", "blurred"],
    ["roll -30°", { roll: -30 }, undefined, undefined],
    ["roll -30.1°", { roll: -30.1 }, "tilted", "tilted"],
    ["yaw 0.25", { yaw: 0.25 }, undefined, undefined],
    ["yaw -0.2501", { yaw: -0.2501 }, "turned", undefined],
    ["yaw 0.35", { yaw: 0.35 }, "turned", undefined],
    ["yaw 0.3501", { yaw: 0.3501 }, "turned", "turned"],
    ["small, dark and blurred", { width: 10, brightness: 0, sharpness: 0 }, "too_small", "too_small"],
  ])("%s", (_, fault, toEnrol, toIdentify) => {
    expect(qualityRefusal({ ...good, ...fault }, ENROL_LIMITS)).toBe(toEnrol);
    expect(qualityRefusal({ ...good, ...fault }, IDENTIFY_LIMITS)).toBe(toIdentify);
  });
});

describe("measured on the aligned face", () => {
  const chipOf = (value: (x: number, y: number) => number): RgbImage => {
    const data = new Uint8ClampedArray(150 * 150 * 3);
    for (let i = 0; i < 150 * 150; i++) data.fill(value(i % 150, Math.floor(i / 150)), 3 * i, 3 * i + 3);
    return { data, width: 150, height: 150, channels: 3 };
  };
  const mesh: FaceMesh = {
    points: Array.from({ length: 468 }, (_, i) => ({ x: i, y: (i * 7) % 200 })),
    flag: 1,
  };

  test("a flat chip has its own brightness and no sharpness", () => {
    const { brightness, sharpness } = measureQuality(
      mesh,
      chipOf(() => 90),
    );
    expect(brightness).toBeCloseTo(90, 3);
    expect(sharpness).toBeCloseTo(0, 3);
  });

  test("a checkerboard of contrast c has a Laplacian of ±4c, so a variance of 16c²", () => {
    const { sharpness } = measureQuality(
      mesh,
      chipOf((x, y) => 100 + 10 * ((x + y) % 2)),
    );
    expect(sharpness).toBeCloseTo(16 * 10 * 10, 0);
  });
});

describe("one face dominates", () => {
  const faces = (...widths: number[]) => widths.map((width) => ({ width }));

  test("none is no face", () => expect(dominantFace(faces())).toEqual({ refusal: "no_face" }));
  test("one does", () => expect(dominantFace(faces(50))).toEqual({ face: { width: 50 } }));
  test("from 0.6 of its width the second is another person", () => {
    expect(dominantFace(faces(60, 100))).toEqual({ refusal: "several_faces" });
    expect(dominantFace(faces(59.9, 100))).toEqual({ face: { width: 100 } });
  });
});

describe("suspicion", () => {
  const frame = (seed: number, shift = seed, faces = 1) => ({
    faces,
    width: 100,
    mesh: { points: [{ x: 10 + shift, y: 20 }], flag: 1 },
    embedding: someone(seed),
  });

  test("people who move are not suspected", () => {
    expect(suspicions([1, 2, 3, 4, 5].map((seed) => frame(seed)))).toEqual([]);
  });
  test("two in the frame", () => expect(suspicions([frame(1), frame(2, 2, 2)])).toEqual(["two_in_frame"]));
  test("a face that never moves, over five frames", () => {
    expect(suspicions([1, 2, 3, 4, 5].map((seed) => frame(seed, 0.01 * seed)))).toEqual(["never_moves"]);
    expect(suspicions([1, 2, 3, 4].map((seed) => frame(seed, 0.01 * seed)))).toEqual([]);
  });
  test("the same embedding to the last bit, however far apart", () => {
    expect(suspicions([frame(1), frame(2), { ...frame(3), embedding: someone(1) }])).toEqual([
      "repeated_frame",
    ]);
  });
});
