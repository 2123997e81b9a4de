import { fourDecimals } from "../embedding.ts";

/**
 * Scores in ascending order, each counting as often as its people were drawn. Typed arrays, because a bootstrap walks
 * them some hundred times.
 */
export interface WeightedScores {
  readonly scores: Float64Array;
  readonly weights: Float64Array;
}

/** The smallest step between two similarities. */
const STEP = 0.0001;

function total({ weights }: WeightedScores): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i] ?? 0;
  return sum;
}

/** Part of the trials that score at least the threshold; NaN when there are none. */
export function rateAtOrAbove(trials: WeightedScores, threshold: number): number {
  const { scores, weights } = trials;
  let above = 0;
  for (let i = scores.length - 1; i >= 0 && (scores[i] ?? 0) >= threshold; i--) above += weights[i] ?? 0;
  return above / total(trials);
}

/** The lowest threshold that at most this part of the trials reaches. */
export function thresholdForRate(trials: WeightedScores, rate: number): number {
  const { scores, weights } = trials;
  const allowed = rate * total(trials);
  let reached = 0;
  for (let i = scores.length - 1; i >= 0; i--) {
    reached += weights[i] ?? 0;
    // Sums of weights are whole numbers; their product with the rate is not.
    if (reached > allowed + 1e-9) return fourDecimals((scores[i] ?? 0) + STEP);
  }
  return -1;
}

/** Equal error rate: the larger of the two errors, at that genuine score where it is smallest. */
export function equalErrorRate(genuine: WeightedScores, impostor: WeightedScores): number {
  const genuineTotal = total(genuine);
  const impostorTotal = total(impostor);
  let accepted = impostorTotal;
  let refused = 0;
  let next = 0;
  let best = 1;
  // At the threshold of each genuine score in turn, those below it are refused.
  for (let i = 0; i < genuine.scores.length; i++) {
    const threshold = genuine.scores[i] ?? 0;
    while (next < impostor.scores.length && (impostor.scores[next] ?? 0) < threshold) {
      accepted -= impostor.weights[next] ?? 0;
      next += 1;
    }
    best = Math.min(best, Math.max(refused / genuineTotal, accepted / impostorTotal));
    refused += genuine.weights[i] ?? 0;
  }
  return best;
}
