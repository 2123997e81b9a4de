import type { Temporal } from "temporal-polyfill";
import type { DecisionName, QuarantineView, ScanView } from "../../contract/http/api.ts";
import type { ScanDetail } from "../../contract/http/dashboard.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { Band } from "../../domain/attendance/rate.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import type { Span } from "../../domain/timetable/standing-session.ts";

/** One student's place in one standing class on one day, with what is concluded there. */
export interface Place {
  readonly studentId: string;
  readonly personId: string;
  readonly classCode: string;
  readonly location: string;
  readonly sessionId: string;
  /** null while nothing is concluded. */
  readonly status: MarkStatus | null;
  /** The scan that the mark rests on, or the last attempt where there is no mark. */
  readonly evidence: {
    readonly scanId: string;
    readonly decision: Decision;
    readonly reason: string | null;
    readonly occurredAt: Temporal.Instant;
  } | null;
}

export interface StudentRef {
  readonly personId: string;
  readonly studentId: string;
}

export interface ClassRef {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly location: string | null;
  readonly students: number;
}

export type StudentSort = "student" | "-student" | "percent" | "-percent";

export interface StudentFilter {
  readonly band?: Band | undefined;
  /** Code of a class that the student is in. */
  readonly class?: string | undefined;
  /** Code of a room that the student is expected in. */
  readonly location?: string | undefined;
}

export interface ScanFilter {
  readonly student?: string | undefined;
  readonly location?: string | undefined;
  readonly decision?: DecisionName | undefined;
  readonly sender?: string | undefined;
  /** As it is tallied: the first 120 characters; '' for none. */
  readonly reason?: string | undefined;
  readonly identified?: boolean | undefined;
  /** Taken in this half-open span. */
  readonly span?: Span | undefined;
}

/** What the directory of a day's students is read from. */
export interface DirectoryStore {
  /** A text that differs once students, classes or enrolments were changed, within seconds of their commit. */
  rosterVersion(): Promise<string>;
  /** Everybody who is enrolled in a standing class on the day, complete up to change `upTo`. */
  enrolledOn(day: string): Promise<{
    readonly upTo: number;
    readonly students: readonly EnrolledStudent[];
    /** The room where each standing class stands, by the class's code. */
    readonly roomOf: ReadonlyMap<string, string>;
  }>;
  /** The marks of a day that were made or changed after a change, in order. */
  marksAfter(
    seq: number,
    day: string,
  ): Promise<
    readonly {
      readonly seq: number;
      readonly personId: string;
      readonly classCode: string;
      /** null where a mark was taken back. */
      readonly status: MarkStatus | null;
    }[]
  >;
}

export interface EnrolledStudent extends StudentRef {
  /** Codes of classes. */
  readonly classes: readonly string[];
  /** What the student was seen as in each of them. */
  readonly seen: readonly (MarkStatus | null)[];
}

/** What the store answers about registers on one local day. Cost follows the answer, not the history. */
export interface RegisterStore extends DirectoryStore {
  findStudent(studentId: string): Promise<StudentRef | null>;
  /** The places of these students on the day, by student and class. */
  placesOfStudents(personIds: readonly string[], day: string): Promise<readonly Place[]>;
  placesOfClass(classId: string, day: string): Promise<readonly Place[]>;
  /** The places of students seen in rooms, for those enrolled in a class that stands there. */
  placesOfSightings(
    sightings: readonly { readonly personId: string; readonly roomId: string }[],
    day: string,
  ): Promise<readonly Place[]>;
  listClasses(
    day: string,
    after: string | null,
    limit: number,
  ): Promise<{ readonly classes: readonly ClassRef[]; readonly next: string | null }>;
  findClass(code: string, day: string): Promise<ClassRef | null>;
  /** Scans at a class's room on the day, by decision. */
  countScansOfClass(classId: string, day: string): Promise<Readonly<Partial<Record<string, number>>>>;
  /** Newest first. */
  listScans(filter: ScanFilter, before: number | null, limit: number): Promise<readonly ScanView[]>;
  findScan(id: string): Promise<ScanDetail | null>;
  listQuarantine(
    filter: { readonly code?: string | undefined },
    before: number | null,
    limit: number,
  ): Promise<readonly QuarantineView[]>;
  /** A message as it was kept, ready to be read again. */
  findQuarantined(id: string): Promise<QuarantinedMessage | null>;
  /** Of a day, by kind. */
  countTallies(day: string): Promise<Readonly<Partial<Record<string, number>>>>;
}

export interface QuarantinedMessage {
  readonly id: string;
  readonly topic: string;
  readonly payload: Uint8Array;
  /** false when the payload was cut or shortened: then it is evidence, and cannot be read again. */
  readonly whole: boolean;
  readonly qos: 0 | 1 | 2;
  readonly receivedAt: Temporal.Instant;
  readonly replayOutcome: string | null;
}

/** A cursor that no page gave out. */
export class InvalidCursor extends Error {
  override readonly name = "InvalidCursor";
  constructor(cause?: unknown) {
    super("cursor: not one that a page gave out; begin again without it", { cause });
  }
}
