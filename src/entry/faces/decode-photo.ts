import sharp from "sharp";
import type { RasterImage } from "../../../recognition/image.ts";

/** Faces of 24 px in 640 were found, so a larger picture only costs time. */
const LONGEST_SIDE = 1280;

/**
 * Reads a picture, turned upright as its EXIF data says (a face on its side is not recognised), at most 1,280 px long.
 * @throws when the file cannot be read as a picture
 */
export async function decodePhoto(path: string): Promise<RasterImage> {
  const { data, info } = await sharp(path)
    .rotate()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true })
    .flatten()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`${path} came out with ${info.channels} channels instead of 3.`);
  return { data, width: info.width, height: info.height, channels: 3 };
}
