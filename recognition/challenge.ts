import { type Box, overlap } from "./suppress-overlaps.ts";

/** The person's own left or right. */
export type TurnDirection = "left" | "right";

/** What one frame of the camera shows, at a time in milliseconds on a clock that does not jump. */
export interface ChallengeFrame {
  readonly at: number;
  /** Every face in the frame that is not in the background. */
  readonly faces: readonly { readonly box: Box; readonly yaw: number }[];
}

export type ChallengeFailure =
  | "timed_out"
  /** The head was turned, but not as asked: a recording cannot know. */
  | "wrong_way"
  | "face_lost"
  /** Another face took the place, as far as its place and size can tell. */
  | "face_changed"
  | "several_faces";

/**
 * A person is asked to turn their head and look back. A photograph held up does not turn, and a recording turns as it was
 * recorded. It does not stop a mask or a picture computed live.
 */
export type Challenge =
  | { readonly state: "look_ahead"; readonly direction: TurnDirection; readonly deadline: number }
  | {
      readonly state: "turn" | "look_back";
      readonly direction: TurnDirection;
      readonly deadline: number;
      readonly seen: { readonly at: number; readonly box: Box };
    }
  | { readonly state: "passed"; readonly at: number }
  | { readonly state: "failed"; readonly reason: ChallengeFailure };

/** Looking ahead up to here, turned from there, both inclusive; in between nothing is decided. */
export const FRONTAL_YAW = 0.15;
export const TURNED_YAW = 0.35;

const TIME_LIMIT_MS = 8000;
/** A head that turns is missed for a frame or two; a face that is gone for longer may come back as another. */
const LONGEST_GAP_MS = 700;
/** From one frame to the next a head stays mostly where it was. */
const SAME_PLACE = 0.2;

/** @param random 0 up to but not including 1, from a source that a watcher cannot foresee */
export function drawDirection(random: number): TurnDirection {
  return random < 0.5 ? "left" : "right";
}

export function startChallenge(direction: TurnDirection, at: number): Challenge {
  return { state: "look_ahead", direction, deadline: at + TIME_LIMIT_MS };
}

const fail = (reason: ChallengeFailure): Challenge => ({ state: "failed", reason });

/** What the yaw says: turning to the person's left is positive in an unmirrored picture. */
function held(yaw: number): "ahead" | "between" | TurnDirection {
  if (Math.abs(yaw) <= FRONTAL_YAW) return "ahead";
  if (Math.abs(yaw) < TURNED_YAW) return "between";
  return yaw > 0 ? "left" : "right";
}

/**
 * Moves the challenge on by one frame. Once passed or failed it stays so.
 *
 * Whoever passed must be the one who was recognised: take the frames for recognition from the same run of frames, while
 * it asks to look ahead or back.
 */
export function nextChallenge(challenge: Challenge, frame: ChallengeFrame): Challenge {
  if (challenge.state === "passed" || challenge.state === "failed") return challenge;
  if (frame.at > challenge.deadline) return fail("timed_out");
  const [face, ...others] = frame.faces;
  if (others.length > 0) return fail("several_faces");

  if (challenge.state === "look_ahead") {
    if (face === undefined || held(face.yaw) !== "ahead") return challenge;
    return { ...challenge, state: "turn", seen: { at: frame.at, box: face.box } };
  }

  if (frame.at - challenge.seen.at > LONGEST_GAP_MS) return fail("face_lost");
  if (face === undefined) return challenge;
  if (overlap(face.box, challenge.seen.box) < SAME_PLACE) return fail("face_changed");
  const seen = { at: frame.at, box: face.box };
  const now = held(face.yaw);
  if (challenge.state === "look_back") {
    return now === "ahead" ? { state: "passed", at: frame.at } : { ...challenge, seen };
  }
  if (now === challenge.direction) return { ...challenge, state: "look_back", seen };
  if (now === "left" || now === "right") return fail("wrong_way");
  return { ...challenge, seen };
}
