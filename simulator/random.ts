/** A source of numbers in [0, 1), evenly spread. */
export type Random = () => number;

/**
 * A repeatable source: the same seed and stream give the same numbers on every machine. sfc32 by Chris
 * Doty-Humphrey, from PractRand; the first 12 numbers are thrown away, as its author advises for small seeds.
 *
 * @param seed a whole number; its low 32 bits count
 * @param stream another sequence of the same seed, so that drawing from one leaves the other as it was
 */
export function createRandom(seed: number, stream = 0): Random {
  let a = 0;
  let b = seed | 0;
  let c = stream | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let skipped = 0; skipped < 12; skipped += 1) next();
  return next;
}

/** One of the items, each as likely as the others. Throws a RangeError when there is none. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
}

/** Evenly between `from` (inclusive) and `to` (exclusive). */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}
