import { setTimeout as wait } from "node:timers/promises";
import { createNativeSender } from "./create-native-sender.ts";
import { createOriginalSender } from "./create-original-sender.ts";
import { type DrawnScan, drawScan } from "./draw-scan.ts";
import { drawFaults, type FaultKind } from "./faults.ts";
import { between, createRandom } from "./random.ts";
import type { ScanSender } from "./scan-sender.ts";
import {
  type SimulationCounts,
  type SimulationSummary,
  startCounts,
  summarise,
} from "./simulation-summary.ts";

export interface SimulationOptions {
  /** Of the broker: mqtt://, mqtts://, ws:// or wss://, with user and password where it wants them. */
  readonly url: string;
  /** As the original's camera speaks, or as the reference device does. */
  readonly protocol: "original" | "native";
  /** Scans a second; null for the original's gaps of 3 to 8 seconds. */
  readonly rate: number | null;
  /** How many scans to send; null to go on until `signal`. */
  readonly count: number | null;
  /** The same seed gives the same scans and the same faults; only the times differ. */
  readonly seed: number;
  /** Of the original protocol; native devices always use 1. */
  readonly qos: 0 | 1 | 2;
  readonly faults: ReadonlySet<FaultKind>;
  /** Of native devices. */
  readonly site: string;
  /** Where native devices keep their outboxes; null for in memory. */
  readonly outboxFolder: string | null;
  /** What a native device logs in with; by default whatever the URL says. */
  readonly credentials?: (device: string) => { readonly username: string; readonly password: string };
  /** Ends the simulation; it still waits a moment for confirmations, and resolves as always. */
  readonly signal?: AbortSignal;
  /** Told a few times a second. */
  readonly onProgress?: (soFar: SimulationSummary) => void;
  /** Trouble that the simulation outlives, such as a connection that broke. */
  readonly onTrouble?: (error: Error) => void;
}

const progressMs = 200;
/** How long to wait for confirmations at the end, and when somebody wants it to end now. */
const settleMs = { done: 15_000, aborted: 2_000 };

/**
 * Pretends to be the original's camera, or a school of native devices. Resolves with what was sent; rejects
 * with BrokerUnreachable when no broker answers at first.
 */
export async function runSimulation(options: SimulationOptions): Promise<SimulationSummary> {
  const { signal = new AbortController().signal } = options;
  const counts = startCounts(options.protocol === "native" || options.qos > 0);
  const sender = await createSender(options, counts);
  const startedAt = performance.now();
  let endedAt: number | null = null;
  const summary = () => summarise(counts, (endedAt ?? performance.now()) - startedAt);
  const progress = setInterval(() => options.onProgress?.(summary()), progressMs);
  try {
    await sendScans(options, signal, counts, sender);
    endedAt = performance.now();
    await sender.settle(
      signal.aborted
        ? AbortSignal.timeout(settleMs.aborted)
        : AbortSignal.any([signal, AbortSignal.timeout(settleMs.done)]),
    );
  } finally {
    clearInterval(progress);
    await sender.close();
  }
  options.onProgress?.(summary());
  return summary();
}

function createSender(options: SimulationOptions, counts: SimulationCounts): Promise<ScanSender> {
  const { url, qos, site, outboxFolder, credentials, onTrouble = () => {} } = options;
  const onConfirmed = (scans = 1): void => {
    counts.confirmed = (counts.confirmed ?? 0) + scans;
  };
  if (options.protocol === "original") return createOriginalSender({ url, qos, onConfirmed, onTrouble });
  return createNativeSender({
    url,
    site,
    outboxFolder,
    ...(credentials && { credentials }),
    onConfirmed,
    onRejected: (scans) => {
      counts.rejected += scans;
    },
    onTrouble,
  });
}

interface Departure {
  readonly scan: DrawnScan;
  readonly at: Date;
  readonly copies: 1 | 2;
}

async function sendScans(
  options: SimulationOptions,
  signal: AbortSignal,
  counts: SimulationCounts,
  sender: ScanSender,
): Promise<void> {
  const { seed, count, rate } = options;
  // A stream for each, so that faults and gaps leave the sequence of scans as it is.
  const [scans, faults, gaps] = [createRandom(seed, 0), createRandom(seed, 1), createRandom(seed, 2)];
  const aborted = new Promise<void>((done) => signal.addEventListener("abort", () => done()));
  const unlessAborted = (work: Promise<void>): Promise<void> => Promise.race([work, aborted]);

  const depart = async ({ scan, at, copies }: Departure): Promise<void> => {
    await unlessAborted(sender.send(scan, at, copies));
    if (signal.aborted) return;
    counts.sent += 1;
    counts.decisions[scan.decision] += 1;
    if (copies === 2) counts.faults.duplicates += 1;
  };

  let held: Departure | null = null;
  let due = performance.now();
  for (let drawn = 0; !signal.aborted && (count === null || drawn < count); drawn += 1) {
    await waitUntil(due, signal);
    if (signal.aborted) break;
    due += rate === null ? between(gaps, 3_000, 8_000) : 1_000 / rate;
    const scan = drawScan(scans);
    const struck = drawFaults(faults, options.faults);

    if (struck.disconnect) {
      await unlessAborted(sender.disconnect(scan));
      counts.faults.disconnects += 1;
    }
    if (struck.malformed !== null) {
      await unlessAborted(sender.sendMalformed(struck.malformed, scan));
      counts.faults.malformed += 1;
    }
    if (struck.skewMs !== 0) counts.faults.skew += 1;
    const departure: Departure = {
      scan,
      at: new Date(Date.now() + struck.skewMs),
      copies: struck.duplicate ? 2 : 1,
    };
    if (struck.held && held === null) {
      held = departure;
      continue;
    }
    await depart(departure);
    if (held !== null) {
      counts.faults.reorder += 1;
      await depart(held);
      held = null;
    }
  }
  if (held !== null && !signal.aborted) await depart(held);
}

/** Waits until `performance.now()` has reached `due`, or until `signal`. */
async function waitUntil(due: number, signal: AbortSignal): Promise<void> {
  const ms = due - performance.now();
  if (ms <= 0) return;
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
