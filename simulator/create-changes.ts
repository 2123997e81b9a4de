/** Something that changes, and those who wait for it to have changed enough. */
export interface Changes {
  changed(): void;
  /** Resolves as soon as `reached` holds, asked now and after each change, or once `signal` is aborted. */
  until(reached: () => boolean, signal?: AbortSignal): Promise<void>;
}

export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  return {
    changed() {
      for (const check of [...waiting]) check();
    },
    until: (reached, signal) =>
      new Promise((done) => {
        const check = () => {
          if (!reached() && !signal?.aborted) return;
          waiting.delete(check);
          signal?.removeEventListener("abort", check);
          done();
        };
        waiting.add(check);
        signal?.addEventListener("abort", check);
        check();
      }),
  };
}
