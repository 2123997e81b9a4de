import { type Embedding, similarity } from "../../../recognition/embedding.ts";
import type { EmbeddingModel } from "../../../recognition/embedding-model.ts";
import type { QualityCode } from "../../../recognition/quality.ts";
import type { Look } from "../../../recognition/recognizer.ts";

/** How the person should look at the camera for the next photo. */
export const poses = ["ahead", "left", "right", "nearer", "smile"] as const;
export type PoseAsked = (typeof poses)[number];

/** Why the frame was not taken. */
export type CaptureHint = QualityCode | "another_person" | "move_a_little" | "pose" | "wait";

/** The photos of an enrolment so far, as embeddings: pictures are not kept. */
export interface Capture {
  readonly photos: readonly Embedding[];
  /** Since when the present pose is asked for; null before the first frame. */
  readonly since: number | null;
  readonly hint: CaptureHint;
}

export const startCapture: Capture = { photos: [], since: null, hint: "wait" };

/** Time to take in what is asked. */
export const READ_MS = 1000;
/** A pose that cannot be held is not insisted on: what counts is that the photos differ. */
export const INSIST_MS = 4000;
/** Two photos more alike than this teach the net nothing. */
const TOO_ALIKE = 0.9995;
const ASIDE = 0.08;
const AHEAD = 0.1;

/** The pose asked for now; null when all photos are taken. */
export const poseAsked = ({ photos }: Capture): PoseAsked | null => poses[photos.length] ?? null;

function held(pose: PoseAsked, yaw: number): boolean {
  // Turning to the person's own left is positive.
  if (pose === "left") return yaw >= ASIDE;
  if (pose === "right") return yaw <= -ASIDE;
  return pose !== "ahead" || Math.abs(yaw) <= AHEAD;
}

/** Takes a frame in: another photo where it is good, of the same person, and different from those before. */
export function nextCapture(
  capture: Capture,
  { at, look }: { readonly at: number; readonly look: Look },
  { thresholds }: EmbeddingModel,
): Capture {
  const pose = poseAsked(capture);
  if (pose === null) return capture;
  const since = capture.since ?? at;
  const wait = (hint: CaptureHint): Capture => ({ ...capture, since, hint });
  if (look.outcome === "refused") return wait(look.code);
  const likeness = capture.photos.map((photo) => similarity(photo, look.embedding));
  if (likeness.some((score) => score < thresholds.verify)) return wait("another_person");
  if (at - since < READ_MS) return wait("wait");
  if (likeness.some((score) => score >= TOO_ALIKE)) return wait("move_a_little");
  if (!held(pose, look.quality.yaw) && at - since < INSIST_MS) return wait("pose");
  return { photos: [...capture.photos, look.embedding], since: at, hint: "wait" };
}
