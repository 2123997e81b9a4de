// First of all: the page's policy forbids what zod would try.
import "../../app/api/validation-without-eval.ts";
import runtimeFile from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import * as onnxruntime from "onnxruntime-web/wasm";
import { DLIB_RESNET } from "../../../recognition/dlib-resnet.ts";
import type { RasterImage } from "../../../recognition/image.ts";
import { createRecognizer, openNets, type Recognizer } from "../../../recognition/recognizer.ts";
import { openDatabase } from "../store/open-database.ts";
import { createKeeper } from "./create-keeper.ts";
import type { KeeperApi, KeeperName, KeeperQuestion, KeeperReply } from "./keeper-calls.ts";

/** Larger pictures cost time and find no more faces at a kiosk's distance. */
const LONGEST_SIDE = 640;

let canvas: OffscreenCanvas | null = null;

/** Draws the frame, lets go of it, and gives its pixels. */
function pixels(frame: ImageBitmap): RasterImage {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(frame.width, frame.height));
  const width = Math.max(1, Math.round(frame.width * scale));
  const height = Math.max(1, Math.round(frame.height * scale));
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser gives a worker no canvas");
  context.drawImage(frame, 0, 0, width, height);
  frame.close();
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}

async function bytes(file: string): Promise<Uint8Array> {
  const response = await fetch(`/kiosk/models/${file}`);
  if (!response.ok) throw new Error(`the net ${file} is not there: the server answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function openRecognizer(): Promise<Recognizer> {
  onnxruntime.env.wasm.wasmPaths = { wasm: runtimeFile };
  const [detector, mesh, embedder] = await Promise.all([
    bytes("blazeface-back.onnx"),
    bytes("facemesh.onnx"),
    bytes("dlib-resnet.onnx"),
  ]);
  const nets = await openNets(onnxruntime, { detector, mesh, embedder });
  return createRecognizer(nets, DLIB_RESNET, () => performance.now());
}

const keeper: Promise<KeeperApi> = openDatabase().then((database) =>
  createKeeper({ database, model: DLIB_RESNET, openRecognizer, pixels, clock: () => performance.now() }),
);

async function answer<Name extends KeeperName>({
  name,
  give,
}: KeeperQuestion<Name>): Promise<KeeperReply<Name>> {
  try {
    const api = await keeper;
    return { get: await api[name](give) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

// One question at a time: a look must not overlap another, nor a withdrawal.
let last: Promise<void> = Promise.resolve();
addEventListener("message", ({ data, ports: [port] }: MessageEvent<KeeperQuestion>) => {
  last = last.then(async () => {
    const reply = await answer(data);
    port?.postMessage(reply);
    port?.close();
  });
});
