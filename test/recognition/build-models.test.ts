import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { buildModels, readManifest } from "../../scripts/models/build-models.mjs";

// Nets and resampling take seconds where the processor is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let outDir: string;
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), "muster-models-"));
});
afterEach(async () => {
  await rm(outDir, { recursive: true });
});

const smallest = async () => {
  const entry = (await readManifest()).find((model) => model.file === "blazeface-back.onnx");
  if (entry === undefined) throw new Error("the manifest lists no detector");
  return entry;
};

describe("the models of face recognition", () => {
  test("come out the same, byte for byte, and are left alone when they verify", async () => {
    const first = await buildModels({ outDir });
    expect(first.map(({ built }) => built)).toEqual([true, true, true]);
    const second = await buildModels({ outDir });
    expect(second.map(({ built }) => built)).toEqual([false, false, false]);
  });

  test("a damaged file is built again", async () => {
    const model = await smallest();
    await buildModels({ outDir, models: [model] });
    const path = join(outDir, model.file);
    const bytes = await readFile(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await buildModels({ outDir, models: [model] })).toEqual([{ file: model.file, built: true }]);
  });

  test("a source with another hash is refused, and nothing is written", async () => {
    const model = await smallest();
    const sources = model.sources.map((source) => ({ ...source, sha256: "0".repeat(64) }));
    await expect(buildModels({ outDir, models: [{ ...model, sources }] })).rejects.toThrow(
      /blazeface\.json of @vladmandic\/human is not the file that was checked .*expected 0{64}/,
    );
    expect(await readdir(outDir)).toEqual([]);
  });

  test("a result with another hash is refused, and nothing is written", async () => {
    const model = { ...(await smallest()), sha256: "0".repeat(64) };
    await expect(buildModels({ outDir, models: [model] })).rejects.toThrow(/came out with SHA-256/);
    expect(await readdir(outDir)).toEqual([]);
  });

  test("a package that is not installed is named with the remedy", async () => {
    const model = { ...(await smallest()), package: "@vladmandic/not-installed" };
    await expect(buildModels({ outDir, models: [model] })).rejects.toThrow(/not installed.*npm ci/);
  });
});
