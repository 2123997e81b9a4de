import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { localOperator } from "../../../src/app/actor.ts";
import { createAttentionReview } from "../../../src/app/attention/create-attention-review.ts";
import { attentionFrameAt, createFiguresOfStudents } from "../../../src/app/attention/figures-of-students.ts";
import { enrolStudents, planSessions, touchedTogether } from "../../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { standClasses } from "../../../src/app/facts/stand-classes.ts";
import { createFigures } from "../../../src/app/figures/create-figures.ts";
import { recordBatch } from "../../../src/app/ingest/record-batch.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { createSessionMonitor } from "../../../src/app/monitor/monitor-sessions.ts";
import { createPolicies } from "../../../src/app/policy/create-policies.ts";
import { readAllUnknowable } from "../../../src/app/registers/read-unknowable.ts";
import { signOff } from "../../../src/app/registers/sign-off.ts";
import type { PolicyDryRun } from "../../../src/contract/http/policy.ts";
import type { AttentionRule } from "../../../src/domain/attendance/attention.ts";
import { percentOf } from "../../../src/domain/attendance/figures.ts";
import type { Band } from "../../../src/domain/attendance/rate.ts";
import type { Rational } from "../../../src/domain/kernel/rational.ts";
import type { PolicyNumbers } from "../../../src/domain/policy/explain-policy.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import { createLocalTime } from "../../../src/domain/timetable/local-time.ts";
import { queryRows } from "../../parts/postgres.ts";
import { at, timeZone } from "../attention/attention-school.ts";
import { laySchool } from "../figures/lay-school.ts";
import { type NativeEvent, native, openStoreOf } from "../rebuild/school.ts";

const { version: _, ...credit } = creditPolicy;
const now = at("2026-11-20", "12:00");
const daysAgo = (days: number): string => Temporal.PlainDate.from("2026-11-20").subtract({ days }).toString();

const terms = [
  ["2026-09-01", "2026-12-18"],
  ["2026-09-01", "2026-11-18"],
  ["2025-09-01", "2025-12-18"],
  null,
] as const;
/** Minutes after the start of a session at which somebody is seen: each stands on one side of a number that may change. */
const seenAt = fc.constantFrom(null, -40, -10, 0, 3, 3, 12, 12, 30, 65);

const school = fc.record({
  /**
   * Rules look at the last term when none is on, and nothing is in one of the year before; without any they look at half a
   * year, where figures are of today alone.
   */
  term: fc.constantFrom(...terms, terms[0], terms[0]),
  /** When the readers are known to have lived: then who was not seen is absent, and left to review where one was dead. */
  watched: fc.constantFrom("always" as const, "always" as const, "not at dawn" as const, "never" as const),
  sessions: fc.array(
    fc.record({
      daysAgo: fc.nat({ max: 5 }),
      hour: fc.integer({ min: 9, max: 13 }),
      minute: fc.constantFrom(0, 0, 30),
      of: fc.constantFrom("A", "B"),
      required: fc.constantFrom(true, true, true, false),
      weight: fc.constantFrom(1, 2),
      /** Signed, and so final, where it is over: the others are open to whatever judges them. */
      signed: fc.constantFrom(false, false, false, true),
      /** When each of the students is seen there, if at all. */
      seen: fc.array(seenAt, { minLength: 5, maxLength: 5 }),
      /** Whether the first who was seen leaves half an hour after the start. */
      leaves: fc.boolean(),
      /** Whether they are seen in another room than planned. */
      elsewhere: fc.constantFrom(false, false, false, true),
      decision: fc.constantFrom("granted" as const, "granted" as const, "late" as const),
    }),
    { minLength: 3, maxLength: 8 },
  ),
  /** A class without a timetable, which has stood since so many days, and who was seen there on each. */
  stands: fc.option(
    fc.record({
      since: fc.nat({ max: 3 }),
      seen: fc.array(fc.constantFrom(null, "granted" as const, "late" as const), {
        minLength: 5,
        maxLength: 5,
      }),
    }),
  ),
  /** Of each student: since and until when, in days ago, in which class. Everybody else is in A since long ago. */
  enrolled: fc.array(
    fc.record({
      student: fc.nat({ max: 4 }),
      of: fc.constantFrom("A", "B", "B", "P", "P"),
      from: fc.constantFrom(30, 30, 2),
      until: fc.constantFrom(null, null, null, 1, -1),
    }),
    { minLength: 3, maxLength: 8 },
  ),
  /** Seen by a reader where nothing was expected of them, so many days ago. */
  roamed: fc.array(
    fc.record({
      student: fc.nat({ max: 4 }),
      daysAgo: fc.constantFrom(0, 1, 3, 6, 40),
      room: fc.constantFrom("R1", "R2"),
    }),
    { maxLength: 3 },
  ),
  rules: fc.uniqueArray(
    fc.oneof(
      fc.record({ kind: fc.constant("below" as const), percent: fc.constantFrom(50, 70, 90) }),
      fc.record({ kind: fc.constant("missed" as const), percent: fc.constantFrom(20, 50) }),
      fc.record({ kind: fc.constant("absences_in_a_row" as const), count: fc.constantFrom(1, 2) }),
      fc.record({ kind: fc.constant("days_unseen" as const), days: fc.constantFrom(1, 2, 4) }),
    ),
    { minLength: 2, maxLength: 4, selector: ({ kind }) => kind },
  ),
});

const anyNumbers = {
  openBefore: fc.constantFrom(0, 15, 60),
  onTimeGrace: fc.constantFrom(0, 5, 20),
  registerClose: fc.constantFrom(20, 45),
  exitGrace: fc.constantFrom(0, 10, 180),
  minimumStay: fc.constantFrom(null, null, { minutes: 40 }),
  finaliseAfterDays: fc.constantFrom(0, 1, 7),
  method: fc.constantFrom("count" as const, "minutes" as const),
  lateCredit: fc.constantFrom(0.5, 0, 1),
  lateAfterCloseCredit: fc.constantFrom(0, 0.25),
  wrongRoom: fc.constantFrom("flag" as const, "accept" as const, "ignore" as const),
  trustDeviceLate: fc.boolean(),
  goodAt: fc.constantFrom(80, 100),
  poorBelow: fc.constantFrom(50, 75),
};
/** Whoever came early has not come, and a minute late is late for nothing. */
const strict = {
  ...anyNumbers,
  openBefore: fc.constant(0),
  onTimeGrace: fc.constant(0),
  lateCredit: fc.constant(0),
};
/** Whoever came at any time has come in time. */
const mild = {
  ...anyNumbers,
  openBefore: fc.constant(60),
  onTimeGrace: fc.constant(20),
  lateCredit: fc.constant(1),
  wrongRoom: fc.constant("accept" as const),
};

const proposal = fc.record({
  rejudge: fc.constantFrom(true, true, false),
  numbers: fc.oneof(fc.record(anyNumbers), fc.record(strict), fc.record(mild)).map(
    (numbers): PolicyNumbers => ({
      ...credit,
      ...numbers,
      // Minutes can be counted only where departures are tracked.
      method: numbers.minimumStay === null ? "count" : numbers.method,
    }),
  ),
});

type ValueOf<A> = A extends fc.Arbitrary<infer V> ? V : never;

/** What a school came to, told in one way before a policy is in force and after. */
interface Told {
  readonly marks: ReadonlyMap<string, string>;
  readonly institution: { readonly percent: number | null; readonly band: Band | null };
  readonly students: ReadonlyMap<string, { readonly rate: string | null; readonly band: Band | null }>;
}

type School = ValueOf<typeof school>;

function startOf({ daysAgo: days, hour, minute }: School["sessions"][number]): Temporal.Instant {
  return at(daysAgo(days), `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
}

/** What the readers saw up to now. */
function scansOf({ sessions, stands, roamed }: School): readonly NativeEvent[] {
  const seen: NativeEvent[] = [];
  for (const session of sessions) {
    const start = startOf(session);
    const room = session.elsewhere ? "R2" : "R1";
    const { decision } = session;
    let leaver: string | null = null;
    for (const [n, minutes] of session.seen.entries()) {
      if (minutes === null) continue;
      const student = `S${n}`;
      leaver ??= student;
      seen.push({ student, room, at: start.add({ minutes }), decision, direction: "in" });
    }
    if (session.leaves && leaver !== null) {
      const half = start.add({ minutes: 31 });
      seen.push({ student: leaver, room, at: half, decision: "granted", direction: "out" });
    }
  }
  for (let days = stands?.since ?? -1; days >= 0; days -= 1) {
    for (const [n, decision] of (stands?.seen ?? []).entries()) {
      if (decision === null) continue;
      seen.push({ student: `S${n}`, room: "R2", at: at(daysAgo(days), "08:30"), decision });
    }
  }
  for (const { student, daysAgo: days, room } of roamed)
    seen.push({ student: `S${student}`, room, at: at(daysAgo(days), "07:00"), decision: "granted" });
  return seen.filter((scan) => Temporal.Instant.compare(scan.at, now) <= 0);
}

async function openSchool(of: School) {
  const laid = await laySchool();
  const store = await openStoreOf(laid.database);
  const { database } = laid;
  const rooms = { R1: uuidv7(), R2: uuidv7() };
  await queryRows(database, "delete from room", []);
  for (const [code, id] of Object.entries(rooms)) {
    await queryRows(database, "insert into room (id, code) values ($1, $2)", [id, code]);
    await queryRows(database, "insert into room_name (name, room_id) values ($2, $1)", [id, code]);
  }
  const term = of.term === null ? null : await laid.term("T1", of.term[0], of.term[1]);
  const classes = {
    A: await laid.class("A", term === null ? {} : { term }),
    B: await laid.class("B"),
    P: await laid.class("P"),
  };
  const students: string[] = [];
  for (let n = 0; n < 5; n += 1) students.push(await laid.student(`S${n}`));
  const version = {
    version: 1,
    rules: of.rules.map((rule): AttentionRule => ({ ...rule, id: rule.kind.replaceAll("_", "-") })),
  };
  await store.attention.addRules(
    version.rules.map((rule) => ({ ...rule, tellStaff: false })),
    { at: now, actor: localOperator },
  );

  for (const [code, id] of of.watched === "never" ? [] : Object.entries(rooms)) {
    const reader = `main/${code.toLowerCase()}`;
    const since = at(daysAgo(30), "00:00");
    await queryRows(database, "insert into reader_move (reader, from_at, room_id) values ($1, $2, $3)", [
      reader,
      since.toString(),
      id,
    ]);
    const dawn = [at(daysAgo(1), "07:50"), at(daysAgo(1), "08:40")] as const;
    const lived =
      of.watched === "always"
        ? [[since, now]]
        : [
            [since, dawn[0]],
            [dawn[1], now],
          ];
    for (const span of lived) {
      await queryRows(database, "insert into device_alive (device, from_at, to_at) values ($1, $2, $3)", [
        reader,
        ...span.map(String),
      ]);
    }
  }

  const planned = { actor: localOperator, reason: "a test", now: at(daysAgo(8), "12:00") };
  const ids = of.sessions.map(() => uuidv7());
  await store.timetable.write(async (transaction) => {
    const everybody = students.map((_, student) => ({ student, of: "A" as const, from: 30, until: null }));
    const enrolments = [...everybody, ...of.enrolled].map(({ student: n, of: code, from, until }) => ({
      id: uuidv7(),
      student: students[n] ?? "",
      class: classes[code],
      from: daysAgo(from),
      to: until === null ? null : daysAgo(until),
    }));
    const plans = of.sessions.map((session, n): SessionPlan => {
      const start = startOf(session);
      return {
        id: ids[n] ?? "",
        kind: "timetabled",
        start,
        end: start.add({ hours: 1 }),
        timeZone,
        day: daysAgo(session.daysAgo),
        rooms: [rooms.R1],
        classes: [classes[session.of]],
        staff: [],
        required: session.required,
        weight: session.weight,
        title: "Lesson",
        sort: "",
        mode: "in_person",
        source: null,
      };
    });
    await judgeMarks(
      transaction,
      touchedTogether([
        await enrolStudents(transaction, enrolments, planned),
        await planSessions(transaction, plans, planned),
      ]),
      planned,
    );
  });
  if (of.stands !== null) {
    const from = daysAgo(of.stands.since);
    const since = { ...planned, now: at(from, "00:00") };
    await store.timetable.write(async (transaction) =>
      judgeMarks(
        transaction,
        await standClasses(transaction, [{ class: classes.P, room: rooms.R2 }], from, timeZone, since),
        since,
      ),
    );
  }
  const monitor = createSessionMonitor({ store: store.monitor, isAway: () => false, timeZone });
  await monitor.round(now);
  const items = scansOf(of).map((scan) => native({ ...scan, device: scan.room.toLowerCase() }));
  if (items.length > 0) {
    await store.ingest((transaction) =>
      recordBatch(transaction, items, { now, timeZone, localTime: createLocalTime(timeZone) }),
    );
  }
  for (const [n, id] of ids.entries()) {
    if (of.sessions[n]?.signed !== true) continue;
    await store.sessionsWriting.write((transaction) =>
      signOff(transaction, id, { actor: localOperator, reason: null, now }, "absent"),
    );
  }
  await monitor.round(now);

  const [first, ...older] = await store.policies.versions();
  if (!first) throw new Error("the store begins with a policy");
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => now };
  const policies = createPolicies({
    store: store.policies,
    versions: [first, ...older],
    figures: store.figures,
    unknowable: (then) => store.sessions.read((reading) => readAllUnknowable(reading, then)),
    attention: {
      rules: async () => version.rules,
      frameAt: (asked) => attentionFrameAt(store.figures, asked, timeZone),
      enrolledOn: store.attention.enrolledOn,
    },
    clock,
    timeZone,
    log: silent,
    onChanged: () => undefined,
  });
  const figures = createFigures({ store: store.figures, clock, timeZone, policies });
  const reviewer = createAttentionReview({
    store: store.attention,
    figures: createFiguresOfStudents({
      store: store.figures,
      timeZone,
      policy: () => policies.current(),
    }),
    policy: () => policies.current().policy,
    clock,
    log: silent,
    onChanged: () => undefined,
  });

  return {
    policies,
    round: () => monitor.round(now),
    /** Reviews until nothing is left. */
    async review() {
      const sum = { opened: 0, retracted: 0 };
      for (;;) {
        const { opened, retracted, more } = await reviewer.review(now);
        sum.opened += opened;
        sum.retracted += retracted;
        if (!more) return sum;
      }
    },
    async tell(): Promise<Told> {
      const marks = await queryRows<{ seat: string; status: string }>(
        database,
        "select session_id || ' ' || person_id as seat, status from mark",
        [],
      );
      const group = await figures.group("institution", "", {}, true);
      if (!group) throw new Error("there is an institution");
      return {
        marks: new Map(marks.map(({ seat, status }) => [seat, status])),
        institution: { percent: group.percent, band: group.band },
        students: new Map(
          group.students.map(({ student: { id }, percent, earned, possible, band }) => [
            id,
            // A rate that is not said has not changed.
            { rate: percent === null ? null : rateOf(earned, possible), band },
          ]),
        ),
      };
    },
    async close() {
      await store.close();
      await laid.close();
    },
  };
}

const order: readonly (Band | null)[] = ["poor", "fair", "good"];

/** How two states of a school differ, in the words of a dry run. */
function differenceOf(before: Told, after: Told) {
  const moves = new Map<string, number>();
  for (const seat of new Set([...before.marks.keys(), ...after.marks.keys()])) {
    const [from, to] = [before.marks.get(seat) ?? "expected", after.marks.get(seat) ?? "expected"];
    if (from !== to) moves.set(`${from} ${to}`, (moves.get(`${from} ${to}`) ?? 0) + 1);
  }
  const students = { all: 0, changed: 0, better: 0, worse: 0 };
  for (const id of new Set([...before.students.keys(), ...after.students.keys()])) {
    const [old, next] = [before.students.get(id), after.students.get(id)];
    students.all += 1;
    if ((old?.rate ?? null) !== (next?.rate ?? null)) students.changed += 1;
    const [from, to] = [old?.band ?? null, next?.band ?? null];
    if (from === null || to === null || from === to) continue;
    if (order.indexOf(to) > order.indexOf(from)) students.better += 1;
    else students.worse += 1;
  }
  return {
    marks: Object.fromEntries([...moves].sort()),
    students,
    institution: {
      before: before.institution.percent,
      after: after.institution.percent,
      bandBefore: before.institution.band,
      bandAfter: after.institution.band,
    },
  };
}

/** Three lessons on three days, to which S0 comes in time and all others at one minute of the hour, but for S4. */
function othersAt(minutes: -10 | 3 | 12): School {
  return {
    term: terms[0],
    watched: "always",
    sessions: [3, 2, 1].map((daysAgo) => ({
      daysAgo,
      hour: 9,
      minute: 0,
      of: "A",
      required: true,
      weight: 1,
      signed: false,
      seen: [3, minutes, minutes, minutes, null],
      leaves: true,
      elsewhere: false,
      decision: "granted",
    })),
    stands: { since: 2, seen: ["granted", "late", null, null, null] },
    enrolled: [{ student: 1, of: "P", from: 30, until: null }],
    roamed: [],
    rules: [
      { kind: "below", percent: 70 },
      { kind: "absences_in_a_row", count: 2 },
      { kind: "days_unseen", days: 4 },
    ],
  };
}

/** Schools that come to what chance might miss in a run: each is one of those that it draws. */
const examples: [School, ValueOf<typeof proposal>][] = [
  // Early is not there at all: rows of absences begin.
  [othersAt(-10), { rejudge: true, numbers: { ...credit, openBefore: 0 } }],
  // Late is in time: what stood below is settled.
  [othersAt(12), { rejudge: true, numbers: { ...credit, onTimeGrace: 20 } }],
  // Early is not there at all, but whoever a reader saw is not unseen.
  [
    {
      ...othersAt(-10),
      roamed: [{ student: 1, daysAgo: 0, room: "R2" }],
      rules: [{ kind: "days_unseen", days: 2 }],
    },
    { rejudge: true, numbers: { ...credit, openBefore: 0 } },
  ],
  // The marks stay, and are worth nothing, or everything.
  [othersAt(3), { rejudge: false, numbers: { ...credit, goodAt: 100, poorBelow: 75 } }],
  [othersAt(12), { rejudge: false, numbers: { ...credit, lateCredit: 1 } }],
  // Without a term rates are of today, on which nothing is, and rules look at the three days before.
  [
    { ...othersAt(12), term: null },
    { rejudge: true, numbers: { ...credit, onTimeGrace: 20 } },
  ],
  // Of a day on which nobody was seen yet no rate is said, whatever it is worth.
  [
    { ...othersAt(12), term: null, stands: { since: 2, seen: [null, null, null, null, null] } },
    { rejudge: true, numbers: { ...credit, onTimeGrace: 20 } },
  ],
  // Whoever left early has not earned the hour.
  [othersAt(3), { rejudge: true, numbers: { ...credit, minimumStay: { minutes: 40 }, method: "minutes" } }],
];

/** What the schools of a run must have come to, each at least once. */
const labels = [
  "a mark becomes another",
  "no mark changes",
  "a rate changes",
  "somebody moves to a better band",
  "somebody moves to a worse band",
  "the institution's band changes",
  "alerts are raised",
  "alerts are settled",
  "alerts by rates alone",
  "minutes are counted",
  "only what is to come is judged",
  "alerts without a term",
  "of a day that has only begun nothing is said",
] as const;

function labelsOf(
  { marks, students, institution, alerts }: PolicyDryRun,
  { numbers, rejudge }: ValueOf<typeof proposal>,
  { term, stands }: School,
): readonly (typeof labels)[number][] {
  const alerted = alerts.opened + alerts.retracted > 0;
  const hit: Readonly<Record<(typeof labels)[number], boolean>> = {
    "a mark becomes another": marks.length > 0,
    "no mark changes": marks.length === 0,
    "a rate changes": students.changed > 0,
    "somebody moves to a better band": students.better > 0,
    "somebody moves to a worse band": students.worse > 0,
    "the institution's band changes": institution.bandBefore !== institution.bandAfter,
    "alerts are raised": alerts.opened > 0,
    "alerts are settled": alerts.retracted > 0,
    "alerts by rates alone": alerted && marks.length === 0,
    "minutes are counted": numbers.method === "minutes",
    "only what is to come is judged": !rejudge,
    "alerts without a term": alerted && term === null,
    "of a day that has only begun nothing is said":
      stands !== null && term === null && institution.before === null && students.all > 0,
  };
  return labels.filter((label) => hit[label]);
}

test("over random schools, a dry run tells the marks, rates, bands and alerts that putting in force then gives", {
  timeout: 600_000,
}, async () => {
  const counted = new Map<string, number>(labels.map((label) => [label, 0]));
  await fc.assert(
    fc.asyncProperty(school, proposal, async (of, proposed) => {
      const { numbers, rejudge } = proposed;
      const opened = await openSchool(of);
      try {
        await opened.review();
        const before = await opened.tell();
        const asked = { preset: "credit", numbers, rejudge } as const;
        const foretold = await opened.policies.dryRun(asked, localOperator);
        expect(foretold.issues).toEqual([]);
        for (const label of labelsOf(foretold, proposed, of))
          counted.set(label, (counted.get(label) ?? 0) + 1);
        // Nothing was done.
        expect(await opened.tell()).toEqual(before);
        expect(await opened.review()).toEqual({ opened: 0, retracted: 0 });

        const outcome = await opened.policies.putInForce({ ...asked, reason: "a test" }, localOperator);
        if (outcome.kind !== "in_force") return;
        const told = {
          marks: Object.fromEntries(
            foretold.marks.map(({ from, to, marks }) => [`${from} ${to}`, marks]).sort(),
          ),
          students: foretold.students,
          institution: { ...foretold.institution, of: undefined },
        };
        const happened = differenceOf(before, await opened.tell());
        expect({ ...happened, alerts: await opened.review() }).toEqual({ ...told, alerts: foretold.alerts });
        // Nor does the next round of the monitor make anything else of it.
        await opened.round();
        expect(differenceOf(before, await opened.tell())).toEqual(told);
      } finally {
        await opened.close();
      }
    }),
    { numRuns: Number(process.env.SCHOOLS ?? 10), examples, ...seedOf() },
  );
  const neverHit = [...counted].flatMap(([label, n]) => (n === 0 ? [label] : []));
  expect(neverHit, [...counted].map(([label, n]) => `${label} ${n}`).join(", ")).toEqual([]);
});

/** The exact rate as text, null where nothing counts. */
function rateOf(earned: Exact, possible: Exact): string | null {
  const percent = percentOf(exactOf(earned), exactOf(possible));
  return percent && `${percent.num}/${percent.den}`;
}

type Exact = { readonly num: string; readonly den: string };
const exactOf = ({ num, den }: Exact): Rational => ({ num: BigInt(num), den: BigInt(den) });

function seedOf(): { seed?: number } {
  const seed = process.env.SCHOOLS_SEED;
  return seed === undefined ? {} : { seed: Number(seed) };
}
