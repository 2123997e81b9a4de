import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { embeddingModelIssues } from "../../recognition/embedding-model.ts";
import { templateOf } from "../../recognition/enrol.ts";
import type { Outcome } from "../../recognition/next-visit.ts";
import type { Look, Recognizer } from "../../recognition/recognizer.ts";
import { changedThresholds, readThreshold } from "../../src/entry/reader/change-thresholds.ts";
import { createArrivals } from "../../src/entry/reader/create-arrivals.ts";
import { createLooker } from "../../src/entry/reader/create-looker.ts";
import { scanOfOutcome } from "../../src/entry/reader/scan-of-outcome.ts";
import { keptPhotos } from "../../src/entry/reader/templates.ts";
import { faceOf, model, nobody, seen } from "../recognition/made-up-people.ts";

const frame = { data: new Uint8Array(3), width: 1, height: 1 };
const ada = {
  studentId: "CSAI1001",
  model: model.id,
  photos: keptPhotos(templateOf(model, [faceOf("ada"), faceOf("ada"), faceOf("ada")])),
};

/** A looker before whom a test puts what it likes. */
function looker() {
  let looks = 0;
  let next: Look = nobody;
  const recognizer: Recognizer = {
    model,
    lastTimes: { detect: 0, mesh: 0, align: 0, embed: 0 },
    find: () => Promise.resolve([]),
    look: () => {
      looks += 1;
      return Promise.resolve(next);
    },
  };
  const made = createLooker(recognizer, () => 0);
  let at = 0;
  const show = async (look: Look, times = 1, after = 250): Promise<Outcome<string>[]> => {
    const outcomes: Outcome<string>[] = [];
    next = look;
    for (let each = 0; each < times; each += 1) {
      at += after;
      const { outcome } = await made.look(frame, at);
      if (outcome !== null) outcomes.push(outcome);
    }
    return outcomes;
  };
  return { ...made, show, looks: () => looks };
}

describe("a looker", () => {
  test("welcomes who is enrolled from three frames at four a second, without a sign of life", async () => {
    const { know, show } = looker();
    expect(know([ada])).toEqual({ faces: 1, otherModel: [] });
    expect(await show(seen(faceOf("ada", 2)), 2)).toEqual([]);
    expect(await show(seen(faceOf("ada", 3)), 40)).toMatchObject([
      { kind: "welcome", person: "CSAI1001", liveness: "not_asked" },
    ]);
  });

  test("looks at nobody's face while nobody is enrolled", async () => {
    const { show, looks } = looker();
    await show(seen(faceOf("eve")), 10);
    expect(looks()).toBe(0);
  });

  test("who is forgotten while in view is a stranger from the next frame on", async () => {
    const { know, show } = looker();
    const ben = { ...ada, studentId: "SE2001", photos: keptPhotos(templateOf(model, [faceOf("ben")])) };
    know([ada, ben]);
    await show(seen(faceOf("ada")), 2);
    know([ben]);
    expect(await show(seen(faceOf("ada")), 12)).toMatchObject([{ kind: "not_recognised", count: true }]);
  });

  test("does not compare templates of another net, and says whose they are", async () => {
    const { know, show } = looker();
    expect(know([{ ...ada, model: "older" }])).toEqual({ faces: 0, otherModel: ["CSAI1001"] });
    expect(await show(seen(faceOf("ada")), 12)).toEqual([]);
  });

  test("tells who stands there until they have gone", async () => {
    const { know, look, show } = looker();
    know([ada]);
    await show(seen(faceOf("ada")), 4);
    expect((await look(frame, 1_250)).present).toBe("CSAI1001");
    await show(nobody, 1, 20_000);
    expect((await look(frame, 30_000)).present).toBeNull();
  });
});

describe("arrivals", () => {
  test.each([
    [60_000, false],
    [60_001, true],
  ])("seen again after %i ms: another arrival %s", (after, another) => {
    const arrivals = createArrivals(60_000);
    expect(arrivals.isArrival("CSAI1001", 0)).toBe(true);
    arrivals.seen("CSAI1001", 0);
    expect(arrivals.isArrival("CSAI1001", after)).toBe(another);
    expect(arrivals.isArrival("SE2001", after)).toBe(true);
  });

  test("whoever is seen again and again has arrived once, however long they stay", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 50 }), (gaps) => {
        const arrivals = createArrivals(60_000);
        let [at, count] = [0, 0];
        for (const gap of [0, ...gaps]) {
          at += gap;
          if (arrivals.isArrival("CSAI1001", at)) count += 1;
          arrivals.seen("CSAI1001", at);
        }
        expect(count).toBe(1);
      }),
    );
  });
});

describe("the scan of a visit", () => {
  const place = { location: "BSB214", direction: null, model: "net-1" };
  const stranger = {
    kind: "not_recognised",
    reason: "unknown_face",
    liveness: "not_asked",
    count: true,
  } as const;

  test("says who, how, how sure, by which net, and what was odd", () => {
    const welcome = {
      kind: "welcome",
      person: "CSAI1001",
      score: 0.9812,
      liveness: "not_asked",
      flags: ["never_moves", "two_in_frame"],
    } as const;
    expect(scanOfOutcome(welcome, { ...place, direction: "in" })).toEqual({
      subject: { scheme: "student_id", value: "CSAI1001" },
      decision: "granted",
      reason: "Face recognised; the face did not move; somebody else in the picture",
      method: "face",
      confidence: 0.9812,
      liveness: "not_asked",
      model: "net-1",
      location: "BSB214",
      direction: "in",
    });
  });

  test("of a stranger counts, and tells nothing of who it was", () => {
    expect(scanOfOutcome(stranger, place)).toEqual({
      decision: "unknown",
      reason: "Face not recognised",
      method: "face",
      liveness: "not_asked",
      model: "net-1",
      location: "BSB214",
    });
  });

  test("of a stranger who was counted before is none", () => {
    expect(scanOfOutcome({ ...stranger, count: false }, place)).toBeNull();
  });
});

describe("--threshold", () => {
  const own = DLIB_RESNET.thresholds;

  test("a number alone is the threshold of identification, whatever the photos and frames", () => {
    const { identify, margin } = changedThresholds(own, readThreshold("0.97"));
    expect(identify).toEqual({
      manyPhotosManyFrames: 0.97,
      manyPhotosOneFrame: 0.97,
      fewPhotos: 0.97,
      strict: 0.97,
    });
    expect(margin).toBe(own.margin);
  });

  test("names as calibrate prints them add up", () => {
    const changes = readThreshold("margin=0.02", readThreshold("manyPhotosManyFrames=.962"));
    const changed = changedThresholds(own, changes);
    expect(changed).toEqual({
      ...own,
      identify: { ...own.identify, manyPhotosManyFrames: 0.962 },
      margin: 0.02,
    });
    expect(embeddingModelIssues({ ...DLIB_RESNET, thresholds: changed })).toEqual([]);
  });

  test("nothing said changes nothing", () => {
    expect(changedThresholds(own, {})).toEqual(own);
  });

  test.each(["", "1", "-0.1", "0,97", "strictest=0.9", "__proto__=0.9", "verify=", "0.9.7"])(
    "%j is refused with the names there are",
    (text) => {
      expect(() => readThreshold(text)).toThrow(/manyPhotosManyFrames/);
    },
  );
});
