import { v7 as uuidv7 } from "uuid";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import {
  type ChangeContext,
  cancelSessions,
  heldOff,
  keepDaysOff,
  nothingTouched,
  planSessions,
  type Touched,
  touchedTogether,
} from "./change-timetable.ts";
import type { FactTransaction, StandingRoom } from "./fact-transaction.ts";
import { daysUntil, planStandingDays, standingSource } from "./plan-standing-days.ts";

/** Where a class stands from a day on. */
export interface StandingChange {
  readonly class: string;
  /** null: it stands no longer. */
  readonly room: string | null;
}

/**
 * Lets classes stand in rooms from a local day on, or no longer. Like an enrolment this is dated: what was before the day
 * stays. Sessions from the day on follow: they move to the room, are cancelled where the class stands no longer, and
 * those that the days up to today lack are planned.
 *
 * @param from ISO date
 * @param timeZone the institution's
 * @returns what has to be judged
 */
export async function standClasses(
  transaction: FactTransaction,
  changes: readonly StandingChange[],
  from: string,
  timeZone: string,
  context: ChangeContext,
): Promise<Touched> {
  if (changes.length === 0) return nothingTouched;
  const classes = changes.map((change) => change.class);
  const known = await transaction.standingRoomsOf(classes);
  const changed: StandingRoom[] = [];
  const moved = new Map<string, StandingChange>();
  const begun = new Set<string>();
  for (const change of changes) {
    const own = known.filter((row) => row.class === change.class && row.from !== row.to);
    const after = own.filter((row) => row.to === null || from < row.to);
    const [only] = after;
    if (after.length === (change.room === null ? 0 : 1) && (!only || standsOn(only, change.room, from)))
      continue;
    for (const row of after) changed.push({ ...row, to: row.from < from ? from : row.from });
    if (change.room !== null) {
      changed.push({ id: uuidv7(), class: change.class, room: change.room, from, to: null });
    }
    moved.set(change.class, change);
    if (!after.some((row) => row.from <= from)) begun.add(change.class);
  }
  if (changed.length === 0) return nothingTouched;
  const { actor, reason, now } = context;
  await transaction.putStandingRooms(changed);
  await transaction.addFacts(
    changed.map(({ id, ...row }) => ({
      ...row,
      id: uuidv7(),
      at: now,
      actor,
      reason,
      kind: "standing_room",
      standing: id,
    })),
  );
  const later = await laterSessions(transaction, [...moved.keys()], from);
  const byRoom = (id: string): string | null => moved.get(id)?.room ?? null;
  const of = ({ plan }: (typeof later)[number]): string => plan.classes[0] ?? "";
  const idsOf = (sessions: typeof later): string[] => sessions.map(({ plan }) => plan.id);
  const gone = later.filter((session) => byRoom(of(session)) === null);
  const begins = later.filter((session) => byRoom(of(session)) !== null && begun.has(of(session)));
  const dayOff = await heldOff(transaction, idsOf(begins));
  const back = idsOf(begins).filter((id) => !dayOff.has(id));
  const plans = later.flatMap((session) => {
    const room = byRoom(of(session));
    return room === null ? [] : [{ ...session.plan, rooms: [room] }];
  });
  const today = dayOf(now, timeZone).toString();
  return touchedTogether([
    await cancelSessions(transaction, idsOf(gone), "cancelled", context),
    await cancelSessions(transaction, back, "restored", context),
    await keepDaysOff(transaction, back, context),
    await planSessions(transaction, plans, context),
    await planStandingDays(transaction, daysUntil(from, today), timeZone, context),
  ]);
}

function standsOn(row: StandingRoom, room: string | null, day: string): boolean {
  return row.room === room && row.from <= day && row.to === null;
}

async function laterSessions(transaction: FactTransaction, classes: readonly string[], from: string) {
  const ids = await transaction.sessionsOfClasses(classes, { from, to: null });
  return (await transaction.findSessions(ids)).filter(({ plan }) => plan.source?.name === standingSource);
}
