import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { type Embedding, normalised } from "../../recognition/embedding.ts";
import type { EmbeddingModel } from "../../recognition/embedding-model.ts";
import { templateOf } from "../../recognition/enrol.ts";
import { type Gallery, galleryOf } from "../../recognition/match.ts";
import type { QualityCode } from "../../recognition/quality.ts";
import type { Face, Look } from "../../recognition/recognizer.ts";

/** The shipped thresholds over faces of three numbers: made-up people are directions in space. */
export const model: EmbeddingModel = { ...DLIB_RESNET, id: "three", length: 3 };

/** A face at an angle from a person's own, in degrees: the cosine is what the thresholds see. */
export function faceOf(person: "ada" | "ben" | "eve", degrees = 0): Embedding {
  const axis = { ada: 0, ben: 1, eve: 2 }[person];
  const turn = (degrees * Math.PI) / 180;
  const values = [0, 0, 0];
  values[axis] = Math.cos(turn);
  values[(axis + 1) % 3] = Math.sin(turn);
  return normalised(values);
}

/** Ada and Ben are enrolled, Eve is not. */
export const gallery: Gallery<string> = galleryOf(
  model,
  (["ada", "ben"] as const).map((person) => ({
    person,
    template: templateOf(model, [faceOf(person), faceOf(person), faceOf(person)]),
  })),
);

let moved = 0;

/** A face somewhere in the picture, never twice in the same place. */
function face(x: number): Face {
  moved += 1;
  const points = Array.from({ length: 468 }, (_, at) => ({ x: x + at + moved, y: at }));
  return {
    score: 1,
    box: { x, y: 100, width: 200, height: 200 },
    mesh: { points, flag: 1 },
    width: 200,
  };
}

const quality = (yaw: number) => ({ width: 200, brightness: 120, sharpness: 200, yaw, roll: 0 });

export function seen(embedding: Embedding, { yaw = 0, x = 200 } = {}): Look {
  return { outcome: "seen", face: face(x), quality: quality(yaw), embedding, faces: 1 };
}

export function turned(yaw: number, x = 200): Look {
  return { outcome: "refused", code: "turned", face: face(x), quality: quality(yaw) };
}

export function refused(code: Exclude<QualityCode, "no_face" | "several_faces">): Look {
  return { outcome: "refused", code, face: face(200), quality: quality(0) };
}

export const nobody: Look = { outcome: "refused", code: "no_face", faces: 0 };
export const crowd: Look = { outcome: "refused", code: "several_faces", faces: 2 };
