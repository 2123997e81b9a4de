import { type Affine, scaleOf } from "./affine.ts";
import type { RgbImage } from "./image.ts";
import type { Pyramid } from "./pyramid.ts";

/** The same map, into the picture halved once more: a half's pixel i covers 2i and 2i + 1, so x = 2·i + 0.5. */
function intoHalf({ a, b, c, d, e, f }: Affine): Affine {
  return { a: a / 2, b: b / 2, c: (c - 0.5) / 2, d: d / 2, e: e / 2, f: (f - 0.5) / 2 };
}

/**
 * Cuts a turned, scaled piece out of a picture with bilinear sampling; outside the picture it is black.
 * @param map from the chip's pixels to the picture's
 */
export function cutChip(pyramid: Pyramid, map: Affine, width: number, height: number): RgbImage {
  const wanted = Math.max(0, Math.floor(Math.log2(Math.max(scaleOf(map), 1))));
  const { image, halvings } = pyramid.at(wanted);
  let { a, b, c, d, e, f } = map;
  for (let i = 0; i < halvings; i++) ({ a, b, c, d, e, f } = intoHalf({ a, b, c, d, e, f }));

  const { data, channels } = image;
  const lastX = image.width - 1;
  const lastY = image.height - 1;
  const row = image.width * channels;
  const chip = new Uint8ClampedArray(width * height * 3);
  let out = 0;
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++, out += 3) {
      const x = a * u + b * v + c;
      const y = d * u + e * v + f;
      // Half a pixel beyond the last centre is still inside the picture's edge.
      if (x < -0.5 || y < -0.5 || x > lastX + 0.5 || y > lastY + 0.5) continue;
      const inX = Math.min(Math.max(x, 0), lastX);
      const inY = Math.min(Math.max(y, 0), lastY);
      const left = Math.floor(inX);
      const top = Math.floor(inY);
      const right = left < lastX ? channels : 0;
      const below = top < lastY ? row : 0;
      const alongX = inX - left;
      const alongY = inY - top;
      const at = top * row + left * channels;
      for (let k = 0; k < 3; k++) {
        const i = at + k;
        const upper = (data[i] ?? 0) * (1 - alongX) + (data[i + right] ?? 0) * alongX;
        const lower = (data[i + below] ?? 0) * (1 - alongX) + (data[i + below + right] ?? 0) * alongX;
        chip[out + k] = upper * (1 - alongY) + lower * alongY;
      }
    }
  }
  return { data: chip, width, height, channels: 3 };
}
