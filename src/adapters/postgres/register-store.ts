import type pg from "pg";
import type { Place, QuarantinedMessage, RegisterStore } from "../../app/register/register-facts.ts";
import type { QuarantineView, ScanView } from "../../contract/http/api.ts";
import type { MarkStatus } from "../../domain/attendance/mark.ts";
import type { Decision } from "../../domain/attendance/scan.ts";
import { toInstant, toRfc3339 } from "./to-instant.ts";

type Query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** The register queries over a pool. Each is one round trip, and answers from an index. */
export function registerStore(query: Query): RegisterStore {
  return {
    async rosterVersion() {
      // What the store counts for itself anyway; a table that was written to counts further.
      const [row] = await query<{ version: string }>(
        `select string_agg(relname || ' ' || n_tup_ins || ' ' || n_tup_upd || ' ' || n_tup_del, ', ' order by relname)
           as version
         from pg_stat_user_tables
         where schemaname = current_schema() and relname in ('class', 'enrolment', 'identifier', 'room', 'standing_room')`,
        [],
      );
      return row?.version ?? "";
    },

    async enrolledOn(day) {
      // Read before the marks: whatever was committed up to it is among them.
      const [counter] = await query<{ seq: number }>("select seq from change_counter", []);
      const [rooms, rows] = await Promise.all([
        query<{ code: string; location: string }>(
          `select c.code, r.code as location from ${standingSessions}`,
          [day],
        ),
        query<{ person_id: string; value: string; classes: string[]; seen: (MarkStatus | null)[] }>(
          `select e.person_id, i.value, array_agg(c.code order by c.code) as classes,
             array_agg(nullif(m.status, 'expected') order by c.code) as seen
           from ${standingSessions}
           join enrolment e on e.class_id = c.id
           join identifier i on i.person_id = e.person_id and i.scheme = 'student_id' and i.valid_to is null
           left join mark m on m.session_id = s.id and m.person_id = e.person_id
           where ${enrolledOnDay} group by e.person_id, i.value`,
          [day],
        ),
      ]);
      return {
        upTo: counter?.seq ?? 0,
        roomOf: new Map(rooms.map(({ code, location }) => [code, location])),
        students: rows.map(({ person_id, value, classes, seen }) => ({
          personId: person_id,
          studentId: value,
          classes,
          seen,
        })),
      };
    },

    async marksAfter(seq, day) {
      const rows = await query<{
        seq: number;
        person_id: string;
        code: string;
        status: MarkStatus | null;
      }>(
        `select v.seq, v.person_id, c.code, nullif(v.status, 'expected') as status
         from mark_revision v
         join session s on s.id = v.session_id and s.kind = 'standing' and s.day = $2
         join session_class sc on sc.session_id = s.id
         join class c on c.id = sc.class_id
         where v.seq > $1 order by v.seq`,
        [seq, day],
      );
      return rows.map(({ person_id, code, ...row }) => ({ ...row, personId: person_id, classCode: code }));
    },

    async findStudent(studentId) {
      const [row] = await query<{ person_id: string }>(
        "select person_id from identifier where scheme = 'student_id' and value = $1 and valid_to is null",
        [studentId],
      );
      return row ? { personId: row.person_id, studentId } : null;
    },

    async placesOfStudents(personIds, day) {
      const rows = await query<PlaceRow>(
        `select ${placeColumns} from unnest($2::uuid[]) as asked (person_id)
         join enrolment e on e.person_id = asked.person_id ${placeJoins}
         order by i.value, c.code`,
        [day, personIds],
      );
      return rows.map(toPlace);
    },

    async placesOfClass(classId, day) {
      const rows = await query<PlaceRow>(
        `select ${placeColumns} from enrolment e ${placeJoins} and c.id = $2 order by i.value`,
        [day, classId],
      );
      return rows.map(toPlace);
    },

    async placesOfSightings(sightings, day) {
      const rows = await query<PlaceRow>(
        `select ${placeColumns}
         from (select distinct * from unnest($2::uuid[], $3::uuid[]) as given (person_id, room_id)) asked
         join enrolment e on e.person_id = asked.person_id ${placeJoins} and r.id = asked.room_id`,
        [day, sightings.map(({ personId }) => personId), sightings.map(({ roomId }) => roomId)],
      );
      return rows.map(toPlace);
    },

    async listClasses(day, after, limit) {
      const rows = await query<ClassRow>(
        `${classQuery} where ($2::text is null or c.code > $2) and ${classHasStudents} order by c.code limit $3`,
        [day, after, limit + 1],
      );
      const classes = rows.slice(0, limit);
      return { classes, next: rows.length > limit ? (classes.at(-1)?.code ?? null) : null };
    },

    async findClass(code, day) {
      const [row] = await query<ClassRow>(`${classQuery} where c.code = $2 and ${classHasStudents}`, [
        day,
        code,
      ]);
      return row ?? null;
    },

    async countScansOfClass(classId, day) {
      const rows = await query<{ kind: string; n: number }>(
        `select t.kind, sum(t.n)::bigint as n
         from standing_room stands
         join room_name r on r.room_id = stands.room_id
         join tally t on t.day = $2 and t.location = r.name
         where stands.class_id = $1 and stands.from_date <= $2 and (stands.to_date is null or $2 < stands.to_date)
         group by t.kind`,
        [classId, day],
      );
      return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
    },

    async listScans(filter, before, limit) {
      const where: string[] = [];
      const values: unknown[] = [];
      const bind = (value: unknown): string => `$${values.push(value)}`;
      if (before !== null) where.push(`s.seq < ${bind(before)}`);
      if (filter.student !== undefined) {
        where.push(
          `s.person_id = (select person_id from identifier
             where scheme = 'student_id' and value = ${bind(filter.student)} and valid_to is null)`,
        );
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
      return row ? { ...toScanView(row), topic: row.topic, qos: row.qos, payload: readable(row.raw) } : null;
    },

    async listQuarantine(filter, before, limit) {
      const rows = await query<
        QuarantineRow & { payload: Buffer; payload_sha256: Buffer; payload_bytes: number; whole: boolean }
      >(
        `select ${quarantineColumns}, payload, payload_bytes, payload_sha256, ${keptWhole} as whole from quarantine q
         where ($1::bigint is null or q.seq < $1) and ($2::text is null or q.code = $2)
         order by q.seq desc limit $3`,
        [before, filter.code ?? null, limit],
      );
      return rows.map((row) => ({
        ...toQuarantineHead(row),
        payload: {
          ...readable(row.payload, row.whole),
          bytes: row.payload_bytes,
          sha256: row.payload_sha256.toString("hex"),
          truncated: !row.whole,
        },
      }));
    },

    async findQuarantined(id) {
      const [row] = await query<{
        topic: string;
        payload: Buffer;
        whole: boolean;
        qos: 0 | 1 | 2;
        received_at: string;
        replay_outcome: string | null;
      }>(
        `select topic, payload, qos, received_at, replay_outcome, ${keptWhole} as whole
         from quarantine q where id = $1`,
        [id],
      );
      if (!row) return null;
      const message: QuarantinedMessage = {
        id,
        topic: row.topic,
        payload: row.payload,
        whole: row.whole,
        qos: row.qos,
        receivedAt: toInstant(row.received_at),
        replayOutcome: row.replay_outcome,
      };
      return message;
    },

    async countTallies(day) {
      const rows = await query<{ kind: string; n: number }>(
        "select kind, sum(n)::bigint as n from tally where day = $1 group by kind",
        [day],
      );
      return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
    },
  };
}

const placeColumns = `i.value as student_id, e.person_id, c.code as class_code, r.code as location,
  s.id as session_id, nullif(m.status, 'expected') as status, scan.id as scan_id, scan.decision, scan.reason, scan.occurred_at`;

/** The standing sessions `s` of the day that $1 binds, each with its class `c` and its room `r`. */
const standingSessions = `session s
  join session_class sc on sc.session_id = s.id
  join class c on c.id = sc.class_id
  join session_room sr on sr.session_id = s.id
  join room r on r.id = sr.room_id
    and s.kind = 'standing' and s.day = $1 and s.state <> 'cancelled'`;

/** Completes a query that has enrolment `e` and binds the day as $1. */
const placeJoins = `
  join (${standingSessions}) on c.id = e.class_id
  join identifier i on i.person_id = e.person_id and i.scheme = 'student_id' and i.valid_to is null
  left join mark m on m.session_id = s.id and m.person_id = e.person_id
  left join attempt a on a.session_id = s.id and a.person_id = e.person_id
  left join scan on scan.id = coalesce(m.scan_id, a.scan_id)
  where e.from_date <= $1 and (e.to_date is null or $1 < e.to_date)`;

interface PlaceRow {
  student_id: string;
  person_id: string;
  class_code: string;
  location: string;
  session_id: string;
  status: MarkStatus | null;
  scan_id: string | null;
  decision: Decision | null;
  reason: string | null;
  occurred_at: string | null;
}

function toPlace(row: PlaceRow): Place {
  return {
    studentId: row.student_id,
    personId: row.person_id,
    classCode: row.class_code,
    location: row.location,
    sessionId: row.session_id,
    status: row.status,
    evidence:
      row.scan_id === null || row.decision === null || row.occurred_at === null
        ? null
        : {
            scanId: row.scan_id,
            decision: row.decision,
            reason: row.reason,
            occurredAt: toInstant(row.occurred_at),
          },
  };
}

interface ClassRow {
  id: string;
  code: string;
  title: string;
  location: string | null;
  students: number;
}

const enrolledOnDay = "e.from_date <= $1 and (e.to_date is null or $1 < e.to_date)";
const classQuery = `
  select c.id, c.code, c.title, r.code as location,
    (select count(*) from enrolment e where e.class_id = c.id and ${enrolledOnDay}) as students
  from class c
  left join standing_room stands on stands.class_id = c.id and stands.from_date <= $1
    and (stands.to_date is null or $1 < stands.to_date)
  left join room r on r.id = stands.room_id`;
const classHasStudents = `exists (select from enrolment e where e.class_id = c.id and ${enrolledOnDay})`;

export const scanColumns = `s.id, s.seq, s.subject_value, s.person_id, s.room_id, s.identified, s.location, s.decision,
  s.reason, s.device_text, s.occurred_at, s.time_basis, s.clock_suspect, s.received_at, s.sender, s.source, s.method,
  s.confidence, s.liveness, s.model, s.direction, s.live, s.repeats`;

export interface ScanRow {
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
  liveness: ScanView["liveness"];
  model: string | null;
  direction: ScanView["direction"];
  live: boolean;
  repeats: number;
}

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
    receivedAt: toRfc3339(row.received_at),
    sender: row.sender,
    source: row.source,
    method: row.method,
    confidence: row.confidence,
    liveness: row.liveness,
    model: row.model,
    direction: row.direction,
    live: row.live,
    repeats: row.repeats,
  };
}

export const quarantineColumns =
  "q.id, q.seq, q.received_at, q.topic, q.sender, q.code, q.detail, q.qos, q.retained, q.replayed_at, q.replay_outcome";

/** By hash, since what stands in a picture's place may happen to be as long as the picture was. */
const keptWhole = "sha256(q.payload) = q.payload_sha256";

export interface QuarantineRow {
  id: string;
  seq: number;
  received_at: string;
  topic: string;
  sender: string | null;
  code: string;
  detail: string;
  qos: number;
  retained: boolean;
  replayed_at: string | null;
  replay_outcome: string | null;
}

export function toQuarantineHead(row: QuarantineRow): Omit<QuarantineView, "payload"> {
  return {
    id: row.id,
    seq: row.seq,
    receivedAt: toRfc3339(row.received_at),
    topic: row.topic,
    sender: row.sender,
    code: row.code,
    detail: row.detail,
    qos: row.qos,
    retained: row.retained,
    replayedAt: row.replayed_at === null ? null : toRfc3339(row.replayed_at),
    replayOutcome: row.replay_outcome,
  };
}

/**
 * Text where the bytes are text, hexadecimal where they are not.
 *
 * @param whole false for bytes that were cut off, perhaps within a character, which is left out then
 */
function readable(bytes: Buffer, whole = true): { readonly encoding: "text" | "hex"; readonly text: string } {
  try {
    // A byte order mark is part of what was sent, and often the very reason why it was refused.
    const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { encoding: "text", text: strictUtf8.decode(bytes, { stream: !whole }) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { encoding: "hex", text: bytes.toString("hex") };
  }
}
