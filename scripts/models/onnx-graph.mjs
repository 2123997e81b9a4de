import onnxProto from "onnx-proto";

const { onnx } = onnxProto;
const FLOAT = onnx.TensorProto.DataType.FLOAT;
const INT64 = onnx.TensorProto.DataType.INT64;
const KIND = onnx.AttributeProto.AttributeType;

// Opset 13 holds every operation used here and is read by each onnxruntime of the last years.
const OPSET = 13;
const IR_VERSION = 8;

/** @param {string} name @param {number | string | number[]} value */
function attribute(name, value) {
  if (Array.isArray(value)) return { name, type: KIND.INTS, ints: value };
  if (typeof value === "string") return { name, type: KIND.STRING, s: Buffer.from(value) };
  return { name, type: KIND.INT, i: value };
}

// ONNX stores raw tensor data in little-endian order, whatever the machine that builds the product.
/** @param {ArrayLike<number>} values */
function littleEndianFloats(values) {
  const bytes = Buffer.alloc(values.length * 4);
  for (let i = 0; i < values.length; i++) bytes.writeFloatLE(values[i], i * 4);
  return bytes;
}

/** @param {readonly number[]} values */
function littleEndianInt64s(values) {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => {
    bytes.writeBigInt64LE(BigInt(value), i * 8);
  });
  return bytes;
}

/** @param {string} name @param {readonly number[]} shape */
const floatValue = (name, shape) => ({
  name,
  type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

/**
 * An ONNX graph under construction. Names of generated tensors count upwards, so the same calls always give the
 * same bytes: the built files are checked by their SHA-256.
 */
export class OnnxGraph {
  #nodes = [];
  #initializers = [];
  #inputs = [];
  #outputs = [];
  #count = 0;

  /** Declares a float input. @param {string} name @param {readonly number[]} shape as NCHW */
  input(name, shape) {
    this.#inputs.push(floatValue(name, shape));
    return name;
  }

  /** Declares a float output under a name of our own. @param {string} tensor @param {string} name @param {readonly number[]} shape */
  output(tensor, name, shape) {
    this.#nodes.push({ opType: "Identity", input: [tensor], output: [name], attribute: [], name });
    this.#outputs.push(floatValue(name, shape));
  }

  /** Adds constant floats and returns their name. @param {ArrayLike<number>} values @param {readonly number[]} dims */
  floats(values, dims) {
    const name = this.#nextName("w");
    this.#initializers.push({ name, dims, dataType: FLOAT, rawData: littleEndianFloats(values) });
    return name;
  }

  /** Adds a constant vector of int64 (shapes, paddings) and returns its name. @param {readonly number[]} values */
  integers(values) {
    const name = this.#nextName("k");
    this.#initializers.push({
      name,
      dims: [values.length],
      dataType: INT64,
      rawData: littleEndianInt64s(values),
    });
    return name;
  }

  /**
   * Adds an operation and returns the name of its one output.
   * @param {string} opType
   * @param {readonly string[]} inputs
   * @param {Record<string, number | string | number[]>} [attributes]
   */
  add(opType, inputs, attributes = {}) {
    const name = this.#nextName("t");
    const list = Object.entries(attributes).map(([key, value]) => attribute(key, value));
    this.#nodes.push({ opType, input: inputs, output: [name], attribute: list, name });
    return name;
  }

  /** The finished model file. @param {string} name @returns {Uint8Array} */
  encode(name) {
    const model = onnx.ModelProto.create({
      irVersion: IR_VERSION,
      opsetImport: [{ domain: "", version: OPSET }],
      producerName: "muster",
      graph: {
        name,
        node: this.#nodes,
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
      },
    });
    return onnx.ModelProto.encode(model).finish();
  }

  /** @param {string} prefix */
  #nextName(prefix) {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }
}
