import type pg from "pg";
import type { SenderStore } from "../../app/health/sender-store.ts";
import { toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Whoever sent scans or signs of life, over a pool. */
export function senderStore(query: Query): SenderStore {
  return {
    async senders() {
      const rows = await query<{
        name: string;
        source: string;
        first_at: string;
        last_at: string;
        scans: number;
        state: "online" | "offline" | null;
        state_at: string | null;
        heartbeat_at: string | null;
        outbox: number | null;
        clock: string | null;
        missing: number;
      }>(
        `select s.*, coalesce((
           select sum(b.last_seq - b.first_seq + 1 - b.scans) from sender_boot b where b.sender = s.name
         ), 0)::bigint as missing
         from sender s order by s.name limit 1000`,
        [],
      );
      const shown = (text: string | null): string | null => (text === null ? null : toRfc3339(text));
      return rows.map((row) => ({
        name: row.name,
        source: row.source,
        firstAt: toRfc3339(row.first_at),
        lastAt: toRfc3339(row.last_at),
        scans: row.scans,
        state: row.state,
        stateAt: shown(row.state_at),
        heartbeatAt: shown(row.heartbeat_at),
        outbox: row.outbox,
        clock: row.clock,
        missing: row.missing,
      }));
    },
  };
}
