import type { SessionCard } from "../../../src/contract/http/today.ts";
import { isOnNow } from "../registers/is-on-now.ts";

/**
 * The sessions whose seats today's figures count: those on now, or all of the day while none is.
 *
 * @param now the server's clock, epoch milliseconds
 */
export function cardsCounted<Card extends Pick<SessionCard, "state" | "start" | "end">>(
  cards: readonly Card[],
  now: number,
): { readonly cards: readonly Card[]; readonly onNow: boolean } {
  const on = cards.filter((card) => isOnNow(card, now));
  return on.length > 0 ? { cards: on, onNow: true } : { cards, onNow: false };
}
