/**
 * @typedef {{ values: Float32Array | Int32Array, shape: readonly number[] }} Weight
 * @typedef {{ dtype: "uint8" | "uint16" | "float16", scale?: number, min?: number }} Quantization
 * @typedef {{ name: string, shape: number[], dtype: "float32" | "int32", quantization?: Quantization }} WeightSpec
 */

const HALF_EXPONENT_BIAS = 15;
const HALF_MANTISSA = 1024;

/** IEEE 754 half precision to number. @param {number} bits */
function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / HALF_MANTISSA;
  if (exponent === 0) return sign * 2 ** (1 - HALF_EXPONENT_BIAS) * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - HALF_EXPONENT_BIAS) * (1 + fraction);
}

/**
 * How one stored value is read: its width in bytes, and its value at an offset.
 * @param {WeightSpec} spec
 * @param {Buffer} bytes
 * @returns {{ width: number, at: (offset: number) => number }}
 */
function readerOf(spec, bytes) {
  const { quantization } = spec;
  if (quantization === undefined) {
    if (spec.dtype === "float32") return { width: 4, at: (offset) => bytes.readFloatLE(offset) };
    if (spec.dtype === "int32") return { width: 4, at: (offset) => bytes.readInt32LE(offset) };
    throw new Error(`Weight ${spec.name}: type ${spec.dtype} is not known here.`);
  }
  const { dtype, scale = 1, min = 0 } = quantization;
  if (dtype === "float16") return { width: 2, at: (offset) => fromHalf(bytes.readUInt16LE(offset)) };
  if (dtype === "uint16") return { width: 2, at: (offset) => bytes.readUInt16LE(offset) * scale + min };
  if (dtype === "uint8") return { width: 1, at: (offset) => bytes.readUInt8(offset) * scale + min };
  throw new Error(`Weight ${spec.name}: quantisation ${dtype} is not known here.`);
}

/**
 * Reads the weights of a TensorFlow.js model: one binary file, described by the manifest's list in file order.
 * @param {readonly WeightSpec[]} specs
 * @param {Buffer} bytes
 * @returns {Map<string, Weight>} by name
 * @throws {Error} when a type is not known or the file is longer or shorter than described
 */
export function readTfjsWeights(specs, bytes) {
  const weights = new Map();
  let offset = 0;
  for (const spec of specs) {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    const { width, at } = readerOf(spec, bytes);
    const values = spec.dtype === "int32" ? new Int32Array(length) : new Float32Array(length);
    for (let i = 0; i < length; i++) values[i] = at(offset + i * width);
    offset += length * width;
    weights.set(spec.name, { values, shape: spec.shape });
  }
  if (offset !== bytes.length)
    throw new Error(`Weights describe ${offset} bytes, the file has ${bytes.length}.`);
  return weights;
}
