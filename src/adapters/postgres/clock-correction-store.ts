import type pg from "pg";
import type {
  ClockCorrectionStore,
  ClockCorrectionTransaction,
} from "../../app/quarantine/clock-correction-store.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { factTransaction } from "./fact-transaction.ts";
import { healthStatements } from "./health-statements.ts";
import { inTransaction } from "./in-transaction.ts";
import { ingestStatements } from "./ingest-statements.ts";
import { nameSeats } from "./name-seats.ts";
import { plainRun } from "./plain-run.ts";
import { studentNow } from "./student-now.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** What people stated of senders' clocks, over a pool. */
export function clockCorrectionStore(query: Query, pool: pg.Pool): ClockCorrectionStore {
  return {
    async corrections(limit) {
      const rows = await query<CorrectionRow>(
        `select c.id, c.sender, c.ahead_seconds, c.reason, c.actor, c.at, c.undone_at, c.undone_by, c.undone_reason, taken.n
         from clock_correction c
         cross join lateral (select count(*) as n from scan s where s.clock_correction_id = c.id) taken
         where taken.n > 0 order by c.at desc, c.id desc limit $1`,
        [limit],
      );
      return rows.map((row) => ({
        id: row.id,
        sender: row.sender,
        aheadSeconds: row.ahead_seconds,
        reason: row.reason,
        by: row.actor,
        at: toRfc3339(row.at),
        scans: row.n,
        undone:
          row.undone_at === null
            ? null
            : { at: toRfc3339(row.undone_at), by: row.undone_by ?? "", reason: row.undone_reason ?? "" },
      }));
    },

    rehearse: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await client.query("savepoint rehearsal");
        const done = await work(ingestStatements(client));
        await client.query("rollback to savepoint rehearsal");
        return done;
      }),

    nameSeats: nameSeats(query),

    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(clockCorrectionTransaction(client));
      }),
  };
}

function clockCorrectionTransaction(client: pg.ClientBase): ClockCorrectionTransaction {
  const run = plainRun(client);
  return {
    timetable: factTransaction(client),
    health: healthStatements(client),
    addCounts: ingestStatements(client).addCounts,

    async findCorrection(id) {
      const [row] = await run<{ sender: string; undone: boolean }>(
        "select sender, undone_at is not null as undone from clock_correction where id = $1 for update",
        [id],
      );
      return row ?? null;
    },

    async correctedScans(correction) {
      const rows = await run<CorrectedRow>(
        `select s.id, s.occurred_at, s.source, s.sender, s.location, s.decision, s.reason, s.boot_id, s.boot_seq,
           ${studentNow} as student
         from scan s where s.clock_correction_id = $1 and s.withdrawn_at is null order by s.seq`,
        [correction],
      );
      return rows.map(({ id, occurred_at, source, boot_id, boot_seq, ...row }) => ({
        ...row,
        scan: id,
        at: toInstant(occurred_at),
        native: source === "native",
        boot: boot_id === null || boot_seq === null ? null : { id: boot_id, seq: boot_seq },
      }));
    },

    async withdraw(correction, { at, actor, reason }) {
      await run(
        `with undone as (
           update clock_correction set undone_at = $2, undone_by = $3, undone_reason = $4 where id = $1
         ), withdrawn as (
           update scan set withdrawn_at = $2 where clock_correction_id = $1 and withdrawn_at is null returning id
         )
         update quarantine q set replayed_at = $2, replay_outcome = 'withdrawn', scan_id = null
         from withdrawn w where q.scan_id = w.id`,
        [correction, toTimestamptz(at), actor.id, reason],
      );
    },
  };
}

interface CorrectionRow {
  id: string;
  sender: string;
  ahead_seconds: number;
  reason: string;
  actor: string;
  at: string;
  undone_at: string | null;
  undone_by: string | null;
  undone_reason: string | null;
  n: number;
}

interface CorrectedRow {
  id: string;
  occurred_at: string;
  source: string;
  sender: string;
  location: string | null;
  decision: Decision;
  reason: string | null;
  boot_id: string | null;
  boot_seq: number | null;
  student: string | null;
}
