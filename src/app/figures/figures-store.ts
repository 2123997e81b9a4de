import type { Temporal } from "temporal-polyfill";
import type { PersonView } from "../../contract/http/sessions.ts";
import type { FiguredSession } from "../../domain/attendance/figures.ts";
import type { ValuedMark } from "../../domain/attendance/mark-worth.ts";
import type { Seen } from "../../domain/attendance/nobody-seen-yet.ts";
import type { SeatMark } from "../registers/sessions-reading.ts";

/** Days of a term, both inclusive, ISO. */
export interface TermDays {
  readonly title: string;
  readonly from: string;
  readonly to: string;
}

/** Whose figures: the students of classes, those of a cohort or some in whatever they attend, or everybody. */
export type FigureScope =
  | { readonly kind: "classes"; readonly classes: readonly string[] }
  | { readonly kind: "cohort"; readonly cohort: string }
  /** By store id. */
  | { readonly kind: "students"; readonly students: readonly string[] }
  | { readonly kind: "institution" };

/** Which sessions are read, and what the clock makes of marks that are not stored. */
export interface FigureFrameQuery {
  /** Sessions that start in [start, end); null for all. */
  readonly span: { readonly start: Temporal.Instant; readonly end: Temporal.Instant } | null;
  readonly now: Temporal.Instant;
  /**
   * Open sessions in which it cannot be known who came, by store id: whoever was not seen there is told so. Left out, the
   * store goes by what it holds of the readers of standing ones alone, whose rates turn on it; of a reader that fell silent a
   * moment ago it holds nothing yet.
   */
  readonly unknowable?: readonly string[];
}

/** The same, where standing sessions may be left out of a count whose day is not over: nobody has missed them yet. */
export interface CountFrameQuery extends FigureFrameQuery {
  readonly onlyDaysOver?: boolean;
  /** Counts these sessions alone, or all others; left out, all. By store id. */
  readonly sessions?: { readonly only: readonly string[] } | { readonly without: readonly string[] };
}

/** A session of one student, with the mark as it stands by the clock of the query. */
export interface StudentSession extends FiguredSession {
  /** Store id of the student. */
  readonly person: string;
  /** Store ids of the classes through which the student belongs there. */
  readonly classes: readonly string[];
}

/** What sessions of equal worth have in common. */
export interface SessionsAlike {
  readonly kind: "timetabled" | "standing";
  readonly required: boolean;
  readonly weight: number;
  readonly mark: ValuedMark;
  /** Whether they had begun by the query's clock. */
  readonly begun: boolean;
  /** Planned length; null where minutes were not asked for. */
  readonly plannedMs: number | null;
}

/** How many sessions of a student are alike. `alike` is one object for all students that share it. */
export interface AlikeCount {
  readonly person: string;
  readonly alike: SessionsAlike;
  readonly sessions: number;
}

/** How many of a class's seats on a day are alike: one for each student and session. */
export interface ClassDayCount {
  /** Store id. */
  readonly class: string;
  /** ISO local day. */
  readonly day: string;
  readonly alike: SessionsAlike;
  readonly sessions: number;
}

/** What a report compares: clock hours of days, courses, or cohorts. */
export type ReportedBy = "hour" | "course" | "cohort";

/** How many seats of a report's row are alike. */
export interface ReportCount {
  /** `2026-11-16 9`, with no hour for a standing session; the store id of a course; a cohort. null where there is none. */
  readonly key: string | null;
  readonly alike: SessionsAlike;
  readonly sessions: number;
}

/** How many arrived so late after the start of their session. */
export interface ArrivalCount {
  /** Whole minutes begun since the planned start; 0 for whoever was there by then. */
  readonly minutes: number;
  readonly arrivals: number;
}

/** What figures are made of. Every query answers from indexes, by what it is asked, not by how much there is. */
export interface FiguresStore {
  /** null for an id that no student has. */
  findStudent(studentId: string): Promise<{ readonly person: string; readonly shown: PersonView } | null>;
  findClass(code: string): Promise<{
    readonly id: string;
    readonly code: string;
    readonly title: string;
    readonly term: TermDays | null;
  } | null>;
  /** null for a code that no course has. */
  findCourse(code: string): Promise<{ readonly title: string; readonly classes: readonly string[] } | null>;
  /**
   * Who was seen in the school as of an instant, by which `nobodySeenYet` says whether a rate of 0 tells of its students.
   */
  seen(now: Temporal.Instant): Promise<Seen>;
  /** Whether anybody belongs to the cohort. */
  hasCohort(cohort: string): Promise<boolean>;
  /** Store ids of everybody who belongs to the cohort. */
  membersOf(cohort: string): Promise<readonly string[]>;
  /**
   * The term that holds a local day, the one that began last where several do; between terms the last one that is over;
   * null where none has begun.
   */
  termAt(day: string): Promise<TermDays | null>;
  findTerm(code: string): Promise<TermDays | null>;
  sessionsOfStudent(person: string, frame: FigureFrameQuery): Promise<readonly StudentSession[]>;
  /** The same of several students, in one statement for each kind of session. */
  sessionsOfStudents(persons: readonly string[], frame: FigureFrameQuery): Promise<readonly StudentSession[]>;
  /** When a reader last identified each of them up to now, in whatever room; somebody whom none did is left out. */
  lastSights(
    persons: readonly string[],
    now: Temporal.Instant,
  ): Promise<ReadonlyMap<string, Temporal.Instant>>;
  /** Of every student who is or was in the class. */
  sessionsOfClass(classId: string, frame: FigureFrameQuery): Promise<readonly StudentSession[]>;
  /**
   * The sessions of each student of a scope, counted by what is alike.
   *
   * @param minutes true to tell sessions apart by planned and attended time, which only minutes need
   */
  countAlike(scope: FigureScope, frame: CountFrameQuery, minutes: boolean): Promise<readonly AlikeCount[]>;
  /**
   * The seats of each of some classes by day, counted by what is alike. A joint session counts in each of its classes,
   * as it does in the figure of each alone.
   */
  countClassDays(
    classes: readonly string[],
    frame: FigureFrameQuery,
    minutes: boolean,
  ): Promise<readonly ClassDayCount[]>;
  /**
   * The sessions of each student of a scope, counted by what is alike and by what a report compares. A student who
   * belongs to a session through several classes counts once: for courses, once in each.
   */
  countReport(
    scope: FigureScope,
    by: ReportedBy,
    frame: FigureFrameQuery,
    minutes: boolean,
  ): Promise<readonly ReportCount[]>;
  /** First sightings in timetabled sessions that count, by the minutes since their start, fewest first. */
  countArrivals(scope: FigureScope, frame: FigureFrameQuery): Promise<readonly ArrivalCount[]>;
  /** Courses as pages name them, by store id. */
  courses(): Promise<ReadonlyMap<string, { readonly code: string; readonly title: string }>>;
  /** Students as pages name them, by store id. */
  people(persons: readonly string[]): Promise<ReadonlyMap<string, PersonView>>;
  classes(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly code: string; readonly title: string }>>;
  /** The stored marks of timetabled sessions with what explains them, of these students alone where given. */
  storedMarks(
    sessions: readonly string[],
    students: readonly string[] | null,
  ): Promise<readonly { readonly session: string; readonly person: string; readonly mark: SeatMark }[]>;
}
