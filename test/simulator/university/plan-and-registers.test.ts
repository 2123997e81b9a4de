import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { loadSchool } from "../../../simulator/university/load-school.ts";
import { type PlannedSeat, planRegisters } from "../../../simulator/university/plan-registers.ts";
import { runUniversity } from "../../../simulator/university/run-university.ts";
import { scansOf } from "../../../simulator/university/scans-of.ts";
import { schoolFiles } from "../../../simulator/university/school-files.ts";
import { hourMs, minuteMs } from "../../../simulator/university/time.ts";
import type { University } from "../../../simulator/university/university.ts";
import { attachPostgresStore } from "../../../src/adapters/postgres/attach-postgres-store.ts";
import { checkMarks } from "../../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../../src/app/rebuild/check-tallies.ts";
import { policyView } from "../../../src/contract/http/policy.ts";
import { patienceMs } from "../../../src/domain/attendance/silence-limits.ts";
import { type ServedHere, serveHere } from "../../http/serve-here.ts";
import { queryRows } from "../../parts/postgres.ts";
import { type TurnedClock, turnedClock } from "../../parts/turned-clock.ts";
import { make } from "./any-university.ts";

/** A moment at which no session is in the minutes in which people go: sessions end at quarters of an hour. */
const anchor = "2026-11-22T20:12:00Z";
const size = { students: 48, classes: 8, rooms: 6, days: 14, timeZone: "Europe/London" };
/** Of the session's length; nobody is said to have left early without it. */
const leastShare = 0.75;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

test.each([7])(
  "seed %i: every register says what was planned, right after the backlog and when somebody leaves early",
  async (seed) => {
    const school = make({ seed, anchor: Date.parse(anchor), size });
    const clock = turnedClock(anchor);
    const served = await serveHere({}, clock);
    closers.push(() => served.stop());
    const signal = new AbortController().signal;

    await loadSchool({ url: served.url, token: null }, schoolFiles(school), signal);
    const summary = await runUniversity({
      university: school,
      url: `mqtt://localhost:${served.mqttPort}`,
      site: "main",
      live: false,
      pace: { now: () => school.anchor, until: async () => undefined },
      signal,
      onProgress: () => undefined,
      onNote: () => undefined,
    });
    expect(summary).toMatchObject({ complete: true, rejected: 0, confirmed: summary.backlog });
    expect(await differences(served, clock)).toEqual([]);

    await untilSettled(served, clock);
    expect(await differences(served, clock)).toEqual([]);
    const plan = planned(school, null);
    expect(disagreements(plan, await stored(served))).toEqual([]);
    // A plan in which little happens would prove little.
    const statuses = new Set([...plan.values()].map(({ status }) => status));
    expect(statuses).toEqual(new Set(["present", "late", "late_after_close", "absent", "clash"]));

    const { current } = await served.ask(policyView, "/api/v1/policy");
    const numbers = { ...current.numbers, minimumStay: { share: leastShare } };
    await served.ask(z.unknown(), "/api/v1/policy", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        preset: current.preset,
        numbers,
        rejudge: true,
        reason: "departures are tracked",
      }),
    });
    const leaving = stillOpen(planned(school, leastShare));
    expect([...leaving.values()].some(({ status }) => status === "left_early")).toBe(true);
    expect(disagreements(leaving, stillOpen(await stored(served)))).toEqual([]);
    expect(await differences(served, clock)).toEqual([]);
  },
  300_000,
);

type Marks = ReadonlyMap<string, PlannedSeat>;

/** Without the sessions that were final: no later policy judges them anew. */
function stillOpen(marks: Marks): Marks {
  const final = new Date(Date.parse(anchor) - 7 * 24 * hourMs).toISOString();
  return new Map([...marks].filter(([place]) => (place.split(" ").at(-1) ?? "") > final));
}

/** What the plan says of each student and session, by `student class start`. */
function planned(school: University, share: number | null): Marks {
  const scans = scansOf(school, { from: school.promised.from - 2 * hourMs, to: school.anchor });
  return new Map(
    planRegisters(school, scans, school.anchor, share).map(({ attendance, mark }) => [
      `${attendance.student} ${attendance.session.id}`,
      mark,
    ]),
  );
}

/** What the store says of each in the sessions that are over, in the plan's words. */
async function stored({ database, clock }: ServedHere): Promise<Marks> {
  const rows = await queryRows<{
    student: string;
    class: string;
    start: number;
    status: string;
    because: string | null;
    late: number | null;
    stayed: number | null;
  }>(
    database,
    `select i.value as student, c.code as class, (extract(epoch from t.starts_at) * 1000)::float8 as start, m.status, m.minutes_late as late,
       m.minutes_present as stayed, m.because
     from mark m join session t on t.id = m.session_id
     join session_class sc on sc.session_id = t.id join class c on c.id = sc.class_id
     join identifier i on i.person_id = m.person_id and i.scheme = 'student_id'
     where t.kind = 'timetabled' and t.ends_at <= $1`,
    [clock.now().toString()],
  );
  return new Map(
    rows.map((row) => [
      `${row.student} ${row.class} ${new Date(row.start).toISOString()}`,
      inPlansWords(row),
    ]),
  );
}

function inPlansWords(row: {
  readonly status: string;
  readonly because: string | null;
  readonly late: number | null;
  readonly stayed: number | null;
}): PlannedSeat {
  const { status, because, late, stayed } = row;
  switch (status) {
    case "present":
    case "absent":
      return { status };
    case "late":
    case "late_after_close":
      if (late !== null) return { status, minutesLate: late };
      break;
    case "left_early":
      if (stayed !== null) return { status, minutesLate: late, minutesPresent: stayed };
      break;
    case "not_possible":
      if (because === "clash") return { status: "clash" };
      break;
    case "needs_review":
      if (because === "room_blind" || because === "nobody_seen") return { status: "review", because };
  }
  throw new Error(`no plan says ${JSON.stringify(row)}`);
}

/** Places in which the two differ, or that one of them does not have. */
function disagreements(plan: Marks, marks: Marks): readonly string[] {
  const places = new Set([...plan.keys(), ...marks.keys()]);
  return [...places].flatMap((place) => {
    const [wanted, found] = [plan.get(place), marks.get(place)].map((mark) => JSON.stringify(mark));
    return wanted === found ? [] : [`${place}: planned ${wanted}, stored ${found}`];
  });
}

/** What `muster rebuild --check` would tell. */
async function differences({ database }: ServedHere, clock: TurnedClock): Promise<readonly unknown[]> {
  const store = await attachPostgresStore(database.address);
  try {
    const marks = await store.timetable.read((reading) => checkMarks(reading, clock.now()));
    const tallies = await store.rebuild.read((reading) => checkTallies(reading, size.timeZone));
    return [...marks.differences, ...tallies.differences];
  } finally {
    await store.close();
  }
}

/** Lets the monitor go round until it leaves the registers as they are. */
async function untilSettled({ database }: ServedHere, clock: TurnedClock): Promise<void> {
  const revisions = async () =>
    (await queryRows<{ n: string }>(database, "select count(*) as n from mark_revision"))[0]?.n;
  // By then a reader of which nothing more is heard has been silent for long enough to be told as such.
  await clock.advance({ milliseconds: 2 * patienceMs });
  let before: string | undefined;
  for (let now = await revisions(); now !== before; now = await revisions()) {
    before = now;
    await clock.advance({ milliseconds: minuteMs / 6 });
  }
}
