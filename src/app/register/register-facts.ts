import type { Temporal } from "temporal-polyfill";
import type { DecisionName, QuarantineView, ScanView } from "../../contract/http/api.ts";
import type { Decision } from "../../domain/attendance/scan.ts";

/** One student's place in one standing class on one day, with what is concluded there. */
export interface Place {
  readonly studentId: string;
  readonly personId: string;
  readonly classCode: string;
  readonly location: string;
  /** null until a scan has touched the session. */
  readonly sessionId: string | null;
  /** null while nobody was seen. */
  readonly status: "present" | "late" | null;
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

export interface ScanFilter {
  readonly student?: string | undefined;
  readonly location?: string | undefined;
  readonly decision?: DecisionName | undefined;
  readonly sender?: string | undefined;
}

/** What the store answers about registers on one local day. Cost follows the answer, not the history. */
export interface RegisterStore {
  /**
   * A page of students who are enrolled in a standing class on the day.
   *
   * @param credits what present and late are worth, for sorting by percentage
   * @param after the `cursor` of the last student seen
   */
  listStudents(query: {
    readonly day: string;
    readonly search: string | null;
    readonly sort: StudentSort;
    readonly credits: { readonly late: number };
    readonly after: string | null;
    readonly limit: number;
  }): Promise<{
    readonly students: readonly StudentRef[];
    readonly total: number;
    readonly next: string | null;
  }>;
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
  findScan(id: string): Promise<ScanView | null>;
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
