/** Milliseconds for which a piece of long work may hold up everybody else. */
const longestPiece = 15;

/** Where long work lets others go first: messages of devices, pages and the store have their turn meanwhile. */
export interface Pauses {
  /** Whether a piece has taken as long as it may; asked after each step. */
  due(): boolean;
  /** Resolves when the others have had their turn. */
  take(): Promise<void>;
}

/** Pauses of one piece of work. @param othersFirst how the others are let go first */
export function createPauses(othersFirst: () => Promise<void> = nextTurn): Pauses {
  let since = performance.now();
  return {
    due: () => performance.now() - since >= longestPiece,
    async take() {
      await othersFirst();
      since = performance.now();
    },
  };
}

/** Passes on what comes, and pauses between where that is due. */
export async function* withPauses<T>(
  items: AsyncIterable<T>,
  pauses: Pauses = createPauses(),
): AsyncGenerator<T, void, void> {
  for await (const item of items) {
    yield item;
    if (pauses.due()) await pauses.take();
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
