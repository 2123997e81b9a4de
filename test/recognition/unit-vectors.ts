import { type Embedding, normalised } from "../../recognition/embedding.ts";

const LENGTH = 128;

/** The same numbers for the same seed: a small congruential generator (Numerical Recipes). */
export function* seededNumbers(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32 - 0.5;
  }
}

/** An embedding in a direction of its own: two of different seeds are nearly at right angles. */
export function someone(seed: number): Embedding {
  const numbers = seededNumbers(seed);
  return normalised(Array.from({ length: LENGTH }, () => numbers.next().value));
}

/** An embedding in the plane of the first two axes, whose cosine with the first axis is given. */
export function atCosine(cosine: number): Embedding {
  const values = new Float32Array(LENGTH);
  values[0] = cosine;
  values[1] = Math.sqrt(1 - cosine * cosine);
  return values;
}

/** The same person in another light: a little to the side of an embedding. */
export function near(embedding: Embedding, seed: number, amount = 0.1): Embedding {
  const aside = someone(seed);
  return normalised(embedding.map((value, i) => value + amount * (aside[i] ?? 0)));
}
