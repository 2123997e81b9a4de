import { convolutionFilters, depthwiseFilters } from "./convolution-filters.mjs";
import { OnnxGraph } from "./onnx-graph.mjs";
import { readTfjsWeights } from "./read-tfjs-weights.mjs";

/**
 * @typedef {{ name: string, op: string, input?: string[], attr?: Record<string, any> }} TfNode
 * @typedef {{ from: string, name: string, shape: readonly number[] }} Output
 */

const text = (base64) => Buffer.from(base64, "base64").toString();
const numbers = (attr) => (attr?.list?.i ?? []).map(Number);
const spatial = (attr) => numbers(attr).slice(1, 3);

/** TensorFlow pads the odd pixel of "SAME" at the bottom and the right: ONNX's SAME_UPPER. */
const paddingOf = (node) => (text(node.attr.padding.s) === "SAME" ? "SAME_UPPER" : "VALID");

/** Parents before children: the files list their nodes in no useful order. @param {readonly TfNode[]} nodes */
function inOrder(nodes) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const visited = new Set();
  /** @type {TfNode[]} */
  const ordered = [];
  const visit = (node) => {
    if (visited.has(node.name)) return;
    visited.add(node.name);
    for (const input of node.input ?? []) {
      const parent = byName.get(input);
      if (parent === undefined)
        throw new Error(`Node ${node.name} reads ${input}, which is not in the graph.`);
      visit(parent);
    }
    ordered.push(node);
  };
  nodes.forEach(visit);
  return ordered;
}

/** One conversion: which ONNX tensor or constant each TensorFlow node became. */
class Conversion {
  graph = new OnnxGraph();
  #tensors = new Map();
  #weights;

  constructor(weights) {
    this.#weights = weights;
  }

  weight(name) {
    const weight = this.#weights.get(name);
    if (weight === undefined) throw new Error(`The model has no weight called ${name}.`);
    return weight;
  }

  tensor(name) {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`Nothing has produced ${name}.`);
    return tensor;
  }

  #activation(node, tensor, slopes) {
    if (node === "Relu") return this.graph.add("Relu", [tensor]);
    if (node === "Prelu") {
      const { values } = this.weight(slopes);
      return this.graph.add("PRelu", [tensor, this.graph.floats(values, [values.length, 1, 1])]);
    }
    throw new Error(`Activation ${node} is not known here.`);
  }

  #convolve(node, filters, groups) {
    const [input, , bias, slopes] = node.input;
    const fused = (node.attr.fused_ops?.list?.s ?? []).map(text);
    const inputs = [this.tensor(input), this.graph.floats(filters.values, filters.dims)];
    if (fused.includes("BiasAdd")) {
      const { values } = this.weight(bias);
      inputs.push(this.graph.floats(values, [values.length]));
    }
    const convolved = this.graph.add("Conv", inputs, {
      group: groups,
      kernel_shape: filters.dims.slice(2),
      strides: spatial(node.attr.strides),
      dilations: spatial(node.attr.dilations),
      auto_pad: paddingOf(node),
    });
    const activation = fused.find((op) => op !== "BiasAdd");
    return activation === undefined ? convolved : this.#activation(activation, convolved, slopes);
  }

  /** Paddings come as [[before, after] of batch, height, width, channel]. */
  #pad(node) {
    const [n0, n1, y0, y1, x0, x1, c0, c1] = this.weight(node.input[1]).values;
    return this.graph.add("Pad", [
      this.tensor(node.input[0]),
      this.graph.integers([n0, c0, y0, x0, n1, c1, y1, x1]),
    ]);
  }

  /** A reshape counts in TensorFlow's channels-last order, so the tensor is brought into it first. */
  #reshape(node) {
    const shape = [...this.weight(node.input[1]).values];
    const channelsLast = this.graph.add("Transpose", [this.tensor(node.input[0])], { perm: [0, 2, 3, 1] });
    return this.graph.add("Reshape", [channelsLast, this.graph.integers(shape)]);
  }

  #placeholder(node) {
    const [, height, width, channels] = node.attr.shape.shape.dim.map((dim) => Number(dim.size));
    return this.graph.input("input", [1, channels, height, width]);
  }

  #convert(node) {
    const [first, second] = node.input ?? [];
    switch (node.op) {
      case "Placeholder":
        return this.#placeholder(node);
      case "_FusedConv2D":
        return this.#convolve(node, convolutionFilters(this.weight(second)), 1);
      case "DepthwiseConv2dNative":
        return this.#convolve(node, depthwiseFilters(this.weight(second)), this.weight(second).shape[2]);
      case "AddV2":
        return this.graph.add("Add", [this.tensor(first), this.tensor(second)]);
      case "Relu":
      case "Sigmoid":
        return this.graph.add(node.op, [this.tensor(first)]);
      case "Prelu":
        return this.#activation("Prelu", this.tensor(first), second);
      case "MaxPool":
        return this.graph.add("MaxPool", [this.tensor(first)], {
          kernel_shape: spatial(node.attr.ksize),
          strides: spatial(node.attr.strides),
          auto_pad: paddingOf(node),
        });
      case "Pad":
        return this.#pad(node);
      case "Reshape":
        return this.#reshape(node);
      case "Identity":
        return this.tensor(first);
      default:
        throw new Error(`Operation ${node.op} (${node.name}) is not known here.`);
    }
  }

  run(nodes) {
    for (const node of inOrder(nodes)) {
      if (node.op !== "Const") this.#tensors.set(node.name, this.#convert(node));
    }
  }
}

/**
 * Converts a TensorFlow.js graph model to ONNX with channels-first tensors. Knows only the operations of BlazeFace and
 * FaceMesh and refuses any other.
 * @param {{ name: string, topology: Buffer, weights: Buffer, outputs: readonly Output[] }} source
 * @returns {Uint8Array} the ONNX file
 */
export function convertGraphModel({ name, topology, weights, outputs }) {
  const model = JSON.parse(topology.toString("utf8"));
  const specs = model.weightsManifest.flatMap((group) => group.weights);
  const conversion = new Conversion(readTfjsWeights(specs, weights));
  conversion.run(model.modelTopology.node);
  for (const output of outputs) {
    conversion.graph.output(conversion.tensor(output.from), output.name, output.shape);
  }
  return conversion.graph.encode(name);
}
