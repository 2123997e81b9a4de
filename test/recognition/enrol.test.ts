import { describe, expect, test } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { meanEmbedding, similarity } from "../../recognition/embedding.ts";
import { enrol } from "../../recognition/enrol.ts";
import { atCosine, near, someone } from "./unit-vectors.ts";

const amira = someone(1);
const photos = (count: number) =>
  Array.from({ length: count }, (_, i) => near(amira, 100 + i, 0.05 + 0.01 * i));

describe("enrolment", () => {
  test.each([
    [2, "too_few_photos"],
    [6, "too_many_photos"],
  ])("%i photos: %s", (count, code) => {
    expect(enrol(DLIB_RESNET, photos(count))).toMatchObject({ outcome: "refused", refusal: { code } });
  });

  test.each([3, 5])("%i photos are kept, each and their mean, with the model's id", (count) => {
    const taken = photos(count);
    const result = enrol(DLIB_RESNET, taken);
    expect(result).toMatchObject({ outcome: "enrolled", template: { model: DLIB_RESNET.id, photos: taken } });
    if (result.outcome === "enrolled") expect(similarity(result.template.mean, meanEmbedding(taken))).toBe(1);
  });

  test("one photo given twice is named", () => {
    const [a, b] = photos(2);
    if (a === undefined || b === undefined) throw new Error("two photos are needed");
    expect(enrol(DLIB_RESNET, [a, b, a])).toMatchObject({
      refusal: { code: "same_photo", first: 0, second: 2 },
    });
  });

  test.each([
    [0.944, "enrolled"],
    [0.9439, "refused"],
  ])("photos alike to %f: %s", (cosine, outcome) => {
    const result = enrol(DLIB_RESNET, [atCosine(1), atCosine(0.99), atCosine(cosine)]);
    expect(result.outcome).toBe(outcome);
    if (result.outcome === "refused") {
      expect(result.refusal).toEqual({ code: "different_people", first: 0, second: 2, score: 0.9439 });
    }
  });
});
