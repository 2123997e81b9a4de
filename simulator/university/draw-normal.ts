import type { Random } from "../random.ts";

/** A number of the normal distribution (Box and Muller, 1958). Takes two numbers from `random`. */
export function drawNormal(random: Random, mean: number, deviation: number): number {
  // 1 - u is never 0, of which there is no logarithm.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return mean + deviation * radius * Math.cos(2 * Math.PI * random());
}
