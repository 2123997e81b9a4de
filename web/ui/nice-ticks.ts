/**
 * Whole numbers for the scale of a count, from 0 to the first that is not below `max`, three to six of them, in
 * steps of 1, 2 or 5 times a power of ten.
 *
 * @param max at least 1
 */
export function niceTicks(max: number): number[] {
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 1;
  const count = Math.ceil(max / step);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
