import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alertRoutes } from "../../src/adapters/http/alert-routes.ts";
import { handleProblems } from "../../src/adapters/http/problems.ts";
import { figuresStore } from "../../src/adapters/postgres/figures-store.ts";
import { notificationStore } from "../../src/adapters/postgres/notification-store.ts";
import { settledSessions } from "../../src/adapters/postgres/settled-sessions.ts";
import { studentsStore } from "../../src/adapters/postgres/students-store.ts";
import { newSecret } from "../../src/adapters/webhooks/new-secret.ts";
import { webhookAddresses } from "../../src/adapters/webhooks/webhook-addresses.ts";
import { createAlerts } from "../../src/app/attention/create-alerts.ts";
import { createFollowUp } from "../../src/app/attention/create-follow-up.ts";
import { keepCounts } from "../../src/app/figures/keep-counts.ts";
import { createNotifications } from "../../src/app/notifications/create-notifications.ts";
import { createStudents } from "../../src/app/students/create-students.ts";
import {
  alertList,
  alertView,
  attentionRulesView,
  createdWebhook,
  notificationList,
  webhookList,
} from "../../src/contract/http/alerts.ts";
import { followUpPage, takeAnswer } from "../../src/contract/http/follow-up.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { creditPolicy } from "../../src/domain/policy/policy.ts";
import {
  type AttentionSchool,
  at,
  openAttentionSchool,
  timeZone,
} from "../app/attention/attention-school.ts";
import { guardOpen } from "./guard-open.ts";

let school: AttentionSchool;
let app: FastifyInstance;
let changes = 0;

/** Two classes of two students each, all of whom missed three sessions. */
beforeAll(async () => {
  school = await openAttentionSchool("2026-11-02T08:00:00Z");
  await school.laid.term("T1", "2026-09-01", "2026-12-18");
  for (const [code, students] of [
    ["ART", ["S1", "S2"]],
    ["MATHS", ["S3", "S4"]],
  ] as const) {
    const id = await school.class(code);
    for (const student of students) await school.student(student, id, { given: "Ada" });
    for (const day of ["2026-11-09", "2026-11-10", "2026-11-11"]) {
      const session = await school.session(id, day);
      school.now = at(day, "10:30");
      await school.close(session);
    }
  }
  await school.review();
  app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  guardOpen(app);
  handleProblems(app, { info: () => undefined, warn: () => undefined, error: () => undefined });
  const clock = { now: () => school.now };
  alertRoutes(app, {
    alerts: createAlerts({
      store: school.attention,
      clock,
      timeZone,
      onChanged: () => {
        changes += 1;
      },
    }),
    followUp: createFollowUp({
      store: school.attention,
      figures: figuresStore(school.laid.pool),
      policies: { current: () => ({ name: "credit", policy: creditPolicy }) },
      timeZone,
      students: createStudents({
        store: figuresStore(school.laid.pool),
        kept: keepCounts({
          figures: figuresStore(school.laid.pool),
          sessions: settledSessions(school.laid.pool),
          timeZone,
        }),
        students: studentsStore(school.laid.pool),
        changes: school.attention,
        ties: { studentsWithin: async () => new Set() },
        clock,
        timeZone,
        policies: {
          current: () => ({ name: "credit", policy: creditPolicy }),
          find: async () => null,
        },
      }),
      clock,
      onChanged: () => {
        changes += 1;
      },
    }),
    notifications: createNotifications({
      store: notificationStore(school.laid.pool),
      mail: { configured: false, addresses: [], digestAt: "07:00" },
      checkUrl: webhookAddresses([]).check,
      newSecret,
      clock,
    }),
  });
}, 60_000);
afterAll(async () => {
  await app.close();
  await school.dispose();
});

async function ask(
  method: "GET" | "POST" | "PUT" | "DELETE",
  url: string,
  payload?: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await app.inject({ method, url, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.body === "" ? null : answer.json() };
}
const list = async (query = ""): Promise<ReturnType<typeof alertList.parse>> =>
  alertList.parse((await ask("GET", `/api/v1/alerts${query}`)).body);

describe("alerts", () => {
  test("are listed newest first, every page once", async () => {
    const whole = await list();
    expect(whole.open).toBe(8);
    expect(whole.alerts).toHaveLength(8);
    for (const limit of [1, 3, 8]) {
      const seen: string[] = [];
      let next: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list(
          `?limit=${limit}${next === null ? "" : `&cursor=${next}`}`,
        );
        seen.push(...page.alerts.map(({ id }) => id));
        next = page.next;
      } while (next !== null);
      expect(seen).toEqual(whole.alerts.map(({ id }) => id));
    }
  });

  test.each([
    ["?student=S1", ["S1", "S1"]],
    ["?class=MATHS", ["S3", "S3", "S4", "S4"]],
    ["?class=ART&student=S3", []],
    ["?state=retracted", []],
    ["?student=nobody", []],
  ])("are narrowed by %s", async (query, students) => {
    expect((await list(query)).alerts.map(({ student }) => student.id).sort()).toEqual(students);
  });

  test("are acknowledged once, by somebody, with a note", async () => {
    const [alert] = (await list("?student=S1")).alerts;
    const url = `/api/v1/alerts/${alert?.id}/acknowledge`;
    const { status, body } = await ask("POST", url, { note: " asked the tutor " });
    expect(status).toBe(200);
    expect(alertView.parse(body).acknowledged).toEqual({
      at: "2026-11-11T10:30:00.000Z",
      by: "local operator",
      owner: "",
      note: "asked the tutor",
    });
    expect((await ask("POST", url, {})).status).toBe(409);
    expect(
      (await ask("POST", "/api/v1/alerts/01a203a3-b3e9-735e-85c9-e37ee3c268e1/acknowledge", {})).status,
    ).toBe(404);
    expect((await ask("POST", url, { note: "x".repeat(501) })).status).toBe(400);
  });
});

describe("the follow-up", () => {
  const follow = async (query = "") =>
    followUpPage.parse((await ask("GET", `/api/v1/follow-up${query}`)).body);
  const ids = async (query: string) => (await follow(query)).students.map(({ student }) => student.id);

  test("has a row for each student with every alert, and the rate of the student's own figures", async () => {
    const page = await follow();
    const window = { from: "2026-09-01", to: "2026-12-18", title: "Term T1" };
    expect(page).toMatchObject({ total: 4, alerts: 8, window, next: null });
    for (const { alerts, rate } of page.students) {
      expect(alerts.map(({ rule }) => rule.id).sort()).toEqual(["below-80", "three-in-a-row"]);
      expect(rate).toMatchObject({ percent: null, band: null, sum: "Nobody was seen yet" });
    }
    expect(page.rules).toEqual([
      { id: "below-80", alerts: 4 },
      { id: "three-in-a-row", alerts: 4 },
    ]);
  });

  test.each([
    ["?search=s3", ["S3"]],
    ["?search=ADA%20s4", ["S4"]],
    ["?class=ART", ["S1", "S2"]],
    ["?rule=three-in-a-row&class=MATHS", ["S3", "S4"]],
    ["?rule=nothing", []],
    ["?limit=1&cursor=2", ["S3"]],
  ])("is narrowed by %s", async (query, found) => {
    expect(await ids(query)).toEqual(found);
  });

  test("is taken by many at once, each alert once, with an owner", async () => {
    const { students } = await follow("?class=MATHS");
    const alerts = students.flatMap((row) => row.alerts.map(({ id }) => id));
    const sent = { alerts, owner: " Dr Hill ", note: "call home" };
    const { body } = await ask("POST", "/api/v1/follow-up/take", sent);
    expect(takeAnswer.parse(body)).toEqual({ taken: 4, left: 0 });
    const again = await ask("POST", "/api/v1/follow-up/take", sent);
    expect(takeAnswer.parse(again.body)).toEqual({ taken: 0, left: 4 });
    expect(await ids("?state=untaken&class=MATHS")).toEqual([]);
    const taken = await follow("?state=taken&class=MATHS");
    expect(
      taken.students.flatMap((row) => row.alerts.map(({ acknowledged }) => acknowledged?.owner)),
    ).toEqual(["Dr Hill", "Dr Hill", "Dr Hill", "Dr Hill"]);
    expect((await ask("POST", "/api/v1/follow-up/take", { alerts: [] })).status).toBe(400);
  });
});

describe("rules", () => {
  test("begin with three, and others are offered", async () => {
    const rules = attentionRulesView.parse((await ask("GET", "/api/v1/attention-rules")).body);
    expect(rules.version).toBe(0);
    expect(rules.rules.map(({ kind }) => kind)).toEqual(["below", "absences_in_a_row", "days_unseen"]);
    expect(rules.offered.map(({ id }) => id)).toEqual(["persistent", "severe"]);
  });

  test.each([
    [{ id: "a", kind: "below", percent: 101 }, "rules.0.percent", "101"],
    [{ id: "a", kind: "below", percent: 0 }, "rules.0.percent", "0"],
    [{ id: "a", kind: "missed", percent: 33.333 }, "rules.0.percent", "33.333"],
    [{ id: "a", kind: "missed", percent: 1e-9 }, "rules.0.percent", "1e-9"],
    [{ id: "a", kind: "absences_in_a_row", count: 0 }, "rules.0.count", "0"],
    [{ id: "a", kind: "absences_in_a_row", count: 2.5 }, "rules.0.count", "2.5"],
    [{ id: "a", kind: "days_unseen", days: 1001 }, "rules.0.days", "1001"],
    [{ id: "A b", kind: "days_unseen", days: 1 }, "rules.0.id", "A b"],
  ])("that cannot be are refused by field, value and remedy: %o", async (rule, field, value) => {
    const { status, body } = await ask("PUT", "/api/v1/attention-rules", { rules: [rule] });
    expect(status).toBe(400);
    const { errors } = problem.parse(body);
    expect(errors).toEqual([{ field, message: expect.stringContaining(value) }]);
    expect(errors?.[0]?.message).toContain("give");
  });

  test("of one id twice are refused", async () => {
    const rule = { id: "a", kind: "days_unseen", days: 1 };
    const { status, body } = await ask("PUT", "/api/v1/attention-rules", { rules: [rule, rule] });
    expect(status).toBe(400);
    expect(problem.parse(body).errors?.[0]?.field).toBe("rules.1.id");
  });

  test("that change make a version, and alerts of those that are gone are taken back", async () => {
    const before = changes;
    const rules = [{ id: "below-80", kind: "below", percent: 80, tellStaff: true }];
    const { status, body } = await ask("PUT", "/api/v1/attention-rules", { rules });
    expect(status).toBe(200);
    expect(attentionRulesView.parse(body)).toMatchObject({
      rules,
      version: 1,
      changed: { by: "local operator", at: "2026-11-11T10:30:00.000Z" },
    });
    expect(changes).toBe(before + 1);
    await school.review();
    expect((await list()).open).toBe(4);
    const [retracted] = (await list("?state=retracted")).alerts;
    const url = `/api/v1/alerts/${retracted?.id}/acknowledge`;
    expect(problem.parse((await ask("POST", url, {})).body).title).toBe("This alert was taken back");
    expect((await list("?state=all")).alerts).toHaveLength(8);
  });
});

describe("webhooks", () => {
  test("show their secret once, and are gone when they are removed", async () => {
    const { status, body } = await ask("POST", "/api/v1/webhooks", {
      url: "https://hooks.example/muster",
      events: ["alert.opened", "alert.opened"],
    });
    expect(status).toBe(201);
    const made = createdWebhook.parse(body);
    expect(made.events).toEqual(["alert.opened"]);
    const listed = (await ask("GET", "/api/v1/webhooks")).body;
    expect(webhookList.parse(listed).webhooks).toMatchObject([{ id: made.id, active: true }]);
    expect(JSON.stringify(listed)).not.toContain(made.secret);
    expect((await ask("DELETE", `/api/v1/webhooks/${made.id}`)).status).toBe(204);
    expect((await ask("DELETE", `/api/v1/webhooks/${made.id}`)).status).toBe(404);
  });

  test.each(["ftp://hooks.example/", "http://10.0.0.1/", "nowhere", "https://u:p@hooks.example/"])(
    "are refused at %s",
    async (url) => {
      const { status, body } = await ask("POST", "/api/v1/webhooks", { url, events: ["alert.opened"] });
      expect(status).toBe(400);
      expect(problem.parse(body).errors?.[0]?.field).toBe("url");
    },
  );

  test("are at most twenty at a time", async () => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      const made = await ask("POST", "/api/v1/webhooks", {
        url: `https://hooks.example/${n}`,
        events: ["session.final"],
      });
      ids.push(createdWebhook.parse(made.body).id);
    }
    const more = { url: "https://hooks.example/20", events: ["session.final"] };
    expect((await ask("POST", "/api/v1/webhooks", more)).status).toBe(409);
    await ask("DELETE", `/api/v1/webhooks/${ids[0]}`);
    expect((await ask("POST", "/api/v1/webhooks", more)).status).toBe(201);
  });
});

test("the log of notifications tells that there is no mail server", async () => {
  const { body } = await ask("GET", "/api/v1/notifications?channel=email&state=failed");
  expect(notificationList.parse(body)).toEqual({
    notifications: [],
    next: null,
    mail: { configured: false, addresses: 0, digestAt: "07:00" },
  });
});
