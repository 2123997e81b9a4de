/**
 * How long a large school's roster takes to import: read, preview, apply, and the same file once more. On a PostgreSQL
 * of its own, with everything that a server's has.
 *
 *   node scripts/build-bench.mjs && node bench/import.mjs [students] [enrolments]
 */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { createPool } from "../dist/src/adapters/postgres/connect-postgres.js";
import { createPostgresStore } from "../dist/src/adapters/postgres/create-postgres-store.js";
import { startEmbeddedPostgres } from "../dist/src/adapters/postgres/embedded/start-embedded-postgres.js";
import { importStore } from "../dist/src/adapters/postgres/import-store.js";
import { rosterReader } from "../dist/src/adapters/postgres/roster-admin-reader.js";
import { localOperator } from "../dist/src/app/actor.js";
import { createImports } from "../dist/src/app/imports/create-imports.js";
import { exportRoster } from "../dist/src/app/imports/export-roster.js";
import { creditPolicy } from "../dist/src/domain/policy/policy.js";
import { readUploadHere } from "../dist/src/entry/read-upload-here.js";

const [students = 40_000, enrolments = 200_000] = process.argv.slice(2).map(Number);
const classes = Math.ceil(enrolments / 40);
const timeZone = "Europe/London";
const folder = await mkdtemp(path.join(os.tmpdir(), "muster-bench-import-"));
// Started by root it runs as another user, who must be able to enter.
await chmod(folder, 0o755);
const server = await startEmbeddedPostgres({ dataFolder: path.join(folder, "data"), log: () => undefined });
try {
  const firstPolicy = { name: "credit", policy: creditPolicy };
  const store = await createPostgresStore({
    address: server.connection,
    newInstanceId: uuidv7,
    timeZone: "Europe/London",
    firstPolicy,
  });
  const pool = createPool(server.connection, { max: 2, name: "muster bench", lookups: true });
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };
  const imports = createImports({
    store: importStore(pool),
    read: readUploadHere(clock, timeZone),
    clock,
    timeZone,
    log: silent,
    onChanged: () => undefined,
  });
  const files = [
    csv("students.csv", ["student_id,given_name,family_name,email", ...each(students, studentRow)]),
    csv("enrolments.csv", ["student_id,class,from,to", ...each(enrolments, enrolmentRow)]),
  ];
  for (const round of ["first", "again"]) {
    const begin = performance.now();
    const upload = { kind: "csv", name: "school", files, complete: true, by: localOperator };
    const preview = await imports.preview(upload);
    const previewed = performance.now();
    const outcome = await imports.apply(preview.id, true, localOperator);
    if (outcome.kind === "refused") throw new Error(outcome.refusal.code);
    const applied = performance.now();
    const counts = Object.fromEntries(preview.counts.map(({ thing, add, same }) => [thing, { add, same }]));
    print(`${round}: preview`, previewed - begin, JSON.stringify(counts));
    print(`${round}: apply`, applied - previewed, `${preview.rows} rows`);
  }
  const begin = performance.now();
  const text = await exportRoster(rosterReader(pool), "enrolments", timeZone);
  print("export of enrolments", performance.now() - begin, `${text.length} characters`);
  await pool.end();
  await store.close();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

function print(what, ms, note) {
  const { user, system } = process.cpuUsage();
  const cpu = ((user + system) / 1e6).toFixed(1);
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  console.log(
    `${what.padEnd(22)} ${(ms / 1000).toFixed(1).padStart(7)} s  (cpu so far ${cpu} s)  ${memory} MB  ${note}`,
  );
}

function csv(name, lines) {
  return { name, bytes: new TextEncoder().encode(`${lines.join("\n")}\n`) };
}

function each(count, rowOf) {
  return Array.from({ length: count }, (_, at) => rowOf(at));
}

function studentRow(at) {
  return `S${100_000 + at},Given${at},Family${at % 997},s${at}@example.org`;
}

/** Five classes or so for each student, none twice. */
function enrolmentRow(at) {
  const turn = Math.floor(at / students);
  return `S${100_000 + (at % students)},C${((at % students) * 7 + turn * 131) % classes},2026-09-01,`;
}
