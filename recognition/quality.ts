import type { RgbImage } from "./image.ts";
import { type FaceMesh, levelledExtent } from "./mesh.ts";
import { poseOf } from "./pose.ts";

/** Why a picture is of no use. What to tell the person is the screen's. */
export type QualityCode =
  | "no_face"
  | "several_faces"
  | "too_small"
  | "tilted"
  | "turned"
  | "too_dark"
  | "too_bright"
  | "blurred";

/** What was measured on one face. */
export interface Quality {
  /** Width of the levelled face in the picture's pixels, edge to edge of the mesh. */
  readonly width: number;
  /** Mean brightness of the aligned face, 0 to 255. */
  readonly brightness: number;
  /** Variance of the Laplacian of the aligned face: low when it is out of focus or moved. */
  readonly sharpness: number;
  readonly yaw: number;
  /** Degrees. */
  readonly roll: number;
}

/** What a face must be for a purpose; all limits are inclusive. */
export interface QualityLimits {
  readonly minimumWidth: number;
  readonly minimumBrightness: number;
  readonly maximumBrightness: number;
  readonly minimumSharpness: number;
  readonly maximumYaw: number;
  readonly maximumRoll: number;
}

/** An enrolled photo is compared with for years: it has to be better than a glance at the door. */
export const ENROL_LIMITS: QualityLimits = {
  minimumWidth: 80,
  minimumBrightness: 40,
  maximumBrightness: 215,
  minimumSharpness: 80,
  maximumYaw: 0.25,
  maximumRoll: 30,
};

export const IDENTIFY_LIMITS: QualityLimits = {
  ...ENROL_LIMITS,
  minimumWidth: 48,
  minimumSharpness: 25,
  maximumYaw: 0.35,
};

/** Luma of ITU-R BT.601. */
function brightnessOf({ data, width, height }: RgbImage): Float32Array {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * (data[3 * i] ?? 0) + 0.587 * (data[3 * i + 1] ?? 0) + 0.114 * (data[3 * i + 2] ?? 0);
  }
  return grey;
}

/** Variance of the Laplacian over the inner pixels. */
function sharpnessOf(grey: Float32Array, width: number, height: number): number {
  let sum = 0;
  let squares = 0;
  const count = (width - 2) * (height - 2);
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const around =
        (grey[i - 1] ?? 0) + (grey[i + 1] ?? 0) + (grey[i - width] ?? 0) + (grey[i + width] ?? 0);
      const value = around - 4 * (grey[i] ?? 0);
      sum += value;
      squares += value * value;
    }
  const mean = sum / count;
  return squares / count - mean * mean;
}

/**
 * Measures a face.
 * @param chip the face aligned to `DLIB_LAYOUT`, for which the limits were measured, whatever model embeds it
 */
export function measureQuality(mesh: FaceMesh, chip: RgbImage): Quality {
  const grey = brightnessOf(chip);
  return {
    width: levelledExtent(mesh).width,
    brightness: grey.reduce((sum, value) => sum + value, 0) / grey.length,
    sharpness: sharpnessOf(grey, chip.width, chip.height),
    ...poseOf(mesh),
  };
}

/** The first thing to change, in the order in which a person can: come closer, straighten up, find light, hold still. */
export function qualityRefusal(quality: Quality, limits: QualityLimits): QualityCode | undefined {
  if (quality.width < limits.minimumWidth) return "too_small";
  if (Math.abs(quality.roll) > limits.maximumRoll) return "tilted";
  if (Math.abs(quality.yaw) > limits.maximumYaw) return "turned";
  if (quality.brightness < limits.minimumBrightness) return "too_dark";
  if (quality.brightness > limits.maximumBrightness) return "too_bright";
  if (quality.sharpness < limits.minimumSharpness) return "blurred";
  return undefined;
}

/** A face this part of the largest one's width stands in the background; from there on it is a second person. */
const BACKGROUND = 0.6;

/** The one face that is looked at: the widest, when every other is clearly smaller. */
export function dominantFace<T extends { readonly width: number }>(
  faces: readonly T[],
): { readonly face: T } | { readonly refusal: "no_face" | "several_faces" } {
  const [widest, second] = faces.toSorted((a, b) => b.width - a.width);
  if (widest === undefined) return { refusal: "no_face" };
  if (second !== undefined && second.width >= BACKGROUND * widest.width) return { refusal: "several_faces" };
  return { face: widest };
}
