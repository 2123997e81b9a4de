/** A figure, and where it would lie 95 times of 100 if other people like these had been measured. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** z for 95 % on two sides. */
const Z = 1.96;
const TAIL = 0.025;

/**
 * Resamples whole people: the photos of one person are alike, so it is people that chance has drawn.
 * @param people how many there are, numbered from 0
 * @param statistic of how often each person counts; NaN where a draw has nothing to say
 */
export function bootstrapOverPeople(
  people: number,
  statistic: (weights: Uint32Array) => number,
  { resamples, random }: { readonly resamples: number; readonly random: () => number },
): Estimate {
  const value = statistic(new Uint32Array(people).fill(1));
  const drawn: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const weights = new Uint32Array(people);
    for (let k = 0; k < people; k++) {
      const person = Math.floor(random() * people);
      weights[person] = (weights[person] ?? 0) + 1;
    }
    const result = statistic(weights);
    if (!Number.isNaN(result)) drawn.push(result);
  }
  drawn.sort((a, b) => a - b);
  return {
    value,
    low: drawn[Math.floor(TAIL * drawn.length)] ?? value,
    high: drawn[Math.min(drawn.length - 1, Math.ceil((1 - TAIL) * drawn.length) - 1)] ?? value,
  };
}

/**
 * Wilson's interval for a rate over so many people.
 *
 * The bootstrap cannot imagine an error that it has not seen: no error among 20 people gives it 0 to 0, although one in
 * six might fail. This says 0 to 16 %.
 */
export function wilsonInterval(
  rate: number,
  people: number,
): { readonly low: number; readonly high: number } {
  if (people === 0) return { low: 0, high: 1 };
  const spread = Z * Z;
  const middle = rate + spread / (2 * people);
  const half = Z * Math.sqrt((rate * (1 - rate)) / people + spread / (4 * people * people));
  const scale = 1 + spread / people;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** The wider of the two on each side: what neither way of counting rules out. */
export function cautious(estimate: Estimate, people: number): Estimate {
  const wilson = wilsonInterval(estimate.value, people);
  return {
    value: estimate.value,
    low: Math.min(estimate.low, wilson.low),
    high: Math.max(estimate.high, wilson.high),
  };
}
