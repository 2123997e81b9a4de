import type { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import { type ChangeContext, planSessions } from "../facts/change-timetable.ts";
import type { SessionPlan } from "../facts/fact-transaction.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { type Outcome, refuse } from "./session-refusal.ts";
import { refusedSpan, unknownNames } from "./session-span.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/** A session that no timetable has, or one that makes up for another. Classes, rooms and staff by their own names. */
export interface NewSession
  extends Pick<SessionPlan, "title" | "sort" | "mode" | "required" | "weight" | "timeZone"> {
  readonly classes: readonly string[];
  readonly rooms: readonly string[];
  readonly staff: readonly string[];
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/**
 * Plans a session that a person asks for. Without a title it goes by the titles of its classes.
 *
 * @returns its id
 */
export async function planSession(
  transaction: SessionsTransaction,
  asked: NewSession,
  context: ChangeContext,
): Promise<Outcome<string>> {
  const { start, end, timeZone, title } = asked;
  const classes = await transaction.findClasses(asked.classes);
  const rooms = await transaction.findRooms(asked.rooms);
  const staff = await transaction.findStaff(asked.staff);
  const span = refusedSpan(start, end);
  const refused = [
    ...unknownNames("class", "classes", asked.classes, classes),
    ...unknownNames("room", "rooms", asked.rooms, rooms),
    ...unknownNames("staff", "staff", asked.staff, staff),
    ...(span ? [span] : []),
  ];
  if (refused.length > 0) return refuse(...refused);
  const found = [...classes.values()];
  const id = uuidv7();
  const plan: SessionPlan = {
    id,
    kind: "timetabled",
    start,
    end,
    timeZone,
    day: dayOf(start, timeZone).toString(),
    rooms: [...new Set(rooms.values())],
    classes: found.map((one) => one.id),
    staff: [...new Set(staff.values())],
    required: asked.required,
    weight: asked.weight,
    title: title === "" ? found.map((one) => one.title).join(", ") : title,
    sort: asked.sort,
    mode: asked.mode,
    source: null,
  };
  await judgeMarks(transaction, await planSessions(transaction, [plan], context), context);
  return { done: id };
}
