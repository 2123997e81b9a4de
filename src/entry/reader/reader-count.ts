/** What a reader did, in numbers alone. */
export interface ReaderCount {
  frames: number;
  /** Frames that a newer one took the place of before anybody looked. */
  passedOver: number;
  recognised: number;
  /** Visits of faces that nobody here is enrolled with. */
  unknown: number;
  /** Scans that the server has said are safe. */
  confirmed: number;
  looked(ms: number): void;
  /** All of it, and how long a frame took in the middle and at worst since it was told last. */
  told(): Record<string, number>;
}

export function createReaderCount(): ReaderCount {
  let times: number[] = [];
  return {
    frames: 0,
    passedOver: 0,
    recognised: 0,
    unknown: 0,
    confirmed: 0,
    looked(ms) {
      times.push(ms);
    },
    told() {
      const { frames, passedOver, recognised, unknown, confirmed } = this;
      const sorted = times.toSorted((a, b) => a - b);
      times = [];
      return {
        frames,
        passedOver,
        recognised,
        unknown,
        confirmed,
        medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
        slowestMs: Math.round(sorted.at(-1) ?? 0),
      };
    },
  };
}
