import type { Point } from "./affine.ts";
import type { Embedding } from "./embedding.ts";
import type { FaceMesh } from "./mesh.ts";

/** What a camera should not see of living people. A flag is for a person to look at, not a refusal by itself. */
export type Suspicion = "two_in_frame" | "never_moves" | "repeated_frame";

/** What a scan's reason says of it. */
export const suspicionWords: Readonly<Record<Suspicion, string>> = {
  two_in_frame: "somebody else in the picture",
  never_moves: "the face did not move",
  repeated_frame: "the same picture twice",
};

/** One frame as far as suspicion goes. */
export interface WatchedFrame {
  readonly faces: number;
  readonly mesh: FaceMesh;
  /** Width of the face in pixels: movement is measured against it. */
  readonly width: number;
  readonly embedding: Embedding;
}

/** A living head moves by more than this part of its width within a second; a picture on a stand does not. */
const STILLNESS = 0.002;
/** With fewer frames, standing still for a moment is nothing to remark. */
const FRAMES_FOR_STILLNESS = 5;

const sameBits = (a: Embedding, b: Embedding) =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Mean distance that points moved, in widths of the face. */
function movement(a: readonly Point[], b: readonly Point[], width: number): number {
  let sum = 0;
  for (const [i, { x, y }] of a.entries()) {
    const other = b[i];
    if (other !== undefined) sum += Math.hypot(x - other.x, y - other.y);
  }
  return sum / Math.max(a.length, 1) / width;
}

/**
 * What is odd about a second or so of frames.
 * @param frames oldest first
 */
export function suspicions(frames: readonly WatchedFrame[]): Suspicion[] {
  const found: Suspicion[] = [];
  if (frames.some(({ faces }) => faces > 1)) found.push("two_in_frame");
  const [first, ...rest] = frames;
  if (first === undefined) return found;
  if (
    frames.length >= FRAMES_FOR_STILLNESS &&
    rest.every((frame) => movement(frame.mesh.points, first.mesh.points, first.width) < STILLNESS)
  ) {
    found.push("never_moves");
  }
  // A camera's noise changes every embedding; only the very same picture gives the same bits.
  if (
    rest.some((frame, i) =>
      frames.slice(0, i + 1).some((earlier) => sameBits(earlier.embedding, frame.embedding)),
    )
  ) {
    found.push("repeated_frame");
  }
  return found;
}
