import type pg from "pg";
import { maxKeptBytes } from "../../app/ingest/ingest-item.ts";
import type { QuarantinedMessage, QuarantineStore } from "../../app/quarantine/quarantine-store.ts";
import type { QuarantineState, QuarantineView } from "../../contract/http/quarantine.ts";
import { readableBytes } from "./readable-bytes.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Messages that could not be taken, over a pool. */
export function quarantineStore(query: Query): QuarantineStore {
  return {
    async listQuarantine({ code, sender, state, text }, before, limit) {
      const rows = await query<
        QuarantineRow & { payload: Buffer; payload_sha256: Buffer; payload_bytes: number; whole: boolean }
      >(
        `select ${quarantineColumns}, payload, payload_bytes, payload_sha256, ${keptExactly} as whole from quarantine q
         where ($1::bigint is null or q.seq < $1) and ($2::text is null or q.code = $2)
           and ($3::text is null or q.sender = $3)
           and ($4::timestamptz is null or (q.received_at >= $4 and (
             position(lower($5) in lower(concat_ws(' ', q.detail, q.topic, q.sender))) > 0
             or position(convert_to($5, 'UTF8') in q.payload) > 0
             or position(lower($5) in lower(encode(q.payload, 'escape'))) > 0)))
           ${state === undefined ? "" : `and ${states[state]}`}
         order by q.seq desc limit $6`,
        [
          before,
          code ?? null,
          sender ?? null,
          text === undefined ? null : toTimestamptz(text.since),
          text?.q ?? "",
          limit,
        ],
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
        dismissed: number;
        last_at: string;
      }>(
        `select code, sender, sum(messages)::bigint as messages, sum(open)::bigint as open,
           sum(dismissed)::bigint as dismissed, max(last_at) as last_at
         from (
           select code, sender, count(*) as messages, 0 as open,
             count(*) filter (where ${states.dismissed}) as dismissed, max(received_at) as last_at
           from quarantine q where received_at >= $1 group by code, sender
           union all
           select code, sender, count(*) filter (where received_at < $1), count(*), 0, max(received_at)
           from quarantine q where ${states.open} group by code, sender
         ) each group by code, sender order by open desc, messages desc limit 200`,
        [since],
      );
      return rows.map(({ last_at, ...row }) => ({ ...row, lastAt: toRfc3339(last_at) }));
    },

    async openByCode() {
      const rows = await query<{ code: string; messages: number; last_at: string }>(
        `select code, count(*) as messages, max(received_at) as last_at from quarantine q
         where ${states.open} group by code order by messages desc`,
        [],
      );
      return rows.map(({ code, messages, last_at }) => ({ code, messages, lastAt: toRfc3339(last_at) }));
    },

    async openQuarantine(filter, limit) {
      const rows = await query<{ id: string }>(
        `select id from quarantine q
         where ${states.open} and ($1::text is null or code = $1) and ($2::text is null or sender = $2)
         order by seq limit $3`,
        [filter.code ?? null, filter.sender ?? null, limit],
      );
      return rows.map(({ id }) => id);
    },

    async dismiss(which, { id, at, by, reason }) {
      const [ids, code, sender] =
        "ids" in which ? [which.ids, null, null] : [null, which.code ?? null, which.sender ?? null];
      const rows = await query(
        `update quarantine q set dismissed_at = $4, dismissed_by = $5, dismissed_reason = $6, dismissal = $7
         where ${states.open} and ($1::uuid[] is null or q.id = any($1))
           and ($2::text is null or q.code = $2) and ($3::text is null or q.sender = $3)
         returning 1`,
        [ids, code, sender, toTimestamptz(at), by, reason, id],
      );
      return rows.length;
    },

    async takeBackDismissal(which) {
      const [column, id] =
        "dismissal" in which ? (["dismissal", which.dismissal] as const) : (["id", which.message] as const);
      const rows = await query(
        `update quarantine q
         set dismissed_at = null, dismissed_by = null, dismissed_reason = null, dismissal = null
         where q.${column} = $1 and q.dismissed_at is not null returning 1`,
        [id],
      );
      return rows.length;
    },
  };
}

/**
 * What says of a row `q` that it waits for a person, as its index says it. What was taken is settled; what was withdrawn
 * since is open again.
 */
export const isOpen =
  "q.dismissed_at is null and (q.replay_outcome is null or q.replay_outcome not in ('stored', 'repeat', 'noted'))";
const settled = "('stored', 'repeat', 'noted')";

const states: Readonly<Record<QuarantineState, string>> = {
  open: isOpen,
  replayed: `q.replay_outcome in ${settled}`,
  dismissed: `q.dismissed_at is not null and (q.replay_outcome is null or q.replay_outcome not in ${settled})`,
};

export const quarantineColumns =
  "q.id, q.seq, q.received_at, q.topic, q.source, q.sender, q.code, q.detail, q.qos, q.retained, q.replayed_at, q.replay_outcome, q.dismissed_at, q.dismissed_by, q.dismissed_reason, q.dismissal";

/** What is kept is every byte that came: nothing was cut off, and no picture out of it. */
const keptExactly = "sha256(q.payload) = q.payload_sha256";

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
  dismissed_at: string | null;
  dismissed_by: string | null;
  dismissed_reason: string | null;
  dismissal: string | null;
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
    dismissed:
      row.dismissed_at === null ||
      row.dismissed_by === null ||
      row.dismissed_reason === null ||
      row.dismissal === null
        ? null
        : {
            id: row.dismissal,
            at: toRfc3339(row.dismissed_at),
            by: row.dismissed_by,
            reason: row.dismissed_reason,
          },
  };
}
