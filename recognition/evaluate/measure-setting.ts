import { acceptanceThreshold, type EmbeddingModel } from "../embedding-model.ts";
import { bootstrapOverPeople, cautious, type Estimate } from "./confidence.ts";
import type { PairTrial, SearchTrial, Setting, Trials } from "./trials.ts";
import { equalErrorRate, rateAtOrAbove, thresholdForRate, type Weighted } from "./weighted-rates.ts";

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

const descending = <T extends { readonly score: number }>(trials: readonly T[]) =>
  trials.toSorted((a, b) => b.score - a.score);

/** A look counts as often as its person was drawn. */
const drawnLooks = (trials: readonly SearchTrial[], weights: Uint32Array): Weighted[] =>
  trials.map(({ score, subject }) => ({ score, weight: weights[subject] ?? 0 }));

/** A comparison counts as often as both its people were drawn; with itself a person is one. */
const drawnPairs = (trials: readonly PairTrial[], weights: Uint32Array): Weighted[] =>
  trials.map(({ score, subject, enrolled }) => {
    const weight = weights[subject] ?? 0;
    return { score, weight: subject === enrolled ? weight : weight * (weights[enrolled] ?? 0) };
  });

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

  const strangers = descending(trials.nonMated);
  const mated = rightOnly(trials.mated);
  const searchThreshold = (weights: Uint32Array) =>
    thresholdForRate(drawnLooks(strangers, weights), options.falsePositiveRate);

  const genuine = trials.genuine.toSorted((a, b) => a.score - b.score);
  const impostors = descending(trials.impostor);
  const pairThreshold = (weights: Uint32Array) =>
    thresholdForRate(drawnPairs(impostors, weights), FALSE_MATCH_RATE);

  const namedRate = (looks: readonly SearchTrial[], counts: (trial: SearchTrial) => boolean) =>
    estimate((weights) =>
      rateAtOrAbove(
        looks.map((trial) => ({ score: counts(trial) ? 1 : 0, weight: weights[trial.subject] ?? 0 })),
        1,
      ),
    );

  return {
    setting,
    gallery: trials.gallery,
    people,
    looks: { enrolled: trials.mated.length, strangers: trials.nonMated.length },
    verification: {
      equalErrorRate: cautious(
        estimate((weights) => equalErrorRate(drawnPairs(genuine, weights), drawnPairs(impostors, weights))),
        people.enrolled,
      ),
      trueAcceptRate: cautious(
        estimate((weights) => rateAtOrAbove(drawnPairs(genuine, weights), pairThreshold(weights))),
        people.enrolled,
      ),
      threshold: estimate(pairThreshold),
    },
    identification: {
      threshold: estimate(searchThreshold),
      falseNegative: cautious(
        estimate((weights) => 1 - rateAtOrAbove(drawnLooks(mated, weights), searchThreshold(weights))),
        people.enrolled,
      ),
    },
    asShipped: {
      threshold: acceptanceThreshold(model.thresholds, setting),
      falseNegative: cautious(
        namedRate(trials.mated, ({ named, right }) => !(named && right)),
        people.enrolled,
      ),
      falsePositive: cautious(
        namedRate(trials.nonMated, ({ named }) => named),
        people.strangers,
      ),
    },
  };
}
