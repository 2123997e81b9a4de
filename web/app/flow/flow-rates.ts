import type { FlowView } from "../../../src/contract/http/monitor.ts";

/** Long enough for a figure that can be read, short enough for one that is of now. */
const windowMs = 6_000;

/**
 * The samples that rates are taken of, with a new one: those of the last seconds, of one and the same run of the
 * server, oldest first. The last one before them stays, so that a rate spans the time in full.
 */
export function keepSamples(samples: readonly FlowView[], next: FlowView): readonly FlowView[] {
  const last = samples.at(-1);
  if (last === undefined || last.since !== next.since) return [next];
  if (last.at >= next.at) return samples;
  const from = Date.parse(next.at) - windowMs;
  const inside = samples.findIndex((sample) => Date.parse(sample.at) > from);
  const kept = inside === -1 ? [last] : samples.slice(Math.max(0, inside - 1));
  return [...kept, next];
}

/**
 * How much passed per second over the samples; null of fewer than two.
 *
 * @param count what is counted of a sample
 */
export function rateOver(
  samples: readonly FlowView[],
  count: (flow: FlowView) => number | null,
): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || first === last) return null;
  const [before, after] = [count(first), count(last)];
  if (before === null || after === null) return null;
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
  return seconds > 0 ? Math.max(0, after - before) / seconds : null;
}
