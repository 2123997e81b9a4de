import { describe, expect, test } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import type { Embedding } from "../../recognition/embedding.ts";
import {
  acceptanceThreshold,
  type EmbeddingModel,
  embeddingModelIssues,
} from "../../recognition/embedding-model.ts";
import { templateOf } from "../../recognition/enrol.ts";
import { galleryOf, identify, lookAlikes, verify } from "../../recognition/match.ts";
import { atCosine, near, someone } from "./unit-vectors.ts";

const model = DLIB_RESNET;
const template = (embedding: Embedding, photos = 3) => templateOf(model, Array(photos).fill(embedding));
const axis = atCosine(1);

describe.each([100, 1_000, 10_000])("in a gallery of %i", (size) => {
  const gallery = galleryOf(
    model,
    Array.from({ length: size }, (_, i) => ({ person: i, template: template(someone(i + 1)) })),
  );

  test("everyone asked for is found, and a stranger is not", () => {
    for (const person of [0, 1, Math.floor(size / 2), size - 1]) {
      const found = identify(gallery, near(someone(person + 1), 999_999), { frames: 3 });
      expect(found).toMatchObject({ outcome: "recognised", person });
    }
    expect(identify(gallery, someone(123_456_789), { frames: 3 })).toMatchObject({
      outcome: "not_recognised",
      reason: "below_threshold",
    });
  });
});

describe("acceptance", () => {
  const one = galleryOf(model, [{ person: "amira", template: template(axis) }]);
  const score = (cosine: number, frames: number, gallery = one) =>
    identify(gallery, atCosine(cosine), { frames });

  test.each([
    [3, 3, 0.9599, "not_recognised"],
    [3, 3, 0.96, "recognised"],
    [5, 3, 0.9599, "not_recognised"],
    [3, 2, 0.9549, "not_recognised"],
    [3, 2, 0.955, "recognised"],
    [2, 3, 0.9499, "not_recognised"],
    [2, 3, 0.95, "recognised"],
    [1, 1, 0.95, "recognised"],
  ])("%i photos and %i frames at %f: %s", (photos, frames, cosine, outcome) => {
    const gallery = galleryOf(model, [{ person: "amira", template: template(axis, photos) }]);
    expect(score(cosine, frames, gallery).outcome).toBe(outcome);
  });

  test("strict replaces them all", () => {
    expect(identify(one, atCosine(0.9649), { frames: 3, strict: true }).outcome).toBe("not_recognised");
    expect(identify(one, atCosine(0.965), { frames: 3, strict: true }).outcome).toBe("recognised");
    expect(acceptanceThreshold(model.thresholds, { photos: 1, frames: 1, strict: true })).toBe(0.965);
  });

  test("alone in the gallery, there is nobody to be ahead of", () => {
    expect(score(0.98, 3)).toEqual({ outcome: "recognised", person: "amira", score: 0.98 });
  });

  test("nobody enrolled is nobody recognised", () => {
    expect(identify(galleryOf(model, []), axis, { frames: 3 })).toEqual({
      outcome: "not_recognised",
      reason: "nobody_enrolled",
    });
  });

  test.each([
    [0.98, "recognised"],
    [0.9801, "not_recognised"],
    [0.99, "not_recognised"],
  ])("ahead of a second at %f by the margin of 0.01: %s", (second, outcome) => {
    const gallery = galleryOf(model, [
      { person: "amira", template: template(atCosine(0.99)) },
      { person: "noor", template: template(atCosine(second)) },
    ]);
    const found = identify(gallery, axis, { frames: 3 });
    expect(found.outcome).toBe(outcome);
    if (found.outcome === "not_recognised") {
      expect(found).toMatchObject({ reason: "too_close_to_another", best: { person: "amira", score: 0.99 } });
    } else {
      expect(found.ahead).toBe(0.01);
    }
  });

  test("behind a card or PIN, from 0.944", () => {
    expect(verify(model, template(axis), atCosine(0.9439))).toEqual({ accepted: false, score: 0.9439 });
    expect(verify(model, template(axis), atCosine(0.944))).toEqual({ accepted: true, score: 0.944 });
  });
});

describe("what is compared", () => {
  const other: EmbeddingModel = { ...model, id: "another" };

  test("templates of another model never are", () => {
    expect(() => galleryOf(other, [{ person: 1, template: template(axis) }])).toThrow(/cannot be compared/);
    expect(() => verify(other, template(axis), axis)).toThrow(/cannot be compared/);
  });

  test("a person is listed once: twice they would be their own second best", () => {
    const twice = [1, 2].map((seed) => ({ person: "amira", template: template(someone(seed)) }));
    expect(() => galleryOf(model, twice)).toThrow(/twice/);
  });

  test("a new person's look-alikes are named, the most alike first, from 0.95", () => {
    const gallery = galleryOf(
      model,
      [0.9499, 0.95, 0.99].map((cosine) => ({ person: cosine, template: template(atCosine(cosine)) })),
    );
    expect(lookAlikes(gallery, template(axis)).map(({ person }) => person)).toEqual([0.99, 0.95]);
  });
});

describe("an operator's own model", () => {
  test("ours is described without fault", () => expect(embeddingModelIssues(model)).toEqual([]));

  test.each([
    [{ id: " " }, "id: is empty"],
    [{ length: 0 }, "length: has to be a whole number above 0"],
    [{ scaling: { ...model.scaling, scale: 0 } }, "scaling.scale: has to be above 0"],
    [{ layout: { size: 112, landmarks: [] } }, "layout.landmarks: at least two are needed"],
    [{ thresholds: { ...model.thresholds, verify: 1.2 } }, "thresholds.verify: has to lie between -1 and 1"],
    [{ thresholds: { ...model.thresholds, margin: -0.1 } }, "thresholds.margin: has to be 0 or more"],
  ] satisfies [Partial<EmbeddingModel>, string][])("%j is refused", (fault, issue) => {
    expect(embeddingModelIssues({ ...model, ...fault })).toContain(issue);
  });
});
