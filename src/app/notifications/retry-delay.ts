/** How often a message is tried before it has failed. */
export const mostAttempts = 10;

/**
 * Minutes from one attempt to the next: 1, 2, 4, ... up to an hour. Ten attempts take four hours.
 *
 * @param attempts made so far, from 1
 * @returns null when there is none left
 */
export function retryDelay(attempts: number): number | null {
  return attempts >= mostAttempts ? null : Math.min(2 ** (attempts - 1), 60);
}
