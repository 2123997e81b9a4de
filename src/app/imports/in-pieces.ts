import { createPauses } from "../create-pauses.ts";

/** Work that stops after each item, so that whoever runs it may let others go first. */
export type Pieces<Result> = Generator<undefined, Result>;

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
  othersFirst?: () => Promise<void>,
): Promise<Result> {
  const pauses = createPauses(othersFirst);
  for (;;) {
    const step = pieces.next();
    if (step.done === true) return step.value;
    if (pauses.due()) await pauses.take();
  }
}
