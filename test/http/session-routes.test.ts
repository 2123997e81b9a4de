import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { handleProblems } from "../../src/adapters/http/problems.ts";
import { sessionRoutes } from "../../src/adapters/http/session-routes.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { markConflict, marksAnswer } from "../../src/contract/http/session-answers.ts";
import {
  absenceView,
  markExplanationView,
  registerView,
  sessionList,
  sessionRow,
} from "../../src/contract/http/sessions.ts";
import { london, openRegisterSchool, type RegisterSchool } from "../app/registers/register-school.ts";
import { guardOpen } from "./guard-open.ts";

describe("the API of registers", () => {
  let school: RegisterSchool;
  let app: FastifyInstance;
  const faults: unknown[] = [];
  beforeAll(async () => {
    school = await openRegisterSchool();
    app = Fastify({ logger: false });
    app.setValidatorCompiler(validatorCompiler);
    app.setSerializerCompiler(serializerCompiler);
    guardOpen(app);
    const note = (fields: unknown): void => void faults.push(fields);
    handleProblems(app, { info: note, warn: note, error: note });
    const { sessions, views, clock } = school;
    const students = { personsOf: () => Promise.reject(new Error("nobody is searched for here")) };
    sessionRoutes(app, { sessions, views, students, clock, timeZone: london });
    await app.ready();
  });
  afterAll(async () => {
    await app.close();
    await school.dispose();
    expect(faults).toEqual([]);
  });

  const post = (url: string, payload: object) => app.inject({ method: "POST", url, payload });
  const newSession = {
    classes: ["7A"],
    rooms: ["R1"],
    start: "2026-11-09T09:00:00Z",
    end: "2026-11-09T10:00:00Z",
  };

  test("plans a session, takes its register and signs it off", async () => {
    school.turn("08:50");
    // Whoever types codes writes them as they come.
    const planned = await post("/api/v1/sessions", { ...newSession, classes: ["7a"], rooms: ["r1 "] });
    const { id, ...row } = sessionRow.parse(planned.json());
    expect(row).toMatchObject({
      title: "Group 7A",
      state: "open",
      counts: { expected: 3 },
      day: "2026-11-09",
    });
    await school.scan("S1", "R1", "08:59");
    await school.scan("S4", "R1", "09:00");
    school.turn("09:30");
    const register = registerView.parse((await app.inject(`/api/v1/sessions/${id}`)).json());
    expect(register.window).toEqual({
      opens: "2026-11-09T08:45:00.000Z",
      onTimeUntil: "2026-11-09T09:05:00.000Z",
      lateUntil: "2026-11-09T09:20:00.000Z",
      end: "2026-11-09T10:00:00.000Z",
      closes: "2026-11-09T10:10:00.000Z",
    });
    expect(register).toMatchObject({ policy: { version: 1, name: "credit" }, may: { write: true } });
    expect(register.visitors.map(({ student }) => student.id)).toEqual(["S4"]);

    const corrected = await post(`/api/v1/sessions/${id}/marks/S2`, {
      to: { status: "late", minutesLate: 12 },
      reason: "came by the other door",
      revision: 0,
    });
    const { marks, session } = marksAnswer.parse(corrected.json());
    expect(marks).toMatchObject([
      { student: { id: "S2" }, status: "late", minutesLate: 12, source: "manual", revision: 1 },
    ]);
    expect(session.counts).toEqual({ present: 1, late: 1, not_seen: 1 });

    const stale = await post(`/api/v1/sessions/${id}/marks/S2`, {
      to: { status: "absent" },
      reason: "no",
      revision: 0,
    });
    expect(stale.statusCode).toBe(409);
    expect(stale.headers["content-type"]).toContain("application/problem+json");
    expect(markConflict.parse(stale.json())).toMatchObject({
      errors: [
        {
          field: "revision",
          message: "S2: the mark is at revision 1 by now; look at it and try again",
        },
      ],
      current: [{ student: { id: "S2" }, status: "late", revision: 1 }],
    });

    const told = markExplanationView.parse((await app.inject(`/api/v1/sessions/${id}/marks/S1`)).json());
    expect(told).toMatchObject({ rule: "seen_on_time", step: "seen", credit: 1, policyVersion: 1 });
    expect(told.scans.map(({ student, location }) => [student, location])).toEqual([["S1", "R1"]]);
    expect(told.history.map(({ actor }) => actor)).toEqual(["muster"]);

    const undone = await post(`/api/v1/sessions/${id}/marks/S2/undo`, { revision: 1 });
    expect(marksAnswer.parse(undone.json()).marks).toMatchObject([{ status: "not_seen", revision: 2 }]);
    const bulk = await post(`/api/v1/sessions/${id}/marks`, {
      students: [
        { student: "S2", revision: 2 },
        { student: "S3", revision: 0 },
      ],
      to: { status: "present" },
      reason: "called by name",
    });
    expect(marksAnswer.parse(bulk.json()).session.counts).toEqual({ present: 3 });

    school.turn("10:10");
    const signed = await post(`/api/v1/sessions/${id}/sign-off`, {});
    expect(sessionRow.parse(signed.json())).toMatchObject({
      state: "final",
      signedOff: { by: "local operator", at: "2026-11-09T10:10:00.000Z" },
    });
  });

  test.each([
    ["rooms", { rooms: ["R-1"] }, "R-1: no such room, and it is nearly R1; write that if it is meant"],
    ["classes", { classes: ["7 A"] }, "7 A: no such class, and it is nearly 7A; write that if it is meant"],
    ["rooms", { rooms: ["R9"] }, "R9: no such room; check it, or add it to the roster"],
    ["classes", { classes: ["8Z"] }, "8Z: no such class; check it, or add it to the roster"],
    ["end", { end: "2026-11-09T09:00:00Z" }, "give an end after the start"],
    ["end", { end: "2026-11-10T09:00:01Z" }, "longer than 24 hours; check the dates"],
    [
      "start",
      { start: "2569-11-09T09:00:00Z", end: "2569-11-09T10:00:00Z" },
      "2569-11-09 is in a year in which no session can be (2006 to 2036): write 2026 for 2569 of the Buddhist era",
    ],
    ["start", { start: "nine" }, "nine: not an instant; give one in RFC 3339"],
  ])("refuses a session with other %s, naming value and remedy", async (field, over, message) => {
    const answer = await post("/api/v1/sessions", { ...newSession, ...over });
    expect(answer.statusCode).toBe(400);
    const [error] = problem.parse(answer.json()).errors ?? [];
    expect(error?.field).toBe(field);
    expect(error?.message).toContain(message);
  });

  test("a cancelled session comes back beside what replaced it only when that is said", async () => {
    school.turn("12:00");
    const first = { ...newSession, start: "2026-12-14T09:00:00Z", end: "2026-12-14T10:00:00Z" };
    const { id } = sessionRow.parse((await post("/api/v1/sessions", first)).json());
    const url = `/api/v1/sessions/${id}`;
    expect((await post(`${url}/cancel`, { reason: "the room" })).statusCode).toBe(200);
    const instead = { ...first, rooms: ["R2"], start: "2026-12-14T09:30:00Z" };
    const { id: replacement } = sessionRow.parse((await post("/api/v1/sessions", instead)).json());
    const refused = await post(`${url}/restore`, { reason: "after all" });
    expect(refused.statusCode).toBe(409);
    expect(problem.parse(refused.json()).errors).toMatchObject([{ field: "beside", session: replacement }]);
    const meant = await post(`${url}/restore`, { reason: "both", beside: true });
    expect(sessionRow.parse(meant.json()).state).toBe("scheduled");
    // With nothing beside it nobody asks.
    await post(`/api/v1/sessions/${replacement}/cancel`, { reason: "one is enough" });
    await post(`${url}/cancel`, { reason: "ill" });
    expect((await post(`${url}/restore`, { reason: "well" })).statusCode).toBe(200);
  });

  test("a session of the same class at that time is named, and planned beside it only when that is said", async () => {
    school.turn("12:00");
    const span = (from: string, to: string) => ({
      start: `2026-12-07T${from}:00Z`,
      end: `2026-12-07T${to}:00Z`,
    });
    const first = { ...newSession, ...span("09:00", "10:00") };
    const { id } = sessionRow.parse((await post("/api/v1/sessions", first)).json());
    const sessionsOfDay = async () =>
      sessionList.parse((await app.inject("/api/v1/sessions?from=2026-12-07")).json()).sessions.length;
    const series = { classes: ["7A", "7B"], rooms: ["R2"] };
    for (const [url, asked] of [
      ["/api/v1/sessions", first],
      ["/api/v1/sessions", { ...newSession, rooms: [], ...span("09:59", "11:00") }],
      ["/api/v1/sessions/series", { ...series, times: [span("07:00", "08:00"), span("08:30", "09:01")] }],
    ] as const) {
      const answer = await post(url, asked);
      expect(answer.statusCode).toBe(409);
      expect(problem.parse(answer.json()).errors).toEqual([
        {
          field: "beside",
          message:
            'Group 7A, Mon 7 Dec 2026 09:00 to 10:00, is there already; look at it, or say "beside": true if both are meant',
          session: id,
        },
      ]);
    }
    const twice = await post("/api/v1/sessions/series", {
      ...series,
      times: [span("12:00", "13:00"), span("12:00", "13:00")],
    });
    expect(twice.statusCode).toBe(409);
    expect(problem.parse(twice.json()).errors?.[0]?.message).toContain("begins before another of the times");
    expect(await sessionsOfDay()).toBe(1);
    // What ends as the other begins, another class, and what is said to be meant.
    for (const asked of [
      { ...newSession, ...span("10:00", "11:00") },
      { ...first, classes: ["7B"] },
      { ...first, beside: true },
    ]) {
      expect((await post("/api/v1/sessions", asked)).statusCode).toBe(200);
    }
    expect(await sessionsOfDay()).toBe(4);
    const moved = (more: object) =>
      post(`/api/v1/sessions/${id}/move`, { ...span("10:30", "11:30"), reason: "moved", ...more });
    expect((await moved({})).statusCode).toBe(409);
    expect((await moved({ beside: true })).statusCode).toBe(200);
    const rooms = await post(`/api/v1/sessions/${id}/move`, { rooms: ["R3"], reason: "taken" });
    expect(rooms.statusCode).toBe(200);
    // What is cancelled takes no time.
    const gone = { ...newSession, ...span("15:00", "16:00") };
    const cancelled = sessionRow.parse((await post("/api/v1/sessions", gone)).json());
    await post(`/api/v1/sessions/${cancelled.id}/cancel`, { reason: "ill" });
    expect((await post("/api/v1/sessions", gone)).statusCode).toBe(200);
  });

  test("lists sessions of local days by (start, id), page by page, and those that need a person", async () => {
    school.turn("12:30");
    const ids: string[] = [];
    for (const hour of [13, 13, 14]) {
      const span = { start: `2026-11-09T${hour}:00:00Z`, end: `2026-11-09T${hour}:30:00Z` };
      ids.push(
        sessionRow.parse((await post("/api/v1/sessions", { ...newSession, ...span, beside: true })).json())
          .id,
      );
    }
    const list = async (query: string) =>
      sessionList.parse((await app.inject(`/api/v1/sessions?from=2026-11-09&${query}`)).json());
    const all = (await list("")).sessions.map(({ id }) => id);
    expect(all).toHaveLength(4);
    expect(all.slice(1)).toEqual([...ids.slice(0, 2).sort(), ids[2]]);
    const paged: string[] = [];
    for (let cursor = ""; ; ) {
      const page = await list(`limit=1${cursor}`);
      paged.push(...page.sessions.map(({ id }) => id));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(paged).toEqual(all);
    expect((await list("state=final")).sessions).toHaveLength(1);
    expect((await list("state=scheduled")).sessions).toHaveLength(3);
    expect((await list("state=open")).sessions).toEqual([]);
    expect((await list("room=R2")).sessions).toEqual([]);
    expect((await list("class=7A&room=R1")).sessions).toHaveLength(4);
    expect((await list("to_look_at=true")).sessions).toEqual([]);
    // A scan that is stored after the first register was final, but would not change what a person wrote.
    await school.scan("S2", "R1", "09:50");
    expect((await list("to_look_at=true")).sessions).toMatchObject([{ id: all[0], toLookAt: 1 }]);
    school.turn("13:45");
    await school.close(...ids.slice(0, 2));
    const review = (await list("to_look_at=true&limit=1")).sessions;
    expect(review).toMatchObject([{ id: all[0] }]);
    const rest = (await list("to_look_at=true")).sessions.slice(1);
    expect(rest.map(({ counts, toLookAt }) => [counts, toLookAt])).toEqual([
      [{ needs_review: 3 }, 3],
      [{ needs_review: 3 }, 3],
    ]);

    const now = sessionList.parse((await app.inject("/api/v1/sessions?now=true")).json());
    expect(now.sessions.map(({ id }) => id)).toEqual([ids[2]]);
    expect((await app.inject("/api/v1/sessions?cursor=rubbish")).statusCode).toBe(400);
  });

  test("answers 404 for what is not there", async () => {
    const nowhere = "0196f000-0000-7000-8000-000000000000";
    expect((await app.inject(`/api/v1/sessions/${nowhere}`)).statusCode).toBe(404);
    expect((await app.inject(`/api/v1/sessions/${nowhere}/marks/S1`)).statusCode).toBe(404);
    expect((await post(`/api/v1/sessions/${nowhere}/cancel`, { reason: "x" })).statusCode).toBe(404);
    expect((await post(`/api/v1/absences/${nowhere}`, { state: "approved", reason: "x" })).statusCode).toBe(
      404,
    );
    expect((await post(`/api/v1/sessions/${nowhere}/cancel`, { reason: "  " })).statusCode).toBe(400);
  });

  test("records leave and tells it", async () => {
    const leave = {
      student: "S1",
      from: "2026-11-12T00:00:00Z",
      to: "2026-11-13T00:00:00Z",
      category: "medical",
      reason: "hospital",
    };
    const asked = absenceView.parse((await post("/api/v1/absences", leave)).json());
    expect(asked).toMatchObject({ state: "submitted", student: { id: "S1", name: "Pat S1" } });
    const decision = { state: "approved", reason: "letter seen" };
    const approved = await post(`/api/v1/absences/${asked.id}`, decision);
    expect(absenceView.parse(approved.json()).state).toBe("approved");
    const list = (await app.inject("/api/v1/absences?student=S1&state=approved")).json();
    expect(list).toMatchObject({ absences: [{ id: asked.id }], next: null });
    const unknown = await post("/api/v1/absences", { ...leave, student: "S77" });
    expect(problem.parse(unknown.json()).errors).toEqual([
      { field: "student", message: "S77: no such student; check it, or add it to the roster" },
    ]);
  });
});
