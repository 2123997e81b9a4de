import type pg from "pg";
import type { PrivacyRequest, PrivacyRequestStore } from "../../../app/privacy/create-privacy-requests.ts";
import { whoGoesBy } from "../own-id.ts";
import { pooledQuery } from "../pooled-query.ts";
import { personColumns } from "../sessions-reading.ts";
import { toInstant } from "../to-instant.ts";
import { toTimestamptz } from "../to-timestamptz.ts";

interface RequestRow {
  id: string;
  own_id: string;
  name: string | null;
  kind: PrivacyRequest["kind"];
  words: string;
  asked_at: string;
  answered_at: string | null;
  answered_by: string | null;
  answer: string | null;
}

/** What people asked about their data. */
export function privacyRequestStore(pool: pg.Pool): PrivacyRequestStore {
  const query = pooledQuery(pool);
  return {
    async add(person, { id, kind, words, askedAt }) {
      const added = await query(
        `insert into privacy_request (id, person_id, kind, words, asked_at)
         select $2, known.id, $3, $4, $5 from ${whoGoesBy("$1::text", "'student_id', 'username'")} known returning id`,
        [person, id, kind, words, toTimestamptz(askedAt)],
      );
      return added.length > 0;
    },
    async list(limit) {
      const rows = await query<RequestRow>(
        `select r.id, ${personColumns("p")}, r.kind, r.words, r.asked_at, r.answered_at, r.answered_by, r.answer
         from privacy_request r join person p on p.id = r.person_id
         order by r.answered_at is not null, case when r.answered_at is null then r.asked_at end, r.answered_at desc, r.id
         limit $1`,
        [limit],
      );
      return rows.map((row) => ({
        id: row.id,
        person: { id: row.own_id, name: row.name },
        kind: row.kind,
        words: row.words,
        askedAt: toInstant(row.asked_at),
        answer:
          row.answered_at === null
            ? null
            : { at: toInstant(row.answered_at), by: row.answered_by ?? "", words: row.answer ?? "" },
      }));
    },
    async answer(id, { at, by, words }) {
      const answered = await query(
        `update privacy_request set answered_at = $2, answered_by = $3, answer = $4
         where id = $1 and answered_at is null returning id`,
        [id, toTimestamptz(at), by, words],
      );
      return answered.length > 0;
    },
  };
}
