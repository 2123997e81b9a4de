import type { Hint } from "../../../recognition/next-visit.ts";
import type { CaptureHint, PoseAsked } from "./next-capture.ts";

/** What to tell a person whose face cannot be used yet. */
export const hintWords: Readonly<Record<Hint, string>> = {
  no_face: "Look at the camera",
  several_faces: "One at a time, please",
  too_small: "Come closer",
  tilted: "Hold your head straight",
  turned: "Look straight at the camera",
  too_dark: "More light is needed on your face",
  too_bright: "Too much light: step out of the sun",
  blurred: "Hold still",
  hold_still: "Hold still",
};

export const captureWords: Readonly<Record<Exclude<CaptureHint, "pose" | "wait">, string>> = {
  ...hintWords,
  another_person: "This is not the same person as in the photos before",
  move_a_little: "Move a little: this is the same picture as before",
};

export const poseWords: Readonly<Record<PoseAsked, string>> = {
  ahead: "Look straight at the camera",
  left: "Turn your head a little to your left",
  right: "Turn your head a little to your right",
  nearer: "Come a little nearer, or step back a little",
  smile: "Smile, or take your glasses off or put them on",
};
