import type { PlainSeat } from "../../domain/attendance/fold-seats.ts";
import { isAttended } from "../../domain/attendance/register-mark.ts";
import type { Scan } from "../../domain/attendance/scan.ts";
import { linkedTime } from "../../domain/timetable/linked-sessions.ts";
import { compareSessions } from "../../domain/timetable/session.ts";
import { windowHolds } from "../../domain/timetable/session-window.ts";
import type { PlainSeats } from "../facts/fact-transaction.ts";
import type { Group } from "./draft-groups.ts";
import type { PresentDraft } from "./present-tables.ts";
import { type PlannedSeat, studentPlanOf } from "./student-plan.ts";

/** The sessions of a plain student on which a scan bears. */
export interface SeatsOfScan {
  readonly asked: readonly PlannedSeat[];
  /** The timetabled ones that hang together with them, themselves included. */
  readonly chain: readonly PlannedSeat[];
}

/** The longest day has 25 hours, so this much holds every session whose window holds a moment. */
const nearMs = 26 * 3_600_000;

/**
 * The sessions that a scan can be evidence for or an attempt at: the standing ones of its room and the timetabled ones whose
 * windows hold it. What else hangs together with these keeps its marks, whatever the scan says, unless the world has to be
 * asked.
 *
 * @param at epoch milliseconds, as `now` is
 * @returns null where something else than scans bears on one of the marks, or the scan on the mark of another session
 */
export function seatsOnWhichBears(
  draft: PresentDraft,
  student: string,
  at: number,
  room: string,
  now: number,
): SeatsOfScan | null {
  const plan = studentPlanOf(draft, student);
  if (!plan.plain || hasSeatElsewhere(draft, student, plan.ids)) return null;
  const near = plan.seats.filter(({ start }) => start >= at - nearMs && start <= at + nearMs);
  const linked = linkedTime(near, at, at);
  const chain = near.filter(
    ({ standing, opens, closes }) => !standing && opens <= linked.to && closes >= linked.from,
  );
  const held = chain.filter(({ seat }) => windowHolds(seat.window, at));
  const standing = near.filter(
    (own) => own.standing && own.opens <= at && own.closes > at && own.session.plan.rooms.includes(room),
  );
  const asked = [...standing, ...held];
  if (![...standing, ...chain].every(({ plain }) => plain)) return null;
  // What is over and was not closed yet is judged by whoever comes by first.
  if (chain.some(({ seat, session }) => now >= seat.window.closes && session.state !== "closed")) return null;
  if (held.some((own) => bearsOnOthers(draft, student, own, chain, held, now))) return null;
  return { asked, chain };
}

/** Whether the student has a mark, or tried to come in, where no enrolment says so. */
function hasSeatElsewhere(draft: PresentDraft, student: string, ids: ReadonlySet<string>): boolean {
  for (const id of draft.markedSessions.get(student) ?? []) if (!ids.has(id)) return true;
  for (const id of draft.attemptedSessions.get(student) ?? []) if (!ids.has(id)) return true;
  return false;
}

/**
 * Whether being seen in a session says anything of another one: where both are at one time one of them is not possible, and
 * whoever was seen before, in the same room, may have stayed on in a later one that is over and in which nobody saw them.
 */
function bearsOnOthers(
  draft: PresentDraft,
  student: string,
  own: PlannedSeat,
  chain: readonly PlannedSeat[],
  asked: readonly PlannedSeat[],
  now: number,
): boolean {
  return chain.some((other) => {
    if (other === own) return false;
    if (other.start < own.end && own.start < other.end) return true;
    if (asked.includes(other) || now < other.seat.window.closes) return false;
    if (compareSessions(other.seat.session, own.seat.session) < 0) return false;
    const mark = draft.marks.get(other.id)?.get(student)?.entry.mark;
    return mark === undefined || !isAttended(mark.status);
  });
}

/**
 * What the short way to a student's marks needs, or null where something else than scans bears on them (see
 * `PlainStudent`).
 */
export function plainSeatsOf(
  draft: PresentDraft,
  student: string,
  { asked, chain }: SeatsOfScan,
): PlainSeats | null {
  const scans = plainScans(draft, student, asked);
  if (scans === null) return null;
  const ids = asked.map(({ id }) => id);
  const seats: PlainSeat[] = chain.map(({ seat }) => seat);
  for (const { standing, seat } of asked) if (standing) seats.push(seat);
  return {
    plain: { seats, asked: new Set(ids), scans },
    sessions: new Map(asked.map(({ id, session }) => [id, session])),
    marks: ofStudent(draft.marks, ids, student),
    attempts: ofStudent(draft.attempts, ids, student),
  };
}

/** The student's scans in the windows, or null where somebody said later whose one is, or where it was. */
function plainScans(
  draft: PresentDraft,
  student: string,
  asked: readonly PlannedSeat[],
): (Scan & { readonly room: string })[] | null {
  const scans: (Scan & { readonly room: string })[] = [];
  for (const { scan, room, at } of draft.scansOfStudent.get(student)?.values() ?? []) {
    const bears = asked.some(
      ({ standing, seat, session }) =>
        windowHolds(seat.window, at) && (!standing || (room !== null && session.plan.rooms.includes(room))),
    );
    if (!bears) continue;
    const words = draft.scans.get(scan) ?? [];
    const [only] = words;
    if (!only) continue;
    if (words.length > 1 || room === null) return null;
    scans.push({ ...only.scan, room });
  }
  return scans;
}

function ofStudent<T>(
  seats: { get(session: string): Group<T> | undefined },
  ids: readonly string[],
  student: string,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const id of ids) {
    const own = seats.get(id)?.get(student);
    if (own !== undefined) found.set(id, own);
  }
  return found;
}
