/** Work that stops after each item, so that whoever runs it may let others go first. */
export type Pieces<Result> = Generator<undefined, Result>;

/** Milliseconds for which a piece may hold up everybody else. */
const longestPiece = 15;

/** Runs all of it at once. */
export function runAtOnce<Result>(pieces: Pieces<Result>): Result {
  for (;;) {
    const step = pieces.next();
    if (step.done === true) return step.value;
  }
}

/** Runs it in pieces of some milliseconds; between them messages of devices, pages and the store have their turn. */
export async function runInPieces<Result>(
  pieces: Pieces<Result>,
  pause: () => Promise<void> = othersFirst,
): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const step = pieces.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < longestPiece) continue;
    await pause();
    since = performance.now();
  }
}

const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
