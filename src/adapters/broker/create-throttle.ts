/** How much somebody may send, all connections together. */
export interface Throttle {
  /** Counts what was read. */
  spend(packets: number, bytes: number): void;
  /** How long nothing more may be read, in milliseconds; 0 for now. */
  waitMs(): number;
}

/**
 * A rate with a burst, for packets and for bytes. What is read on top of it is not thrown away: reading pauses, and the
 * sender's own connection fills up.
 *
 * @param limits.longestWaitMs a pause is never longer, or a connection that is held would seem dead
 * @param now monotonic, in milliseconds
 */
export function createThrottle(
  limits: {
    readonly packetsPerSecond: number;
    readonly burstPackets: number;
    readonly bytesPerSecond: number;
    readonly burstBytes: number;
    readonly longestWaitMs: number;
  },
  now: () => number,
): Throttle {
  const rates = [
    {
      perUnitMs: 1000 / limits.packetsPerSecond,
      burstMs: (limits.burstPackets / limits.packetsPerSecond) * 1000,
    },
    { perUnitMs: 1000 / limits.bytesPerSecond, burstMs: (limits.burstBytes / limits.bytesPerSecond) * 1000 },
  ];
  /** When all that was read would have been allowed at the plain rate. */
  const paidAt = rates.map(() => Number.NEGATIVE_INFINITY);

  return {
    spend(packets, bytes) {
      const at = now();
      for (const [which, units] of [packets, bytes].entries()) {
        const rate = rates[which];
        if (rate === undefined) continue;
        const from = Math.max(paidAt[which] ?? at, at - rate.burstMs);
        paidAt[which] = Math.min(from + units * rate.perUnitMs, at + limits.longestWaitMs);
      }
    },
    waitMs: () => Math.max(0, ...paidAt.map((paid) => paid - now())),
  };
}
