import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import type {
  PersonCalled,
  SessionsTransaction,
  SessionsWriting,
} from "../../app/registers/sessions-transaction.ts";
import { findByCode } from "../../domain/kernel/code-key.ts";
import type { LoginHolder } from "../../domain/timetable/login-holder.ts";
import { factTransaction } from "./fact-transaction.ts";
import { inTransaction } from "./in-transaction.ts";
import { mailAddressOf } from "./mail-address.ts";
import { decodeEntry } from "./mark-entry.ts";
import { plainRun } from "./plain-run.ts";
import { lockRostersBeside } from "./roster-locks.ts";
import { seatLookup } from "./seat-lookup.ts";
import { findAbsence, leaveOf } from "./sessions-reading.ts";
import { settlingStatements } from "./settling-statements.ts";
import { lockChanges } from "./timetable-store.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** Writing by people who work with registers: each deed one transaction that writes alone. */
export function sessionsWriting(pool: pg.Pool): SessionsWriting {
  return {
    write: (work) =>
      inTransaction(pool, "begin", async (client) => {
        await lockChanges(client);
        return work(sessionsTransaction(client));
      }),
    changePlan: (work) =>
      inTransaction(pool, "begin", async (client) => {
        if (!(await lockRostersBeside(client))) return null;
        return work(sessionsTransaction(client));
      }),
  };
}

/** The statements of a person's deed, over a client that has begun a transaction. */
export function sessionsTransaction(client: pg.ClientBase): SessionsTransaction {
  const run = plainRun(client);

  return {
    ...factTransaction(client),
    ...seatLookup(run),
    readers: settlingStatements(client),

    async findStaff(logins) {
      if (logins.length === 0) return new Map();
      const rows = await run<LoginRow>(`${staffLogins} and i.value = any($1::text[]) ${inOrder}`, [logins]);
      return spelt(logins, loginHolders(rows), async () => [
        ...loginHolders(await run<LoginRow>(`${staffLogins} ${inOrder}`, [])),
      ]);
    },

    async findRooms(names) {
      if (names.length === 0) return new Map();
      const rows = await run<{ name: string; room_id: string }>(
        `select name, room_id from room_name where name = any($1::text[])
         union select code, id from room where code = any($1::text[])`,
        [names],
      );
      return spelt(names, new Map(rows.map(({ name, room_id }) => [name, room_id])), async () => {
        const all = await run<{ name: string; room_id: string }>(
          "select code as name, id as room_id from room union select name, room_id from room_name order by name",
          [],
        );
        return all.map(({ name, room_id }) => [name, room_id]);
      });
    },

    async findClasses(codes) {
      if (codes.length === 0) return new Map();
      const rows = await run<{ code: string; id: string; title: string }>(
        "select code, id, title from class where code = any($1::text[]) order by code",
        [codes],
      );
      return spelt(codes, new Map(rows.map(({ code, id, title }) => [code, { id, title }])), async () => {
        const all = await run<{ code: string; id: string; title: string }>(
          "select code, id, title from class order by code",
          [],
        );
        return all.map(({ code, id, title }) => [code, { id, title }]);
      });
    },

    async namesOf(thing) {
      const rows = await run<{ name: string }>(namesOf[thing], []);
      return rows.map(({ name }) => name);
    },

    async personCalled(id) {
      const [row] = await run<PersonCalled>(
        `select p.given_name as "givenName", p.family_name as "familyName", p.email,
           (select value from identifier where person_id = p.id and scheme = 'username' and valid_to is null
            order by value limit 1) as username
         from person p where p.id = $1`,
        [id],
      );
      if (row === undefined) throw new Error(`${id} is no person`);
      return row;
    },

    async addStudent({ id, studentId, givenName, familyName }) {
      await run("insert into person (id, kind, given_name, family_name) values ($1, 'student', $2, $3)", [
        id,
        givenName,
        familyName,
      ]);
      // What somebody had before begins anew when that ended.
      await run(
        `insert into identifier (scheme, value, person_id, valid_from)
         select 'student_id', $1::text, $2::uuid, coalesce(max(b.valid_to), '-infinity') from identifier b
         where b.scheme = 'student_id' and b.value = $1::text`,
        [studentId, id],
      );
    },

    async enrolledIn(student, classes, day) {
      const rows = await run<{ class_id: string }>(
        `select class_id from enrolment where person_id = $1 and class_id = any($2::uuid[])
           and from_date <= $3::date and (to_date is null or $3::date < to_date)`,
        [student, classes, day],
      );
      return rows.map(({ class_id }) => class_id);
    },

    async unclaimedScans(studentId, from, to) {
      const rows = await run<{ id: string }>(
        `select s.id from scan s
         where s.occurred_at >= $2 and s.occurred_at < $3 and s.person_id is null and s.subject_value = $1
           and coalesce(s.subject_scheme, 'student_id') = 'student_id'
           and not exists (select from fact f where f.kind = 'identity' and f.thing = s.id)
         order by s.seq`,
        [studentId, toTimestamptz(from), toTimestamptz(to)],
      );
      return rows.map(({ id }) => id);
    },

    findAbsence: (id) => findAbsence(run, id),
    leaveOf: (student) => leaveOf(run, student),

    async queueAnswer({ about, id, at }) {
      await run(about === "dispute" ? queueDisputeAnswer : queueLeaveAnswer, [
        id,
        uuidv7(),
        toTimestamptz(at),
      ]);
    },

    async entriesUpTo(session, student, revision) {
      const rows = await run<{ entry: unknown }>(
        `select entry from mark_revision where session_id = $1 and person_id = $2 and revision <= $3
         order by revision desc`,
        [session, student, revision],
      );
      return rows.map(({ entry }) => decodeEntry(entry));
    },
  };
}

/** @param told the person and what is told, from the thing with the id $1 */
const queueAnswer = (told: string, subject: string): string => `
  with told as (${told}),
  reader as (
    select told.*, ${mailAddressOf("p")} as address from told join person p on p.id = told.person_id
  ), queued as (
    insert into notification (id, created_at, channel, recipient, audience, subject, alerts, state, next_at)
    select $2::uuid, $3::timestamptz, 'email', r.address, 'student', '${subject}', 0, 'waiting', $3::timestamptz
    from reader r where r.address is not null and not exists (
      select from mail_choice c where c.address = r.address and c.kind = 'answers' and c.stopped_at is not null)
    returning id
  )
  insert into notification_answer (notification_id, person_id, dispute_id, dispute_number, absence_id, absence_fact)
  select q.id, r.person_id, r.dispute_id, r.dispute_number, r.absence_id, r.absence_fact from reader r, queued q`;

const queueDisputeAnswer = queueAnswer(
  `select coalesce(was.merged_into, was.id) as person_id, d.id as dispute_id,
     (select max(w.number) from dispute_word w where w.dispute_id = d.id) as dispute_number,
     null::uuid as absence_id, null::uuid as absence_fact
   from dispute d join person was on was.id = d.person_id where d.id = $1::uuid`,
  "an answer about a mark",
);
const queueLeaveAnswer = queueAnswer(
  `select coalesce(was.merged_into, was.id) as person_id, null::uuid as dispute_id, null::int as dispute_number,
     f.thing as absence_id, f.id as absence_fact
   from fact f join person was on was.id = f.person_id
   where f.kind = 'absence' and f.thing = $1::uuid order by f.seq desc limit 1`,
  "an answer about leave",
);

const namesOf = {
  room: "select code as name from room union select name from room_name order by name",
  class: "select code as name from class order by code",
  student:
    "select value as name from identifier where scheme = 'student_id' and valid_to is null order by value",
  staff: `select i.value as name from identifier i join person p on p.id = i.person_id
    where i.scheme = 'username' and i.valid_to is null and p.kind = 'staff' order by i.value`,
} as const;

interface LoginRow {
  readonly value: string;
  readonly person_id: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

const staffLogins = `select i.value, i.person_id, nullif(i.valid_from, '-infinity') as valid_from, i.valid_to
  from identifier i join person p on p.id = i.person_id
  where i.scheme = 'username' and p.kind = 'staff'
    and (i.valid_to is null or i.valid_from < i.valid_to)`;
const inOrder = "order by i.value, i.valid_to";

function loginHolders(rows: readonly LoginRow[]): Map<string, readonly LoginHolder[]> {
  const holders = new Map<string, LoginHolder[]>();
  for (const { value, person_id: person, valid_from: from, valid_to: to } of rows) {
    const one = {
      person,
      from: from === null ? null : toInstant(from),
      to: to === null ? null : toInstant(to),
    };
    const known = holders.get(value);
    if (known === undefined) holders.set(value, [one]);
    else known.push(one);
  }
  return holders;
}

/** What was asked by code, with those that are there in another spelling; all are read only where one is missing. */
async function spelt<T>(
  asked: readonly string[],
  found: ReadonlyMap<string, T>,
  all: () => Promise<readonly (readonly [string, T])[]>,
): Promise<ReadonlyMap<string, T>> {
  if (asked.every((code) => found.has(code))) return found;
  const find = findByCode(await all());
  return new Map(
    asked.flatMap((code) => {
      const one = found.get(code) ?? find(code);
      return one === null ? [] : [[code, one] as const];
    }),
  );
}
