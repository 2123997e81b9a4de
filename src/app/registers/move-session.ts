import type { Temporal } from "temporal-polyfill";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { type ChangeContext, isFinal, planSessions } from "../facts/change-timetable.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import { refusedSpan, staffAt, unknownNames } from "./session-span.ts";
import { sessionsThere } from "./sessions-there.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/** Where and when a session is now, and who takes it; what is left out stays. */
export interface SessionMove {
  /** Any names of rooms. */
  readonly rooms?: readonly string[] | undefined;
  /** Who takes it, by their own ids, such as a substitute; they may write its register. Whoever teaches its class may as well. */
  readonly staff?: readonly string[] | undefined;
  readonly start?: Temporal.Instant | undefined;
  readonly end?: Temporal.Instant | undefined;
  /** Whether it is meant although one of its classes has another session at that time. */
  readonly beside?: boolean | undefined;
}

/**
 * Moves a session. It keeps its identity, its history, every scan and what people wrote by hand; automatic marks are
 * judged anew. A final register has to be reopened first.
 */
export async function moveSession(
  transaction: SessionsTransaction,
  id: string,
  move: SessionMove,
  context: ChangeContext,
): Promise<SessionOutcome<"moved">> {
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  const state = stateAt(session, context.now);
  if (isFinal(session)) return refuseSession({ code: "wrong_state", deed: "move", state });
  const { plan } = session;
  const start = move.start ?? plan.start;
  // Moving only the start moves the whole session.
  const end = move.end ?? (move.start ? start.add(plan.start.until(plan.end)) : plan.end);
  const refused = refusedSpan(start, end, plan.timeZone, context.now);
  const rooms = await transaction.findRooms(move.rooms ?? []);
  const unknown = [...(await unknownNames(transaction, "room", "rooms", move.rooms ?? [], rooms))];
  const staff = staffAt(await transaction.findStaff(move.staff ?? []), start);
  unknown.push(...(await unknownNames(transaction, "staff", "staff", move.staff ?? [], staff)));
  if (refused !== null || unknown.length > 0) return refuseSession(...unknown, ...(refused ? [refused] : []));
  const isElsewhen = !start.equals(plan.start) || !end.equals(plan.end);
  if (isElsewhen && plan.kind === "standing") return refuseSession({ code: "standing_day", day: plan.day });
  if (isElsewhen && move.beside !== true) {
    const there = await sessionsThere(transaction, plan.classes, [{ start, end }], plan.timeZone, id);
    if (there.length > 0) return refuseSession(...there);
  }
  const moved = {
    ...plan,
    start,
    end,
    day: dayOf(start, plan.timeZone).toString(),
    rooms: move.rooms ? [...new Set(rooms.values())] : plan.rooms,
    staff: move.staff ? [...new Set(staff.values())] : plan.staff,
  };
  await judgeMarks(transaction, await planSessions(transaction, [moved], context), context);
  return { done: "moved" };
}
