import fc from "fast-check";
import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { healthStatements } from "../../../src/adapters/postgres/health-statements.ts";
import {
  coveredTimes,
  isDatedBeforeTold,
  type RunSigns,
  withoutMisdated,
} from "../../../src/app/health/covered-times.ts";
import { signOfScan } from "../../../src/app/health/sign-of-scan.ts";
import { clipIntervals } from "../../../src/domain/kernel/intervals.ts";
import { type FreshDatabase, freshDatabase, queryRows } from "../../parts/postgres.ts";

const minute = 60_000;
const begin = Date.parse("2026-01-12T00:00:00Z");
const instant = (at: number): Temporal.Instant => Temporal.Instant.fromEpochMilliseconds(begin + at * minute);

let database: FreshDatabase;
let pool: pg.Pool;
let client: pg.PoolClient;
beforeAll(async () => {
  database = await freshDatabase();
  pool = createPool(database.address, { max: 1, name: "numbers-around" });
  client = await pool.connect();
});
afterAll(async () => {
  client.release();
  await pool.end();
  await database.drop();
});

/** What a reader did: how long after what it did before, in minutes, and how its clock goes from then on. */
const life = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 90 }),
    does: fc.constantFrom("see", "see", "see", "see", "lose a scan", "lose", "come back", "tell", "restart"),
    // Each way of going wrong again and again, so that several next to each other go wrong alike.
    clock: fc.constantFrom(0, 0, 0, 0, 0, 1, -1, -45, -200, -600),
    wrongFor: fc.nat({ max: 4 }),
  }),
  { minLength: 2, maxLength: 30 },
);

/** What a device keeps before it has a way to the server is dated before its birth, which tells no number. */
const scanBeforeBirth: typeof life extends fc.Arbitrary<infer Steps> ? Steps : never = [
  { after: 68, does: "tell", clock: -200, wrongFor: 2 },
  { after: 1, does: "lose", clock: 0, wrongFor: 4 },
  { after: 62, does: "see", clock: -45, wrongFor: 4 },
  { after: 6, does: "come back", clock: -200, wrongFor: 2 },
  { after: 25, does: "tell", clock: 0, wrongFor: 1 },
];

interface Kept {
  readonly boot: string;
  readonly seq: number;
  readonly occurredAt: Temporal.Instant;
  readonly receivedAt: Temporal.Instant;
  readonly live: boolean;
  readonly clockSuspect: boolean;
}

function storyOf(steps: readonly { after: number; does: string; clock: number; wrongFor: number }[]) {
  const scans: Kept[] = [];
  const told: { boot: string; at: number; seq: number }[] = [];
  let waiting: { boot: string; seq: number; at: number }[] = [];
  let [now, boot, seq, online, clock, wrongFor] = [0, 0, 0, true, 0, 0];
  const arrive = (): void => {
    for (const { at, ...scan } of waiting) {
      scans.push({
        ...scan,
        occurredAt: instant(at),
        receivedAt: instant(now),
        live: false,
        clockSuspect: false,
      });
    }
    waiting = [];
  };
  for (const step of steps) {
    now += step.after;
    if (wrongFor === 0) [clock, wrongFor] = [step.clock, step.wrongFor];
    else wrongFor -= 1;
    if (step.does === "lose") online = false;
    if (step.does === "restart") [boot, seq] = [boot + 1, 0];
    if (step.does === "come back") {
      online = true;
      arrive();
    }
    if (step.does === "tell" && online) told.push({ boot: `b${boot}`, at: now, seq });
    if (step.does === "see" || step.does === "lose a scan") seq += 1;
    if (step.does !== "see") continue;
    // What a run dates into the time of another one, nothing in it tells.
    const scan = { boot: `b${boot}`, seq, at: now + (boot === 0 || clock > -45 ? clock : 0) };
    if (!online) waiting.push(scan);
    else {
      scans.push({
        ...{ boot: scan.boot, seq, receivedAt: instant(now), live: true, clockSuspect: false },
        occurredAt: instant(scan.at),
      });
    }
  }
  now += 5;
  arrive();
  return { scans, told };
}

test("what a reader delivered without a gap in some time is the same by what the store reads for it and by all that there is", {
  timeout: 120_000,
}, async () => {
  let misdated = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 1 }), fc.boolean(), async (lives, counts) => {
      const stories = lives.map((steps) => ({ device: uuidv7(), ...storyOf(steps) }));
      const rows = stories.flatMap(({ device, scans }) => scans.map((scan) => ({ device, ...scan })));
      await queryRows(
        database,
        `insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
           clock_suspect, device_text, identified, decision, live, boot_id, boot_seq)
         select id, (select coalesce(max(seq), 0) from scan) + n, 'native', sender, '', '', 1, '', received_at, occurred_at,
           'instant', false, '', false, 'granted', live, boot_id, boot_seq
         from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::boolean[], $6::text[], $7::bigint[])
           with ordinality as given (id, sender, received_at, occurred_at, live, boot_id, boot_seq, n)`,
        [
          rows.map(() => uuidv7()),
          rows.map(({ device }) => device),
          rows.map(({ receivedAt }) => receivedAt.toString()),
          rows.map(({ occurredAt }) => occurredAt.toString()),
          rows.map(({ live }) => live),
          rows.map(({ boot }) => boot),
          rows.map(({ seq }) => seq),
        ],
      );
      const spans = counts
        ? stories.flatMap(({ device, told }) =>
            told.map(({ boot, at, seq }) => {
              const end = { at: begin + at * minute, number: seq };
              return { run: { device, bootId: boot }, span: { from: end, to: end } };
            }),
          )
        : [];
      const health = healthStatements(client);
      const once = new Map(spans.map((one) => [JSON.stringify([one.run, one.span.from.at]), one]));
      await health.putTold([...once.values()]);
      const asked = stories.flatMap(({ device }) =>
        [-700, -300, 0, 200, 500, 900].map((from) => ({
          device,
          from: instant(from),
          to: from === 900 ? null : instant(from + 250),
        })),
      );
      const read = await health.recordsAround(asked);
      for (const [at, { device, from, to }] of asked.entries()) {
        const story = stories.find((one) => one.device === device);
        const boots = new Set(story?.scans.map(({ boot }) => boot));
        const all = [...boots].map((boot) => {
          const told = [...once.values()].flatMap(({ run, span }) =>
            run.device === device && run.bootId === boot ? [span] : [],
          );
          const own = story?.scans.filter((scan) => scan.boot === boot) ?? [];
          const dated = own.filter((scan) => !isDatedBeforeTold(scan, scan.seq, told));
          const run = { told, scans: dated.map((scan) => ({ number: scan.seq, ...signOfScan(scan) })) };
          misdated += dated.length - withoutMisdated(run).scans.length;
          return run;
        });
        const within = {
          from: from.epochMilliseconds,
          to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
        };
        const covered = (runs: readonly RunSigns[]) =>
          clipIntervals(runs.map(withoutMisdated).flatMap(coveredTimes), within).map((time) => ({
            from: (time.from - begin) / minute,
            to: (time.to - begin) / minute,
          }));
        expect(covered(read[at]?.runs ?? []), JSON.stringify([from, to, story])).toEqual(covered(all));
      }
    }),
    { numRuns: 150, endOnFailure: true, examples: [[[scanBeforeBirth], true]] },
  );
  expect(misdated).toBeGreaterThan(0);
});
