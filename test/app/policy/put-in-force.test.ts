import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attentionStore } from "../../../src/adapters/postgres/attention-store.ts";
import { currentPolicy } from "../../../src/adapters/postgres/current-policy.ts";
import { figuresStore } from "../../../src/adapters/postgres/figures-store.ts";
import { policyStore } from "../../../src/adapters/postgres/policy-versions.ts";
import { sessionsStore } from "../../../src/adapters/postgres/sessions-reading.ts";
import { timetableStore } from "../../../src/adapters/postgres/timetable-store.ts";
import { localOperator } from "../../../src/app/actor.ts";
import { attentionFrameAt } from "../../../src/app/attention/figures-of-students.ts";
import { enrolStudents, planSessions } from "../../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../../src/app/facts/fact-transaction.ts";
import { createFigures, type FigureViews } from "../../../src/app/figures/create-figures.ts";
import { judgeMarks } from "../../../src/app/marks/judge-marks.ts";
import { createPolicies, type Policies } from "../../../src/app/policy/create-policies.ts";
import { createSessionViews, type SessionViews } from "../../../src/app/registers/create-session-views.ts";
import { policyDryRun } from "../../../src/contract/http/policy.ts";
import type { AttentionRule } from "../../../src/domain/attendance/attention.ts";
import { creditPolicy } from "../../../src/domain/policy/policy.ts";
import type { PolicyVersion } from "../../../src/domain/policy/policy-version.ts";
import { type LaidSchool, laySchool, timeZone } from "../figures/lay-school.ts";

const now = Temporal.Instant.from("2026-11-20T12:00:00Z");
const { version: _, ...numbers } = creditPolicy;
const context = { actor: localOperator, reason: "a test", now };

let school: LaidSchool;
let views: SessionViews;
/** What the clock shows. */
let time = now;
let policies: Policies;
let figures: FigureViews;
const changes: PolicyVersion[] = [];
let rules: readonly AttentionRule[] = [];
const sessions = { past: uuidv7(), final: uuidv7(), soon: uuidv7(), later: uuidv7() };

/** One student, seen twelve minutes after the start of two sessions, one of them final, with two more to come. */
beforeEach(async () => {
  changes.length = 0;
  time = now;
  rules = [{ id: "low", kind: "below", percent: 80 }];
  for (const key of ["past", "final", "soon", "later"] as const) sessions[key] = uuidv7();
  school = await laySchool();
  await school.term("T1", "2026-11-01", "2026-12-18");
  const { pool } = school;
  await currentPolicy(async (text, values) => (await pool.query(text, [...values])).rows, {
    name: "credit",
    policy: creditPolicy,
  });
  const store = timetableStore(pool);
  const student = await school.student("S1", { given: "Ada" });
  const maths = await school.class("MATHS");
  const room = uuidv7();
  await pool.query("insert into room (id, code) values ($1, 'B12')", [room]);
  const plan = (id: string, start: string): SessionPlan => ({
    id,
    kind: "timetabled",
    start: Temporal.Instant.from(start),
    end: Temporal.Instant.from(start).add({ hours: 1 }),
    timeZone,
    day: start.slice(0, 10),
    rooms: [room],
    classes: [maths],
    staff: [],
    required: true,
    weight: 1,
    title: "Maths",
    sort: "",
    mode: "in_person",
    source: null,
  });
  const touched = await store.write(async (transaction) => {
    const enrolment = { id: uuidv7(), student, class: maths, from: "2026-11-01", to: null };
    await enrolStudents(transaction, [enrolment], context);
    return planSessions(
      transaction,
      [
        plan(sessions.past, "2026-11-18T09:00:00Z"),
        plan(sessions.final, "2026-11-17T09:00:00Z"),
        plan(sessions.soon, "2026-11-20T12:10:00Z"),
        plan(sessions.later, "2026-11-20T14:00:00Z"),
      ],
      context,
    );
  });
  for (const [seq, at] of ["2026-11-18T09:12:00Z", "2026-11-17T09:12:00Z"].entries()) {
    await pool.query(
      `insert into scan (id, seq, source, sender, content_hash, topic, qos, raw, received_at, occurred_at, time_basis,
         clock_suspect, device_text, subject_scheme, subject_value, person_id, identified, location, room_id, decision, live)
       values ($1, $2, 'native', 'cam', decode(replace($1::uuid::text, '-', ''), 'hex'), 't', 1, '', $3, $3, 'device', false, '', 'student_id', 'S1', $4,
         true, 'B12', $5, 'granted', true)`,
      [uuidv7(), 1_000_000 + seq, at, student, room],
    );
  }
  await store.write((transaction) => judgeMarks(transaction, touched, context));
  await pool.query("update session set state = 'final' where id = $1", [sessions.final]);

  const clock = { now: () => time };
  const [first, ...rest] = await policyStore(pool).versions();
  if (!first) throw new Error("the store begins with a policy");
  policies = createPolicies({
    store: policyStore(pool),
    versions: [first, ...rest],
    figures: figuresStore(pool),
    unknowable: async () => [],
    attention: {
      rules: async () => rules,
      frameAt: (at) => attentionFrameAt(figuresStore(pool), at, timeZone),
      enrolledOn: attentionStore(pool).enrolledOn,
    },
    clock,
    timeZone,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onChanged: (version) => changes.push(version),
  });
  figures = createFigures({ store: figuresStore(pool), clock, timeZone, policies });
  views = createSessionViews({ store: sessionsStore(pool), clock, timeZone });
}, 60_000);
afterEach(() => school.close());

const marks = async (): Promise<Record<string, string>> => {
  const { rows } = await school.pool.query<{ session_id: string; status: string }>(
    "select session_id, status from mark",
  );
  return Object.fromEntries(rows.map((row) => [row.session_id, row.status]));
};
const opening = async (session: string): Promise<string> => {
  const { rows } = await school.pool.query<{ opens_at: string }>(
    "select opens_at from session where id = $1",
    [session],
  );
  return rows[0]?.opens_at.slice(11, 16) ?? "";
};
const longer = { ...numbers, openBefore: 30, onTimeGrace: 15 };

test("a new version judges what opens after now, and nothing that has opened", async () => {
  expect(await marks()).toEqual({ [sessions.past]: "late", [sessions.final]: "late" });
  const outcome = await policies.putInForce(
    { preset: "credit", numbers: longer, rejudge: false, reason: "Longer grace" },
    localOperator,
  );
  expect(outcome).toMatchObject({ kind: "in_force", version: { version: 2, reason: "Longer grace" } });
  expect(await marks()).toEqual({ [sessions.past]: "late", [sessions.final]: "late" });
  expect(await opening(sessions.later)).toBe("13:30");
  // By the new numbers it would have opened before they were in force.
  expect(await opening(sessions.soon)).toBe("11:55");
  expect(policies.current().policy).toMatchObject({ version: 2, onTimeGrace: 15 });
  expect(changes.map(({ policy }) => policy.version)).toEqual([2]);
  expect((await policyStore(school.pool).versions()).map(({ policy }) => policy.version)).toEqual([2, 1]);
});

// The session of the afternoon has not begun, and is expected beside it.
test.each([
  ["longer", 15, "12:20", "not_seen", { not_seen: 1, expected: 1 }],
  ["shorter", 0, "12:13", "expected", { expected: 2 }],
])(
  "while a session is open, a %s grace put in force changes neither its register nor what figures say of it",
  async (_word, onTimeGrace, at, status, told) => {
    const said = async () => {
      const register = await views.register(sessions.soon);
      const [row] = [...(await views.rows([sessions.soon])).values()];
      const student = await figures.student("S1", { from: "2026-11-20", to: "2026-11-20" });
      const begun = Object.entries(student?.counts ?? {}).filter(([, sessionsOfIt]) => sessionsOfIt > 0);
      return {
        register: register?.marks.map((mark) => mark.status),
        list: row?.counts,
        figures: Object.fromEntries(begun),
      };
    };
    time = Temporal.Instant.from("2026-11-20T12:12:00Z");
    const { version } = policies.current().policy;
    await policies.putInForce(
      { preset: "credit", numbers: { ...numbers, onTimeGrace }, rejudge: false, reason: "Another grace" },
      localOperator,
    );
    expect(policies.current().policy.version).toBe(version + 1);
    time = Temporal.Instant.from(`2026-11-20T${at}:00Z`);
    expect(await said()).toEqual({ register: [status], list: { [status]: 1 }, figures: told });
  },
);

test("judged anew, past sessions follow the new numbers, and final ones never do", async () => {
  const proposal = { preset: "credit", numbers: longer, rejudge: true } as const;
  const rehearsed = policyDryRun.parse(await policies.dryRun(proposal, localOperator));
  expect(rehearsed.marks).toEqual([{ from: "late", to: "present", marks: 1 }]);
  expect(await marks()).toEqual({ [sessions.past]: "late", [sessions.final]: "late" });
  expect((await policyStore(school.pool).versions()).length).toBe(1);

  const outcome = await policies.putInForce({ ...proposal, reason: "Longer grace" }, localOperator);
  expect(outcome).toMatchObject({ kind: "in_force", revised: 1 });
  expect(await marks()).toEqual({ [sessions.past]: "present", [sessions.final]: "late" });
  const { rows } = await school.pool.query<{ policy_version: number; actor: string; reason: string }>(
    "select policy_version, actor, reason from mark_revision where session_id = $1 order by revision",
    [sessions.past],
  );
  expect(rows.map((row) => row.policy_version)).toEqual([1, 2]);
  expect(rows[1]).toMatchObject({ actor: localOperator.id, reason: "Longer grace" });
});

test("a session that a version was said to judge keeps to it when it is moved, and when another version comes", async () => {
  const force = (openBefore: number, rejudge: boolean) =>
    policies.putInForce(
      { preset: "credit", numbers: { ...longer, openBefore }, rejudge, reason: "Longer grace" },
      localOperator,
    );
  await force(30, true);
  const move = (start: string) =>
    timetableStore(school.pool).write(async (transaction) => {
      const [stored] = await transaction.findSessions([sessions.past]);
      if (!stored) throw new Error("no such session");
      const at = Temporal.Instant.from(start);
      const plan = { ...stored.plan, start: at, end: at.add({ hours: 1 }), day: start.slice(0, 10) };
      await judgeMarks(transaction, await planSessions(transaction, [plan], context), context);
    });
  await move("2026-11-18T09:20:00Z");
  expect(await opening(sessions.past)).toBe("08:50");
  await move("2026-11-25T09:00:00Z");
  expect(await opening(sessions.past)).toBe("08:30");
  time = now.add({ minutes: 1 });
  await force(45, false);
  expect(await opening(sessions.later)).toBe("13:15");
  expect(await opening(sessions.past)).toBe("08:30");
});

test("a dry run tells what marks would be worth, and what it would raise or settle", async () => {
  expect(
    policyDryRun.parse(
      await policies.dryRun(
        { preset: "dfe", numbers: { ...numbers, lateCredit: 1 }, rejudge: false },
        localOperator,
      ),
    ),
  ).toEqual({
    issues: [],
    changedFields: [{ field: "lateCredit", before: "0.5", after: "1" }],
    institution: { of: "Everybody", before: 50, after: 100, bandBefore: "fair", bandAfter: "good" },
    students: { all: 1, changed: 1, better: 1, worse: 0 },
    examples: [{ of: "Ada", before: 50, after: 100, bandBefore: "fair", bandAfter: "good" }],
    marks: [],
    alerts: { opened: 0, retracted: 1 },
  });
});

test("a dry run foretells the figures that putting it in force gives", async () => {
  const proposal = { preset: "moodle", numbers: { ...numbers, lateCredit: 0.25 }, rejudge: false } as const;
  const { institution } = await policies.dryRun(proposal, localOperator);
  await policies.putInForce({ ...proposal, reason: "Stricter" }, localOperator);
  expect((await figures.student("S1", {}))?.percent).toBe(institution.after);
  expect((await figures.student("S1", { policy: 1 }))?.percent).toBe(institution.before);
});

test("judged anew, a dry run foretells marks, rates and alerts as putting it in force then gives them", async () => {
  const proposal = { preset: "credit", numbers: longer, rejudge: true } as const;
  const rehearsed = await policies.dryRun(proposal, localOperator);
  expect(rehearsed.institution).toEqual({
    of: "Everybody",
    before: 50,
    after: 75,
    bandBefore: "fair",
    bandAfter: "fair",
  });
  expect(rehearsed.students).toEqual({ all: 1, changed: 1, better: 0, worse: 0 });
  expect(rehearsed.examples).toEqual([
    { of: "Ada", before: 50, after: 75, bandBefore: "fair", bandAfter: "fair" },
  ]);
  await policies.putInForce({ ...proposal, reason: "Longer grace" }, localOperator);
  expect((await figures.student("S1", {}))?.percent).toBe(75);
});

test("judged anew, a dry run tells of no days unseen, since a sight is one by any numbers", async () => {
  rules = [{ id: "unseen", kind: "days_unseen", days: 3 }];
  // Before the window by the numbers in force, when nobody watched, and within it by longer ones.
  const { pool } = school;
  await pool.query(
    "update scan set occurred_at = '2026-11-18T08:40:00Z' where occurred_at = '2026-11-18T09:12:00Z'",
  );
  await timetableStore(pool).write((transaction) =>
    judgeMarks(transaction, { sessions: [sessions.past], students: [] }, context),
  );
  expect((await marks())[sessions.past]).toBe("needs_review");
  const proposal = { preset: "credit", numbers: longer, rejudge: true } as const;
  expect(await policies.dryRun(proposal, localOperator)).toMatchObject({
    marks: [{ from: "needs_review", to: "present", marks: 1 }],
    students: { all: 1, changed: 1, better: 0, worse: 0 },
    alerts: { opened: 0, retracted: 0 },
  });
});

test("a session that had opened early is no longer open by a version that opens later", async () => {
  expect(await opening(sessions.soon)).toBe("11:55");
  await policies.putInForce(
    { preset: "credit", numbers: { ...numbers, openBefore: 5 }, rejudge: false, reason: "Later" },
    localOperator,
  );
  expect(await opening(sessions.soon)).toBe("12:05");
});

test("numbers that contradict each other are refused with field, value and remedy, and nothing is stored", async () => {
  const wrong = { ...numbers, registerClose: 45, poorBelow: 90, onTimeGrace: -1, method: "minutes" } as const;
  const proposal = { preset: "dfe", numbers: wrong, rejudge: false } as const;
  const outcome = await policies.putInForce({ ...proposal, reason: "No" }, localOperator);
  expect(outcome).toEqual({
    kind: "invalid",
    issues: [
      { field: "onTimeGrace", message: "-1 minutes is too small; give 0 or more" },
      {
        field: "registerClose",
        message: "45 minutes is more than the preset dfe allows; give 30 or less, or choose another preset",
      },
      { field: "poorBelow", message: "90 % is above goodAt (80 %); lower it, or raise goodAt" },
      {
        field: "method",
        message:
          "minutes can be counted only where departures are tracked; set minimumStay, or count sessions",
      },
    ],
  });
  expect((await policies.dryRun(proposal, localOperator)).issues).toHaveLength(4);
  expect((await policyStore(school.pool).versions()).length).toBe(1);
});

test("whoever may not administer, and numbers that are in force already, are refused", async () => {
  const proposal = { preset: "credit", numbers, rejudge: false, reason: "Why not" } as const;
  expect(await policies.putInForce(proposal, localOperator)).toEqual({
    kind: "refused",
    because: "nothing_changes",
  });
});
