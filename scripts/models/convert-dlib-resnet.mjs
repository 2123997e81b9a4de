import { convolutionFilters } from "./convolution-filters.mjs";
import { OnnxGraph } from "./onnx-graph.mjs";
import { readTfjsWeights } from "./read-tfjs-weights.mjs";

const INPUT_SIZE = 150;
const EMBEDDING_LENGTH = 128;

/** The residual blocks in order; a block named `_down` halves the picture, and doubles the channels except for the last. */
const BLOCKS = [
  "conv32_1",
  "conv32_2",
  "conv32_3",
  "conv64_down",
  "conv64_1",
  "conv64_2",
  "conv64_3",
  "conv128_down",
  "conv128_1",
  "conv128_2",
  "conv256_down",
  "conv256_1",
  "conv256_2",
  "conv256_down_out",
];

const halved = (size, kernel) => Math.floor((size - kernel) / 2) + 1;

class ResNet {
  graph = new OnnxGraph();
  #weights;

  constructor(weights) {
    this.#weights = weights;
  }

  weight(name) {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new Error(`The model has no weight called ${name}.`);
    return weight;
  }

  /** A convolution and the scaling behind it, folded into one: s · (w ∗ x + b) + t = (s · w) ∗ x + (s · b + t). */
  convolve(input, path, stride, padding) {
    const { values, dims } = convolutionFilters(this.weight(`${path}/conv/filters`));
    const bias = this.weight(`${path}/conv/bias`).values;
    const scale = this.weight(`${path}/scale/weights`).values;
    const shift = this.weight(`${path}/scale/biases`).values;
    const perFilter = values.length / bias.length;
    const scaled = values.map((value, i) => value * scale[Math.floor(i / perFilter)]);
    const moved = bias.map((value, i) => value * scale[i] + shift[i]);
    return this.graph.add(
      "Conv",
      [input, this.graph.floats(scaled, dims), this.graph.floats(moved, [moved.length])],
      { kernel_shape: dims.slice(2), strides: [stride, stride], auto_pad: padding },
    );
  }

  relu(input) {
    return this.graph.add("Relu", [input]);
  }

  /** Adds zeros behind the existing channels, rows and columns. */
  padAfter(input, channels, rows) {
    if (channels === 0 && rows === 0) return input;
    return this.graph.add("Pad", [input, this.graph.integers([0, 0, 0, 0, 0, channels, rows, rows])]);
  }

  residual(input, path) {
    const inner = this.relu(this.convolve(input, `${path}/conv1`, 1, "SAME_UPPER"));
    const outer = this.convolve(inner, `${path}/conv2`, 1, "SAME_UPPER");
    return this.relu(this.graph.add("Add", [outer, input]));
  }

  /**
   * The shortcut is an average pool with zero channels added; where pooling keeps a row and column more than the
   * convolution, the convolution gets zeros there.
   */
  residualDown(input, path, { size, channels }) {
    const inner = this.relu(this.convolve(input, `${path}/conv1`, 2, "VALID"));
    const outer = this.convolve(inner, `${path}/conv2`, 1, "SAME_UPPER");
    const pooled = this.graph.add("AveragePool", [input], {
      kernel_shape: [2, 2],
      strides: [2, 2],
      auto_pad: "VALID",
    });
    const wide = this.weight(`${path}/conv2/conv/filters`).shape[3];
    const pooledSize = halved(size, 2);
    const sum = this.graph.add("Add", [
      this.padAfter(pooled, wide - channels, 0),
      this.padAfter(outer, 0, pooledSize - halved(size, 3)),
    ]);
    return { tensor: this.relu(sum), size: pooledSize, channels: wide };
  }
}

/**
 * Writes the dlib face recognition ResNet as ONNX from the weights in face-api. The package has weights only; the
 * layers are dlib's `dnn_face_recognition_ex` (29 convolutions), as face-api runs them.
 * @param {{ name: string, manifest: Buffer, weights: Buffer }} source
 * @returns {Uint8Array} the ONNX file: input [1, 3, 150, 150], output `embedding` [1, 128]
 */
export function convertDlibResnet({ name, manifest, weights }) {
  const specs = JSON.parse(manifest.toString("utf8")).flatMap((group) => group.weights);
  const net = new ResNet(readTfjsWeights(specs, weights));
  const { graph } = net;

  const input = graph.input("input", [1, 3, INPUT_SIZE, INPUT_SIZE]);
  const first = net.relu(net.convolve(input, "conv32_down", 2, "VALID"));
  const pooled = graph.add("MaxPool", [first], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "VALID" });

  let state = { tensor: pooled, size: halved(halved(INPUT_SIZE, 7), 3), channels: 32 };
  for (const block of BLOCKS) {
    state = block.includes("_down")
      ? net.residualDown(state.tensor, block, state)
      : { ...state, tensor: net.residual(state.tensor, block) };
  }

  const mean = graph.add("Flatten", [graph.add("GlobalAveragePool", [state.tensor])]);
  const { values, shape } = net.weight("fc");
  const embedding = graph.add("MatMul", [mean, graph.floats(values, shape)]);
  graph.output(embedding, "embedding", [1, EMBEDDING_LENGTH]);
  return graph.encode(name);
}
