import type { Temporal } from "temporal-polyfill";
import type { StudentRecord } from "../../contract/http/exports.ts";
import type { ScanView } from "../../contract/http/scans.ts";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { Author } from "../actor.ts";
import type { AbsenceState, SessionsReading } from "../registers/sessions-reading.ts";

/** Somebody whose record or calendar is asked for. */
export interface PersonOnRecord {
  /** Store ids: the record itself first, then those that turned out to be of the same person. */
  readonly ids: readonly [string, ...string[]];
  readonly kind: "student" | "staff";
  readonly shown: PersonView;
}

/** One version of an absence. */
export interface AbsenceRevision {
  readonly absence: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly effect: "authorised" | "elsewhere";
  readonly category: string;
  readonly state: AbsenceState;
  readonly reason: string | null;
  readonly by: string;
  readonly role: string;
  readonly at: Temporal.Instant;
}

/** A scan with the message that brought it. */
export interface ScanOnRecord {
  readonly scan: ScanView;
  readonly topic: string;
  /** What was sent; null for a scan that is not of this person, or not surely. */
  readonly payload: { readonly encoding: "text" | "hex"; readonly text: string } | null;
}

/** How often the plan of a session changed, and when last. */
export interface PlanVersion {
  /** 0 for one that is as it was first planned. */
  readonly changes: number;
  readonly lastAt: Temporal.Instant;
}

/** One moment of the store, with what exports read besides registers. */
export interface ExportReading extends SessionsReading {
  /** null for a code that no class has. */
  findClass(code: string): Promise<{ readonly code: string; readonly title: string } | null>;
  /** By the student id or the user name; null for one that nobody has. */
  findPerson(ownId: string): Promise<PersonOnRecord | null>;
  personById(id: string): Promise<PersonOnRecord | null>;
  /** Names, identifiers and enrolments, with those that have ended. */
  details(
    person: PersonOnRecord,
  ): Promise<
    Pick<StudentRecord, "givenName" | "familyName" | "email" | "cohort" | "identifiers" | "enrolments">
  >;
  /** Timetabled sessions in which a student was ever expected or marked, by (start, id). */
  sessionsOfStudent(person: PersonOnRecord): Promise<readonly string[]>;
  /** Recognised as this person, joined to them, or claiming to be them; earliest first. */
  scansOfPerson(person: PersonOnRecord): Promise<readonly ScanOnRecord[]>;
  /** Every revision, oldest first. */
  absencesOfPerson(person: PersonOnRecord): Promise<readonly AbsenceRevision[]>;
  alertsOfPerson(person: PersonOnRecord): Promise<StudentRecord["alerts"]>;
  /**
   * Sessions for a calendar, by (start, id): of a student those of the classes they are enrolled in on the day, of staff
   * those they hold, or those of their classes where nobody is named.
   */
  calendarSessions(
    person: PersonOnRecord,
    days: { readonly from: string; readonly to: string },
  ): Promise<readonly string[]>;
  /** What became of the plans of sessions; one that a person or feed never spoke of has none. */
  planVersions(ids: readonly string[]): Promise<ReadonlyMap<string, PlanVersion>>;
}

/** An address at which somebody's calendar is served. */
export interface CalendarAddress {
  readonly id: string;
  /** Store id. */
  readonly person: string;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
}

/** The addresses of calendars. Of what makes an address unguessable only the SHA-256 is stored. */
export interface CalendarAddresses {
  add(
    address: Pick<CalendarAddress, "id" | "person">,
    tokenHash: Uint8Array,
    by: { readonly at: Temporal.Instant; readonly actor: Author },
  ): Promise<void>;
  /** Those that were not revoked, newest first; of one person where given. */
  list(person: PersonOnRecord | null): Promise<readonly CalendarAddress[]>;
  /** false where there is none of this id, or it was revoked before. */
  revoke(id: string, by: { readonly at: Temporal.Instant; readonly actor: Author }): Promise<boolean>;
  /** The store id of the person; null for an address that nobody made, or that was revoked. */
  personAt(tokenHash: Uint8Array): Promise<string | null>;
}

/** Where exports are read. */
export interface ExportStore {
  read<T>(work: (reading: ExportReading) => Promise<T>): Promise<T>;
  readonly addresses: CalendarAddresses;
}
