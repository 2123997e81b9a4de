import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { createRecognizer, openNets, type Recognizer } from "../../recognition/recognizer.ts";
import { buildModels } from "../../scripts/models/build-models.mjs";

const MODELS = join(import.meta.dirname, "..", "..", "dist", "models");

/** Builds the models if they are not there, and opens them as the product does. */
export async function openRecognizer(): Promise<Recognizer> {
  await buildModels({ outDir: MODELS });
  const read = (file: string) => readFile(join(MODELS, file));
  const nets = await openNets(ort, {
    detector: await read("blazeface-back.onnx"),
    mesh: await read("facemesh.onnx"),
    embedder: await read("dlib-resnet.onnx"),
  });
  return createRecognizer(nets, DLIB_RESNET, () => performance.now());
}
