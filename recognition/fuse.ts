import { type Embedding, meanEmbedding, similarity } from "./embedding.ts";
import { MANY } from "./embedding-model.ts";
import type { Identification } from "./match.ts";

/** One frame's face, at a time in milliseconds on any clock that does not jump. */
export interface FrameFace {
  readonly at: number;
  readonly embedding: Embedding;
}

export interface FusionOptions {
  /** Frames to average. */
  readonly frames: number;
  /** Older frames are forgotten, milliseconds. */
  readonly window: number;
  /** A frame less like the others than this is somebody else, and the count starts again with it. */
  readonly samePerson: number;
}

/** About a second of a camera at a door. */
export function fusionOptions(thresholds: { readonly verify: number }): FusionOptions {
  return { frames: MANY, window: 1500, samePerson: thresholds.verify };
}

/**
 * Takes a frame in.
 *
 * People follow one another at a door: faces of two people must never be averaged into a third.
 * @param kept the frames kept so far, oldest first
 * @returns the frames to keep, and once there are enough the mean of the newest
 */
export function fuseFrame(
  kept: readonly FrameFace[],
  frame: FrameFace,
  { frames, window, samePerson }: FusionOptions,
): { readonly kept: readonly FrameFace[]; readonly fused?: Embedding } {
  const recent = kept.filter(({ at }) => frame.at - at <= window && at <= frame.at);
  const same = recent.every(({ embedding }) => similarity(embedding, frame.embedding) >= samePerson);
  const now = same ? [...recent, frame].slice(-frames) : [frame];
  if (now.length < frames) return { kept: now };
  return { kept: now, fused: meanEmbedding(now.map(({ embedding }) => embedding)) };
}

/**
 * The other way to use several frames: the person whom enough of the last ones agree on.
 * @param last what each frame gave by itself, oldest first; only the last `of` count
 * @returns undefined while no one has `need` votes; two people cannot both have them when `need` is over half of `of`
 */
export function agreedPerson<Id>(
  last: readonly Identification<Id>[],
  { need = 3, of = 5 }: { readonly need?: number; readonly of?: number } = {},
): Id | undefined {
  if (need * 2 <= of) throw new Error(`${need} of ${of} is no majority: two people could both have it.`);
  const votes = new Map<Id, number>();
  for (const frame of last.slice(-of)) {
    if (frame.outcome !== "recognised") continue;
    const count = (votes.get(frame.person) ?? 0) + 1;
    if (count >= need) return frame.person;
    votes.set(frame.person, count);
  }
  return undefined;
}
