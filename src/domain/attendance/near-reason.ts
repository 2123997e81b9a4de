import type { SessionWindow } from "../timetable/session-window.ts";
import type { Scan } from "./scan.ts";
import { isSighting } from "./sighting.ts";

/** Why a scan near a session is not what the mark there rests on. */
export type NearReason =
  | "turned_away"
  /** The device only claimed the name. */
  | "not_recognised"
  | "before_window"
  | "after_window"
  | "other_room"
  | "going_out"
  /** In the room, in the window: it counts for another session, or came when the mark had been settled. */
  | "not_counted";

/** How far around the window of a session with a timetable its neighbourhood reaches, in minutes. */
const nearMinutes = 60;

/** The time in which scans are near a session, epoch milliseconds, both inclusive. A standing day is its own. */
export function nearTimes(window: SessionWindow): { readonly from: number; readonly to: number } {
  if (window.standing) return { from: window.opens, to: window.closes - 1 };
  return { from: window.opens - nearMinutes * 60_000, to: window.closes + nearMinutes * 60_000 };
}

/**
 * Why a scan near a session is not what the mark there rests on: beside a mark that says who was not seen stands all that
 * was seen around it, and what became of that.
 *
 * @param scan one of `nearTimes` that the mark does not name; `room` is null for a place that is no room
 * @param rooms of the session
 */
export function nearReason(
  scan: Pick<Scan, "occurredAt" | "decision" | "identified" | "direction"> & { readonly room: string | null },
  window: SessionWindow,
  rooms: readonly string[],
): NearReason {
  if (!scan.identified) return "not_recognised";
  if (!isSighting(scan)) return "turned_away";
  const at = scan.occurredAt.epochMilliseconds;
  if (at < window.opens) return "before_window";
  if (at > window.closes) return "after_window";
  if (scan.room === null || (rooms.length > 0 && !rooms.includes(scan.room))) return "other_room";
  if (scan.direction === "out") return "going_out";
  return "not_counted";
}
