import type pg from "pg";
import { z } from "zod";
import type { KeptRule } from "../../app/attention/attention-rules.ts";
import type { AttentionStore } from "../../app/attention/attention-store.ts";
import { evidence } from "../../app/attention/evidence.ts";
import { type AlertView, attentionRuleView } from "../../contract/http/alerts.ts";
import { personIsOfSchool } from "./ended-demo.ts";
import { inTransaction } from "./in-transaction.ts";
import { isSight } from "./last-sights.ts";
import { whoGoesBy } from "./own-id.ts";
import { pooledQuery } from "./pooled-query.ts";
import { personColumns } from "./sessions-reading.ts";
import { takeSeqs } from "./take-seqs.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

const keptRule: z.ZodType<KeptRule> = attentionRuleView;

/** Rules for attention, alerts and how far their review has got, over a pool. */
export function attentionStore(pool: pg.Pool): AttentionStore {
  const query = pooledQuery(pool);

  return {
    async rules() {
      const [row] = await query<{ version: number; rules: unknown; at: string; actor: string }>(
        "select version, rules, at, actor from attention_rules order by version desc limit 1",
        [],
      );
      if (!row) return null;
      const { version, rules, at, actor } = row;
      return { version, rules: z.array(keptRule).parse(rules), at: toInstant(at), actor };
    },

    addRules: (rules, { at, actor }) =>
      inTransaction(pool, "begin", async (client) => {
        // Two at once would take the same version.
        await client.query("lock table attention_rules in exclusive mode");
        await client.query(
          `insert into attention_rules (version, rules, at, actor, role)
           select coalesce(max(version), 0) + 1, $1::jsonb, $2, $3, $4 from attention_rules`,
          [JSON.stringify(rules), toTimestamptz(at), actor.id, actor.role],
        );
        await client.query(
          `insert into attention_entry (seq, kind, at, actor, role, body)
           values ($1, 'rules_changed', $2, $3, $4, $5::jsonb)`,
          [await takeSeqs(client, 1), toTimestamptz(at), actor.id, actor.role, JSON.stringify({ rules })],
        );
      }),

    async reviewState() {
      const [row] = await query<{ seq: number; sweep: string; sweep_after: string | null }>(
        "select seq, sweep, sweep_after from attention_review",
        [],
      );
      return row ? { seq: row.seq, sweep: row.sweep, sweepAfter: row.sweep_after } : null;
    },

    async putReviewState({ seq, sweep, sweepAfter }) {
      await query(putState, [seq, sweep, sweepAfter]);
    },

    async lastSeq() {
      const [row] = await query<{ seq: number }>("select seq from change_counter", []);
      if (!row) throw new Error("the store has no change counter");
      return row.seq;
    },

    async changedAfter(seq, limit, { presentOpensNothing, sightsSettle }) {
      const [bound] = await query<{ up_to: number | null }>(
        `select max(seq) as up_to from (
           select seq from (
             (select seq from mark_revision where seq > $1 order by seq limit $2)
             union all (select seq from fact where seq > $1 order by seq limit $2)
             ${sightsSettle ? "union all (select seq from scan where seq > $1 order by seq limit $2)" : ""}
           ) each_kind order by seq limit $2
         ) page`,
        [seq, limit],
      );
      const upTo = bound?.up_to ?? null;
      if (upTo === null) return { upTo: seq, students: [] };
      // A session that is moved or cancelled counts otherwise for everybody who has a mark in it, and a standing day that
      // goes on for whoever was not seen once its reader is known to be blind, or not to have been.
      const rows = await query<{ person_id: string }>(
        `select r.person_id from mark_revision r where r.seq > $1 and r.seq <= $2 and ${mayMatter("r", "$3")}
         union select person_id from fact where seq > $1 and seq <= $2 and person_id is not null
         union select m.person_id from fact f join mark m on m.session_id = f.session_id
           where f.seq > $1 and f.seq <= $2 and f.kind = 'session'
             and f.body->>'kind' in ('planned', 'cancelled', 'restored')
         union select e.person_id from fact f
           join fact w on w.kind = 'watch' and w.reader = f.reader
           join session_room r on r.room_id = w.room_id and r.starts_at >= f.from_at - interval '2 days'
           join session s on s.id = r.session_id and s.kind = 'standing' and s.state in ('scheduled', 'open')
           join session_class c on c.session_id = s.id
           join enrolment e on e.class_id = c.class_id and s.day <@ daterange(e.from_date, e.to_date)
           where f.seq > $1 and f.seq <= $2 and f.kind in ('watch', 'blindness')
         ${sightsSettle ? sighted : ""}
         order by 1`,
        [seq, upTo, presentOpensNothing],
      );
      return { upTo, students: rows.map((row) => row.person_id) };
    },

    async studentsAfter(student, day, limit) {
      const rows = await query<{ id: string }>(
        `select p.id from person p
         where p.kind = 'student' and p.id > $1
           and (
             p.merged_into is null and exists (
               select from enrolment e where e.person_id = p.id and ${holdsOn("e", "$2")}
             )
             or exists (select from alert a where a.person_id = p.id and a.retracted_at is null)
           )
         order by p.id limit $3`,
        [student, day, limit],
      );
      return rows.map(({ id }) => id);
    },

    async enrolledOn(students, day) {
      const rows = await query<{ id: string }>(
        `select p.id from unnest($1::uuid[]) as asked (id)
         join person p on p.id = asked.id and p.merged_into is null and p.kind = 'student'
         where exists (select from enrolment e where e.person_id = p.id and ${holdsOn("e", "$2")})`,
        [students, day],
      );
      return new Set(rows.map(({ id }) => id));
    },

    async openAlerts(students) {
      const rows = await query<{ id: string; person_id: string; rule: unknown; evidence: unknown }>(
        `select id, person_id, rule, evidence from alert
         where person_id = any($1::uuid[]) and retracted_at is null order by opened_seq`,
        [students],
      );
      return rows.map((row) => ({
        id: row.id,
        student: row.person_id,
        rule: keptRule.parse(row.rule),
        evidence: evidence.parse(row.evidence),
      }));
    },

    record: ({ opened, retracted, state, at, actor }) =>
      inTransaction(pool, "begin", async (client) => {
        const n = { opened: 0, retracted: 0 };
        if (opened.length + retracted.length > 0) {
          const by = [toTimestamptz(at), actor.id, actor.role];
          const first = await takeSeqs(client, opened.length + retracted.length);
          const { rowCount: gone } = await client.query(
            `with taken as (
               update alert a set retracted_at = $1, retracted_because = t.because, retracted_evidence = t.evidence
               from unnest($4::uuid[], $5::text[], $6::jsonb[], $7::bigint[]) as t (id, because, evidence, seq)
               where a.id = t.id and a.retracted_at is null
               returning a.id, t.seq, t.because, a.evidence as before, t.evidence as after
             )
             insert into attention_entry (seq, kind, at, actor, role, alert_id, body)
             select seq, 'retracted', $1, $2, $3, id,
               jsonb_build_object('because', because, 'before', before, 'after', after) from taken`,
            [
              ...by,
              retracted.map(({ alert }) => alert),
              retracted.map(({ because }) => because),
              retracted.map((each) => each.evidence && JSON.stringify(each.evidence)),
              retracted.map((_, n) => first + n),
            ],
          );
          const { rowCount: made } = await client.query(
            `with made as (
               insert into alert (id, person_id, rule_id, rule, because, evidence, opened_seq, opened_at)
               select t.id, t.person_id, t.rule->>'id', t.rule, t.because, t.evidence, t.seq, $1
               from unnest($4::uuid[], $5::uuid[], $6::jsonb[], $7::text[], $8::jsonb[], $9::bigint[])
                 as t (id, person_id, rule, because, evidence, seq)
               on conflict (person_id, rule_id) where retracted_at is null do nothing
               returning id, opened_seq, because, evidence
             )
             insert into attention_entry (seq, kind, at, actor, role, alert_id, body)
             select opened_seq, 'opened', $1, $2, $3, id,
               jsonb_build_object('because', because, 'evidence', evidence) from made`,
            [
              ...by,
              opened.map(({ id }) => id),
              opened.map(({ student }) => student),
              opened.map(({ rule }) => JSON.stringify(rule)),
              opened.map(({ because }) => because),
              opened.map((each) => JSON.stringify(each.evidence)),
              opened.map((_, n) => first + retracted.length + n),
            ],
          );
          n.opened = made ?? 0;
          n.retracted = gone ?? 0;
        }
        if (state !== null) await client.query(putState, [state.seq, state.sweep, state.sweepAfter]);
        return n;
      }),

    async countOpen() {
      const [row] = await query<{ n: number }>(
        `select count(*) as n from alert a where ${stateFilter.open}`,
        [],
      );
      return row?.n ?? 0;
    },

    async alerts({ state, student, class: code, day }, cursor, limit) {
      const rows = await query<AlertRow>(
        `select ${alertColumns} from alert a join person p on p.id = a.person_id
         where ($1::bigint is null or a.opened_seq < $1)
           and ${stateFilter[state]}
           and ($2::text is null or a.person_id in ${whoGoesBy("$2::text")})
           and ($3::text is null or exists (
             select from enrolment e join class c on c.id = e.class_id
             where c.code = $3 and e.person_id = a.person_id and ${holdsOn("e", "$4")}))
         order by a.opened_seq desc limit $5`,
        [cursor, student ?? null, code ?? null, day, limit],
      );
      return rows.map((row) => ({ ...toAlertView(row), seq: row.opened_seq }));
    },

    async findAlert(id) {
      const [row] = await query<AlertRow>(
        `select ${alertColumns} from alert a join person p on p.id = a.person_id where a.id = $1`,
        [id],
      );
      return row ? toAlertView(row) : null;
    },

    async alertHeads(state) {
      const rows = await query<{
        id: string;
        person_id: string;
        rule_id: string;
        opened_seq: number;
        taken: boolean;
      }>(
        `select a.id, a.person_id, a.rule_id, a.opened_seq, a.acknowledged_at is not null as taken from alert a
         where ${stateFilter[state]} order by ${state === "open" ? "a.opened_seq" : "a.retracted_at"} desc limit $1`,
        [state === "open" ? null : mostRetracted],
      );
      return rows.map((row) => ({
        id: row.id,
        student: row.person_id,
        rule: row.rule_id,
        seq: row.opened_seq,
        taken: row.taken,
      }));
    },

    async alertsOf(ids) {
      if (ids.length === 0) return new Map();
      const rows = await query<AlertRow>(
        `select ${alertColumns} from alert a join person p on p.id = a.person_id where a.id = any($1::uuid[])`,
        [ids],
      );
      return new Map(rows.map((row) => [row.id, toAlertView(row)]));
    },

    take: (ids, { at, actor, owner, note }) =>
      inTransaction(pool, "begin", async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `update alert set acknowledged_at = $2, acknowledged_by = $3, acknowledged_note = $4, owner = nullif($5, '')
           where id = any($1::uuid[]) and acknowledged_at is null and retracted_at is null returning id`,
          [ids, toTimestamptz(at), actor.id, note, owner],
        );
        if (rows.length === 0) return 0;
        const first = await takeSeqs(client, rows.length);
        await client.query(
          `insert into attention_entry (seq, kind, at, actor, role, alert_id, body)
           select t.seq, 'acknowledged', $1, $2, $3, t.id, $4::jsonb
           from unnest($5::uuid[], $6::bigint[]) as t (id, seq)`,
          [
            toTimestamptz(at),
            actor.id,
            actor.role,
            JSON.stringify({ note, owner }),
            rows.map(({ id }) => id),
            rows.map((_, n) => first + n),
          ],
        );
        return rows.length;
      }),

    acknowledge: (id, { at, actor, owner, note }) =>
      inTransaction(pool, "begin", async (client) => {
        const { rows } = await client.query<{ acknowledged_at: string | null; retracted_at: string | null }>(
          "select acknowledged_at, retracted_at from alert where id = $1 for update",
          [id],
        );
        const [found] = rows;
        if (!found) return "unknown";
        if (found.retracted_at !== null) return "retracted";
        if (found.acknowledged_at !== null) return "acknowledged_before";
        await client.query(
          `update alert set acknowledged_at = $2, acknowledged_by = $3, acknowledged_note = $4, owner = nullif($5, '')
           where id = $1`,
          [id, toTimestamptz(at), actor.id, note, owner],
        );
        await client.query(
          `insert into attention_entry (seq, kind, at, actor, role, alert_id, body)
           values ($1, 'acknowledged', $2, $3, $4, $5, $6::jsonb)`,
          [
            await takeSeqs(client, 1),
            toTimestamptz(at),
            actor.id,
            actor.role,
            id,
            JSON.stringify({ note, owner }),
          ],
        );
        return "acknowledged";
      }),
  };
}

const putState = `insert into attention_review (seq, sweep, sweep_after) values ($1, $2, $3)
  on conflict (single) do update set seq = excluded.seq, sweep = excluded.sweep, sweep_after = excluded.sweep_after`;

/** Beyond these nobody goes through what was taken back. */
const mostRetracted = 5_000;

const stateFilter = {
  open: `a.retracted_at is null and ${personIsOfSchool("a.person_id")}`,
  retracted: `a.retracted_at is not null and ${personIsOfSchool("a.person_id")}`,
  all: personIsOfSchool("a.person_id"),
} as const;

/** Who had a scan that turned out to be somebody else's, or nobody's: a sight of theirs may be gone. */
const lost = `union select coalesce(p.merged_into, p.id) from fact f
  cross join lateral (
    select s.person_id from scan s where s.id = f.thing
    union all select b.person_id from fact b where b.kind = 'identity' and b.thing = f.thing and b.seq < f.seq
  ) had
  join person p on p.id = had.person_id
  where f.seq > $1 and f.seq <= $2 and f.kind = 'identity'`;

/** Who has an open alert for not having been seen, and was seen by a reader since; and whose sight was taken back. */
const sighted = `union select a.person_id from scan s
  join person p on p.id = s.person_id
  join alert a on a.person_id = coalesce(p.merged_into, p.id) and a.retracted_at is null
    and a.rule->>'kind' = 'days_unseen'
  where s.seq > $1 and s.seq <= $2 and ${isSight("s")}
  ${lost}`;

/** Whether a revision of a mark may open or retract an alert, where `present` opens none. */
const mayMatter = (revision: string, presentOpensNothing: string): string => `(
  not ${presentOpensNothing}::boolean or ${revision}.status <> 'present'
  or exists (select from alert a where a.person_id = ${revision}.person_id and a.retracted_at is null))`;

/** Whether an enrolment holds on a local day. */
export function holdsOn(enrolment: string, day: string): string {
  return `${enrolment}.from_date <= ${day}::date and (${enrolment}.to_date is null or ${enrolment}.to_date > ${day}::date)`;
}

interface AlertRow {
  id: string;
  rule: unknown;
  own_id: string;
  name: string | null;
  because: string;
  opened_seq: number;
  opened_at: string;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  acknowledged_note: string | null;
  owner: string | null;
  retracted_at: string | null;
  retracted_because: string | null;
  told: { at: string; channel: "email" | "webhook"; to: string }[] | null;
}

const alertColumns = `a.id, a.rule, ${personColumns("p")}, a.because, a.opened_seq, a.opened_at, a.acknowledged_at,
  a.acknowledged_by, a.acknowledged_note, a.owner, a.retracted_at, a.retracted_because,
  (select json_agg(json_build_object('at', n.settled_at::text, 'channel', n.channel, 'to', n.recipient)
     order by n.settled_at, n.id)
   from notification_alert na join notification n on n.id = na.notification_id
   where na.alert_id = a.id and na.word = 'opened' and n.state = 'sent') as told`;

function toAlertView(row: AlertRow): AlertView {
  return {
    id: row.id,
    rule: attentionRuleView.parse(row.rule),
    student: { id: row.own_id, name: row.name },
    because: row.because,
    openedAt: toRfc3339(row.opened_at),
    acknowledged:
      row.acknowledged_at === null || row.acknowledged_by === null
        ? null
        : {
            at: toRfc3339(row.acknowledged_at),
            by: row.acknowledged_by,
            owner: row.owner ?? "",
            note: row.acknowledged_note ?? "",
          },
    retracted:
      row.retracted_at === null || row.retracted_because === null
        ? null
        : { at: toRfc3339(row.retracted_at), because: row.retracted_because },
    notified: (row.told ?? []).map((told) => ({ ...told, at: toRfc3339(told.at) })),
  };
}
