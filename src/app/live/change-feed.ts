import type { QuarantineView } from "../../contract/http/quarantine.ts";
import type { ScanView } from "../../contract/http/scans.ts";
import type { AttemptChange, LeaveChange, MarkChange, SessionChange } from "../../contract/live/frames.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";

/** What was committed between two change numbers. */
export interface Changes {
  /** The number up to which everything is in here. */
  readonly upTo: number;
  readonly scans: readonly (ScanView & {
    readonly personId: string | null;
    readonly roomId: string | null;
  })[];
  readonly quarantined: readonly Omit<QuarantineView, "payload">[];
  /** Of every kind of session, in order. */
  readonly marks: readonly MarkChange[];
  readonly attempts: readonly AttemptChange[];
  /** Sessions of which something else changed than marks, each once with its last change. */
  readonly sessions: readonly SessionChange[];
  /** Students of whose leave something changed, each once with its last change. */
  readonly absences: readonly LeaveChange[];
}

export interface MarkRevision {
  readonly seq: number;
  readonly sessionId: string;
  readonly studentId: string;
  readonly status: MarkStatus;
  /** When the student was seen, or where nobody was, when that was concluded. */
  readonly at: string;
  readonly scanId: string | null;
}

export interface ChangeFeed {
  /** The number of the last change committed. */
  lastSeq(): Promise<number>;
  /** The changes after a number, in order, at most about `limit` of them. */
  changesAfter(seq: number, limit: number): Promise<Changes>;
  /** How many changes come after a number, counted up to `atMost`. */
  countAfter(seq: number, atMost: number): Promise<number>;
  revisionsAfter(seq: number, limit: number): Promise<readonly MarkRevision[]>;
  readCursor(reader: string): Promise<number | null>;
  writeCursor(reader: string, seq: number): Promise<void>;
}
