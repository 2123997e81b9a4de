/**
 * The part of onnxruntime that recognition uses. Node and the browser each load their own build of onnxruntime-web and
 * hand it in: nothing here imports it at run time.
 */
export type OnnxRuntime = Pick<typeof import("onnxruntime-web"), "InferenceSession" | "Tensor" | "env">;

/** A net ready to run: one input of float32 in the shape given, its outputs by name. */
export interface Net {
  readonly outputs: readonly string[];
  run(input: Float32Array, shape: readonly number[]): Promise<ReadonlyMap<string, Float32Array>>;
}

/**
 * Opens an ONNX model of one input.
 *
 * Runs on one thread: two sessions of two threads each on two cores were slower than one thread, and threads in a
 * browser need cross-origin isolation.
 * @throws when the bytes are not a model that this runtime can run
 */
export async function openNet(runtime: OnnxRuntime, model: Uint8Array): Promise<Net> {
  runtime.env.wasm.numThreads = 1;
  const session = await runtime.InferenceSession.create(model, { graphOptimizationLevel: "all" });
  const [input, ...more] = session.inputNames;
  if (input === undefined || more.length > 0) {
    throw new Error(`A net with one input is needed; this one has ${session.inputNames.length}.`);
  }
  return {
    outputs: session.outputNames,
    async run(values, shape) {
      const results = await session.run({ [input]: new runtime.Tensor("float32", values, shape) });
      const outputs = new Map<string, Float32Array>();
      for (const [name, tensor] of Object.entries(results)) {
        if (!(tensor.data instanceof Float32Array)) {
          throw new Error(`Output ${name} is of type ${tensor.type}; float32 is needed.`);
        }
        outputs.set(name, tensor.data);
      }
      return outputs;
    },
  };
}

/** The output of that name. @throws when the net has none: the model file is not the one this code was written for */
export function outputOf(outputs: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = outputs.get(name);
  if (values === undefined) {
    throw new Error(`The net has no output called ${name}, only ${[...outputs.keys()].join(", ")}.`);
  }
  return values;
}
