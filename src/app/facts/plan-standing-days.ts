import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import { type ChangeContext, nothingTouched, planSessions, type Touched } from "./change-timetable.ts";
import type { FactTransaction, SessionPlan, StandingClass } from "./fact-transaction.ts";

/** Where standing sessions come from, among feeds, files and people. */
export const standingSource = "standing";

/**
 * Plans the standing sessions of local days: one for each class that stands on the day, unless it lies outside its term.
 * On a day without teaching it is cancelled for it at once, as every session is, so that the day can be taken out again.
 * What is planned already stays as it is, so doing it twice changes nothing.
 *
 * @param days ISO dates
 * @param timeZone the institution's, whose days they are
 * @returns what has to be judged: those of whom anything is known in a session that was planned. Of everybody else what the
 *   clock alone says is told, and not stored, so that a day of thousands of seats costs nobody a wait.
 */
export async function planStandingDays(
  transaction: FactTransaction,
  days: readonly string[],
  timeZone: string,
  context: ChangeContext,
): Promise<Touched> {
  const standing = days.length === 0 ? [] : await transaction.standingOn(days);
  const { sessions } = await planSessions(
    transaction,
    standing.map((found) => standingPlan(found, timeZone)),
    context,
  );
  if (sessions.length === 0) return nothingTouched;
  const planned = new Map((await transaction.findSessions(sessions)).map((found) => [found.plan.id, found]));
  const noticed = await transaction.noticedIn(sessions);
  return {
    sessions: [],
    students: noticed.flatMap(({ student, session }) => {
      const found = planned.get(session);
      return found ? [{ student, from: found.opensAt, to: found.closesAt }] : [];
    }),
  };
}

/**
 * Lets the standing sessions that are not over follow the institution's days into another zone: each is of its day as the
 * clocks there have it, so that no two days of a class are on at once and no day of the old zone stays open.
 *
 * @returns what has to be judged
 */
export async function moveStandingDays(
  transaction: FactTransaction,
  timeZone: string,
  context: ChangeContext,
): Promise<Touched> {
  const ids = await transaction.standingInOtherZones(timeZone, context.now);
  if (ids.length === 0) return nothingTouched;
  const plans = (await transaction.findSessions(ids)).map(({ plan }) => {
    const { start, end } = spanOfDay(Temporal.PlainDate.from(plan.day), timeZone);
    return { ...plan, start, end, timeZone };
  });
  return planSessions(transaction, plans, context);
}

function standingPlan({ class: of, title, room, day }: StandingClass, timeZone: string): SessionPlan {
  const { start, end } = spanOfDay(Temporal.PlainDate.from(day), timeZone);
  return {
    id: uuidv7(),
    kind: "standing",
    start,
    end,
    timeZone,
    day,
    rooms: [room],
    classes: [of],
    required: true,
    weight: 1,
    title,
    sort: "",
    mode: "in_person",
    staff: [],
    source: { name: standingSource, key: `${of} ${day}`, sequence: null },
  };
}

/** The days from one to another, both included; none where it comes later. At most a year of them, the last ones. */
export function daysUntil(from: string, to: string): readonly string[] {
  const last = Temporal.PlainDate.from(to);
  const yearAgo = last.subtract({ days: 365 });
  const first = Temporal.PlainDate.from(from);
  const days: string[] = [];
  let day = Temporal.PlainDate.compare(first, yearAgo) < 0 ? yearAgo : first;
  for (; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) days.push(day.toString());
  return days;
}
