import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PostgresStore } from "../../../src/adapters/postgres/create-postgres-store.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { putInForce } from "../../../src/app/policy/put-in-force.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { openStoreOf } from "../../app/rebuild/school.ts";
import { queryRows } from "../../parts/postgres.ts";
import { csv, type ImportSchool, openImportSchool, secretary, timeZone } from "./import-school.ts";

/** A school, and the same one in which nobody ever enters a day without teaching. */
interface Twin {
  readonly school: ImportSchool;
  readonly store: PostgresStore;
  readonly round: (now: Temporal.Instant) => Promise<unknown>;
}
let withDay: Twin;
let without: Twin;
beforeAll(async () => {
  [withDay, without] = [await openTwin(), await openTwin()];
});
afterAll(async () => {
  for (const { school, store } of [withDay, without]) {
    await store.close();
    await school.close();
  }
});

async function openTwin(): Promise<Twin> {
  const school = await openImportSchool();
  const store = await openStoreOf(school.database);
  const monitor = createSessionMonitor({ store: store.monitor, isAway: () => false, timeZone });
  return { school, store, round: (now) => monitor.round(now) };
}

const meeting = fc.record({
  key: fc.constantFrom("x", "y"),
  day: fc.constantFrom(-1, 0, 0, 1),
  hour: fc.constantFrom(9, 14),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant("enter" as const) }),
  fc.record({ kind: fc.constant("take out" as const) }),
  fc.record({
    kind: fc.constant("stand" as const),
    from: fc.constantFrom(-1, 0, 1),
    room: fc.constantFrom("R1", "R2"),
  }),
  fc.record({ kind: fc.constant("stop" as const), from: fc.constantFrom(-1, 0, 1) }),
  fc.record({
    kind: fc.constant("import" as const),
    complete: fc.boolean(),
    meetings: fc.uniqueArray(meeting, { minLength: 1, maxLength: 2, selector: ({ key }) => key }),
  }),
  fc.record({
    kind: fc.constant("rule" as const),
    onTimeGrace: fc.constantFrom(3, 5, 10),
    openBefore: fc.constantFrom(10, 20),
    rejudge: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("wait" as const), hours: fc.constantFrom(5, 11, 30) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

let run = 0;

test("a day without teaching that was taken out again leaves what would be had it never been entered", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      // Each run has classes and weeks of its own, so that all share two stores.
      run += 1;
      const names = { timetabled: `T${run}`, standing: `H${run}` };
      const sunday = Temporal.PlainDate.from("2026-11-29").add({ weeks: 3 * run });
      const day = (by: number): string => sunday.add({ days: 1 + by }).toString();
      let now = sunday.toZonedDateTime({ timeZone, plainTime: "12:00" }).toInstant();
      const clock = async (twin: Twin): Promise<void> => {
        twin.school.turnTo(now.toString());
        await twin.round(now);
      };
      let isOff = false;
      for (const twin of [withDay, without]) {
        await clock(twin);
        await twin.school.take("csv", [
          csv("students.csv", `student_id\nS${run}\n`),
          csv(
            "enrolments.csv",
            `student_id,class,from\nS${run},${names.timetabled},2026-09-01\nS${run},${names.standing},2026-09-01\n`,
          ),
        ]);
        for (const code of ["R1", "R2"]) {
          if (run === 1)
            await twin.school.office.addRoom({
              code,
              title: null,
              building: null,
              capacity: null,
              names: [],
            });
        }
      }
      const takeOut = async (): Promise<void> => {
        const outcome = await withDay.school.office.removeNonTeachingDay(day(0), secretary);
        expect(outcome.kind).toBe("done");
        isOff = false;
      };
      for (const one of steps) {
        if (one.kind === "wait") now = now.add({ hours: one.hours });
        if (one.kind === "enter") {
          await withDay.school.office.putNonTeachingDay({ day: day(0), title: "Closed" }, secretary);
          isOff = true;
        } else if (one.kind === "take out") {
          if (isOff) await takeOut();
        } else for (const twin of [withDay, without]) await take(twin, one, names, day, now, clock);
      }
      if (isOff) await takeOut();
      now = now.add({ hours: 1 });
      await clock(withDay);
      await clock(without);
      expect(await told(withDay, names)).toEqual(await told(without, names));
      // No run has more to do than its own.
      for (const twin of [withDay, without])
        await take(twin, { kind: "stop", from: -1 }, names, day, now, clock);
    }),
    { numRuns: 12 },
  );
  const end = Temporal.Instant.from("2030-01-01T00:00:00Z");
  const { differences } = await withDay.store.timetable.read((reading) => checkMarks(reading, end));
  expect(differences).toEqual([]);
});

async function take(
  twin: Twin,
  one: Exclude<Step, { kind: "enter" | "take out" }>,
  names: { readonly timetabled: string; readonly standing: string },
  day: (by: number) => string,
  now: Temporal.Instant,
  clock: (twin: Twin) => Promise<void>,
): Promise<void> {
  const { school, store } = twin;
  switch (one.kind) {
    case "wait":
      return clock(twin);
    case "stand":
    case "stop": {
      const { classes, rooms } = await school.reader.catalogue();
      const idOf = (rows: readonly { readonly id: string; readonly code: string }[], code: string): string =>
        rows.find((row) => row.code === code)?.id ?? "";
      const room = one.kind === "stop" ? null : idOf(rooms, one.room);
      const outcome = await school.office.stand(
        idOf(classes, names.standing),
        { room, from: day(one.from) },
        secretary,
      );
      expect(outcome.kind).toBe("done");
      return;
    }
    case "import": {
      const rows = one.meetings.map(
        ({ key, day: by, hour }) =>
          `${names.timetabled}-${key},${names.timetabled},${day(by)} ${String(hour).padStart(2, "0")}:00,${day(by)} ${hour + 1}:00,R1`,
      );
      const text = ["session_id,class,start,end,rooms", ...rows].join("\n");
      await school.take("csv", [csv("timetable.csv", text)], one.complete);
      return;
    }
    case "rule": {
      const { version: _, ...numbers } = creditPolicy;
      const { onTimeGrace, openBefore, rejudge } = one;
      await store.policies.write((transaction) =>
        putInForce(transaction, {
          preset: "credit",
          numbers: { ...numbers, onTimeGrace, openBefore },
          rejudge,
          actor: secretary,
          reason: "as the senate decided",
          now,
        }),
      );
    }
  }
}

/** Everything that is told of the sessions of two classes: when, where and in what state they are, and who was there. */
async function told(
  { school }: Twin,
  names: { readonly timetabled: string; readonly standing: string },
): Promise<unknown> {
  return queryRows(
    school.database,
    `select s.kind, c.code, s.day, s.starts_at, s.ends_at, s.opens_at, s.closes_at, s.state, s.finalised_at,
       case when s.kind = 'timetabled' then s.source_key end as key,
       (select array_agg(r.code order by r.code) from session_room x join room r on r.id = x.room_id
        where x.session_id = s.id) as rooms,
       case when s.state = 'cancelled' then 'not_possible' else
         (select m.status from mark m where m.session_id = s.id and m.status <> 'expected') end as status
     from session s join session_class sc on sc.session_id = s.id join class c on c.id = sc.class_id
     where c.code = any($1::text[]) order by s.kind, s.starts_at, s.source_key`,
    [Object.values(names)],
  );
}
