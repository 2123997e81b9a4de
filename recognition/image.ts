/** A picture in memory: rows from the top, 8 bits a channel, RGB or RGBA (a canvas gives RGBA; alpha is ignored). */
export interface RasterImage {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
}

/** A picture without alpha, as cut out for a net. */
export interface RgbImage extends RasterImage {
  readonly data: Uint8ClampedArray;
  readonly channels: 3;
}

/** @throws when the buffer does not hold the picture that its sizes promise */
export function checkImage(image: RasterImage): void {
  const { width, height, channels, data } = image;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new Error(`A picture of ${width} × ${height} pixels cannot be looked at.`);
  }
  const needed = width * height * channels;
  if (data.length !== needed) {
    throw new Error(
      `A picture of ${width} × ${height} × ${channels} has ${needed} bytes, not ${data.length}.`,
    );
  }
}
