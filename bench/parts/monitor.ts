import { setTimeout as pause } from "node:timers/promises";
import { connectAsync } from "mqtt";
import pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { timetableStore } from "../../src/adapters/postgres/timetable-store.ts";
import { localOperator } from "../../src/app/actor.ts";
import { type ChangeContext, enrolStudents, planSessions } from "../../src/app/facts/change-timetable.ts";
import type { FactTransaction } from "../../src/app/facts/fact-transaction.ts";
import { policyNumbers } from "../../src/contract/http/policy.ts";
import type { NativeScanInput } from "../../src/contract/mqtt/native-scan.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { benchSession } from "../product/bench-session.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { type Product, startProduct } from "../product/start-product.ts";
import { type Timed, withDevice } from "../product/with-device.ts";
import { createFigureBook } from "../report/figure.ts";
import type { Part } from "./part.ts";

const classSize = 60;
const beforeMs = 10_000;
/** How long after they were planned the sessions of the first phase close. */
const leadSeconds = 15;
/** A session of the benchmarks takes as many minutes until its register closes. */
const minutesToClose = 60;
/** Long enough that a session's own policy makes it final. */
const daysToFinal = 8;
const lookEveryMs = 250;
const patienceMs = 180_000;

/** (h) What a device notices of a round in which many registers close or become final, and of a policy put in force. */
export const monitorPart: Part = {
  title: "The monitor's rounds and a policy put in force: a device publishes at QoS 1 every 50 ms meanwhile",
  async run({ quick, say }) {
    const sessionCount = quick ? 20 : 200;
    const book = createFigureBook();
    const product = await startProduct();
    const client = new pg.Client(product.database);
    try {
      await client.connect();
      const classes = await putClasses(product, client, sessionCount);
      await withDevice({ product, book, say }, async (timed) => {
        await timed("before", () => pause(beforeMs));
        const begun = Temporal.Now.instant()
          .add({ seconds: leadSeconds })
          .subtract({ minutes: minutesToClose });
        const past = begun.subtract({ hours: 24 * daysToFinal });
        await timed("everybody is seen", () => seeEverybody(product, classes, [past, begun]));
        const closing = Temporal.Now.instant().add({ seconds: leadSeconds });
        const ending = await plan(product, classes, closing.subtract({ minutes: minutesToClose }));
        await timed(`${sessionCount} sessions of ${classSize} close`, () => until(client, ending, "closed"));
        await timed("after they closed", () => pause(beforeMs));
        const over = await plan(product, classes, past);
        await timed(`${sessionCount} sessions of ${classSize} planned late close and become final`, () =>
          until(client, over, "final"),
        );
        await timed("after they were final", () => pause(beforeMs));
        await putPolicyInForce(product, timed, sessionCount * classSize);
        await timed("after the policy", () => pause(beforeMs));
      });
      return { figures: book.figures(), notes: await databaseNotes(client) };
    } finally {
      await client.end();
      await product.stop();
    }
  },
};

interface TaughtClass {
  readonly id: string;
  readonly room: string;
  readonly code: string;
  readonly students: readonly { readonly id: string; readonly value: string }[];
}

/** Classes of students of their own, each in a room of its own. */
async function putClasses(
  product: Product,
  client: pg.ClientBase,
  count: number,
): Promise<readonly TaughtClass[]> {
  const classes = Array.from({ length: count }, (_, n) => ({
    id: uuidv7(),
    room: uuidv7(),
    code: `M-${n + 1}`,
    students: Array.from({ length: classSize }, (_each, at) => ({ id: uuidv7(), value: `M${n}-${at}` })),
  }));
  const codes = classes.map(({ code }) => code);
  const people = classes.flatMap(({ students }) => students);
  const rooms = [classes.map(({ room }) => room), codes];
  await client.query("insert into room (id, code) select * from unnest($1::uuid[], $2::text[])", rooms);
  await client.query(
    "insert into room_name (room_id, name) select * from unnest($1::uuid[], $2::text[])",
    rooms,
  );
  await client.query(
    "insert into class (id, code, title) select id, code, code from unnest($1::uuid[], $2::text[]) as given (id, code)",
    [classes.map(({ id }) => id), codes],
  );
  await client.query("insert into person (id, kind) select unnest($1::uuid[]), 'student'", [
    people.map(({ id }) => id),
  ]);
  await client.query(
    `insert into identifier (scheme, person_id, value)
     select 'student_id', * from unnest($1::uuid[], $2::text[])`,
    [people.map(({ id }) => id), people.map(({ value }) => value)],
  );
  const places = classes.flatMap(({ id, students }) =>
    students.map((student) => ({
      id: uuidv7(),
      student: student.id,
      class: id,
      from: "2020-01-01",
      to: null,
    })),
  );
  await write(product, (transaction, context) => enrolStudents(transaction, places, context));
  await client.query("analyze");
  return classes;
}

/**
 * Publishes what a reader in the room of each class kept: a scan of each student a minute after each of these starts.
 *
 * @param starts in order of time
 */
async function seeEverybody(
  product: Product,
  classes: readonly TaughtClass[],
  starts: readonly Temporal.Instant[],
): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${product.mqttPort}`, { clientId: "bench-doors" });
  for (const { code, students } of classes) {
    const seen = starts.flatMap((start) => students.map(({ value }) => ({ value, start })));
    await Promise.all(
      seen.map(({ value, start }, at) => {
        const scan: NativeScanInput = {
          v: 1,
          event_id: uuidv7(),
          boot_id: "0197f3c2-boot",
          seq: at + 1,
          occurred_at: start.add({ minutes: 1, milliseconds: at }).toString(),
          clock: "ntp",
          subject: { scheme: "student_id", value },
          decision: "granted",
          method: "face",
          location: code,
          live: false,
        };
        const topic = deviceTopic("bench", `door-${code.toLowerCase()}`, "scan");
        return client.publishAsync(topic, JSON.stringify(scan), { qos: 1 });
      }),
    );
  }
  await client.endAsync();
}

/** Plans a session of each class at one time. @returns their ids */
async function plan(
  product: Product,
  classes: readonly TaughtClass[],
  start: Temporal.Instant,
): Promise<readonly string[]> {
  const sessions = classes.map(({ id, room }) => benchSession(start, room, id));
  await write(product, (transaction, context) => planSessions(transaction, sessions, context));
  return sessions.map(({ id }) => id);
}

async function write(
  product: Product,
  work: (transaction: FactTransaction, context: ChangeContext) => Promise<unknown>,
): Promise<void> {
  const context = { now: Temporal.Now.instant(), actor: localOperator, reason: "bench" };
  const pool = createPool(product.database, { max: 1, name: "bench monitor", lookups: true });
  try {
    await timetableStore(pool).write((transaction) => work(transaction, context));
  } finally {
    await pool.end();
  }
}

/** Resolves when all sessions are in a state. @throws after a while, telling in which states they are */
async function until(client: pg.ClientBase, sessions: readonly string[], state: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { rows } = await client.query<{ state: string; sessions: number; review: number }>(
      `select s.state, count(*)::int as sessions, sum((
         select count(*) from mark m where m.session_id = s.id and m.status = 'needs_review'
       ))::int as review
       from session s where s.id = any($1::uuid[]) group by s.state`,
      [sessions],
    );
    if (rows.every((row) => row.state === state)) return;
    if (performance.now() > deadline) throw new Error(`not all are ${state}: ${JSON.stringify(rows)}`);
    await pause(lookEveryMs);
  }
}

/** Puts shorter grace in force, by which the sessions of the first phase are judged anew. */
async function putPolicyInForce(product: Product, timed: Timed, marks: number): Promise<void> {
  const read = await fetch(`${product.url}/api/v1/policy`);
  const { current } = z.object({ current: z.object({ numbers: policyNumbers }) }).parse(await read.json());
  await timed(`a policy put in force over ${marks} marks`, async () => {
    const answer = await fetch(`${product.url}/api/v1/policy`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        preset: "credit",
        numbers: { ...current.numbers, onTimeGrace: 3 },
        rejudge: true,
        reason: "bench",
      }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  });
}
