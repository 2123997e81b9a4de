import Fastify from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { expect, test } from "vitest";
import { feedRoutes } from "../../../src/adapters/http/feed-routes.ts";
import { handleProblems } from "../../../src/adapters/http/problems.ts";
import { everybodyAsks, type WhoAsks } from "../../../src/app/actor.ts";
import { defaultCalendarRule } from "../../../src/app/imports/calendar/calendar-rule.ts";
import type { Feeds } from "../../../src/app/imports/calendar/create-feeds.ts";
import { invalidCalendarRule } from "../../../src/app/imports/calendar/invalid-calendar-rule.ts";
import type { FeedView } from "../../../src/contract/http/imports.ts";
import { guardOpen } from "../../http/guard-open.ts";

/** Sees feeds, and changes none. */
const auditorAsks: WhoAsks = {
  ...everybodyAsks,
  actorOf: async () => ({
    kind: "account",
    id: "ada",
    role: "auditor",
    account: "a1",
    roles: ["auditor"],
    person: null,
  }),
};
const known = "01a3a1b4-0000-7000-8000-000000000001";
const view: FeedView = {
  id: known,
  name: "Timetable",
  url: "https://example.org/a.ics",
  everyMinutes: 60,
  rule: defaultCalendarRule,
  active: true,
  lastPolledAt: null,
  lastOutcome: null,
  waiting: null,
};
const feeds: Feeds = {
  list: async () => [view],
  add: async ({ name, rule }) => {
    if (name === "Taken") return { kind: "refused", refusal: { code: "name_taken" } };
    const fields = invalidCalendarRule(rule).map(({ message }) => ({ field: "rule.summary", message }));
    if (fields.length > 0) return { kind: "refused", refusal: { code: "invalid", fields } };
    return { kind: "added", view };
  },
  pollNow: async (id) => (id === known ? view : null),
  deactivate: async (id) => id === known,
  tick: async () => 0,
  stop: async () => undefined,
};

async function ask(method: "GET" | "POST" | "DELETE", url: string, body?: object, who = everybodyAsks) {
  const app = Fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  handleProblems(app, log);
  guardOpen(app, who);
  feedRoutes(app, { feeds });
  const answer = await app.inject({ method, url, ...(body ? { payload: body } : {}) });
  await app.close();
  return { status: answer.statusCode, body: answer.body === "" ? null : answer.json<unknown>() };
}

const wanted = { name: "Timetable", url: "https://example.org/a.ics", rule: defaultCalendarRule };

test("feeds are listed, added, polled and let go", async () => {
  expect(await ask("GET", "/api/v1/feeds")).toEqual({ status: 200, body: { feeds: [view] } });
  expect(await ask("POST", "/api/v1/feeds", wanted)).toEqual({ status: 201, body: view });
  expect(await ask("POST", `/api/v1/feeds/${known}/poll`)).toEqual({ status: 200, body: view });
  expect(await ask("DELETE", `/api/v1/feeds/${known}`)).toEqual({ status: 204, body: null });
  expect(await ask("GET", "/api/v1/feeds/usual-rule")).toEqual({ status: 200, body: defaultCalendarRule });
});

test("what is wrong is told by its field", async () => {
  const rule = { ...defaultCalendarRule, summary: "(" };
  expect(await ask("POST", "/api/v1/feeds", { ...wanted, rule })).toMatchObject({
    status: 400,
    body: { errors: [{ field: "rule.summary" }] },
  });
  expect(await ask("POST", "/api/v1/feeds", { ...wanted, everyMinutes: 4 })).toMatchObject({
    status: 400,
    body: { errors: [{ field: "everyMinutes" }] },
  });
  expect(await ask("POST", "/api/v1/feeds", { ...wanted, name: "Taken" })).toMatchObject({ status: 409 });
});

test("a feed that nobody has is not found", async () => {
  const nobody = "01a3a1b4-0000-7000-8000-000000000002";
  expect(await ask("POST", `/api/v1/feeds/${nobody}/poll`)).toMatchObject({ status: 404 });
  expect(await ask("DELETE", `/api/v1/feeds/${nobody}`)).toMatchObject({ status: 404 });
  expect(await ask("DELETE", "/api/v1/feeds/mine")).toMatchObject({ status: 400 });
});

test("who may not administer changes nothing", async () => {
  expect(await ask("POST", "/api/v1/feeds", wanted, auditorAsks)).toMatchObject({ status: 403 });
  expect(await ask("POST", `/api/v1/feeds/${known}/poll`, undefined, auditorAsks)).toMatchObject({
    status: 403,
  });
  expect(await ask("DELETE", `/api/v1/feeds/${known}`, undefined, auditorAsks)).toMatchObject({
    status: 403,
  });
});
