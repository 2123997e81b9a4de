import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import {
  createPostgresStore,
  type PostgresStore,
} from "../../../src/adapters/postgres/create-postgres-store.ts";
import { type IngestItem, type Outcome, toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { checkRegisters, type RebuildReport } from "../../../src/app/rebuild/check-registers.ts";
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
/** A day before any scan of these tests. */
export const firstDay = "2026-09-01";

/** A store on a database of its own, with the school in it. */
export interface TestSchool {
  readonly database: FreshDatabase;
  readonly store: PostgresStore;
  /** Records messages as one batch. */
  record(items: readonly IngestItem[]): Promise<readonly Outcome[]>;
  check(): Promise<RebuildReport>;
  /** Forgets all that was recorded; the roster stays. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export async function openSchool(): Promise<TestSchool> {
  const database = await freshDatabase();
  const store = await openStoreOf(database);
  await store.roster.startDemo(firstDay, enrolled, uuidv7);
  return {
    database,
    store,
    record: (items) => record(store, items),
    check: () => store.rebuild.read((reading) => checkRegisters(reading, timeZone)),
    async forget() {
      await queryRows(
        database,
        "truncate scan, standing_session, standing_mark, standing_revision, attempt, quarantine, tally, decision_tally, sender, sender_boot",
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
    firstPolicy: { name: "credit", policy: creditPolicy },
  });
}

export function record(store: PostgresStore, items: readonly IngestItem[]): Promise<readonly Outcome[]> {
  return store.ingest((transaction) =>
    recordBatch(transaction, items, {
      now: Temporal.Instant.from("2026-10-26T12:00:00Z"),
      timeZone,
      policyVersion: 1,
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
  return message("muster/v1/main/door/scan", body, at.add({ seconds: 2 }));
}
