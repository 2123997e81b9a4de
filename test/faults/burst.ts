import { EventEmitter, on } from "node:events";

/** Senders that send in bursts, and what they know of each scan. */
export interface Burst {
  /** Ids of the scans whose sender counts on them: handed to the client, or confirmed by the outbox. */
  readonly sent: ReadonlySet<string>;
  /** Those of them that the sender was told are safe, and keeps no longer. */
  readonly safe: ReadonlySet<string>;
  /** Resolves when `count` more scans are safe than are now. Rejects when none is for a minute. */
  moreSafe(count: number): Promise<void>;
  /** Sends no new scans, and resolves when all that were sent are safe. Rejects when none is for a minute. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const patienceMs = 60_000;

/** What senders know of their scans, with a way to wait for it. */
export interface Ledger {
  readonly sent: Set<string>;
  readonly safe: Set<string>;
  send(id: string): void;
  settle(ids: readonly string[]): void;
  moreSafe(count: number): Promise<void>;
  allSafe(): Promise<void>;
}

export function createLedger(): Ledger {
  const sent = new Set<string>();
  const safe = new Set<string>();
  const settled = new EventEmitter().setMaxListeners(0);

  async function until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      const before = safe.size;
      const patience = AbortSignal.timeout(patienceMs);
      try {
        for await (const _ of on(settled, "settled", { signal: patience })) {
          if (reached() || safe.size > before) break;
        }
      } catch (error) {
        if (!patience.aborted) throw error;
        throw new Error(
          `no scan became safe for ${patienceMs / 1000} s; ${sent.size} were sent and ${safe.size} are safe`,
          { cause: error },
        );
      }
    }
  }

  return {
    sent,
    safe,
    send: (id) => sent.add(id),
    settle(ids) {
      for (const id of ids) safe.add(id);
      settled.emit("settled");
    },
    moreSafe(count) {
      const goal = safe.size + count;
      return until(() => safe.size >= goal);
    },
    allSafe: () => until(() => [...sent].every((id) => safe.has(id))),
  };
}
