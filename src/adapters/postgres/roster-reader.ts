import type pg from "pg";
import type { StandingRoom } from "../../app/facts/fact-transaction.ts";
import type {
  ClassLine,
  CourseLine,
  DayOffLine,
  EnrolmentRow,
  MeetingRow,
  RoomLine,
  StaffLine,
  StudentLine,
  TermLine,
} from "../../app/imports/csv/write-plain-csv.ts";
import type { RosterLeftOut } from "../../app/imports/export-roster.ts";
import type {
  KnownPerson,
  ListedMerge,
  ListedPerson,
  MergedRecord,
  RosterReader,
} from "../../app/rosters/roster-reader.ts";
import { normalCode } from "../../domain/kernel/code-key.ts";
import { searchWords } from "../../domain/kernel/fold-text.ts";
import { normalIdentifier } from "../../domain/kernel/normal-identifier.ts";
import { classIsOfSchool, enrolmentIsOfSchool, personIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import { beginSnapshot, inTransaction } from "./in-transaction.ts";
import {
  hasLength,
  type IdentifierRow,
  identifierColumns,
  rosterPersonColumns,
  rosterTransaction,
  toIdentifier,
} from "./roster-admin-transaction.ts";
import { toInstant } from "./to-instant.ts";

/** The id that a list shows of a person. */
const personCode = `(
  select i.value from identifier i
  where i.person_id = p.id and i.valid_to is null
    and i.scheme = case p.kind when 'student' then 'student_id' else 'username' end
  order by i.valid_from desc, i.value limit 1) as code`;

interface MergeRow {
  readonly id: string;
  readonly kind: "student" | "staff";
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly kept: string;
  readonly code: string | null;
  readonly merged: string;
  readonly other_given: string | null;
  readonly other_family: string | null;
  readonly other_code: string | null;
  readonly identifiers: number;
  readonly enrolments: number;
  readonly scans: number;
  readonly at: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly undone_at: string | null;
  readonly undone_by: string | null;
}

function toListedMerge({ kept, merged, actor, at, undone_at, undone_by, ...row }: MergeRow): ListedMerge {
  const record = (
    id: string,
    givenName: string | null,
    familyName: string | null,
    code: string | null,
  ): MergedRecord => ({ id, givenName, familyName, code });
  const { id, kind, identifiers, enrolments, scans, reason } = row;
  return {
    id,
    kind,
    kept: record(kept, row.given_name, row.family_name, row.code),
    merged: record(merged, row.other_given, row.other_family, row.other_code),
    identifiers,
    enrolments,
    scans,
    at: toInstant(at),
    by: actor,
    reason,
    undoneAt: undone_at === null ? null : toInstant(undone_at),
    undoneBy: undone_by,
  };
}

/** Whole tables in one order that no locale changes; they are read whole, which look-ups would take minutes for. */
const wholeTables =
  "select set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)";

/** Of person `p`, with the ids that last as `o`, what files have of somebody. */
const personLine = `p.given_name as "givenName", p.family_name as "familyName", p.email, p.cohort,
  coalesce(o.cards, '{}') as cards, coalesce(o.faces, '{}') as "faceSubjects", coalesce(o.devices, '{}') as "devicePeople"`;

const lastingIds = `select person_id,
    array_agg(value order by value collate "C") filter (where scheme = 'card_uid') as cards,
    array_agg(value order by value collate "C") filter (where scheme = 'face_subject') as faces,
    array_agg(value order by value collate "C") filter (where scheme = 'device_person') as devices,
    min(value collate "C") filter (where scheme = 'username') as login
  from identifier where valid_to is null group by person_id`;

/** What holds a text, for `ilike`. */
const patternOf = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** The name of person `p` as `foldForSearch` has it. */
const foldedName = `(select replace(replace(replace(replace(
    translate(lower(regexp_replace(normalize(concat_ws(' ', p.given_name, p.family_name), NFKD),
      '[\\u0300-\\u036f\\u00ad\\u061c\\u115f\\u1160\\u180b-\\u180f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff''\\u2018\\u2019\\u02bb\\u02bc\\u2032\\u0060\\u00b4\\u2010-\\u2015\\u2212-]', '', 'g')), 'øłđðı', 'olddi'),
    'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'))`;

/** Rosters as the office and exports read them. */
export function rosterReader(pool: pg.Pool): RosterReader {
  function read<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return inTransaction(pool, beginSnapshot, work);
  }
  return {
    catalogue: () =>
      read(async (client) => {
        const roster = rosterTransaction(client);
        const found = await roster.load({ source: "", people: false, enrolments: false });
        const ended = await roster.endedDemo();
        const stays = ({ id }: { readonly id: string }): boolean => !ended.has(id);
        return { ...found, rooms: found.rooms.filter(stays), classes: found.classes.filter(stays) };
      }),

    endedRoomNames: () =>
      read(async (client) => {
        const { rows } = await client.query<{ name: string }>(
          "select name from room_name where room_id in (select id from room_of_ended_demo) order by name",
        );
        return rows.map(({ name }) => name);
      }),

    people: (kind, search, after, limit) =>
      read(async (client) => {
        const pattern = search === null ? null : patternOf(normalCode(search));
        const words = search === null ? null : searchWords(search);
        const card = search === null ? null : patternOf(normalIdentifier("card_uid", search));
        const { rows } = await client.query<ListedPerson>(
          `select ${rosterPersonColumns}, ${personCode} from person p
           where p.kind = $1 and p.merged_into is null and ${personIsOfSchool("p.id")} and ($3::uuid is null or p.id > $3)
             and ($2::text is null or not exists (select from unnest($6::text[]) word where position(word in ${foldedName}) = 0) or exists (
               select from identifier i where i.person_id = p.id and i.valid_to is null
                 and i.value ilike case i.scheme when 'card_uid' then $5 else $2 end))
           order by p.id limit $4`,
          [kind, pattern, after, limit, card, words],
        );
        return rows;
      }),

    person: (id) =>
      read(async (client) => {
        const { rows } = await client.query<ListedPerson>(
          `select ${rosterPersonColumns}, ${personCode} from person p where p.id = $1 and p.merged_into is null`,
          [id],
        );
        const [person] = rows;
        if (person === undefined) return null;
        const identifiers = await client.query<IdentifierRow>(
          `select ${identifierColumns} from identifier where person_id = $1 and ${hasLength} order by scheme, valid_from, value`,
          [id],
        );
        const enrolments = await client.query<KnownPerson["enrolments"][number]>(
          `select e.id, e.class_id as class, c.code, e.from_date as "from", e.to_date as "to"
           from enrolment e join class c on c.id = e.class_id
           where e.person_id = $1 and (e.to_date is null or e.from_date < e.to_date) order by e.from_date, c.code`,
          [id],
        );
        return { ...person, identifiers: identifiers.rows.map(toIdentifier), enrolments: enrolments.rows };
      }),

    merges: (after, limit) =>
      read(async (client) => {
        const { rows } = await client.query<MergeRow>(
          `select m.id, p.kind, p.given_name, p.family_name, coalesce(p.merged_into, p.id) as kept, m.merged,
             o.given_name as other_given, o.family_name as other_family, ${personCode},
             (select i->>'value' from jsonb_array_elements(m.moved->'identifiers') i
              where i->>'scheme' = case p.kind when 'student' then 'student_id' else 'username' end
                and not coalesce((i->>'isOfNoLength')::boolean, false)
              order by i->>'from' desc nulls last limit 1) as other_code,
             jsonb_array_length(m.moved->'identifiers') as identifiers, jsonb_array_length(m.moved->'emptied') as enrolments,
             jsonb_array_length(m.moved->'scans') as scans, m.at, m.actor, m.reason, m.undone_at, m.undone_by
           from person_merge m join person p on p.id = m.kept join person o on o.id = m.merged
           where ${personIsOfSchool("m.kept")}
             and ($1::uuid is null or (m.at, m.id) < (select c.at, c.id from person_merge c where c.id = $1))
           order by m.at desc, m.id desc limit $2`,
          [after, limit],
        );
        return rows.map(toListedMerge);
      }),

    standingRooms: (classId) =>
      read(async (client) => {
        const { rows } = await client.query<StandingRoom>(
          `select id, class_id as class, room_id as room, from_date as "from", to_date as "to" from standing_room
           where class_id = $1 and (to_date is null or from_date < to_date) order by from_date, id`,
          [classId],
        );
        return rows;
      }),

    classes: () =>
      read(async (client) => {
        await client.query(wholeTables);
        const { rows } = await client.query<ClassLine>(
          `select c.code, c.title, r.code as room, t.from_date as "from", t.to_date as "to",
             course.code as course, term.code as term,
             coalesce((select array_agg(i.value order by i.value collate "C") from class_staff x
               join identifier i on i.person_id = x.person_id and i.scheme = 'username' and i.valid_to is null
               where x.class_id = c.id), '{}') as staff
           from class c
             left join course on course.id = c.course_id
             left join term on term.id = c.term_id
             left join standing_room t on t.class_id = c.id and (t.to_date is null or t.from_date < t.to_date)
             left join room r on r.id = t.room_id
           where ${classIsOfSchool("c.id")}
           order by c.code collate "C", t.from_date`,
        );
        return rows;
      }),

    students: () =>
      read(async (client) => {
        await client.query(wholeTables);
        const { rows } = await client.query<StudentLine>(
          `select i.value as "studentId", ${personLine}, o.login as username
           from person p join identifier i on i.person_id = p.id and i.scheme = 'student_id' and i.valid_to is null
           left join (${lastingIds}) o on o.person_id = p.id
           where p.kind = 'student' and p.merged_into is null and ${personIsOfSchool("p.id")} order by i.value collate "C"`,
        );
        return rows;
      }),

    staff: () =>
      read(async (client) => {
        await client.query(wholeTables);
        const { rows } = await client.query<StaffLine>(
          `select i.value as username, ${personLine}
           from person p join identifier i on i.person_id = p.id and i.scheme = 'username' and i.valid_to is null
           left join (${lastingIds}) o on o.person_id = p.id
           where p.kind = 'staff' and p.merged_into is null order by i.value collate "C"`,
        );
        return rows;
      }),

    leftOut: () =>
      read(async (client) => {
        await client.query(wholeTables);
        const { rows } = await client.query<RosterLeftOut>(
          `with nameless as materialized (
             select p.id, p.kind from person p
             where p.merged_into is null and ${personIsOfSchool("p.id")} and not exists (
               select from identifier i where i.person_id = p.id and i.valid_to is null
                 and i.scheme = case p.kind when 'student' then 'student_id' else 'username' end)
           )
           select
             (select count(*)::int from nameless where kind = 'student') as students,
             (select count(*)::int from enrolment e join nameless n on n.id = e.person_id
              where (e.to_date is null or e.from_date < e.to_date) and ${classIsOfSchool("e.class_id")}
                and ${enrolmentIsOfSchool("e")}) as enrolments,
             (select count(*)::int from nameless where kind = 'staff') as staff,
             (select count(distinct x.class_id)::int from class_staff x join nameless n on n.id = x.person_id
              where ${classIsOfSchool("x.class_id")}) as classes,
             (select count(distinct s.id)::int from session_staff x join nameless n on n.id = x.person_id
                join session s on s.id = x.session_id
              where s.kind = 'timetabled' and ${sessionIsOfSchool("s.id")} and (s.state <> 'cancelled' or ${heldOff})) as meetings,
             (select count(*)::int from session s
              where s.kind = 'timetabled' and s.state = 'cancelled' and ${sessionIsOfSchool("s.id")} and not ${heldOff}) as cancelled`,
        );
        const [left] = rows;
        if (left === undefined) throw new Error("nobody was counted");
        return left;
      }),

    terms: () =>
      read(async (client) => {
        const { rows } = await client.query<TermLine>(
          `select code, title, from_date as "from", to_date as "to" from term order by code collate "C"`,
        );
        return rows;
      }),

    daysOff: () =>
      read(async (client) => {
        const { rows } = await client.query<DayOffLine>(
          "select day, title from non_teaching_day order by day",
        );
        return rows;
      }),

    rooms: () =>
      read(async (client) => {
        const { rows } = await client.query<RoomLine>(
          `select r.code, r.title, r.building, r.capacity,
             (select coalesce(array_agg(n.name order by n.name collate "C"), '{}') from room_name n
              where n.room_id = r.id and n.name <> r.code) as aliases
           from room r where r.id not in (select id from room_of_ended_demo) order by r.code collate "C"`,
        );
        return rows;
      }),

    courses: () =>
      read(async (client) => {
        const { rows } = await client.query<CourseLine>(
          `select code, title from course order by code collate "C"`,
        );
        return rows;
      }),

    enrolments: () =>
      read(async (client) => {
        await client.query(wholeTables);
        const { rows } = await client.query<EnrolmentRow>(
          `select i.value as "studentId", c.code as class, e.from_date as "from", e.to_date as "to"
           from enrolment e join class c on c.id = e.class_id join person p on p.id = e.person_id
             join identifier i on i.person_id = p.id and i.scheme = 'student_id' and i.valid_to is null
           where p.merged_into is null and (e.to_date is null or e.from_date < e.to_date)
             and ${personIsOfSchool("p.id")} and ${classIsOfSchool("c.id")} and ${enrolmentIsOfSchool("e")}
           order by i.value collate "C", c.code collate "C", e.from_date, e.to_date`,
        );
        return rows;
      }),

    meetings: () =>
      read(async (client) => {
        await client.query(wholeTables);
        const { rows } = await client.query<MeetingRowOf>(
          `select distinct starts_at, ends_at, mode, title, sort, required, weight, classes, rooms, staff from (
             select s.starts_at, s.ends_at, s.mode, s.title, s.sort, s.required, trim_scale(s.weight)::text as weight,
               coalesce((select array_agg(c.code order by c.code collate "C") from session_class x join class c on c.id = x.class_id where x.session_id = s.id), '{}') as classes,
               coalesce((select array_agg(r.code order by r.code collate "C") from session_room x join room r on r.id = x.room_id where x.session_id = s.id), '{}') as rooms,
               coalesce((select array_agg(i.value order by i.value collate "C") from session_staff x
                 join identifier i on i.person_id = x.person_id and i.scheme = 'username' and i.valid_to is null
                 where x.session_id = s.id), '{}') as staff
             from session s where s.kind = 'timetabled' and ${sessionIsOfSchool("s.id")} and (s.state <> 'cancelled' or ${heldOff})
           ) told where classes <> '{}'
           order by starts_at, classes, rooms, staff, ends_at, mode, title, sort, required, weight`,
        );
        return rows.map(
          ({ starts_at, ends_at, ...row }): MeetingRow => ({
            ...row,
            start: toInstant(starts_at),
            end: toInstant(ends_at),
          }),
        );
      }),
  };
}

/** Whether session `s` is cancelled by nothing but a day without teaching, as `heldOff` of the application has it. */
const heldOff = `(s.day in (select day from non_teaching_day) and exists (
  select from (
    select f.role, f.body->>'kind' as kind from fact f
    where f.session_id = s.id and f.kind = 'session' and f.body->>'kind' in ('cancelled', 'restored')
    order by f.seq desc limit 1) last
  where last.kind = 'cancelled' and last.role = 'calendar'))`;

interface MeetingRowOf extends Omit<MeetingRow, "start" | "end"> {
  readonly starts_at: string;
  readonly ends_at: string;
}
