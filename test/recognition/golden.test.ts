import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as ort from "onnxruntime-web";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { netInput, type PixelScaling } from "../../recognition/net-input.ts";
import { openNet, outputOf } from "../../recognition/runtime.ts";
import { buildModels } from "../../scripts/models/build-models.mjs";
import { syntheticPixels } from "./golden/synthetic-pixels.mjs";

// Nets and resampling take seconds where the processor is shared.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MODELS = join(import.meta.dirname, "..", "..", "dist", "models");
const VALUES_PER_BOX = 16;
const BOX_STRIDE = 8;

beforeAll(() => buildModels({ outDir: MODELS }));

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] ?? 0) * (b[i] ?? 0);
    aa += (a[i] ?? 0) ** 2;
    bb += (b[i] ?? 0) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** What the packages' own runtime computed for the same picture (golden/make-golden.mjs). */
async function expected(name: string): Promise<Map<string, number[]>> {
  const text = await readFile(join(import.meta.dirname, "golden", `${name}.json`), "utf8");
  const outputs: Record<string, number[]> = JSON.parse(text);
  return new Map(Object.entries(outputs));
}

/** The fixtures keep every eighth box. */
const kept = (name: string, values: Float32Array) =>
  name.startsWith("boxes")
    ? values.filter((_, i) => Math.floor(i / VALUES_PER_BOX) % BOX_STRIDE === 0)
    : values;

async function run(name: string, size: number, scaling: PixelScaling) {
  const net = await openNet(ort, await readFile(join(MODELS, `${name}.onnx`)));
  const image = { data: syntheticPixels(size, size), width: size, height: size, channels: 3 as const };
  return net.run(netInput(image, scaling), [1, 3, size, size]);
}

const NETS: readonly [name: string, size: number, scaling: PixelScaling][] = [
  ["blazeface-back", 256, { mean: [127.5, 127.5, 127.5], scale: 127.5, channelOrder: "rgb" }],
  ["facemesh", 192, { mean: [0, 0, 0], scale: 255, channelOrder: "rgb" }],
  ["dlib-resnet", 150, DLIB_RESNET.scaling],
];

describe("each net gives what its makers' runtime gives", () => {
  test.each(NETS)("%s", async (name, size, scaling) => {
    const outputs = await run(name, size, scaling);
    for (const [output, values] of await expected(name)) {
      const ours = kept(output, outputOf(outputs, output));
      expect(ours.length).toBe(values.length);
      expect(cosine(ours, values), output).toBeGreaterThan(0.9999);
      // A cosine is blind to a common factor, and of a single number says nothing.
      const largest = Math.max(...values.map(Math.abs));
      for (const [i, value] of values.entries())
        expect(Math.abs((ours[i] ?? 0) - value)).toBeLessThan(1e-3 * largest);
    }
  });

  test("swapped channels are noticed", async () => {
    const outputs = await run("dlib-resnet", 150, { ...DLIB_RESNET.scaling, channelOrder: "bgr" });
    const values = (await expected("dlib-resnet")).get("embedding") ?? [];
    expect(cosine(outputOf(outputs, "embedding"), values)).toBeLessThan(0.9999);
  });
});
