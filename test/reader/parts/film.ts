import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RasterImage } from "../../../recognition/image.ts";
import { drawFaces } from "../../recognition/draw-face.ts";

const [width, height] = [480, 360];
/** Pictures a second. */
export const FILM_RATE = 5;

/** A drawn face at one of four places, with a grain of its own: the photos of one person who is nobody. */
export function drawnPhoto(take: 0 | 1 | 2 | 3): RasterImage {
  const at = [
    { x: 240, y: 180, size: 170 },
    { x: 230, y: 185, size: 190, roll: 4 },
    { x: 250, y: 175, size: 150, roll: -4 },
    { x: 235, y: 180, size: 180, roll: 2 },
  ][take];
  return grained(drawFaces(width, height, at === undefined ? [] : [at]), take + 1);
}

/** The same face drawn out sideways: somebody else, to a net that is asked strictly. */
export function drawnStranger(): RasterImage {
  const photo = drawnPhoto(3);
  const data = photo.data.slice();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const from = Math.min(width - 1, Math.max(0, Math.round((x - width / 2) / 1.35 + width / 2)));
      for (let c = 0; c < 3; c += 1) {
        data[(y * width + x) * 3 + c] = photo.data[(y * width + from) * 3 + c] ?? 0;
      }
    }
  return { ...photo, data };
}

export const drawnWall = (): RasterImage => drawFaces(width, height, []);

/** A picture as a camera gives it again: with another grain each time. */
export function grained(image: RasterImage, seed: number): RasterImage {
  let state = seed * 7919 + 1;
  const data = image.data.map((value) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.min(255, Math.max(0, value + ((state >> 16) % 31) - 15));
  });
  return { ...image, data };
}

/** Makes a film of these scenes. @param format how ffmpeg is to write it, and where to */
export async function shootFilm(
  ffmpeg: string,
  scenes: readonly { readonly image: RasterImage; readonly seconds: number }[],
  target: readonly string[],
): Promise<void> {
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`, "-r", String(FILM_RATE)];
  const child = spawn(
    ffmpeg,
    ["-v", "error", "-y", ...raw, "-i", "pipe:0", "-c:v", "mjpeg", "-q:v", "2", ...target],
    { stdio: ["pipe", "ignore", "inherit"] },
  );
  const ended = once(child, "close");
  let seed = 10;
  for (const { image, seconds } of scenes)
    for (let each = 0; each < seconds * FILM_RATE; each += 1) {
      seed += 1;
      if (!child.stdin.write(grained(image, seed).data)) await once(child.stdin, "drain");
    }
  child.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
}
