import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import type { LeaveEffect } from "../../domain/attendance/leave.ts";
import type { Actor } from "../../domain/rights/actor.ts";
import { impossibleYear } from "../../domain/timetable/impossible-year.ts";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { ChangeContext } from "../facts/change-timetable.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import type { AbsenceState, StoredAbsence } from "./sessions-reading.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/** Leave that is asked for or recorded. */
export interface NewAbsence {
  /** The student's own id. */
  readonly student: string;
  readonly from: Temporal.Instant;
  /** Exclusive. */
  readonly to: Temporal.Instant;
  readonly category: string;
  readonly effect: LeaveEffect;
  readonly state: "draft" | "submitted" | "approved";
}

/** What may become of an absence; what is not named here may not. */
const mayBecome: Readonly<Record<AbsenceState, readonly AbsenceState[]>> = {
  draft: ["submitted", "withdrawn"],
  submitted: ["approved", "rejected", "withdrawn"],
  approved: ["rejected", "withdrawn"],
  rejected: ["submitted", "approved", "withdrawn"],
  withdrawn: ["submitted"],
};

/**
 * Records leave; only approved leave bears on marks.
 *
 * @param timeZone the institution's, in whose days a year is one in which sessions can be
 * @returns its id
 */
export async function recordAbsence(
  transaction: SessionsTransaction,
  asked: NewAbsence,
  timeZone: string,
  context: ChangeContext,
): Promise<SessionOutcome<string>> {
  const { student, from, to, category, effect, state } = asked;
  const today = dayOf(context.now, timeZone).toString();
  for (const [field, at] of [
    ["from", from],
    ["to", to],
  ] as const) {
    const value = dayOf(at, timeZone).toString();
    const year = impossibleYear(value, today);
    if (year !== null) return refuseSession({ code: "impossible_year", field, value, ...year });
  }
  if (Temporal.Instant.compare(from, to) >= 0) {
    return refuseSession({
      code: "ends_before_start",
      field: "to",
      value: `${from.toString()} to ${to.toString()}`,
    });
  }
  const person = (await transaction.findStudents([student], { start: from, end: to })).get(student);
  if (person === undefined) {
    return refuseSession({ code: "unknown", thing: "student", field: "student", value: student });
  }
  const first = (
    await transaction.findStudents([student], { start: from, end: from.add({ milliseconds: 1 }) })
  ).get(student);
  if (first !== person) {
    const message =
      first === undefined
        ? "was not yet given to whoever has it later in these days: begin the leave later, or write the id that the student had then"
        : "was given to somebody else within these days: ask for the leave of each of them by itself, until that day and from then on";
    return refuseSession({ code: "doubtful_id", field: "student", value: student, message });
  }
  const id = uuidv7();
  await sayOfAbsence(transaction, { id, student: person, from, to, category, effect }, state, context);
  if (state === "approved") await judgeAround(transaction, person, from, to, context);
  return { done: id };
}

/**
 * Submits, approves, rejects or withdraws leave; marks that it covers, or covered until now, are judged anew.
 *
 * @param byMail whether students are told by mail what was decided; not of what they did themselves
 */
export async function changeAbsence(
  transaction: SessionsTransaction,
  id: string,
  state: Exclude<AbsenceState, "draft">,
  { by, byMail }: { readonly by: Actor; readonly byMail: boolean },
  context: ChangeContext,
): Promise<SessionOutcome<string>> {
  const absence = await transaction.findAbsence(id);
  if (!absence) return refuseSession({ code: "unknown", thing: "absence", field: "id", value: id });
  if (!mayBecome[absence.state].includes(state)) {
    return refuseSession({ code: "absence_state", from: absence.state, to: state });
  }
  await sayOfAbsence(transaction, absence, state, context);
  if (state === "approved" || absence.state === "approved") {
    await judgeAround(transaction, absence.student, absence.from, absence.to, context);
  }
  const own = by.kind === "account" && by.person === absence.student;
  if (byMail && state !== "submitted" && !own) {
    await transaction.queueAnswer({ about: "leave", id, at: context.now });
  }
  return { done: id };
}

async function sayOfAbsence(
  transaction: SessionsTransaction,
  absence: Pick<StoredAbsence, "id" | "student" | "from" | "to" | "category" | "effect">,
  state: AbsenceState,
  { actor, reason, now: at }: ChangeContext,
): Promise<void> {
  const { id, student, from, to, category, effect } = absence;
  await transaction.addFacts([
    {
      id: uuidv7(),
      at,
      actor,
      reason,
      kind: "absence",
      absence: id,
      student,
      from,
      to,
      category,
      effect,
      state,
    },
  ]);
}

/**
 * Judges what leave bears on: what it covers, and what is covered by leave that it goes on without a break, since that one
 * lasts until this one ends.
 */
async function judgeAround(
  transaction: SessionsTransaction,
  student: string,
  from: Temporal.Instant,
  to: Temporal.Instant,
  context: ChangeContext,
): Promise<void> {
  const others = await transaction.leaveOf(student);
  const first = beginOfUnbroken(others, from);
  await judgeMarks(transaction, { sessions: [], students: [{ student, from: first, to }] }, context);
}

/** When leave begins that goes on without a break up to an instant: the instant itself where there is none. */
function beginOfUnbroken(
  leaves: readonly Pick<StoredAbsence, "from" | "to">[],
  at: Temporal.Instant,
): Temporal.Instant {
  const before = leaves.filter(
    ({ from, to }) => Temporal.Instant.compare(from, at) < 0 && Temporal.Instant.compare(at, to) <= 0,
  );
  const [first] = before.map(({ from }) => from).sort(Temporal.Instant.compare);
  return first === undefined ? at : beginOfUnbroken(leaves, first);
}
