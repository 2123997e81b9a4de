import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { Temporal } from "temporal-polyfill";
import { attentionStore } from "../../src/adapters/postgres/attention-store.ts";
import { createPool } from "../../src/adapters/postgres/connect-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/postgres/embedded/start-embedded-postgres.ts";
import { figuresStore } from "../../src/adapters/postgres/figures-store.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { settledSessions } from "../../src/adapters/postgres/settled-sessions.ts";
import { studentsStore } from "../../src/adapters/postgres/students-store.ts";
import { createFigures } from "../../src/app/figures/create-figures.ts";
import { keepCounts } from "../../src/app/figures/keep-counts.ts";
import { createStudents } from "../../src/app/students/create-students.ts";
import { creditPolicy } from "../../src/domain/policy/policy.ts";
import { databaseNotes } from "../product/database-notes.ts";
import { groupsOfLayer, layersFor, layMarks, studentCount, timeZone } from "../product/marks-in-store.ts";
import { createFigureBook, type FigureBook } from "../report/figure.ts";
import { quantile } from "../report/statistics.ts";
import type { Part } from "./part.ts";

const now = Temporal.Instant.from("2026-11-20T18:00:00Z");
const sizes = { quick: [200_000], whole: [2_000_000, 20_000_000] };

/** (l) Attendance figures over many marks: a student's, a class's, a cohort's, everybody's, and the list by rate. */
export const figuresPart: Part = {
  title: `Figures of ${studentCount} students, asked of the functions that pages ask`,
  async run({ quick, say }) {
    const book = createFigureBook();
    let notes: Readonly<Record<string, string>> = {};
    for (const marks of quick ? sizes.quick : sizes.whole) {
      notes = { ...notes, ...(await measure(book, marks, quick ? 20 : 200, say)) };
    }
    return { figures: book.figures(), notes };
  },
};

async function measure(
  book: FigureBook,
  marks: number,
  laps: number,
  say: (text: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(path.join(tmpdir(), "muster-bench-figures-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const postgres = await startEmbeddedPostgres({
    dataFolder: path.join(folder, "data"),
    cacheFolder: path.join(folder, "cache"),
    stateFolder: path.join(folder, "state"),
    log: () => undefined,
  });
  const client = new pg.Client(postgres.connection);
  const pool = createPool(postgres.connection, { max: 6, name: "bench figures", lookups: true });
  const label = `${marks.toLocaleString("en")} marks`;
  try {
    await client.connect();
    await migrate(client, { timeZone });
    say(`${label}: laying them`);
    await layMarks(client, marks);
    const asked = questions(pool, marks);
    for (const { name, share, ask } of asked) {
      say(`${label}: ${name}`);
      await time(book, `${name}, ${label}`, Math.max(5, Math.round(laps * share)), ask);
    }
    return await databaseNotes(client);
  } finally {
    await client.end();
    await pool.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Question {
  readonly name: string;
  /** How much of the laps it gets: what takes long is asked less often. */
  readonly share: number;
  readonly ask: (nth: number) => Promise<unknown>;
}

/** In this order: the first about everybody counts what is kept from then on. */
function questions(pool: pg.Pool, marks: number): readonly Question[] {
  const policy = { name: "credit", policy: creditPolicy };
  const another = { name: "lenient", policy: { ...creditPolicy, version: 2, lateCredit: 0.75 } };
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
    ties: { studentsWithin: async () => new Set<string>() },
    changes: attentionStore(pool),
  });
  const byRate = {
    search: null,
    left: false,
    within: { kind: "everything" },
    sort: "rate",
    after: null,
    limit: 50,
  } as const;
  const pick = (nth: number, most: number): number => (nth * 7_919) % most;
  const classes = groupsOfLayer * layersFor(marks);
  return [
    { name: "a student", share: 1, ask: (n) => figures.student(`S${pick(n, studentCount)}`, {}) },
    { name: "a class", share: 1, ask: (n) => figures.group("class", `K${pick(n, classes)}`, {}, true) },
    { name: "everybody", share: 0.1, ask: () => figures.group("institution", "", {}, false) },
    {
      name: "everybody by another policy",
      share: 0.05,
      ask: () => figures.group("institution", "", { policy: 2 }, false),
    },
    { name: "a cohort of 5,000", share: 0.2, ask: (n) => figures.group("cohort", `Y${n % 8}`, {}, false) },
    { name: "the list by rate", share: 0.3, ask: () => list.list({ ...byRate, offset: 0 }) },
    {
      name: "its middle page",
      share: 0.3,
      ask: () => list.list({ ...byRate, offset: studentCount / 2 }),
    },
  ];
}

async function time(
  book: FigureBook,
  name: string,
  times: number,
  ask: (nth: number) => Promise<unknown>,
): Promise<void> {
  const ms: number[] = [];
  const before = process.cpuUsage();
  for (let n = 0; n < times; n += 1) {
    const begin = performance.now();
    if ((await ask(n)) === null) throw new Error(`${name}: no figure`);
    ms.push(performance.now() - begin);
  }
  const { user, system } = process.cpuUsage(before);
  book.add({ case: name, measure: "first", unit: "ms" }, ms[0] ?? Number.NaN);
  const sorted = ms.slice(1).sort((a, b) => a - b);
  book.add({ case: name, measure: "p50", unit: "ms" }, quantile(sorted, 0.5));
  book.add({ case: name, measure: "p99", unit: "ms" }, quantile(sorted, 0.99));
  book.add({ case: name, measure: "CPU of this process", unit: "ms" }, (user + system) / 1_000 / times);
}
