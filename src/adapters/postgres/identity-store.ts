import type pg from "pg";
import type {
  IdentityClaim,
  IdentityStore,
  IdentityTransaction,
  UnclaimedIdentity,
} from "../../app/identities/identity-store.ts";
import type { IdentityClaimView } from "../../contract/http/identities.ts";
import type { KnownStudent } from "../../domain/attendance/suggest-holders.ts";
import { factTransaction } from "./fact-transaction.ts";
import { inTransaction } from "./in-transaction.ts";
import { nameSeats } from "./name-seats.ts";
import { rosterTransaction } from "./roster-admin-transaction.ts";
import { lockRosters } from "./roster-locks.ts";
import { personColumns } from "./sessions-reading.ts";
import { studentNow } from "./student-now.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Identities that nobody has, over a pool. */
export function identityStore(query: Query, pool: pg.Pool): IdentityStore {
  const alone = <T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> =>
    inTransaction(pool, "begin", async (client) => {
      await lockRosters(client);
      return work(client);
    });
  return {
    async unclaimed(since, limit) {
      // Those that nobody was known for, and those that were somebody's by a claim that was taken back.
      const rows = await query<UnclaimedRow>(
        `with of_nobody as (
           select s.id, s.person_id, s.subject_scheme, s.subject_value, s.occurred_at, s.location, s.sender from scan s
           where s.person_id is null and s.subject_value is not null and s.withdrawn_at is null and s.identified
             and s.occurred_at >= $1
           union
           select s.id, s.person_id, s.subject_scheme, s.subject_value, s.occurred_at, s.location, s.sender
           from identity_claim c join scan s on s.person_id = c.person_id and s.subject_scheme = c.scheme
             and s.subject_value = c.value
           where c.undone_at is not null and s.withdrawn_at is null and s.identified and s.occurred_at >= $1
         ), by_place as (
           select s.subject_scheme as scheme, s.subject_value as value, s.location, s.sender, count(*) as n,
             min(s.occurred_at) as first_at, max(s.occurred_at) as last_at
           from of_nobody s where ${studentNow} is null group by 1, 2, 3, 4
         )
         select p.scheme, p.value, sum(p.n)::int as scans, min(p.first_at) as first_at, max(p.last_at) as last_at,
           jsonb_agg(jsonb_build_object('location', p.location, 'sender', p.sender, 'scans', p.n)
             order by p.n desc, p.location, p.sender) as seen
         from by_place p
         where not exists (
           select from identifier i where i.scheme = p.scheme and i.value = p.value and i.valid_to is null)
         group by p.scheme, p.value order by max(p.last_at) desc, p.scheme, p.value limit $2`,
        [toTimestamptz(since), limit],
      );
      return rows.map(({ first_at, last_at, ...row }) => ({
        ...row,
        firstAt: toInstant(first_at),
        lastAt: toInstant(last_at),
      }));
    },

    async students() {
      const rows = await query<Omit<KnownStudent, "student"> & { readonly own_id: string }>(
        `select ${personColumns("p")}, p.email, coalesce(o.identifiers, '[]') as identifiers
         from person p left join (
           select person_id, jsonb_agg(jsonb_build_object('scheme', scheme, 'value', value)) as identifiers
           from identifier where valid_to is null group by person_id
         ) o on o.person_id = p.id
         where p.kind = 'student' and p.merged_into is null`,
        [],
      );
      return rows.map(({ own_id: student, ...row }) => ({ ...row, student }));
    },

    async claims(limit) {
      const rows = await query<ClaimViewRow>(
        `select c.id, c.scheme, c.value, ${personColumns("p")}, c.scans, c.at, c.actor, c.reason, c.undone_at, c.undone_by,
           c.undone_reason
         from identity_claim c join person o on o.id = c.person_id join person p on p.id = coalesce(o.merged_into, o.id)
         order by c.at desc, c.id desc limit $1`,
        [limit],
      );
      return rows.map(({ own_id: student, at, actor, undone_at, undone_by, undone_reason, ...row }) => ({
        ...row,
        student,
        at: toRfc3339(at),
        by: actor,
        undone:
          undone_at === null
            ? null
            : { at: toRfc3339(undone_at), by: undone_by ?? "", reason: undone_reason ?? "" },
      }));
    },

    nameSeats: nameSeats(query),
    write: (work) => alone((client) => work(identityTransaction(client))),
    rehearse: (work) =>
      alone(async (client) => {
        await client.query("savepoint rehearsal");
        const outcome = await work(identityTransaction(client));
        await client.query("rollback to savepoint rehearsal");
        return outcome;
      }),
  };
}

function identityTransaction(client: pg.ClientBase): IdentityTransaction {
  return {
    roster: rosterTransaction(client),
    timetable: factTransaction(client),

    async addClaim({ id, scheme, value, person, from, scans }, { at, by, reason }) {
      await client.query(
        `insert into identity_claim (id, scheme, value, person_id, valid_from, scans, at, actor, role, reason)
         values ($1, $2, $3, $4, coalesce($5::timestamptz, '-infinity'), $6, $7, $8, $9, $10)`,
        [
          id,
          scheme,
          value,
          person,
          from === null ? null : toTimestamptz(from),
          scans,
          toTimestamptz(at),
          by.id,
          by.role,
          reason,
        ],
      );
    },

    async findClaim(id) {
      const { rows } = await client.query<
        Omit<IdentityClaim, "from"> & { valid_from: string | null; undone: boolean }
      >(
        `select id, scheme, value, person_id as person, nullif(valid_from, '-infinity') as valid_from, scans,
           undone_at is not null as undone
         from identity_claim where id = $1 for update`,
        [id],
      );
      const [row] = rows;
      if (row === undefined) return null;
      const { valid_from, ...claim } = row;
      return { ...claim, from: valid_from === null ? null : toInstant(valid_from) };
    },

    async undoClaim(id, { at, by, reason }) {
      await client.query(
        "update identity_claim set undone_at = $2, undone_by = $3, undone_reason = $4 where id = $1",
        [id, toTimestamptz(at), by.id, reason],
      );
    },
  };
}

interface UnclaimedRow extends Omit<UnclaimedIdentity, "firstAt" | "lastAt"> {
  readonly first_at: string;
  readonly last_at: string;
}

interface ClaimViewRow
  extends Pick<IdentityClaimView, "id" | "scheme" | "value" | "name" | "scans" | "reason"> {
  readonly own_id: string;
  readonly at: string;
  readonly actor: string;
  readonly undone_at: string | null;
  readonly undone_by: string | null;
  readonly undone_reason: string | null;
}
