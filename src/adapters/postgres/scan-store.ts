import type pg from "pg";
import type { ScanStore } from "../../app/scans/scan-store.ts";
import type { ScanView } from "../../contract/http/scans.ts";
import type { StatedOfClock } from "../../domain/attendance/stated-of-clock.ts";
import { findByCode } from "../../domain/kernel/code-key.ts";
import { createNearCodes } from "../../domain/kernel/near-codes.ts";
import { seatIsOfSchool, sessionIsOfSchool } from "./ended-demo.ts";
import { studentOwnId, whoGoesBy } from "./own-id.ts";
import { readableBytes } from "./readable-bytes.ts";
import { type StatedClock, statedClock, toStatedClock } from "./stated-clock.ts";
import { toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

interface DecisionCounts {
  granted: number;
  late: number;
  denied: number;
  unknown: number;
}

/** Sums of a tally by decision, as columns. */
const byDecision = ["granted", "late", "denied", "unknown"]
  .map((decision) => `coalesce(sum(n) filter (where decision = '${decision}'), 0)::bigint as ${decision}`)
  .join(", ");

/** What is asked of the scans themselves, over a pool. */
export function scanStore(query: Query): ScanStore {
  return {
    async listScans(filter, before, limit) {
      const where: string[] = [];
      const values: unknown[] = [];
      const bind = (value: unknown): string => `$${values.push(value)}`;
      if (before !== null) where.push(`s.seq < ${bind(before)}`);
      if (filter.student !== undefined) {
        where.push(`s.person_id = ${whoGoesBy(`${bind(filter.student)}::text`)}`);
      }
      if (filter.location !== undefined) where.push(`s.location = ${bind(filter.location)}`);
      if (filter.decision !== undefined) where.push(`s.decision = ${bind(filter.decision)}`);
      if (filter.sender !== undefined) where.push(`s.sender = ${bind(filter.sender)}`);
      if (filter.reason !== undefined)
        where.push(`left(coalesce(s.reason, ''), 120) = ${bind(filter.reason)}`);
      if (filter.identified !== undefined) where.push(`s.identified = ${bind(filter.identified)}`);
      if (filter.span !== undefined) {
        where.push(`s.occurred_at >= ${bind(filter.span.start.toString())}`);
        where.push(`s.occurred_at < ${bind(filter.span.end.toString())}`);
      }
      const rows = await query<ScanRow>(
        `select ${scanColumns} from scan s
         ${where.length === 0 ? "" : `where ${where.join(" and ")}`}
         order by s.seq desc limit ${bind(limit)}`,
        values,
      );
      return rows.map(toScanView);
    },

    async findScan(id) {
      const [row] = await query<ScanRow & { topic: string; qos: number; raw: Buffer }>(
        `select ${scanColumns}, s.topic, s.qos, s.raw from scan s where s.id = $1`,
        [id],
      );
      return row
        ? { ...toScanView(row), topic: row.topic, qos: row.qos, payload: readableBytes(row.raw) }
        : null;
    },

    async countTallies(day) {
      const rows = await query<{ kind: string; n: number }>(
        "select kind, sum(n)::bigint as n from tally where day = $1 group by kind",
        [day],
      );
      return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
    },

    async locationNames(day) {
      const [told, names] = await Promise.all([
        query<{ location: string; scans: number }>(
          `select location, sum(n)::bigint as scans from decision_tally
           where day = $1 group by location order by location`,
          [day],
        ),
        query<{ name: string; code: string }>(
          "select n.name, r.code from room_name n join room r on r.id = n.room_id order by n.name",
          [],
        ),
      ]);
      const known = names.map(({ name, code }) => [name, code] as const);
      const find = findByCode(known);
      const near = createNearCodes(known);
      return told.map(({ location, scans }) => {
        const room = find(location);
        return { location, room, near: room === null ? near.find(location) : null, scans };
      });
    },

    async decisions(from, to, location) {
      // One pass over the tallies of the days asked for answers every grouping.
      const rows = await query<
        DecisionCounts & {
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
        `select ${studentOwnId("a.person_id")} as student, sum(a.attempts)::bigint as attempts,
           array_agg(distinct r.code order by r.code) as locations, max(scan.occurred_at) as last_at
         from attempt a
         join session s on s.id = a.session_id
         join scan on scan.id = a.scan_id
         join room r on r.id = scan.room_id
         where s.day between $1 and $2 and ($3::text is null or r.code = $3)
           and ${sessionIsOfSchool("s.id")} and ${seatIsOfSchool("s.id", "a.person_id")}
         group by a.person_id having sum(a.attempts) > 1
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
        `select ${studentOwnId("a.person_id")} as student, r.code as location, a.attempts, scan.occurred_at as last_at
         from session s
         join attempt a on a.session_id = s.id and a.attempts >= $2
         join scan on scan.id = a.scan_id
         join room r on r.id = scan.room_id
         left join mark m on m.session_id = s.id and m.person_id = a.person_id and m.status <> 'expected'
         where s.day = $1 and m.session_id is null and ${sessionIsOfSchool("s.id")}
           and ${seatIsOfSchool("s.id", "a.person_id")}
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
  };
}

export const scanColumns = `s.id, s.seq, s.subject_value, s.person_id, s.room_id, s.identified, s.location, s.decision,
  s.reason, s.device_text, s.occurred_at, s.time_basis, s.clock_suspect, s.received_at, s.sender, s.source, s.method,
  s.confidence, s.confidence_guess, s.liveness, s.model, s.direction, s.live, s.repeats, s.withdrawn_at, ${statedClock}`;

export interface ScanRow extends StatedClock {
  id: string;
  seq: number;
  subject_value: string | null;
  person_id: string | null;
  room_id: string | null;
  identified: boolean;
  location: string | null;
  decision: ScanView["decision"];
  reason: string | null;
  device_text: string;
  occurred_at: string;
  time_basis: ScanView["timeBasis"];
  clock_suspect: boolean;
  received_at: string;
  sender: string;
  source: ScanView["source"];
  method: string | null;
  confidence: number | null;
  confidence_guess: ScanView["confidenceGuess"];
  liveness: ScanView["liveness"];
  model: string | null;
  direction: ScanView["direction"];
  live: boolean;
  repeats: number;
  withdrawn_at: string | null;
}

const toClockView = (stated: StatedOfClock | null): ScanView["clock"] =>
  stated === null ? null : { ...stated, at: stated.at.toString({ fractionalSecondDigits: 3 }) };

export function toScanView(row: ScanRow): ScanView {
  return {
    id: row.id,
    seq: row.seq,
    student: row.subject_value,
    known: row.person_id !== null,
    identified: row.identified,
    location: row.location,
    decision: row.decision,
    reason: row.reason,
    timestamp: row.device_text,
    occurredAt: toRfc3339(row.occurred_at),
    timeBasis: row.time_basis,
    clockSuspect: row.clock_suspect,
    clock: toClockView(toStatedClock(row.clock)),
    withdrawnAt: row.withdrawn_at === null ? null : toRfc3339(row.withdrawn_at),
    receivedAt: toRfc3339(row.received_at),
    sender: row.sender,
    source: row.source,
    method: row.method,
    confidence: row.confidence,
    confidenceGuess: row.confidence_guess,
    liveness: row.liveness,
    model: row.model,
    direction: row.direction,
    live: row.live,
    repeats: row.repeats,
  };
}
