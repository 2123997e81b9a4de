// Measures attendance figures on a store with many marks: a student's rate, a class, a cohort, everybody.
// `node bench/figures.mjs [--marks 2000000] [--laps 500] [--plans]`, after `node scripts/build-bench.mjs`.
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { Temporal } from "temporal-polyfill";

const built = fileURLToPath(new URL("../dist/src/", import.meta.url));
if (!existsSync(path.join(built, "adapters/postgres/figures-store.js"))) {
  console.error("It is not built: run node scripts/build-bench.mjs.");
  process.exit(1);
}
const { startEmbeddedPostgres } = await import(
  "../dist/src/adapters/postgres/embedded/start-embedded-postgres.js"
);
const { migrate } = await import("../dist/src/adapters/postgres/migrate.js");
const { createPool } = await import("../dist/src/adapters/postgres/connect-postgres.js");
const { figuresStore } = await import("../dist/src/adapters/postgres/figures-store.js");
const { timetabledAlikeQuery } = await import("../dist/src/adapters/postgres/figures-store-alike.js");
const { settledSessions } = await import("../dist/src/adapters/postgres/settled-sessions.js");
const { studentsStore } = await import("../dist/src/adapters/postgres/students-store.js");
const { attentionStore } = await import("../dist/src/adapters/postgres/attention-store.js");
const { createFigures } = await import("../dist/src/app/figures/create-figures.js");
const { keepCounts } = await import("../dist/src/app/figures/keep-counts.js");
const { createStudents } = await import("../dist/src/app/students/create-students.js");
const { creditPolicy } = await import("../dist/src/domain/policy/policy.js");

const { values } = parseArgs({
  options: {
    marks: { type: "string", default: "2000000" },
    laps: { type: "string", default: "500" },
    plans: { type: "boolean", default: false },
  },
});
const marks = Number(values.marks);
const laps = Number(values.laps);
if (!Number.isInteger(marks) || marks < 40_000 || !Number.isInteger(laps) || laps < 10) {
  console.error("--marks takes a whole number from 40000 on, --laps one from 10 on.");
  process.exit(2);
}

const students = 40_000;
const seatsInClass = 30;
const cohortSize = 5_000;
/** A class meets so often; more marks mean more classes for each student. */
const meetings = 60;
const layers = Math.max(1, Math.round(marks / (students * meetings)));
const meetingsOfClass = Math.ceil(marks / (students * layers));
const timeZone = "Europe/London";
const now = Temporal.Instant.from("2026-11-20T18:00:00Z");
/** Classes meet every other day, the last time today. */
const termFrom = Temporal.PlainDate.from("2026-11-20")
  .subtract({ days: 2 * (meetingsOfClass - 1) })
  .toString();

const folder = await mkdtemp(path.join(tmpdir(), "muster-bench-figures-"));
// Started by root, PostgreSQL runs as another user, who must be able to enter.
await chmod(folder, 0o755);
const postgres = await startEmbeddedPostgres({
  dataFolder: path.join(folder, "data"),
  cacheFolder: path.join(folder, "cache"),
  stateFolder: path.join(folder, "state"),
  log: () => undefined,
});
let pool;
const client = new pg.Client(postgres.connection);
try {
  await client.connect();
  await migrate(client, { timeZone: "Europe/London" });
  const laidIn = await lay(client);
  const [size] = (
    await client.query(
      "select pg_size_pretty(pg_database_size(current_database())) as size, (select count(*) from mark) as marks",
    )
  ).rows;
  console.log(
    `${Number(size.marks).toLocaleString("en")} marks of ${students.toLocaleString("en")} students in ${layers} classes each, ${meetingsOfClass} sessions a class, ${seatsInClass} students a class; ${size.size}, laid in ${laidIn} s`,
  );
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), the settings of the embedded store`,
  );

  pool = createPool(postgres.connection, { max: values.plans ? 1 : 6, name: "bench figures", lookups: true });
  const asked = [];
  const query = pool.query.bind(pool);
  pool.query = (text, bound) => {
    asked.push({ text, bound });
    return query(text, bound);
  };
  const policy = { name: "credit", policy: creditPolicy };
  const another = {
    name: "lenient",
    policy: { ...creditPolicy, version: 2, lateCredit: 0.75 },
  };
  const store = figuresStore(pool);
  const parts = {
    store,
    kept: keepCounts({ figures: store, sessions: settledSessions(pool), timeZone }),
    clock: { now: () => now },
    timeZone,
    policies: { current: () => policy, find: async () => another },
  };
  const figures = createFigures(parts);
  const list = createStudents({
    ...parts,
    students: studentsStore(pool),
    ties: { studentsWithin: async () => new Set() },
    changes: attentionStore(pool),
    unknowable: async () => new Set(),
  });
  const byRate = {
    search: null,
    left: false,
    within: { kind: "everything" },
    sort: "rate",
    after: null,
    limit: 50,
  };
  const groups = Math.ceil(students / seatsInClass);
  const pick = (n, most) => (n * 7_919) % most;
  await measure("a student's rate", laps, (n) => figures.student(`S${pick(n, students)}`, {}));
  const studentAsked = asked.splice(0);
  await measure("a class's summary", laps, (n) =>
    figures.group("class", `K${pick(n, groups * layers)}`, {}, true),
  );
  // The first of these counts what is kept from then on.
  await measure("everybody, with the mean of students", 40, () =>
    figures.group("institution", "", {}, false),
  );
  await measure("everybody by another policy", 10, () =>
    figures.group("institution", "", { policy: 2 }, false),
  );
  await measure("a cohort of 5,000, without its list", 40, (n) =>
    figures.group("cohort", `Y${n % 8}`, {}, false),
  );
  await measure("a cohort of 5,000 with each student", 20, (n) =>
    figures.group("cohort", `Y${n % 8}`, {}, true),
  );
  await measure("the list by rate, its first 50", 100, () => list.list({ ...byRate, offset: 0 }));
  await measure("the list by rate, 50 of its middle", 100, () =>
    list.list({ ...byRate, offset: students / 2 }),
  );
  if (values.plans) {
    const sessions = studentAsked.findLast(({ text }) => text.includes("session_class"));
    await explain("a student's sessions", sessions.text, sessions.bound);
    await query(
      "set enable_seqscan = on; set enable_hashjoin = on; set enable_mergejoin = on; set work_mem = '64MB'",
    );
    const window = [sessions.bound[1], sessions.bound[2], now.toString(), 5];
    await explain("a cohort's sums", timetabledAlikeQuery("cohort", false), ["Y1", ...window]);
  }
} finally {
  await client.end();
  await pool?.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(title, times, work) {
  const ms = [];
  const before = process.cpuUsage();
  for (let n = 0; n < times; n++) {
    const started = performance.now();
    const answer = await work(n);
    ms.push(performance.now() - started);
    if (answer?.percent === null || answer === null) throw new Error(`${title}: no figure`);
  }
  const { user, system } = process.cpuUsage(before);
  const first = ms[0];
  ms.sort((a, b) => a - b);
  const at = (share) => ms[Math.min(ms.length - 1, Math.ceil(share * ms.length) - 1)].toFixed(1);
  console.log(
    `${title.padEnd(38)} first ${first.toFixed(1)} ms, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms of ${times}; processor ${((user + system) / 1000 / times).toFixed(1)} ms each in this process`,
  );
}

async function explain(title, text, bound) {
  const { rows } = await pool.query(`explain (analyze, buffers, costs off, timing off) ${text}`, bound);
  console.log(`\n${title}:\n${rows.map((row) => row["QUERY PLAN"]).join("\n")}`);
}

/** Lays a school whose marks are stored in the order of time, as days bring them. @returns seconds that it took */
async function lay(client) {
  const started = performance.now();
  // The rows fit each other by how they are made; looking up each of them again would take most of the time.
  await client.query(
    "set session_replication_role = replica; set synchronous_commit = off; set work_mem = '256MB'",
  );
  const steps = [
    `create temp table student as select n, gen_random_uuid() as id from generate_series(0, ${students - 1}) n`,
    `insert into person (id, kind, given_name, family_name, cohort)
     select id, 'student', 'Given ' || n, 'Family ' || n, 'Y' || n / ${cohortSize} from student`,
    "insert into identifier (scheme, value, person_id) select 'student_id', 'S' || n, id from student",
    `create temp table taught as
     select n, gen_random_uuid() as id
     from generate_series(0, ${Math.ceil(students / seatsInClass) * layers - 1}) n`,
    "insert into class (id, code, title) select id, 'K' || n, 'Class ' || n from taught",
    // In each layer of classes the students are dealt out in another order.
    `create temp table seat as
     select s.id as person_id, c.id as class_id, c.n as class_n
     from student s
     cross join generate_series(0, ${layers - 1}) layer
     join taught c on c.n = layer * ${Math.ceil(students / seatsInClass)}
       + (s.n * (7919 ^ layer)::numeric::bigint % ${students}) / ${seatsInClass}`,
    `insert into enrolment (id, class_id, person_id, from_date)
     select gen_random_uuid(), class_id, person_id, '${termFrom}' from seat`,
    `insert into term (id, code, title, from_date, to_date)
     values (gen_random_uuid(), 'T', 'This term', '${termFrom}', '2026-12-18')`,
    `create temp table meeting as
     select gen_random_uuid() as id, c.id as class_id,
       timestamptz '${termFrom} 08:00Z' + make_interval(days => m * 2, hours => c.n % 9, secs => (c.n % 60) * 60) as starts_at
     from taught c cross join generate_series(0, ${meetingsOfClass - 1}) m order by 3`,
    `insert into session
       (id, kind, day, starts_at, ends_at, opens_at, closes_at, time_zone, title, mode, required, weight, state)
     select id, 'timetabled', starts_at::date, starts_at, starts_at + interval '1 hour', starts_at - interval '15 minutes',
       starts_at + interval '70 minutes', '${timeZone}', 'Lesson', 'in_person', true, 1, 'final' from meeting`,
    "insert into session_class (session_id, class_id, starts_at) select id, class_id, starts_at from meeting",
    "analyze meeting; analyze seat",
    `insert into mark (session_id, person_id, starts_at, revision, status, last_seen, source)
     select m.id, s.person_id, m.starts_at, 1,
       (array['present','present','present','present','present','present','present','late','absent','absent_authorised'])
         [1 + (hashtext(m.id::text || s.person_id::text) & 2147483647) % 10], m.starts_at, 'automatic'
     from meeting m join seat s on s.class_id = m.class_id order by m.starts_at, m.id limit ${marks}`,
  ];
  for (const step of steps) await client.query(step);
  await client.query("vacuum analyze");
  await client.query("checkpoint");
  return Math.round((performance.now() - started) / 1000);
}
