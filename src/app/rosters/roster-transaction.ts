import type { Temporal } from "temporal-polyfill";
import type { IdentifierScheme, ImportThing } from "../imports/import-content.ts";

export interface StoredTerm {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  /** ISO dates, both inclusive. */
  readonly from: string;
  readonly to: string;
}

export interface StoredNonTeachingDay {
  /** ISO date. */
  readonly day: string;
  readonly title: string;
  /** Whose complete files end it; null for what a person entered, and where nobody kept who told of it. */
  readonly source: string | null;
}

export interface StoredRoom {
  readonly id: string;
  readonly code: string;
  readonly title: string | null;
  readonly building: string | null;
  /** Above 0. */
  readonly capacity: number | null;
  /** Every name that it goes by, its code among them. */
  readonly names: readonly string[];
}

export interface StoredCourse {
  readonly id: string;
  readonly code: string;
  readonly title: string;
}

export interface StoredClass {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly course: string | null;
  readonly term: string | null;
  /** Ids of staff. */
  readonly staff: readonly string[];
}

export interface StoredPerson {
  readonly id: string;
  readonly kind: "student" | "staff";
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly email: string | null;
  readonly cohort: string | null;
}

/** Who somebody is to a device or another system, [from, to). */
export interface StoredIdentifier {
  readonly scheme: IdentifierScheme;
  readonly value: string;
  readonly person: string;
  /** null since ever. */
  readonly from: Temporal.Instant | null;
  /** null while it lasts. */
  readonly to: Temporal.Instant | null;
}

export interface StoredEnrolment {
  readonly id: string;
  readonly student: string;
  readonly class: string;
  /** ISO dates, from (inclusive) to (exclusive). */
  readonly from: string;
  readonly to: string | null;
  /** Whether its class had it in a demonstration that ended; left out: it has not. */
  readonly isOfEndedDemo?: boolean;
}

/** What a source calls something of ours. */
export interface SourceKey {
  readonly source: string;
  readonly thing: ImportThing;
  readonly key: string;
  readonly id: string;
  /** From when it is over by what the source said or showed by silence; still to come for an end told ahead. */
  readonly endedAt: Temporal.Instant | null;
}

/** The roster as it stands, as far as it was asked for. */
export interface StoredRoster {
  readonly terms: readonly StoredTerm[];
  readonly nonTeachingDays: readonly StoredNonTeachingDay[];
  readonly rooms: readonly StoredRoom[];
  readonly courses: readonly StoredCourse[];
  readonly classes: readonly StoredClass[];
  /** Those that were not merged into others. */
  readonly people: readonly StoredPerson[];
  /** Those that last. */
  readonly identifiers: readonly StoredIdentifier[];
  /** Student ids that are somebody else's now, by their end: whose they were. */
  readonly formerIds: readonly (StoredIdentifier & { readonly to: Temporal.Instant })[];
  /** Logins that members of staff had and have no longer, by their end, whoever has them now. */
  readonly formerLogins: readonly (StoredIdentifier & { readonly to: Temporal.Instant })[];
  readonly enrolments: readonly StoredEnrolment[];
  readonly keys: readonly SourceKey[];
}

/** What of the roster is read; the rest, which is small, always is. */
export interface RosterWanted {
  /** Whose keys. */
  readonly source: string;
  readonly people: boolean;
  readonly enrolments: boolean;
}

/** How a source calls a session from now on, and the newest word by which it said nothing else. */
export interface RaisedVersion {
  /** The session's id. */
  readonly session: string;
  readonly source: string;
  /** By which the source calls it from now on. */
  readonly key: string;
  readonly sequence: number | null;
  readonly modified: string | null;
}

/** The newest word by which a source cancelled a meeting, which may not have been known. */
export interface TakenBack {
  readonly source: string;
  readonly key: string;
  /** It was about this meeting of a series alone. */
  readonly override: boolean;
  readonly sequence: number | null;
  readonly modified: string | null;
}

export interface ScanOfIdentifier {
  readonly scan: string;
  readonly at: Temporal.Instant;
  /** Whose it is by the facts now. */
  readonly student: string | null;
}

/** Two records that turned out to be one person's, and what moved with them. */
export interface StoredMerge {
  readonly id: string;
  readonly kept: string;
  readonly merged: string;
  readonly moved: MergeMoved;
  readonly undone: boolean;
}

/** A merge with when it was made. */
export interface DatedMerge extends StoredMerge {
  readonly at: Temporal.Instant;
}

/** A merge that has to be taken back first, in names; empty where somebody has none. */
export interface LaterMerge {
  readonly id: string;
  readonly keptName: string;
  readonly mergedName: string;
}

export interface MergeMoved {
  readonly identifiers: readonly {
    readonly scheme: IdentifierScheme;
    readonly value: string;
    readonly from: string | null;
    /** Whether it ended at the instant at which it began; a merge of before this was told says nothing. */
    readonly isOfNoLength?: boolean;
  }[];
  /** Those of the merged record that ended, since nobody has two student ids at once. */
  readonly ended: readonly Pick<StoredIdentifier, "scheme" | "value">[];
  /** What became of enrolments: those emptied as they were before, and those made for the person who stays. */
  readonly emptied: readonly StoredEnrolment[];
  readonly made: readonly StoredEnrolment[];
  readonly scans: readonly string[];
}

/** What changes to the roster may do, all of it in one transaction. `put` inserts or replaces by id. */
export interface RosterTransaction {
  load(wanted: RosterWanted): Promise<StoredRoster>;
  putTerms(rows: readonly StoredTerm[]): Promise<void>;
  putNonTeachingDays(rows: readonly StoredNonTeachingDay[]): Promise<void>;
  removeNonTeachingDays(days: readonly string[]): Promise<void>;
  /**
   * The classes and rooms of a demonstration that has ended, with nothing real in them, by id: no list shows them. Whoever puts
   * one makes it the school's own.
   */
  endedDemo(): Promise<ReadonlySet<string>>;
  /** Adds names; takes none away. */
  putRooms(rows: readonly StoredRoom[]): Promise<void>;
  /** Names that a room goes by no longer. Its code is not among them. */
  dropRoomNames(names: readonly string[]): Promise<void>;
  putCourses(rows: readonly StoredCourse[]): Promise<void>;
  /** With their staff as given. */
  putClasses(rows: readonly StoredClass[]): Promise<void>;
  putPeople(rows: readonly StoredPerson[]): Promise<void>;
  /** @throws StoreRefused where another person has one of them at the same time */
  addIdentifiers(rows: readonly StoredIdentifier[]): Promise<void>;
  /** Ends those that last, each at its instant, or where it began if that is later. */
  endIdentifiers(
    rows: readonly (Pick<StoredIdentifier, "scheme" | "value"> & { readonly at: Temporal.Instant })[],
  ): Promise<void>;
  /** Takes an ending back. */
  reopenIdentifiers(
    rows: readonly Pick<StoredIdentifier, "scheme" | "value">[],
    person: string,
  ): Promise<void>;
  /**
   * Takes away one that should never have been, as if nobody had had it.
   *
   * @returns whose it was and until when; null where there is none that begins there
   */
  takeIdentifier(
    one: Pick<StoredIdentifier, "scheme" | "value" | "from">,
  ): Promise<Pick<StoredIdentifier, "person" | "to"> | null>;
  putSourceKeys(rows: readonly SourceKey[]): Promise<void>;
  /** Keeps which word of its source about a session was the newest, where it said nothing else than the one before. */
  raiseVersions(versions: readonly RaisedVersion[]): Promise<void>;
  /** What a source took back, by key. */
  takenBack(source: string, keys: readonly string[]): Promise<ReadonlyMap<string, TakenBack>>;
  putTakenBack(words: readonly TakenBack[]): Promise<void>;

  /** One person with all identifiers ever, or null. */
  person(
    id: string,
  ): Promise<{ readonly person: StoredPerson; readonly identifiers: readonly StoredIdentifier[] } | null>;
  /** Those of the people who are staff. */
  staffAmong(people: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whoever has an identifier at some instant of a span, or null. */
  holderOf(
    scheme: IdentifierScheme,
    value: string,
    from: Temporal.Instant | null,
  ): Promise<StoredIdentifier | null>;
  /** For each of these the last one to whom the value was given after it began there, by whichever case; null for none. */
  heldAfter(rows: MergeMoved["identifiers"]): Promise<readonly (StoredIdentifier | null)[]>;
  /** Every identifier of a scheme that somebody has now. */
  valuesOf(scheme: IdentifierScheme): Promise<readonly string[]>;
  enrolment(id: string): Promise<StoredEnrolment | null>;
  enrolmentsOf(person: string): Promise<readonly StoredEnrolment[]>;
  /** Scans that name one of these identifiers from an instant on. */
  scansOfIdentifiers(
    scheme: IdentifierScheme,
    values: readonly string[],
    from: Temporal.Instant,
  ): Promise<readonly ScanOfIdentifier[]>;
  /** Scans that nobody was known for, and that name one of these. */
  scansOfNobody(
    identifiers: readonly Pick<StoredIdentifier, "scheme" | "value" | "person">[],
  ): Promise<
    readonly (ScanOfIdentifier & Pick<StoredIdentifier, "scheme" | "value"> & { readonly person: string })[]
  >;
  /** Scans that name one of these from its instant on and are another's by the facts now. */
  scansPassedOn(
    identifiers: readonly (Pick<StoredIdentifier, "scheme" | "value" | "person"> & {
      readonly from: Temporal.Instant;
    })[],
  ): Promise<readonly (ScanOfIdentifier & { readonly person: string })[]>;
  /** Scans that are of a person by the facts now. */
  scansOfPerson(person: string): Promise<readonly ScanOfIdentifier[]>;
  /** Those of a person's by the facts now that name what was another's when they were taken, by id. */
  scansNaming(person: string, another: string): Promise<readonly string[]>;
  /** Gives those of a person's identifiers that are still theirs to another. */
  moveIdentifiers(rows: MergeMoved["identifiers"], from: string, to: string): Promise<void>;
  /** Says that a record, and what is told of by it, is told of by another, or again by itself. */
  setMergedInto(person: string, into: string | null): Promise<void>;
  addMerge(
    merge: StoredMerge,
    by: {
      readonly at: Temporal.Instant;
      readonly actor: string;
      readonly role: string;
      readonly reason: string | null;
    },
  ): Promise<void>;
  findMerge(id: string): Promise<DatedMerge | null>;
  /** The last merge after this one that stands and has to do with whoever was kept by it. */
  laterMerge(id: string): Promise<LaterMerge | null>;
  undoMerge(id: string, by: { readonly at: Temporal.Instant; readonly actor: string }): Promise<void>;
}

/** What telling two records together, or passing an identifier on, needs of the roster. */
export type PeopleTransaction = Pick<
  RosterTransaction,
  | "person"
  | "holderOf"
  | "heldAfter"
  | "valuesOf"
  | "enrolmentsOf"
  | "scansOfIdentifiers"
  | "scansOfPerson"
  | "scansNaming"
  | "scansOfNobody"
  | "addIdentifiers"
  | "endIdentifiers"
  | "reopenIdentifiers"
  | "moveIdentifiers"
  | "setMergedInto"
  | "addMerge"
  | "findMerge"
  | "laterMerge"
  | "undoMerge"
>;
