/**
 * Holds the newest of what arrives until it is asked for: recognition that is slower than the camera sees what is there
 * now, and nothing waits in a row.
 */
export interface NewestFrame<Frame> {
  put(frame: Frame): void;
  /** The newest that nobody has taken; undefined once `end` was said and the last is taken. One asks at a time. */
  take(): Promise<Frame | undefined>;
  /** No more will come. */
  end(): void;
  /** How many were replaced before anybody asked for them. */
  readonly passedOver: number;
}

export function createNewestFrame<Frame>(): NewestFrame<Frame> {
  let held: Frame | undefined;
  let waiting: ((frame: Frame | undefined) => void) | null = null;
  let ended = false;
  let passedOver = 0;
  return {
    put(frame) {
      if (ended) return;
      if (waiting !== null) {
        waiting(frame);
        waiting = null;
        return;
      }
      if (held !== undefined) passedOver += 1;
      held = frame;
    },
    take() {
      if (held !== undefined || ended) {
        const frame = held;
        held = undefined;
        return Promise.resolve(frame);
      }
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    end() {
      ended = true;
      waiting?.(undefined);
      waiting = null;
    },
    get passedOver() {
      return passedOver;
    },
  };
}
