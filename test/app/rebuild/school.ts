import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import {
  createPostgresStore,
  type PostgresStore,
} from "../../../src/adapters/postgres/create-postgres-store.ts";
import { startDemo } from "../../../src/app/demo/demo-roster.ts";
import { type IngestItem, type IngestOutcome, toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { checkMarks, repairMarks } from "../../../src/app/rebuild/check-marks.ts";
import { checkTallies, type Difference } from "../../../src/app/rebuild/check-tallies.ts";
import { repairTallies } from "../../../src/app/rebuild/repair-tallies.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";

export const timeZone = "Europe/London";
const localTime = createLocalTime(timeZone);

/** Who is enrolled where from the first day on. */
export const enrolled = [
  { studentId: "S1", rooms: ["R1", "R2"] },
  { studentId: "S2", rooms: ["R1"] },
  { studentId: "S3", rooms: ["R2"] },
];
/** When everything is recorded, whenever it happened. */
export const recordedAt = Temporal.Instant.from("2026-11-12T12:00:00Z");
/** A day before any scan of these tests. */
export const firstDay = "2026-09-01";

/** What a check of counts and marks found together. */
export interface SchoolReport {
  readonly marks: number;
  readonly different: number;
  readonly differences: readonly Difference[];
}

/** Everything that `muster rebuild --check` compares. */
export async function checkSchool(
  store: Pick<PostgresStore, "rebuild" | "timetable">,
): Promise<SchoolReport> {
  const tallies = await store.rebuild.read((reading) => checkTallies(reading, timeZone));
  const marks = await store.timetable.read((reading) => checkMarks(reading, recordedAt));
  return {
    marks: marks.marks,
    different: tallies.different + marks.different,
    differences: [...tallies.differences, ...marks.differences],
  };
}

/** A store on a database of its own, with the school in it. */
export interface TestSchool {
  readonly database: FreshDatabase;
  readonly store: PostgresStore;
  /** Records messages as one batch. */
  record(items: readonly IngestItem[]): Promise<readonly IngestOutcome[]>;
  check(): Promise<SchoolReport>;
  /** Mends what a check finds, and says how much it wrote. */
  repair(): Promise<{ readonly marks: number; readonly tallies: number; readonly senders: boolean }>;
  /** Forgets all that was recorded; the roster stays. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export async function openSchool(): Promise<TestSchool> {
  const database = await freshDatabase();
  const store = await openStoreOf(database);
  await startDemo(store.roster, enrolled, {
    day: firstDay,
    timeZone,
    now: Temporal.Instant.from(`${firstDay}T12:00:00Z`),
  });
  return {
    database,
    store,
    record: (items) => record(store, items),
    check: () => checkSchool(store),
    async repair() {
      const { repaired } = await repairTallies(store.rebuild, timeZone);
      const report = await store.timetable.read((reading) => checkMarks(reading, recordedAt));
      return { ...repaired, marks: await repairMarks(store.timetable, report, recordedAt) };
    },
    async forget() {
      // Facts are only added: those about sessions go with them, and the roster's stay.
      await queryRows(
        database,
        `set session_replication_role = replica; delete from fact where session_id is not null;
         set session_replication_role = origin`,
      );
      await queryRows(
        database,
        "truncate scan, session_class, session_room, session_staff, session, mark, mark_revision, attempt, dispute, dispute_word, notification_answer, quarantine, tally, decision_tally, sender, sender_boot, device_note",
      );
    },
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

export function openStoreOf({ address }: Pick<FreshDatabase, "address">): Promise<PostgresStore> {
  return createPostgresStore({
    address,
    newInstanceId: uuidv7,
    timeZone,
    firstPolicy: { name: "credit", policy: creditPolicy },
  });
}

export function record(
  store: PostgresStore,
  items: readonly IngestItem[],
): Promise<readonly IngestOutcome[]> {
  return store.ingest((transaction) =>
    recordBatch(transaction, items, {
      now: recordedAt,
      timeZone,
      localTime,
    }),
  );
}

/** A message as ingest takes it. */
export function message(
  topic: string,
  body: unknown,
  receivedAt: Temporal.Instant,
  qos: 0 | 1 = 1,
  replayOf: string | null = null,
): IngestItem {
  const payload = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
  return toIngestItem(
    { topic, payload, qos, retain: false, receivedAt, client: null },
    { timeZone, maxSkewSeconds: 120 },
    replayOf,
  );
}

export interface NativeEvent {
  readonly student: string;
  readonly room: string;
  readonly at: Temporal.Instant;
  readonly decision: "granted" | "late" | "denied" | "unknown";
  readonly direction?: "in" | "out";
  readonly reason?: string;
  readonly id?: string;
  readonly device?: string;
}

/** A scan by a device of this product, received two seconds after it happened. */
export function native({
  student,
  room,
  at,
  decision,
  direction,
  reason,
  id = uuidv7(),
  device = "door",
}: NativeEvent): IngestItem {
  const body = {
    v: 1,
    event_id: id,
    occurred_at: at.toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: student },
    decision,
    location: room,
    ...(direction && { direction }),
    ...(reason && { reason }),
  };
  return message(`muster/v1/main/${device}/scan`, body, at.add({ seconds: 2 }));
}
