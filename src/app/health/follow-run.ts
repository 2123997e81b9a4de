import type { Temporal } from "temporal-polyfill";
import type { CoveredSpan, DeviceRun, RunTally } from "./health-transaction.ts";
import { patienceMs } from "./heartbeat.ts";

/** What a batch says of one run of a device. */
export interface RunNews {
  /** It was there at this instant, and says no more than that. */
  readonly birth: Temporal.Instant | null;
  readonly heartbeat: {
    readonly at: Temporal.Instant;
    readonly lastSeq: number | null;
    readonly outbox: number;
  } | null;
  /** The first and the last time of its scans that were stored now, by its own clock, as far as that can be believed. */
  readonly scans: { readonly first: Temporal.Instant; readonly last: Temporal.Instant } | null;
}

/** What is to be stored of a run, and from when on more is known than before. */
export interface RunStep {
  readonly run: DeviceRun;
  readonly covered: CoveredSpan | null;
  readonly learntFrom: Temporal.Instant | null;
}

/**
 * Follows a run of a device: up to when it is proved that everything it recorded has been stored.
 *
 * A heartbeat with an empty outbox proves it, and so does one whose last number is stored. A run is uninterrupted, so
 * when no more is missing than at the proof before, nothing was lost in between: whoever came was recorded, whether the
 * network was there or not. When more is missing, a new time of coverage begins. So it does after a silence in which
 * nothing at all was recorded: a reader that hung recorded as much. The times of scans prove something only where
 * nothing is missing at all.
 *
 * @param stored what is known of the run, with the coverage that was stored for it
 * @param newId mints the id of a new time of coverage
 */
export function followRun(
  stored: {
    readonly run: DeviceRun;
    readonly tally: RunTally;
    readonly covered: readonly CoveredSpan[];
  },
  news: RunNews,
  newId: () => string,
): RunStep {
  const { tally, run: before } = stored;
  const { device, bootId } = before;
  const { birth, heartbeat, scans } = news;
  const told =
    heartbeat !== null && heartbeat.lastSeq !== null
      ? { at: heartbeat.at, lastSeq: heartbeat.lastSeq }
      : before.told;

  const whole = tally.missing === 0;
  const proofs: Temporal.Instant[] = [];
  if (heartbeat?.outbox === 0) proofs.push(heartbeat.at);
  if (told !== null && told.lastSeq <= tally.lastSeq) proofs.push(told.at);
  if (whole && scans !== null) proofs.push(scans.last);
  const proved = latestOf(proofs);
  if (proved === null) return { run: { ...before, told }, covered: null, learntFrom: null };
  const run: DeviceRun = {
    device,
    bootId,
    told,
    proved: { lastSeq: tally.lastSeq, missing: tally.missing },
  };

  const going = goesOn(stored, proved);
  const signs = [going?.from ?? proved];
  if (before.proved === null && birth !== null) signs.push(birth);
  if (whole && scans !== null) signs.push(scans.first);
  const from = earliestOf(signs) ?? proved;
  const to = latestOf(going ? [going.to, proved] : [proved]) ?? proved;
  if (going && isSame(going.from, from) && isSame(going.to, to))
    return { run, covered: null, learntFrom: null };
  return {
    run,
    covered: { id: going?.id ?? newId(), device, bootId, missing: tally.missing, from, to },
    learntFrom: going === null || from.epochMilliseconds < going.from.epochMilliseconds ? from : going.to,
  };
}

/** The time of coverage that a proof makes longer, or null where a new one begins. */
function goesOn(
  { run, tally, covered }: Parameters<typeof followRun>[0],
  proved: Temporal.Instant,
): CoveredSpan | null {
  if (run.proved === null || tally.missing > run.proved.missing) return null;
  const alike = covered.filter(({ missing }) => missing === tally.missing);
  const last = alike.reduce<CoveredSpan | null>(
    (best, span) => (best && best.to.epochMilliseconds > span.to.epochMilliseconds ? best : span),
    null,
  );
  if (last === null) return null;
  const silent = proved.epochMilliseconds - last.to.epochMilliseconds > patienceMs;
  return silent && tally.lastSeq === run.proved.lastSeq && tally.missing === run.proved.missing ? null : last;
}

function latestOf(instants: readonly Temporal.Instant[]): Temporal.Instant | null {
  return instants.reduce<Temporal.Instant | null>(
    (best, at) => (best === null || at.epochMilliseconds > best.epochMilliseconds ? at : best),
    null,
  );
}

function earliestOf(instants: readonly Temporal.Instant[]): Temporal.Instant | null {
  return instants.reduce<Temporal.Instant | null>(
    (best, at) => (best === null || at.epochMilliseconds < best.epochMilliseconds ? at : best),
    null,
  );
}

const isSame = (a: Temporal.Instant, b: Temporal.Instant): boolean =>
  a.epochMilliseconds === b.epochMilliseconds;
