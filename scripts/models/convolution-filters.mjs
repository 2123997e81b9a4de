/**
 * Reorders the filters of a convolution from TensorFlow's [height, width, in, out] to ONNX's [out, in, height, width].
 * @param {import("./read-tfjs-weights.mjs").Weight} weight
 */
export function convolutionFilters({ values, shape }) {
  const [height, width, inputs, outputs] = shape;
  const reordered = new Float32Array(values.length);
  let from = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++)
          reordered[((o * inputs + i) * height + y) * width + x] = values[from++];
  return { values: reordered, dims: [outputs, inputs, height, width] };
}

/**
 * Reorders depthwise filters from [height, width, in, multiplier] to ONNX's grouped [in × multiplier, 1, height, width].
 * @param {import("./read-tfjs-weights.mjs").Weight} weight
 */
export function depthwiseFilters({ values, shape }) {
  const [height, width, inputs, multiplier] = shape;
  const reordered = new Float32Array(values.length);
  let from = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < inputs * multiplier; channel++)
        reordered[(channel * height + y) * width + x] = values[from++];
  return { values: reordered, dims: [inputs * multiplier, 1, height, width] };
}
