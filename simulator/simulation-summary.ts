import type { DrawnScan } from "./draw-scan.ts";
import { type FaultKind, faultKinds } from "./faults.ts";

/** What a simulation has done so far, or in all. */
export interface SimulationSummary {
  /** Scans handed to the connection; what a fault adds to them is under `faults`. */
  readonly sent: number;
  /**
   * Scans known to have arrived: by the broker's acknowledgement (original at QoS 1 or 2) or by the server's
   * receipt (native). Null where nobody says so (original at QoS 0).
   */
  readonly confirmed: number | null;
  /** Scans that the server put into quarantine; only the native protocol is told. */
  readonly rejected: number;
  readonly decisions: Readonly<Record<DrawnScan["decision"], number>>;
  readonly faults: Readonly<Record<FaultKind, number>>;
  readonly seconds: number;
  /** Scans a second, over the whole time. */
  readonly rate: number;
}

/** Counts of a running simulation. */
export interface SimulationCounts {
  sent: number;
  confirmed: number | null;
  rejected: number;
  readonly decisions: Record<DrawnScan["decision"], number>;
  readonly faults: Record<FaultKind, number>;
}

export function startCounts(confirmations: boolean): SimulationCounts {
  return {
    sent: 0,
    confirmed: confirmations ? 0 : null,
    rejected: 0,
    decisions: { granted: 0, denied: 0, late: 0 },
    faults: { duplicates: 0, reorder: 0, skew: 0, malformed: 0, disconnects: 0 },
  };
}

/** A copy of the counts at this moment, `elapsedMs` milliseconds after the first scan could go out. */
export function summarise(counts: SimulationCounts, elapsedMs: number): SimulationSummary {
  const seconds = elapsedMs / 1_000;
  return {
    ...counts,
    decisions: { ...counts.decisions },
    faults: { ...counts.faults },
    seconds,
    rate: seconds > 0 ? counts.sent / seconds : 0,
  };
}

/** One line for a person, such as `120 sent, 118 confirmed, 20.0/s`. */
export function progressLine(summary: SimulationSummary): string {
  const parts = [`${summary.sent} sent`];
  if (summary.confirmed !== null) parts.push(`${summary.confirmed} confirmed`);
  if (summary.rejected > 0) parts.push(`${summary.rejected} rejected`);
  const faults = faultKinds.reduce((sum, kind) => sum + summary.faults[kind], 0);
  if (faults > 0) parts.push(`${faults} faults`);
  parts.push(`${summary.rate.toFixed(1)}/s`);
  return parts.join(", ");
}

/** The whole summary for a person, several lines. */
export function summaryText(summary: SimulationSummary): string {
  const { granted, denied, late } = summary.decisions;
  const injected = faultKinds.filter((kind) => summary.faults[kind] > 0);
  const lines = [
    ["sent", `${summary.sent} in ${summary.seconds.toFixed(1)} s (${summary.rate.toFixed(1)}/s)`],
    [
      "confirmed",
      summary.confirmed === null ? "not told at QoS 0" : `${summary.confirmed} of ${summary.sent}`,
    ],
    ["rejected", String(summary.rejected)],
    ["decisions", `${granted} granted, ${denied} denied, ${late} late`],
    ["faults", injected.map((kind) => `${summary.faults[kind]} ${kind}`).join(", ") || "none"],
  ];
  return lines.map(([name = "", value = ""]) => `${name.padEnd(11)}${value}`).join("\n");
}
