import type { Temporal } from "temporal-polyfill";
import type { ImportNote, ImportQuestion } from "../../contract/http/imports.ts";
import type { ImportedWord, SessionPlan, StandingRoom, StoredSession } from "../facts/fact-transaction.ts";
import type {
  RaisedVersion,
  SourceKey,
  StoredClass,
  StoredCourse,
  StoredEnrolment,
  StoredIdentifier,
  StoredNonTeachingDay,
  StoredPerson,
  StoredRoom,
  StoredRoster,
  StoredTerm,
  TakenBack,
} from "../rosters/roster-transaction.ts";
import type { ClosedLedger } from "./change-ledger.ts";
import type { StandingStep } from "./plan-standings.ts";

/** What an import is compared with. */
export interface StoredWorld {
  readonly roster: StoredRoster;
  /**
   * The sessions of the same source, and for a plain CSV those of the same classes, whoever made them. One that only a day
   * without teaching has cancelled is scheduled here.
   */
  readonly sessions: readonly StoredSession[];
  /** What imports last said of these sessions: a source that has not changed its word leaves people's as it is. */
  readonly said: ReadonlyMap<string, ImportedWord>;
  /** What the source cancelled, by the key of the meeting. */
  readonly takenBack: ReadonlyMap<string, TakenBack>;
  /** The sessions that are there on days that the content takes out of those without teaching, or adds to them. */
  readonly onDays: readonly SessionOnDay[];
  /** Where the classes stand, and stood, of which the content says where they stand. */
  readonly standing: readonly StandingRoom[];
}

/** A session that takes place, or that nothing but its day has cancelled. */
export interface SessionOnDay {
  readonly id: string;
  readonly day: string;
  readonly isOff: boolean;
}

export interface PlanContext {
  readonly now: Temporal.Instant;
  /** The local day of `now`, ISO. */
  readonly today: string;
  /** The institution's IANA zone, whose days are meant. */
  readonly timeZone: string;
  /** Mints an id of the store. */
  readonly mint: () => string;
}

/** An identifier that is its holder's no longer from an instant on. */
export interface EndedIdentifier extends Pick<StoredIdentifier, "scheme" | "value"> {
  readonly at: Temporal.Instant;
}

/** Rows of the roster as they are to be, each only where it is new or differs. */
export interface RosterWrites {
  readonly terms: readonly StoredTerm[];
  readonly nonTeachingDays: readonly StoredNonTeachingDay[];
  /** ISO dates that are taught again. */
  readonly endedDays: readonly string[];
  readonly rooms: readonly StoredRoom[];
  readonly courses: readonly StoredCourse[];
  readonly classes: readonly StoredClass[];
  readonly people: readonly StoredPerson[];
  readonly identifiers: readonly StoredIdentifier[];
  readonly endedIdentifiers: readonly EndedIdentifier[];
  readonly keys: readonly SourceKey[];
}

/** What an import would do, all of it. */
export interface ImportPlan extends ClosedLedger {
  readonly notes: readonly ImportNote[];
  /** What a second confirmation is asked for, in words. */
  readonly warnings: readonly string[];
  /** What only a person can tell; the rows that depend on it are left out until it is answered. */
  readonly questions: readonly ImportQuestion[];
  readonly roster: RosterWrites;
  readonly enrolments: readonly StoredEnrolment[];
  readonly standings: readonly StandingStep[];
  readonly sessions: readonly SessionPlan[];
  /** Ids. */
  readonly cancelled: readonly string[];
  readonly restored: readonly string[];
  /** Sessions of which a newer word says what the one before said. */
  readonly versions: readonly RaisedVersion[];
  /** Newer words that cancel meetings, also those that nobody knows. */
  readonly takenBack: readonly TakenBack[];
}
