import type pg from "pg";
import type { DashboardStore, DecisionCounts } from "../../app/dashboard/dashboard-store.ts";
import { toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** Standing sessions `s`, each with its class `c` and its room `r`. */
const standingSessions = `session s
  join session_class sc on sc.session_id = s.id and s.kind = 'standing' and s.state <> 'cancelled'
  join class c on c.id = sc.class_id
  join session_room sr on sr.session_id = s.id
  join room r on r.id = sr.room_id`;

const enrolled = "e.from_date <= $1 and (e.to_date is null or $1 < e.to_date)";

/** Sums of a tally by decision, as columns. */
const byDecision = ["granted", "late", "denied", "unknown"]
  .map((decision) => `coalesce(sum(n) filter (where decision = '${decision}'), 0)::bigint as ${decision}`)
  .join(", ");

/** The dashboard's queries over a pool. */
export function dashboardStore(query: Query): DashboardStore {
  return {
    async standingClasses(day) {
      const rows = await query<{ id: string; code: string; title: string; location: string }>(
        `select c.id, c.code, c.title, r.code as location from ${standingSessions} where s.day = $1 order by c.code`,
        [day],
      );
      return rows.map(({ id, ...row }) => ({ classId: id, ...row }));
    },

    async deniedByClass(day) {
      const rows = await query<{ class_id: string; denied: number }>(
        `select c.id as class_id, count(*) as denied
         from ${standingSessions}
         join attempt a on a.session_id = s.id
         join scan on scan.id = a.scan_id and scan.decision = 'denied'
         join enrolment e on e.person_id = a.person_id and e.class_id = c.id and ${enrolled}
         left join mark m on m.session_id = a.session_id and m.person_id = a.person_id and m.status <> 'expected'
         where s.day = $1 and m.session_id is null group by c.id`,
        [day],
      );
      return new Map(rows.map(({ class_id, denied }) => [class_id, denied]));
    },

    async classHistory(classIds, day, days) {
      const rows = await query<{
        class_id: string;
        day: string;
        expected: number;
        present: number;
        late: number;
      }>(
        `select s.class_id, s.day, n.*
         from unnest($2::uuid[]) as asked (class_id)
         cross join lateral (
           select s.id, sc.class_id, s.day from session_class sc
           join session s on s.id = sc.session_id and s.kind = 'standing' and s.state <> 'cancelled' and s.day < $1
           where sc.class_id = asked.class_id
           order by sc.starts_at desc limit $3
         ) s
         cross join lateral (
           select count(*) as expected,
             count(*) filter (where m.status = 'present') as present,
             count(*) filter (where m.status = 'late') as late
           from enrolment e
           left join mark m on m.session_id = s.id and m.person_id = e.person_id
           where e.class_id = s.class_id and e.from_date <= s.day
             and (e.to_date is null or s.day < e.to_date)
         ) n
         order by s.day`,
        [day, classIds, days],
      );
      return rows.map(({ class_id, ...row }) => ({ classId: class_id, ...row }));
    },

    async locationScans(day) {
      return query<Mutable<DecisionCounts> & { location: string; room: string | null; senders: string[] }>(
        `select t.location, r.code as room, array_agg(distinct t.sender order by t.sender) as senders, ${byDecision}
         from decision_tally t
         left join room_name on room_name.name = t.location
         left join room r on r.id = room_name.room_id
         where t.day = $1 group by t.location, r.code order by t.location`,
        [day],
      );
    },

    async senders() {
      const rows = await query<{
        name: string;
        source: string;
        first_at: string;
        last_at: string;
        scans: number;
        state: "online" | "offline" | null;
        state_at: string | null;
        heartbeat_at: string | null;
        outbox: number | null;
        clock: string | null;
        missing: number;
      }>(
        `select s.*, coalesce((
           select sum(b.last_seq - b.first_seq + 1 - b.scans) from sender_boot b where b.sender = s.name
         ), 0)::bigint as missing
         from sender s order by s.name limit 1000`,
        [],
      );
      const shown = (text: string | null): string | null => (text === null ? null : toRfc3339(text));
      return rows.map((row) => ({
        name: row.name,
        source: row.source,
        firstAt: toRfc3339(row.first_at),
        lastAt: toRfc3339(row.last_at),
        scans: row.scans,
        state: row.state,
        stateAt: shown(row.state_at),
        heartbeatAt: shown(row.heartbeat_at),
        outbox: row.outbox,
        clock: row.clock,
        missing: row.missing,
      }));
    },

    async insights(from, to, location) {
      // One pass over the tallies of the days asked for answers every grouping.
      const rows = await query<
        Mutable<DecisionCounts> & {
          grouped: number;
          day: string;
          location: string;
          sender: string;
          reason: string;
          hour: number;
        }
      >(
        `select grouping(day, location, sender, reason, hour) as grouped, day, location, sender, reason, hour, ${byDecision}
         from (
           select day, location, sender, reason, slot / 4 as hour, decision, n from decision_tally
           where day between $1 and $2 and ($3::text is null or location = $3)
         ) t
         group by grouping sets ((), (day), (location), (sender), (reason), (hour), (location, hour))
         order by sum(n) desc`,
        [from, to, location],
      );
      // grouping() sets a bit for each column that is summed over: day 16, location 8, sender 4, reason 2, hour 1.
      const groups = (bits: number): typeof rows => rows.filter(({ grouped }) => grouped === bits);
      const counts = ({ granted, late, denied, unknown }: DecisionCounts): DecisionCounts => ({
        granted,
        late,
        denied,
        unknown,
      });
      const [total] = groups(31);
      const denied = await query<{ student: string; attempts: number; locations: string[]; last_at: string }>(
        `select i.value as student, sum(a.attempts)::bigint as attempts,
           array_agg(distinct r.code order by r.code) as locations, max(scan.occurred_at) as last_at
         from attempt a
         join session s on s.id = a.session_id
         join scan on scan.id = a.scan_id
         join room r on r.id = scan.room_id
         join identifier i on i.person_id = a.person_id and i.scheme = 'student_id' and i.valid_to is null
         where s.day between $1 and $2 and ($3::text is null or r.code = $3)
         group by i.value having sum(a.attempts) > 1
         order by attempts desc, student limit 50`,
        [from, to, location],
      );
      return {
        total: total ? counts(total) : { granted: 0, late: 0, denied: 0, unknown: 0 },
        byReason: groups(29).map((row) => ({ reason: row.reason || null, ...counts(row) })),
        byLocation: groups(23).map((row) => ({ location: row.location || null, ...counts(row) })),
        byHour: groups(30)
          .map((row) => ({ hour: row.hour, ...counts(row) }))
          .sort((a, b) => a.hour - b.hour),
        bySender: groups(27).map((row) => ({ sender: row.sender, ...counts(row) })),
        byDay: groups(15)
          .map((row) => ({ day: row.day, ...counts(row) }))
          .sort((a, b) => (a.day < b.day ? -1 : 1)),
        denialClusters: groups(22)
          .filter((row) => row.denied > 0)
          .map((row) => ({ location: row.location || null, hour: row.hour, denied: row.denied }))
          .sort((a, b) => b.denied - a.denied)
          .slice(0, 50),
        deniedAgain: denied.map((row) => ({
          student: row.student,
          attempts: row.attempts,
          locations: row.locations,
          lastAt: toRfc3339(row.last_at),
        })),
      };
    },

    async repeatedDenials(day, atLeast) {
      const rows = await query<{ student: string; location: string; attempts: number; last_at: string }>(
        `select i.value as student, r.code as location, a.attempts, scan.occurred_at as last_at
         from session s
         join attempt a on a.session_id = s.id and a.attempts >= $2
         join scan on scan.id = a.scan_id
         join room r on r.id = scan.room_id
         join identifier i on i.person_id = a.person_id and i.scheme = 'student_id' and i.valid_to is null
         left join mark m on m.session_id = s.id and m.person_id = a.person_id and m.status <> 'expected'
         where s.day = $1 and m.session_id is null
         order by a.attempts desc, student limit 20`,
        [day, atLeast],
      );
      return rows.map(({ last_at, ...row }) => ({
        kind: "repeated_denials",
        ...row,
        lastAt: toRfc3339(last_at),
      }));
    },

    async refusedByReason(day) {
      return query<{ location: string; decision: string; reason: string; n: number }>(
        `select location, decision, reason, sum(n)::bigint as n from decision_tally
         where day = $1 and decision in ('denied', 'unknown') group by location, decision, reason`,
        [day],
      );
    },

    async quarantineGroups(since) {
      const rows = await query<{
        code: string;
        sender: string | null;
        messages: number;
        open: number;
        last_at: string;
      }>(
        `select code, sender, count(*) as messages, max(received_at) as last_at,
           count(*) filter (where replay_outcome is null or replay_outcome not in ('stored', 'repeat')) as open
         from quarantine where received_at >= $1 group by code, sender order by open desc, messages desc limit 200`,
        [since],
      );
      return rows.map(({ last_at, ...row }) => ({ ...row, lastAt: toRfc3339(last_at) }));
    },

    async openQuarantine(filter, limit) {
      const rows = await query<{ id: string }>(
        `select id from quarantine
         where (replay_outcome is null or replay_outcome not in ('stored', 'repeat'))
           and ($1::text is null or code = $1) and ($2::text is null or sender = $2)
         order by seq limit $3`,
        [filter.code ?? null, filter.sender ?? null, limit],
      );
      return rows.map(({ id }) => id);
    },
  };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
