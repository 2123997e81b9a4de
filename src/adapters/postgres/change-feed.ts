import type pg from "pg";
import type { ChangeFeed } from "../../app/live/change-feed.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { attemptsBetween, marksBetween } from "./live-changes.ts";
import { studentOwnId } from "./own-id.ts";
import { type QuarantineRow, quarantineColumns, toQuarantineHead } from "./quarantine-store.ts";
import { type ScanRow, scanColumns, toScanView } from "./scan-store.ts";
import { toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/**
 * The facts themselves are the feed: each carries its change number, and numbers become visible in their
 * order, so that whoever has read up to n misses nothing by asking for what comes after n.
 */
export function changeFeed(query: Query): ChangeFeed {
  return {
    async lastSeq() {
      const [row] = await query<{ seq: number }>("select seq from change_counter", []);
      return row?.seq ?? 0;
    },

    async changesAfter(seq, limit) {
      const [bound] = await query<{ up_to: number | null }>(
        `select max(seq) as up_to from (
           select seq from (
             (select seq from scan where seq > $1 order by seq limit $2)
             union all (select seq from quarantine where seq > $1 order by seq limit $2)
             union all (select seq from mark_revision where seq > $1 order by seq limit $2)
             union all (select seq from fact where seq > $1 order by seq limit $2)
           ) each_kind order by seq limit $2
         ) page`,
        [seq, limit],
      );
      const upTo = bound?.up_to ?? null;
      if (upTo === null) {
        return { upTo: seq, scans: [], quarantined: [], sessions: [], absences: [], marks: [], attempts: [] };
      }
      const [scans, quarantined, told, marks, attempts] = await Promise.all([
        query<ScanRow>(`select ${scanColumns} from scan s where s.seq > $1 and s.seq <= $2 order by s.seq`, [
          seq,
          upTo,
        ]),
        query<QuarantineRow>(
          `select ${quarantineColumns} from quarantine q where q.seq > $1 and q.seq <= $2 order by q.seq`,
          [seq, upTo],
        ),
        query<
          | { session_id: string; student: null; seq: number }
          | { session_id: null; student: string; seq: number }
        >(
          // What is planned and decided about a session, and that a reader of its rooms could or could not see while it
          // lasted, as far as was known then; corrections are told by the marks that they change.
          // Of leave there is who it is of.
          `select session_id, student, max(seq) as seq from (
             select session_id, null as student, seq from fact
             where seq > $1 and seq <= $2 and session_id is not null and kind in ('session', 'decision')
             union all
             select null, ${studentOwnId("f.person_id")}, f.seq from fact f
             where f.seq > $1 and f.seq <= $2 and f.kind = 'absence'
             union all
             select s.id, null, f.seq from fact f
             join fact w on w.kind = 'watch' and w.reader = f.reader
             join session_room r on r.room_id = w.room_id
             join session s on s.id = r.session_id
               and s.closes_at > f.from_at and s.opens_at < least(f.to_at, f.at)
             where f.seq > $1 and f.seq <= $2 and f.kind = 'blindness'
           ) told group by session_id, student order by 3`,
          [seq, upTo],
        ),
        marksBetween(query, seq, upTo),
        attemptsBetween(query, seq, upTo),
      ]);
      return {
        upTo,
        marks,
        attempts,
        sessions: told.flatMap(({ session_id, seq }) =>
          session_id === null ? [] : [{ session: session_id, seq }],
        ),
        absences: told.flatMap(({ student, seq }) => (student === null ? [] : [{ student, seq }])),
        scans: scans.map((row) => ({ ...toScanView(row), personId: row.person_id, roomId: row.room_id })),
        quarantined: quarantined.map(toQuarantineHead),
      };
    },

    async countAfter(seq, atMost) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from (
           (select seq from scan where seq > $1 limit $2)
           union all (select seq from quarantine where seq > $1 limit $2)
           union all (select seq from mark_revision where seq > $1 limit $2)
           union all (select seq from fact where seq > $1 limit $2)
         ) later`,
        [seq, atMost],
      );
      return Math.min(row?.n ?? 0, atMost);
    },

    async revisionsAfter(seq, limit) {
      const rows = await query<{
        seq: number;
        session_id: string;
        student_id: string;
        status: MarkStatus;
        at: string;
        scan_id: string | null;
      }>(
        `select r.seq, r.session_id, ${studentOwnId("r.person_id")} as student_id, r.status, r.at, r.scan_id
         from (
           select seq, session_id, person_id, status,
             coalesce((entry->'mark'->>'firstSeen')::timestamptz, decided_at) as at,
             (entry->'mark'->>'scan')::uuid as scan_id
           from mark_revision where seq > $1 order by seq limit $2
         ) r
         join person p on p.id = r.person_id and p.merged_into is null
         order by r.seq limit $2`,
        [seq, limit],
      );
      return rows.map((row) => ({
        seq: row.seq,
        sessionId: row.session_id,
        studentId: row.student_id,
        status: row.status,
        at: toRfc3339(row.at),
        scanId: row.scan_id,
      }));
    },

    async readCursor(reader) {
      const [row] = await query<{ seq: number }>("select seq from feed_cursor where reader = $1", [reader]);
      return row?.seq ?? null;
    },

    async writeCursor(reader, seq) {
      await query(
        "insert into feed_cursor (reader, seq) values ($1, $2) on conflict (reader) do update set seq = excluded.seq",
        [reader, seq],
      );
    },
  };
}
