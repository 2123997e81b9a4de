import { acceptanceThreshold, type EmbeddingModel } from "../embedding-model.ts";
import { bootstrapOverPeople, cautious, type Estimate } from "./confidence.ts";
import type { PairTrial, SearchTrial, Setting, Trials } from "./trials.ts";
import { equalErrorRate, rateAtOrAbove, thresholdForRate, type WeightedScores } from "./weighted-rates.ts";

/** Measured rates of one setting, all as parts of 1. */
export interface SettingResult {
  readonly setting: Setting;
  readonly gallery: number;
  readonly people: { readonly enrolled: number; readonly strangers: number };
  readonly looks: { readonly enrolled: number; readonly strangers: number };
  readonly verification: {
    readonly equalErrorRate: Estimate;
    /** True accepts where one impostor of a thousand is accepted. */
    readonly trueAcceptRate: Estimate;
    readonly threshold: Estimate;
  };
  readonly identification: {
    /** The threshold that lets in the part of strangers that was asked for, without a margin. */
    readonly threshold: Estimate;
    /** Enrolled people not named, or named as another, at that threshold. */
    readonly falseNegative: Estimate;
  };
  /** With the model's own threshold and margin, as the product decides. */
  readonly asShipped: {
    readonly threshold: number;
    readonly falseNegative: Estimate;
    readonly falsePositive: Estimate;
  };
}

export const FALSE_MATCH_RATE = 0.001;

const distinct = (trials: readonly { readonly subject: number }[]) =>
  new Set(trials.map(({ subject }) => subject)).size;

/** Trials sorted once, to be weighted for each draw of people. */
interface SortedTrials {
  readonly scores: Float64Array;
  readonly subjects: Uint32Array;
  /** The person compared with; the same as the subject when only the subject counts. */
  readonly others: Uint32Array;
}

function sorted(trials: readonly (SearchTrial | PairTrial)[]): SortedTrials {
  const ascending = trials.toSorted((a, b) => a.score - b.score);
  return {
    scores: Float64Array.from(ascending, ({ score }) => score),
    subjects: Uint32Array.from(ascending, ({ subject }) => subject),
    others: Uint32Array.from(ascending, (trial) => ("enrolled" in trial ? trial.enrolled : trial.subject)),
  };
}

/** A trial counts as often as both its people were drawn; with themselves a person is one. */
function drawn({ scores, subjects, others }: SortedTrials, people: Uint32Array): WeightedScores {
  const weights = new Float64Array(scores.length);
  for (let i = 0; i < weights.length; i++) {
    const subject = subjects[i] ?? 0;
    const other = others[i] ?? 0;
    const weight = people[subject] ?? 0;
    weights[i] = subject === other ? weight : weight * (people[other] ?? 0);
  }
  return { scores, weights };
}

/** A wrong name counts as a score that no threshold accepts. */
const rightOnly = (trials: readonly SearchTrial[]) =>
  trials.map((trial) => (trial.right ? trial : { ...trial, score: Number.NEGATIVE_INFINITY }));

/**
 * Rates and their intervals from trials.
 * @param falsePositiveRate part of strangers who may be named
 */
export function measureSetting(
  setting: Setting,
  trials: Trials,
  model: EmbeddingModel,
  options: { readonly falsePositiveRate: number; readonly resamples: number; readonly random: () => number },
): SettingResult {
  const estimate = (statistic: (weights: Uint32Array) => number) =>
    bootstrapOverPeople(trials.subjects, statistic, options);
  const people = { enrolled: distinct(trials.mated), strangers: distinct(trials.nonMated) };

  const strangers = sorted(trials.nonMated);
  const mated = sorted(rightOnly(trials.mated));
  const searchThreshold = (weights: Uint32Array) =>
    thresholdForRate(drawn(strangers, weights), options.falsePositiveRate);

  const genuine = sorted(trials.genuine);
  const impostors = sorted(trials.impostor);
  const pairThreshold = (weights: Uint32Array) =>
    thresholdForRate(drawn(impostors, weights), FALSE_MATCH_RATE);

  const rateOf = (looks: readonly SearchTrial[], counts: (trial: SearchTrial) => boolean) => {
    const outcomes = sorted(looks.map((trial) => ({ ...trial, score: counts(trial) ? 1 : 0 })));
    return estimate((weights) => rateAtOrAbove(drawn(outcomes, weights), 1));
  };

  return {
    setting,
    gallery: trials.gallery,
    people,
    looks: { enrolled: trials.mated.length, strangers: trials.nonMated.length },
    verification: {
      equalErrorRate: cautious(
        estimate((weights) => equalErrorRate(drawn(genuine, weights), drawn(impostors, weights))),
        people.enrolled,
      ),
      trueAcceptRate: cautious(
        estimate((weights) => rateAtOrAbove(drawn(genuine, weights), pairThreshold(weights))),
        people.enrolled,
      ),
      threshold: estimate(pairThreshold),
    },
    identification: {
      threshold: estimate(searchThreshold),
      falseNegative: cautious(
        estimate((weights) => 1 - rateAtOrAbove(drawn(mated, weights), searchThreshold(weights))),
        people.enrolled,
      ),
    },
    asShipped: {
      threshold: acceptanceThreshold(model.thresholds, setting),
      falseNegative: cautious(
        rateOf(trials.mated, ({ named, right }) => !(named && right)),
        people.enrolled,
      ),
      falsePositive: cautious(
        rateOf(trials.nonMated, ({ named }) => named),
        people.strangers,
      ),
    },
  };
}
