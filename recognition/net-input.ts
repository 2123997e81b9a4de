import type { RgbImage } from "./image.ts";

/** How a net wants its pixels: (value − mean) / scale per channel, in the order that it was trained with. */
export interface PixelScaling {
  /** Means of red, green and blue, in this order whatever the channel order is. */
  readonly mean: readonly [red: number, green: number, blue: number];
  readonly scale: number;
  readonly channelOrder: "rgb" | "bgr";
}

/** The picture as three planes of floats, one a channel (NCHW with N = 1). */
export function netInput({ data, width, height }: RgbImage, scaling: PixelScaling): Float32Array {
  const size = width * height;
  const planes = new Float32Array(3 * size);
  scaling.mean.forEach((mean, channel) => {
    const start = (scaling.channelOrder === "rgb" ? channel : 2 - channel) * size;
    for (let i = 0; i < size; i++) planes[start + i] = ((data[3 * i + channel] ?? 0) - mean) / scaling.scale;
  });
  return planes;
}
