import { type Embedding, normalised } from "./embedding.ts";
import type { EmbeddingModel } from "./embedding-model.ts";
import type { RgbImage } from "./image.ts";
import { netInput } from "./net-input.ts";
import type { Net } from "./runtime.ts";

/** The picture as in a mirror. */
export function mirrored({ data, width, height, channels }: RgbImage): RgbImage {
  const flipped = new Uint8ClampedArray(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels;
      flipped.set(data.subarray(from, from + channels), (y * width + (width - 1 - x)) * channels);
    }
  return { data: flipped, width, height, channels };
}

async function rawEmbedding(net: Net, model: EmbeddingModel, chip: RgbImage): Promise<Float32Array> {
  const { size } = model.layout;
  const outputs = await net.run(netInput(chip, model.scaling), [1, 3, size, size]);
  const [name] = net.outputs;
  const values = name === undefined ? undefined : outputs.get(name);
  if (values?.length !== model.length) {
    throw new Error(
      `Model ${model.id} should give ${model.length} numbers a face, its file gives ${values?.length}.`,
    );
  }
  return values;
}

/**
 * The embedding of an aligned face; with a model that mirrors, the mean of the face's and of its mirror image's, which
 * takes out much of what light from one side does.
 */
export async function embed(net: Net, model: EmbeddingModel, chip: RgbImage): Promise<Embedding> {
  const straight = await rawEmbedding(net, model, chip);
  if (!model.mirror) return normalised(straight);
  const flipped = await rawEmbedding(net, model, mirrored(chip));
  return normalised(straight.map((value, i) => value + (flipped[i] ?? 0)));
}
