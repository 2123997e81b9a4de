import type pg from "pg";
import type { ChangeFeed } from "../../app/live/change-feed.ts";
import {
  type QuarantineRow,
  quarantineColumns,
  type ScanRow,
  scanColumns,
  toQuarantineHead,
  toScanView,
} from "./register-store.ts";
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
             union all (select seq from mark_revision where seq > $1 order by seq limit $2)
             union all (select seq from quarantine where seq > $1 order by seq limit $2)
           ) each_kind order by seq limit $2
         ) page`,
        [seq, limit],
      );
      const upTo = bound?.up_to ?? null;
      if (upTo === null) return { upTo: seq, scans: [], quarantined: [] };
      const [scans, quarantined] = await Promise.all([
        query<ScanRow>(`select ${scanColumns} from scan s where s.seq > $1 and s.seq <= $2 order by s.seq`, [
          seq,
          upTo,
        ]),
        query<QuarantineRow>(
          `select ${quarantineColumns} from quarantine q where q.seq > $1 and q.seq <= $2 order by q.seq`,
          [seq, upTo],
        ),
      ]);
      return {
        upTo,
        scans: scans.map((row) => ({ ...toScanView(row), personId: row.person_id, roomId: row.room_id })),
        quarantined: quarantined.map(toQuarantineHead),
      };
    },

    async countAfter(seq, atMost) {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from (
           (select seq from scan where seq > $1 limit $2)
           union all (select seq from mark_revision where seq > $1 limit $2)
           union all (select seq from quarantine where seq > $1 limit $2)
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
        status: "present" | "late";
        first_seen: string;
        scan_id: string;
      }>(
        `select r.seq, r.session_id, i.value as student_id, r.status, r.first_seen, r.scan_id
         from mark_revision r
         join identifier i on i.person_id = r.person_id and i.scheme = 'student_id' and i.valid_to is null
         where r.seq > $1 order by r.seq limit $2`,
        [seq, limit],
      );
      return rows.map((row) => ({
        seq: row.seq,
        sessionId: row.session_id,
        studentId: row.student_id,
        status: row.status,
        firstSeen: toRfc3339(row.first_seen),
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
