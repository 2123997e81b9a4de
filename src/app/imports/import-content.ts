import type { Temporal } from "temporal-polyfill";
import type { ImportNote, importKinds, importThings } from "../../contract/http/imports.ts";
import type { WordVersion } from "../facts/fact-transaction.ts";

export type ImportKind = (typeof importKinds)[number];
export type ImportThing = (typeof importThings)[number];

/** Where something stands, for notes. */
export interface Place {
  readonly file: string;
  /** From 1, the header being line 1; null where the format has no lines. */
  readonly line: number | null;
}

/**
 * What every item has: the key by which its source knows it for ever, and its place. A key is a OneRoster `sourcedId`,
 * a calendar's UID, or the code itself where a format has nothing better. Items refer to each other by these keys; one
 * that is not in the content is looked up among the keys that the source used before, then among codes (of students
 * their `student_id`, of staff their `username`).
 *
 * Of a property that may be left out, `undefined` means that the file says nothing (what is stored stays), and `null`
 * that it says there is none.
 */
export interface ImportItem {
  readonly key: string;
  readonly at: Place;
}

export interface TermItem extends ImportItem {
  readonly code: string;
  readonly title: string;
  /** ISO dates, both inclusive. */
  readonly from: string;
  readonly to: string;
}

/** Its key is its ISO date. */
export interface NonTeachingDayItem extends ImportItem {
  readonly title: string;
}

export interface RoomItem extends ImportItem {
  readonly code: string;
  /** Names beside the code; those that are stored stay. */
  readonly aliases: readonly string[];
  readonly title?: string | null;
  readonly building?: string | null;
  readonly capacity?: number | null;
}

export interface CourseItem extends ImportItem {
  readonly code: string;
  readonly title?: string;
}

/** One taught group. With a code alone it makes the class where there is none, and changes none that is there. */
export interface ClassItem extends ImportItem {
  readonly code: string;
  readonly title?: string;
  /** Keys. */
  readonly course?: string | null;
  readonly term?: string | null;
  /** Keys of staff; all who teach it. */
  readonly staff?: readonly string[];
  /** Keys of staff who teach it as well, and who teach it no longer, where the file does not tell all. */
  readonly staffBeside?: StaffBeside;
  readonly staffAt?: PlacesOfStaff;
}

export interface StaffBeside {
  readonly more: readonly string[];
  readonly gone: readonly string[];
}

/** Where the files say of each who teaches a class, by their keys, where that is not where they tell of the class. */
export type PlacesOfStaff = Readonly<Record<string, { readonly at: Place; readonly column: string }>>;

/** Who teaches a class that the files themselves do not tell of; its key is the class's. */
export interface TeachingItem extends ImportItem {
  /** null where all who teach it are told. */
  readonly staff: readonly string[] | null;
  readonly staffBeside: StaffBeside;
  readonly staffAt: PlacesOfStaff;
}

export type IdentifierScheme = "student_id" | "card_uid" | "face_subject" | "device_person" | "username";

/** A student or a member of staff. A student has an identifier of the scheme `student_id`, staff a `username`. */
export interface PersonItem extends ImportItem {
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly email?: string | null;
  readonly cohort?: string | null;
  /** Those that the file tells; of a scheme that it does not tell, what is stored stays. */
  readonly identifiers: readonly { readonly scheme: IdentifierScheme; readonly value: string }[];
}

/** A user of whom the files do not say whether they are a student or staff; whoever is known here stays what they are. */
export interface UserItem extends ImportItem {
  /** The roles that are told, none of which is either; null for none. */
  readonly role: string | null;
  /** What enrolments of the same files have them as. */
  readonly enrolledAs: "student" | "staff" | null;
  readonly asStudent: PersonItem;
  readonly asStaff: PersonItem;
}

/** What a file says of a role of a user; its key is the user's. */
export interface RoleItem extends ImportItem {
  /** null where the row does not say. */
  readonly of: "student" | "staff" | null;
  readonly column: "role" | "status" | "endDate";
  readonly value: string | null;
  readonly isOver: boolean;
  /** ISO date, exclusive, of one that is not over; null for one that lasts. */
  readonly until: string | null;
}

/** Where a class stands from a day on; its key is the class's. */
export interface StandingItem extends ImportItem {
  /** A code or another name of a room; one that nobody has is made. null: in none from its day on. */
  readonly room: string | null;
  /** ISO date, inclusive. Not told: since when it stands in that room already, else the day of the import. */
  readonly from?: string;
  /** ISO date, exclusive; null for until a later row of the class. */
  readonly to: string | null;
}

export interface EnrolmentItem extends ImportItem {
  /** Keys. */
  readonly student: string;
  readonly class: string;
  /** ISO date, inclusive. Not told: the first day of the class's term, else the day of the import. */
  readonly from?: string;
  /** ISO date, exclusive; null for one that lasts. Not told: the day after the class's term, else it lasts. */
  readonly to?: string | null;
}

/** One meeting. */
export interface SessionItem extends ImportItem {
  /** Keys of classes, at least one. */
  readonly classes: readonly string[];
  /** Codes or aliases; a room that nobody has is made. Empty for a remote meeting, or where nobody says. */
  readonly rooms: readonly string[];
  /** Keys of staff; one that nobody has is made, with its key as username and family name. */
  readonly staff?: readonly string[];
  readonly start: Temporal.Instant;
  /** After the start. */
  readonly end: Temporal.Instant;
  /** The IANA zone it was planned in. */
  readonly timeZone: string;
  /** ISO date on which it starts in its zone. */
  readonly day: string;
  /** Not told: the title of its first class. */
  readonly title?: string;
  /** A lecture, a seminar. */
  readonly sort?: string;
  readonly mode?: "in_person" | "remote" | "hybrid";
  readonly required?: boolean;
  /** Above 0. */
  readonly weight?: number;
  readonly cancelled: boolean;
  readonly sequence: number | null;
  /** What tells a newer word from an older one where SEQUENCE alone does not; left out where the format has none. */
  readonly version?: WordVersion;
  /** Its time is when the file was written, which may be whenever somebody asks for it, and not when it was changed. */
  readonly isStamp?: boolean;
  /** Whether the file holds all meetings of its series: what the series has no longer is over then. Left out: no calendar. */
  readonly wholeSeries?: boolean;
  /** The whole text of its place, where the rooms are parts of it: a room that goes by all of it is meant. */
  readonly place?: string;
}

/**
 * How much of a thing a file holds. `complete`: what the source held before and holds no longer is ended. `additions`:
 * it says nothing about what it does not hold. `absent`: it holds none, and says nothing.
 */
export type Extent = "complete" | "additions" | "absent";

/** The one form that every format is read into. */
export interface ImportContent {
  readonly kind: ImportKind;
  /** To whom its keys belong: `csv`, `oneroster`, a feed. A meeting of one source never replaces one of another. */
  readonly source: string;
  readonly scope: Readonly<Record<ImportThing, Extent>>;
  /** What of `complete` sessions the file speaks about, ISO dates, both inclusive; null for all time. */
  readonly sessionDays: { readonly from: string; readonly to: string } | null;
  readonly terms: readonly TermItem[];
  readonly nonTeachingDays: readonly NonTeachingDayItem[];
  readonly rooms: readonly RoomItem[];
  readonly courses: readonly CourseItem[];
  readonly classes: readonly ClassItem[];
  readonly teachings: readonly TeachingItem[];
  readonly standings: readonly StandingItem[];
  readonly students: readonly PersonItem[];
  readonly staff: readonly PersonItem[];
  readonly users: readonly UserItem[];
  readonly roles: readonly RoleItem[];
  readonly enrolments: readonly EnrolmentItem[];
  readonly sessions: readonly SessionItem[];
  /** What the file calls staff whom it names by their logins and tells nothing else of, by key. */
  readonly staffCalled: readonly (readonly [key: string, name: string])[];
  /** What the file itself says is over. */
  readonly ended: readonly (ImportItem & { readonly thing: ImportThing })[];
  /** A calendar that holds some of these meetings, where nothing tells whether this is a newer file of it; asked about. */
  readonly doubt?: CalendarDoubt;
  /** The calendar whose name its file has and which holds other meetings, and the one it is taken for. */
  readonly beside?: { readonly name: string; readonly own: string };
  /** What a person answered to the questions of a plan, by their keys. */
  readonly answers: Readonly<Record<string, "same" | "another">>;
  /** How many rows or entries were read, refused ones included. */
  readonly rows: number;
}

/** Whose a calendar may be. */
export interface CalendarDoubt {
  /** The source that holds so many of its meetings, and half of them at the most. */
  readonly source: string;
  readonly shared: number;
  /** The source that it is unless somebody says that it is the other. */
  readonly own: string;
}

/** What a reader makes of bytes. */
export interface ReadContent {
  readonly content: ImportContent;
  /** In the order of files and lines. */
  readonly notes: readonly ImportNote[];
}

/** One file of an upload, by its name without folders. */
export interface ImportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What readers have to know besides the bytes. */
export interface ReadContext {
  /** The institution's IANA zone, in which local times are meant. */
  readonly timeZone: string;
  /** true when the person says that the files hold everything, where the files themselves do not. */
  readonly complete: boolean;
  /** Whether a room that is stored goes by a name; left out where nobody knows of any. */
  readonly isRoom?: (name: string) => boolean;
}

export const nothingTold: Omit<ImportContent, "kind" | "source"> = {
  scope: {
    term: "absent",
    non_teaching_day: "absent",
    room: "absent",
    course: "absent",
    class: "absent",
    student: "absent",
    staff: "absent",
    enrolment: "absent",
    session: "absent",
  },
  sessionDays: null,
  terms: [],
  nonTeachingDays: [],
  rooms: [],
  courses: [],
  classes: [],
  teachings: [],
  standings: [],
  students: [],
  staff: [],
  users: [],
  roles: [],
  enrolments: [],
  sessions: [],
  staffCalled: [],
  ended: [],
  answers: {},
  rows: 0,
};
