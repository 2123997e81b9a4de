/** How often a PIN was wrong in a row, and until when no other is looked at. Milliseconds. */
export interface PinAttempts {
  readonly wrong: number;
  readonly waitUntil: number;
}

export const noAttempts: PinAttempts = { wrong: 0, waitUntil: 0 };

/** So many may be wrong before the first wait. */
export const FREE_ATTEMPTS = 5;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** After each further wrong PIN the wait is twice as long. A right one forgets them all. */
export function afterAttempt(attempts: PinAttempts, right: boolean, at: number): PinAttempts {
  if (right) return noAttempts;
  const wrong = attempts.wrong + 1;
  if (wrong < FREE_ATTEMPTS) return { wrong, waitUntil: 0 };
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (wrong - FREE_ATTEMPTS), LONGEST_WAIT_MS);
  return { wrong, waitUntil: at + wait };
}
