import type { Temporal } from "temporal-polyfill";
import type { ClockCorrectionView } from "../../contract/http/clock-corrections.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import type { Author } from "../actor.ts";
import type { FactTransaction } from "../facts/fact-transaction.ts";
import type { HealthTransaction } from "../health/health-transaction.ts";
import type { IngestTransaction } from "../ingest/ingest-transaction.ts";
import type { NameSeats } from "../marks/name-changed-marks.ts";

/** A scan that was taken with its sender's clock put right. */
export interface CorrectedScan {
  readonly scan: string;
  readonly at: Temporal.Instant;
  /** Whose it is by the facts now. */
  readonly student: string | null;
  readonly native: boolean;
  readonly sender: string;
  readonly location: string | null;
  readonly decision: Decision;
  readonly reason: string | null;
  readonly boot: { readonly id: string; readonly seq: number } | null;
}

/** What taking a correction back may do, all in one transaction that writes alone. */
export interface ClockCorrectionTransaction {
  readonly timetable: FactTransaction;
  readonly health: HealthTransaction;
  readonly addCounts: IngestTransaction["addCounts"];
  /** null for none of that id. */
  findCorrection(id: string): Promise<{ readonly sender: string; readonly undone: boolean } | null>;
  correctedScans(correction: string): Promise<readonly CorrectedScan[]>;
  /** The correction is undone: its scans count no more, and their messages are open again. */
  withdraw(
    correction: string,
    said: { readonly at: Temporal.Instant; readonly actor: Author; readonly reason: string },
  ): Promise<void>;
}

/** What people stated of senders' clocks. */
export interface ClockCorrectionStore {
  /** Newest first; those by which nothing was taken are left out. */
  corrections(limit: number): Promise<readonly ClockCorrectionView[]>;
  /** Runs `work` as a recording of a batch would run, and takes it back. */
  rehearse<T>(work: (transaction: IngestTransaction) => Promise<T>): Promise<T>;
  readonly nameSeats: NameSeats;
  write<T>(work: (transaction: ClockCorrectionTransaction) => Promise<T>): Promise<T>;
}
