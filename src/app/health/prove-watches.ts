import type { Temporal } from "temporal-polyfill";

/** A time in which a reader watched a room, [from, to), told by facts of this name. */
export interface TimedWatch {
  readonly reader: string;
  readonly watch: string;
  readonly room: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** The watch as it is to be told from now on. */
export interface ProvedWatch extends TimedWatch {
  readonly health: boolean;
}

/**
 * What a proof makes of watches of which no health was known: a run that has delivered everything that it recorded was
 * well for as long as it covers, also before its first sign of life. A watch is cut where the proof begins and ends.
 *
 * @param silent watches of one reader without health, in any order, none overlapping another
 * @param proved the times that the reader's runs cover, each [from, to]
 * @returns every watch that has to be told anew, the parts of one that was cut together
 */
export function proveWatches(
  silent: readonly TimedWatch[],
  proved: readonly { readonly from: Temporal.Instant; readonly to: Temporal.Instant }[],
  newId: () => string,
): readonly ProvedWatch[] {
  return silent.flatMap((watch) => {
    const parts = partsOf(watch, proved);
    if (!parts.some(({ health }) => health)) return [];
    // The name of the watch goes on with its first part, so that what it said before no longer holds.
    return parts.map((part, at) => ({ ...watch, ...part, watch: at === 0 ? watch.watch : newId() }));
  });
}

interface Part {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly health: boolean;
}

function partsOf(watch: TimedWatch, proved: Parameters<typeof proveWatches>[1]): readonly Part[] {
  const within = proved
    .map(({ from, to }) => ({ from: later(from, watch.from), to: earlier(to, watch.to) }))
    .filter(({ from, to }) => from.epochMilliseconds < to.epochMilliseconds)
    .sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds);
  const parts: Part[] = [];
  let at = watch.from;
  for (const { from, to } of within) {
    if (to.epochMilliseconds <= at.epochMilliseconds) continue;
    if (from.epochMilliseconds > at.epochMilliseconds) parts.push({ from: at, to: from, health: false });
    parts.push({ from: later(from, at), to, health: true });
    at = to;
  }
  if (at.epochMilliseconds < watch.to.epochMilliseconds)
    parts.push({ from: at, to: watch.to, health: false });
  return parts;
}

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  a.epochMilliseconds > b.epochMilliseconds ? a : b;

const earlier = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  a.epochMilliseconds < b.epochMilliseconds ? a : b;
