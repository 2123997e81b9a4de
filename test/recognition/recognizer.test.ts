import { beforeAll, describe, expect, test, vi } from "vitest";
import { similarity } from "../../recognition/embedding.ts";
import type { RasterImage } from "../../recognition/image.ts";
import { poseOf } from "../../recognition/pose.ts";
import { ENROL_LIMITS, IDENTIFY_LIMITS, type QualityLimits } from "../../recognition/quality.ts";
import type { Recognizer } from "../../recognition/recognizer.ts";
import { type Drawing, drawFaces } from "./draw-face.ts";
import { openRecognizer } from "./open-recognizer.ts";

// Nets and resampling take seconds where the processor is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let recognizer: Recognizer;
beforeAll(async () => {
  recognizer = await openRecognizer();
});

const draw = (...faces: Drawing[]) => drawFaces(640, 480, faces);
const seen = async (image: RasterImage, limits: QualityLimits = IDENTIFY_LIMITS) => {
  const look = await recognizer.look(image, limits);
  if (look.outcome === "refused") throw new Error(`refused: ${look.code}`);
  return look;
};
const code = async (image: RasterImage, limits: QualityLimits = IDENTIFY_LIMITS) => {
  const look = await recognizer.look(image, limits);
  return look.outcome === "refused" ? look.code : undefined;
};

/** The same picture with each value changed. */
const changed = (image: RasterImage, change: (value: number) => number): RasterImage => ({
  ...image,
  data: image.data.map(change),
});

/** The same picture with each pixel the mean of those around it. */
function blurred(image: RasterImage, radius: number): RasterImage {
  const { data, width, height, channels } = image;
  const across = new Uint8ClampedArray(data.length);
  const both = new Uint8ClampedArray(data.length);
  const pass = (from: ArrayLike<number>, to: Uint8ClampedArray, stepX: number, stepY: number) => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = -radius; k <= radius; k++) {
            const px = Math.min(Math.max(x + k * stepX, 0), width - 1);
            const py = Math.min(Math.max(y + k * stepY, 0), height - 1);
            sum += from[(py * width + px) * channels + c] ?? 0;
          }
          to[(y * width + x) * channels + c] = sum / (2 * radius + 1);
        }
  };
  pass(data, across, 1, 0);
  pass(across, both, 0, 1);
  return { ...image, data: both };
}

describe("a face is found", () => {
  test.each([
    [60, 0],
    [120, 0],
    [200, 20],
    [200, -45],
    [120, 90],
  ])("of %i px, tilted by %i°", async (size, roll) => {
    const [face, ...more] = await recognizer.find(draw({ x: 300, y: 220, size, roll }));
    expect(more).toEqual([]);
    if (face === undefined) throw new Error("no face was found");
    // The middle of the mesh lies a little below the middle of the drawing.
    expect(
      Math.hypot(face.box.x + face.box.width / 2 - 300, face.box.y + face.box.height / 2 - 220),
    ).toBeLessThan(0.2 * size);
    expect(poseOf(face.mesh).roll).toBeCloseTo(roll, -1);
    expect(face.width).toBeGreaterThan(0.7 * size);
    expect(face.width).toBeLessThan(size);
  });

  test("looking ahead, the yaw is within what counts as ahead", async () => {
    const { quality } = await seen(draw({ x: 320, y: 240, size: 200 }));
    expect(Math.abs(quality.yaw)).toBeLessThan(0.15);
  });

  test("when it fills the picture, at the second try", async () => {
    const image = drawFaces(150, 180, [{ x: 75, y: 85, size: 170 }]);
    expect(await recognizer.find(image)).toHaveLength(1);
  });
});

describe("the embedding", () => {
  test("hardly changes when the face is turned, scaled or shifted", async () => {
    const upright = await seen(draw({ x: 320, y: 240, size: 180 }));
    for (const other of [
      { x: 320, y: 240, size: 180, roll: 25 },
      { x: 250, y: 200, size: 180 },
      { x: 320, y: 240, size: 140 },
    ]) {
      const look = await seen(draw(other));
      expect(similarity(look.embedding, upright.embedding)).toBeGreaterThan(0.98);
    }
  });

  test("is nearly that of the mirror image", async () => {
    const image = draw({ x: 300, y: 240, size: 180, roll: 8 });
    const flipped = Uint8ClampedArray.from(image.data);
    for (let y = 0; y < 480; y++)
      for (let x = 0; x < 640; x++)
        for (let c = 0; c < 3; c++)
          flipped[3 * (y * 640 + x) + c] = image.data[3 * (y * 640 + 639 - x) + c] ?? 0;
    const mirror = await seen({ ...image, data: flipped });
    expect(similarity((await seen(image)).embedding, mirror.embedding)).toBeGreaterThan(0.99);
  });

  test("of the same picture is the same to the last bit", async () => {
    const image = draw({ x: 320, y: 240, size: 180 });
    expect((await seen(image)).embedding).toEqual((await seen(image)).embedding);
  });
});

describe("a picture is refused", () => {
  test("without a face", async () => {
    expect(await code(draw())).toBe("no_face");
  });
  test("with two faces of one size, but not with one far behind", async () => {
    expect(await code(draw({ x: 180, y: 240, size: 150 }, { x: 460, y: 240, size: 140 }))).toBe(
      "several_faces",
    );
    const look = await seen(draw({ x: 220, y: 240, size: 200 }, { x: 520, y: 240, size: 80 }));
    expect(look.faces).toBe(2);
    expect(look.face.width).toBeGreaterThan(120);
  });
  test("when the face is too small: 80 px to enrol, 48 px to identify", async () => {
    const image = draw({ x: 320, y: 240, size: 80 });
    expect(await code(image, ENROL_LIMITS)).toBe("too_small");
    expect(await code(image)).toBeUndefined();
    expect(await code(draw({ x: 320, y: 240, size: 48 }))).toBe("too_small");
  });
  test("when the head is tilted by more than 30°", async () => {
    expect(await code(draw({ x: 320, y: 240, size: 200, roll: 25 }))).toBeUndefined();
    expect(await code(draw({ x: 320, y: 240, size: 200, roll: 40 }))).toBe("tilted");
  });
  test("when it is too dark or too bright", async () => {
    const image = draw({ x: 320, y: 240, size: 200 });
    expect(await code(changed(image, (value) => value * 0.2))).toBe("too_dark");
    expect(await code(changed(image, (value) => 200 + value * 0.2))).toBe("too_bright");
  });
  test("when it is blurred", async () => {
    const image = draw({ x: 320, y: 240, size: 200 });
    expect(await code(blurred(image, 6))).toBe("blurred");
  });
});
