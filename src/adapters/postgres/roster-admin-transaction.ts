import type pg from "pg";
import type { Temporal } from "temporal-polyfill";
import type {
  LaterMerge,
  MergeMoved,
  RosterTransaction,
  SourceKey,
  StoredClass,
  StoredCourse,
  StoredEnrolment,
  StoredIdentifier,
  StoredMerge,
  StoredNonTeachingDay,
  StoredPerson,
  StoredRoom,
  StoredTerm,
  TakenBack,
} from "../../app/rosters/roster-transaction.ts";
import { plainRun } from "./plain-run.ts";
import { studentNow } from "./student-now.ts";
import { takeOver } from "./take-over.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** A text for a timestamptz that may be open. */
const openText = (at: Temporal.Instant | null): string | null => (at === null ? null : toTimestamptz(at));

/** The statements of a change to the roster, over a client that has begun a transaction. Each is one for all its rows. */
export function rosterTransaction(client: pg.ClientBase): RosterTransaction {
  const run = plainRun(client);

  return {
    async load({ source, people, enrolments }) {
      const terms = await run<StoredTerm>(
        `select id, code, title, from_date as "from", to_date as "to" from term order by code`,
      );
      const nonTeachingDays = await run<StoredNonTeachingDay>(
        "select day, title, source from non_teaching_day order by day",
      );
      const rooms = await run<StoredRoom>(
        `select r.id, r.code, r.title, r.building, r.capacity,
           (select coalesce(array_agg(n.name order by n.name collate "C"), '{}') from room_name n where n.room_id = r.id) as names
         from room r order by r.code`,
      );
      const courses = await run<StoredCourse>("select id, code, title from course order by code");
      const classes = await run<StoredClass>(
        `select c.id, c.code, c.title, c.course_id as course, c.term_id as term,
           (select coalesce(array_agg(s.person_id order by s.person_id), '{}') from class_staff s where s.class_id = c.id) as staff
         from class c order by c.code`,
      );
      const keys = await run<KeyRow>(
        `select k.source, k.thing, k.key, coalesce(p.merged_into, k.id) as id, k.ended_at
         from source_key k left join person p on k.thing in ('student', 'staff') and p.id = k.id
         where k.source = $1 and ($2 or k.thing not in ('student', 'staff')) and ($3 or k.thing <> 'enrolment')`,
        [source, people, enrolments],
      );
      return {
        terms,
        nonTeachingDays,
        rooms,
        courses,
        classes,
        people: people
          ? await run<StoredPerson>(
              `select ${rosterPersonColumns} from person p where merged_into is null order by id`,
            )
          : [],
        identifiers: people
          ? (
              await run<IdentifierRow>(
                `select ${identifierColumns} from identifier where valid_to is null order by scheme, value`,
              )
            ).map(toIdentifier)
          : [],
        formerIds: people
          ? (
              await run<IdentifierRow>(
                `select ${identifierColumns} from identifier b
                 where scheme = 'student_id' and valid_from < valid_to
                   and exists (select from identifier i where i.scheme = b.scheme and i.value = b.value
                     and i.valid_to is null and i.person_id <> b.person_id)
                 order by valid_to, value`,
              )
            ).flatMap(toEnded)
          : [],
        formerLogins: people
          ? (
              await run<IdentifierRow>(
                `select ${identifierColumns} from identifier b
                 where scheme = 'username' and valid_from < valid_to
                   and exists (select from person p where p.id = b.person_id and p.kind = 'staff')
                 order by valid_to, value`,
              )
            ).flatMap(toEnded)
          : [],
        enrolments: enrolments
          ? await run<StoredEnrolment>(`select ${enrolmentColumns} from enrolment order by from_date, id`)
          : [],
        keys: keys.map(toKey),
      };
    },

    async putTerms(rows) {
      if (rows.length === 0) return;
      await run(
        `insert into term (id, code, title, from_date, to_date)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::date[])
         on conflict (id) do update set code = excluded.code, title = excluded.title,
           from_date = excluded.from_date, to_date = excluded.to_date`,
        [ids(rows), codes(rows), titles(rows), rows.map(({ from }) => from), rows.map(({ to }) => to)],
      );
    },

    async putNonTeachingDays(rows) {
      if (rows.length === 0) return;
      await run(
        `insert into non_teaching_day (day, title, source) select * from unnest($1::date[], $2::text[], $3::text[])
         on conflict (day) do update set title = excluded.title, source = excluded.source`,
        [rows.map(({ day }) => day), titles(rows), rows.map(({ source }) => source)],
      );
    },

    async removeNonTeachingDays(days) {
      if (days.length === 0) return;
      await run("delete from non_teaching_day where day = any($1::date[])", [days]);
    },

    endedDemo: async () =>
      new Set(
        (
          await run<{ id: string }>(
            "select id from class_of_ended_demo union all select id from room_of_ended_demo",
          )
        ).map(({ id }) => id),
      ),
    async putRooms(rows) {
      if (rows.length === 0) return;
      await run(
        `insert into room (id, code, title, building, capacity)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[])
         on conflict (id) do update set code = excluded.code, title = excluded.title,
           building = excluded.building, capacity = excluded.capacity, demo = false, demo_ended_at = null`,
        [
          ids(rows),
          codes(rows),
          titles(rows),
          rows.map(({ building }) => building),
          rows.map(({ capacity }) => capacity),
        ],
      );
      const names = rows.flatMap(({ id, code, names: all }) =>
        [...new Set([code, ...all])].map((name) => ({ id, name })),
      );
      await run(
        `insert into room_name (name, room_id) select * from unnest($1::text[], $2::uuid[])
         on conflict (name) do nothing`,
        [names.map(({ name }) => name), ids(names)],
      );
    },

    async dropRoomNames(names) {
      await run(
        `delete from room_name n using room r
         where n.name = any($1::text[]) and r.id = n.room_id and r.code <> n.name`,
        [names],
      );
    },

    async putCourses(rows) {
      if (rows.length === 0) return;
      await run(
        `insert into course (id, code, title) select * from unnest($1::uuid[], $2::text[], $3::text[])
         on conflict (id) do update set code = excluded.code, title = excluded.title`,
        [ids(rows), codes(rows), titles(rows)],
      );
    },

    async putClasses(rows) {
      if (rows.length === 0) return;
      await takeOver(run, { classes: ids(rows) });
      await run(
        `insert into class (id, code, title, course_id, term_id)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[])
         on conflict (id) do update set code = excluded.code, title = excluded.title,
           course_id = excluded.course_id, term_id = excluded.term_id`,
        [
          ids(rows),
          codes(rows),
          titles(rows),
          rows.map(({ course }) => course),
          rows.map(({ term }) => term),
        ],
      );
      const staff = rows.flatMap(({ id, staff: all }) => all.map((person) => ({ id, person })));
      const seats = [ids(staff), staff.map(({ person }) => person)];
      await run(
        `delete from class_staff s where s.class_id = any($1::uuid[]) and not exists (
           select from unnest($2::uuid[], $3::uuid[]) as told (class_id, person_id)
           where told.class_id = s.class_id and told.person_id = s.person_id)`,
        [ids(rows), ...seats],
      );
      await run(
        `insert into class_staff (class_id, person_id) select * from unnest($1::uuid[], $2::uuid[])
         on conflict do nothing`,
        seats,
      );
    },

    async putPeople(rows) {
      if (rows.length === 0) return;
      await takeOver(run, { people: ids(rows) });
      await run(
        `insert into person (id, kind, given_name, family_name, email, cohort)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
         on conflict (id) do update set given_name = excluded.given_name, family_name = excluded.family_name,
           email = excluded.email, cohort = excluded.cohort`,
        [
          ids(rows),
          rows.map(({ kind }) => kind),
          rows.map(({ givenName }) => givenName),
          rows.map(({ familyName }) => familyName),
          rows.map(({ email }) => email),
          rows.map(({ cohort }) => cohort),
        ],
      );
    },

    async addIdentifiers(rows) {
      if (rows.length === 0) return;
      // What somebody had before begins anew when that ended.
      await run(
        `insert into identifier (scheme, value, person_id, valid_from, valid_to)
         select n.scheme, n.value, n.person_id,
           coalesce(n.valid_from, (select max(b.valid_to) from identifier b
             where b.scheme = n.scheme and b.value = n.value and b.valid_to > b.valid_from), '-infinity'),
           n.valid_to
         from unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
           as n (scheme, value, person_id, valid_from, valid_to)`,
        [
          rows.map(({ scheme }) => scheme),
          rows.map(({ value }) => value),
          rows.map(({ person }) => person),
          rows.map(({ from }) => openText(from)),
          rows.map(({ to }) => openText(to)),
        ],
      );
    },

    async endIdentifiers(rows) {
      if (rows.length === 0) return;
      await run(
        `update identifier i set valid_to = greatest(i.valid_from, told.at)
         from unnest($1::text[], $2::text[], $3::timestamptz[]) as told (scheme, value, at)
         where i.scheme = told.scheme and i.value = told.value and i.valid_to is null`,
        [
          rows.map(({ scheme }) => scheme),
          rows.map(({ value }) => value),
          rows.map(({ at }) => toTimestamptz(at)),
        ],
      );
    },

    async takeIdentifier({ scheme, value, from }) {
      const [taken] = await run<IdentifierRow>(
        `delete from identifier where scheme = $1 and value = $2 and valid_from = coalesce($3::timestamptz, '-infinity')
           and ${hasLength}
         returning ${identifierColumns}`,
        [scheme, value, openText(from)],
      );
      return taken === undefined ? null : toIdentifier(taken);
    },

    async raiseVersions(versions) {
      if (versions.length === 0) return;
      await run(
        `update session s
         set source_key = told.key, source_sequence = told.sequence, source_modified = told.modified
         from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[])
           as told (id, source, key, sequence, modified)
         where s.id = told.id and s.source = told.source`,
        [
          versions.map(({ session }) => session),
          versions.map(({ source }) => source),
          versions.map(({ key }) => key),
          versions.map(({ sequence }) => sequence),
          versions.map(({ modified }) => modified),
        ],
      );
    },

    async takenBack(source, keys) {
      if (keys.length === 0) return new Map();
      const rows = await run<TakenBack>(
        `select source, key, override, sequence, modified from taken_back
         where source = $1 and key = any($2::text[])`,
        [source, keys],
      );
      return new Map(rows.map((row) => [row.key, row]));
    },

    async putTakenBack(words) {
      if (words.length === 0) return;
      await run(
        `insert into taken_back (source, key, override, sequence, modified)
         select * from unnest($1::text[], $2::text[], $3::boolean[], $4::int[], $5::text[])
         on conflict (source, key) do update
         set override = excluded.override, sequence = excluded.sequence, modified = excluded.modified`,
        [
          words.map(({ source }) => source),
          words.map(({ key }) => key),
          words.map(({ override }) => override),
          words.map(({ sequence }) => sequence),
          words.map(({ modified }) => modified),
        ],
      );
    },

    async putSourceKeys(rows) {
      if (rows.length === 0) return;
      await run(
        `insert into source_key (source, thing, key, id, ended_at)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[])
         on conflict (source, thing, key) do update set id = excluded.id, ended_at = excluded.ended_at`,
        [
          rows.map(({ source }) => source),
          rows.map(({ thing }) => thing),
          rows.map(({ key }) => key),
          ids(rows),
          rows.map(({ endedAt }) => openText(endedAt)),
        ],
      );
    },

    async person(id) {
      const [person] = await run<StoredPerson>(
        `select ${rosterPersonColumns} from person p where id = $1 and merged_into is null`,
        [id],
      );
      if (person === undefined) return null;
      const identifiers = await run<IdentifierRow>(
        `select ${identifierColumns} from identifier where person_id = $1 order by scheme, valid_from, value`,
        [id],
      );
      return { person, identifiers: identifiers.map(toIdentifier) };
    },

    async holderOf(scheme, value, from) {
      const [holder] = await run<IdentifierRow>(
        `select ${identifierColumns} from identifier
         where scheme = $1 and (value = $2 or ($1 <> 'student_id' and lower(value) = lower($2)))
           and coalesce(valid_to, 'infinity') > coalesce($3::timestamptz, '-infinity') and ${hasLength}
         order by value = $2 desc, identifier.valid_from desc limit 1`,
        [scheme, value, openText(from)],
      );
      return holder === undefined ? null : toIdentifier(holder);
    },

    async heldAfter(asked) {
      if (asked.length === 0) return [];
      const rows = await run<IdentifierRow & { place: number }>(
        `select distinct on (told.place) told.place::int, ${identifierColumns}
         from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as told (of, asked, began, place)
         join identifier on identifier.scheme = told.of
           and (identifier.value = told.asked or (told.of <> 'student_id' and lower(identifier.value) = lower(told.asked)))
           and identifier.valid_from > coalesce(told.began, '-infinity') and ${hasLength}
         order by told.place, identifier.valid_from desc`,
        [asked.map(({ scheme }) => scheme), asked.map(({ value }) => value), asked.map(({ from }) => from)],
      );
      const found = new Map(rows.map(({ place, ...row }) => [place, toIdentifier(row)]));
      return asked.map((_, index) => found.get(index + 1) ?? null);
    },

    async valuesOf(scheme) {
      const rows = await run<{ value: string }>(
        "select value from identifier where scheme = $1 and valid_to is null order by value",
        [scheme],
      );
      return rows.map(({ value }) => value);
    },

    async enrolment(id) {
      const [row] = await run<StoredEnrolment>(`select ${enrolmentColumns} from enrolment where id = $1`, [
        id,
      ]);
      return row ?? null;
    },

    enrolmentsOf: (person) =>
      run<StoredEnrolment>(
        `select ${enrolmentColumns}, of_ended_demo as "isOfEndedDemo" from enrolment where person_id = $1 order by from_date, id`,
        [person],
      ),

    async reopenIdentifiers(rows, person) {
      await run(
        `update identifier i set valid_to = null
         from unnest($1::text[], $2::text[]) as told (scheme, value)
         where i.scheme = told.scheme and i.value = told.value and i.person_id = $3
           and i.valid_from = (select max(l.valid_from) from identifier l
             where l.scheme = i.scheme and l.value = i.value and l.person_id = $3)`,
        [rows.map(({ scheme }) => scheme), rows.map(({ value }) => value), person],
      );
    },

    async staffAmong(people) {
      const rows = await run<{ id: string }>(
        "select id from person where id = any($1::uuid[]) and kind = 'staff' and merged_into is null",
        [people],
      );
      return new Set(rows.map(({ id }) => id));
    },

    async scansOfIdentifiers(scheme, values, from) {
      // Two ways by index: those that nobody was known for, and those of whoever had it, be it by a wrong claim.
      const rows = await run<ScanRow>(
        `select s.id, s.occurred_at, ${studentNow} as student from (
           select id, seq, occurred_at, person_id from scan
           where person_id is null and subject_scheme = $1 and subject_value = any($2::text[]) and occurred_at >= $3
             and withdrawn_at is null
           union all
           select s.id, s.seq, s.occurred_at, s.person_id from scan s
           where s.person_id in (
             select i.person_id from identifier i where i.scheme = $1 and i.value = any($2::text[])
             union select c.person_id from identity_claim c where c.scheme = $1 and c.value = any($2::text[]))
             and s.subject_scheme = $1 and s.subject_value = any($2::text[]) and s.occurred_at >= $3 and s.withdrawn_at is null
         ) s order by s.seq`,
        [scheme, values, toTimestamptz(from)],
      );
      return rows.map(toScan);
    },

    async scansOfNobody(identifiers) {
      if (identifiers.length === 0) return [];
      const rows = await run<ScanRow & Pick<StoredIdentifier, "scheme" | "value" | "person">>(
        `select * from (
           select s.id, s.occurred_at, s.seq, ${studentNow} as student, told.scheme, told.value, told.person
           from unnest($1::text[], $2::text[], $3::uuid[]) as told (scheme, value, person)
           join scan s on s.person_id is null and s.subject_scheme = told.scheme and s.subject_value = told.value
             and s.withdrawn_at is null
         ) known where student is null order by seq`,
        [
          identifiers.map(({ scheme }) => scheme),
          identifiers.map(({ value }) => value),
          identifiers.map(({ person }) => person),
        ],
      );
      return rows.map((row) => ({
        ...toScan(row),
        scheme: row.scheme,
        value: row.value,
        person: row.person,
      }));
    },

    async scansPassedOn(identifiers) {
      if (identifiers.length === 0) return [];
      // Whoever had one has its scans under their own index.
      const rows = await run<ScanRow & { person: string }>(
        `select * from (
           select s.id, s.occurred_at, s.seq, ${studentNow} as student, told.person
           from unnest($1::text[], $2::text[], $3::uuid[], $4::timestamptz[]) as told (scheme, value, person, since)
           join identifier i on i.scheme = told.scheme and i.value = told.value and i.person_id <> told.person
           join scan s on s.person_id = i.person_id and s.subject_scheme = told.scheme and s.subject_value = told.value
             and s.occurred_at >= told.since and s.withdrawn_at is null
         ) known where student is distinct from person order by seq`,
        [
          identifiers.map(({ scheme }) => scheme),
          identifiers.map(({ value }) => value),
          identifiers.map(({ person }) => person),
          identifiers.map(({ from }) => toTimestamptz(from)),
        ],
      );
      return rows.map((row) => ({ ...toScan(row), person: row.person }));
    },

    async scansOfPerson(person) {
      const rows = await run<ScanRow>(
        `select * from (
           select s.id, s.occurred_at, s.seq, ${studentNow} as student from scan s
           where s.person_id = $1
             or s.id in (select f.thing from fact f where f.kind = 'identity' and f.person_id = $1)
         ) known where student = $1 order by seq`,
        [person],
      );
      return rows.map(toScan);
    },

    async scansNaming(person, another) {
      const rows = await run<{ id: string }>(
        `select id from (
           select s.id, s.seq, s.occurred_at, s.subject_scheme, s.subject_value, ${studentNow} as student from scan s
           where s.person_id = $1
             or s.id in (select f.thing from fact f where f.kind = 'identity' and f.person_id = $1)
         ) known where student = $1 and exists (
           select from identifier i where i.person_id = $2 and i.scheme = known.subject_scheme
             and i.value = known.subject_value and i.valid_from <= known.occurred_at
             and coalesce(i.valid_to, 'infinity') > known.occurred_at)
         order by seq`,
        [person, another],
      );
      return rows.map(({ id }) => id);
    },

    async moveIdentifiers(rows, from, to) {
      await run(
        `update identifier i set person_id = $5
         from unnest($1::text[], $2::text[], $3::timestamptz[], $6::boolean[])
           as told (scheme, value, valid_from, is_of_no_length)
         where i.scheme = told.scheme and i.value = told.value
           and i.valid_from = coalesce(told.valid_from, '-infinity') and i.person_id = $4
           and (told.is_of_no_length is null
             or told.is_of_no_length = (i.valid_to is not distinct from i.valid_from))`,
        [
          rows.map(({ scheme }) => scheme),
          rows.map(({ value }) => value),
          rows.map((row) => row.from),
          from,
          to,
          rows.map((row) => row.isOfNoLength ?? null),
        ],
      );
    },

    async setMergedInto(person, into) {
      if (into !== null) {
        await run("update person set merged_into = $2 where id = $1 or merged_into = $1", [person, into]);
        return;
      }
      await run("update person set merged_into = null where id = $1", [person]);
      // What was told of by it before is told of by it again, and by nobody between.
      await run(
        `with recursive under (id) as (
           select merged from person_merge where kept = $1 and undone_at is null
           union select m.merged from under u join person_merge m on m.kept = u.id and m.undone_at is null)
         update person p set merged_into = $1 from under u where p.id = u.id`,
        [person],
      );
    },

    async addMerge({ id, kept, merged, moved }, { at, actor, role, reason }) {
      await run(
        `insert into person_merge (id, kept, merged, moved, at, actor, role, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, kept, merged, JSON.stringify(moved), toTimestamptz(at), actor, role, reason],
      );
    },

    async findMerge(id) {
      const [merge] = await run<StoredMerge & { moved: MergeMoved; made_at: string }>(
        "select id, kept, merged, moved, undone_at is not null as undone, at as made_at from person_merge where id = $1 for update",
        [id],
      );
      if (merge === undefined) return null;
      const { made_at: at, ...found } = merge;
      return { ...found, at: toInstant(at) };
    },

    async laterMerge(id) {
      const [later] = await run<LaterMerge>(
        `select l.id, concat_ws(' ', k.given_name, k.family_name) as "keptName",
           concat_ws(' ', g.given_name, g.family_name) as "mergedName"
         from person_merge m
         join lateral (
           select * from person_merge where kept = m.kept
           union all select * from person_merge where merged = m.kept
         ) l on l.undone_at is null and (l.at, l.id) > (m.at, m.id)
         join person k on k.id = l.kept join person g on g.id = l.merged
         where m.id = $1 order by l.at desc, l.id desc limit 1`,
        [id],
      );
      return later ?? null;
    },

    async undoMerge(id, { at, actor }) {
      await run("update person_merge set undone_at = $2, undone_by = $3 where id = $1", [
        id,
        toTimestamptz(at),
        actor,
      ]);
    },
  };
}

export const rosterPersonColumns = `p.id, p.kind, p.given_name as "givenName", p.family_name as "familyName", p.email, p.cohort`;
const enrolmentColumns = `id, person_id as student, class_id as class, from_date as "from", to_date as "to"`;
/** What ended at the instant at which it began was never anybody's. */
export const hasLength = "(identifier.valid_to is null or identifier.valid_to > identifier.valid_from)";
export const identifierColumns =
  "scheme, value, person_id, nullif(valid_from, '-infinity') as valid_from, valid_to";

interface KeyRow {
  readonly source: string;
  readonly thing: SourceKey["thing"];
  readonly key: string;
  readonly id: string;
  readonly ended_at: string | null;
}

export interface IdentifierRow {
  readonly scheme: StoredIdentifier["scheme"];
  readonly value: string;
  readonly person_id: string;
  readonly valid_from: string | null;
  readonly valid_to: string | null;
}

interface ScanRow {
  readonly id: string;
  readonly occurred_at: string;
  readonly student: string | null;
}

const toKey = ({ source, thing, key, id, ended_at }: KeyRow): SourceKey => ({
  source,
  thing,
  key,
  id,
  endedAt: ended_at === null ? null : toInstant(ended_at),
});

/** An identifier that is over or has its end; none for one that lasts. */
function toEnded(row: IdentifierRow): (StoredIdentifier & { readonly to: Temporal.Instant })[] {
  const { to, ...one } = toIdentifier(row);
  return to === null ? [] : [{ ...one, to }];
}

export const toIdentifier = ({
  scheme,
  value,
  person_id,
  valid_from,
  valid_to,
}: IdentifierRow): StoredIdentifier => ({
  scheme,
  value,
  person: person_id,
  from: valid_from === null ? null : toInstant(valid_from),
  to: valid_to === null ? null : toInstant(valid_to),
});

const toScan = ({
  id,
  occurred_at,
  student,
}: ScanRow): { scan: string; at: Temporal.Instant; student: string | null } => ({
  scan: id,
  at: toInstant(occurred_at),
  student,
});

const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(({ id }) => id);
const codes = (rows: readonly { readonly code: string }[]): readonly string[] => rows.map(({ code }) => code);
const titles = (rows: readonly { readonly title: string | null }[]): readonly (string | null)[] =>
  rows.map(({ title }) => title);
