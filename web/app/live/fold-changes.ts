import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import type { SystemView, TotalsView } from "../../../src/contract/http/system.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { localDay } from "../../time/local-day.ts";

/** The most scans that a page keeps; the log has the rest. */
export const keptScans = 200;

/** All that a live page knows, as of `seq`. */
export interface LiveState {
  /** Every change up to this one is folded in. */
  readonly seq: number;
  readonly system: SystemView;
  /** The change up to which the totals count; the system's own totals may be ahead of the changes. */
  readonly totalsSeq: number;
  readonly totals: TotalsView;
  /** Newest first by seq, at most `keptScans`. */
  readonly scans: readonly ScanView[];
}

/** Of whoever may not know of everybody: no page of theirs shows totals. */
const none: TotalsView = { granted: 0, late: 0, denied: 0, unknown: 0, repeats: 0, quarantined: 0 };

/** The state right after everything was read. The scans may be newer than `system`, never older. */
export function initialLiveState(system: SystemView, scans: readonly ScanView[]): LiveState {
  return {
    seq: system.seq,
    system,
    totalsSeq: system.seq,
    totals: system.totals ?? none,
    scans: scans.toSorted((a, b) => b.seq - a.seq).slice(0, keptScans),
  };
}

type Change =
  | { readonly kind: "scan"; readonly seq: number; readonly scan: ScanView }
  | { readonly kind: "quarantined"; readonly seq: number; readonly message: Omit<QuarantineView, "payload"> };

/**
 * Folds a frame of changes into the state. The result depends on the changes alone and not on how they were cut
 * into frames, and a change that was folded before changes nothing: a page may therefore open the stream first,
 * read second, and fold whatever came in between.
 *
 * @returns the same object when the frame says nothing new
 */
export function foldChanges(state: LiveState, frame: ChangesFrame): LiveState {
  const fresh = changesOf(frame).filter((change) => change.seq > state.seq);
  const repeated = frame.scans.filter((scan) => scan.seq <= state.seq && scan.repeats > 0);
  const folding = new Folding(state);
  for (const scan of repeated) folding.repeat(scan);
  for (const change of fresh) folding.change(change);
  return folding.finish(frame.seq);
}

/**
 * Takes what the server says of itself. Its totals replace ours unless ours count further.
 */
export function foldSystem(state: LiveState, system: SystemView): LiveState {
  if (system.seq < state.totalsSeq) return { ...state, system };
  return { ...state, system, totals: system.totals ?? none, totalsSeq: system.seq };
}

function changesOf(frame: ChangesFrame): Change[] {
  const changes: Change[] = [
    ...frame.scans.map((scan) => ({ kind: "scan", seq: scan.seq, scan }) as const),
    ...frame.quarantined.map((message) => ({ kind: "quarantined", seq: message.seq, message }) as const),
  ];
  return changes.sort((a, b) => a.seq - b.seq);
}

/** One fold in progress; copies a collection when it first changes it, and never the state it began from. */
class Folding {
  readonly #from: LiveState;
  #scans: ScanView[] | null = null;
  #totals: TotalsView | null = null;
  #lastScan: number;

  constructor(from: LiveState) {
    this.#from = from;
    this.#lastScan = from.seq;
  }

  change(change: Change): void {
    if (change.kind === "quarantined") {
      this.#count(change.seq, change.message.receivedAt, { quarantined: 1 });
      return;
    }
    const { scan, seq } = change;
    if (seq <= this.#lastScan) {
      this.repeat(scan);
      return;
    }
    this.#lastScan = seq;
    this.#count(seq, scan.occurredAt, { [scan.decision]: 1 });
    if (scan.repeats > 0) this.#count(seq, scan.occurredAt, { repeats: scan.repeats });
    this.#show(scan);
  }

  /** The same scan again: a higher count replaces a lower one, whichever came first. */
  repeat(scan: ScanView): void {
    const known = (this.#scans ?? this.#from.scans).find((candidate) => candidate.id === scan.id);
    if (known === undefined || known.repeats >= scan.repeats) return;
    const totals = this.#totals ?? this.#from.totals;
    if (this.#isToday(scan.occurredAt)) {
      this.#totals = { ...totals, repeats: totals.repeats + scan.repeats - known.repeats };
    }
    this.#scans = (this.#scans ?? [...this.#from.scans]).map((candidate) =>
      candidate.id === scan.id ? { ...candidate, repeats: scan.repeats } : candidate,
    );
  }

  finish(seq: number): LiveState {
    const from = this.#from;
    if (seq <= from.seq && this.#scans === null) return from;
    return {
      seq: Math.max(seq, from.seq),
      system: from.system,
      totals: this.#totals ?? from.totals,
      totalsSeq: Math.max(seq, from.totalsSeq),
      scans: this.#scans?.slice(0, keptScans) ?? from.scans,
    };
  }

  #isToday(instant: string): boolean {
    return localDay(instant, this.#from.system.timeZone) === this.#from.system.day;
  }

  #count(seq: number, at: string, more: Partial<TotalsView>): void {
    if (seq <= this.#from.totalsSeq || !this.#isToday(at)) return;
    const totals = { ...(this.#totals ?? this.#from.totals) };
    for (const kind of Object.keys(totals) as (keyof TotalsView)[]) totals[kind] += more[kind] ?? 0;
    this.#totals = totals;
  }

  #show(scan: ScanView): void {
    this.#scans ??= [...this.#from.scans];
    const held = this.#scans.findIndex((candidate) => candidate.id === scan.id);
    if (held >= 0) {
      if ((this.#scans[held]?.repeats ?? 0) < scan.repeats) this.#scans[held] = scan;
      return;
    }
    const place = this.#scans.findIndex((candidate) => candidate.seq < scan.seq);
    this.#scans.splice(place === -1 ? this.#scans.length : place, 0, scan);
  }
}
