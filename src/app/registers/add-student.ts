import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { normalCode } from "../../domain/kernel/code-key.ts";
import { spanOfDay } from "../../domain/timetable/standing-session.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { type ChangeContext, enrolStudents } from "../facts/change-timetable.ts";
import { isSamePerson } from "../imports/is-same-person.ts";
import { judgeMarks } from "../marks/judge-marks.ts";
import { refusedNewId } from "../rosters/refused-new-id.ts";
import { refuseSession, type SessionOutcome } from "./session-refusal.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

/** Somebody who turned up in a session. */
export interface AddedStudent {
  /** The student's own id. */
  readonly student: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** A code; needed where the session has several classes. */
  readonly class: string | null;
  /** Enrolled for the session's day alone, or from that day on. */
  readonly todayOnly: boolean;
}

/**
 * Adds a student who turned up: enrols them in the session's class from its day on, or for that day alone. Of a student
 * whom nobody knew a person is made, and the scans of that day that named them are theirs from then on. Refused where
 * the id is somebody's of another name, and where a new one is mangled or looks like somebody's.
 */
export async function addStudent(
  transaction: SessionsTransaction,
  id: string,
  added: AddedStudent,
  context: ChangeContext,
): Promise<SessionOutcome<string>> {
  const { todayOnly, givenName, familyName } = added;
  const student = normalCode(added.student);
  const { now } = context;
  const [session] = await transaction.findSessions([id]);
  if (!session) return refuseSession({ code: "no_such_session", session: id });
  const state = stateAt(session, now);
  if (state === "final" || state === "cancelled") {
    return refuseSession({ code: "wrong_state", deed: "add_student", state });
  }
  const { classes, day, timeZone } = session.plan;
  const asked = added.class === null ? [] : [added.class];
  const named = (await transaction.findClasses(asked)).get(added.class ?? "");
  if (added.class !== null && (named === undefined || !classes.includes(named.id))) {
    return refuseSession({ code: "unknown", thing: "class", field: "class", value: added.class });
  }
  const [only, ...others] = classes;
  const chosen = named?.id ?? (others.length === 0 ? only : undefined);
  if (chosen === undefined)
    return refuseSession({ code: "class_needed", field: "class", classes: classes.length });

  // An id may have passed to somebody else since: whoever had it then is meant.
  const during = { start: session.opensAt, end: session.closesAt };
  const known = (await transaction.findStudents([student], during)).get(student);
  if (known !== undefined) {
    const called = await transaction.personCalled(known);
    const told = { givenName, familyName, identifiers: [] };
    if (isSamePerson(called, told, false) !== "same") {
      return refuseSession({ code: "another_name", student, known: nameOf(called), told: nameOf(added) });
    }
  }
  if (known !== undefined && (await transaction.enrolledIn(known, classes, day)).length > 0) {
    return refuseSession({ code: "already_expected", student });
  }
  const later =
    known === undefined ? (await transaction.findStudentsToday([student])).get(student) : undefined;
  if (later !== undefined) {
    const holder = nameOf(await transaction.personCalled(later));
    const message = `was nobody's at that time, and was given to ${holder || "somebody else"} later: write the id that the student had then`;
    return refuseSession({ code: "doubtful_id", field: "student", value: student, message });
  }
  if (known === undefined) {
    const message = await refusedNewId(student, () => transaction.namesOf("student"));
    if (message !== null) {
      return refuseSession({ code: "doubtful_id", field: "student", value: student, message });
    }
  }
  const person = known ?? uuidv7();
  const span = spanOfDay(Temporal.PlainDate.from(day), timeZone);
  if (known === undefined) {
    await transaction.addStudent({ id: person, studentId: student, givenName, familyName });
    const scans = await transaction.unclaimedScans(student, span.start, span.end);
    const { actor, reason } = context;
    await transaction.addFacts(
      scans.map((scan) => ({
        id: uuidv7(),
        at: now,
        actor,
        reason,
        kind: "identity",
        scan,
        student: person,
      })),
    );
  }
  const until = todayOnly ? Temporal.PlainDate.from(day).add({ days: 1 }).toString() : null;
  const enrolment = { id: uuidv7(), student: person, class: chosen, from: day, to: until };
  await enrolStudents(transaction, [enrolment], context);
  // Only this student's marks can change: those of the sessions since that day.
  const to = Temporal.Instant.compare(span.end, now) < 0 ? now : span.end;
  const touched = { student: person, from: span.start, to };
  await judgeMarks(transaction, { sessions: [], students: [touched] }, context);
  return { done: student };
}

const nameOf = ({ givenName, familyName }: Pick<AddedStudent, "givenName" | "familyName">): string =>
  [givenName, familyName].filter((name) => name !== null && name !== "").join(" ");
