import { type Backoff, backoffMs } from "./backoff.ts";
import type { OutboxEntry } from "./outbox.ts";
import type { Timer } from "./timer.ts";

/** Which scans are on their way, which wait for their turn, and which are due again. Knows no network. */
export interface Delivery {
  /** How many scans have no receipt yet. */
  size(): number;
  /** A scan to deliver, after those that were added before it. */
  add(entry: OutboxEntry): void;
  /** The server has spoken: those of the ids that were waiting are done with, and returned. */
  settle(eventIds: readonly string[]): readonly string[];
  /** From now on scans can be sent. Everything that has no receipt is sent again, oldest first. */
  connected(): void;
  disconnected(): void;
  /** Everything that stands back is sent now, as if nothing had failed. */
  hurry(): void;
}

export interface DeliveryOptions {
  readonly send: (entry: OutboxEntry) => void;
  readonly timer: Timer;
  /** A number in [0, 1). */
  readonly random: () => number;
  /** How many scans may be on their way at once. */
  readonly window: number;
  /** How long a receipt may take, in milliseconds. */
  readonly receiptTimeoutMs: number;
  /** How long a scan whose receipt did not come stands back before it is sent again. */
  readonly retry: Backoff;
}

interface Parcel {
  readonly entry: OutboxEntry;
  failures: number;
  /** Calls off the receipt's deadline, or the wait before the next try. */
  cancelTimer: () => void;
}

const nothing = (): void => {};

/**
 * Keeps up to `window` scans on their way until their receipts arrive.
 *
 * A scan whose receipt does not come in time gives its place to the next and stands back for a while, so that
 * one scan the server never answers cannot hold up the others. When the server answered nothing at all in that
 * time, scans go out one by one until it does: a broker in front of a dead server is not filled to its limit,
 * where it would begin to drop messages.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { send, timer, random, window, receiptTimeoutMs, retry } = options;
  const parcels = new Map<string, Parcel>();
  const ready = new Set<string>();
  const onTheWay = new Set<string>();
  let online = false;
  let serverSilent = false;
  let receiptsHeard = 0;

  function pump(): void {
    const places = serverSilent ? 1 : window;
    for (const id of ready) {
      if (!online || onTheWay.size >= places) return;
      ready.delete(id);
      const parcel = parcels.get(id);
      if (parcel === undefined) continue;
      onTheWay.add(id);
      const heardBefore = receiptsHeard;
      parcel.cancelTimer = timer.after(receiptTimeoutMs, () => expire(id, parcel, heardBefore));
      send(parcel.entry);
    }
  }

  function expire(id: string, parcel: Parcel, heardBefore: number): void {
    if (receiptsHeard === heardBefore) serverSilent = true;
    onTheWay.delete(id);
    parcel.failures += 1;
    parcel.cancelTimer = timer.after(backoffMs(retry, parcel.failures, random()), () => {
      ready.add(id);
      pump();
    });
    pump();
  }

  return {
    size: () => parcels.size,
    add(entry) {
      const id = entry.scan.event_id;
      parcels.set(id, { entry, failures: 0, cancelTimer: nothing });
      ready.add(id);
      pump();
    },
    settle(eventIds) {
      const settled = [];
      for (const id of eventIds) {
        const parcel = parcels.get(id);
        if (parcel === undefined) continue;
        parcel.cancelTimer();
        parcels.delete(id);
        ready.delete(id);
        onTheWay.delete(id);
        settled.push(id);
      }
      receiptsHeard += 1;
      serverSilent = false;
      pump();
      return settled;
    },
    connected() {
      online = true;
      pump();
    },
    hurry() {
      serverSilent = false;
      for (const [id, parcel] of parcels) {
        if (onTheWay.has(id)) continue;
        parcel.cancelTimer();
        parcel.cancelTimer = nothing;
        parcel.failures = 0;
        ready.add(id);
      }
      pump();
    },
    disconnected() {
      online = false;
      ready.clear();
      onTheWay.clear();
      for (const [id, parcel] of parcels) {
        parcel.cancelTimer();
        parcel.cancelTimer = nothing;
        ready.add(id);
      }
    },
  };
}
