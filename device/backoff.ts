/** How waiting grows from one failure to the next. */
export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Milliseconds to wait after `failures` (1 or more) in a row: doubled each time up to `mostMs`, then shortened
 * by up to a half, so that many devices that lost one broker do not come back in the same instant.
 *
 * @param random a number in [0, 1)
 */
export function backoffMs({ firstMs, mostMs }: Backoff, failures: number, random: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full * (1 - random / 2);
}
