import type { Embedding } from "../embedding.ts";
import {
  ENROL_LIMITS,
  IDENTIFY_LIMITS,
  type Quality,
  type QualityCode,
  type QualityLimits,
  qualityRefusal,
} from "../quality.ts";
import type { StageTimes } from "../recognizer.ts";

/** A photo of someone known by a folder's name, and what became of it. */
export interface Photo {
  readonly person: string;
  /** Strangers are never enrolled. */
  readonly stranger: boolean;
  readonly file: string;
  readonly result: PhotoResult;
}

export type PhotoResult =
  | { readonly outcome: "missed"; readonly code: MissCode }
  | {
      readonly outcome: "embedded";
      readonly embedding: Embedding;
      readonly quality: Quality;
      readonly times: Readonly<StageTimes> & { readonly decode: number };
    };

export type MissCode = "unreadable" | "no_face" | "several_faces";

/** What a gate says to a photo; undefined lets it pass. */
export type Gate = (quality: Quality) => QualityCode | undefined;

export const enrolGate: Gate = (quality) => qualityRefusal(quality, ENROL_LIMITS);
export const identifyGate: Gate = (quality) => qualityRefusal(quality, IDENTIFY_LIMITS);

/** Lets every face through: what the gates would have said is counted afterwards. */
export const NO_LIMITS: QualityLimits = {
  minimumWidth: 0,
  minimumBrightness: 0,
  maximumBrightness: 255,
  minimumSharpness: 0,
  maximumYaw: 1,
  maximumRoll: 180,
};
