import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { type ChangeContext, planSessions } from "../facts/change-timetable.ts";
import type { SessionPlan } from "../facts/fact-transaction.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import { refusedSpan, staffAt, unknownNames } from "./session-span.ts";
import { sessionsThere } from "./sessions-there.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/** A session that no timetable has, or one that makes up for another. Classes, rooms and staff by their own names. */
export interface NewSession
  extends Pick<SessionPlan, "title" | "sort" | "mode" | "required" | "weight" | "timeZone"> {
  readonly classes: readonly string[];
  readonly rooms: readonly string[];
  readonly staff: readonly string[];
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  /** Whether it is meant although one of its classes has another session at that time. */
  readonly beside: boolean;
}

/** From when to when a session is. */
export type SessionTimes = Pick<NewSession, "start" | "end">;

/**
 * Plans sessions that a person asks for, alike but for their time: all of them, or none. Without a title they go by the
 * titles of their classes.
 *
 * @returns their ids, in the order of the times
 */
export async function planSessionSeries(
  transaction: SessionsTransaction,
  asked: Omit<NewSession, "start" | "end">,
  times: readonly SessionTimes[],
  context: ChangeContext,
): Promise<SessionOutcome<readonly string[]>> {
  const { timeZone, title } = asked;
  const classes = await transaction.findClasses(asked.classes);
  const rooms = await transaction.findRooms(asked.rooms);
  const holders = await transaction.findStaff(asked.staff);
  // Of several times a login may be somebody else's at each.
  const staffOf = times.map(({ start }) => staffAt(holders, start));
  const staff = staffOf.find((one) => asked.staff.some((login) => !one.has(login))) ?? new Map(holders);
  const refused = [
    ...(await unknownNames(transaction, "class", "classes", asked.classes, classes)),
    ...(await unknownNames(transaction, "room", "rooms", asked.rooms, rooms)),
    ...(await unknownNames(transaction, "staff", "staff", asked.staff, staff)),
    ...times.flatMap(({ start, end }) => refusedSpan(start, end, timeZone, context.now) ?? []),
  ];
  if (refused.length > 0) return refuseSession(...refused);
  const found = [...new Map([...classes.values()].map((one) => [one.id, one])).values()];
  if (!asked.beside) {
    const ids = found.map(({ id }) => id);
    const there = await sessionsThere(transaction, ids, times, timeZone);
    if (there.length > 0) return refuseSession(...there);
  }
  const plans = times.map(
    ({ start, end }, at): SessionPlan => ({
      id: uuidv7(),
      kind: "timetabled",
      start,
      end,
      timeZone,
      day: dayOf(start, timeZone).toString(),
      rooms: [...new Set(rooms.values())],
      classes: found.map((one) => one.id),
      staff: [...new Set(staffOf[at]?.values())],
      required: asked.required,
      weight: asked.weight,
      title: title === "" ? found.map((one) => one.title).join(", ") : title,
      sort: asked.sort,
      mode: asked.mode,
      source: null,
    }),
  );
  await judgeMarks(transaction, await planSessions(transaction, plans, context), context);
  return { done: plans.map(({ id }) => id) };
}
