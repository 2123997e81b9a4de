import { type Embedding, fourDecimals, similarity } from "./embedding.ts";
import { acceptanceThreshold, type EmbeddingModel } from "./embedding-model.ts";
import type { FaceTemplate } from "./enrol.ts";

/** A person who may be in front of the camera. `Id` is whatever the caller calls people by. */
export interface Candidate<Id> {
  readonly person: Id;
  readonly template: FaceTemplate;
}

/**
 * The people a face is compared with, side by side in one typed array. Keep it small: false accepts grow with its size,
 * so it is the class that is expected here, not the university.
 */
export interface Gallery<Id> {
  readonly model: EmbeddingModel;
  readonly people: readonly { readonly person: Id; readonly photos: number }[];
  readonly means: Float32Array;
}

export interface Ranked<Id> {
  readonly person: Id;
  /** Cosine similarity to four decimals. */
  readonly score: number;
}

export type Identification<Id> =
  | {
      readonly outcome: "recognised";
      readonly person: Id;
      readonly score: number;
      /** How far ahead of the second best; absent when nobody else was in the gallery. */
      readonly ahead?: number;
    }
  | { readonly outcome: "not_recognised"; readonly reason: "nobody_enrolled" }
  | {
      readonly outcome: "not_recognised";
      readonly reason: "below_threshold" | "too_close_to_another";
      readonly best: Ranked<Id>;
      readonly second?: Ranked<Id>;
    };

/**
 * Lays out the templates for searching.
 * @throws when a template was made by another model, or a person is listed twice (they would be their own second best)
 */
export function galleryOf<Id>(model: EmbeddingModel, candidates: readonly Candidate<Id>[]): Gallery<Id> {
  const means = new Float32Array(candidates.length * model.length);
  const seen = new Set<Id>();
  const people = candidates.map(({ person, template }, row) => {
    if (template.model !== model.id) {
      throw new Error(`A template of model ${template.model} cannot be compared by model ${model.id}.`);
    }
    if (seen.has(person)) throw new Error(`Person ${String(person)} is in the gallery twice.`);
    seen.add(person);
    means.set(template.mean, row * model.length);
    return { person, photos: template.photos.length };
  });
  return { model, people, means };
}

/** The two best rows by scalar product; of equals the earlier. One pass, no sorting. */
function bestTwo(means: Float32Array, length: number, probe: Embedding) {
  let best = { row: -1, score: Number.NEGATIVE_INFINITY };
  let second = best;
  for (let row = 0, at = 0; at < means.length; row++, at += length) {
    let score = 0;
    for (let i = 0; i < length; i++) score += (means[at + i] ?? 0) * (probe[i] ?? 0);
    if (score > best.score) {
      second = best;
      best = { row, score };
    } else if (score > second.score) {
      second = { row, score };
    }
  }
  return { best, second };
}

/**
 * Who of the gallery this is: the best, when accepted by the threshold for this person's photos and these frames and
 * ahead of the second best by the model's margin.
 * @param frames how many frames the probe is the mean of
 * @throws when the probe is of another model's length
 */
export function identify<Id>(
  gallery: Gallery<Id>,
  probe: Embedding,
  { frames, strict = false }: { readonly frames: number; readonly strict?: boolean },
): Identification<Id> {
  const { model, people, means } = gallery;
  if (probe.length !== model.length)
    throw new Error(`A face of ${probe.length} numbers is not of model ${model.id}.`);
  const found = bestTwo(means, model.length, probe);
  const first = people[found.best.row];
  if (first === undefined) return { outcome: "not_recognised", reason: "nobody_enrolled" };

  const runnerUp = people[found.second.row];
  const best = { person: first.person, score: fourDecimals(found.best.score) };
  const second =
    runnerUp === undefined
      ? {}
      : { second: { person: runnerUp.person, score: fourDecimals(found.second.score) } };
  if (best.score < acceptanceThreshold(model.thresholds, { photos: first.photos, frames, strict })) {
    return { outcome: "not_recognised", reason: "below_threshold", best, ...second };
  }
  if (second.second === undefined) return { outcome: "recognised", ...best };
  const ahead = fourDecimals(best.score - second.second.score);
  if (ahead < model.thresholds.margin) {
    return { outcome: "not_recognised", reason: "too_close_to_another", best, ...second };
  }
  return { outcome: "recognised", ...best, ahead };
}

/** Whether this is who they say they are (1:1, behind a card or PIN). @throws when the template is another model's */
export function verify(
  model: EmbeddingModel,
  template: FaceTemplate,
  probe: Embedding,
): { readonly accepted: boolean; readonly score: number } {
  if (template.model !== model.id) {
    throw new Error(`A template of model ${template.model} cannot be compared by model ${model.id}.`);
  }
  const score = similarity(template.mean, probe);
  return { accepted: score >= model.thresholds.verify, score };
}

/**
 * Enrolled people whom a new template resembles: twins, siblings, or the same person enrolled before. Nothing else guards
 * against them, so somebody has to look.
 * @returns the most alike first
 */
export function lookAlikes<Id>(gallery: Gallery<Id>, template: FaceTemplate): Ranked<Id>[] {
  const { model, people, means } = gallery;
  if (template.model !== model.id) {
    throw new Error(`A template of model ${template.model} cannot be compared by model ${model.id}.`);
  }
  return people
    .map(({ person }, row) => ({
      person,
      score: similarity(means.subarray(row * model.length, (row + 1) * model.length), template.mean),
    }))
    .filter(({ score }) => score >= model.thresholds.lookAlike)
    .sort((a, b) => b.score - a.score);
}
