import type { EmbeddingModel, Thresholds } from "../embedding-model.ts";
import type { Estimate } from "./confidence.ts";
import { type EvaluationOptions, type EvaluationReport, evaluate } from "./evaluate.ts";
import type { SettingResult } from "./measure-setting.ts";
import type { Photo } from "./photo.ts";

/** One proposed threshold, and what it rests on. */
export interface ProposedThreshold {
  readonly name: keyof Thresholds["identify"] | "verify";
  readonly current: number;
  /** Undefined when this site's photos cannot say; the current one stays. */
  readonly measured?: Estimate;
  readonly proposed: number;
  /** People whom it was measured on. */
  readonly strangers: number;
}

export interface CalibrationReport {
  readonly model: string;
  readonly falsePositiveRate: number;
  readonly thresholds: readonly ProposedThreshold[];
  /** To put into the model's description. */
  readonly proposal: Thresholds;
  /** Fewer people than this cannot say where a rate so small lies. */
  readonly strangersNeeded: number;
  readonly evaluation: EvaluationReport;
}

/** How much stricter than the strictest of the others "strict" is. */
const STRICTER = 0.005;
/** Above this nobody would be recognised, whatever was measured. */
const CEILING = 0.999;

/** Up to three decimals, never down. */
const roundedUp = (value: number) => Math.min(CEILING, Math.ceil(value * 1000 - 1e-6) / 1000);

/**
 * Proposes thresholds from this site's photos.
 *
 * The upper end of the interval is proposed and not its middle: thresholds chosen on half of the people let two or three
 * times as many strangers of the other half in as they should have. A threshold that the photos say could be lower than
 * the current one stays where it is: a few volunteers are easier to tell apart than a school.
 */
export function calibrate(
  photos: readonly Photo[],
  model: EmbeddingModel,
  options: EvaluationOptions,
): CalibrationReport {
  const evaluation = evaluate(photos, model, options);
  const resultOf = (wantedPhotos: number, wantedFrames: number): SettingResult | undefined => {
    const result = evaluation.settings.find(
      ({ setting }) => setting.photos === wantedPhotos && setting.frames === wantedFrames,
    );
    return result?.measured ? result : undefined;
  };
  const propose = (
    name: ProposedThreshold["name"],
    current: number,
    result: SettingResult | undefined,
    measured: Estimate | undefined,
  ): ProposedThreshold => ({
    name,
    current,
    ...(measured === undefined ? {} : { measured }),
    proposed: measured === undefined ? current : Math.max(current, roundedUp(measured.high)),
    strangers: result?.people.strangers ?? 0,
  });

  const { identify, verify } = model.thresholds;
  const [threeThree, threeOne, oneOne] = [resultOf(3, 3), resultOf(3, 1), resultOf(1, 1)];
  const many = propose(
    "manyPhotosManyFrames",
    identify.manyPhotosManyFrames,
    threeThree,
    threeThree?.identification.threshold,
  );
  const one = propose(
    "manyPhotosOneFrame",
    identify.manyPhotosOneFrame,
    threeOne,
    threeOne?.identification.threshold,
  );
  const few = propose("fewPhotos", identify.fewPhotos, oneOne, oneOne?.identification.threshold);
  const card = propose("verify", verify, threeOne ?? oneOne, (threeOne ?? oneOne)?.verification.threshold);
  const strictest = Math.max(many.proposed, one.proposed, few.proposed);
  const strict = Math.max(identify.strict, roundedUp(strictest + STRICTER));

  return {
    model: model.id,
    falsePositiveRate: options.falsePositiveRate,
    thresholds: [
      many,
      one,
      few,
      { name: "strict", current: identify.strict, proposed: strict, strangers: many.strangers },
      card,
    ],
    proposal: {
      ...model.thresholds,
      identify: {
        manyPhotosManyFrames: many.proposed,
        manyPhotosOneFrame: one.proposed,
        fewPhotos: few.proposed,
        strict,
      },
      verify: card.proposed,
    },
    strangersNeeded: Math.ceil(1 / options.falsePositiveRate),
    evaluation,
  };
}
