import type { Temporal } from "temporal-polyfill";
import type { PlainStudent } from "../../domain/attendance/fold-seats.ts";
import type { LeaveEffect } from "../../domain/attendance/leave.ts";
import type { RegisterFacts, SessionFact } from "../../domain/attendance/register-facts.ts";
import type { CorrectedMark, RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import type { Session } from "../../domain/timetable/session.ts";
import type { SessionState, UnseenWord } from "../../domain/timetable/session-state.ts";
import type { Author } from "../actor.ts";

/** What a source's word about a meeting was, beside its number. */
export interface WordVersion {
  /** It is about this meeting of a series alone, and its number counts among such words. */
  readonly override: boolean;
  /** When the source last changed it, else when it wrote it down, as it says that; null where it says neither. */
  readonly modified: string | null;
}

/** A session as it is planned, with what pages tell of it. Rooms, classes and staff are ids of the store. */
export interface SessionPlan extends Session {
  readonly title: string;
  /** A lecture, a seminar; empty where nobody says. */
  readonly sort: string;
  readonly mode: "in_person" | "remote" | "hybrid";
  readonly staff: readonly string[];
  /** Where it came from; null for one that a person made. */
  readonly source: {
    readonly name: string;
    readonly key: string;
    readonly sequence: number | null;
    /** When it was last changed by the newest word, also where that said nothing else; null or left out where nobody said. */
    readonly modified?: string | null | undefined;
    /** Kept with the word itself, and not with the session. */
    readonly version?: WordVersion | undefined;
  } | null;
}

/** A session as its facts have it now. */
export interface StoredSession {
  readonly plan: SessionPlan;
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  /** As the monitor last turned it; between two of its rounds the clock may be ahead. */
  readonly state: SessionState;
  readonly signedOff: { readonly at: Temporal.Instant; readonly by: string } | null;
  readonly finalisedAt: Temporal.Instant | null;
}

/** What was said about a session. */
export type SessionWord =
  | { readonly kind: "planned"; readonly plan: SessionPlan }
  | { readonly kind: "judged_by"; readonly policyVersion: number }
  | {
      readonly kind: "signed_off";
      readonly unseen: UnseenWord | null;
      /** Of whom that was said; left out where nobody was asked. */
      readonly of?: readonly string[] | undefined;
    }
  | { readonly kind: "cancelled" | "restored" | "unsigned" | "finalised" | "reopened" };

/** Something that is said now and kept for ever. Its seq is taken when it is stored. */
export type NewFact = {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly actor: Author;
  readonly reason: string | null;
} & (
  | { readonly kind: "session"; readonly session: string; readonly word: SessionWord }
  | {
      readonly kind: "enrolment";
      readonly enrolment: string;
      readonly student: string;
      readonly class: string;
      /** ISO dates, from (inclusive) to (exclusive). */
      readonly from: string;
      readonly to: string | null;
    }
  | {
      readonly kind: "absence";
      readonly absence: string;
      readonly student: string;
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant;
      readonly effect: LeaveEffect;
      readonly category: string;
      readonly state: "draft" | "submitted" | "approved" | "rejected" | "withdrawn";
    }
  | {
      readonly kind: "correction";
      readonly session: string;
      readonly student: string;
      readonly source: "manual" | "import";
      readonly to: CorrectedMark | "released";
    }
  | {
      readonly kind: "watch";
      readonly watch: string;
      readonly room: string;
      readonly reader: string;
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant | null;
      readonly health: boolean;
    }
  | {
      readonly kind: "blindness";
      readonly blindness: string;
      readonly reader: string;
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant | null;
    }
  | {
      readonly kind: "decision";
      readonly session: string;
      /** The fact that came too late. */
      readonly about: string;
      readonly verdict: "accepted" | "declined";
    }
  /** A class stands in a room for a time: on each of these days it has a session of the whole day. */
  | {
      readonly kind: "standing_room";
      /** The id of the range; a later fact of the same one revises it. */
      readonly standing: string;
      readonly class: string;
      readonly room: string;
      /** ISO dates, from (inclusive) to (exclusive). */
      readonly from: string;
      readonly to: string | null;
    }
  /** A stored scan turned out to be of this student. */
  | { readonly kind: "identity"; readonly scan: string; readonly student: string | null }
  /** A stored scan turned out to have been made in this room; null for none. */
  | { readonly kind: "placed"; readonly scan: string; readonly room: string | null }
);

/** A student's mark in a session as it is stored. `revision` is its last one; what was seen since may be in `entry`. */
export interface StoredMark {
  readonly session: string;
  readonly student: string;
  readonly revision: number;
  readonly entry: RegisterMark;
}

/** A mark as a check reads it: nothing of it is believed. */
export interface CheckedMark {
  readonly session: string;
  readonly student: string;
  /** The last revision that is there, whichever the mark names; 0 for none. */
  readonly revision: number;
  /** null where none is stored, or what is stored is no mark. */
  readonly entry: RegisterMark | null;
  /** What is stored as its entry, as JSON. */
  readonly raw: unknown;
  /** Columns, by which it is found and counted, that say something else than its entry, with both values as text. */
  readonly columns: readonly { readonly field: string; readonly stored: string; readonly folded: string }[];
}

/** A mark that is to be stored, as the next revision or in place of what it rested on before. */
export interface NewMark {
  readonly session: string;
  readonly student: string;
  readonly startsAt: Temporal.Instant;
  /** The revision before, 0 for none. */
  readonly after: number;
  /**
   * Whether something else is concluded: that is the next revision, with a change number. A mark that only rests on more,
   * as when somebody is seen once more, keeps its revision.
   */
  readonly revises: boolean;
  readonly entry: RegisterMark;
  readonly actor: Author;
  readonly reason: string | null;
  readonly decidedAt: Temporal.Instant;
}

/** How often a student was turned away or only named at a session; `scan` is the newest of the scans. */
export interface StoredAttempt {
  readonly session: string;
  readonly student: string;
  readonly times: number;
  readonly scan: string;
}

/** A class in the room where it stands, [from, to) in ISO dates. */
export interface StandingRoom {
  readonly id: string;
  readonly class: string;
  readonly room: string;
  readonly from: string;
  readonly to: string | null;
}

/** A class that stands on a day on which it has no session yet. */
export interface StandingClass {
  readonly class: string;
  readonly title: string;
  readonly room: string;
  /** ISO date. */
  readonly day: string;
}

/** A plain student with the sessions to conclude, and the marks and attempts in them as they are stored, by session. */
export interface PlainSeats {
  readonly plain: PlainStudent;
  readonly sessions: ReadonlyMap<string, StoredSession>;
  readonly marks: ReadonlyMap<string, StoredMark>;
  readonly attempts: ReadonlyMap<string, StoredAttempt>;
}

/** Which facts are wanted: everything that bears on these students in these sessions. */
export interface FactsWanted {
  readonly sessions: readonly string[];
  /** null for everybody who is or was expected there. */
  readonly students: readonly string[] | null;
}

/** The last word of imports and feeds about a session. */
export interface ImportedWord {
  /** null where they never planned it. */
  readonly plan: SessionPlan | null;
  /** Whether they cancelled it, and have not restored it since. */
  readonly cancelled: boolean;
}

/**
 * What a use case about sessions and their marks may do, all of it in one transaction. Nothing here asks once per item:
 * each call is a number of statements that does not grow with what it is given.
 */
export interface FactTransaction {
  /** Takes the lock that puts all writing in one order, and returns the first of `count` numbers. */
  takeSeqs(count: number): Promise<number>;
  /** Every version of the policy. */
  policies(): Promise<readonly DatedPolicy[]>;
  /** Stores facts in the order given; each takes the next number. @returns the first of them, 0 where there is none */
  addFacts(facts: readonly NewFact[]): Promise<number>;
  /** Inserts or replaces sessions with their rooms, classes and staff. */
  putSessions(sessions: readonly StoredSession[]): Promise<void>;
  findSessions(ids: readonly string[]): Promise<readonly StoredSession[]>;
  /** The sessions of a class that are or were planned to start on these local days or later, ISO; null for all. */
  sessionsOfClasses(
    classes: readonly string[],
    days: { readonly from: string; readonly to: string | null } | null,
  ): Promise<readonly string[]>;
  /** What imports and feeds last said of these sessions, whatever people said since; those of which they said nothing are left out. */
  saidByImports(sessions: readonly string[]): Promise<ReadonlyMap<string, ImportedWord>>;
  /** The ids of the sessions of a source by their keys in it. */
  sessionsOfSource(source: string): Promise<ReadonlyMap<string, string>>;
  /**
   * The ids of the sessions, of any source, that have one of these keys in it, or one that begins with it and goes on with
   * ` @ ` or ` # `, as those of the meetings of one series and of one UID do.
   */
  sessionsOfKeys(keys: readonly string[]): Promise<readonly string[]>;
  /** Which of these days (ISO dates) have no teaching, with their titles. */
  daysOff(days: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** The ids of all sessions on these days, of every kind. */
  sessionsOnDays(days: readonly string[]): Promise<readonly string[]>;
  /** Of sessions whose last word is that they are cancelled, as what whoever said so acted. */
  cancelledAs(sessions: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * The sessions that can bear on a student around each instant, or in which something of the student's is stored:
   * those of the student's classes, now or earlier, and those where the student has a mark or tried to come in, whose
   * windows are linked to it by overlapping.
   */
  sessionsAround(
    asked: readonly {
      readonly student: string;
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant;
    }[],
  ): Promise<readonly { readonly student: string; readonly session: string }[]>;
  /** Everybody who is or ever was expected in these sessions, has a mark there or tried to come in. */
  studentsOf(
    sessions: readonly string[],
  ): Promise<readonly { readonly student: string; readonly session: string }[]>;
  /**
   * Of everybody expected in these standing sessions, which were just planned, those of whom anything is known that may give
   * a mark there: a scan in the session's window, or leave around it.
   */
  noticedIn(
    sessions: readonly string[],
  ): Promise<readonly { readonly student: string; readonly session: string }[]>;
  loadFacts(wanted: FactsWanted): Promise<RegisterFacts>;
  /**
   * Of each asked student what the short way needs to the marks on which being scanned then and there bears, the same object
   * for scans that bear on the same sessions; null where the student is not plain, or where finding that out is no shorter.
   */
  plainStudents(
    asked: readonly { readonly student: string; readonly at: Temporal.Instant; readonly room: string }[],
    now: Temporal.Instant,
  ): Promise<readonly (PlainSeats | null)[]>;
  /** What was said of these sessions themselves: plans and events, in order of `seq`. */
  sessionFacts(sessions: readonly string[]): Promise<readonly SessionFact[]>;
  /** The marks as they stand, of these sessions and, where given, of these students alone. */
  marksOf(sessions: readonly string[], students: readonly string[] | null): Promise<readonly StoredMark[]>;
  /** Those of the sessions in which marks await review because nobody had been seen, and somebody has been since. */
  sessionsToWitness(sessions: readonly string[]): Promise<readonly string[]>;
  /**
   * Those of the sessions in which nobody who is expected has been seen, though one of these students has been read there,
   * who may have been expected before.
   */
  withoutWitness(sessions: readonly string[], students: readonly string[]): Promise<readonly string[]>;
  addMarks(marks: readonly NewMark[]): Promise<void>;
  /** Every mark of sessions, which begin when the facts say, held against its own entry. */
  marksToCheck(
    sessions: readonly { readonly id: string; readonly start: Temporal.Instant }[],
  ): Promise<readonly CheckedMark[]>;
  /** The attempts as they are counted, of these sessions and, where given, of these students alone. */
  attemptsOf(
    sessions: readonly string[],
    students: readonly string[] | null,
  ): Promise<readonly StoredAttempt[]>;
  /** Replaces what is counted at these seats; `scan` is null where nothing is. */
  putAttempts(
    attempts: readonly (Omit<StoredAttempt, "scan"> & { readonly scan: string | null })[],
  ): Promise<void>;
  /** The classes that stand on these days and have no session there yet: none on a day outside the class's term. */
  standingOn(days: readonly string[]): Promise<readonly StandingClass[]>;
  /** The last day for which standing sessions were planned, ISO; null for none. */
  lastStandingDay(): Promise<string | null>;
  /** Standing sessions that are not over by an instant, and are of a day of another zone than this one. */
  standingInOtherZones(timeZone: string, now: Temporal.Instant): Promise<readonly string[]>;
  standingRoomsOf(classes: readonly string[]): Promise<readonly StandingRoom[]>;
  /** Standing rooms as they are now; written with their facts. */
  putStandingRooms(rooms: readonly StandingRoom[]): Promise<void>;
  /** The first days of enrolments as they stand, ISO, of those that are stored. */
  enrolledFrom(enrolments: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Enrolments as they stand; written with their facts.
   *
   * @param how `told`: the school has them, and with them what an ended demonstration had; `moved`: each stays whose it was
   */
  putEnrolments(
    enrolments: readonly {
      readonly id: string;
      readonly student: string;
      readonly class: string;
      readonly from: string;
      readonly to: string | null;
      readonly isOfEndedDemo?: boolean;
    }[],
    how?: "told" | "moved",
  ): Promise<void>;
}
