/** The only way the device waits; tests turn its hands. */
export interface Timer {
  /** Runs `task` once, `ms` milliseconds from now. The function it returns calls that off. */
  after(ms: number, task: () => void): () => void;
}

export const systemTimer: Timer = {
  after(ms, task) {
    const handle = setTimeout(task, ms);
    return () => clearTimeout(handle);
  },
};
