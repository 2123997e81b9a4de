import { alignFace } from "./align.ts";
import { DLIB_LAYOUT } from "./chip-layout.ts";
import { detect } from "./detect.ts";
import { embed } from "./embed.ts";
import type { Embedding } from "./embedding.ts";
import { type EmbeddingModel, embeddingModelIssues } from "./embedding-model.ts";
import type { RasterImage } from "./image.ts";
import { boxOf, type FaceMesh, levelledExtent, placeMesh } from "./mesh.ts";
import { type Pyramid, pyramidOf } from "./pyramid.ts";
import {
  dominantFace,
  measureQuality,
  type Quality,
  type QualityCode,
  type QualityLimits,
  qualityRefusal,
} from "./quality.ts";
import { type Net, type OnnxRuntime, openNet } from "./runtime.ts";
import { type Box, suppressOverlaps } from "./suppress-overlaps.ts";

/** A face found in a picture. */
export interface Face {
  /** The detector's certainty, 0 to 1. */
  readonly score: number;
  /** Upright rectangle around the mesh. */
  readonly box: Box;
  readonly mesh: FaceMesh;
  /** Width of the levelled face in pixels. */
  readonly width: number;
}

/** What one picture gave. Refusals are expected; wording belongs to the screen. */
export type Look =
  | { readonly outcome: "refused"; readonly code: "no_face" | "several_faces"; readonly faces: number }
  | {
      readonly outcome: "refused";
      readonly code: QualityCode;
      readonly face: Face;
      readonly quality: Quality;
    }
  | {
      readonly outcome: "seen";
      readonly face: Face;
      readonly quality: Quality;
      readonly embedding: Embedding;
      /** How many faces there were, the others in the background. */
      readonly faces: number;
    };

/** Milliseconds spent on each stage of one look. */
export interface StageTimes {
  detect: number;
  mesh: number;
  align: number;
  embed: number;
}

export interface Recognizer {
  readonly model: EmbeddingModel;
  /** Every face in the picture, best first. */
  find(image: RasterImage): Promise<readonly Face[]>;
  /** Looks for one face good enough for the limits, and embeds it. */
  look(image: RasterImage, limits: QualityLimits): Promise<Look>;
  /** How long the last look took. */
  readonly lastTimes: StageTimes;
}

/** A face that fills the picture is found when the picture is put into a larger black square. */
const SECOND_TRY_PADDING = 1.6;

/** The three nets, opened. */
export interface Nets {
  readonly detector: Net;
  readonly mesh: Net;
  readonly embedder: Net;
}

/**
 * Opens the nets of one runtime.
 * @throws when a file is not a model that this runtime can run
 */
export async function openNets(
  runtime: OnnxRuntime,
  files: { readonly [name in keyof Nets]: Uint8Array },
): Promise<Nets> {
  return {
    detector: await openNet(runtime, files.detector),
    mesh: await openNet(runtime, files.mesh),
    embedder: await openNet(runtime, files.embedder),
  };
}

/**
 * Puts the stages together: detect, mesh, quality, align, embed. Use one recognizer for one look at a time.
 * @param clock milliseconds, for {@link Recognizer.lastTimes}
 * @throws when the embedding model's description cannot be right
 */
export function createRecognizer(nets: Nets, model: EmbeddingModel, clock: () => number): Recognizer {
  const issues = embeddingModelIssues(model);
  if (issues.length > 0) throw new Error(`Model ${model.id} cannot be used: ${issues.join("; ")}`);
  const times: StageTimes = { detect: 0, mesh: 0, align: 0, embed: 0 };

  async function timed<T>(stage: keyof StageTimes, work: () => T | Promise<T>): Promise<T> {
    const start = clock();
    const result = await work();
    times[stage] += clock() - start;
    return result;
  }

  async function facesAt(pyramid: Pyramid, padding: number): Promise<Face[]> {
    const faces: Face[] = [];
    for (const detection of await timed("detect", () => detect(nets.detector, pyramid, padding))) {
      const mesh = await timed("mesh", () => placeMesh(nets.mesh, pyramid, detection));
      if (mesh === undefined) continue;
      faces.push({ score: detection.score, box: boxOf(mesh), mesh, width: levelledExtent(mesh).width });
    }
    // Of a face that fills the picture two parts may be detected: their meshes then lie on the same face.
    return suppressOverlaps(faces);
  }

  async function facesIn(pyramid: Pyramid): Promise<readonly Face[]> {
    const faces = await facesAt(pyramid, 1);
    return faces.length > 0 ? faces : facesAt(pyramid, SECOND_TRY_PADDING);
  }

  return {
    model,
    lastTimes: times,
    find: (image) => facesIn(pyramidOf(image)),
    async look(image, limits) {
      Object.assign(times, { detect: 0, mesh: 0, align: 0, embed: 0 });
      const pyramid = pyramidOf(image);
      const faces = await facesIn(pyramid);
      const dominant = dominantFace(faces);
      if ("refusal" in dominant) {
        return { outcome: "refused", code: dominant.refusal, faces: faces.length };
      }
      const { face } = dominant;
      const plain = await timed("align", () => alignFace(pyramid, face.mesh, DLIB_LAYOUT));
      const quality = measureQuality(face.mesh, plain);
      const refusal = qualityRefusal(quality, limits);
      if (refusal !== undefined) return { outcome: "refused", code: refusal, face, quality };
      const chip =
        model.layout === DLIB_LAYOUT
          ? plain
          : await timed("align", () => alignFace(pyramid, face.mesh, model.layout));
      const embedding = await timed("embed", () => embed(nets.embedder, model, chip));
      return { outcome: "seen", face, quality, embedding, faces: faces.length };
    },
  };
}
