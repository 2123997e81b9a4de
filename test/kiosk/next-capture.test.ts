import { describe, expect, test } from "vitest";
import type { Look } from "../../recognition/recognizer.ts";
import {
  type Capture,
  INSIST_MS,
  nextCapture,
  poseAsked,
  READ_MS,
  startCapture,
} from "../../web/kiosk/visit/next-capture.ts";
import { faceOf, model, refused, seen } from "../recognition/made-up-people.ts";

const step = (capture: Capture, at: number, look: Look) => nextCapture(capture, { at, look }, model);

/** After the first photo, taken at once in the pose asked for. */
const afterOne = () => step(step(startCapture, 0, seen(faceOf("ada"))), READ_MS, seen(faceOf("ada")));

describe("photos for an enrolment", () => {
  test("the first is taken once there was time to read what is asked", () => {
    const early = step(step(startCapture, 0, seen(faceOf("ada"))), READ_MS - 1, seen(faceOf("ada")));
    expect(early.photos).toHaveLength(0);
    expect(afterOne().photos).toHaveLength(1);
    expect(poseAsked(afterOne())).toBe("left");
  });

  test("a photo that is not good enough is not taken, and says why", () => {
    const capture = step(startCapture, 10_000, refused("too_dark"));
    expect(capture).toMatchObject({ photos: [], hint: "too_dark" });
  });

  test("the same picture again is not another photo", () => {
    const again = step(afterOne(), 20_000, seen(faceOf("ada"), { yaw: 0.2 }));
    expect(again).toMatchObject({ hint: "move_a_little" });
    expect(again.photos).toHaveLength(1);
  });

  test.each([
    // cos 3° is 0.9986, cos 19.4° is 0.943, and one is the same person from 0.944.
    [3, "wait", 2],
    [19.4, "another_person", 1],
  ])("a face %d° from the first is %s", (degrees, hint, photos) => {
    const next = step(afterOne(), 20_000, seen(faceOf("ada", degrees), { yaw: 0.2 }));
    expect(next.hint).toBe(hint);
    expect(next.photos).toHaveLength(photos);
  });

  test.each([
    [READ_MS, 0.1, 2],
    [READ_MS, 0.05, 1],
    [INSIST_MS - 1, 0.05, 1],
    [INSIST_MS, 0.05, 2],
  ])("%i ms after asking to turn left, a yaw of %d makes %i photos", (after, yaw, photos) => {
    const next = step(afterOne(), READ_MS + after, seen(faceOf("ada", 3), { yaw }));
    expect(next.photos).toHaveLength(photos);
  });

  test("five are all, and the sixth changes nothing", () => {
    let capture = startCapture;
    for (let each = 0; each < 40; each += 1) {
      capture = step(capture, each * INSIST_MS, seen(faceOf("ada", 2 * each)));
    }
    expect(capture.photos).toHaveLength(5);
    expect(poseAsked(capture)).toBeNull();
  });
});
