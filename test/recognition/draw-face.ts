import type { RasterImage } from "../../recognition/image.ts";

/** A drawn face: nobody's. `size` is the height from brow to chin or so; angles in degrees clockwise. */
export interface Drawing {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly roll?: number;
}

type Colour = readonly [number, number, number];

/** One soft ellipse, in units of the face's size from its middle, y downwards. */
interface Blot {
  readonly at: readonly [x: number, y: number];
  readonly radius: readonly [x: number, y: number];
  readonly colour: Colour;
  readonly opacity: number;
  /** Width of the soft edge as a part of the radius. */
  readonly soft: number;
}

const mirroredPair = (blot: Blot): Blot[] => [blot, { ...blot, at: [-blot.at[0], blot.at[1]] }];

const FACE: readonly Blot[] = [
  { at: [0, 0.95], radius: [0.22, 0.4], colour: [176, 130, 108], opacity: 1, soft: 0.2 },
  { at: [0, -0.22], radius: [0.52, 0.56], colour: [52, 38, 30], opacity: 1, soft: 0.08 },
  { at: [0, 0.05], radius: [0.42, 0.58], colour: [214, 168, 142], opacity: 1, soft: 0.05 },
  ...mirroredPair({ at: [0.3, 0.12], radius: [0.16, 0.4], colour: [170, 122, 100], opacity: 0.5, soft: 1 }),
  { at: [0, -0.28], radius: [0.3, 0.16], colour: [236, 198, 174], opacity: 0.6, soft: 1 },
  ...mirroredPair({ at: [0.17, -0.14], radius: [0.12, 0.03], colour: [58, 40, 32], opacity: 0.9, soft: 0.6 }),
  ...mirroredPair({ at: [0.17, -0.03], radius: [0.13, 0.08], colour: [150, 104, 86], opacity: 0.6, soft: 1 }),
  ...mirroredPair({
    at: [0.17, -0.03],
    radius: [0.085, 0.04],
    colour: [240, 236, 232],
    opacity: 1,
    soft: 0.3,
  }),
  ...mirroredPair({ at: [0.17, -0.03], radius: [0.042, 0.042], colour: [48, 36, 30], opacity: 1, soft: 0.3 }),
  { at: [0, 0.1], radius: [0.035, 0.17], colour: [240, 202, 180], opacity: 0.7, soft: 1 },
  ...mirroredPair({ at: [0.06, 0.1], radius: [0.03, 0.16], colour: [160, 112, 92], opacity: 0.35, soft: 1 }),
  ...mirroredPair({
    at: [0.05, 0.235],
    radius: [0.03, 0.018],
    colour: [92, 56, 46],
    opacity: 0.9,
    soft: 0.8,
  }),
  { at: [0, 0.385], radius: [0.15, 0.05], colour: [172, 82, 78], opacity: 0.95, soft: 0.4 },
  { at: [0, 0.38], radius: [0.14, 0.01], colour: [94, 40, 38], opacity: 0.9, soft: 0.6 },
  { at: [0, 0.47], radius: [0.1, 0.03], colour: [164, 116, 96], opacity: 0.5, soft: 1 },
];

const BACKGROUND: Colour = [132, 146, 152];

function coverage({ at, radius, opacity, soft }: Blot, x: number, y: number): number {
  const distance = Math.hypot((x - at[0]) / radius[0], (y - at[1]) / radius[1]);
  return opacity * Math.min(1, Math.max(0, (1 + soft / 2 - distance) / soft));
}

/** A picture with drawn faces on a plain wall. */
export function drawFaces(width: number, height: number, faces: readonly Drawing[]): RasterImage {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(BACKGROUND, 3 * i);
  for (const { x: middleX, y: middleY, size, roll = 0 } of faces) {
    const cos = Math.cos((roll * Math.PI) / 180);
    const sin = Math.sin((roll * Math.PI) / 180);
    for (let py = 0; py < height; py++)
      for (let px = 0; px < width; px++) {
        const dx = (px - middleX) / size;
        const dy = (py - middleY) / size;
        if (dx * dx + dy * dy > 2.5) continue;
        const x = cos * dx + sin * dy;
        const y = cos * dy - sin * dx;
        const i = 3 * (py * width + px);
        for (const blot of FACE) {
          const part = coverage(blot, x, y);
          if (part === 0) continue;
          blot.colour.forEach((value, c) => {
            data[i + c] = (data[i + c] ?? 0) * (1 - part) + value * part;
          });
        }
      }
  }
  return { data, width, height, channels: 3 };
}
