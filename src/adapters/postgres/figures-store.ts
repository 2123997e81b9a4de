import type pg from "pg";
import type {
  AlikeCount,
  CountFrameQuery,
  FigureFrameQuery,
  FigureScope,
  FiguresStore,
  ReportCount,
  SessionsAlike,
  StudentSession,
  TermDays,
} from "../../app/figures/figures-store.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { beginInBulk } from "./begin-in-bulk.ts";
import { enrolmentIsOfSchool, personIsOfSchool, seatIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import { alikeQuery, type CountedBy } from "./figures-store-alike.ts";
import { inTransaction } from "./in-transaction.ts";
import { readLastSights } from "./last-sights.ts";
import { decodeEntry } from "./mark-entry.ts";
import { studentOwnId, whoGoesBy } from "./own-id.ts";
import { plainRun } from "./plain-run.ts";
import { type PooledQuery, pooledQuery } from "./pooled-query.ts";
import { readSeen } from "./read-seen.ts";
import { unseenStatusText } from "./session-rules.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/** What figures are made of, over a pool. */
export function figuresStore(pool: pg.Pool): FiguresStore {
  const query = pooledQuery(pool);

  return {
    async findStudent(studentId) {
      const [row] = await query<{ person: string; given_name: string | null; family_name: string | null }>(
        `select p.id as person, p.given_name, p.family_name
         from ${whoGoesBy("$1::text")} known join person p on p.id = known.id`,
        [studentId],
      );
      return row ? { person: row.person, shown: { id: studentId, name: nameOf(row) } } : null;
    },

    async findClass(code) {
      const [row] = await query<ClassRow>(
        `select c.id, c.code, c.title, t.title as term_title, t.from_date, t.to_date
         from class c left join term t on t.id = c.term_id where c.code = $1`,
        [code],
      );
      if (!row) return null;
      const { id, title, term_title, from_date, to_date } = row;
      return {
        id,
        code,
        title,
        term:
          term_title === null || from_date === null || to_date === null
            ? null
            : { title: term_title, from: from_date, to: to_date },
      };
    },

    async findCourse(code) {
      const rows = await query<{ title: string; class: string | null }>(
        `select co.title, c.id as class from course co left join class c on c.course_id = co.id where co.code = $1`,
        [code],
      );
      const [first] = rows;
      return first ? { title: first.title, classes: rows.flatMap((row) => row.class ?? []) } : null;
    },

    seen: (now) => readSeen(query, now),

    async hasCohort(cohort) {
      const rows = await query("select from person where cohort = $1 limit 1", [cohort]);
      return rows.length > 0;
    },

    async membersOf(cohort) {
      const rows = await query<{ id: string }>("select id from person where cohort = $1", [cohort]);
      return rows.map(({ id }) => id);
    },

    async termAt(day) {
      const [row] = await query<TermRow>(
        `select title, from_date, to_date from term where from_date <= $1
         order by to_date >= $1 desc, case when to_date >= $1 then from_date else to_date end desc, code limit 1`,
        [day],
      );
      return row ? toTerm(row) : null;
    },

    async findTerm(code) {
      const [row] = await query<TermRow>("select title, from_date, to_date from term where code = $1", [
        code,
      ]);
      return row ? toTerm(row) : null;
    },

    sessionsOfStudent: (person, frame) => sessionsFrom(query, "person_id", person, frame),
    sessionsOfStudents: (persons, frame) => sessionsFrom(query, "any_person_id", persons, frame),
    lastSights: (persons, now) => readLastSights(query, persons, now),
    sessionsOfClass: (classId, frame) => sessionsFrom(query, "class_id", classId, frame),

    async countAlike(scope, frame, minutes) {
      return inTransaction(pool, beginInBulk, (client) =>
        rehearsedFigures(client).countAlike(scope, frame, minutes),
      );
    },

    async countClassDays(classes, frame, minutes) {
      const counted = await inTransaction(pool, beginInBulk, (client) =>
        readAlike(client, { kind: "classes", classes }, frame, minutes, "class_day"),
      );
      return counted.map(({ person: key, alike, sessions }) => {
        const [id = "", day = ""] = key.split(" ");
        return { class: id, day, alike, sessions };
      });
    },

    async countReport(scope, by, frame, minutes) {
      return inTransaction(pool, beginInBulk, (client) => readCounted(client, scope, frame, minutes, by));
    },

    async countArrivals(scope, frame) {
      return query<{ minutes: number; arrivals: number }>(arrivalsQuery[scope.kind], [
        scopeValue(scope),
        ...instants(frame),
      ]);
    },

    async courses() {
      const rows = await query<{ id: string; code: string; title: string }>(
        "select id, code, title from course",
        [],
      );
      return new Map(rows.map(({ id, ...shown }) => [id, shown]));
    },

    async people(persons) {
      const rows = await query<{
        id: string;
        value: string;
        given_name: string | null;
        family_name: string | null;
      }>(
        `select p.id, ${studentOwnId("p.id")} as value, p.given_name, p.family_name
         from unnest($1::uuid[]) as asked (id) join person p on p.id = asked.id and p.merged_into is null`,
        [persons],
      );
      return new Map(rows.map((row) => [row.id, { id: row.value, name: nameOf(row) }]));
    },

    async classes(ids) {
      const rows = await query<{ id: string; code: string; title: string }>(
        "select id, code, title from class where id = any($1::uuid[])",
        [ids],
      );
      return new Map(rows.map(({ id, ...shown }) => [id, shown]));
    },

    async storedMarks(sessions, students) {
      const rows = await query<{
        session_id: string;
        person_id: string;
        revision: number;
        entry: unknown;
        actor: string;
        reason: string | null;
      }>(
        `select m.session_id, m.person_id, m.revision, coalesce(m.entry, v.entry) as entry, v.actor, v.reason
         from unnest($1::uuid[]) as asked (session_id)
         join mark m on m.session_id = asked.session_id
           and ($2::uuid[] is null or m.person_id = any($2::uuid[]))
         join mark_revision v
           on v.session_id = m.session_id and v.person_id = m.person_id and v.revision = m.revision`,
        [sessions, students],
      );
      return rows.map(({ session_id, person_id, revision, entry, actor, reason }) => ({
        session: session_id,
        person: person_id,
        mark: { revision, entry: decodeEntry(entry), actor, reason },
      }));
    },
  };
}

/** Figures as a transaction sees them that may have changed marks and not committed yet. */
export function rehearsedFigures(
  client: pg.ClientBase,
): Pick<FiguresStore, "countAlike" | "lastSights" | "sessionsOfStudents" | "seen"> {
  const run = plainRun(client);
  return {
    seen: (now) => readSeen(run, now),
    lastSights: (persons, now) => readLastSights(run, persons, now),
    countAlike: (scope, frame, minutes) => readAlike(client, scope, frame, minutes, "student"),
    sessionsOfStudents: (persons, frame) =>
      sessionsFrom(
        async (text, values) => (await client.query(text, [...values])).rows,
        "any_person_id",
        persons,
        frame,
      ),
  };
}

/** First sightings by whole minutes begun since the start, as `minutesLate` counts them. */
const arrivalsOf = (whose: string): string => `
  select greatest(0, ceil(extract(epoch from m.first_seen - s.starts_at) / 60))::int as minutes, count(*) as arrivals
  from mark m join session s on s.id = m.session_id
  where m.starts_at >= $2::timestamptz and m.starts_at < $3::timestamptz and m.first_seen is not null
    and s.kind = 'timetabled' and s.required and s.state <> 'cancelled'
    and m.status in ('present', 'late', 'late_after_close', 'left_early') and ${whose}
    and ${sessionIsOfSchool("m.session_id")} and ${seatIsOfSchool("m.session_id", "m.person_id")}
  group by 1 order by 1`;

const arrivalsQuery: Readonly<Record<FigureScope["kind"], string>> = {
  classes: arrivalsOf(`exists (
    select from session_class sc join enrolment e on e.class_id = sc.class_id and e.person_id = m.person_id
    where sc.session_id = s.id and sc.class_id = any($1::uuid[]))`),
  cohort: arrivalsOf("m.person_id in (select p.id from person p where p.cohort = $1)"),
  students: arrivalsOf("m.person_id = any($1::uuid[])"),
  institution: arrivalsOf("$1::text is null"),
};

/** Counts of what is alike, each with what it is counted by as `person`. */
async function readAlike(
  client: pg.ClientBase,
  scope: FigureScope,
  frame: CountFrameQuery,
  minutes: boolean,
  by: "student" | "class_day",
): Promise<AlikeCount[]> {
  const counted = await readCounted(client, scope, frame, minutes, by);
  return counted.map(({ key, ...alike }) => ({ person: key ?? "", ...alike }));
}

/** Counts of what is alike, each with the key that it is counted by. */
async function readCounted(
  client: pg.ClientBase,
  scope: FigureScope,
  frame: CountFrameQuery,
  minutes: boolean,
  by: CountedBy,
): Promise<ReportCount[]> {
  const bound = scopeValue(scope);
  const seen = new Map<string, SessionsAlike>();
  const read = async (text: string, values: unknown[]): Promise<ReportCount[]> => {
    const { rows } = await client.query<AlikeRow>({ text, values, rowMode: "array" });
    return rows.map((row) => toCount(row, seen));
  };
  const { sessions } = frame;
  const values = [bound, ...instants(frame), toTimestamptz(frame.now), frame.unknowable ?? []];
  if (sessions === undefined) return read(alikeQuery(scope.kind, minutes, by, frame.onlyDaysOver), values);
  const [meetings, named] =
    "only" in sessions ? (["named", sessions.only] as const) : (["others", sessions.without] as const);
  return read(alikeQuery(scope.kind, minutes, by, frame.onlyDaysOver, meetings), [...values, named]);
}

/** Whose seats are read: those of one student, of several, or of one class. */
type Whose = "person_id" | "any_person_id" | "class_id";

async function sessionsFrom(
  query: PooledQuery,
  whose: Whose,
  id: string | readonly string[],
  frame: FigureFrameQuery,
): Promise<readonly StudentSession[]> {
  const rows = await query<SessionSeatRow>(sessionsQuery(whose), [
    id,
    ...instants(frame),
    toTimestamptz(frame.now),
    frame.unknowable ?? [],
  ]);
  return mergeClasses(rows).map(toStudentSession);
}

/** Seats by class and student with their days, whatever became of the enrolments; in which sessions, `seatsOfSessions` says. */
const seats = (whose: Whose): string => `
  (select e.class_id, e.person_id, range_agg(daterange(e.from_date, e.to_date)) as days
   from enrolment e where ${whose === "any_person_id" ? "e.person_id = any($1::uuid[])" : `e.${whose} = $1`} and ${enrolmentIsOfSchool("e")} group by e.class_id, e.person_id) seat`;

const sessionsQuery = (whose: Whose): string => `
  select s.id, s.kind, seat.class_id, seat.person_id, s.starts_at, s.ends_at, s.required, s.weight, s.state,
    m.status, m.arrival, m.present_ms, m.leave_effect, m.last_seen,
    ${unseenStatusText("$4::timestamptz", "$5::uuid[]")} as unseen
  from ${seats(whose)}
  join session_class sc on sc.class_id = seat.class_id and sc.starts_at >= $2 and sc.starts_at < $3
  join session s on s.id = sc.session_id
  left join mark m
    on m.session_id = s.id and m.person_id = ${whose === "person_id" ? "$1" : "seat.person_id"}
  where ((s.day <@ seat.days and s.finalised_at is null) or m.status <> 'expected')
    and ${sessionIsOfSchool("s.id")} and ${personIsOfSchool("seat.person_id")}`;

function instants({ span }: FigureFrameQuery): [string, string] {
  return span === null ? ["-infinity", "infinity"] : [toTimestamptz(span.start), toTimestamptz(span.end)];
}

function scopeValue(scope: FigureScope): readonly string[] | string | null {
  switch (scope.kind) {
    case "classes":
      return scope.classes;
    case "cohort":
      return scope.cohort;
    case "students":
      return scope.students;
    case "institution":
      return null;
  }
}

interface SessionSeatRow {
  id: string;
  kind: "timetabled" | "standing";
  class_id: string;
  person_id: string;
  starts_at: string;
  ends_at: string;
  required: boolean;
  weight: string;
  state: string;
  status: MarkStatus | null;
  arrival: "present" | "late" | null;
  present_ms: number | null;
  leave_effect: "authorised" | "elsewhere" | null;
  last_seen: string | null;
  unseen: "expected" | "not_seen" | "cannot_be_known" | "absent";
}

type Merged = SessionSeatRow & { classes: string[] };

/** One row for each session and student, however many of the session's classes the student is in. */
function mergeClasses(rows: readonly SessionSeatRow[]): Merged[] {
  const merged = new Map<string, Merged>();
  for (const row of rows) {
    const key = `${row.id} ${row.person_id}`;
    const known = merged.get(key);
    if (known) known.classes.push(row.class_id);
    else merged.set(key, { ...row, classes: [row.class_id] });
  }
  return [...merged.values()];
}

function toStudentSession(row: Merged): StudentSession {
  const cancelled = row.state === "cancelled";
  const known = row.status === "expected" || row.status === "not_seen" ? null : row.status;
  return {
    person: row.person_id,
    classes: row.classes,
    session: {
      id: row.id,
      kind: row.kind,
      start: toInstant(row.starts_at),
      end: toInstant(row.ends_at),
      required: row.required,
      weight: Number(row.weight),
    },
    mark: {
      status: cancelled ? "not_possible" : (known ?? row.unseen),
      arrival: cancelled ? null : row.arrival,
      presentMs: cancelled ? null : row.present_ms,
      leave: cancelled ? null : row.leave_effect,
    },
    lastSeen: row.last_seen === null ? null : toInstant(row.last_seen),
  };
}

/** key, kind, required, weight, status, arrival, leave, begun, planned, present, sessions */
type AlikeRow = [
  string | null,
  "timetabled" | "standing",
  boolean,
  string,
  string,
  "present" | "late" | null,
  "authorised" | "elsewhere" | null,
  boolean,
  number | null,
  number | null,
  number,
];

function toCount(row: AlikeRow, seen: Map<string, SessionsAlike>): ReportCount {
  const [name, kind, required, weight, status, arrival, leave, begun, plannedMs, presentMs, sessions] = row;
  const key = `${kind} ${required} ${weight} ${status} ${arrival} ${leave} ${begun} ${plannedMs} ${presentMs}`;
  let alike = seen.get(key);
  if (alike === undefined) {
    alike = {
      kind,
      required,
      weight: Number(weight),
      mark: { status: toStatus(status), arrival, leave, presentMs },
      begun,
      plannedMs,
    };
    seen.set(key, alike);
  }
  return { key: name, alike, sessions };
}

function toStatus(text: string): MarkStatus {
  const status = markStatuses.find((known) => known === text);
  if (status === undefined) throw new Error(`the store holds a mark of the unknown status ${text}`);
  return status;
}

function nameOf(row: { given_name: string | null; family_name: string | null }): string | null {
  return [row.given_name, row.family_name].filter((part) => part !== null && part !== "").join(" ") || null;
}

interface TermRow {
  title: string;
  from_date: string;
  to_date: string;
}

interface ClassRow {
  id: string;
  title: string;
  term_title: string | null;
  from_date: string | null;
  to_date: string | null;
}

function toTerm({ title, from_date, to_date }: TermRow): TermDays {
  return { title, from: from_date, to: to_date };
}
