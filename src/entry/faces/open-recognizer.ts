import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as onnxruntime from "onnxruntime-web";
import { DLIB_RESNET } from "../../../recognition/dlib-resnet.ts";
import type { EmbeddingModel } from "../../../recognition/embedding-model.ts";
import { createRecognizer, openNets, type Recognizer } from "../../../recognition/recognizer.ts";
import { readEmbeddingModel } from "./read-embedding-model.ts";

async function readModel(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(
      `The model ${path} cannot be read. "npm run build" makes the ones that come with the product.`,
      {
        cause,
      },
    );
  }
}

/**
 * Opens recognition in Node.
 * @param folder with the models that the build makes
 * @param description path of an operator's own embedding model, described in JSON
 * @param adapt what is made of the model before it is used: other thresholds
 */
export async function openRecognizer(
  folder: string,
  description?: string,
  adapt: (model: EmbeddingModel) => EmbeddingModel = (model) => model,
): Promise<Recognizer> {
  const own = description === undefined ? undefined : await readEmbeddingModel(description);
  const model = adapt(own?.model ?? DLIB_RESNET);
  const nets = await openNets(onnxruntime, {
    detector: await readModel(join(folder, "blazeface-back.onnx")),
    mesh: await readModel(join(folder, "facemesh.onnx")),
    embedder: await readModel(own?.file ?? join(folder, "dlib-resnet.onnx")),
  });
  return createRecognizer(nets, model, () => performance.now());
}
