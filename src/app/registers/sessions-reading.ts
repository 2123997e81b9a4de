import type { Temporal } from "temporal-polyfill";
import type { ScanView } from "../../contract/http/scans.ts";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { LeaveEffect } from "../../domain/attendance/leave.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Decision, Scan } from "../../domain/attendance/scan.ts";
import type { Scope } from "../../domain/rights/may.ts";
import type { FinalityFacts, SessionState } from "../../domain/timetable/session-state.ts";
import type { FactTransaction, StoredSession } from "../facts/fact-transaction.ts";
import type { ReadersReading } from "../health/settle-readers.ts";
import type { FoldSource } from "../marks/fold-session.ts";
import type { BlindSpell, Sighting } from "./describe-mark.ts";
import type { SeatLookup } from "./students-of-session.ts";

/** Which sessions are wanted. Rooms and classes by code, staff by their own id. */
export interface SessionFilter {
  /** ISO days, both inclusive. */
  readonly from: string;
  readonly to: string;
  /** Whose sessions: those that somebody may see. */
  readonly within: Scope;
  readonly room?: string | undefined;
  readonly class?: string | undefined;
  readonly staff?: string | undefined;
  readonly state?: SessionState | undefined;
  /** Only those in which something may need a person. */
  readonly toLookAt?: boolean | undefined;
  /** Only those that have ended and that nobody signed off, while somebody still can. */
  readonly toSign?: boolean | undefined;
}

/** Where a session stands in a list: by (start, id). */
export interface SessionPlace {
  readonly start: Temporal.Instant;
  readonly id: string;
}

/** A session with the names of what belongs to it. */
export interface SessionHead {
  readonly stored: StoredSession;
  /** Codes. */
  readonly rooms: readonly string[];
  readonly classes: readonly { readonly code: string; readonly title: string }[];
  readonly staff: readonly PersonView[];
  /** The version that a person chose to judge it by; null for the one in force at its opening. */
  readonly chosenPolicy: number | null;
  /** true where all its classes are of a demonstration that was ended: known by the id alone, and in no list. */
  readonly ofEndedDemo: boolean;
}

/** How many students of a session have a status. */
export interface SeatCount {
  readonly session: string;
  /** null for those who are expected and of whom nothing is known: the clock says what they are. */
  readonly status: Exclude<MarkStatus, "expected"> | null;
  readonly students: number;
  /** How many of them need review or are in conflict. */
  readonly toLookAt: number;
}

/** A student who is expected in a session or has a mark there. */
export interface Seat {
  /** The id in the store. */
  readonly student: string;
  readonly person: PersonView;
  /** null where nothing is stored. */
  readonly mark: SeatMark | null;
}

export interface SeatMark {
  readonly revision: number;
  readonly entry: RegisterMark;
  readonly actor: string;
  readonly reason: string | null;
}

export interface StoredRevision extends SeatMark {
  readonly seq: number;
  readonly role: string;
  readonly at: Temporal.Instant;
  readonly policyVersion: number;
}

/** A student's place in a session, by the student's own id. */
export interface SeatAsked {
  readonly session: string;
  readonly student: string;
}

export interface SeatOfSession extends Seat {
  readonly session: string;
}

/** Somebody who was recognised in a room of a session and was expected in none. */
export interface Visitor {
  readonly session: string;
  readonly student: PersonView;
  readonly at: Temporal.Instant;
  readonly scan: string;
}

/** Somebody who confirmed in a session by a code that its room showed. */
export interface StoredConfirmation {
  readonly topic: string;
  readonly student: PersonView;
  readonly at: Temporal.Instant;
  /** As it came, so long as that is kept. */
  readonly payload: Uint8Array;
}

/** A scan as it is told beside the marks near it. */
export interface ScanOfPerson
  extends Pick<Scan, "id" | "occurredAt" | "decision" | "identified" | "direction"> {
  /** The id in the store. */
  readonly student: string;
  /** The id of the room; null for a place that is none. */
  readonly room: string | null;
  /** The room's code, or what the device called the place; null where it called it nothing. */
  readonly place: string | null;
}

export type AbsenceState = "draft" | "submitted" | "approved" | "rejected" | "withdrawn";

/** An absence as its latest revision has it. */
export interface StoredAbsence {
  readonly id: string;
  /** The id in the store. */
  readonly student: string;
  readonly from: Temporal.Instant;
  /** Exclusive. */
  readonly to: Temporal.Instant;
  readonly effect: LeaveEffect;
  readonly category: string;
  readonly state: AbsenceState;
  /** What was said when it was recorded. */
  readonly request: SaidOfAbsence;
  /** What was said last, of what became of it; null while nobody decided on it. */
  readonly decision: SaidOfAbsence | null;
  /** Of the fact: by it absences are listed, newest first. */
  readonly seq: number;
}

export interface SaidOfAbsence {
  readonly reason: string | null;
  readonly by: string;
  readonly at: Temporal.Instant;
}

export interface AbsenceFilter {
  /** A student's own id. */
  readonly student?: string | undefined;
  /** Store ids: of one of these. */
  readonly persons?: readonly string[] | undefined;
  readonly state?: AbsenceState | undefined;
  /** Those that overlap [start, end). */
  readonly span?: { readonly start: Temporal.Instant; readonly end: Temporal.Instant } | undefined;
  readonly before: number | null;
  /** Whose absences: of students whom somebody may see, on a local day. */
  readonly within: Scope;
  readonly day: string;
}

/** One moment of the store: everything that is read through it belongs together. */
export interface SessionsReading extends FoldSource, SeatLookup, Pick<FactTransaction, "sessionFacts"> {
  /** What is read to know what readers could see, where it is not stored yet. */
  readonly watching: ReadersReading;
  /** The number of the last change. */
  lastSeq(): Promise<number>;
  /** The names of the versions of the policy. */
  policyNames(): Promise<ReadonlyMap<number, string>>;
  /** Sessions by (start, id), after a place. */
  listSessions(
    filter: SessionFilter,
    now: Temporal.Instant,
    after: SessionPlace | null,
    limit: number,
  ): Promise<readonly SessionPlace[]>;
  /** Sessions that are open at an instant or start by another, by (start, id). */
  sessionsNear(
    now: Temporal.Instant,
    until: Temporal.Instant,
    within: Scope,
    limit: number,
  ): Promise<readonly SessionPlace[]>;
  /** The ids of the sessions that are open at an instant. */
  openSessions(now: Temporal.Instant): Promise<readonly string[]>;
  heads(ids: readonly string[]): Promise<readonly SessionHead[]>;
  seatCounts(ids: readonly string[]): Promise<readonly SeatCount[]>;
  /** By student id; of one student alone where given. */
  seats(session: string, student: string | null): Promise<readonly Seat[]>;
  /** Those of the seats asked for that there are, by student id. */
  seatsOf(asked: readonly SeatAsked[]): Promise<readonly SeatOfSession[]>;
  /**
   * Those of the sessions that are final, and about which something is stored since that nobody has decided on:
   * only these can have proposals.
   */
  finalWithLateFacts(ids: readonly string[]): Promise<readonly string[]>;
  /** Of each of these sessions by student id. */
  visitors(sessions: readonly string[]): Promise<readonly Visitor[]>;
  /** Those of the sessions that are held in one of the rooms, by store id. */
  sessionsInRooms(sessions: readonly string[], rooms: readonly string[]): Promise<readonly string[]>;
  /**
   * Who of those expected was turned away at these sessions or only named there, with the newest of it; by the student's
   * own id, and of these students alone where given.
   */
  attempts(
    sessions: readonly string[],
    students: readonly string[] | null,
  ): Promise<
    readonly {
      readonly session: string;
      /** The store id. */
      readonly student: string;
      readonly ownId: string;
      readonly times: number;
      readonly at: Temporal.Instant;
      /** The room's code. */
      readonly room: string | null;
      readonly decision: Decision;
      readonly identified: boolean;
      readonly reason: string | null;
    }[]
  >;
  /** Who confirmed by a code that a room showed, as it was said on the topics of sessions for that, earliest first. */
  confirmations(topics: readonly string[]): Promise<readonly StoredConfirmation[]>;
  /** The readers that are in the sessions' rooms and tell their health, each with its last sign of life. */
  readers(sessions: readonly string[]): Promise<
    readonly {
      readonly session: string;
      readonly reader: string;
      readonly room: string;
      readonly lastAt: Temporal.Instant;
      /** Whether it was said to have left since. */
      readonly left: boolean;
    }[]
  >;
  /** When readers of the sessions' rooms were blind, as it is stored, earliest first. */
  blindSpells(sessions: readonly string[]): Promise<readonly StoredSpell[]>;
  /** When the sessions' rooms relied on which readers, as it is stored: each time as its newest fact has it. */
  watches(sessions: readonly string[]): Promise<
    readonly {
      readonly session: string;
      readonly watch: string;
      readonly room: string;
      readonly reader: string;
      readonly from: Temporal.Instant;
      readonly to: Temporal.Instant | null;
      readonly health: boolean;
    }[]
  >;
  outboxes(session: string): Promise<FinalityFacts["outboxes"]>;
  /** Earliest first. */
  scans(ids: readonly string[]): Promise<readonly ScanView[]>;
  /** When and where scans at known rooms were, by their ids. */
  sightings(ids: readonly string[]): Promise<ReadonlyMap<string, Sighting>>;
  /** The scans of people within a time, both ends inclusive, earliest first. */
  scansOfPeople(
    people: readonly string[],
    span: { readonly from: Temporal.Instant; readonly to: Temporal.Instant },
  ): Promise<readonly ScanOfPerson[]>;
  /** Newest first. */
  revisions(session: string, student: string): Promise<readonly StoredRevision[]>;
  people(ids: readonly string[]): Promise<ReadonlyMap<string, PersonView>>;
  /** Codes by id. */
  roomCodes(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  classCodes(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Categories by id. */
  absenceCategories(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  findAbsence(id: string): Promise<StoredAbsence | null>;
  /** Newest first. */
  listAbsences(filter: AbsenceFilter, limit: number): Promise<readonly StoredAbsence[]>;
  /** How many of them wait for a decision. */
  waitingAbsences(filter: Pick<AbsenceFilter, "within" | "day">): Promise<number>;
}

/** A time in which a reader in a room of a session is stored to have been blind. */
export interface StoredSpell extends Omit<BlindSpell, "unknown"> {
  readonly session: string;
  /** The blindness whose newest fact says so. */
  readonly blindness: string;
  readonly reader: string;
}

/** Where sessions and their registers are read. */
export interface SessionsStore {
  read<T>(work: (reading: SessionsReading) => Promise<T>): Promise<T>;
}
