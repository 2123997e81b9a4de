import { checkImage, type RasterImage, type RgbImage } from "./image.ts";

/**
 * A picture with its halves, quarters and so on, each made when first asked for. Cutting a small chip from a large
 * picture would otherwise skip pixels and turn fine texture into noise.
 */
export interface Pyramid {
  readonly image: RasterImage;
  /** The picture halved `level` times, or as often as it can be. */
  at(level: number): { readonly image: RasterImage; readonly halvings: number };
}

/** Each pixel is the mean of four; an odd last row or column is left out. */
function halve({ data, width, height, channels }: RasterImage): RgbImage {
  const halfWidth = width >> 1;
  const halfHeight = height >> 1;
  const half = new Uint8ClampedArray(halfWidth * halfHeight * 3);
  const row = width * channels;
  let out = 0;
  for (let y = 0; y < halfHeight; y++) {
    let at = 2 * y * row;
    for (let x = 0; x < halfWidth; x++, at += 2 * channels) {
      for (let c = 0; c < 3; c++) {
        const i = at + c;
        const sum =
          (data[i] ?? 0) + (data[i + channels] ?? 0) + (data[i + row] ?? 0) + (data[i + row + channels] ?? 0);
        half[out++] = (sum + 2) >> 2;
      }
    }
  }
  return { data: half, width: halfWidth, height: halfHeight, channels: 3 };
}

/**
 * Opens a picture for detection and alignment. The picture must not change while it is in use.
 * @throws when the buffer does not hold the picture that its sizes promise
 */
export function pyramidOf(image: RasterImage): Pyramid {
  checkImage(image);
  const levels: RasterImage[] = [image];
  return {
    image,
    at(level) {
      let deepest = levels[levels.length - 1] ?? image;
      while (levels.length <= level && Math.min(deepest.width, deepest.height) >= 2) {
        deepest = halve(deepest);
        levels.push(deepest);
      }
      const halvings = Math.min(level, levels.length - 1);
      return { image: levels[halvings] ?? image, halvings };
    },
  };
}
