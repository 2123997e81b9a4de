/**
 * Writes the expected outputs of the three nets for a synthetic picture, as computed by the TensorFlow.js that the npm
 * packages carry, on its plain JavaScript backend: a witness independent of the conversion to ONNX and of onnxruntime.
 * Run by hand after a change of the packages' versions: node test/recognition/golden/make-golden.mjs
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { syntheticPixels } from "./synthetic-pixels.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGES = join(
  dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")),
  "..",
);

/** Every eighth of the 896 boxes is kept: enough to see a wrong order, a tenth of the file. */
const BOX_STRIDE = 8;
const VALUES_PER_BOX = 16;

// The packages' bundles that carry their runtime are for browsers: in Node they look for functions of `util` that were
// left out of the bundle. Without `process` they load, and are then given the platform's functions.
Object.defineProperty(globalThis, "process", { value: undefined });
const faceapi = await import(pathToFileURL(join(PACKAGES, "face-api/dist/face-api.esm.js")).href);
const { tf } = faceapi;
tf.setPlatform("plain", {
  fetch: globalThis.fetch,
  now: () => performance.now(),
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
});
await tf.setBackend("cpu");
await tf.ready();

async function loadGraph(name) {
  const model = JSON.parse(await readFile(join(PACKAGES, `human/models/${name}.json`), "utf8"));
  const bytes = await readFile(join(PACKAGES, `human/models/${name}.bin`));
  return tf.loadGraphModel({
    load: async () => ({
      modelTopology: model.modelTopology,
      weightSpecs: model.weightsManifest.flatMap((group) => group.weights),
      weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    }),
  });
}

function picture(size, scale, offset) {
  const pixels = Float32Array.from(syntheticPixels(size, size), (value) => value * scale + offset);
  return tf.tensor4d(pixels, [1, size, size, 3]);
}

const rounded = (values) => Array.from(values, (value) => Number(value.toPrecision(7)));
const everyEighthBox = (values) => values.filter((_, i) => Math.floor(i / VALUES_PER_BOX) % BOX_STRIDE === 0);

async function write(name, outputs) {
  await writeFile(join(HERE, `${name}.json`), `${JSON.stringify(outputs)}\n`);
}

const blazeface = await loadGraph("blazeface");
const layer = "StatefulPartitionedCall/functional_1/tf_op_layer_";
const [scores16, scores32, boxes16, boxes32] = await Promise.all(
  blazeface
    .execute(picture(256, 1 / 127.5, -1), [
      `${layer}classificators_1/classificators_1`,
      `${layer}classificators_2/classificators_2`,
      `${layer}regressors_1/regressors_1`,
      `${layer}regressors_2/regressors_2`,
    ])
    .map((tensor) => tensor.data()),
);
await write("blazeface-back", {
  scores_16: rounded(scores16),
  scores_32: rounded(scores32),
  boxes_16: rounded(everyEighthBox(boxes16)),
  boxes_32: rounded(everyEighthBox(boxes32)),
});

const facemesh = await loadGraph("facemesh");
const [mesh, flag] = await Promise.all(
  facemesh
    .execute(picture(192, 1 / 255, 0), [
      "StatefulPartitionedCall/model_1/output_mesh/Reshape",
      "StatefulPartitionedCall/model_1/output_faceflag/Reshape",
    ])
    .map((tensor) => tensor.data()),
);
await write("facemesh", { mesh: rounded(mesh), flag: rounded(flag) });

const resnet = new faceapi.FaceRecognitionNet();
const manifest = JSON.parse(
  await readFile(join(PACKAGES, "face-api/model/face_recognition_model-weights_manifest.json"), "utf8"),
);
const bytes = await readFile(join(PACKAGES, "face-api/model/face_recognition_model.bin"));
resnet.loadFromWeightMap(
  tf.io.decodeWeights(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    manifest.flatMap((group) => group.weights),
  ),
);
// The net subtracts its mean and divides by itself: it is given plain pixels.
const embedding = await resnet
  .forwardInput(
    new faceapi.NetInput([tf.tensor3d(Float32Array.from(syntheticPixels(150, 150)), [150, 150, 3])]),
  )
  .data();
await write("dlib-resnet", { embedding: rounded(embedding) });
