import "../api/validation-without-eval.ts";
import type { PulseView } from "../../../src/contract/http/monitor.ts";
import type { ScanView } from "../../../src/contract/http/scans.ts";
import type { SystemView } from "../../../src/contract/http/system.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { changesFrame, pulseFrame, resetFrame, systemFrame } from "../../../src/contract/live/frames.ts";
import { foldChanges, foldSystem, initialLiveState, type LiveState } from "./fold-changes.ts";
import type { LiveSignal } from "./live-signal.ts";
import type { LiveStream } from "./open-live-stream.ts";

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
  /** What the stream tells of; empty while it is away. */
  readonly shows: ReadonlySet<string>;
}

export interface LiveStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => LiveSnapshot;
  /**
   * Asks to be told of things, and hears each frame of changes in order; frames that come while everything is read anew
   * are heard as well. Several may show the same.
   *
   * @returns a function that ends it
   */
  readonly follow: (shows: readonly string[], hear: (frame: ChangesFrame) => void) => () => void;
  /** The frames after a number that are still known; null where they do not reach back to it. */
  readonly framesAfter: (seq: number) => readonly ChangesFrame[] | null;
  /** Begins to listen; returns a function that stops. */
  readonly start: () => () => void;
}

export interface LiveStoreParts {
  readonly join: (shows: readonly string[], tell: (signal: LiveSignal) => void) => LiveStream;
  readonly readSystem: (signal: AbortSignal) => Promise<SystemView>;
  readonly readScans: (signal: AbortSignal) => Promise<ScanView[]>;
  /** Told when the stream is refused because nobody is signed in any more. */
  readonly onSignedOut: () => void;
}

const readAgainMs = 2_000;
/** What every page is told of: the stream of scans and its totals. */
const always: readonly string[] = ["scans"];
/** What nobody shows any more is told of for so long, since a page that comes next may show it again. */
const lingerMs = 5_000;
/** Frames kept for what is being read meanwhile. */
const keptFrames = 400;

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
    shows: new Set(),
  };
  let stream: LiveStream | null = null;
  const followers = new Set<{
    readonly shows: readonly string[];
    readonly hear: (frame: ChangesFrame) => void;
  }>();
  /** What nobody shows any more, and is still told of. */
  const lingering = new Set<{ readonly shows: readonly string[] }>();
  const frames: ChangesFrame[] = [];
  /** The number up to which frames were dropped, or before which none were heard. */
  let framesFrom = 0;
  let waiting: ChangesFrame[] | null = null;
  let reading: AbortController | null = null;
  const listeners = new Set<() => void>();

  function set(next: Partial<LiveSnapshot>): void {
    current = { ...current, ...next };
    for (const listener of listeners) listener();
  }

  const wanted = (): string[] =>
    [...new Set([...always, ...[...followers, ...lingering].flatMap(({ shows }) => shows)])].sort();

  function remember(frame: ChangesFrame): void {
    frames.push(frame);
    if (frames.length > keptFrames) framesFrom = frames.shift()?.seq ?? framesFrom;
    for (const { hear } of followers) hear(frame);
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
      remember(frame);
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
    if (signal.kind === "disconnected") {
      set({ shows: new Set() });
      lose();
      if (signal.signedOut) parts.onSignedOut();
    } else if (signal.kind === "connected") {
      set({ shows: new Set(signal.shows) });
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
    follow(shows, hear) {
      const follower = { shows, hear };
      followers.add(follower);
      stream?.show(wanted());
      return () => {
        followers.delete(follower);
        // A page of several views ends them all and follows them one by one again when everything was read anew: asked
        // for less in between, the stream would begin again, and before its first frame that is to read everything anew.
        lingering.add(follower);
        setTimeout(() => {
          lingering.delete(follower);
          stream?.show(wanted());
        }, lingerMs);
      };
    },
    framesAfter: (seq) => (seq < framesFrom ? null : frames.filter((frame) => frame.seq > seq)),
    start() {
      stream = parts.join(wanted(), tell);
      return () => {
        stream?.close();
        stream = null;
        reading?.abort();
      };
    },
  };
}
