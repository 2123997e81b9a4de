import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { inTransaction } from "../../src/adapters/postgres/in-transaction.ts";
import { ingestStatements } from "../../src/adapters/postgres/ingest-statements.ts";
import { presentTransaction, readPresent } from "../../src/adapters/postgres/present-source.ts";
import { timetableStore } from "../../src/adapters/postgres/timetable-store.ts";
import { localOperator } from "../../src/app/actor.ts";
import { type ChangeContext, enrolStudents, planSessions } from "../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../src/app/facts/fact-transaction.ts";
import { planStandingDays } from "../../src/app/facts/plan-standing-days.ts";
import { type IngestItem, toIngestItem } from "../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../src/app/ingest/record-batch.ts";
import { judgeMarks } from "../../src/app/marks/judge-marks.ts";
import { createPresent } from "../../src/app/present/create-present.ts";
import { ingestWithPresent } from "../../src/app/present/ingest-with-present.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { foldRegister } from "../../src/domain/attendance/fold-register.ts";
import { noFacts, type RegisterFacts } from "../../src/domain/attendance/register-facts.ts";
import { creditPolicy } from "../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../src/domain/timetable/local-time.ts";
import { deviceOf, scanAt } from "../load/scan-plan.ts";
import { roomCode, roomCount, studentCount, studentId } from "../load/school.ts";
import { benchSession } from "../product/bench-session.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { readProcessFigures } from "../product/process-figures.ts";
import { emptyStore } from "../product/school-in-store.ts";
import { withProduct } from "../product/with-product.ts";
import { createFigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

/** A third of a session's scans. */
const batchSize = 400;
const sessionsADay = 8;
const classSize = studentCount / roomCount;
const settings = { timeZone: "UTC", maxSkewSeconds: 120 };
const localTime = createLocalTime("UTC");

/** (f) Marks in timetabled sessions: decided by the pure rules alone, decided with the scans, and folded again. */
export const timetablePart: Part = {
  title: `Timetabled sessions: ${roomCount} classes of ${classSize}, ${sessionsADay} sessions a day`,
  run: ({ quick, say }) =>
    withProduct(async ({ product, client }) => {
      const book = createFigureBook();
      // One day: what is recorded of now is what is measured.
      const days = 1;
      for (let repetition = 0; repetition < (quick ? 1 : 5); repetition++) {
        say(`repetition ${repetition + 1}: the pure rules`);
        const pure = decideDay();
        book.add({ case: "the pure rules alone", measure: "throughput", unit: "marks/s" }, pure);
      }
      const pool = createPool(product.database, { max: 2, name: "bench timetable", lookups: true });
      try {
        say("planning sessions");
        await emptyStore(client);
        const school = await putTimetable(pool, client, days);
        const batches = scansOfTimetable(school, days);
        const standing = scansOfStanding(batches.length);
        const spent = { timetabled: nothingSpent, standing: nothingSpent };
        const recorder = createRecorder(pool, client);
        // Turn by turn, so that what else the machine does bears on both alike; the day goes on with the batches.
        for (const [at, batch] of batches.entries()) {
          const now = momentOf(at);
          spent.timetabled = addSpent(spent.timetabled, await recorder.record(batch, now));
          spent.standing = addSpent(spent.standing, await recorder.record(standing[at] ?? [], now));
          if (at % 20 === 0) say(`batch ${at + 1} of ${batches.length}`);
        }
        const scans = batches.length * batchSize;
        for (const kind of ["timetabled", "standing"] as const) {
          const { seconds, nodeSeconds, storeSeconds } = spent[kind];
          const into = `scans into ${kind} sessions`;
          book.add({ case: into, measure: "throughput", unit: "scans/s" }, scans / seconds);
          book.add({ case: into, measure: "server", unit: "µs CPU/scan" }, (nodeSeconds / scans) * 1e6);
          book.add({ case: into, measure: "PostgreSQL", unit: "µs CPU/scan" }, (storeSeconds / scans) * 1e6);
        }
        const cpu = ({ nodeSeconds, storeSeconds }: Spent): number => nodeSeconds + storeSeconds;
        book.add(
          { case: "timetabled to standing", measure: "processor time", unit: "×" },
          cpu(spent.timetabled) / cpu(spent.standing),
        );
        await countMarks(client, scans);

        const store = timetableStore(pool);
        const now = Temporal.Now.instant();
        say("closing all sessions");
        const closing = performance.now();
        const closed = await store.write((transaction) =>
          judgeMarks(
            transaction,
            { sessions: school.sessions.map(({ id }) => id), students: [] },
            { now, actor: localOperator, reason: null },
          ),
        );
        const judged = school.sessions.length * classSize;
        book.add(
          { case: "judging everybody anew at the close", measure: "throughput", unit: "marks/s" },
          judged / secondsSince(closing),
        );
        say(`${closed} marks were news; folding everything again`);
        const begin = performance.now();
        const report = await store.read((reading) => checkMarks(reading, now));
        const seconds = secondsSince(begin);
        if (report.different > 0) throw new Error(`${report.different} marks are not what the facts fold to`);
        book.add({ case: "rebuild --check", measure: "throughput", unit: "scans/s" }, report.scans / seconds);
        book.add({ case: "rebuild --check", measure: "marks", unit: "marks/s" }, report.marks / seconds);
      } finally {
        await pool.end();
      }
      return { figures: book.figures(), notes: await databaseNotes(client) };
    }),
};

const secondsSince = (begin: number): number => (performance.now() - begin) / 1000;

interface Timetable {
  readonly sessions: readonly SessionPlan[];
  /** The room of each class, by number. */
  readonly classRooms: readonly number[];
}

async function putTimetable(pool: pg.Pool, client: pg.Client, days: number): Promise<Timetable> {
  const { rows: rooms } = await client.query<{ id: string }>("select id from room order by code");
  const { rows: students } = await client.query<{ person_id: string }>(
    "select person_id from identifier where scheme = 'student_id' order by value",
  );
  const classes = rooms.map((_, n) => ({ id: uuidv7(), code: `T-${n + 1}` }));
  await client.query(
    "insert into class (id, code, title) select id, code, code from unnest($1::uuid[], $2::text[]) as given (id, code)",
    [classes.map(({ id }) => id), classes.map(({ code }) => code)],
  );
  const now = Temporal.Now.instant();
  const context: ChangeContext = { now, actor: localOperator, reason: "bench" };
  const sessions = Array.from({ length: days * sessionsADay * roomCount }, (_, n) => {
    const room = n % roomCount;
    return benchSession(startOf(Math.floor(n / roomCount)), rooms[room]?.id ?? "", classes[room]?.id ?? "");
  });
  await timetableStore(pool).write(async (transaction) => {
    await enrolStudents(
      transaction,
      students.map(({ person_id }, n) => ({
        id: uuidv7(),
        student: person_id,
        class: classes[n % roomCount]?.id ?? "",
        from: "2020-01-01",
        to: null,
      })),
      context,
    );
    await planSessions(transaction, sessions, context);
    await planStandingDays(transaction, [today], "UTC", context);
  });
  await client.query("analyze");
  return { sessions, classRooms: rooms.map((_, n) => n) };
}

/** The evening of yesterday: until then its eight sessions were held, and its scans are of now. */
const dayEnd = Temporal.Now.zonedDateTimeISO("UTC")
  .startOfDay()
  .subtract({ days: 1 })
  .add({ hours: 17 })
  .toInstant();

const today = localTime(dayEnd).day;

/** Hourly from eight on, on the days up to that. */
function startOf(slot: number): Temporal.Instant {
  const day = Math.floor(slot / sessionsADay);
  const midnight = dayEnd.toZonedDateTimeISO("UTC").startOfDay().subtract({ days: day });
  return midnight.add({ hours: 8 + (slot % sessionsADay) }).toInstant();
}

/** When a batch is recorded: a quarter of an hour into the session of its scans. */
const momentOf = (batch: number): Temporal.Instant =>
  startOf(Math.floor((batch * batchSize) / studentCount)).add({ minutes: 15 });

/** One scan of every student in every session, each session's at once, as a school's doors send them: a few are late. */
function scansOfTimetable({ sessions }: Timetable, days: number): IngestItem[][] {
  const items: IngestItem[] = [];
  for (let slot = 0; slot < days * sessionsADay; slot++) {
    const start = sessions[slot * roomCount]?.start;
    if (!start) throw new RangeError(`no session in slot ${slot}`);
    for (let student = 0; student < studentCount; student++) {
      const at = start.add({ seconds: ((student * 7) % 960) - 600 });
      items.push(item(studentId(student), roomCode(student % roomCount), at, `door-${student % roomCount}`));
    }
  }
  return cut(items);
}

/** As many scans into the standing sessions of the same school, each the first of its student in its class that day. */
function scansOfStanding(batches: number): IngestItem[][] {
  const plan = { kind: "native", scans: "first", count: batches * batchSize } as const;
  const items = Array.from({ length: batches * batchSize }, (_, n) => {
    const receivedAt = momentOf(Math.floor(n / batchSize));
    const scan = scanAt(plan, n, deviceOf(plan, n, roomCount), receivedAt.epochMilliseconds);
    return toIngestItem({ ...scan, qos: 1, retain: false, receivedAt, client: null }, settings);
  });
  return cut(items);
}

function item(student: string, room: string, at: Temporal.Instant, device: string): IngestItem {
  const scan = {
    v: 1,
    event_id: uuidv7(),
    occurred_at: at.toString(),
    clock: "ntp",
    subject: { scheme: "student_id", value: student },
    decision: "granted",
    method: "face",
    location: room,
    live: false,
  };
  return toIngestItem(
    {
      topic: `muster/v1/bench/${device}/scan`,
      payload: Buffer.from(JSON.stringify(scan)),
      qos: 1,
      retain: false,
      receivedAt: at,
      client: null,
    },
    settings,
  );
}

function cut(items: readonly IngestItem[]): IngestItem[][] {
  const batches: IngestItem[][] = [];
  for (let from = 0; from + batchSize <= items.length; from += batchSize) {
    batches.push(items.slice(from, from + batchSize));
  }
  return batches;
}

/** What recording took: on the clock, and of processors in this process and in PostgreSQL's. */
interface Spent {
  readonly seconds: number;
  readonly nodeSeconds: number;
  readonly storeSeconds: number;
}

const nothingSpent: Spent = { seconds: 0, nodeSeconds: 0, storeSeconds: 0 };

function addSpent(a: Spent, b: Spent): Spent {
  return {
    seconds: a.seconds + b.seconds,
    nodeSeconds: a.nodeSeconds + b.nodeSeconds,
    storeSeconds: a.storeSeconds + b.storeSeconds,
  };
}

/** Records batches, each in a transaction of its own, as a server does that knows the present by heart. */
function createRecorder(
  pool: pg.Pool,
  client: pg.Client,
): { record(batch: readonly IngestItem[], now: Temporal.Instant): Promise<Spent> } {
  let moment = dayEnd;
  const ingest = ingestWithPresent({
    store: {
      ingest: (work) =>
        inTransaction(pool, "begin", (open) => work(ingestStatements(open), presentTransaction(open))),
      readPresent: (work) => readPresent(pool, work),
    },
    present: createPresent(),
    clock: { now: () => moment },
    onFailed: (error) => {
      throw error;
    },
  });
  return {
    async record(batch, now) {
      moment = now;
      await ingest.ready();
      const store = await storeCpuSeconds(client);
      const cpu = process.cpuUsage();
      const begin = performance.now();
      await ingest.ingest((transaction) =>
        recordBatch(transaction, batch, {
          now,
          timeZone: "UTC",
          localTime,
          plannedDays: new Set([today]),
        }),
      );
      const { user, system } = process.cpuUsage(cpu);
      return {
        seconds: secondsSince(begin),
        nodeSeconds: (user + system) / 1e6,
        storeSeconds: (await storeCpuSeconds(client)) - store,
      };
    },
  };
}

/** Processor time of the backends of PostgreSQL so far; each scan waits for one of them. */
async function storeCpuSeconds(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(
    "select pid from pg_stat_activity where datname = current_database() and application_name = 'bench timetable'",
  );
  let seconds = 0;
  for (const { pid } of rows) seconds += (await readProcessFigures(pid, false)).ownCpuSeconds;
  return seconds;
}

async function countMarks(client: pg.Client, expected: number): Promise<void> {
  const { rows } = await client.query<{ n: string }>(
    `select count(*) as n from mark m join session s on s.id = m.session_id
     where s.kind = 'timetabled' and m.status in ('present', 'late')`,
  );
  if (Number(rows[0]?.n) !== expected) {
    throw new Error(`${expected} marks should have come about, and there are ${rows[0]?.n}`);
  }
}

/** One school day by the pure rules: every session, everybody's scan, and who was not there. @returns marks a second */
function decideDay(): number {
  const sessions: RegisterFacts["sessions"][number][] = [];
  const enrolments: RegisterFacts["enrolments"][number][] = [];
  const scans: RegisterFacts["scans"][number][] = [];
  const watches: RegisterFacts["watches"][number][] = [];
  let seq = 0;
  const next = () => {
    seq += 1;
    return { id: `fact-${seq}`, seq };
  };
  const long = Temporal.Instant.from("2020-01-01T00:00:00Z");
  const morning = Temporal.Instant.from("2026-01-12T08:00:00Z");
  for (let room = 0; room < roomCount; room++) {
    const name = roomCode(room);
    watches.push({
      ...next(),
      watch: name,
      room: name,
      reader: name,
      from: long,
      to: null,
      health: true,
    });
    for (let slot = 0; slot < sessionsADay; slot++) {
      const start = morning.add({ hours: slot });
      const id = `${name}-${slot}`;
      sessions.push({
        ...next(),
        session: id,
        kind: "planned",
        plan: {
          id,
          kind: "timetabled",
          start,
          end: start.add({ minutes: 50 }),
          timeZone: "UTC",
          day: "2026-01-12",
          rooms: [name],
          classes: [name],
          required: true,
          weight: 1,
        },
      });
    }
  }
  for (let student = 0; student < studentCount; student++) {
    const room = roomCode(student % roomCount);
    const id = studentId(student);
    enrolments.push({
      ...next(),
      enrolment: id,
      student: id,
      class: room,
      from: "2020-01-01",
      to: null,
      at: long,
    });
    for (let slot = 0; slot < sessionsADay; slot++) {
      if ((student + slot) % 10 === 0) continue;
      const { id: scan, seq } = next();
      const occurredAt = morning.add({ hours: slot, seconds: (student * 7) % 1500 });
      scans.push({
        id: scan,
        seq,
        room,
        student: id,
        scan: {
          id: scan,
          occurredAt,
          contentHash: scan,
          decision: "granted",
          identified: true,
          direction: null,
        },
      });
    }
  }
  const policies = [{ policy: creditPolicy, from: long }];
  const begin = performance.now();
  const registers = foldRegister(
    { ...noFacts, sessions, enrolments, scans, watches },
    policies,
    morning.add({ hours: 24 }),
  );
  const seconds = secondsSince(begin);
  const marks = registers.reduce((sum, register) => sum + register.marks.size, 0);
  if (marks !== studentCount * sessionsADay) throw new Error(`${marks} marks came about`);
  return marks / seconds;
}
