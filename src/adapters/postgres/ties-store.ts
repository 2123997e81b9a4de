import { studentsOfSession } from "../../app/registers/students-of-session.ts";
import type { NamedThing, TiesStore } from "../../app/rights/ties-store.ts";
import type { Reach } from "../../domain/rights/deeds.ts";
import type { TiedScope, Ties } from "../../domain/rights/may.ts";
import type { Span } from "../../domain/timetable/standing-session.ts";
import { studentOwnId, whoGoesBy } from "./own-id.ts";
import type { PooledQuery } from "./pooled-query.ts";
import { seatLookup } from "./seat-lookup.ts";
import { toInstant } from "./to-instant.ts";

/** Who teaches a session: its own staff, and that of its classes. */
const staffOfSession = (session: string): string => `
  select t.person_id from session_staff t where t.session_id = ${session}
  union
  select k.person_id from session_class c join class_staff k on k.class_id = c.class_id where c.session_id = ${session}`;

const holds = (table: string, day: string): string =>
  `${table}.from_date <= ${day} and (${table}.to_date is null or ${day} < ${table}.to_date)`;

const staffOfStudent = (student: string, day: string): string => `
  select k.person_id from enrolment e join class_staff k on k.class_id = e.class_id
  where e.person_id = ${student} and ${holds("e", day)}`;

const tutorsOfStudent = (student: string, day: string): string =>
  `select u.tutor_id from tutoring u where u.student_id = ${student} and ${holds("u", day)}`;

/** A person with every record that was merged into theirs. */
const recordsOf = (person: string): string =>
  `select ${person} union select o.id from person o where o.merged_into = ${person}`;

/** The person of a store id, or of the record that it was merged into. */
const recordOf = (id: string): string =>
  `select coalesce(o.merged_into, o.id) as id from person o where o.id = ${id}`;

const ofStudent = (from: string): string => `
  select array(${staffOfStudent("p.id", "$2::date")}) as taught, array(${tutorsOfStudent("p.id", "$2::date")}) as tutored,
    array(${recordsOf("p.id")}) as about
  from (${from}) p`;

const ofPerson = (from: string): string => `
  select '{}'::uuid[] as taught, array(${tutorsOfStudent("p.id", "$2::date")}) as tutored, array(${recordsOf("p.id")}) as about
  from (${from}) p`;

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

interface TiesRow {
  taught: string[];
  tutored: string[];
  about: string[];
}

type NamedSeat = Extract<NamedThing, { kind: "seat" }>;

/** Who is tied to what, over a pool. */
export function tiesStore(query: PooledQuery): TiesStore {
  const lookup = seatLookup(query);

  async function one(text: string, values: readonly unknown[]): Promise<Ties | null> {
    const [row] = await query<TiesRow>(text, values);
    return row ? { taughtBy: row.taught, tutoredBy: row.tutored, about: row.about } : null;
  }

  async function seatHolder({ session: id, student }: NamedSeat): Promise<string | null> {
    if (!isUuid(id)) return null;
    const [session] = await query<{ opens_at: string; closes_at: string }>(
      "select opens_at, closes_at from session where id = $1::uuid",
      [id],
    );
    if (!session) return null;
    const seat = {
      plan: { id },
      opensAt: toInstant(session.opens_at),
      closesAt: toInstant(session.closes_at),
    };
    return (await studentsOfSession(lookup, seat, [student])).get(student) ?? null;
  }

  async function seatTies(seat: NamedSeat, day: string): Promise<Ties | null> {
    const person = await seatHolder(seat);
    if (person === null) return null;
    return one(
      `select array(${staffOfSession("$1::uuid")}) as taught, array(${tutorsOfStudent("p.id", "$2::date")}) as tutored,
         array(${recordsOf("p.id")}) as about
       from (${recordOf("$3::uuid")}) p`,
      [seat.session, day, person],
    );
  }

  async function ownIdOf(person: string): Promise<string | null> {
    const [row] = await query<{ value: string }>(
      `select ${studentOwnId("p.id")} as value
       from person o join person p on p.id = coalesce(o.merged_into, o.id) where o.id = $1::uuid and p.kind = 'student'`,
      [person],
    );
    return row?.value ?? null;
  }

  async function holderTies(studentId: string, during: Span, day: string): Promise<Ties | null> {
    const person = (await lookup.findStudents([studentId], during)).get(studentId);
    return person === undefined ? null : one(ofStudent(recordOf("$1::uuid")), [person, day]);
  }

  return {
    async tiesOf(thing: NamedThing, day) {
      switch (thing.kind) {
        case "session":
          if (!isUuid(thing.id)) return null;
          return one(
            `select array(${staffOfSession("s.id")}) as taught, '{}'::uuid[] as tutored, '{}'::uuid[] as about
             from session s where s.id = $1::uuid`,
            [thing.id],
          );
        case "seat":
          return seatTies(thing, day);
        case "class":
          return one(
            `select array(select k.person_id from class_staff k where k.class_id = c.id) as taught,
               '{}'::uuid[] as tutored, '{}'::uuid[] as about
             from class c where c.code = $1`,
            [thing.code],
          );
        case "student":
          return thing.during === undefined
            ? one(ofStudent(whoGoesBy("$1::text")), [thing.id, day])
            : holderTies(thing.id, thing.during, day);
        case "person":
          return one(ofPerson(whoGoesBy("$1::text", "'student_id', 'username'")), [thing.id, day]);
        case "absence":
          if (!isUuid(thing.id)) return null;
          return one(
            ofStudent(
              "select coalesce(o.merged_into, o.id) as id from fact f join person o on o.id = f.person_id where f.kind = 'absence' and f.thing = $1::uuid order by f.seq desc limit 1",
            ),
            [thing.id, day],
          );
        case "dispute":
          if (!isUuid(thing.id)) return null;
          return one(
            `select array(${staffOfSession("d.session_id")}) as taught,
               array(${tutorsOfStudent("p.id", "$2::date")}) as tutored, array(${recordsOf("p.id")}) as about
             from dispute d join person o on o.id = d.person_id
             join person p on p.id = coalesce(o.merged_into, o.id)
             where d.id = $1::uuid`,
            [thing.id, day],
          );
        case "calendar":
          if (!isUuid(thing.id)) return null;
          return one(
            ofPerson(
              "select coalesce(o.merged_into, o.id) as id from calendar_address a join person o on o.id = a.person_id where a.id = $1::uuid",
            ),
            [thing.id, day],
          );
      }
    },

    async studentsWithin({ by, person }, day) {
      const ways: Readonly<Record<Exclude<Reach, "all">, string>> = {
        taught: `select e.person_id from class_staff k join enrolment e on e.class_id = k.class_id
          where k.person_id = $1 and ${holds("e", "$2::date")}`,
        tutored: `select u.student_id from tutoring u where u.tutor_id = $1 and ${holds("u", "$2::date")}`,
        own: "select coalesce(o.merged_into, o.id) from person o where o.id = $1 and $2::date is not null",
      };
      const rows = await query<{ person_id: string }>(
        `select own.person_id from (${by.map((reach) => ways[reach]).join(" union ")}) own (person_id)`,
        [person, day],
      );
      return new Set(rows.map(({ person_id }) => person_id));
    },

    studentIdOf: ownIdOf,

    async ownIdOfSeat(session, student) {
      const person = await seatHolder({ kind: "seat", session, student });
      return person === null ? null : ownIdOf(person);
    },

    async staffOfSessions(sessions) {
      const rows = await query<{ id: string; staff: string[] }>(
        `select asked.id, array(${staffOfSession("asked.id")}) as staff from unnest($1::uuid[]) as asked (id)`,
        [sessions],
      );
      return new Map(rows.map(({ id, staff }) => [id, new Set(staff)]));
    },

    async seatedIn(sessions, students) {
      const rows = await query<{ id: string; students: string[] }>(
        `select s.id, array_agg(distinct asked.value) as students
         from unnest($2::text[]) as asked (value)
         cross join lateral ${whoGoesBy("asked.value")} known
         join enrolment e on e.person_id = known.id
         join session_class c on c.class_id = e.class_id
         join session s on s.id = c.session_id and ${holds("e", "s.day")}
         where s.id = any($1::uuid[])
         group by s.id`,
        [sessions, students],
      );
      return new Map(rows.map(({ id, students: seated }) => [id, new Set(seated)]));
    },
  };
}

/** Whether a session lies in a scope, as `isWithin` says of its ties. @param person an expression for the scope's person */
export function sessionWithin({ by }: TiedScope, session: string, person: string): string {
  return by.includes("taught") ? `${person}::uuid in (${staffOfSession(session)})` : "false";
}

/** Whether a class lies in a scope, as `isWithin` says of its ties. */
export function classWithin({ by }: TiedScope, schoolClass: string, person: string): string {
  return by.includes("taught")
    ? `${person}::uuid in (select k.person_id from class_staff k where k.class_id = ${schoolClass})`
    : "false";
}

/**
 * Whether a student lies in a scope on a day, as `isWithin` says of the student's ties.
 *
 * @param day an expression for the day, asked for where it is needed
 */
export function studentWithin({ by }: TiedScope, student: string, person: string, day: () => string): string {
  const ways: Readonly<Record<Exclude<Reach, "all">, () => string>> = {
    taught: () => staffOfStudent(student, day()),
    tutored: () => tutorsOfStudent(student, day()),
    own: () => recordsOf(student),
  };
  return by.map((reach) => `${person}::uuid in (${ways[reach]()})`).join(" or ");
}

/** Whether a student's seat in a session lies in a scope on a day, as `isWithin` says of its ties. */
export function seatWithin(
  { by }: TiedScope,
  session: string,
  student: string,
  person: string,
  day: () => string,
): string {
  const ways: Readonly<Record<Exclude<Reach, "all">, () => string>> = {
    taught: () => staffOfSession(session),
    tutored: () => tutorsOfStudent(student, day()),
    own: () => recordsOf(student),
  };
  return by.map((reach) => `${person}::uuid in (${ways[reach]()})`).join(" or ");
}
