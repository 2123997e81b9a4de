/** What keeps a device's clock right: a time server, a battery-backed clock, or nothing. */
export type ClockState = "ntp" | "rtc" | "unsynced";

/** The device's time of day. */
export interface DeviceClock {
  /** Milliseconds since 1970 UTC. It may jump when the clock is set. */
  now(): number;
  state(): ClockState;
  /** Sets it, in milliseconds since 1970 UTC; left out where the device cannot. */
  set?(now: number): void;
}

/** The clock of the machine; only whoever set that machine up knows what keeps it right. */
export function systemClock(state: ClockState): DeviceClock {
  return { now: () => Date.now(), state: () => state };
}
