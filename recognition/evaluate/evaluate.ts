import type { EmbeddingModel } from "../embedding-model.ts";
import type { QualityCode } from "../quality.ts";
import { measureSetting, type SettingResult } from "./measure-setting.ts";
import { enrolGate, type Gate, identifyGate, type MissCode, type Photo } from "./photo.ts";
import { seededRandom } from "./seeded-random.ts";
import { runTrials, type Setting, type Subject } from "./trials.ts";

/** What faces on this site's photos are worth. */
export interface EvaluationReport {
  readonly model: string;
  /** Whether photos that the quality gates refuse were left out, as the product does. */
  readonly gates: boolean;
  readonly seed: number;
  readonly repetitions: number;
  readonly resamples: number;
  readonly falsePositiveRate: number;
  readonly photos: PhotoCounts;
  readonly settings: readonly MeasuredSetting[];
  readonly aim: Aim;
  readonly milliseconds: readonly StageMilliseconds[];
}

export interface PhotoCounts {
  readonly people: number;
  readonly strangers: number;
  readonly photos: number;
  readonly missed: Readonly<Partial<Record<MissCode, number>>>;
  /** Not good enough to enrol, by the first reason. */
  readonly refusedToEnrol: Readonly<Partial<Record<QualityCode, number>>>;
  readonly refusedToIdentify: Readonly<Partial<Record<QualityCode, number>>>;
}

export type MeasuredSetting =
  | ({ readonly measured: true } & SettingResult)
  | { readonly measured: false; readonly setting: Setting };

/**
 * At most one enrolled person of a hundred not recognised where one stranger of a hundred is, with three photos and three
 * frames. Shown only when the whole interval is within it.
 */
export interface Aim {
  readonly setting: Setting;
  readonly falseNegative: number;
  readonly verdict: "shown" | "not_shown" | "not_measured";
  readonly because?: "interval_above_aim" | "too_few_strangers";
}

export interface StageMilliseconds {
  readonly stage: "decode" | "detect" | "mesh" | "align" | "embed" | "total";
  readonly median: number;
  /** 95 of 100 took no longer. */
  readonly slow: number;
}

export interface EvaluationOptions {
  readonly gates: boolean;
  readonly seed: number;
  readonly repetitions: number;
  readonly resamples: number;
  readonly falsePositiveRate: number;
}

export const EVALUATION_DEFAULTS: EvaluationOptions = {
  gates: true,
  seed: 1,
  repetitions: 10,
  resamples: 400,
  falsePositiveRate: 0.01,
};

export const SETTINGS: readonly Setting[] = [
  { photos: 1, frames: 1 },
  { photos: 1, frames: 3 },
  { photos: 3, frames: 1 },
  { photos: 3, frames: 3 },
];

const AIM = { setting: { photos: 3, frames: 3 }, falseNegative: 0.01 };

function countBy<K extends string>(keys: readonly (K | undefined)[]): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const key of keys) if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

const embeddedOf = (photos: readonly Photo[]) =>
  photos.flatMap(({ result }) => (result.outcome === "embedded" ? [result] : []));

function countPhotos(photos: readonly Photo[]): PhotoCounts {
  const known = photos.filter(({ stranger }) => !stranger);
  const embedded = embeddedOf(photos);
  return {
    people: new Set(known.map(({ person }) => person)).size,
    strangers: new Set(photos.filter(({ stranger }) => stranger).map(({ person }) => person)).size,
    photos: photos.length,
    missed: countBy(photos.map(({ result }) => (result.outcome === "missed" ? result.code : undefined))),
    refusedToEnrol: countBy(embeddedOf(known).map(({ quality }) => enrolGate(quality))),
    refusedToIdentify: countBy(embedded.map(({ quality }) => identifyGate(quality))),
  };
}

/** The people with their usable photos, in the order of their names. */
export function subjectsOf(photos: readonly Photo[], gates: boolean): Subject[] {
  const open: Gate = () => undefined;
  const toIdentify = gates ? identifyGate : open;
  const toEnrol = gates ? enrolGate : open;
  const subjects = new Map<
    string,
    { name: string; stranger: boolean; photos: Subject["photos"][number][] }
  >();
  for (const { person, stranger, result } of photos) {
    const key = `${stranger ? "stranger" : "known"}:${person}`;
    const subject = subjects.get(key) ?? { name: person, stranger, photos: [] };
    subjects.set(key, subject);
    if (result.outcome === "missed" || toIdentify(result.quality) !== undefined) continue;
    subject.photos.push({ embedding: result.embedding, enrollable: toEnrol(result.quality) === undefined });
  }
  return [...subjects.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function stageMilliseconds(photos: readonly Photo[]): StageMilliseconds[] {
  const times = embeddedOf(photos).map(({ times: { decode, detect, mesh, align, embed } }) => ({
    decode,
    detect,
    mesh,
    align,
    embed,
    total: decode + detect + mesh + align + embed,
  }));
  const at = (sorted: readonly number[], part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
  return (["decode", "detect", "mesh", "align", "embed", "total"] as const).map((stage) => {
    const sorted = times.map((time) => time[stage]).sort((a, b) => a - b);
    return { stage, median: at(sorted, 0.5), slow: at(sorted, 0.95) };
  });
}

function judge(settings: readonly MeasuredSetting[], falsePositiveRate: number): Aim {
  const result = settings.find(
    ({ setting }) => setting.photos === AIM.setting.photos && setting.frames === AIM.setting.frames,
  );
  if (result === undefined || !result.measured) return { ...AIM, verdict: "not_measured" };
  // With fewer people, the threshold for that rate rests on less than one of them.
  if (result.people.strangers < 1 / falsePositiveRate) {
    return { ...AIM, verdict: "not_shown", because: "too_few_strangers" };
  }
  if (result.identification.falseNegative.high > AIM.falseNegative) {
    return { ...AIM, verdict: "not_shown", because: "interval_above_aim" };
  }
  return { ...AIM, verdict: "shown" };
}

/** Measures verification and open-set identification on photos whose people are known. */
export function evaluate(
  photos: readonly Photo[],
  model: EmbeddingModel,
  options: EvaluationOptions,
): EvaluationReport {
  const subjects = subjectsOf(photos, options.gates);
  const settings = SETTINGS.map((setting): MeasuredSetting => {
    const random = seededRandom(options.seed);
    const trials = runTrials(subjects, model, setting, { repetitions: options.repetitions, random });
    if (trials === undefined) return { measured: false, setting };
    return { measured: true, ...measureSetting(setting, trials, model, { ...options, random }) };
  });
  return {
    model: model.id,
    ...options,
    photos: countPhotos(photos),
    settings,
    aim: judge(settings, options.falsePositiveRate),
    milliseconds: stageMilliseconds(photos),
  };
}
