import { beforeAll, describe, expect, test } from "vitest";
import { type Embedding, similarity } from "../../recognition/embedding.ts";
import { IDENTIFY_LIMITS } from "../../recognition/quality.ts";
import { decodePhoto } from "../../src/entry/faces/decode-photo.ts";
import { findPhotos } from "../../src/entry/faces/find-photos.ts";
import { openRecognizer } from "./open-recognizer.ts";

/** A folder of photos of real people, one folder a person, two photos or more each. None comes with the product. */
const folder = process.env.MUSTER_TEST_FACES;

const MOST_PHOTOS = 60;

describe.skipIf(folder === undefined)(
  "photos of people (skipped unless MUSTER_TEST_FACES names a folder of them)",
  () => {
    const seen: { readonly person: string; readonly embedding: Embedding }[] = [];
    const refused: string[] = [];

    beforeAll(async () => {
      const recognizer = await openRecognizer();
      for (const { person, path } of (await findPhotos([folder ?? ""])).slice(0, MOST_PHOTOS)) {
        const look = await recognizer.look(await decodePhoto(path), IDENTIFY_LIMITS);
        if (look.outcome === "seen") seen.push({ person, embedding: look.embedding });
        else refused.push(look.code);
      }
    }, 120_000);

    test("nearly all hold one face that is good enough", () => {
      expect(refused.length).toBeLessThanOrEqual(0.05 * (seen.length + refused.length));
    });

    test("nearly each is most like another photo of the same person", () => {
      const mistaken = seen.filter(({ person, embedding }) => {
        const others = seen.filter((other) => other.embedding !== embedding);
        const score = (other: { readonly embedding: Embedding }) => similarity(embedding, other.embedding);
        const [nearest] = others.toSorted((a, b) => score(b) - score(a));
        return nearest?.person !== person;
      });
      expect(mistaken.length).toBeLessThanOrEqual(0.03 * seen.length);
    });
  },
);
