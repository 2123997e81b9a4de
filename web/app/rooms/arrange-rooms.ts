import type { RoomOfDay } from "../../../src/contract/http/rooms.ts";
import type { SessionCard } from "../../../src/contract/http/today.ts";
import { isOnNow } from "../registers/is-on-now.ts";

/** A room as it stands by the clock: what is on, what comes, and how its readers are. */
export interface RoomNow<Card extends SessionCard = SessionCard> extends RoomOfDay {
  /** On now, those of the timetable before standing ones. */
  readonly on: readonly Card[];
  readonly next: Card | null;
  /** How many sessions it has on the day. */
  readonly sessions: number;
}

/**
 * Those with a silent reader while something is on come first, then those where something is on; by code among the like.
 *
 * @param cards the sessions of the day, by their start
 * @param now epoch milliseconds
 */
export function arrangeRooms<Card extends SessionCard>(
  rooms: readonly RoomOfDay[],
  cards: readonly Card[],
  now: number,
): RoomNow<Card>[] {
  const byRoom = new Map<string, Card[]>();
  for (const card of cards) {
    if (card.state === "cancelled") continue;
    for (const code of card.rooms) {
      const others = byRoom.get(code);
      if (others) others.push(card);
      else byRoom.set(code, [card]);
    }
  }
  return rooms
    .map((room): RoomNow<Card> => {
      const here = byRoom.get(room.room.code) ?? [];
      return {
        ...room,
        on: here
          .filter((card) => isOnNow(card, now))
          .toSorted((a, b) => Number(a.kind === "standing") - Number(b.kind === "standing")),
        next: here.find(({ start }) => Date.parse(start) > now) ?? null,
        sessions: here.length,
      };
    })
    .sort((a, b) => rank(a) - rank(b) || a.room.code.localeCompare(b.room.code, "en-GB", { numeric: true }));
}

const rank = ({ on, silentSince }: RoomNow): number => {
  if (on.length === 0) return 2;
  return silentSince === null ? 1 : 0;
};
