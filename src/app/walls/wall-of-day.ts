import type { SessionCard, TodayView } from "../../contract/http/today.ts";
import { largestUncounted, type WallSession, type WallView } from "../../contract/http/walls.ts";
import { isOn } from "../../domain/timetable/is-on.ts";

/** What begins within so long is next. */
const nextWithinMs = 2 * 60 * 60 * 1000;

/**
 * What whoever passes by may see of a day: what is on now and next, where, and how many came. What a session is told by is
 * named one by one, so that nothing that a card holds of people gets here by itself: no staff, no ids, no marks.
 *
 * @param institution what it is called
 */
export function wallOfDay(today: TodayView, institution: string): WallView {
  const now = Date.parse(today.now);
  const cards = [...today.sessions].sort(byStartAndRoom);
  const begins = ({ start }: SessionCard): number => Date.parse(start);
  const ahead = cards.filter((card) => begins(card) > now);
  const [first] = ahead;
  // Nothing soon: the next to begin, whenever that is.
  const until = Math.max(now + nextWithinMs, first === undefined ? 0 : begins(first));
  const next = ahead.filter((card) => begins(card) <= until);
  return {
    institution,
    day: today.day,
    timeZone: today.timeZone,
    now: today.now,
    on: cards.filter((card) => isOnOrWouldBe(card, now)).map(toWallSession),
    next: next.map(toWallSession),
    later: ahead.length - next.length,
    holiday: today.holiday,
    nextDay: today.nextDay,
  };
}

/** Who stands before the screen wants to be told also that what should be on is not. */
function isOnOrWouldBe({ state, start, end }: SessionCard, now: number): boolean {
  const planned = { start: Date.parse(start), end: Date.parse(end) };
  return isOn({ ...planned, state: state === "cancelled" ? "scheduled" : state }, now);
}

function byStartAndRoom(a: SessionCard, b: SessionCard): number {
  const [start, room] = [a.start.localeCompare(b.start), (a.rooms[0] ?? "").localeCompare(b.rooms[0] ?? "")];
  return start || room || a.id.localeCompare(b.id);
}

function toWallSession(card: SessionCard): WallSession {
  const { title, sort, classes, rooms, start, end, kind, state, stand } = card;
  const cancelled = state === "cancelled";
  return {
    name: title !== "" ? title : classes.join(", "),
    sort,
    classes,
    rooms,
    start,
    end,
    standing: kind === "standing",
    cancelled,
    count:
      cancelled || stand.expected <= largestUncounted ? null : { expected: stand.expected, here: stand.here },
  };
}
