import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Challenge, drawDirection, nextChallenge, startChallenge } from "../../recognition/challenge.ts";

const box = { x: 100, y: 100, width: 200, height: 200 };
type Step = { at?: number; yaw?: number; none?: boolean; two?: boolean; x?: number };

function play(direction: "left" | "right", steps: readonly Step[]): Challenge {
  return steps.reduce<Challenge>(
    (challenge, { at, yaw = 0, none, two, x = 100 }, i) => {
      const face = { box: { ...box, x }, yaw };
      return nextChallenge(challenge, {
        at: at ?? (i + 1) * 200,
        faces: none ? [] : two ? [face, face] : [face],
      });
    },
    startChallenge(direction, 0),
  );
}

const failed = (reason: string) => ({ state: "failed", reason });

describe("turn your head", () => {
  test.each([
    ["left", 0.5],
    ["right", -0.5],
  ] as const)("ahead, %s, and ahead again is passed", (direction, yaw) => {
    expect(play(direction, [{ yaw: 0 }, { yaw: yaw / 2 }, { yaw }, { yaw: yaw / 2 }, { yaw: 0 }])).toEqual({
      state: "passed",
      at: 1000,
    });
  });

  test.each([
    [0.15, "turn"],
    [-0.15, "turn"],
    [0.1501, "look_ahead"],
    [-0.1501, "look_ahead"],
  ])("a start at yaw %f leads to %s", (yaw, state) => expect(play("left", [{ yaw }]).state).toBe(state));

  test.each([
    ["left", 0.35, "look_back"],
    ["left", 0.3499, "turn"],
    ["right", -0.35, "look_back"],
    ["right", -0.3499, "turn"],
  ] as const)("asked to turn %s, a yaw of %f leads to %s", (direction, yaw, state) =>
    expect(play(direction, [{}, { yaw }]).state).toBe(state),
  );

  test.each([
    [0.15, "passed"],
    [0.1501, "look_back"],
  ])("looking back to %f: %s", (yaw, state) =>
    expect(play("left", [{}, { yaw: 0.4 }, { yaw }]).state).toBe(state),
  );

  test("the other way fails: a recording cannot know which way is asked", () => {
    expect(play("left", [{}, { yaw: -0.35 }])).toEqual(failed("wrong_way"));
  });

  test("one who starts turned has to look ahead first", () => {
    expect(play("left", [{ yaw: 0.5 }, { yaw: 0.5 }]).state).toBe("look_ahead");
  });

  test.each([
    [8000, "passed"],
    [8001, "failed"],
  ])("done after %i ms: %s", (at, state) => {
    expect(play("left", [{ at: 7000 }, { at: 7500, yaw: 0.4 }, { at }]).state).toBe(state);
  });

  test("without anyone it times out", () => {
    expect(play("left", [{ none: true }, { at: 8001, none: true }])).toEqual(failed("timed_out"));
  });

  test.each([
    [900, "turn"],
    [901, "failed"],
  ])("a face gone since 200 ms and back at %i ms: %s", (at, state) => {
    expect(play("left", [{ at: 200 }, { at: 500, none: true }, { at }]).state).toBe(state);
  });

  test("a face elsewhere is another face", () => {
    expect(play("left", [{}, { yaw: 0.4, x: 280 }])).toEqual(failed("face_changed"));
  });

  test("a second face fails it", () =>
    expect(play("left", [{}, { two: true }])).toEqual(failed("several_faces")));

  test("passed or failed stays so", () => {
    const passed = play("left", [{}, { yaw: 0.4 }, {}]);
    expect(nextChallenge(passed, { at: 1e9, faces: [] })).toBe(passed);
    const lost = play("left", [{}, { yaw: -0.4 }]);
    expect(nextChallenge(lost, { at: 600, faces: [{ box, yaw: 0 }] })).toBe(lost);
  });

  test("nothing that stays within ±0.35 ever passes: a photograph does not turn", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.3499, max: 0.3499, noNaN: true }), { maxLength: 39 }),
        fc.constantFrom("left" as const, "right" as const),
        (yaws, direction) => {
          expect(
            play(
              direction,
              yaws.map((yaw) => ({ yaw })),
            ).state,
          ).not.toBe("passed");
        },
      ),
    );
  });
});

test.each([
  [0, "left"],
  [0.4999, "left"],
  [0.5, "right"],
  [0.9999, "right"],
])("%f draws %s", (random, direction) => expect(drawDirection(random)).toBe(direction));
