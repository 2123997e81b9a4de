import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { DLIB_LAYOUT, FIVE_POINT_LAYOUT } from "../../../recognition/chip-layout.ts";
import { type EmbeddingModel, embeddingModelIssues } from "../../../recognition/embedding-model.ts";

const LAYOUTS = { dlib: DLIB_LAYOUT, "five-point": FIVE_POINT_LAYOUT };

const layout = z.union([
  z.enum(["dlib", "five-point"]).transform((name) => LAYOUTS[name]),
  z.strictObject({
    size: z.number(),
    landmarks: z.array(
      z.strictObject({ mesh: z.array(z.number()), at: z.strictObject({ x: z.number(), y: z.number() }) }),
    ),
  }),
]);

const description = z.strictObject({
  id: z.string(),
  /** The ONNX file, from the folder of the description. */
  file: z.string(),
  layout,
  scaling: z.strictObject({
    mean: z.tuple([z.number(), z.number(), z.number()]),
    scale: z.number(),
    channelOrder: z.enum(["rgb", "bgr"]),
  }),
  length: z.number(),
  mirror: z.boolean(),
  thresholds: z.strictObject({
    identify: z.strictObject({
      manyPhotosManyFrames: z.number(),
      manyPhotosOneFrame: z.number(),
      fewPhotos: z.number(),
      strict: z.number(),
    }),
    margin: z.number(),
    verify: z.number(),
    lookAlike: z.number(),
  }),
});

/**
 * Reads an operator's description of their own embedding model (docs/faces.md shows one).
 * @throws with every fault found when it cannot be used
 */
export async function readEmbeddingModel(
  path: string,
): Promise<{ readonly model: EmbeddingModel; readonly file: string }> {
  const parsed = description.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success)
    throw new Error(`${path} does not describe a model:\n${z.prettifyError(parsed.error)}`);
  const { file, ...model } = parsed.data;
  const issues = embeddingModelIssues(model);
  if (issues.length > 0) throw new Error(`${path} does not describe a model:\n${issues.join("\n")}`);
  return { model, file: resolve(dirname(path), file) };
}
