import "../api/validation-without-eval.ts";
import type { ScanView, SystemView } from "../../../src/contract/http/api.ts";
import type { PulseView } from "../../../src/contract/http/monitor.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { changesFrame, pulseFrame, resetFrame, systemFrame } from "../../../src/contract/live/frames.ts";
import { foldChanges, foldSystem, initialLiveState, type LiveState } from "./fold-changes.ts";
import type { LiveSignal } from "./live-signal.ts";

/** `outdated`: the server says things that this page cannot read, which a newer page can. */
export type Connection = "connecting" | "live" | "reconnecting" | "outdated";

export interface LiveSnapshot {
  readonly connection: Connection;
  /** null until everything was read once. */
  readonly state: LiveState | null;
  /** What the server last said of its own work; null until it did. */
  readonly pulse: PulseView | null;
  /** When the connection was lost, in epoch milliseconds; null while it stands. */
  readonly lostAt: number | null;
  /** Why everything could not be read when it was last tried; null once it was. */
  readonly trouble: string | null;
  /** Grows each time everything was read anew: what was fetched under another reading is to be fetched again. */
  readonly reading: number;
}

export interface LiveStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => LiveSnapshot;
  /** Begins to listen; returns a function that stops. */
  readonly start: () => () => void;
}

export interface LiveStoreParts {
  readonly join: (tell: (signal: LiveSignal) => void) => () => void;
  readonly readSystem: (signal: AbortSignal) => Promise<SystemView>;
  readonly readScans: (signal: AbortSignal) => Promise<ScanView[]>;
}

const readAgainMs = 2_000;

/**
 * Keeps a page's live state: opens the stream, reads everything, and folds what came in between and after. Frames
 * that arrive while everything is being read wait, so that nothing falls between the reading and the stream.
 */
export function createLiveStore(parts: LiveStoreParts): LiveStore {
  let current: LiveSnapshot = {
    connection: "connecting",
    state: null,
    pulse: null,
    lostAt: null,
    trouble: null,
    reading: 0,
  };
  let waiting: ChangesFrame[] | null = null;
  let reading: AbortController | null = null;
  const listeners = new Set<() => void>();

  function set(next: Partial<LiveSnapshot>): void {
    current = { ...current, ...next };
    for (const listener of listeners) listener();
  }

  function readAnew(): void {
    reading?.abort();
    const mine = new AbortController();
    reading = mine;
    waiting = [];
    void readEverything(mine.signal);
  }

  async function readEverything(signal: AbortSignal): Promise<void> {
    try {
      // One after the other: the scans may then be newer than the totals, never older.
      const system = await parts.readSystem(signal);
      const scans = await parts.readScans(signal);
      if (signal.aborted) return;
      const fresh = initialLiveState(system, scans);
      const state = (waiting ?? []).reduce(foldChanges, fresh);
      waiting = null;
      set({ state, reading: current.reading + 1, connection: "live", lostAt: null, trouble: null });
    } catch (error) {
      // Out of reach, or answering with a fault: the stream says when the server is back, a fault we ask again.
      if (signal.aborted) return;
      set({ trouble: error instanceof Error ? error.message : String(error) });
      lose();
      const again = setTimeout(() => void readEverything(signal), readAgainMs);
      signal.addEventListener("abort", () => clearTimeout(again), { once: true });
    }
  }

  function lose(): void {
    if (current.connection === "outdated" || current.lostAt !== null) return;
    set({ connection: current.state === null ? "connecting" : "reconnecting", lostAt: Date.now() });
  }

  function hear(name: string, data: string): void {
    if (name === "changes") {
      const frame = changesFrame.parse(JSON.parse(data));
      if (waiting !== null) waiting.push(frame);
      else if (current.state !== null) {
        const state = foldChanges(current.state, frame);
        if (state !== current.state) set({ state });
      }
    } else if (name === "reset") {
      resetFrame.parse(JSON.parse(data));
      readAnew();
    } else if (name === "system") {
      const system = systemFrame.parse(JSON.parse(data));
      if (waiting === null && current.state !== null) set({ state: foldSystem(current.state, system) });
    } else if (name === "pulse") {
      set({ pulse: pulseFrame.parse(JSON.parse(data)) });
    }
  }

  function tell(signal: LiveSignal): void {
    if (current.connection === "outdated") return;
    if (signal.kind === "disconnected") lose();
    else if (signal.kind === "connected") {
      if (!signal.resumed || current.state === null) readAnew();
      else if (waiting === null) set({ connection: "live", lostAt: null });
    } else {
      try {
        hear(signal.name, signal.data);
      } catch (error) {
        console.error("a live frame could not be read", error);
        reading?.abort();
        set({ connection: "outdated" });
      }
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
    start() {
      const leave = parts.join(tell);
      return () => {
        leave();
        reading?.abort();
      };
    },
  };
}
