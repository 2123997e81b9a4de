import type { FigureScope } from "../../app/figures/figures-store.ts";
import { enrolmentIsOfSchool, personIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import { unseenStatusText } from "./session-rules.ts";

/** The enrolments `e` of a scope, which binds $1. */
const enrolmentsOf: Readonly<Record<FigureScope["kind"], string>> = {
  classes: "e.class_id = any($1::uuid[])",
  cohort: "e.person_id in (select p.id from person p where p.cohort = $1)",
  students: "e.person_id = any($1::uuid[])",
  institution: "$1::text is null",
};

/** The classes `class_id` of a scope: others than those asked for are no reason to belong to it. */
const classesOf = (scope: FigureScope["kind"], column: string): string =>
  scope === "classes" ? `${column} = any($1::uuid[])` : "true";

/**
 * Where marks are read. A class has few, found by its sessions; those of a cohort or of some are read student by student
 * in the order of time; of everybody, all marks of the time.
 */
const marksOf = (scope: FigureScope["kind"], meetings: MeetingsCounted): string => {
  if (scope === "classes") return "mark";
  // Of sessions that are named, however long the time is.
  if (meetings === "named") return "(select * from mark where session_id = any($6::uuid[]))";
  const whose = {
    cohort: "and person_id in (select p.id from person p where p.cohort = $1)",
    students: "and person_id = any($1::uuid[])",
    institution: "",
  }[scope];
  return `(select session_id, person_id, status, arrival, leave_effect, present_ms from mark
    where starts_at >= $2::timestamptz and starts_at < $3::timestamptz ${whose})`;
};

/**
 * What is counted apart: the sessions of each student, those of each class on each day, of each clock hour of each day
 * in which one starts (an empty hour for a standing one), of each course, or of each cohort.
 */
export type CountedBy = "student" | "class_day" | "hour" | "course" | "cohort";

/** Of the meeting `s` and the seat. */
const keyOf: Readonly<Record<CountedBy, string>> = {
  student: "seat.person_id",
  class_day: "seat.class_id::text || ' ' || s.day::text",
  hour: `s.day::text || ' ' || case when s.kind = 'standing' then '' else s.hour::text end`,
  course: "s.course::text",
  cohort: "seat.cohort",
};

/** Through which other classes of a session a student may belong to it as well, and is counted there. */
const counted: Readonly<Record<CountedBy, string>> = {
  student: "true",
  class_day: "false",
  hour: "true",
  course: "(select c.course_id from class c where c.id = o.class_id) is not distinct from s.course",
  cohort: "true",
};

/** The classes whose meetings are read at all. */
const meetingsOf = (scope: FigureScope["kind"]): string =>
  scope === "cohort" || scope === "students"
    ? "sc.class_id in (select class_id from seat)"
    : classesOf(scope, "sc.class_id");

/** Which meetings are counted: all, or of those that $6 names none or no others. */
export type MeetingsCounted = "all" | "named" | "others";

const meetingsCounted: Readonly<Record<MeetingsCounted, string>> = {
  all: "",
  named: "and sc.session_id = any($6::uuid[])",
  others: "and sc.session_id <> all($6::uuid[])",
};

/**
 * Counts the sessions of each student by what is alike. Binds the scope, from and to (instants), now, the open sessions
 * in which it cannot be known who came, and the sessions that `meetings` names.
 *
 * A student who belongs to a session through several classes counts once, by the first of them. Who has a seat is what
 * `seatsOfSessions` says: a register that became final keeps whom it had.
 *
 * @param onlyDaysOver true to leave out standing sessions whose day is not over by now
 */
export function alikeQuery(
  scope: FigureScope["kind"],
  minutes: boolean,
  by: CountedBy = "student",
  onlyDaysOver = false,
  meetings: MeetingsCounted = "all",
): string {
  return `
    with seat as materialized (
      select e.class_id, e.person_id, range_agg(daterange(e.from_date, e.to_date)) as days
        ${by === "cohort" ? ", (select p.cohort from person p where p.id = e.person_id) as cohort" : ""}
      from enrolment e where ${enrolmentsOf[scope]} and ${personIsOfSchool("e.person_id")} and ${enrolmentIsOfSchool("e")} group by e.class_id, e.person_id
    ), meeting as materialized (
      select s.id, s.kind, sc.class_id, s.day, s.required, s.weight, s.state = 'cancelled' as cancelled,
        s.finalised_at is not null as final,
        s.starts_at <= $4::timestamptz as begun,
        ${unseenStatusText("$4::timestamptz", "$5::uuid[]")}
          as unseen,
        ${by === "hour" ? "extract(hour from s.starts_at at time zone s.time_zone)::int as hour," : ""}
        ${by === "course" ? "(select c.course_id from class c where c.id = sc.class_id) as course," : ""}
        ${minutes ? "(extract(epoch from s.ends_at - s.starts_at) * 1000)::bigint" : "null::bigint"} as planned,
        exists (select from session_class o where o.session_id = s.id and o.class_id < sc.class_id) as joint
      from session_class sc
      join session s on s.id = sc.session_id
      where sc.starts_at >= $2::timestamptz and sc.starts_at < $3::timestamptz
        and ${meetingsOf(scope)} ${meetingsCounted[meetings]}
        and ${sessionIsOfSchool("sc.session_id")}
        ${onlyDaysOver ? "and (s.kind = 'timetabled' or s.ends_at <= $4::timestamptz)" : ""}
    )
    select key, kind, required, weight, status, arrival, leave, begun, planned, present, count(*)
    from (
      select ${keyOf[by]} as key, s.kind, s.required, s.weight, s.begun, s.planned,
        case when s.cancelled then 'not_possible'
          when m.status is null or m.status in ('expected', 'not_seen') then s.unseen
          else m.status end as status,
        case when not s.cancelled then m.arrival end as arrival,
        case when not s.cancelled then m.leave_effect end as leave,
        ${minutes ? "case when not s.cancelled then m.present_ms end" : "null::bigint"} as present
      from meeting s
      join seat on seat.class_id = s.class_id
      left join ${marksOf(scope, meetings)} m on m.session_id = s.id and m.person_id = seat.person_id
      where (s.day <@ seat.days and not s.final or m.status <> 'expected')
        and (not s.joint or not exists (
          select from session_class o
          join enrolment e on e.class_id = o.class_id and e.person_id = seat.person_id
          where o.session_id = s.id and o.class_id < s.class_id and ${enrolmentIsOfSchool("e")} and ${classesOf(scope, "o.class_id")}
            and ${counted[by]}
            and (m.status <> 'expected' or s.day <@ daterange(e.from_date, e.to_date))
        ))
    ) marks
    group by 1, kind, required, weight, status, arrival, leave, begun, planned, present`;
}
