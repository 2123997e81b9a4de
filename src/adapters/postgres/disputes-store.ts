import type pg from "pg";
import type {
  Dispute,
  DisputeFilter,
  DisputesReading,
  DisputesStore,
  DisputesTransaction,
} from "../../app/disputes/disputes-store.ts";
import type { DisputeClaim, DisputeState, DisputeWord } from "../../domain/attendance/dispute.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { personIsOfSchool } from "./ended-demo.ts";
import { inTransaction } from "./in-transaction.ts";
import { studentOwnId, whoGoesBy } from "./own-id.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { sessionsTransaction } from "./sessions-writing.ts";
import { seatWithin } from "./ties-store.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Disputes, over a pool; what answers one is written under the lock of all writing. */
export function disputesStore(query: PooledQuery, pool: pg.Pool): DisputesStore {
  return {
    ...reading(query),
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(writing(client));
      }),
  };
}

function reading(query: PooledQuery): DisputesReading {
  return {
    async list(filter, before, limit) {
      const values: unknown[] = [];
      const value = (one: unknown): string => `$${values.push(one)}`;
      const conditions = [within(filter, value), personIsOfSchool("d.person_id")];
      if (filter.state !== undefined) conditions.push(`d.state = ${value(filter.state)}`);
      if (filter.session !== undefined) conditions.push(`d.session_id = ${value(filter.session)}::uuid`);
      if (filter.student !== undefined) {
        const known = whoGoesBy(`${value(filter.student)}::text`);
        conditions.push(
          `d.person_id in (select o.id from person o, ${known} known where known.id in (o.id, o.merged_into))`,
        );
      }
      if (before !== null) conditions.push(`d.id < ${value(before)}::uuid`);
      const rows = await query<DisputeRow>(
        `${selected} where ${conditions.join(" and ")} order by d.id desc limit ${value(limit)}`,
        values,
      );
      return rows.map(toDispute);
    },
    async waiting(filter) {
      const values: unknown[] = [];
      const own = within(filter, (one) => `$${values.push(one)}`);
      const [row] = await query<{ n: number }>(
        `select count(*)::int as n from dispute d
         where d.state = 'open' and ${own} and ${personIsOfSchool("d.person_id")}`,
        values,
      );
      return row?.n ?? 0;
    },
    async find(id) {
      const [row] = await query<DisputeRow>(`${selected} where d.id = $1::uuid`, [id]);
      return row ? toDispute(row) : null;
    },
  };
}

function writing(client: pg.PoolClient): DisputesTransaction {
  const query: PooledQuery = async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ) => (await client.query<Row>(text, [...values])).rows;
  return {
    ...sessionsTransaction(client),
    findDispute: (id) => reading(query).find(id),
    async lastDispute(session, person) {
      const [row] = await query<DisputeRow>(
        `${selected} where d.session_id = $1 and d.person_id = $2 order by d.id desc limit 1`,
        [session, person],
      );
      return row ? toDispute(row) : null;
    },
    async addDispute({ id, session, person, revision, status, claimed, at, actor, reason }) {
      await query(
        `insert into dispute (id, session_id, person_id, revision, status, claimed, state, raised_at)
         values ($1, $2, $3, $4, $5, $6, 'open', $7)`,
        [id, session, person, revision, status, claimed, toTimestamptz(at)],
      );
      await query(addWord, [id, 1, "raised", toTimestamptz(at), actor.id, actor.role, reason]);
    },
    async sayOfDispute({ id, said }, state, { word, at, actor, reason }) {
      await query("update dispute set state = $2 where id = $1", [id, state]);
      await query(addWord, [id, said.length + 1, word, toTimestamptz(at), actor.id, actor.role, reason]);
    },
  };
}

const addWord = `insert into dispute_word (dispute_id, number, word, at, actor, role, reason)
  values ($1, $2, $3, $4, $5, $6, $7)`;

/** A condition on the dispute `d`, which somebody may see on a day. */
function within(
  { within: scope, day }: Pick<DisputeFilter, "within" | "day">,
  value: (one: unknown) => string,
): string {
  if (scope.kind === "everything") return "true";
  if (scope.kind === "nothing") return "false";
  return `(${seatWithin(scope, "d.session_id", "d.person_id", value(scope.person), () => `${value(day)}::date`)})`;
}

const selected = `select d.id, d.session_id, p.id as person_id, d.revision, d.status, d.claimed, d.state, d.raised_at,
    ${studentOwnId("p.id")} as student_id,
    nullif(trim(concat_ws(' ', p.given_name, p.family_name)), '') as student_name,
    (select jsonb_agg(jsonb_build_object('word', w.word, 'at', w.at, 'actor', w.actor, 'role', w.role, 'reason', w.reason)
      order by w.number) from dispute_word w where w.dispute_id = d.id) as said
  from dispute d
  join person was on was.id = d.person_id
  join person p on p.id = coalesce(was.merged_into, was.id)`;

interface DisputeRow {
  id: string;
  session_id: string;
  person_id: string;
  revision: number;
  status: MarkStatus;
  claimed: DisputeClaim;
  state: DisputeState;
  raised_at: string;
  student_id: string;
  student_name: string | null;
  said: { word: DisputeWord; at: string; actor: string; role: string; reason: string }[];
}

const toDispute = (row: DisputeRow): Dispute => ({
  id: row.id,
  session: row.session_id,
  person: row.person_id,
  student: { id: row.student_id, name: row.student_name },
  revision: row.revision,
  status: row.status,
  claimed: row.claimed,
  state: row.state,
  raisedAt: toInstant(row.raised_at),
  said: row.said.map(({ at, ...said }) => ({ ...said, at: toInstant(at) })),
});
