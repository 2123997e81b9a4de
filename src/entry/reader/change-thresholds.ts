import type { Thresholds } from "../../../recognition/embedding-model.ts";

/** What `--threshold` said: values by the names that `muster faces calibrate` prints. */
export type ThresholdChanges = Readonly<Record<string, number>>;

const identifyNames = ["manyPhotosManyFrames", "manyPhotosOneFrame", "fewPhotos"] as const;
const otherNames = ["margin", "verify", "lookAlike"] as const;
const names: readonly string[] = [...identifyNames, ...otherNames];

/**
 * Reads one `--threshold`: `name=value`, or a value alone for all three of identification.
 * @throws with the names there are
 */
export function readThreshold(text: string, before: ThresholdChanges = {}): ThresholdChanges {
  const [, name, number = ""] = /^(?:([A-Za-z]+)=)?(\d?\.\d+|0|1)$/.exec(text.trim()) ?? [];
  const value = Number(number);
  if (number === "" || !(value >= 0 && value < 1) || (name !== undefined && !names.includes(name))) {
    throw new Error(
      `--threshold '${text}' has to be a number from 0 to below 1, alone or as name=number; names: ${names.join(", ")}.`,
    );
  }
  const meant = name === undefined ? identifyNames : [name];
  return { ...before, ...Object.fromEntries(meant.map((each) => [each, value])) };
}

/** The model's thresholds with these changes. `strict` is never below what takes its place. */
export function changedThresholds(own: Thresholds, changes: ThresholdChanges): Thresholds {
  const { identify, margin, verify, lookAlike } = own;
  const of = (name: string, value: number): number => changes[name] ?? value;
  const manyPhotosManyFrames = of("manyPhotosManyFrames", identify.manyPhotosManyFrames);
  return {
    identify: {
      manyPhotosManyFrames,
      manyPhotosOneFrame: of("manyPhotosOneFrame", identify.manyPhotosOneFrame),
      fewPhotos: of("fewPhotos", identify.fewPhotos),
      strict: Math.max(identify.strict, manyPhotosManyFrames),
    },
    margin: of("margin", margin),
    verify: of("verify", verify),
    lookAlike: of("lookAlike", lookAlike),
  };
}
