import { readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { drawFaces } from "../../recognition/draw-face.ts";

/** What a pretend camera sees: one JPEG a frame, all of one size, over and over. */
export type Frames = readonly Buffer[];

const WIDTH = 640;
const HEIGHT = 480;
const WALL = { r: 132, g: 146, b: 152 };

/** How a frame differs from the one before, so that no two are the same picture. */
interface Shift {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly light: number;
}

/** A head that sways a little: nothing at random, so that a run can be repeated. */
function sway(count: number): Shift[] {
  return Array.from({ length: count }, (_, at) => ({
    x: Math.round(14 * Math.sin((2 * Math.PI * at) / count)),
    y: Math.round(8 * Math.cos((4 * Math.PI * at) / count)),
    scale: 0.86 + 0.05 * Math.sin((6 * Math.PI * at) / count),
    light: 1 + 0.06 * Math.sin((2 * Math.PI * at) / count + 1),
  }));
}

/** A person's photos in front of the camera, each for a while, swaying. */
export async function framesOfPhotos(photos: readonly string[], framesEach = 12): Promise<Frames> {
  const frames: Buffer[] = [];
  for (const photo of photos) {
    for (const { x, y, scale, light } of sway(framesEach)) {
      const height = Math.round(HEIGHT * scale);
      const { data, info } = await sharp(photo)
        .resize({ height, width: WIDTH - 80, fit: "inside" })
        .removeAlpha()
        .modulate({ brightness: light })
        .png()
        .toBuffer({ resolveWithObject: true });
      const left = Math.round((WIDTH - info.width) / 2) + x;
      const top = Math.max(0, Math.min(HEIGHT - info.height, Math.round((HEIGHT - info.height) / 2) + y));
      frames.push(
        await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: WALL } })
          .composite([{ input: data, left, top }])
          .jpeg({ quality: 92 })
          .toBuffer(),
      );
    }
  }
  return frames;
}

const MARGIN = 20;
const HEADS = 5;

/** A drawn face, nobody's, that sways and leans. */
export async function framesOfDrawing(count = 30): Promise<Frames> {
  const [width, height] = [WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN];
  const heads = Array.from({ length: HEADS }, (_, at) => {
    const drawn = drawFaces(width, height, [
      { x: width / 2, y: height / 2 - 10, size: 195 + 8 * at, roll: 2 * at - 4 },
    ]);
    return grained(drawn.data);
  });
  return Promise.all(
    sway(count).map(({ x, y, light }, at) =>
      sharp(heads[Math.floor((at * HEADS) / count)], { raw: { width, height, channels: 3 } })
        .extract({ left: MARGIN + x, top: MARGIN + y, width: WIDTH, height: HEIGHT })
        .modulate({ brightness: light })
        .jpeg({ quality: 92 })
        .toBuffer(),
    ),
  );
}

/** A drawing is smoother than any camera's picture: without grain it counts as blurred. */
function grained(smooth: Uint8Array | Uint8ClampedArray): Uint8ClampedArray {
  let seed = 1;
  return Uint8ClampedArray.from(smooth, (value) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return value + (seed >>> 27) - 16;
  });
}

/** A wall. */
export async function framesOfNobody(): Promise<Frames> {
  const wall = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: WALL } });
  return [await wall.jpeg().toBuffer()];
}

/** A picture held up to the camera, such as a QR code, as SVG. */
export async function framesOfPicture(svg: string): Promise<Frames> {
  const picture = await sharp(Buffer.from(svg)).resize(300, 300, { kernel: "nearest" }).png().toBuffer();
  return [
    await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: WALL } })
      .composite([{ input: picture }])
      .jpeg({ quality: 92 })
      .toBuffer(),
  ];
}

/** Puts frames before the camera that a browser was started with; a page sees them when it opens the camera next. */
export async function show(camera: string, frames: Frames): Promise<void> {
  // A browser that reads the old file goes on reading it.
  await writeFile(`${camera}.new`, Buffer.concat([...frames]));
  await rename(`${camera}.new`, camera);
}

/** Chromium's arguments for a camera that plays the file. */
export const cameraArguments = (camera: string): string[] => [
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  `--use-file-for-fake-video-capture=${camera}`,
];

/**
 * Photos of people for trying recognition, a folder each below the folder that `MUSTER_TEST_FACES` names, or below its
 * `london`. Null where it is not set: no photo of a person belongs to this project.
 */
export async function findTestFaces(): Promise<readonly (readonly string[])[] | null> {
  const root = process.env.MUSTER_TEST_FACES;
  if (root === undefined) return null;
  const inside = await readdir(root);
  const folder = inside.includes("london") ? join(root, "london") : root;
  const people = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  people.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    people.map(async ({ name }) =>
      (await readdir(join(folder, name)))
        .filter((file) => /\.(?:jpe?g|png|webp)$/i.test(file))
        .sort()
        .map((file) => join(folder, name, file)),
    ),
  );
}
