import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageBecause } from "../../src/adapters/http/route-right.ts";
import { classPage } from "../../src/contract/http/classes.ts";
import { meView } from "../../src/contract/http/me.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { absenceList, registerView, sessionList, sessionRow } from "../../src/contract/http/sessions.ts";
import { foundPeople, studentPage } from "../../src/contract/http/students.ts";
import { systemView } from "../../src/contract/http/system.ts";
import type { Role } from "../../src/domain/rights/role.ts";
import { queryRows } from "../parts/postgres.ts";
import { openStream } from "./open-stream.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "./rights-school.ts";
import { letters, type OneThing, rightsTable } from "./rights-table.ts";
import { writeRightsPage } from "./write-rights-page.ts";

let school: RightsSchool;
/** As whom each role comes: as the person who has something of their own, where the role has. */
const persons: Partial<Record<Role, string>> = { lecturer: "grace", tutor: "tom", student: "S1" };
const idOf = (code: string | undefined): string | null =>
  code === undefined ? null : (school.people.get(code) ?? null);

beforeAll(async () => {
  school = await openRightsSchool();
  for (const role of Object.values(letters)) {
    const own = account(role, [role], idOf(persons[role]));
    school.asking.set(role, { ...own, account: uuidv7() });
  }
}, 120_000);
afterAll(() => school.served.stop());

const doors = () =>
  school.served.doors.filter(
    ({ method, right }) => method !== "HEAD" && !(right.kind === "open" && right.because === pageBecause),
  );
const nowhere = "0196f000-0000-7000-8000-000000000000";

/** A route's own address with something in each of its places. */
const filled = (url: string, thing: OneThing): string =>
  url
    .replace("/sessions/:id", `/sessions/${thing.session}`)
    .replace("/classes/:code", `/classes/${thing.class}`)
    .replace(":student", thing.student)
    .replace(":day", "2026-12-24")
    .replaceAll(/:\w+/g, nowhere);

type Outcome = "passes" | "forbidden" | "not found";

async function tried(word: string, door: string, thing: OneThing): Promise<Outcome> {
  const [method = "", url = ""] = door.split(" ");
  const row = rightsTable[door];
  const special = row === undefined || row === "open" ? {} : (row.ask?.(thing) ?? {});
  const path = special.path ?? filled(url, thing);
  // What the rights let by is refused for what it says, so that nothing changes while rights are tried.
  const body = special.body ?? {};
  const controller = new AbortController();
  const answer = await school.ask(word, path, {
    ...(method === "GET" ? {} : posted(body, method)),
    signal: controller.signal,
  });
  const isJson = answer.headers.get("content-type")?.includes("json") ?? false;
  if (answer.ok || !isJson) {
    controller.abort();
    return "passes";
  }
  const { status, title, detail } = problem.parse(await answer.json());
  expect(status, `${door} as ${word}: ${detail}`).toBeLessThan(500);
  if (status === 403) {
    expect(detail, `${door} as ${word}`).toContain("who could: ");
    return "forbidden";
  }
  return status === 404 && title === "There is nothing here" ? "not found" : "passes";
}

describe("who may do what", () => {
  test("every route has a row, and every row a route", () => {
    const there = doors().map(({ method, url }) => `${method} ${url}`);
    expect([...new Set(there)].sort()).toEqual(Object.keys(rightsTable).sort());
  });

  test("every role at every route, with their own and with somebody else's", async () => {
    const wrong: string[] = [];
    for (const [door, row] of Object.entries(rightsTable)) {
      if (row === "open") continue;
      for (const [letter, role] of Object.entries(letters)) {
        for (const [whose, thing] of [
          ["own", school.own],
          ["foreign", school.foreign],
        ] as const) {
          const { pass, forbidden = "" } = whose === "own" ? row.own : (row.foreign ?? row.own);
          const expected: Outcome = pass.includes(letter)
            ? "passes"
            : forbidden.includes(letter)
              ? "forbidden"
              : "not found";
          const own = persons[role];
          const person = whose === "own" && own !== undefined ? own : thing.person;
          const calendar = whose === "own" && own !== undefined ? await calendarOf(own) : thing.calendar;
          const found = await tried(role, door, { ...thing, person, calendar });
          if (found !== expected) wrong.push(`${door} as ${role}, ${whose}: ${found} instead of ${expected}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  }, 240_000);

  const calendars = new Map<string, string>();
  async function calendarOf(person: string): Promise<string> {
    const known = calendars.get(person);
    if (known !== undefined) return known;
    const made = await fetch(`${school.served.url}/api/v1/calendar-addresses`, posted({ person }));
    const { id } = (await made.json()) as { id: string };
    calendars.set(person, id);
    return id;
  }

  test("who is nobody gets nothing but what asks nobody", async () => {
    for (const { method, url, right } of doors()) {
      const answer = await school.ask(
        "nobody",
        filled(url, school.own),
        method === "GET" ? {} : posted({}, method),
      );
      expect([answer.status === 401, `${method} ${url}`]).toEqual([
        right.kind !== "open",
        `${method} ${url}`,
      ]);
      await answer.body?.cancel();
    }
  });

  test("what is not there and what may not be seen are one answer", async () => {
    const [foreign, missing] = await Promise.all(
      [school.foreign.session, nowhere].map(async (id) => {
        const answer = await school.ask("lecturer", `/api/v1/sessions/${id}`);
        return { status: answer.status, body: (await answer.text()).replaceAll(id, "ID") };
      }),
    );
    expect(foreign).toEqual(missing);
  });

  test("docs/rights.md is the table that the product asks by", async () => {
    await expect(writeRightsPage(doors())).toMatchFileSnapshot("../../docs/rights.md");
  });
});

describe("lists hold what their reader may see, and count nothing else", () => {
  const read = async <T>(schema: { parse(data: unknown): T }, word: string, path: string): Promise<T> => {
    const answer = await school.ask(word, path);
    expect(answer.status, path).toBe(200);
    return schema.parse(await answer.json());
  };

  test("a lecturer's sessions of the day, the week and of now, and those to sign", async () => {
    for (const query of ["", "?now=true", "?to_sign=true", "?to_look_at=true", "?class=ELSE", "?room=R2"]) {
      const { sessions } = await read(sessionList, "lecturer", `/api/v1/sessions${query}`);
      expect(
        sessions.flatMap(({ classes }) => classes.map(({ code }) => code)),
        query,
      ).not.toContain("ELSE");
    }
    const own = await read(sessionList, "lecturer", "/api/v1/sessions");
    expect(own.sessions.map(({ id }) => id)).toEqual([school.own.session]);
    const all = await read(sessionList, "registrar", "/api/v1/sessions?class=ELSE");
    expect(all.sessions.map(({ id }) => id)).toEqual([school.foreign.session]);
  });

  test("a lecturer's classes, and the students whom a lecturer finds", async () => {
    const { classes } = await read(classPage, "lecturer", "/api/v1/classes");
    expect(classes.map(({ code }) => code)).toEqual(["OWN"]);
    const { people, total } = await read(foundPeople, "lecturer", "/api/v1/people?search=ada");
    expect([people.map(({ student }) => student.id), total]).toEqual([["S1"], 1]);
    expect((await read(foundPeople, "lecturer", "/api/v1/people?search=S2")).total).toBe(0);
  });

  test("a tutor's students and a student's own row, with their absences", async () => {
    for (const student of ["S1", "S2"]) {
      const leave = {
        student,
        from: "2026-12-01T09:00:00Z",
        to: "2026-12-01T10:00:00Z",
        category: "medical",
      };
      await fetch(`${school.served.url}/api/v1/absences`, posted({ ...leave, reason: "a visit" }));
    }
    for (const word of ["tutor", "student"]) {
      const { students, total } = await read(studentPage, word, "/api/v1/students?left=true");
      expect([students.map(({ student }) => student.id), total], word).toEqual([["S1"], 1]);
      const { absences, waiting } = await read(absenceList, word, "/api/v1/absences");
      expect(new Set(absences.map(({ student }) => student.id)), word).toEqual(new Set(["S1"]));
      expect(waiting, word).toBe(1);
    }
    expect((await read(absenceList, "registrar", "/api/v1/absences")).waiting).toBe(2);
  });

  test("totals of the day are for who may know of everybody", async () => {
    expect((await read(systemView, "lecturer", "/api/v1/system")).totals).toBeNull();
    expect((await read(systemView, "registrar", "/api/v1/system")).totals).not.toBeNull();
  });

  test("everybody is told who they are, and what they may", async () => {
    const student = await read(meView, "student", "/api/v1/me");
    expect(student).toMatchObject({ kind: "account", roles: ["student"], student: "S1" });
    expect(student.deeds.find(({ deed }) => deed === "student.read")).toEqual({
      deed: "student.read",
      reach: "own",
    });
    expect(student.deeds.some(({ deed }) => deed === "register.read")).toBe(false);
    const everybody = meView.parse(await (await fetch(`${school.served.url}/api/v1/me`)).json());
    expect(everybody.kind).toBe("everybody");
    expect(everybody.deeds.every(({ reach }) => reach === "everything")).toBe(true);
  });

  test("a register says what its reader may do with it", async () => {
    const path = `/api/v1/sessions/${school.own.session}`;
    expect((await read(registerView, "lecturer", path)).may).toEqual({
      write: true,
      change: true,
      reopen: false,
    });
    expect((await read(registerView, "auditor", path)).may).toEqual({
      write: false,
      change: false,
      reopen: false,
    });
    expect((await read(registerView, "registrar", path)).may).toEqual({
      write: true,
      change: true,
      reopen: true,
    });
  });

  test("what is written names who wrote it, and as what", async () => {
    school.asking.set("both", account("both", ["registrar", "lecturer"], idOf("grace")));
    const roles: string[] = [];
    for (const session of [school.own.session, school.foreign.session]) {
      const answer = await school.ask(
        "both",
        `/api/v1/sessions/${session}/cancel`,
        posted({ reason: "snow" }),
      );
      expect(sessionRow.parse(await answer.json()).state).toBe("cancelled");
      const facts = await queryRows(
        school.served.database,
        "select actor, role from fact where session_id = $1 order by seq desc limit 1",
        [session],
      );
      roles.push(JSON.stringify(facts[0]));
      await school.ask("both", `/api/v1/sessions/${session}/restore`, posted({ reason: "it melted" }));
    }
    expect(roles).toEqual(['{"actor":"both","role":"lecturer"}', '{"actor":"both","role":"registrar"}']);
  });
});

describe("the live feed", () => {
  const correct = async (session: string, student: string) => {
    const shown = registerView.parse(
      await (await fetch(`${school.served.url}/api/v1/sessions/${session}`)).json(),
    );
    const revision = shown.marks.find((mark) => mark.student.id === student)?.revision ?? 0;
    const answer = await fetch(
      `${school.served.url}/api/v1/sessions/${session}/marks/${student}`,
      posted({ to: { status: "present" }, reason: "was there", revision }),
    );
    expect(answer.status).toBe(200);
    return systemView.parse(await (await fetch(`${school.served.url}/api/v1/system`)).json()).seq;
  };

  test("tells a lecturer of own sessions and of nothing else, whatever is asked for", async () => {
    const { url } = school.served;
    const streams = await Promise.all(
      [[], ["board", "scans"], [`session:${school.own.session}`]].map((shows) =>
        openStream(url, undefined, shows, "lecturer"),
      ),
    );
    const office = await openStream(url, undefined, ["board"], "registrar");
    await correct(school.foreign.session, "S2");
    const upTo = await correct(school.own.session, "S1");
    for (const stream of [...streams, office]) await stream.next(({ id }) => (id ?? 0) >= upTo);
    const told = (stream: (typeof streams)[number]) =>
      stream.frames
        .flatMap((frame) => (frame.event === "changes" ? frame.data.marks : []))
        .map(({ student }) => student);
    for (const stream of streams) {
      expect(new Set(told(stream))).toEqual(new Set(["S1"]));
      expect(stream.frames.some(({ event }) => event === "pulse")).toBe(false);
      stream.close();
    }
    expect(new Set(told(office))).toEqual(new Set(["S1", "S2"]));
    office.close();
  });

  test("is not there for a register or a student of somebody else", async () => {
    const status = async (word: string, show: string) => {
      const controller = new AbortController();
      const answer = await school.ask(word, `/api/v1/live?show=${show}`, { signal: controller.signal });
      controller.abort();
      return answer.status;
    };
    expect(await status("lecturer", `session:${school.foreign.session}`)).toBe(404);
    expect(await status("lecturer", "student:S1")).toBe(404);
    expect(await status("student", "student:S2")).toBe(404);
    expect(await status("student", `session:${school.own.session}`)).toBe(404);
    expect(await status("student", "student:S1")).toBe(200);
    expect(await status("tutor", "student:S1")).toBe(200);
    expect(await status("tutor", "student:S2")).toBe(404);
    expect(await status("nobody", "board")).toBe(401);
  });

  test("ends with the right to it: roles taken, signed out, no longer taught", async () => {
    const { url } = school.served;
    const ended = (word: string, shows: readonly string[]) => openStream(url, undefined, shows, word);
    const never = () => false;

    school.asking.set("leaver", account("leaver", ["registrar"], null));
    const roles = await ended("leaver", ["board"]);
    const lost = expect(roles.next(never)).rejects.toThrow("the stream ended");
    school.asking.set("leaver", account("leaver", ["technician"], null));
    await lost;

    const signedOut = await ended("leaver", ["scans"]);
    const over = expect(signedOut.next(never)).rejects.toThrow("the stream ended");
    school.asking.set("leaver", null);
    await over;

    school.asking.set("alan", account("alan", ["lecturer"], idOf("alan")));
    const taught = await ended("alan", [`session:${school.foreign.session}`]);
    const untaught = expect(taught.next(never)).rejects.toThrow("the stream ended");
    const classes = (await (await fetch(`${url}/api/v1/roster/classes`)).json()) as {
      classes: { id: string; code: string }[];
    };
    const id = classes.classes.find(({ code }) => code === "ELSE")?.id ?? "";
    await fetch(`${url}/api/v1/roster/classes/${id}`, posted({ staff: [] }, "PATCH"));
    await untaught;
  });
});
