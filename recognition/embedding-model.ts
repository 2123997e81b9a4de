import type { ChipLayout } from "./chip-layout.ts";
import type { PixelScaling } from "./net-input.ts";

/**
 * Everything that has to go with an embedding net's ONNX file for it to be of use. Ours is `DLIB_RESNET`; an operator
 * with a model of their own fills one of these in:
 *
 * - The file has one input of [1, 3, size, size] float32 and its first output is one vector a face.
 * - A wrong mean, scale or channel order costs accuracy and nothing fails: compare with an embedding from the model's
 *   own code before use.
 * - Thresholds cannot be carried from one model to another. Take them from `muster faces calibrate` on photos of the site.
 * - The `id` is kept with every face template, and templates of another id are never compared: a changed file needs a new
 *   id, and everyone has to be enrolled again.
 */
export interface EmbeddingModel {
  readonly id: string;
  /** How the face lies in the chip; `FIVE_POINT_LAYOUT` is that of ArcFace-class nets. */
  readonly layout: ChipLayout;
  readonly scaling: PixelScaling;
  /** Numbers in an embedding. */
  readonly length: number;
  /** Whether to average with the mirror image: two runs a face, and better for most nets. */
  readonly mirror: boolean;
  readonly thresholds: Thresholds;
}

/** Similarities from which a face is accepted, all inclusive. They belong to one model. */
export interface Thresholds {
  /** Finding someone in a gallery (1:N). */
  readonly identify: {
    /** A person enrolled with three photos or more, seen in three frames or more. */
    readonly manyPhotosManyFrames: number;
    /** A person enrolled with three photos or more, seen in fewer frames. */
    readonly manyPhotosOneFrame: number;
    /** A person enrolled with fewer photos. */
    readonly fewPhotos: number;
    /** In place of all of these where a wrong mark costs more than a card. */
    readonly strict: number;
  };
  /** How far the best has to be ahead of the second best. */
  readonly margin: number;
  /** Confirming who someone says they are, behind a card or PIN (1:1). */
  readonly verify: number;
  /** A new person this near to somebody enrolled is a look-alike, a twin, or enrolled twice. */
  readonly lookAlike: number;
}

/** Photos and frames from which the better thresholds hold. */
export const MANY = 3;

/**
 * The similarity from which a person in the gallery is accepted.
 * @param photos how many photos that person was enrolled with
 * @param frames how many frames the probe is the mean of
 */
export function acceptanceThreshold(
  { identify }: Thresholds,
  { photos, frames, strict = false }: { photos: number; frames: number; strict?: boolean },
): number {
  if (strict) return identify.strict;
  if (photos < MANY) return identify.fewPhotos;
  return frames < MANY ? identify.manyPhotosOneFrame : identify.manyPhotosManyFrames;
}

/** What is wrong with a model's description: one line each, none when it can be used. */
export function embeddingModelIssues(model: EmbeddingModel): string[] {
  const issues: string[] = [];
  if (model.id.trim() === "") issues.push("id: is empty");
  if (!(model.scaling.scale > 0)) issues.push("scaling.scale: has to be above 0");
  if (!Number.isInteger(model.length) || model.length < 1)
    issues.push("length: has to be a whole number above 0");
  if (!Number.isInteger(model.layout.size) || model.layout.size < 16)
    issues.push("layout.size: is too small");
  if (model.layout.landmarks.length < 2) issues.push("layout.landmarks: at least two are needed");
  for (const { mesh } of model.layout.landmarks) {
    if (mesh.length === 0 || mesh.some((index) => !Number.isInteger(index) || index < 0 || index > 467)) {
      issues.push(`layout.landmarks: mesh points run from 0 to 467, not ${mesh.join(", ") || "none"}`);
    }
  }
  const { identify, verify, lookAlike, margin } = model.thresholds;
  for (const [name, value] of Object.entries({ ...identify, verify, lookAlike })) {
    if (!(value > -1 && value < 1)) issues.push(`thresholds.${name}: has to lie between -1 and 1`);
  }
  if (!(margin >= 0 && margin < 2)) issues.push("thresholds.margin: has to be 0 or more");
  return issues;
}
