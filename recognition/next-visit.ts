import {
  type Challenge,
  type ChallengeFrame,
  drawDirection,
  nextChallenge,
  startChallenge,
} from "./challenge.ts";
import { type Embedding, similarity } from "./embedding.ts";
import { agreedPerson, type FrameFace, fuseFrame, fusionOptions } from "./fuse.ts";
import { type Gallery, type Identification, identify } from "./match.ts";
import type { QualityCode } from "./quality.ts";
import type { Look } from "./recognizer.ts";
import { type Suspicion, suspicions, type WatchedFrame } from "./suspicion.ts";

/** Whether a person has to turn their head before a face counts: each time, one time in three, or not at all. */
export type Challenged = "always" | "random" | "never";

/** What came of a person's visit. */
export type Outcome<Id> =
  | {
      readonly kind: "welcome";
      readonly person: Id;
      /** Cosine similarity of the comparison that decided. */
      readonly score: number;
      readonly liveness: "passed" | "not_asked";
      /** What was odd, for a person to look at. */
      readonly flags: readonly Suspicion[];
    }
  | {
      readonly kind: "not_recognised";
      readonly reason: "unknown_face" | "challenge_failed";
      readonly liveness: "failed" | "not_asked";
      /** false when this visit was counted before. */
      readonly count: boolean;
    };

/** One person, or nobody, in front of the camera, from the first look to the last. */
export type Visit<Id> =
  | { readonly phase: "empty" }
  | Looking<Id>
  | {
      readonly phase: "challenge";
      readonly lastFaceAt: number;
      readonly candidate: Candidate<Id>;
      readonly challenge: Challenge;
      readonly counted: boolean;
    }
  /** The head was turned; one more clear view shows that it is still the same person. */
  | {
      readonly phase: "confirm";
      readonly lastFaceAt: number;
      readonly candidate: Candidate<Id>;
      readonly deadline: number;
      readonly counted: boolean;
    }
  | {
      readonly phase: "decided";
      readonly lastFaceAt: number;
      readonly at: number;
      readonly outcome: Outcome<Id>;
      /** Whose face it was decided on. */
      readonly like: Embedding | null;
      /** Frames in a row of somebody else. */
      readonly others: number;
    };

interface Looking<Id> {
  readonly phase: "looking";
  readonly lastFaceAt: number;
  readonly hint: Hint;
  /** Since when this person is well seen. */
  readonly goodSince: number | null;
  readonly kept: readonly FrameFace[];
  readonly watched: readonly WatchedFrame[];
  readonly answers: readonly Identification<Id>[];
  /** true when this visit was counted as unknown before. */
  readonly counted: boolean;
}

interface Candidate<Id> {
  readonly person: Id;
  readonly score: number;
  readonly mean: Embedding;
  readonly flags: readonly Suspicion[];
}

/** What the person should change; wording belongs to the screen. */
export type Hint = QualityCode | "hold_still";

export interface VisitFrame {
  /** Milliseconds on a clock that does not jump. */
  readonly at: number;
  readonly look: Look;
}

export interface VisitRules<Id> {
  readonly gallery: Gallery<Id>;
  readonly challenge: Challenged;
  /** Two draws from 0 up to but not including 1 that a watcher cannot foresee. */
  readonly draws: { readonly challenge: number; readonly direction: number };
}

export interface VisitStep<Id> {
  readonly visit: Visit<Id>;
  /** In the one step that decided. */
  readonly outcome?: Outcome<Id>;
}

/** A visit ends when no face was seen for so long. */
export const AWAY_MS = 3000;
/** Nobody is called unknown on fewer good frames, or in less time. */
export const FRAMES_TO_REFUSE = 5;
export const MS_TO_REFUSE = 1000;
/** Somebody who was not recognised and stays is looked at again after this, and not counted again. */
export const TRY_AGAIN_MS = 6000;
/** One blurred frame of a person resembles nobody: it takes two to be somebody else. */
const FRAMES_OF_ANOTHER = 2;
const CONFIRM_MS = 2000;
const FRAMES_WATCHED = 8;
/** `random` asks one visit in three. */
const ASKED_AT_RANDOM = 1 / 3;

const empty = { phase: "empty" } as const;

function begin<Id>(at: number, counted = false): Looking<Id> {
  return {
    phase: "looking",
    lastFaceAt: at,
    hint: "hold_still",
    goodSince: null,
    kept: [],
    watched: [],
    answers: [],
    counted,
  };
}

const noFace = ({ look }: VisitFrame): boolean => look.outcome === "refused" && look.code === "no_face";

/**
 * Moves a visit on by one frame of the camera. Pure: the same visit, frame and rules give the same step.
 *
 * A person is welcomed when the mean of three frames, or three frames of the last five each by itself, are accepted by
 * the model's threshold and margin; and, where the policy asks for it, after turning the head as asked.
 */
export function nextVisit<Id>(visit: Visit<Id>, frame: VisitFrame, rules: VisitRules<Id>): VisitStep<Id> {
  if (visit.phase === "empty") {
    return noFace(frame) ? { visit } : look(begin(frame.at), frame, rules);
  }
  switch (visit.phase) {
    case "looking":
      if (noFace(frame)) return { visit: gone(visit, frame) ? empty : { ...visit, hint: "no_face" } };
      return look(visit, frame, rules);
    case "challenge":
      return challenge(visit, frame, rules);
    case "confirm":
      return confirm(visit, frame, rules);
    case "decided":
      return stay(visit, frame, rules);
  }
}

function gone<Id>(visit: Exclude<Visit<Id>, { phase: "empty" }>, { at }: VisitFrame): boolean {
  return at - visit.lastFaceAt > AWAY_MS;
}

function look<Id>(before: Looking<Id>, frame: VisitFrame, rules: VisitRules<Id>): VisitStep<Id> {
  const { at } = frame;
  const seen = frame.look;
  if (seen.outcome === "refused") {
    // Of two people nobody knows whose the frames before were.
    if (seen.code === "several_faces") {
      return { visit: { ...begin<Id>(at, before.counted), hint: "several_faces" } };
    }
    return { visit: { ...before, lastFaceAt: at, hint: seen.code } };
  }
  const { gallery } = rules;
  const { thresholds } = gallery.model;
  const { kept, fused } = fuseFrame(
    before.kept,
    { at, embedding: seen.embedding },
    fusionOptions(thresholds),
  );
  const another = before.kept.length > 0 && kept.length === 1;
  const past = another ? begin<Id>(at, before.counted) : before;
  const answers = [...past.answers, identify(gallery, seen.embedding, { frames: 1 })].slice(
    -FRAMES_TO_REFUSE,
  );
  const watched = [
    ...past.watched,
    { faces: seen.faces, mesh: seen.face.mesh, width: seen.face.width, embedding: seen.embedding },
  ].slice(-FRAMES_WATCHED);
  const now: Looking<Id> = {
    ...past,
    lastFaceAt: at,
    hint: "hold_still",
    goodSince: past.goodSince ?? at,
    kept,
    watched,
    answers,
  };
  const person = recognise(gallery, answers, fused, kept.length);
  if (person !== null) {
    const candidate = { ...person, mean: fused ?? seen.embedding, flags: suspicions(watched) };
    return isAsked(rules) ? ask(now, candidate, at, rules) : welcome(candidate, at, "not_asked");
  }
  if (answers.length < FRAMES_TO_REFUSE || at - (now.goodSince ?? at) < MS_TO_REFUSE) return { visit: now };
  return refuse(
    {
      kind: "not_recognised",
      reason: "unknown_face",
      liveness: "not_asked",
      count: !now.counted,
    },
    at,
    fused ?? seen.embedding,
  );
}

function recognise<Id>(
  gallery: Gallery<Id>,
  answers: readonly Identification<Id>[],
  fused: Embedding | undefined,
  frames: number,
): { readonly person: Id; readonly score: number } | null {
  if (fused !== undefined) {
    const found = identify(gallery, fused, { frames });
    if (found.outcome === "recognised") return found;
  }
  const agreed = agreedPerson(answers);
  if (agreed === undefined) return null;
  const votes = answers.flatMap((answer) =>
    answer.outcome === "recognised" && answer.person === agreed ? [answer.score] : [],
  );
  return { person: agreed, score: Math.min(...votes) };
}

function isAsked<Id>({ challenge: policy, draws }: VisitRules<Id>): boolean {
  return policy === "always" || (policy === "random" && draws.challenge < ASKED_AT_RANDOM);
}

function ask<Id>(
  { counted }: Looking<Id>,
  candidate: Candidate<Id>,
  at: number,
  { draws }: VisitRules<Id>,
): VisitStep<Id> {
  const asked = startChallenge(drawDirection(draws.direction), at);
  return { visit: { phase: "challenge", lastFaceAt: at, candidate, challenge: asked, counted } };
}

function welcome<Id>(
  { person, score, mean, flags }: Candidate<Id>,
  at: number,
  liveness: "passed" | "not_asked",
): VisitStep<Id> {
  const outcome = { kind: "welcome", person, score, liveness, flags } as const;
  return { visit: { phase: "decided", lastFaceAt: at, at, outcome, like: mean, others: 0 }, outcome };
}

function refuse<Id>(
  outcome: Outcome<Id> & { kind: "not_recognised" },
  at: number,
  like: Embedding | null,
): VisitStep<Id> {
  return { visit: { phase: "decided", lastFaceAt: at, at, outcome, like, others: 0 }, outcome };
}

function failChallenge<Id>(
  { candidate, counted }: { readonly candidate: Candidate<Id>; readonly counted: boolean },
  at: number,
): VisitStep<Id> {
  return refuse(
    { kind: "not_recognised", reason: "challenge_failed", liveness: "failed", count: !counted },
    at,
    candidate.mean,
  );
}

/** Faces without a place: the challenge fails on their number alone. */
const nowhere = { box: { x: 0, y: 0, width: 0, height: 0 }, yaw: 0 };

function challengeFrame({ at, look: seen }: VisitFrame): ChallengeFrame {
  if (seen.outcome === "refused" && !("face" in seen)) {
    return { at, faces: seen.code === "several_faces" ? [nowhere, nowhere] : [] };
  }
  return { at, faces: [{ box: seen.face.box, yaw: seen.quality.yaw }] };
}

function challenge<Id>(
  visit: Extract<Visit<Id>, { phase: "challenge" }>,
  frame: VisitFrame,
  rules: VisitRules<Id>,
): VisitStep<Id> {
  const { at } = frame;
  const { candidate, counted } = visit;
  // Who leaves before anything was asked of them has failed nothing.
  if (visit.challenge.state === "look_ahead" && noFace(frame) && gone(visit, frame)) return { visit: empty };
  const next = nextChallenge(visit.challenge, challengeFrame(frame));
  if (next.state === "failed") return failChallenge(visit, at);
  const lastFaceAt = noFace(frame) ? visit.lastFaceAt : at;
  if (next.state !== "passed") return { visit: { ...visit, challenge: next, lastFaceAt } };
  const confirming = {
    phase: "confirm",
    lastFaceAt,
    candidate,
    deadline: at + CONFIRM_MS,
    counted,
  } as const;
  return confirm(confirming, frame, rules);
}

/** Whoever turned the head must be the one who was recognised. */
function confirm<Id>(
  visit: Extract<Visit<Id>, { phase: "confirm" }>,
  { at, look: seen }: VisitFrame,
  { gallery }: VisitRules<Id>,
): VisitStep<Id> {
  if (at > visit.deadline) return failChallenge(visit, at);
  if (seen.outcome === "refused") {
    return seen.code === "several_faces" ? failChallenge(visit, at) : { visit };
  }
  const same = similarity(seen.embedding, visit.candidate.mean) >= gallery.model.thresholds.verify;
  return same ? welcome(visit.candidate, at, "passed") : failChallenge(visit, at);
}

function stay<Id>(
  visit: Extract<Visit<Id>, { phase: "decided" }>,
  frame: VisitFrame,
  rules: VisitRules<Id>,
): VisitStep<Id> {
  const { at, look: seen } = frame;
  if (noFace(frame)) return { visit: gone(visit, frame) ? empty : visit };
  if (seen.outcome === "refused") return { visit: { ...visit, lastFaceAt: at } };
  const same =
    visit.like === null || similarity(seen.embedding, visit.like) >= rules.gallery.model.thresholds.verify;
  if (!same) {
    const others = visit.others + 1;
    return others < FRAMES_OF_ANOTHER
      ? { visit: { ...visit, lastFaceAt: at, others } }
      : look(begin(at), frame, rules);
  }
  if (visit.outcome.kind === "not_recognised" && at - visit.at >= TRY_AGAIN_MS) {
    return look(begin(at, true), frame, rules);
  }
  return { visit: { ...visit, lastFaceAt: at, others: 0 } };
}
