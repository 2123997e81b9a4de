import type { TiedScope, Ties } from "../../domain/rights/may.ts";
import type { Span } from "../../domain/timetable/standing-session.ts";

/** What is asked about, as an address or a body names it. */
export type NamedThing =
  /** By the store's id. */
  | { readonly kind: "session"; readonly id: string }
  /** A student in a session, by their own id as `studentsOfSession` reads it. */
  | { readonly kind: "seat"; readonly session: string; readonly student: string }
  /** By its code. */
  | { readonly kind: "class"; readonly code: string }
  /** By their own id: whose it is now, or whose it was in a span of time that the deed is about. */
  | { readonly kind: "student"; readonly id: string; readonly during?: Span }
  /** By the absence's id. */
  | { readonly kind: "absence"; readonly id: string }
  /** By student id or user name. */
  | { readonly kind: "person"; readonly id: string }
  /** By the dispute's id. */
  | { readonly kind: "dispute"; readonly id: string }
  /** By the address's id. */
  | { readonly kind: "calendar"; readonly id: string };

/** Who is tied to what: all that rights rest on. */
export interface TiesStore {
  /**
   * @param day the local day on which somebody is enrolled or tutored
   * @returns null for what is not there
   */
  tiesOf(thing: NamedThing, day: string): Promise<Ties | null>;
  /** The id that the student of a seat goes by now, who may have had another then; null where nobody is meant. */
  ownIdOfSeat(session: string, student: string): Promise<string | null>;
  /** The id that a student goes by; null for somebody who is none. */
  studentIdOf(person: string): Promise<string | null>;
  /** Store ids of the students in a scope on a local day. */
  studentsWithin(scope: TiedScope, day: string): Promise<ReadonlySet<string>>;
  /** Store ids of those who teach each of some sessions. */
  staffOfSessions(sessions: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** Of some students, by their own id, those who have a seat in each of some sessions. */
  seatedIn(
    sessions: readonly string[],
    students: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}
