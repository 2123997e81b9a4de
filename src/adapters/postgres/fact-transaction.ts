import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import type {
  CheckedMark,
  FactsWanted,
  FactTransaction,
  ImportedWord,
  NewMark,
  StandingClass,
  StoredMark,
} from "../../app/facts/fact-transaction.ts";
import type { RegisterFacts, ScanFact } from "../../domain/attendance/register-facts.ts";
import type { RegisterMark } from "../../domain/attendance/register-mark.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { type LinkableSession, linkedSessions } from "../../domain/timetable/linked-sessions.ts";
import { plainArray } from "./array-text.ts";
import { datedPolicies } from "./dated-policies.ts";
import { cellsOf, type FactRow, factColumns, readFacts, readSessionWord } from "./fact-rows.ts";
import { decodeEntry, encodeEntry, readEntry } from "./mark-entry.ts";
import { type PreparedRun, preparedRun } from "./prepared-run.ts";
import { type SessionCells, sessionColumns, toStoredSession } from "./session-rows.ts";
import { takeOver, takeOverBySessions } from "./take-over.ts";
import { toInstant } from "./to-instant.ts";
import { toTimestamptz } from "./to-timestamptz.ts";

/**
 * The statements of a use case about sessions, over a client that has begun a transaction. Each is prepared once.
 *
 * @param whose whose sessions, standing rooms and enrolments are written: those of the school take over what they use of
 *   a demonstration that ended
 */
export function factTransaction(
  client: pg.ClientBase,
  whose: "the school's" | "the demonstration's" = "the school's",
): FactTransaction {
  const isOfSchool = whose === "the school's";
  const run = preparedRun(client);

  async function takeSeqs(count: number): Promise<number> {
    const [row] = await run<{ seq: number }>("update change_counter set seq = seq + $1 returning seq", [
      count,
    ]);
    if (!row) throw new Error("the store has no change counter");
    return row.seq - count + 1;
  }

  return {
    takeSeqs,
    policies: () => datedPolicies(run),

    async addFacts(facts) {
      if (facts.length === 0) return 0;
      const first = await takeSeqs(facts.length);
      const cells = facts.map(cellsOf);
      const text = (instant: Parameters<typeof toTimestamptz>[0] | null): string | null =>
        instant === null ? null : toTimestamptz(instant);
      await run(
        `insert into fact (seq, id, kind, at, actor, role, reason, session_id, person_id, class_id, room_id,
           reader, thing, from_at, to_at, body)
         select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[],
           $7::text[], $8::uuid[], $9::uuid[], $10::uuid[], $11::uuid[], $12::text[], $13::uuid[],
           $14::timestamptz[], $15::timestamptz[], $16::jsonb[])`,
        [
          facts.map((_, at) => first + at),
          facts.map(({ id }) => id),
          facts.map(({ kind }) => kind),
          facts.map(({ at }) => toTimestamptz(at)),
          facts.map(({ actor }) => actor.id),
          facts.map(({ actor }) => actor.role),
          facts.map(({ reason }) => reason),
          cells.map(({ session }) => session),
          cells.map(({ person }) => person),
          cells.map((cell) => cell.class),
          cells.map(({ room }) => room),
          cells.map(({ reader }) => reader),
          cells.map(({ thing }) => thing),
          cells.map(({ from }) => text(from)),
          cells.map(({ to }) => text(to)),
          cells.map(({ body }) => JSON.stringify(body)),
        ],
      );
      return first;
    },

    async putSessions(sessions) {
      if (sessions.length === 0) return;
      if (isOfSchool) await takeOverBySessions(run, sessions);
      const ids = sessions.map(({ plan }) => plan.id);
      await run(
        `insert into session (id, day, starts_at, ends_at, opens_at, closes_at, time_zone, title, sort, mode,
           required, weight, state, signed_off_at, signed_off_by, finalised_at, source, source_key, source_sequence, kind,
           source_modified)
         select * from unnest($1::uuid[], $2::date[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
           $6::timestamptz[], $7::text[], $8::text[], $9::text[], $10::text[], $11::boolean[], $12::numeric[],
           $13::text[], $14::timestamptz[], $15::text[], $16::timestamptz[], $17::text[], $18::text[], $19::int[],
           $20::text[], $21::text[])
         on conflict (id) do update set kind = excluded.kind, day = excluded.day, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
           opens_at = excluded.opens_at, closes_at = excluded.closes_at, time_zone = excluded.time_zone,
           title = excluded.title, sort = excluded.sort, mode = excluded.mode, required = excluded.required,
           weight = excluded.weight, state = excluded.state, signed_off_at = excluded.signed_off_at,
           signed_off_by = excluded.signed_off_by, finalised_at = excluded.finalised_at, source = excluded.source,
           source_key = excluded.source_key, source_sequence = excluded.source_sequence,
           source_modified = excluded.source_modified,
           settled_close = case when session.opens_at = excluded.opens_at and session.ends_at = excluded.ends_at
             then session.settled_close end`,
        [
          ids,
          sessions.map(({ plan }) => plan.day),
          sessions.map(({ plan }) => toTimestamptz(plan.start)),
          sessions.map(({ plan }) => toTimestamptz(plan.end)),
          sessions.map(({ opensAt }) => toTimestamptz(opensAt)),
          sessions.map(({ closesAt }) => toTimestamptz(closesAt)),
          sessions.map(({ plan }) => plan.timeZone),
          sessions.map(({ plan }) => plan.title),
          sessions.map(({ plan }) => plan.sort),
          sessions.map(({ plan }) => plan.mode),
          sessions.map(({ plan }) => plan.required),
          sessions.map(({ plan }) => plan.weight),
          sessions.map(({ state }) => state),
          sessions.map(({ signedOff }) => (signedOff === null ? null : toTimestamptz(signedOff.at))),
          sessions.map(({ signedOff }) => signedOff?.by ?? null),
          sessions.map(({ finalisedAt }) => (finalisedAt === null ? null : toTimestamptz(finalisedAt))),
          sessions.map(({ plan }) => plan.source?.name ?? null),
          sessions.map(({ plan }) => plan.source?.key ?? null),
          sessions.map(({ plan }) => plan.source?.sequence ?? null),
          sessions.map(({ plan }) => plan.kind),
          sessions.map(({ plan }) => plan.source?.modified ?? null),
        ],
      );
      const links = (of: "classes" | "rooms" | "staff") =>
        sessions.flatMap(({ plan }) => [...new Set(plan[of])].map((id) => [plan.id, id] as const));
      const places = links("rooms");
      await run(
        `with moved_marks as (
           update mark m set starts_at = s.starts_at from session s
           where s.id = any($1::uuid[]) and m.session_id = s.id and m.starts_at <> s.starts_at
         ), place as (
           select session_id, array_agg(room_id order by room_id) as rooms
           from unnest($2::uuid[], $3::uuid[]) as given (session_id, room_id) group by 1
         ), moved as (
           -- Whether the readers of the other rooms were blind is not settled.
           update session s set settled_close = null from place p
           where s.id = p.session_id and s.settled_close is not null and p.rooms is distinct from (
             select array_agg(r.room_id order by r.room_id) from session_room r where r.session_id = s.id
           )
         ), classes as (delete from session_class where session_id = any($1::uuid[])),
         rooms as (delete from session_room where session_id = any($1::uuid[]))
         delete from session_staff where session_id = any($1::uuid[])`,
        [ids, places.map(([session]) => session), places.map(([, room]) => room)],
      );
      for (const [table, column, of] of [
        ["session_class", "class_id", "classes"],
        ["session_room", "room_id", "rooms"],
      ] as const) {
        const pairs = links(of);
        await run(
          `insert into ${table} (session_id, ${column}, starts_at)
           select given.session_id, given.other_id, s.starts_at
           from unnest($1::uuid[], $2::uuid[]) as given (session_id, other_id)
           join session s on s.id = given.session_id`,
          [pairs.map(([session]) => session), pairs.map(([, id]) => id)],
        );
      }
      const staff = links("staff");
      if (staff.length > 0) {
        await run(
          "insert into session_staff (session_id, person_id) select * from unnest($1::uuid[], $2::uuid[])",
          [staff.map(([session]) => session), staff.map(([, id]) => id)],
        );
      }
    },

    async findSessions(ids) {
      if (ids.length === 0) return [];
      const rows = await run<SessionCells>(
        `select ${sessionColumns} from session s where s.id = any($1::uuid[]) order by s.starts_at, s.id`,
        [ids],
      );
      return rows.map(toStoredSession);
    },

    async sessionsOfClasses(classes, days) {
      const rows = await run<{ id: string }>(
        `select distinct s.id from session_class c join session s on s.id = c.session_id
         where c.class_id = any($1::uuid[]) and ($2::date is null or s.day >= $2) and ($3::date is null or s.day <= $3)`,
        [classes, days?.from ?? null, days?.to ?? null],
      );
      return rows.map(({ id }) => id);
    },

    async saidByImports(sessions) {
      if (sessions.length === 0) return new Map();
      const rows = await run<FactRow>(
        `select distinct on (f.session_id, f.body->>'kind' = 'planned') ${factColumns} from fact f
         where f.session_id = any($1::uuid[]) and f.kind = 'session' and f.role = 'import'
           and f.body->>'kind' in ('planned', 'cancelled', 'restored')
         order by f.session_id, f.body->>'kind' = 'planned', f.seq desc`,
        [sessions],
      );
      const said = new Map<string, ImportedWord>();
      for (const row of rows) {
        const { session, word } = readSessionWord(row);
        const known = said.get(session) ?? { plan: null, cancelled: false };
        said.set(
          session,
          word.kind === "planned"
            ? { ...known, plan: word.plan }
            : { ...known, cancelled: word.kind === "cancelled" },
        );
      }
      return said;
    },

    async sessionsOfSource(source) {
      const rows = await run<{ source_key: string; id: string }>(
        "select source_key, id from session where source = $1",
        [source],
      );
      return new Map(rows.map(({ source_key, id }) => [source_key, id]));
    },

    async sessionsOfKeys(keys) {
      if (keys.length === 0) return [];
      const rows = await run<{ id: string }>(
        `select id from session where source is not null
           and (source_key = any($1::text[]) or regexp_replace(source_key, ' [@#] .*$', '') = any($1::text[]))`,
        [keys],
      );
      return rows.map(({ id }) => id);
    },

    async daysOff(days) {
      if (days.length === 0) return new Map();
      const rows = await run<{ day: string; title: string }>(
        "select day, title from non_teaching_day where day = any($1::date[])",
        [days],
      );
      return new Map(rows.map(({ day, title }) => [day, title]));
    },

    async sessionsOnDays(days) {
      if (days.length === 0) return [];
      const rows = await run<{ id: string }>("select id from session where day = any($1::date[])", [days]);
      return rows.map(({ id }) => id);
    },

    async cancelledAs(sessions) {
      if (sessions.length === 0) return new Map();
      const rows = await run<{ session_id: string; role: string; kind: string }>(
        `select distinct on (f.session_id) f.session_id, f.role, f.body->>'kind' as kind from fact f
         where f.session_id = any($1::uuid[]) and f.kind = 'session' and f.body->>'kind' in ('cancelled', 'restored')
         order by f.session_id, f.seq desc`,
        [sessions],
      );
      return new Map(
        rows.flatMap(({ session_id, role, kind }) => (kind === "cancelled" ? [[session_id, role]] : [])),
      );
    },

    async sessionsAround(asked) {
      if (asked.length === 0) return [];
      const spans = spansTogether(asked);
      // Each session is fetched by its id, and held to the span only then, whatever the planner believes of a day's: otherwise
      // it walks all the school's sessions of those days for each of the student's.
      const rows = await run<{
        n: number;
        session_id: string;
        kind: string;
        starts: number;
        opens: number;
        closes: number;
      }>(
        `select distinct asked.n, s.id as session_id, s.kind, s.starts, s.opens, s.closes
         from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) with ordinality as asked (person_id, from_at, to_at, n)
         cross join lateral (
           select c.session_id from enrolment e
           join session_class c on c.class_id = e.class_id and c.starts_at between asked.from_at and asked.to_at
           where e.person_id = asked.person_id
           union
           select f.session_id from fact f where f.kind = 'correction' and f.person_id = asked.person_id
           union
           -- Where the student has a mark, though the session may be of another class by now.
           select m.session_id from mark m
           where m.person_id = asked.person_id and m.starts_at between asked.from_at and asked.to_at
           union
           -- And where the student only tried to come in.
           select a.session_id from attempt a where a.person_id = asked.person_id
           offset 0
         ) near
         cross join lateral (
           select s.id, s.kind, s.starts_at, (extract(epoch from s.starts_at) * 1000)::bigint as starts,
             (extract(epoch from s.opens_at) * 1000)::bigint as opens,
             (extract(epoch from s.closes_at) * 1000)::bigint as closes
           from session s where s.id = near.session_id
           offset 0
         ) s
         where s.starts_at between asked.from_at and asked.to_at`,
        [
          spans.map(({ student }) => student),
          spans.map(({ from }) => new Date(from).toISOString()),
          spans.map(({ to }) => new Date(to).toISOString()),
        ],
      );
      const near = spans.map((): (LinkableSession & { readonly starts: number })[] => []);
      for (const { n, session_id: id, kind, starts, opens, closes } of rows) {
        near[n - 1]?.push({ id, standing: kind === "standing", starts, opens, closes });
      }
      const found: { readonly student: string; readonly session: string }[][] = asked.map(() => []);
      spans.forEach(({ student, members }, n) => {
        for (const at of members) {
          const span = asked[at];
          if (span === undefined) throw new RangeError("a span was lost");
          const [from, to] = [span.from.epochMilliseconds, span.to.epochMilliseconds];
          const own = near[n]?.filter(({ starts }) => starts >= from - nearMs && starts <= to + nearMs) ?? [];
          found[at] = linkedSessions(own, from, to).map((session) => ({ student, session }));
        }
      });
      return found.flat();
    },

    async studentsOf(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{ person_id: string; session_id: string }>(
        `select e.person_id, c.session_id
         from session_class c join enrolment e on e.class_id = c.class_id
         where c.session_id = any($1::uuid[])
         union select m.person_id, m.session_id from mark m where m.session_id = any($1::uuid[])
         union select f.person_id, f.session_id from fact f
         where f.kind = 'correction' and f.session_id = any($1::uuid[])
         union select a.person_id, a.session_id from attempt a where a.session_id = any($1::uuid[])`,
        [sessions],
      );
      return rows.map((row) => ({ student: row.person_id, session: row.session_id }));
    },

    async noticedIn(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<{ person_id: string; session_id: string }>(
        `select distinct e.person_id, s.id as session_id
         from session s
         join session_class c on c.session_id = s.id
         join enrolment e on e.class_id = c.class_id
         where s.id = any($1::uuid[]) and (
           exists (select from scan where scan.person_id = e.person_id
             and scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at)
           or exists (select from fact f join scan on scan.id = f.thing
             where f.kind = 'identity' and f.person_id = e.person_id
             and scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at)
           or exists (select from fact f where f.kind = 'absence' and f.person_id = e.person_id
             and f.from_at <= s.closes_at and f.to_at >= s.opens_at)
         )`,
        [sessions],
      );
      return rows.map((row) => ({ student: row.person_id, session: row.session_id }));
    },

    loadFacts: (wanted) => loadFacts(run, wanted),
    // Who is plain, only reading all that the world rests on would tell.
    plainStudents: async (asked) => asked.map(() => null),

    async sessionFacts(sessions) {
      if (sessions.length === 0) return [];
      const rows = await run<FactRow>(
        `select ${factColumns} from fact f where f.session_id = any($1::uuid[]) and f.kind = 'session' order by f.seq`,
        [sessions],
      );
      return readFacts(rows).sessions;
    },

    async marksOf(sessions, students) {
      if (sessions.length === 0 || students?.length === 0) return [];
      const rows = await run<{ session_id: string; person_id: string; revision: number; entry: unknown }>(
        `select m.session_id, m.person_id, m.revision, coalesce(m.entry, r.entry) as entry
         from mark m
         join mark_revision r
           on r.session_id = m.session_id and r.person_id = m.person_id and r.revision = m.revision
         where m.session_id = any($1::uuid[]) and ($2::uuid[] is null or m.person_id = any($2::uuid[]))`,
        [sessions, students],
      );
      return rows.map(
        (row): StoredMark => ({
          session: row.session_id,
          student: row.person_id,
          revision: row.revision,
          entry: decodeEntry(row.entry),
        }),
      );
    },

    async sessionsToWitness(sessions) {
      if (sessions.length === 0) return [];
      const waiting = await run<{ session_id: string }>(
        `select asked.session_id
         from unnest($1::uuid[]) as asked (session_id)
         join session s on s.id = asked.session_id and s.state <> 'final'
         where exists (
           select from mark m where m.session_id = asked.session_id and m.because = 'nobody_seen'
         )`,
        [sessions],
      );
      if (waiting.length === 0) return [];
      const seen = await witnessesOf(
        run,
        waiting.map((row) => row.session_id),
      );
      return [...new Set(seen.map((row) => row.session_id))];
    },

    async withoutWitness(sessions, students) {
      if (sessions.length === 0 || students.length === 0) return [];
      const read = await run<{ id: string }>(
        `select s.id from session s
         where s.id = any($1::uuid[]) and s.kind = 'timetabled' and (
           exists (select from scan where scan.person_id = any($2::uuid[])
             and scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at)
           or exists (select from fact f join scan on scan.id = f.thing
             where f.kind = 'identity' and f.person_id = any($2::uuid[])
             and scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at)
         )`,
        [sessions, students],
      );
      const ids = read.map(({ id }) => id);
      if (ids.length === 0) return [];
      const witnessed = new Set((await witnessesOf(run, ids)).map((row) => row.session_id));
      return ids.filter((id) => !witnessed.has(id));
    },

    async addMarks(marks) {
      if (marks.length === 0) return;
      const text = (instant: Parameters<typeof toTimestamptz>[0] | null): string | null =>
        instant === null ? null : toTimestamptz(instant);
      let revising = 0;
      // Nothing of these has to be quoted.
      const of = (cell: (mark: NewMark) => string | number | null): string => plainArray(marks.map(cell));
      const values = [
        of(({ session }) => session),
        of(({ student }) => student),
        of(({ startsAt }) => toTimestamptz(startsAt)),
        of(({ after }) => after),
        of(({ entry }) => entry.mark.status),
        of(({ entry: { mark } }) => (mark.status === "left_early" ? mark.arrival : null)),
        of(({ entry: { mark } }) => ("minutesLate" in mark ? mark.minutesLate : null)),
        of(({ entry: { mark } }) => ("minutesPresent" in mark ? mark.minutesPresent : null)),
        of(({ entry }) => entry.presentMs),
        of(({ entry }) => entry.leave?.effect ?? null),
        of(({ entry: { mark } }) => ("because" in mark ? mark.because : null)),
        of(({ entry: { mark } }) => ("firstSeen" in mark ? text(mark.firstSeen) : null)),
        of(({ entry }) => text(entry.lastSeen)),
        of(({ entry }) => entry.source),
        marks.map(({ entry: { flags } }) =>
          flags.length === 0 ? null : [...new Set(flags.map(({ code }) => code))].join(" "),
        ),
        of(({ entry: { mark } }) => ("scan" in mark ? mark.scan : null)),
        // One list of all, that is read side by side with the arrays: each quoted in an array of its own took the driver longer.
        `[${marks.map(({ entry }) => encodeEntry(entry)).join()}]`,
        // Which of the numbers a revision takes; null for a mark that keeps its revision.
        of(({ revises }) => (revises ? ++revising : null)),
        of(({ decidedAt }) => toTimestamptz(decidedAt)),
        of(({ entry }) => entry.why.policyVersion),
        marks.map(({ actor }) => actor.id),
        marks.map(({ actor }) => actor.role),
        marks.map(({ reason }) => reason),
      ];
      await client.query({ name: "add-marks", text: addMarksText, values: [...values, revising] });
    },

    async marksToCheck(sessions) {
      const starts = new Map(sessions.map(({ id, start }) => [id, start]));
      const rows = await run<CheckedRow>(
        `select m.session_id, m.person_id, m.starts_at, m.revision, m.status, m.arrival, m.source, m.first_seen, m.last_seen,
           m.scan_id, m.minutes_late, m.minutes_present, m.present_ms, m.leave_effect, m.because,
           array_to_string(m.flags, ' ') as flags, r.revision as newest, coalesce(m.entry, r.entry) as raw
         from mark m
         left join lateral (
           select newest.revision, newest.entry from mark_revision newest
           where newest.session_id = m.session_id and newest.person_id = m.person_id
           order by newest.revision desc limit 1
         ) r on true
         where m.session_id = any($1::uuid[])`,
        [[...starts.keys()]],
      );
      return rows.map((row): CheckedMark => {
        const { session_id: session, person_id: student, raw, newest } = row;
        const entry = readEntry(raw);
        const columns = columnsAmiss(row, entry, starts.get(session) ?? toInstant(row.starts_at));
        return { session, student, revision: newest ?? 0, entry, raw, columns };
      });
    },

    async attemptsOf(sessions, students) {
      if (sessions.length === 0 || students?.length === 0) return [];
      const rows = await run<{ session_id: string; person_id: string; attempts: number; scan_id: string }>(
        `select session_id, person_id, attempts, scan_id from attempt
         where session_id = any($1::uuid[]) and ($2::uuid[] is null or person_id = any($2::uuid[]))`,
        [sessions, students],
      );
      return rows.map((row) => ({
        session: row.session_id,
        student: row.person_id,
        times: row.attempts,
        scan: row.scan_id,
      }));
    },

    async putAttempts(attempts) {
      if (attempts.length === 0) return;
      const [gone, counted] = [
        attempts.filter(({ scan }) => scan === null),
        attempts.filter(({ scan }) => scan !== null),
      ];
      if (gone.length > 0) {
        await run(
          `delete from attempt a using unnest($1::uuid[], $2::uuid[]) as given (session_id, person_id)
           where a.session_id = given.session_id and a.person_id = given.person_id`,
          [gone.map(({ session }) => session), gone.map(({ student }) => student)],
        );
      }
      if (counted.length === 0) return;
      await run(
        `insert into attempt (session_id, person_id, scan_id, attempts)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[])
         on conflict (session_id, person_id) do update set scan_id = excluded.scan_id, attempts = excluded.attempts`,
        [
          counted.map(({ session }) => session),
          counted.map(({ student }) => student),
          counted.map(({ scan }) => scan),
          counted.map(({ times }) => times),
        ],
      );
    },

    async standingOn(days) {
      return run<StandingClass & pg.QueryResultRow>(
        `select asked.day::text as day, c.id as class, c.title, t.room_id as room
         from unnest($1::date[]) as asked (day)
         join standing_room t on t.from_date <= asked.day and (t.to_date is null or asked.day < t.to_date)
         join class c on c.id = t.class_id
         left join term on term.id = c.term_id
         where (term.id is null or asked.day between term.from_date and term.to_date)
           and not exists (
             select from session s where s.source = 'standing' and s.source_key = c.id || ' ' || asked.day
           )
         order by asked.day, c.code`,
        [days],
      );
    },

    async lastStandingDay() {
      const [row] = await run<{ day: string | null }>(
        "select max(day)::text as day from session where kind = 'standing'",
        [],
      );
      return row?.day ?? null;
    },

    async standingInOtherZones(timeZone, now) {
      const rows = await run<{ id: string }>(
        "select id from session where kind = 'standing' and closes_at > $2 and time_zone <> $1",
        [timeZone, toTimestamptz(now)],
      );
      return rows.map(({ id }) => id);
    },

    async standingRoomsOf(classes) {
      const rows = await run<{
        id: string;
        class_id: string;
        room_id: string;
        from_date: string;
        to_date: string | null;
      }>(
        `select id, class_id, room_id, from_date, to_date from standing_room
         where class_id = any($1::uuid[]) order by from_date, id`,
        [classes],
      );
      return rows.map((row) => ({
        id: row.id,
        class: row.class_id,
        room: row.room_id,
        from: row.from_date,
        to: row.to_date,
      }));
    },

    async putStandingRooms(rooms) {
      const held = rooms.filter(({ from, to }) => from !== to);
      if (isOfSchool && held.length > 0)
        await takeOver(run, {
          classes: held.map((row) => row.class),
          rooms: held.map(({ room }) => room),
        });
      await run(
        `insert into standing_room (id, class_id, room_id, from_date, to_date)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::date[])
         on conflict (id) do update set from_date = excluded.from_date, to_date = excluded.to_date`,
        [
          rooms.map(({ id }) => id),
          rooms.map((row) => row.class),
          rooms.map(({ room }) => room),
          rooms.map(({ from }) => from),
          rooms.map(({ to }) => to),
        ],
      );
    },

    async enrolledFrom(enrolments) {
      const rows = await run<{ id: string; from_date: string }>(
        "select id, from_date from enrolment where id = any($1::uuid[])",
        [enrolments],
      );
      return new Map(rows.map(({ id, from_date }) => [id, from_date]));
    },

    async putEnrolments(enrolments, how = "told") {
      const held = enrolments.filter(({ from, to }) => from !== to);
      // What only moves from one record to another was the demonstration's, or was not.
      const tellsAnew = isOfSchool && how === "told";
      if (tellsAnew && held.length > 0)
        await takeOver(run, {
          classes: held.map((enrolment) => enrolment.class),
          people: held.map(({ student }) => student),
        });
      await run(
        `insert into enrolment (id, person_id, class_id, from_date, to_date, of_ended_demo)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[], $5::date[], $7::boolean[])
         on conflict (id) do update set from_date = excluded.from_date, to_date = excluded.to_date,
           of_ended_demo = enrolment.of_ended_demo
             and (not $6::boolean or excluded.from_date is not distinct from excluded.to_date)`,
        [
          enrolments.map(({ id }) => id),
          enrolments.map(({ student }) => student),
          enrolments.map((enrolment) => enrolment.class),
          enrolments.map(({ from }) => from),
          enrolments.map(({ to }) => to),
          tellsAnew,
          enrolments.map(({ isOfEndedDemo }) => how === "moved" && isOfEndedDemo === true),
        ],
      );
    },
  };
}

/**
 * The longest day has 25 hours, so this much on either side of a time, in milliseconds, holds every session whose window
 * holds a moment of it, or is linked to one by overlapping windows.
 */
const nearMs = 26 * 3_600_000;

/** Times of a student that lie so near each other that the sessions around them are asked for at once. */
interface SpansTogether {
  readonly student: string;
  /** Epoch milliseconds, in which the sessions start. */
  readonly from: number;
  to: number;
  /** Where they stand among what is asked. */
  readonly members: number[];
}

/** A student's sessions of one day have the same others around them: they are fetched once, and not once for each. */
function spansTogether(asked: Parameters<FactTransaction["sessionsAround"]>[0]): readonly SpansTogether[] {
  const found: SpansTogether[] = [];
  const last = new Map<string, SpansTogether>();
  const inOrder = asked
    .map(({ student, from, to }, at) => ({
      at,
      student,
      from: from.epochMilliseconds - nearMs,
      to: to.epochMilliseconds + nearMs,
    }))
    .sort((a, b) => a.from - b.from);
  for (const { at, student, from, to } of inOrder) {
    const before = last.get(student);
    if (before !== undefined && from <= before.to) {
      before.to = Math.max(before.to, to);
      before.members.push(at);
    } else {
      const span = { student, from, to, members: [at] };
      last.set(student, span);
      found.push(span);
    }
  }
  return found;
}

type Run = PreparedRun;

/** Marks with their next revisions and the numbers that these take, in one statement. */
interface CheckedRow {
  readonly session_id: string;
  readonly person_id: string;
  readonly starts_at: string;
  readonly revision: number;
  readonly status: string;
  readonly arrival: string | null;
  readonly source: string;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly scan_id: string | null;
  readonly minutes_late: number | null;
  readonly minutes_present: number | null;
  readonly present_ms: number | string | null;
  readonly leave_effect: string | null;
  readonly because: string | null;
  readonly flags: string | null;
  readonly newest: number | null;
  readonly raw: unknown;
}

/** The columns of a mark that are not what `addMarks` writes of its entry; of none, or what is no mark, only those that need none. */
function columnsAmiss(
  row: CheckedRow,
  entry: RegisterMark | null,
  start: Temporal.Instant,
): CheckedMark["columns"] {
  const at = (text: string | null): Temporal.Instant | null => (text === null ? null : toInstant(text));
  const all: (readonly [name: string, kept: unknown, said: unknown])[] = [
    ["starts_at", at(row.starts_at), start],
    ["revision", row.revision, row.newest],
  ];
  if (entry !== null) {
    const { mark, flags } = entry;
    all.push(
      ["status", row.status, mark.status],
      ["arrival", row.arrival, mark.status === "left_early" ? mark.arrival : null],
      ["source", row.source, entry.source],
      ["first_seen", at(row.first_seen), "firstSeen" in mark ? mark.firstSeen : null],
      ["last_seen", at(row.last_seen), entry.lastSeen],
      ["scan_id", row.scan_id, "scan" in mark ? mark.scan : null],
      ["minutes_late", row.minutes_late, "minutesLate" in mark ? mark.minutesLate : null],
      ["minutes_present", row.minutes_present, "minutesPresent" in mark ? mark.minutesPresent : null],
      ["present_ms", row.present_ms, entry.presentMs],
      ["leave_effect", row.leave_effect, entry.leave?.effect ?? null],
      ["because", row.because, "because" in mark ? mark.because : null],
      ["flags", row.flags || null, [...new Set(flags.map(({ code }) => code))].join(" ") || null],
    );
  }
  return all.flatMap(([name, kept, said]) => {
    // Writing instants as text took a quarter of the time of folding everything again.
    if (kept instanceof Temporal.Instant && said instanceof Temporal.Instant && kept.equals(said)) return [];
    const [stored, folded] = [String(kept ?? "none"), String(said ?? "none")];
    return stored === folded ? [] : [{ field: `column ${name}`, stored, folded }];
  });
}

const addMarksText = `
  with given as (
    select * from rows from (unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::int[], $5::text[], $6::text[],
      $7::int[], $8::int[], $9::bigint[], $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::text[],
      $15::text[], $16::uuid[], $18::int[], $19::timestamptz[], $20::int[], $21::text[], $22::text[], $23::text[]),
      jsonb_array_elements($17::jsonb))
      as given (session_id, person_id, starts_at, after, status, arrival, minutes_late, minutes_present, present_ms,
        leave_effect, because, first_seen, last_seen, source, flags, scan_id, nth, decided_at, policy_version,
        actor, role, reason, entry)
  ), taken as (
    update change_counter set seq = seq + $24::int returning seq - $24::int as before
  ), numbered as materialized (
    -- The revisions of a mark that was lost are still there, and the next one follows them.
    select given.*, taken.before + nth as seq, case when nth is null then after else greatest(after + 1, (
        select max(r.revision) + 1 from mark_revision r
        where r.session_id = given.session_id and r.person_id = given.person_id
      )) end as revision
    from given, taken
  ), revised as (
    insert into mark_revision (seq, session_id, person_id, revision, status, source, decided_at, policy_version, actor,
      role, reason, entry)
    select seq, session_id, person_id, revision, status, source, decided_at, policy_version, actor, role, reason, entry
    from numbered where nth is not null
  )
  insert into mark (session_id, person_id, starts_at, revision, status, arrival, minutes_late, minutes_present,
    present_ms, leave_effect, because, first_seen, last_seen, source, flags, scan_id, entry)
  select session_id, person_id, starts_at, revision, status, arrival, minutes_late, minutes_present, present_ms,
    leave_effect, because, first_seen, last_seen, source, string_to_array(flags, ' '), scan_id,
    -- What the revision says itself is not stored twice.
    case when nth is null then entry end
  from numbered
  on conflict (session_id, person_id) do update set starts_at = excluded.starts_at,
    revision = excluded.revision, status = excluded.status, arrival = excluded.arrival,
    minutes_late = excluded.minutes_late, minutes_present = excluded.minutes_present,
    present_ms = excluded.present_ms, leave_effect = excluded.leave_effect, because = excluded.because,
    first_seen = excluded.first_seen, last_seen = excluded.last_seen, source = excluded.source,
    flags = excluded.flags, scan_id = excluded.scan_id, entry = excluded.entry`;

async function loadFacts(run: Run, { sessions, students }: FactsWanted): Promise<RegisterFacts> {
  const ownRows = await run<FactRow>(
    `select ${factColumns} from fact f where f.session_id = any($1::uuid[])
       and ($2::uuid[] is null or f.kind <> 'correction' or f.person_id = any($2::uuid[]))`,
    [sessions, students],
  );
  const own = readFacts(ownRows);
  // Every plan counts: a final session keeps the one that it had when it became final.
  const plans = own.sessions.flatMap((fact) => (fact.kind === "planned" ? [fact.plan] : []));
  const classes = [...new Set(plans.flatMap((plan) => plan.classes))];
  const rooms = [...new Set(plans.flatMap((plan) => plan.rooms))];
  const [window] = await run<{ from: string | null; to: string | null }>(
    `select min(starts_at) - make_interval(mins => max(before)) as from, max(ends_at) + make_interval(mins => max(after)) as to
     from unnest($1::timestamptz[], $2::timestamptz[]) as given (starts_at, ends_at),
       (select max((numbers->>'openBefore')::int) as before, max((numbers->>'exitGrace')::int) as after from policy) margins`,
    [plans.map(({ start }) => toTimestamptz(start)), plans.map(({ end }) => toTimestamptz(end))],
  );
  const from = window?.from ?? null;
  const to = window?.to ?? null;
  if (from === null || to === null) return { ...own, scans: [] };

  const witnesses = students === null ? [] : await witnessesOf(run, sessions);
  const enrolmentRows = await run<FactRow>(
    `select ${factColumns} from fact f where f.kind = 'enrolment' and f.class_id = any($1::uuid[])
       and ($2::uuid[] is null or f.person_id = any($2::uuid[]))`,
    [classes, students === null ? null : [...students, ...witnesses.map(({ person_id }) => person_id)]],
  );
  const enrolled = readFacts(enrolmentRows).enrolments;
  const everybody = students ?? [
    ...new Set([...enrolled.map(({ student }) => student), ...own.corrections.map(({ student }) => student)]),
  ];
  const watchRows = await run<FactRow>(
    `select ${factColumns} from fact f where f.kind = 'watch' and f.room_id = any($1::uuid[])`,
    [rooms],
  );
  const { watches } = readFacts(watchRows);
  const otherRows = await run<FactRow>(
    `select ${factColumns} from fact f where f.kind = 'absence' and f.person_id = any($1::uuid[])
     union all
     select ${factColumns} from fact f where f.kind = 'blindness' and f.thing in (
       select b.thing from fact b
       where b.kind = 'blindness' and b.reader = any($2::text[]) and b.from_at <= $4
         and (b.to_at is null or b.to_at >= $3)
     )`,
    [everybody, [...new Set(watches.map(({ reader }) => reader))], from, to],
  );
  const { absences, blindness } = readFacts(otherRows);
  const scans = await loadScans(
    run,
    everybody,
    witnesses.map(({ id }) => id),
    from,
    to,
  );
  return { ...own, enrolments: enrolled, watches, absences, blindness, scans };
}

/** For each session one scan, if there is any, that shows that somebody expected was seen in its room. */
function witnessesOf(
  run: Run,
  sessions: readonly string[],
): Promise<{ session_id: string; id: string; person_id: string }[]> {
  return run(
    `select s.id as session_id, seen.id, seen.person_id
     from session s
     cross join lateral (
       select scan.id, e.person_id
       from session_class c
       join enrolment e on e.class_id = c.class_id and e.from_date <= s.day and (e.to_date is null or s.day < e.to_date)
       join scan on scan.person_id = e.person_id and scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at
         and scan.identified and scan.decision in ('granted', 'late')
         and not exists (select from fact f where f.kind = 'identity' and f.thing = scan.id)
       join session_room r on r.session_id = s.id and r.room_id = scan.room_id
       where c.session_id = s.id
       limit 1
     ) seen
     where s.id = any($1::uuid[]) and s.kind = 'timetabled'
     union
     select s.id, scan.id, f.person_id
     from session s
     join session_class c on c.session_id = s.id
     join enrolment e on e.class_id = c.class_id and e.from_date <= s.day and (e.to_date is null or s.day < e.to_date)
     join fact f on f.kind = 'identity' and f.person_id = e.person_id
       and not exists (select from fact l where l.kind = 'identity' and l.thing = f.thing and l.seq > f.seq)
     join scan on scan.id = f.thing and scan.occurred_at >= s.opens_at and scan.occurred_at <= s.closes_at
       and scan.identified and scan.decision in ('granted', 'late')
     join session_room r on r.session_id = s.id and r.room_id = scan.room_id
     where s.id = any($1::uuid[]) and s.kind = 'timetabled'`,
    [sessions],
  );
}

interface ScanFactRow {
  id: string;
  seq: number;
  occurred_at: string;
  content_hash: string;
  decision: Decision;
  identified: boolean;
  direction: "in" | "out" | null;
  person_id: string | null;
  room_id: string | null;
}

interface WordRow {
  id: string;
  seq: number;
  kind: "identity" | "placed";
  thing: string;
  person_id: string | null;
  room_id: string | null;
}

/** Scans with every word on whose they are and where they were; those without a room are left out. */
export function scansWithWords(run: Run, ids: readonly string[]): Promise<ScanFact[]> {
  return loadScans(run, [], ids, "-infinity", "infinity");
}

/**
 * The scans of these students, or once joined to them, and the given ones, with every word on whose they are and where they
 * were.
 */
async function loadScans(
  run: Run,
  students: readonly string[],
  ids: readonly string[],
  from: string,
  to: string,
): Promise<ScanFact[]> {
  const rows = await run<ScanFactRow>(
    `select s.id, s.seq, s.occurred_at, encode(s.content_hash, 'hex') as content_hash, s.decision, s.identified,
       s.direction, s.person_id, case when s.placed then s.first_room_id else s.room_id end as room_id
     from (
       select s.id from scan s where s.person_id = any($1::uuid[]) and s.occurred_at >= $3 and s.occurred_at <= $4
       union select f.thing from fact f where f.kind = 'identity' and f.person_id = any($1::uuid[])
       union select unnest($2::uuid[])
     ) wanted
     join scan s on s.id = wanted.id
     where (s.room_id is not null or s.placed) and s.occurred_at >= $3 and s.occurred_at <= $4`,
    [students, ids, from, to],
  );
  const words = await run<WordRow>(
    `select f.id, f.seq, f.kind, f.thing, f.person_id, f.room_id from fact f
     where f.kind in ('identity', 'placed') and f.thing = any($1::uuid[]) order by f.seq`,
    [rows.map(({ id }) => id)],
  );
  const facts: ScanFact[] = [];
  const byId = new Map<string, ScanFact>();
  for (const row of rows) {
    const fact: ScanFact = {
      id: row.id,
      seq: row.seq,
      room: row.room_id,
      student: row.person_id,
      scan: {
        id: row.id,
        occurredAt: toInstant(row.occurred_at),
        contentHash: row.content_hash,
        decision: row.decision,
        identified: row.identified,
        direction: row.direction,
      },
    };
    facts.push(fact);
    byId.set(row.id, fact);
  }
  for (const { id, seq, kind, thing, person_id, room_id } of words) {
    const scan = byId.get(thing);
    if (!scan) continue;
    const said: ScanFact =
      kind === "placed"
        ? { ...scan, id, seq, says: "room", room: room_id }
        : { ...scan, id, seq, says: "student", student: person_id };
    facts.push(said);
    byId.set(thing, said);
  }
  return facts;
}
