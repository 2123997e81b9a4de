import { NO_LIMITS, type Photo, type PhotoResult } from "../../../recognition/evaluate/photo.ts";
import type { RasterImage } from "../../../recognition/image.ts";
import type { Recognizer } from "../../../recognition/recognizer.ts";
import { decodePhoto } from "./decode-photo.ts";
import type { PhotoFile } from "./find-photos.ts";

async function lookAt(recognizer: Recognizer, path: string): Promise<PhotoResult> {
  const start = performance.now();
  let image: RasterImage;
  try {
    image = await decodePhoto(path);
  } catch {
    // Counted in the report by its code: one damaged photo must not end a measurement of thousands.
    return { outcome: "missed", code: "unreadable" };
  }
  const decode = performance.now() - start;
  const look = await recognizer.look(image, NO_LIMITS);
  if (look.outcome === "seen") {
    const times = { ...recognizer.lastTimes, decode };
    return { outcome: "embedded", embedding: look.embedding, quality: look.quality, times };
  }
  if (look.code !== "no_face" && look.code !== "several_faces") {
    throw new Error(`${path} was refused as ${look.code} although nothing was asked of it.`);
  }
  return { outcome: "missed", code: look.code };
}

/** Looks at every photo in turn. @param progress called after each with how many are done */
export async function lookAtPhotos(
  recognizer: Recognizer,
  files: readonly PhotoFile[],
  progress: (done: number) => void,
): Promise<Photo[]> {
  const photos: Photo[] = [];
  for (const { person, stranger, path } of files) {
    photos.push({ person, stranger, file: path, result: await lookAt(recognizer, path) });
    progress(photos.length);
  }
  return photos;
}
