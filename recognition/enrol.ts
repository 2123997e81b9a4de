import { type Embedding, meanEmbedding, similarity } from "./embedding.ts";
import { type EmbeddingModel, MANY } from "./embedding-model.ts";

/** What is kept of a person: one embedding a photo, their mean, and the model that made them. No picture. */
export interface FaceTemplate {
  readonly model: string;
  readonly photos: readonly Embedding[];
  readonly mean: Embedding;
}

export type EnrolmentRefusal =
  | { readonly code: "too_few_photos"; readonly photos: number; readonly needed: number }
  | { readonly code: "too_many_photos"; readonly photos: number; readonly allowed: number }
  /** Two photos are one: nothing was learnt from the second. */
  | { readonly code: "same_photo"; readonly first: number; readonly second: number }
  /** Two photos do not show one person. */
  | {
      readonly code: "different_people";
      readonly first: number;
      readonly second: number;
      readonly score: number;
    };

export type Enrolment =
  | { readonly outcome: "enrolled"; readonly template: FaceTemplate }
  | { readonly outcome: "refused"; readonly refusal: EnrolmentRefusal };

const FEWEST = MANY;
const MOST = 5;

/** Two pictures of a living face, even from the same second, differ more than this. */
const SAME_PHOTO = 0.9999;

function pairRefusal(photos: readonly Embedding[], verify: number): EnrolmentRefusal | undefined {
  for (const [second, b] of photos.entries()) {
    for (const [first, a] of photos.slice(0, second).entries()) {
      const score = similarity(a, b);
      if (score >= SAME_PHOTO) return { code: "same_photo", first, second };
      if (score < verify) return { code: "different_people", first, second, score };
    }
  }
  return undefined;
}

/**
 * Makes a person's template of three to five different photos.
 * @param photos embeddings by `model`, in the order in which they were taken; refusals name them by index
 */
export function enrol(model: EmbeddingModel, photos: readonly Embedding[]): Enrolment {
  const refuse = (refusal: EnrolmentRefusal): Enrolment => ({ outcome: "refused", refusal });
  if (photos.length < FEWEST)
    return refuse({ code: "too_few_photos", photos: photos.length, needed: FEWEST });
  if (photos.length > MOST) return refuse({ code: "too_many_photos", photos: photos.length, allowed: MOST });
  const refusal = pairRefusal(photos, model.thresholds.verify);
  if (refusal !== undefined) return refuse(refusal);
  return { outcome: "enrolled", template: templateOf(model, photos) };
}

/**
 * A template of any number of photos, without {@link enrol}'s checks: for measuring what fewer photos cost.
 * @throws when there are none
 */
export function templateOf(model: EmbeddingModel, photos: readonly Embedding[]): FaceTemplate {
  return { model: model.id, photos, mean: meanEmbedding(photos) };
}
