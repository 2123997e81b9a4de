import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { enrolStudents, planSessions } from "../../../src/app/facts/change-timetable.ts";
import { toIngestItem } from "../../../src/app/ingest/ingest-item.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";
import { openStoreOf } from "../rebuild/school.ts";

const timeZone = "Europe/London";
const localTime = createLocalTime(timeZone);
const start = Temporal.Instant.from("2026-01-12T00:00:00Z");
const after = (minute: number): Temporal.Instant => start.add({ seconds: Math.round(minute * 60) });
const day = 24 * 60;
/** Sessions of an hour, by the minute of their start: three in the first room, one in the other. */
const sessions = [
  { room: 0, from: 9 * 60 },
  { room: 0, from: 11 * 60 },
  { room: 0, from: day + 9 * 60 },
  { room: 1, from: day + 10.5 * 60 },
];

/** Something that a reader says: a scan when it likes, of its health at the moment at which it is received. */
type Said =
  | {
      readonly kind: "scan";
      readonly boot: string;
      readonly seq: number;
      readonly minute: number;
      readonly room: number;
    }
  | { readonly kind: "online" | "gone"; readonly boot: string; readonly minute: number }
  | {
      readonly kind: "beat";
      readonly boot: string;
      readonly seq: number;
      readonly outbox: number;
      readonly minute: number;
    };

let database: FreshDatabase;
let store: Awaited<ReturnType<typeof openStoreOf>>;
let count = 0;
const monitor = () => createSessionMonitor({ store: store.monitor, isAway: () => false, timeZone });
const rows = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  queryRows<Row>(database, text, values);

beforeAll(async () => {
  database = await freshDatabase();
  store = await openStoreOf(database);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});

interface School {
  say(said: readonly Said[], now: Temporal.Instant): Promise<void>;
  /** Of P02, who was never seen, by session: status, reason and flags. */
  marks(): Promise<readonly string[]>;
}

/** A class of two, two rooms and a reader of their own, in the store of all. */
async function openSchool(planned: readonly { room: number; from: number }[]): Promise<School> {
  count += 1;
  const name = `U${count}`;
  const reader = `reader-${count}`;
  const rooms = [uuidv7(), uuidv7()];
  const of = uuidv7();
  const students = ["P01", "P02"].map((student) => ({ id: uuidv7(), name: `${name}-${student}` }));
  for (const [at, room] of rooms.entries()) {
    await rows("insert into room (id, code) values ($1, $2)", [room, `${name}-R${at}`]);
    await rows("insert into room_name (name, room_id) values ($2, $1)", [room, `${name}-R${at}`]);
  }
  await rows("insert into class (id, code, title) values ($1, $2, $2)", [of, name]);
  for (const student of students) {
    await rows("insert into person (id, kind) values ($1, 'student')", [student.id]);
    await rows("insert into identifier (scheme, value, person_id) values ('student_id', $2, $1)", [
      student.id,
      student.name,
    ]);
  }
  const ids = planned.map(() => uuidv7());
  const context = { actor: localOperator, reason: null, now: start };
  await store.timetable.write(async (transaction) => {
    await enrolStudents(
      transaction,
      students.map(({ id }) => ({ id: uuidv7(), student: id, class: of, from: "2026-01-01", to: null })),
      context,
    );
    await planSessions(
      transaction,
      planned.map(({ room, from }, at) => ({
        id: ids[at] ?? "",
        kind: "timetabled",
        start: after(from),
        end: after(from + 60),
        timeZone,
        day: after(from).toString().slice(0, 10),
        rooms: [rooms[room] ?? ""],
        classes: [of],
        staff: [],
        required: true,
        weight: 1,
        title: name,
        sort: "",
        mode: "in_person",
        source: null,
      })),
      context,
    );
  });

  function item(said: Said, now: Temporal.Instant) {
    const at = after(said.minute);
    const common = { v: 1, boot_id: `${reader}-${said.boot}` };
    const [channel, body] =
      said.kind === "scan"
        ? [
            "scan",
            {
              ...common,
              event_id: uuidv7(),
              seq: said.seq,
              occurred_at: at.toString(),
              clock: "ntp",
              live: false,
              subject: { scheme: "student_id", value: `${name}-P01` },
              decision: "granted",
              direction: "in",
              location: `${name}-R${said.room}`,
            },
          ]
        : said.kind === "beat"
          ? ["heartbeat", { ...common, at: at.toString(), seq: said.seq, outbox: said.outbox, clock: "ntp" }]
          : ["status", { ...common, state: said.kind === "online" ? "online" : "offline" }];
    return toIngestItem(
      {
        topic: `muster/v1/main/${reader}/${channel}`,
        payload: new TextEncoder().encode(JSON.stringify(body)),
        qos: 1,
        retain: false,
        receivedAt: said.kind === "scan" ? now : at,
        client: null,
      },
      { timeZone, maxSkewSeconds: 120 },
    );
  }

  return {
    async say(said, now) {
      const outcomes = await store.ingest((transaction) =>
        recordBatch(
          transaction,
          said.map((one) => item(one, now)),
          { now, timeZone, localTime },
        ),
      );
      for (const outcome of outcomes) {
        if (outcome.kind === "refused") throw new Error(`${outcome.refusal.code}: ${outcome.refusal.detail}`);
      }
    },
    async marks() {
      const found = await rows<{
        student: string;
        status: string;
        because: string | null;
        flags: string | null;
      }>(
        `select i.value as student, coalesce(m.status, 'none') as status, m.because, array_to_string(m.flags, ' ') as flags
         from session s cross join identifier i
         left join mark m on m.session_id = s.id and m.person_id = i.person_id
         where s.id = any($1::uuid[]) and i.value like $2 order by s.starts_at, i.value`,
        [ids, `${name}-%`],
      );
      return found.map(({ student, ...rest }) =>
        [student.slice(name.length + 1), rest.status, rest.because, rest.flags].filter(Boolean).join(" "),
      );
    },
  };
}

const scan = (seq: number, minute: number, room = 0, boot = "a"): Said => ({
  kind: "scan",
  boot,
  seq,
  minute,
  room,
});

describe("six scans of one reader that has been online since, over two sessions", {
  timeout: 120_000,
}, () => {
  const planned = [
    { room: 0, from: 9 * 60 },
    { room: 0, from: day + 9 * 60 },
  ];
  const now = after(3 * day);
  const scans = planned.flatMap(({ from }, at) =>
    [from - 16, from, from + 30].map((minute, nth) => scan(at * 3 + nth + 1, minute)),
  );
  const online: Said = { kind: "online", boot: "a", minute: 3 * day - 1 };
  const absent = ["P01 present", "P02 absent", "P01 present", "P02 absent"];

  test.each([
    ["in order", [0, 1, 2, 3, 4, 5]],
    ["the second day first", [3, 4, 5, 0, 1, 2]],
    ["two neighbours changed", [0, 1, 3, 2, 4, 5]],
    ["backwards", [5, 4, 3, 2, 1, 0]],
  ])("say the same %s, one after the other, in one batch, and with the monitor between", async (_, order) => {
    const delivered = order.flatMap((at) => scans.slice(at, at + 1));
    const one = await openSchool(planned);
    await one.say([online], now);
    for (const said of delivered) await one.say([said], now);
    const batch = await openSchool(planned);
    await batch.say([online, ...delivered], now);
    const before = await openSchool(planned);
    await before.say(delivered, now);
    await before.say([online], now);
    const between = await openSchool(planned);
    await between.say([online], now);
    for (const said of delivered) {
      await between.say([said], now);
      await monitor().round(now);
      expect((await store.timetable.read((reading) => checkMarks(reading, now))).differences).toEqual([]);
    }
    await monitor().round(now);
    for (const school of [one, batch, before, between]) expect(await school.marks()).toEqual(absent);
  });

  test("say the same where a class leaves at one instant, in whatever order its scans come", async () => {
    const leaving = [3, 4, 5, 6].map((seq) => scan(seq, 9 * 60 + 59));
    const next = [-5, 5, 35].map((minute, nth) => scan(7 + nth, day + 9 * 60 + minute));
    for (const order of [leaving, leaving.toReversed()]) {
      const school = await openSchool(planned);
      await school.say([online, scan(1, 9 * 60 - 16), scan(2, 9 * 60)], now);
      for (const said of [...order, ...next]) await school.say([said], now);
      await monitor().round(now);
      expect(await school.marks()).toEqual(absent);
    }
  });

  test("prove nothing around a number that never came", async () => {
    const school = await openSchool(planned);
    await school.say([online, ...scans.filter((said) => said.kind !== "scan" || said.seq !== 5)], now);
    await monitor().round(now);
    expect(await school.marks()).toEqual([
      "P01 present",
      "P02 absent",
      "P01 late_after_close",
      "P02 needs_review no_health",
    ]);
  });
});

/** What a reader did over two days: it records, is tested, loses its network, loses scans, dies, moves. */
const life = fc.array(
  fc.record({
    minutes: fc.integer({ min: 3, max: 150 }),
    does: fc.constantFrom("scan", "scan", "scan", "scan", "lose", "die", "network", "move", "forget"),
  }),
  { minLength: 10, maxLength: 40 },
);

function storyOf(steps: readonly { minutes: number; does: string }[]): { health: Said[]; scans: Said[] } {
  const health: Said[] = [];
  const scans: Said[] = [];
  let [minute, boot, seq, room, online] = [8 * 60, 0, 0, 0, false];
  const connect = (): void => {
    online = true;
    health.push({ kind: "online", boot: `b${boot}`, minute });
    health.push({ kind: "beat", boot: `b${boot}`, seq, outbox: 1, minute });
  };
  const pass = (minutes: number): void => {
    for (let left = minutes; left > 0; left -= 1.25) {
      minute += Math.min(left, 1.25);
      if (online) health.push({ kind: "beat", boot: `b${boot}`, seq, outbox: 0, minute });
    }
  };
  connect();
  for (const { minutes, does } of steps) {
    pass(minutes);
    if (does === "move") room = 1 - room;
    if (does === "network" && !online) connect();
    if ((does === "lose" || does === "die") && online) {
      online = false;
      if (minutes % 2 === 0) health.push({ kind: "gone", boot: `b${boot}`, minute: minute + 0.5 });
    }
    if (does === "die") [boot, seq] = [boot + 1, 0];
    if (does === "scan" || does === "forget") {
      seq += 1;
      if (does === "scan") scans.push(scan(seq, minute, room, `b${boot}`));
    }
  }
  return { health, scans };
}

test("whatever a reader did, and in whatever order and batches its scans come: the same marks, and a rebuild agrees", {
  timeout: 500_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(life, fc.infiniteStream(fc.nat({ max: 1000 })), async (steps, choices) => {
      const choose = (n: number): number => (choices.next().value ?? 0) % n;
      const { health, scans } = storyOf(steps);
      const now = after(5 * day);
      const outcomes: (readonly string[])[] = [];
      for (const way of ["in order", "late", "mixed", "backwards"]) {
        const school = await openSchool(sessions);
        const left = way === "backwards" ? scans.toReversed() : [...scans];
        const readings = [...health];
        const queue: Said[] = [];
        if (way === "in order") queue.push(...[...scans, ...health].sort((a, b) => a.minute - b.minute));
        else if (way === "late") queue.push(...readings, ...left);
        else {
          while (left.length + readings.length > 0) {
            const fromScans = left.length > 0 && (readings.length === 0 || choose(4) === 0);
            if (!fromScans) queue.push(...readings.splice(0, 1));
            else queue.push(...left.splice(way === "mixed" ? choose(left.length) : 0, 1));
          }
        }
        while (queue.length > 0) {
          await school.say(queue.splice(0, 1 + choose(way === "late" ? 4 : 200)), now);
          // Once everything is said of its health, the monitor may have its turn at any moment.
          if (queue.every(({ kind }) => kind === "scan") && choose(3) === 0) await monitor().round(now);
        }
        await monitor().round(now);
        outcomes.push(await school.marks());
      }
      for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
      expect((await store.timetable.read((reading) => checkMarks(reading, now))).differences).toEqual([]);
    }),
    { numRuns: process.env.MUSTER_LONG === "1" ? 10 : 2 },
  );
});
