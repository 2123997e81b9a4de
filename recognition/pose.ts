import { eyeLine, type FaceMesh, meshPoint } from "./mesh.ts";

/** How a face is held. */
export interface Pose {
  /**
   * −1 to 1: how much nearer the nose's tip is to one edge of the face than to the other. 0 looks straight ahead;
   * positive is turned to the right of an unmirrored picture, which is the person's own left.
   */
  readonly yaw: number;
  /** Degrees; positive when the eye on the right of the picture is lower. */
  readonly roll: number;
}

const NOSE_TIP = 1;
const LEFT_EDGE = 234;
const RIGHT_EDGE = 454;

export function poseOf(mesh: FaceMesh): Pose {
  const nose = meshPoint(mesh, NOSE_TIP);
  const left = meshPoint(mesh, LEFT_EDGE);
  const right = meshPoint(mesh, RIGHT_EDGE);
  const toLeft = Math.hypot(nose.x - left.x, nose.y - left.y);
  const toRight = Math.hypot(nose.x - right.x, nose.y - right.y);
  const sum = toLeft + toRight;
  return { yaw: sum === 0 ? 0 : (toLeft - toRight) / sum, roll: (eyeLine(mesh) * 180) / Math.PI };
}
