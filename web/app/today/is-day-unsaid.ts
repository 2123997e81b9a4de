import type { SessionCard, TodayView } from "../../../src/contract/http/today.ts";
import { nobodySeenYet } from "../../../src/domain/attendance/nobody-seen-yet.ts";

/** Whether the day's rate is not said yet, by the cards as they stand: what `Seen.lastDay` says of this day, kept true live. */
export function isDayUnsaid({
  day,
  rate,
  anybodySeen,
  cards,
}: Pick<TodayView, "day" | "rate" | "anybodySeen"> & {
  readonly cards: readonly Pick<SessionCard, "state" | "stand">[];
}): boolean {
  const known = cards.some(
    ({ state, stand: { here } }) => state !== "cancelled" && (here > 0 || !isBeforeItsEnd(state)),
  );
  return nobodySeenYet(rate.earned === 0, { ever: anybodySeen, lastDay: known ? day : null }, day);
}

const isBeforeItsEnd = (state: SessionCard["state"]): boolean => state === "scheduled" || state === "open";
