import * as onnxruntime from "onnxruntime-web/wasm";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { IDENTIFY_LIMITS } from "../../recognition/quality.ts";
import { createRecognizer, openNets } from "../../recognition/recognizer.ts";
import { drawFaces } from "./draw-face.ts";

async function bytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Runs in the page: recognises a drawn face with the page's own onnxruntime, and returns its embedding. */
export async function embedDrawnFace(): Promise<number[]> {
  onnxruntime.env.wasm.wasmPaths = { wasm: "/ort-wasm-simd-threaded.wasm" };
  const nets = await openNets(onnxruntime, {
    detector: await bytes("/blazeface-back.onnx"),
    mesh: await bytes("/facemesh.onnx"),
    embedder: await bytes("/dlib-resnet.onnx"),
  });
  const recognizer = createRecognizer(nets, DLIB_RESNET, () => performance.now());
  const image = drawFaces(640, 480, [{ x: 300, y: 220, size: 200, roll: 12 }]);
  const look = await recognizer.look(image, IDENTIFY_LIMITS);
  if (look.outcome === "refused") throw new Error(`refused: ${look.code}`);
  return [...look.embedding];
}
