import { describe, expect, test } from "vitest";
import {
  AWAY_MS,
  type Challenged,
  FRAMES_TO_REFUSE,
  MS_TO_REFUSE,
  nextVisit,
  type Outcome,
  TRY_AGAIN_MS,
  type Visit,
} from "../../recognition/next-visit.ts";
import type { Look } from "../../recognition/recognizer.ts";
import { crowd, faceOf, gallery, nobody, refused, seen, turned } from "./made-up-people.ts";

/** A camera that looks every 100 ms, or when told. */
function door(challenge: Challenged = "never", draws = { challenge: 0, direction: 0 }) {
  let visit: Visit<string> = { phase: "empty" };
  let at = 0;
  const outcomes: Outcome<string>[] = [];
  return {
    outcomes,
    phase: () => visit.phase,
    hint: () => (visit.phase === "looking" ? visit.hint : null),
    look(look: Look, after = 100): Outcome<string> | undefined {
      at += after;
      const step = nextVisit(visit, { at, look }, { gallery, challenge, draws });
      visit = step.visit;
      if (step.outcome !== undefined) outcomes.push(step.outcome);
      return step.outcome;
    },
  };
}

const ada = () => seen(faceOf("ada"));
const eve = () => seen(faceOf("eve"));

describe("recognising", () => {
  test("an enrolled person is welcomed at the third good frame, once", () => {
    const { look, outcomes, phase } = door();
    expect(look(seen(faceOf("ada", 1)))).toBeUndefined();
    expect(look(seen(faceOf("ada", 2)))).toBeUndefined();
    const outcome = look(seen(faceOf("ada", 3)));
    expect(outcome).toMatchObject({ kind: "welcome", person: "ada", liveness: "not_asked", flags: [] });
    for (let each = 0; each < 50; each += 1) look(ada());
    expect(outcomes).toHaveLength(1);
    expect(phase()).toBe("decided");
  });

  test("the same picture to the last bit is welcomed and flagged", () => {
    const { look, outcomes } = door();
    for (let each = 0; each < 3; each += 1) look(ada());
    expect(outcomes).toMatchObject([{ kind: "welcome", flags: ["repeated_frame"] }]);
  });

  test.each([
    // The threshold for three photos and three frames is 0.960: cos 16.2° is 0.9603, cos 16.4° is 0.9593.
    [16.2, "welcome"],
    [17.5, "not_recognised"],
  ])("a face %d° from what is enrolled is %s", (degrees, kind) => {
    const { look, outcomes } = door();
    for (let each = 0; each < 15; each += 1) look(seen(faceOf("ada", degrees)));
    expect(outcomes.map((outcome) => outcome.kind)).toEqual([kind]);
  });

  test("bad frames in between cost time and nothing else", () => {
    const { look, hint } = door();
    look(refused("too_dark"));
    expect(hint()).toBe("too_dark");
    look(ada());
    look(refused("blurred"));
    expect(hint()).toBe("blurred");
    look(ada());
    expect(look(ada())).toMatchObject({ kind: "welcome", person: "ada" });
  });

  test("frames of two people one after the other are never averaged", () => {
    const { look } = door();
    look(ada());
    look(ada());
    expect(look(seen(faceOf("ben")))).toBeUndefined();
    expect(look(seen(faceOf("ben")))).toBeUndefined();
    expect(look(seen(faceOf("ben")))).toMatchObject({ kind: "welcome", person: "ben" });
  });

  test("of two faces nobody is taken, and what was seen before is forgotten", () => {
    const { look, hint } = door();
    look(ada());
    look(ada());
    look(crowd);
    expect(hint()).toBe("several_faces");
    expect(look(ada())).toBeUndefined();
    expect(look(ada())).toBeUndefined();
    expect(look(ada())).toMatchObject({ kind: "welcome" });
  });
});

describe("strangers", () => {
  test("nobody is called unknown before enough good frames and enough time", () => {
    const fast = door();
    // Many frames in less than the time.
    for (let each = 0; each < 20; each += 1) fast.look(eve(), MS_TO_REFUSE / 21);
    expect(fast.outcomes).toEqual([]);
    const slow = door();
    // The time is over long before the frames are enough.
    for (let each = 0; each < FRAMES_TO_REFUSE - 1; each += 1) slow.look(eve(), 400);
    expect(slow.outcomes).toEqual([]);
    expect(slow.look(eve(), 400)).toEqual({
      kind: "not_recognised",
      reason: "unknown_face",
      liveness: "not_asked",
      count: true,
    });
  });

  test("a stranger who stays is looked at again, and counted once", () => {
    const { look, outcomes } = door();
    for (let ms = 0; ms < 3 * TRY_AGAIN_MS; ms += 200) look(eve(), 200);
    expect(outcomes.length).toBeGreaterThan(1);
    expect(outcomes.filter((outcome) => outcome.kind === "not_recognised" && outcome.count)).toHaveLength(1);
  });

  test("a stranger who left and came back is another visit", () => {
    const { look, outcomes, phase } = door();
    for (let each = 0; each < 12; each += 1) look(eve());
    look(nobody, AWAY_MS);
    expect(phase()).toBe("decided");
    look(nobody, 1);
    expect(phase()).toBe("empty");
    for (let each = 0; each < 12; each += 1) look(eve());
    expect(outcomes.map((outcome) => outcome.kind === "not_recognised" && outcome.count)).toEqual([
      true,
      true,
    ]);
  });
});

describe("one after the other", () => {
  test("the next person need not wait until the place is empty", () => {
    const { look, outcomes } = door();
    for (let each = 0; each < 5; each += 1) look(ada());
    for (let each = 0; each < 5; each += 1) look(seen(faceOf("ben")));
    expect(outcomes).toMatchObject([{ person: "ada" }, { person: "ben" }]);
  });

  test("one odd frame of the person who was welcomed is not somebody else", () => {
    const { look, outcomes } = door();
    for (let each = 0; each < 3; each += 1) look(ada());
    for (let each = 0; each < 20; each += 1) {
      look(eve());
      look(ada());
    }
    expect(outcomes).toHaveLength(1);
  });

  test("whoever turns to a friend for a moment is not marked twice", () => {
    const { look, outcomes } = door();
    for (let each = 0; each < 3; each += 1) look(ada());
    look(nobody, AWAY_MS);
    for (let each = 0; each < 5; each += 1) look(ada());
    expect(outcomes).toHaveLength(1);
  });
});

describe("the challenge", () => {
  const left = { challenge: 0, direction: 0 };

  function recognised(draws = left) {
    const kiosk = door("always", draws);
    for (let each = 0; each < 4; each += 1) kiosk.look(ada());
    expect(kiosk.phase()).toBe("challenge");
    return kiosk;
  }

  test("a head that turns as asked and looks back is welcomed as alive", () => {
    const { look, outcomes } = recognised();
    look(seen(faceOf("ada"), { yaw: 0.2 }));
    look(turned(0.4));
    look(ada());
    expect(outcomes).toMatchObject([{ kind: "welcome", person: "ada", liveness: "passed" }]);
  });

  test("a picture that never turns fails when the time is over", () => {
    const { look, outcomes } = recognised();
    for (let ms = 0; ms <= 9000; ms += 200) look(ada(), 200);
    expect(outcomes[0]).toEqual({
      kind: "not_recognised",
      reason: "challenge_failed",
      liveness: "failed",
      count: true,
    });
  });

  test("turning the other way fails", () => {
    const { look } = recognised();
    expect(look(turned(-0.4))).toMatchObject({ reason: "challenge_failed" });
  });

  test("somebody else who turns in the place of the recognised one fails", () => {
    const { look, outcomes } = recognised();
    look(turned(0.4));
    look(eve());
    expect(outcomes).toMatchObject([{ reason: "challenge_failed", liveness: "failed" }]);
  });

  test("a blurred frame after the turn waits for a clear one, and not for ever", () => {
    const patient = recognised();
    patient.look(turned(0.4));
    patient.look(refused("blurred"));
    expect(patient.outcomes).toEqual([]);
    expect(patient.look(ada())).toMatchObject({ kind: "welcome", liveness: "passed" });

    const blurred = recognised();
    blurred.look(turned(0.4));
    for (let each = 0; each < 30; each += 1) blurred.look(refused("blurred"));
    expect(blurred.outcomes).toMatchObject([{ reason: "challenge_failed" }]);
  });

  test.each([
    ["never", 0, "decided"],
    ["random", 0.33, "challenge"],
    ["random", 0.34, "decided"],
    ["always", 0.99, "challenge"],
  ] as const)("policy %s with a draw of %d leads to %s", (policy, challenge, phase) => {
    const kiosk = door(policy, { challenge, direction: 0 });
    for (let each = 0; each < 3; each += 1) kiosk.look(ada());
    expect(kiosk.phase()).toBe(phase);
  });
});
