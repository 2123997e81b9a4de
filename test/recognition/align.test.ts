import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Affine, chipToSquare, invert, mapPoint, type Point } from "../../recognition/affine.ts";
import { alignFace, alignmentOf } from "../../recognition/align.ts";
import { DLIB_LAYOUT, FIVE_POINT_LAYOUT } from "../../recognition/chip-layout.ts";
import { cutChip } from "../../recognition/cut-chip.ts";
import type { RgbImage } from "../../recognition/image.ts";
import type { FaceMesh } from "../../recognition/mesh.ts";
import { pyramidOf } from "../../recognition/pyramid.ts";
import { fitSimilarity } from "../../recognition/similarity.ts";

const similarityMap = (turn: number, scale: number, x: number, y: number): Affine => ({
  a: scale * Math.cos(turn),
  b: -scale * Math.sin(turn),
  c: x,
  d: scale * Math.sin(turn),
  e: scale * Math.cos(turn),
  f: y,
});

const anySimilarity = fc
  .record({
    turn: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    scale: fc.double({ min: 0.2, max: 5, noNaN: true }),
    x: fc.double({ min: -500, max: 500, noNaN: true }),
    y: fc.double({ min: -500, max: 500, noNaN: true }),
  })
  .map(({ turn, scale, x, y }) => similarityMap(turn, scale, x, y));

/** A face that is none: points scattered over 200 pixels, always the same. */
const somePoints: readonly Point[] = Array.from({ length: 468 }, (_, i) => ({
  x: (i * 73) % 199,
  y: (i * 151) % 211,
}));
const meshOf = (points: readonly Point[]): FaceMesh => ({ points, flag: 1 });

const close = (a: Affine, b: Affine) => {
  for (const key of ["a", "b", "c", "d", "e", "f"] as const) expect(a[key]).toBeCloseTo(b[key], 6);
};

describe("a least-squares similarity", () => {
  test("finds the turn, scale and shift that were applied", () => {
    fc.assert(
      fc.property(anySimilarity, (map) => {
        close(fitSimilarity(somePoints.map((from) => ({ from, to: mapPoint(map, from) }))), map);
      }),
    );
  });

  test("never mirrors: a mirrored face fits worse than itself", () => {
    const fit = fitSimilarity(somePoints.map((from) => ({ from, to: { x: -from.x, y: from.y } })));
    expect(fit.a * fit.e - fit.b * fit.d).toBeGreaterThanOrEqual(0);
  });

  test("refuses points that coincide", () => {
    const point = { x: 3, y: 4 };
    expect(() =>
      fitSimilarity([
        { from: point, to: point },
        { from: point, to: { x: 9, y: 9 } },
      ]),
    ).toThrow(/coincide/);
  });

  test("a map and its inverse cancel", () => {
    fc.assert(
      fc.property(anySimilarity, fc.integer({ min: -300, max: 300 }), (map, x) => {
        const there = mapPoint(map, { x, y: 7 });
        const back = mapPoint(invert(map), there);
        expect(back.x).toBeCloseTo(x, 6);
        expect(back.y).toBeCloseTo(7, 6);
      }),
    );
  });
});

describe.each([
  ["dlib's layout", DLIB_LAYOUT],
  ["the five-point layout", FIVE_POINT_LAYOUT],
])("%s", (_, layout) => {
  test("a face turned, scaled or shifted is cut from the same places of the face", () => {
    const upright = alignmentOf(meshOf(somePoints), layout);
    fc.assert(
      fc.property(anySimilarity, (map) => {
        const moved = alignmentOf(meshOf(somePoints.map((point) => mapPoint(map, point))), layout);
        for (const corner of [
          { x: 0, y: 0 },
          { x: layout.size, y: layout.size / 3 },
        ]) {
          const expected = mapPoint(map, mapPoint(upright, corner));
          const found = mapPoint(moved, corner);
          expect(found.x).toBeCloseTo(expected.x, 5);
          expect(found.y).toBeCloseTo(expected.y, 5);
        }
      }),
    );
  });

  test("a face that already lies as the layout wants is cut as it is", () => {
    const points = somePoints.map((point) => ({ ...point }));
    for (const { mesh, at } of layout.landmarks) for (const index of mesh) points[index] = at;
    close(alignmentOf(meshOf(points), layout), { a: 1, b: 0, c: 0, d: 0, e: 1, f: 0 });
  });
});

/** A smooth picture that can be drawn under any similarity: its value depends on the place on the "face" only. */
function drawUnder(map: Affine, size: number): RgbImage {
  const back = invert(map);
  const data = new Uint8ClampedArray(size * size * 3);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const at = mapPoint(back, { x, y });
      const i = 3 * (y * size + x);
      data[i] = 128 + 90 * Math.sin(at.x / 17);
      data[i + 1] = 128 + 90 * Math.cos(at.y / 13);
      data[i + 2] = 128 + 90 * Math.sin((at.x + at.y) / 29);
    }
  return { data, width: size, height: size, channels: 3 };
}

const worstDifference = (a: RgbImage, b: RgbImage) =>
  a.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (b.data[i] ?? 0))), 0);

describe("the chip", () => {
  test("of a face turned, scaled or shifted is the same picture", () => {
    const size = 700;
    const place = (turn: number, scale: number, x: number, y: number) => {
      const middle = similarityMap(turn, scale, 0, 0);
      const centre = mapPoint(middle, { x: 100, y: 105 });
      return { ...middle, c: size / 2 - centre.x + x, f: size / 2 - centre.y + y };
    };
    const chipUnder = (map: Affine) =>
      alignFace(pyramidOf(drawUnder(map, size)), meshOf(somePoints.map((point) => mapPoint(map, point))), {
        size: 100,
        landmarks: somePoints.map((at, i) => ({ mesh: [i], at: { x: at.x / 3 + 20, y: at.y / 3 + 20 } })),
      });
    const upright = chipUnder(place(0, 1, 0, 0));
    fc.assert(
      fc.property(
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        fc.double({ min: 0.8, max: 1.5, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        (turn, scale, shift) => {
          expect(worstDifference(chipUnder(place(turn, scale, shift, -shift)), upright)).toBeLessThanOrEqual(
            8,
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test("one pixel a pixel is a copy, and beyond the picture is black", () => {
    const image = drawUnder(similarityMap(0, 1, 0, 0), 20);
    const chip = cutChip(pyramidOf(image), { a: 1, b: 0, c: 10, d: 0, e: 1, f: 0 }, 20, 20);
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 20; x++)
        for (let c = 0; c < 3; c++) {
          const expected = x < 10 ? image.data[3 * (y * 20 + x + 10) + c] : 0;
          expect(chip.data[3 * (y * 20 + x) + c]).toBe(expected);
        }
  });

  test("made much smaller, fine texture becomes its mean and not noise", () => {
    const size = 256;
    const data = new Uint8ClampedArray(size * size * 3);
    for (let i = 0; i < size * size; i++) data.fill((i + (i >> 8)) % 2 === 0 ? 0 : 200, 3 * i, 3 * i + 3);
    const map = chipToSquare(32, { centre: { x: 127.5, y: 127.5 }, side: size, angle: 0 });
    const chip = cutChip(pyramidOf({ data, width: size, height: size, channels: 3 }), map, 32, 32);
    for (const value of chip.data) expect(value).toBe(100);
  });

  test.each([1, 2, 3.3, 5])("made %f times smaller, no pixel moves", (step) => {
    const size = 200;
    const data = new Uint8ClampedArray(size * size * 3);
    for (let i = 0; i < size * size; i++) data.set([i % size, Math.floor(i / size), 0], 3 * i);
    const chip = cutChip(
      pyramidOf({ data, width: size, height: size, channels: 3 }),
      { a: step, b: 0, c: 20, d: 0, e: step, f: 30 },
      20,
      20,
    );
    for (let y = 0; y < 20; y++)
      for (let x = 0; x < 20; x++) {
        // Halving rounds each time: up to a level a halving, and the chip's own rounding.
        expect(Math.abs((chip.data[3 * (y * 20 + x)] ?? 0) - (20 + step * x))).toBeLessThanOrEqual(1.01);
        expect(Math.abs((chip.data[3 * (y * 20 + x) + 1] ?? 0) - (30 + step * y))).toBeLessThanOrEqual(1.01);
      }
  });

  test("transparency is ignored", () => {
    const rgb = drawUnder(similarityMap(0, 1, 0, 0), 16);
    const rgba = new Uint8ClampedArray(16 * 16 * 4);
    for (let i = 0; i < 256; i++) rgba.set([...rgb.data.subarray(3 * i, 3 * i + 3), i], 4 * i);
    const map = chipToSquare(5, { centre: { x: 7.5, y: 7.5 }, side: 14, angle: 0.3 });
    const fromRgba = cutChip(pyramidOf({ data: rgba, width: 16, height: 16, channels: 4 }), map, 5, 5);
    expect(fromRgba.data).toEqual(cutChip(pyramidOf(rgb), map, 5, 5).data);
  });

  test("a buffer of another size than promised is refused", () => {
    expect(() => pyramidOf({ data: new Uint8Array(11), width: 2, height: 2, channels: 3 })).toThrow(
      /12 bytes, not 11/,
    );
  });
});
