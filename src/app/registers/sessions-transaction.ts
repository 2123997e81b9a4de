import type { Temporal } from "temporal-polyfill";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { LoginHolder } from "../../domain/timetable/login-holder.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { SettlingTransaction } from "../health/settle-readers.ts";
import type { StoredAbsence } from "./sessions-reading.ts";
import type { SeatLookup } from "./students-of-session.ts";

/** A student whom nobody had known. */
export interface NewStudent {
  readonly id: string;
  readonly studentId: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
}

/** The last word of a dispute, or what became of leave, which the student is to be told by mail. */
export interface QueuedAnswer {
  readonly about: "dispute" | "leave";
  /** Of the dispute, or of the absence. */
  readonly id: string;
  readonly at: Temporal.Instant;
}

/** What tells whether a name is a person's. */
export interface PersonCalled {
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  /** Their login now, where they have one. */
  readonly username: string | null;
}

/** What signing a register off needs: what its readers could see is brought in line with what is known of them first. */
export interface SigningTransaction extends FactTransaction, Pick<SeatLookup, "seatedAmong"> {
  readonly readers: Omit<SettlingTransaction, "timetable">;
}

/** What people who work with registers may do beside the timetable, in the same transaction. */
export interface SessionsTransaction extends SigningTransaction, SeatLookup {
  /** Members of staff by their logins, in any spelling: whoever has one, and those who had it. */
  findStaff(logins: readonly string[]): Promise<ReadonlyMap<string, readonly LoginHolder[]>>;
  /** By any name that a room goes by. */
  findRooms(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  findClasses(
    codes: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly id: string; readonly title: string }>>;
  /** Everything that rooms, classes, students or members of staff go by: asked where a name is none of it. */
  namesOf(thing: "room" | "class" | "student" | "staff"): Promise<readonly string[]>;
  /** @throws where nobody has the id */
  personCalled(id: string): Promise<PersonCalled>;
  addStudent(student: NewStudent): Promise<void>;
  /** The classes, among those given, in which a student is enrolled on a day. */
  enrolledIn(student: string, classes: readonly string[], day: string): Promise<readonly string[]>;
  /** Scans of a span that name a student id and are nobody's. */
  unclaimedScans(studentId: string, from: Temporal.Instant, to: Temporal.Instant): Promise<readonly string[]>;
  findAbsence(id: string): Promise<StoredAbsence | null>;
  /** The spans of a student's approved leave, [from, to). */
  leaveOf(student: string): Promise<readonly Pick<StoredAbsence, "from" | "to">[]>;
  /** A mail to the student, where they have an address and did not end such mail: it says what it has to when it is sent. */
  queueAnswer(answer: QueuedAnswer): Promise<void>;
  /** The revisions of a mark up to one of that number, newest first. */
  entriesUpTo(session: string, student: string, revision: number): Promise<readonly RegisterMark[]>;
}

/** Where sessions and their registers are written: one transaction each, which writes alone. */
export interface SessionsWriting {
  write<T>(work: (transaction: SessionsTransaction) => Promise<T>): Promise<T>;
  /**
   * As `write`, for what an import rests on when it plans: when and where sessions are, and who goes by which id. No import is
   * planned or written meanwhile.
   *
   * @returns null, with nothing done, while an import is being written
   */
  changePlan<T>(work: (transaction: SessionsTransaction) => Promise<T>): Promise<T | null>;
}
