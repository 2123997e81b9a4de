import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { Temporal } from "temporal-polyfill";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { figuresRoutes } from "../../src/adapters/http/figures-routes.ts";
import { policyRoutes } from "../../src/adapters/http/policy-routes.ts";
import { handleProblems } from "../../src/adapters/http/problems.ts";
import { attentionStore } from "../../src/adapters/postgres/attention-store.ts";
import { currentPolicy } from "../../src/adapters/postgres/current-policy.ts";
import { figuresStore } from "../../src/adapters/postgres/figures-store.ts";
import { policyStore } from "../../src/adapters/postgres/policy-versions.ts";
import { sessionsStore } from "../../src/adapters/postgres/sessions-reading.ts";
import { timetableStore } from "../../src/adapters/postgres/timetable-store.ts";
import { localOperator } from "../../src/app/actor.ts";
import { attentionFrameAt } from "../../src/app/attention/figures-of-students.ts";
import { enrolStudents, planSessions } from "../../src/app/facts/change-timetable.ts";
import type { SessionPlan } from "../../src/app/facts/fact-transaction.ts";
import { createFigures } from "../../src/app/figures/create-figures.ts";
import { createMarkSheets } from "../../src/app/figures/create-mark-sheets.ts";
import { judgeMarks } from "../../src/app/marks/judge-marks.ts";
import { createPolicies } from "../../src/app/policy/create-policies.ts";
import { createSessionViews } from "../../src/app/registers/create-session-views.ts";
import { createReports } from "../../src/app/reports/create-reports.ts";
import {
  classGrid,
  groupFiguresView,
  studentCalendar,
  studentFiguresView,
} from "../../src/contract/http/figures.ts";
import { policyDryRun, policyView } from "../../src/contract/http/policy.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { creditPolicy } from "../../src/domain/policy/policy.ts";
import { type LaidSchool, laySchool, timeZone } from "../app/figures/lay-school.ts";
import { guardOpen } from "./guard-open.ts";

const now = Temporal.Instant.from("2026-11-20T12:00:00Z");
const context = { actor: localOperator, reason: "a test", now };

let school: LaidSchool;
let app: FastifyInstance;

/** Two students of a class: one leaves it after the first of two sessions, and nobody has health data of the room. */
beforeAll(async () => {
  school = await laySchool();
  const { pool } = school;
  await currentPolicy(async (text, values) => (await pool.query(text, [...values])).rows, {
    name: "credit",
    policy: creditPolicy,
  });
  await school.term("T1", "2026-09-01", "2026-12-18");
  const course = await school.course("SCI");
  const maths = await school.class("MATHS", { course });
  const ada = await school.student("S1", { given: "Ada", cohort: "Year 1" });
  const bob = await school.student("S2", { cohort: "Year 1" });
  const store = timetableStore(pool);
  const plan = (start: string): SessionPlan => ({
    id: uuidv7(),
    kind: "timetabled",
    start: Temporal.Instant.from(start),
    end: Temporal.Instant.from(start).add({ hours: 1 }),
    timeZone,
    day: start.slice(0, 10),
    rooms: [],
    classes: [maths],
    staff: [],
    required: true,
    weight: 1,
    title: "Maths",
    sort: "",
    mode: "in_person",
    source: null,
  });
  const [first, second, third] = [
    plan("2026-11-16T09:00:00Z"),
    plan("2026-11-18T09:00:00Z"),
    plan("2026-12-01T09:00:00Z"),
  ];
  await store.write(async (transaction) => {
    await enrolStudents(
      transaction,
      [
        { id: uuidv7(), student: ada, class: maths, from: "2026-11-01", to: null },
        { id: uuidv7(), student: bob, class: maths, from: "2026-11-01", to: "2026-11-17" },
      ],
      context,
    );
    const touched = await planSessions(transaction, [first, second, third], context);
    await transaction.addFacts([
      {
        id: uuidv7(),
        at: now,
        actor: localOperator,
        reason: "seen by the door",
        kind: "correction",
        session: first.id,
        student: ada,
        source: "manual",
        to: { status: "late", minutesLate: 7 },
      },
    ]);
    await judgeMarks(transaction, touched, context);
  });

  const clock = { now: () => now };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const [newest, ...older] = await policyStore(pool).versions();
  if (!newest) throw new Error("the store begins with a policy");
  const policies = createPolicies({
    store: policyStore(pool),
    versions: [newest, ...older],
    figures: figuresStore(pool),
    unknowable: async () => [],
    attention: {
      rules: async () => [],
      frameAt: (at) => attentionFrameAt(figuresStore(pool), at, timeZone),
      enrolledOn: attentionStore(pool).enrolledOn,
    },
    clock,
    timeZone,
    log,
    onChanged: () => undefined,
  });
  const sessions = sessionsStore(pool);
  const views = createSessionViews({ store: sessions, clock, timeZone });
  const parts = { store: figuresStore(pool), clock, timeZone, policies };
  app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  guardOpen(app);
  handleProblems(app, log);
  figuresRoutes(app, {
    figures: createFigures(parts),
    reports: createReports(parts),
    sheets: createMarkSheets({ ...parts, sessions, sessionRows: (ids) => views.rows(ids) }),
  });
  policyRoutes(app, policies);
  await app.ready();
}, 60_000);
afterAll(async () => {
  await app.close();
  await school.close();
});

const get = async (url: string): Promise<unknown> => {
  const response = await app.inject({ url });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
};

describe("figures", () => {
  test("of a student come with their sum, what is left out and what remains", async () => {
    const view = studentFiguresView.parse(await get("/api/v1/registers/students/S1/figures"));
    expect(view.sum).toBe("(1 × 0.5) ÷ 1 = 50.0 %");
    expect(view.leftOut).toEqual([
      { because: "needs_review", sessions: 1 },
      { because: "not_begun", sessions: 1 },
    ]);
    expect(view.remaining.value).toBe(2);
    expect(view.bestReachable).toBe(83.3);
  });

  test.each([
    ["classes/MATHS", "class", 2],
    ["courses/SCI", "course", 2],
    ["cohorts/Year%201", "cohort", 2],
    ["institution", "institution", 0],
  ])("of %s list the students that are asked for", async (path, kind, students) => {
    const view = groupFiguresView.parse(await get(`/api/v1/registers/${path}/figures`));
    expect(view.of.kind).toBe(kind);
    expect(view.students).toHaveLength(students);
    expect(view.sum).toBe("(1 × 0.5) ÷ 1 = 50.0 %");
    const other = kind === "institution" ? "true" : "false";
    const asked = groupFiguresView.parse(await get(`/api/v1/registers/${path}/figures?students=${other}`));
    expect(asked.students).toHaveLength(2 - students);
  });

  test("are of the days that are asked for", async () => {
    const view = groupFiguresView.parse(
      await get("/api/v1/registers/classes/MATHS/figures?from=2026-11-18&to=2026-11-18"),
    );
    expect(view.counts).toEqual({ needs_review: 1 });
    expect(view.percent).toBeNull();
  });

  test.each([
    ["students/S9/figures", 404, "student: S9"],
    ["students/S9/calendar", 404, "student: S9"],
    ["classes/NONE/figures", 404, "class: NONE"],
    ["classes/NONE/grid", 404, "class: NONE"],
    ["courses/NONE/figures", 404, "course: NONE"],
    ["cohorts/NONE/figures", 404, "cohort: NONE"],
    ["students/S1/figures?term=T9", 400, "term: no term has the code T9"],
    ["students/S1/figures?policy=9", 400, "policy: there is no version 9"],
    ["students/S1/figures?from=2026-11-18", 400, "to: missing beside from: 2026-11-18"],
    ["students/S1/figures?from=18.11.2026&to=2026-11-18", 400, "from"],
    ["students/S1/calendar?from=2024-01-01&to=2026-11-18", 400, "give at most 400"],
  ])("of %s are a problem %i that says what is wrong: %s", async (path, status, detail) => {
    const response = await app.inject({ url: `/api/v1/registers/${path}` });
    expect(response.statusCode).toBe(status);
    expect(problem.parse(response.json()).detail).toContain(detail);
  });
});

describe("sheets", () => {
  test("a calendar tells each session with its mark in words, and what the clock says where none is stored", async () => {
    const calendar = studentCalendar.parse(await get("/api/v1/registers/students/S1/calendar"));
    expect(calendar.sessions.map(({ session, mark }) => [session.day, mark.status, mark.revision])).toEqual([
      ["2026-11-16", "late", 1],
      ["2026-11-18", "needs_review", 1],
      ["2026-12-01", "expected", 0],
    ]);
    for (const { mark } of calendar.sessions) expect(mark.why).not.toBe("");
    expect(calendar.sessions[0]?.mark.why).toContain("local operator");
  });

  test("a grid has a mark for each session of each student, and none where a student is not expected", async () => {
    const grid = classGrid.parse(await get("/api/v1/registers/classes/MATHS/grid"));
    expect(grid.sessions.map(({ day }) => day)).toEqual(["2026-11-16", "2026-11-18", "2026-12-01"]);
    expect(
      grid.students.map(({ student, percent, marks }) => [
        student.id,
        percent,
        marks.map((mark) => mark?.status ?? null),
      ]),
    ).toEqual([
      ["S1", 50, ["late", "needs_review", "expected"]],
      ["S2", null, ["needs_review", null, null]],
    ]);
  });
});

describe("the policy", () => {
  const send = (path: string, body: object) =>
    app.inject({ method: "POST", url: `/api/v1/policy${path}`, payload: body });
  const { version: _, ...numbers } = creditPolicy;

  test("is told in words, one for each of its fields", async () => {
    const view = policyView.parse(await get("/api/v1/policy"));
    expect(view.current.words.map(({ field }) => field).sort()).toEqual(Object.keys(numbers).sort());
    expect(view.current.words.find(({ field }) => field === "lateCredit")?.sentence).toBe(
      "Late earns 0.5 of a credit.",
    );
    expect(view.presets.map(({ name }) => name)).toEqual(["credit", "dfe", "moodle"]);
  });

  test("is not changed by a dry run, and is by putting another in force", async () => {
    const proposal = { preset: "credit", numbers: { ...numbers, lateCredit: 0.75 } };
    const tried = await send("/dry-run", proposal);
    expect(policyDryRun.parse(tried.json()).institution).toMatchObject({ before: 50, after: 75 });
    expect(policyView.parse(await get("/api/v1/policy")).current.version).toBe(1);

    const put = await send("", { ...proposal, reason: "Late is better than never" });
    expect(put.statusCode, put.body).toBe(200);
    expect(policyView.parse(put.json()).current).toMatchObject({
      version: 2,
      actor: "local operator",
      reason: "Late is better than never",
    });
    expect(studentFiguresView.parse(await get("/api/v1/registers/students/S1/figures")).percent).toBe(75);
    const again = await send("", { ...proposal, reason: "Once more" });
    expect(again.statusCode).toBe(409);
  });

  test("is refused by field, value and remedy", async () => {
    const wrong = await send("", {
      preset: "credit",
      numbers: { ...numbers, lateCredit: 2 },
      reason: "More for less",
    });
    expect(wrong.statusCode).toBe(400);
    expect(problem.parse(wrong.json()).errors).toEqual([
      { field: "numbers.lateCredit", message: "2 is too large; give 1 or less" },
    ]);
    const silent = await send("", { preset: "credit", numbers });
    expect(silent.statusCode).toBe(400);
  });
});
