/**
 * An affine map of the plane: x' = a·x + b·y + c, y' = d·x + e·y + f. Pixel centres lie at whole numbers.
 */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function mapPoint({ a, b, c, d, e, f }: Affine, { x, y }: Point): Point {
  return { x: a * x + b * y + c, y: d * x + e * y + f };
}

/** The map that undoes this one. @throws when it flattens the plane and cannot be undone */
export function invert({ a, b, c, d, e, f }: Affine): Affine {
  const determinant = a * e - b * d;
  if (determinant === 0) throw new Error("A map that flattens the plane cannot be undone.");
  return {
    a: e / determinant,
    b: -b / determinant,
    c: (b * f - e * c) / determinant,
    d: -d / determinant,
    e: a / determinant,
    f: (d * c - a * f) / determinant,
  };
}

/** How many lengths in the target one length in the source becomes. */
export function scaleOf({ a, b, d, e }: Affine): number {
  return Math.sqrt(Math.abs(a * e - b * d));
}

/**
 * The map from a square chip to a turned square of the picture.
 * @param chip side of the chip in pixels
 * @param square centre and side in the picture's pixels, turned clockwise (y points down) by `angle` radians
 */
export function chipToSquare(
  chip: number,
  square: { readonly centre: Point; readonly side: number; readonly angle: number },
): Affine {
  const step = square.side / chip;
  const cos = Math.cos(square.angle) * step;
  const sin = Math.sin(square.angle) * step;
  const middle = (chip - 1) / 2;
  return {
    a: cos,
    b: -sin,
    c: square.centre.x - cos * middle + sin * middle,
    d: sin,
    e: cos,
    f: square.centre.y - sin * middle - cos * middle,
  };
}
