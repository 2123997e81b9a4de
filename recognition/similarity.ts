import type { Affine, Point } from "./affine.ts";

/** A point of the face in the picture, and where it belongs in the chip. */
export interface Correspondence {
  readonly from: Point;
  readonly to: Point;
}

/**
 * The similarity (turn, scale, shift; no mirror) that brings `from` nearest to `to` in the least-squares sense.
 *
 * With both sets centred, the turn and scale (p, q) minimise Σ |(p + iq)·from − to|², so
 * p + iq = Σ conj(from)·to / Σ |from|² as complex numbers.
 * @throws when all the points of `from` coincide
 */
export function fitSimilarity(points: readonly Correspondence[]): Affine {
  const n = points.length;
  let fromX = 0;
  let fromY = 0;
  let toX = 0;
  let toY = 0;
  for (const { from, to } of points) {
    fromX += from.x / n;
    fromY += from.y / n;
    toX += to.x / n;
    toY += to.y / n;
  }
  let real = 0;
  let imaginary = 0;
  let spread = 0;
  for (const { from, to } of points) {
    const x = from.x - fromX;
    const y = from.y - fromY;
    const u = to.x - toX;
    const v = to.y - toY;
    real += x * u + y * v;
    imaginary += x * v - y * u;
    spread += x * x + y * y;
  }
  if (!(spread > 0)) throw new Error("Points that coincide cannot be aligned.");
  const p = real / spread;
  const q = imaginary / spread;
  return { a: p, b: -q, c: toX - p * fromX + q * fromY, d: q, e: p, f: toY - q * fromX - p * fromY };
}
