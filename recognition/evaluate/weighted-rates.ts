import { fourDecimals } from "../embedding.ts";

/** A score that counts as often as its people were drawn. */
export interface Weighted {
  readonly score: number;
  readonly weight: number;
}

/** The smallest step between two similarities. */
const STEP = 0.0001;

const total = (trials: readonly Weighted[]) => trials.reduce((sum, { weight }) => sum + weight, 0);

/** Part of the trials that score at least the threshold; NaN when there are none. */
export function rateAtOrAbove(trials: readonly Weighted[], threshold: number): number {
  const above = trials.reduce((sum, { score, weight }) => (score >= threshold ? sum + weight : sum), 0);
  return above / total(trials);
}

/**
 * The lowest threshold that at most this part of the trials reaches.
 * @param descending the trials, highest score first
 */
export function thresholdForRate(descending: readonly Weighted[], rate: number): number {
  const allowed = rate * total(descending);
  let reached = 0;
  for (const { score, weight } of descending) {
    reached += weight;
    // Sums of weights are whole numbers; their product with the rate is not.
    if (reached > allowed + 1e-9) return fourDecimals(score + STEP);
  }
  return -1;
}

/**
 * Equal error rate: where as many of the genuine are refused as of the impostors accepted, or between the two steps
 * nearest to it.
 * @param genuine ascending by score
 * @param impostor descending by score
 */
export function equalErrorRate(genuine: readonly Weighted[], impostor: readonly Weighted[]): number {
  const genuineTotal = total(genuine);
  const impostorTotal = total(impostor);
  let accepted = impostorTotal;
  let last = impostor.length - 1;
  let refused = 0;
  let best = 1;
  // At the threshold of each genuine score in turn, those below it are refused.
  for (const { score, weight } of genuine) {
    for (let next = impostor[last]; next !== undefined && next.score < score; next = impostor[last]) {
      accepted -= next.weight;
      last -= 1;
    }
    best = Math.min(best, Math.max(refused / genuineTotal, accepted / impostorTotal));
    refused += weight;
  }
  return best;
}
