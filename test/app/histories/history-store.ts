import type { Temporal } from "temporal-polyfill";
import type { TimetableReading } from "../../../src/app/facts/timetable-store.ts";
import type { IngestStore } from "../../../src/app/ingest/ingest-transaction.ts";
import type { MonitorStore } from "../../../src/app/monitor/monitor-store.ts";
import type { PlacementStore } from "../../../src/app/placements/placement-store.ts";
import type { ClockCorrectionStore } from "../../../src/app/quarantine/clock-correction-store.ts";
import type { SessionsWriting } from "../../../src/app/registers/sessions-transaction.ts";
import type { Work } from "../../../src/app/rosters/merge-people.ts";

/** A store as the deeds of a history need it: PostgreSQL's, or tables in memory. */
export interface HistoryStore extends IngestStore {
  readonly monitor: MonitorStore;
  readonly registers: SessionsWriting;
  readonly clocks: Pick<ClockCorrectionStore, "write">;
  readonly placements: Pick<PlacementStore, "write">;
  people<T>(work: (transaction: Work) => Promise<T>): Promise<T>;
  read<T>(work: (reading: TimetableReading) => Promise<T>): Promise<T>;
  /** A room, a class or a student with their code as name. Ids of the store are the caller's. */
  addRoom(id: string, code: string): Promise<void>;
  addClass(id: string, code: string): Promise<void>;
  addStudent(id: string, studentId: string): Promise<void>;
  /** Makes what a mark is found and counted by say something else than its last revision, past everybody who keeps the rules. */
  misfile(session: string, student: string): Promise<void>;
  /** Moves the hands of the store's clock. */
  turnTo(now: Temporal.Instant): void;
  close(): Promise<void>;
}
