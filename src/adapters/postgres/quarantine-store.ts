import type pg from "pg";
import { maxKeptBytes } from "../../app/ingest/ingest-item.ts";
import type { QuarantinedMessage, QuarantineStore } from "../../app/quarantine/quarantine-store.ts";
import type { QuarantineView } from "../../contract/http/quarantine.ts";
import { readableBytes } from "./readable-bytes.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Messages that could not be taken, over a pool. */
export function quarantineStore(query: Query): QuarantineStore {
  return {
    async listQuarantine(filter, before, limit) {
      const rows = await query<
        QuarantineRow & { payload: Buffer; payload_sha256: Buffer; payload_bytes: number; whole: boolean }
      >(
        `select ${quarantineColumns}, payload, payload_bytes, payload_sha256, ${keptWhole} as whole from quarantine q
         where ($1::bigint is null or q.seq < $1) and ($2::text is null or q.code = $2)
           and ($3::text is null or q.sender = $3)
         order by q.seq desc limit $4`,
        [before, filter.code ?? null, filter.sender ?? null, limit],
      );
      return rows.map((row) => ({
        ...toQuarantineHead(row),
        payload: {
          ...readableBytes(row.payload, row.whole),
          bytes: row.payload_bytes,
          sha256: row.payload_sha256.toString("hex"),
          truncated: !row.whole,
        },
      }));
    },

    async findQuarantined(id) {
      const [row] = await query<KeptRow>(`select ${keptColumns} from quarantine q where id = $1`, [id]);
      return row ? toKept(row) : null;
    },

    async findOpen({ code, sender }, limit) {
      const rows = await query<KeptRow>(
        `select ${keptColumns} from quarantine q where ${isOpen} and q.code = $1 and q.sender = $2
         order by q.seq limit $3`,
        [code, sender, limit],
      );
      return rows.map(toKept);
    },

    async quarantineGroups(since) {
      const rows = await query<{
        code: string;
        sender: string | null;
        messages: number;
        open: number;
        last_at: string;
      }>(
        `select code, sender, count(*) as messages, max(received_at) as last_at,
           count(*) filter (where ${isOpen}) as open
         from quarantine q where received_at >= $1 group by code, sender order by open desc, messages desc limit 200`,
        [since],
      );
      return rows.map(({ last_at, ...row }) => ({ ...row, lastAt: toRfc3339(last_at) }));
    },

    async openQuarantine(filter, limit) {
      const rows = await query<{ id: string }>(
        `select id from quarantine q
         where ${isOpen} and ($1::text is null or code = $1) and ($2::text is null or sender = $2)
         order by seq limit $3`,
        [filter.code ?? null, filter.sender ?? null, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}

export const quarantineColumns =
  "q.id, q.seq, q.received_at, q.topic, q.source, q.sender, q.code, q.detail, q.qos, q.retained, q.replayed_at, q.replay_outcome";

/** What was taken is settled; what was withdrawn since is open again. */
const isOpen = "(q.replay_outcome is null or q.replay_outcome not in ('stored', 'repeat'))";

/** Nothing was cut off its end. Pictures that were cut out of it tell nothing that is read: it can be read without them. */
const keptWhole = `(octet_length(q.payload) < ${maxKeptBytes} or sha256(q.payload) = q.payload_sha256)`;

const keptColumns = `q.id, q.sender, q.code, q.topic, q.payload, q.qos, q.received_at, q.replayed_at, q.replay_outcome, ${keptWhole} as whole`;

interface KeptRow {
  id: string;
  sender: string | null;
  code: string;
  topic: string;
  payload: Buffer;
  whole: boolean;
  qos: 0 | 1 | 2;
  received_at: string;
  replayed_at: string | null;
  replay_outcome: string | null;
}

const toKept = ({ received_at, replayed_at, replay_outcome, ...row }: KeptRow): QuarantinedMessage => ({
  ...row,
  receivedAt: toInstant(received_at),
  replayedAt: replayed_at === null ? null : toInstant(replayed_at),
  replayOutcome: replay_outcome,
});

export interface QuarantineRow {
  id: string;
  seq: number;
  received_at: string;
  topic: string;
  source: string | null;
  sender: string | null;
  code: string;
  detail: string;
  qos: number;
  retained: boolean;
  replayed_at: string | null;
  replay_outcome: string | null;
}

export function toQuarantineHead(row: QuarantineRow): Omit<QuarantineView, "payload"> {
  return {
    id: row.id,
    seq: row.seq,
    receivedAt: toRfc3339(row.received_at),
    source: row.source,
    topic: row.topic,
    sender: row.sender,
    code: row.code,
    detail: row.detail,
    qos: row.qos,
    retained: row.retained,
    replayedAt: row.replayed_at === null ? null : toRfc3339(row.replayed_at),
    replayOutcome: row.replay_outcome,
  };
}
