import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { convertDlibResnet } from "./convert-dlib-resnet.mjs";
import { convertGraphModel } from "./convert-graph-model.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "..", "..");
const BLAZEFACE_LAYER = "StatefulPartitionedCall/functional_1/tf_op_layer_";
const FACEMESH_LAYER = "StatefulPartitionedCall/model_1/";

/** How each file in the manifest is made from its sources. */
const CONVERSIONS = {
  "blazeface-back.onnx": ([topology, weights]) =>
    convertGraphModel({
      name: "blazeface-back",
      topology,
      weights,
      outputs: [
        {
          from: `${BLAZEFACE_LAYER}classificators_1/classificators_1`,
          name: "scores_16",
          shape: [1, 512, 1],
        },
        {
          from: `${BLAZEFACE_LAYER}classificators_2/classificators_2`,
          name: "scores_32",
          shape: [1, 384, 1],
        },
        { from: `${BLAZEFACE_LAYER}regressors_1/regressors_1`, name: "boxes_16", shape: [1, 512, 16] },
        { from: `${BLAZEFACE_LAYER}regressors_2/regressors_2`, name: "boxes_32", shape: [1, 384, 16] },
      ],
    }),
  "facemesh.onnx": ([topology, weights]) =>
    convertGraphModel({
      name: "facemesh",
      topology,
      weights,
      outputs: [
        { from: `${FACEMESH_LAYER}output_mesh/Reshape`, name: "mesh", shape: [1, 1404] },
        { from: `${FACEMESH_LAYER}output_faceflag/Reshape`, name: "flag", shape: [1, 1] },
      ],
    }),
  "dlib-resnet.onnx": ([manifest, weights]) => convertDlibResnet({ name: "dlib-resnet", manifest, weights }),
};

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** The manifest of models: sources and results, each with its SHA-256. */
export async function readManifest() {
  return JSON.parse(await readFile(join(HERE, "manifest.json"), "utf8")).models;
}

/** @returns {Promise<Buffer | undefined>} undefined when there is no such file */
async function readIfPresent(path) {
  try {
    return await readFile(path);
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function readSource(model, source) {
  const path = join(ROOT, "node_modules", model.package, source.path);
  const bytes = await readIfPresent(path);
  if (bytes === undefined) {
    throw new Error(
      `${model.file} is made from ${source.path} of ${model.package} ${model.version}, which is not installed. ` +
        "Run: npm ci --include=dev",
    );
  }
  const found = sha256(bytes);
  if (found !== source.sha256) {
    throw new Error(
      `${source.path} of ${model.package} is not the file that was checked (${model.version}): ` +
        `SHA-256 ${found}, expected ${source.sha256}. Nothing was built from it.`,
    );
  }
  return bytes;
}

async function buildModel(model, outDir) {
  const target = join(outDir, model.file);
  const existing = await readIfPresent(target);
  if (existing !== undefined && sha256(existing) === model.sha256) return { file: model.file, built: false };

  const sources = [];
  for (const source of model.sources) sources.push(await readSource(model, source));
  const bytes = CONVERSIONS[model.file](sources);
  const found = sha256(bytes);
  if (found !== model.sha256) {
    throw new Error(
      `${model.file} came out with SHA-256 ${found}, expected ${model.sha256}. ` +
        "The converter and its manifest disagree; the file was not written.",
    );
  }
  // Written beside and renamed, so that a reader, or another build at the same time, never meets half a model.
  const part = `${target}.${process.pid}.part`;
  await writeFile(part, bytes);
  await rename(part, target);
  return { file: model.file, built: true };
}

/**
 * Builds the ONNX models of face recognition from the installed npm packages. A file that is already there and verifies
 * is left alone.
 * @param {{ outDir: string, models?: Awaited<ReturnType<typeof readManifest>> }} options `models` is the manifest unless a test gives another
 * @returns {Promise<{ file: string, built: boolean }[]>}
 * @throws {Error} when a source is missing, or a source or a result is not the one of the manifest
 */
export async function buildModels({ outDir, models }) {
  await mkdir(outDir, { recursive: true });
  const results = [];
  for (const model of models ?? (await readManifest())) results.push(await buildModel(model, outDir));
  return results;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, built } of await buildModels({ outDir: join(ROOT, "dist", "models") })) {
    process.stdout.write(`${built ? "built" : "verified"} ${file}\n`);
  }
}
