import type { Recognizer } from "../../../recognition/recognizer.ts";
import { openRecognizer } from "../faces/open-recognizer.ts";
import { changedThresholds } from "./change-thresholds.ts";
import type { LookerSettings } from "./looker-calls.ts";

/**
 * Opens recognition with the thresholds that the operator chose.
 * @throws when a net is missing, or a threshold cannot be one
 */
export function openReaderRecognizer({
  models,
  embeddingModel,
  thresholds,
}: LookerSettings): Promise<Recognizer> {
  return openRecognizer(models, embeddingModel ?? undefined, (model) => ({
    ...model,
    thresholds: changedThresholds(model.thresholds, thresholds),
  }));
}
