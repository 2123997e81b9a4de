import { type Embedding, meanEmbedding, similarity } from "../embedding.ts";
import type { EmbeddingModel } from "../embedding-model.ts";
import { templateOf } from "../enrol.ts";
import { type Candidate, galleryOf, type Identification, identify } from "../match.ts";
import { shuffled } from "./seeded-random.ts";

/** Someone with the embeddings that passed the gates. */
export interface Subject {
  readonly name: string;
  readonly stranger: boolean;
  readonly photos: readonly { readonly embedding: Embedding; readonly enrollable: boolean }[];
}

/** How many photos a person is enrolled with, and how many frames a look is the mean of. */
export interface Setting {
  readonly photos: number;
  readonly frames: number;
}

/** One look at someone; people are numbered so that whole people can be resampled. */
export interface SearchTrial {
  readonly subject: number;
  /** The best similarity in the gallery. */
  readonly score: number;
  /** Whether that was the right person; a stranger has none. */
  readonly right: boolean;
  /** Whether the product, with its thresholds and margin, would have named somebody. */
  readonly named: boolean;
}

/** One comparison of a look with one template. */
export interface PairTrial {
  readonly subject: number;
  readonly enrolled: number;
  readonly score: number;
}

export interface Trials {
  /** People enrolled, the same ones each time. */
  readonly gallery: number;
  /** How many people there are to resample. */
  readonly subjects: number;
  /** Looks at people who are enrolled. */
  readonly mated: readonly SearchTrial[];
  /** Looks at people who are not: strangers, those with too few photos, and each enrolled person left out in turn. */
  readonly nonMated: readonly SearchTrial[];
  readonly genuine: readonly PairTrial[];
  readonly impostor: readonly PairTrial[];
}

/** Of more impostor pairs than about this a part is drawn: people, not pairs, decide how sure the result is. */
const MOST_PAIRS = 50_000;

function scoreOf(found: Identification<number>): { score: number; person?: number } {
  if (found.outcome === "recognised") return found;
  return found.reason === "nobody_enrolled" ? { score: -1 } : found.best;
}

interface Look {
  readonly subject: number;
  readonly probe: Embedding;
}

/** Divides one person's photos by chance into those to enrol and those to look at. */
function divide(subject: Subject, { photos, frames }: Setting, random: () => number) {
  const order = shuffled(subject.photos, random);
  const enrolled = subject.stranger ? [] : order.filter(({ enrollable }) => enrollable).slice(0, photos);
  const enough = photos === enrolled.length;
  const rest = enough ? order.filter((photo) => !enrolled.includes(photo)) : order;
  const looks: Embedding[] = [];
  for (let i = 0; i + frames <= rest.length; i += frames) {
    looks.push(meanEmbedding(rest.slice(i, i + frames).map(({ embedding }) => embedding)));
  }
  return { enrolled: enough ? enrolled.map(({ embedding }) => embedding) : [], looks };
}

/**
 * Enrols and looks, as often as repeated, each time with the photos divided anew.
 * @returns undefined when fewer than two people have photos enough to be enrolled, or none of them any left to look at
 */
export function runTrials(
  subjects: readonly Subject[],
  model: EmbeddingModel,
  setting: Setting,
  { repetitions, random }: { readonly repetitions: number; readonly random: () => number },
): Trials | undefined {
  const mated: SearchTrial[] = [];
  const nonMated: SearchTrial[] = [];
  const genuine: PairTrial[] = [];
  const impostor: PairTrial[] = [];
  let gallerySize = 0;

  for (let repetition = 0; repetition < repetitions; repetition++) {
    const candidates: Candidate<number>[] = [];
    const looks: Look[] = [];
    for (const [subject, person] of subjects.entries()) {
      const { enrolled, looks: probes } = divide(person, setting, random);
      if (enrolled.length > 0) candidates.push({ person: subject, template: templateOf(model, enrolled) });
      looks.push(...probes.map((probe) => ({ subject, probe })));
    }
    if (candidates.length < 2) return undefined;
    gallerySize = candidates.length;
    const drawnPart = MOST_PAIRS / (repetitions * looks.length * candidates.length);

    const gallery = galleryOf(model, candidates);
    const enrolled = new Set(candidates.map(({ person }) => person));
    for (const { subject, probe } of looks) {
      const isEnrolled = enrolled.has(subject);
      const others = isEnrolled
        ? galleryOf(
            model,
            candidates.filter(({ person }) => person !== subject),
          )
        : gallery;
      const unknown = identify(others, probe, setting);
      nonMated.push({
        subject,
        score: scoreOf(unknown).score,
        right: false,
        named: unknown.outcome === "recognised",
      });
      if (isEnrolled) {
        const known = identify(gallery, probe, setting);
        const { score, person } = scoreOf(known);
        mated.push({ subject, score, right: person === subject, named: known.outcome === "recognised" });
      }
      for (const { person, template } of candidates) {
        if (person !== subject && random() >= drawnPart) continue;
        const pairs = person === subject ? genuine : impostor;
        pairs.push({ subject, enrolled: person, score: similarity(template.mean, probe) });
      }
    }
  }
  if (mated.length === 0) return undefined;
  return { gallery: gallerySize, subjects: subjects.length, mated, nonMated, genuine, impostor };
}
