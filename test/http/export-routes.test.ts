import { parse } from "csv-parse/sync";
import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import ICAL from "ical.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writePdf } from "../../src/adapters/files/write-pdf.ts";
import { writeXlsx } from "../../src/adapters/files/write-xlsx.ts";
import { attachment, exportRoutes } from "../../src/adapters/http/export-routes.ts";
import { handleProblems } from "../../src/adapters/http/problems.ts";
import { figuresStore } from "../../src/adapters/postgres/figures-store.ts";
import { localOperator } from "../../src/app/actor.ts";
import { createCalendarFeeds } from "../../src/app/exports/create-calendar-feeds.ts";
import { createRegisterExports } from "../../src/app/exports/create-register-exports.ts";
import { createStudentRecords } from "../../src/app/exports/create-student-records.ts";
import { createXapiExport } from "../../src/app/exports/create-xapi-export.ts";
import { createFigures } from "../../src/app/figures/create-figures.ts";
import {
  calendarAddressList,
  madeCalendarAddress,
  studentRecord,
  xapiPage,
  xapiStatement,
} from "../../src/contract/http/exports.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { creditPolicy } from "../../src/domain/policy/policy.ts";
import type { PresetName } from "../../src/domain/policy/presets.ts";
import { at, type ExportSchool, instanceId, monday, openExportSchool } from "../app/exports/export-school.ts";
import { readPdf } from "../app/exports/read-pdf.ts";
import { readXlsx } from "../app/exports/read-xlsx.ts";
import { timeZone } from "../app/figures/lay-school.ts";
import { guardOpen } from "./guard-open.ts";

let school: ExportSchool;
let app: FastifyInstance;
const logged: unknown[] = [];

/** The product's routes where the policy has a preset. */
async function openRoutes(preset: PresetName): Promise<FastifyInstance> {
  const { store, clock, pool } = school;
  const named = { name: preset, policy: creditPolicy };
  const policies = { versions: () => [{ preset }], current: () => named, find: async () => named };
  const figures = createFigures({ store: figuresStore(pool), clock, timeZone, policies });
  const registers = createRegisterExports({ store, clock, timeZone, policies });
  const made = Fastify({ logger: false });
  made.setValidatorCompiler(validatorCompiler);
  made.setSerializerCompiler(serializerCompiler);
  guardOpen(made);
  const say = (...words: unknown[]): void => void logged.push(words);
  handleProblems(made, { info: say, warn: say, error: say });
  await made.register(async (routes) =>
    exportRoutes(routes, {
      registers,
      figures,
      records: createStudentRecords({ store, figures, clock, timeZone }),
      xapi: createXapiExport({ registers, instanceId, policies }),
      calendars: createCalendarFeeds({ store, clock, timeZone, instanceId }),
      writeXlsx,
      writePdf,
      clock,
      timeZone,
    }),
  );
  await made.ready();
  return made;
}

beforeAll(async () => {
  school = await openExportSchool();
  app = await openRoutes("credit");
}, 60_000);
afterAll(async () => {
  await app.close();
  await school.close();
});

const days = "from=2026-11-09&to=2026-11-10";
const rowsOf = (text: string): string[][] => parse(text, { bom: true });

describe("registers", () => {
  test("go out as CSV with documented columns, defused, in ISO times, for Excel", async () => {
    const answer = await app.inject(`/api/v1/exports/registers.csv?${days}&class=7A`);
    expect(answer.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="registers-7A-2026-11-09-to-2026-11-10.csv"',
      "cache-control": "private, no-store",
    });
    expect([...answer.rawPayload.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head = [], ...rows] = rowsOf(answer.body);
    expect(head.join()).toBe(
      "session_id,day,start,end,time_zone,classes,rooms,staff,title,kind,state,required,weight,student_id,name,status," +
        "minutes_late,minutes_present,first_seen,last_seen,source,flags,why,revision,policy_version",
    );
    const cell = (row: string[] | undefined, name: string) => row?.[head.indexOf(name)];
    expect(rows.map((row) => [cell(row, "day"), cell(row, "student_id"), cell(row, "status")])).toEqual([
      ["2026-11-09", "S1", "present"],
      ["2026-11-09", "S2", "late"],
      ["2026-11-09", "S3", "absent"],
      ["2026-11-10", "S1", "absent_authorised"],
      ["2026-11-10", "S2", "present"],
      ["2026-11-10", "S3", "absent"],
    ]);
    const [first, second] = rows;
    expect([
      cell(first, "start"),
      cell(first, "first_seen"),
      cell(first, "title"),
      cell(first, "name"),
    ]).toEqual([
      "2026-11-09T09:00:00+00:00",
      "2026-11-09T09:03:00+00:00",
      "'=Maths",
      `'=2+5 O"Hara, the first`,
    ]);
    expect([cell(second, "minutes_late"), cell(second, "staff"), cell(second, "rooms")]).toEqual([
      "12",
      "t.hill",
      "B1",
    ]);
    for (const row of rows) for (const text of row) expect(text).not.toMatch(/^[=+\-@\t\r]/);
  });

  test("go out as XLSX with real dates", async () => {
    const answer = await app.inject(`/api/v1/exports/registers.xlsx?session=${school.monday}`);
    expect(answer.headers["content-disposition"]).toBe(
      `attachment; filename="register-2026-11-09-${school.monday}.xlsx"`,
    );
    const [head = [], ...rows] = readXlsx(answer.rawPayload);
    expect(rows).toHaveLength(3);
    const cell = (name: string) => rows[1]?.[head.indexOf(name)] ?? null;
    expect(
      ["day", "start", "first_seen", "minutes_late", "weight", "name", "title", "last_seen"].map(cell),
    ).toEqual([
      { date: "2026-11-09" },
      { date: "2026-11-09T09:00:00" },
      { date: "2026-11-09T09:12:00" },
      12,
      1,
      "Юрий Müller",
      "'=Maths",
      { date: "2026-11-09T09:12:00" },
    ]);
  });

  test("have England's codes where the policy's preset is England's", async () => {
    const dfe = await openRoutes("dfe");
    const [head, ...rows] = rowsOf((await dfe.inject(`/api/v1/exports/registers.csv?${days}`)).body);
    expect(head?.at(-1)).toBe("dfe_code");
    expect(rows.map((row) => row.at(-1))).toEqual(["/", "L", "N", "I", "\\", "N"]);
    await dfe.close();
  });

  test("print with head, table, reasons, signature line and page numbers, the same bytes at the same time", async () => {
    const print = async () => (await app.inject(`/api/v1/exports/registers.pdf?${days}`)).rawPayload;
    const bytes = await print();
    const pages = readPdf(bytes);
    expect(pages).toHaveLength(2);
    for (const words of [
      "Register: =Maths",
      "7A Class 7A",
      "Mon 9 Nov 2026 09:00 to 10:00 (Europe/London)",
      "Terry Hill (t.hill)",
      "Iurii Müller*",
      "Late",
      "12",
      "readers",
      "Signature",
      "Page 1 of 1",
      "* Written by other letters than its own",
    ]) {
      expect(pages[0]).toContain(words);
    }
    expect(pages[0]?.replaceAll(/\s+/g, " ")).toContain("first seen arriving since 08:45 in B1 at 09:12");
    expect((await print()).equals(bytes)).toBe(true);
    school.turn(at("16:01", "2026-11-10"));
    const later = await print();
    school.turn(at("16:00", "2026-11-10"));
    expect(later.equals(bytes)).toBe(false);
    const empty = await app.inject("/api/v1/exports/registers.pdf?from=2026-01-01");
    expect(readPdf(empty.rawPayload)[0]).toContain("There are none on these days.");
  });

  test.each([
    ["from=2026-11-10&to=2026-11-09", 400, "to: 2026-11-09 is before from: 2026-11-10; give them in order"],
    ["from=2025-01-01&to=2026-11-09", 400, "to: 2026-11-09 is 678 days from 2025-01-01; give at most 400"],
    [`session=${instanceId}`, 404, `session: ${instanceId}`],
    [`session=${instanceId}&class=7A`, 400, "session: comes with days or a class; give one or the other"],
    ["class=9Z", 404, "class: 9Z"],
  ])("of %s are refused with %i", async (query, status, detail) => {
    const answer = await app.inject(`/api/v1/exports/registers.csv?${query}`);
    expect([answer.statusCode, problem.parse(answer.json()).detail]).toEqual([status, detail]);
  });
});

test("a file's name cannot end its header, and is kept where programs can read it", () => {
  expect(attachment("a.csv")).toBe('attachment; filename="a.csv"');
  expect(attachment('7A"; x=\r\n/é.csv')).toBe(
    `attachment; filename="7A___x_____.csv"; filename*=UTF-8''7A%22%3B%20x%3D%0D%0A%2F%C3%A9.csv`,
  );
});

test("summaries tell each student's rate with its sum", async () => {
  const answer = await app.inject(`/api/v1/exports/summaries.csv?of=class&code=7A&${days}`);
  const rows: Record<string, string>[] = parse(answer.body, { bom: true, columns: true });
  expect(
    rows.map((row) => [
      row.student_id,
      row.percent,
      `${row.earned_num}/${row.earned_den}`,
      row.possible_num,
      row.late,
      row.absent,
      row.absent_authorised,
    ]),
  ).toEqual([
    ["S1", "100", "1/1", "1", "0", "0", "1"],
    ["S2", "75", "3/2", "2", "1", "0", "0"],
    ["S3", "0", "0/1", "2", "0", "2", "0"],
  ]);
  const xlsx = await app.inject(`/api/v1/exports/summaries.xlsx?of=class&code=7A&${days}`);
  const [head = [], first = []] = readXlsx(xlsx.rawPayload);
  expect([first[head.indexOf("from")], first[head.indexOf("percent")]]).toEqual([
    { date: "2026-11-09" },
    100,
  ]);
  const missing = await app.inject("/api/v1/exports/summaries.csv?of=class");
  expect(problem.parse(missing.json()).errors?.[0]?.field).toBe("code");
});

describe("a student's record", () => {
  test("holds all that is stored of the student, and nothing that may be about another", async () => {
    const corrected = await school.sessions.correct(localOperator, school.monday, {
      students: [{ student: "S3", revision: 1 }],
      to: { status: "present" },
      reason: "sat at the back",
    });
    expect(corrected).toEqual({ done: ["S3"] });
    const answer = await app.inject("/api/v1/exports/students/S3/record.json");
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="record-S3.json"');
    const record = studentRecord.parse(answer.json());
    expect(record).toMatchObject({
      student: { id: "S3", name: "@nna Żak" },
      identifiers: [{ scheme: "student_id", value: "S3", from: null, to: null }],
      enrolments: [{ class: "7A", from: "2026-09-01", to: null }],
    });
    expect(
      record.sessions.map(({ mark, history }) => [mark.status, history.map(({ status }) => status)]),
    ).toEqual([
      ["present", ["present", "absent"]],
      ["absent", ["absent"]],
    ]);
    expect(record.sessions[0]?.history[0]).toMatchObject({
      actor: "local operator",
      role: "operator",
      reason: "sat at the back",
    });
    // The claim was turned away: whoever stood there may be somebody else.
    expect(record.scans.map(({ identified, payload }) => [identified, payload])).toEqual([[false, null]]);
    expect(record.figures.everything.sum).toContain("50.0 %");
  });

  test("tells leave with its history, and the student's own messages as they were sent", async () => {
    const answer = await app.inject("/api/v1/exports/students/S1/record.json");
    const record = studentRecord.parse(answer.json());
    expect(record.absences).toMatchObject([
      {
        category: "I",
        state: "approved",
        reason: "a cold",
        history: [{ by: "local operator", state: "approved" }],
      },
    ]);
    expect(record.scans.map(({ payload }) => payload?.text)).toEqual([
      '{"student":"S1","at":"2026-11-09T09:03:00Z"}',
    ]);
    expect(answer.body).not.toContain("S2");
  });

  test("prints", async () => {
    const answer = await app.inject("/api/v1/exports/students/S1/record.pdf");
    const text = readPdf(answer.rawPayload).join("\n").replaceAll("\n", " ");
    for (const words of ["Student record", "S1", "student_id", "a cold", '{"student":"S1"', "Page 1 of "]) {
      expect(text).toContain(words);
    }
    const nobody = await app.inject("/api/v1/exports/students/t.hill/record.json");
    expect([nobody.statusCode, problem.parse(nobody.json()).detail]).toEqual([404, "student: t.hill"]);
  });
});

test("statements tell who attended sessions that are over, in pages or all at once, without names", async () => {
  const all = await app.inject(`/api/v1/exports/xapi?${days}&format=ndjson`);
  expect(all.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
  const statements = all.body
    .trim()
    .split("\n")
    .map((line) => xapiStatement.parse(JSON.parse(line)));
  expect(statements.map(({ actor, result }) => [actor.account.name, result.completion])).toEqual([
    ["S1", true],
    ["S2", true],
    ["S3", true],
    ["S1", false],
    ["S2", true],
    ["S3", false],
  ]);
  expect(all.body).not.toContain("Müller");
  const first = xapiPage.parse((await app.inject(`/api/v1/exports/xapi?${days}&sessions=1`)).json());
  const rest = xapiPage.parse(
    (await app.inject(`/api/v1/exports/xapi?${days}&sessions=1&cursor=${first.next}`)).json(),
  );
  expect([...first.statements, ...rest.statements]).toEqual(statements);
  const bad = await app.inject(`/api/v1/exports/xapi?${days}&cursor=nonsense`);
  expect(bad.statusCode).toBe(400);
});

describe("calendars", () => {
  const make = async (person: string) =>
    app.inject({ method: "POST", url: "/api/v1/calendar-addresses", payload: { person } });

  test("are served to whoever has the address until it is revoked; nothing that was stored or logged is one", async () => {
    const made = madeCalendarAddress.parse((await make("S1")).json());
    expect(made).toMatchObject({ person: { id: "S1" }, kind: "student", createdBy: "local operator" });
    expect(made.path).toMatch(/^\/calendar\/[\w-]{43}\.ics$/);
    const answer = await app.inject(made.path);
    expect(answer.headers).toMatchObject({
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, no-cache",
    });
    const again = await app.inject({
      url: made.path,
      headers: { "if-none-match": `W/${answer.headers.etag}` },
    });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
    const listed = await app.inject("/api/v1/calendar-addresses?person=S1");
    expect(calendarAddressList.parse(listed.json()).addresses.map(({ id }) => id)).toEqual([made.id]);
    const token = made.path.slice("/calendar/".length, -".ics".length);
    expect(listed.body).not.toContain(token);
    const { rows } = await school.pool.query("select row_to_json(a) as row from calendar_address a");
    expect(JSON.stringify(rows)).not.toContain(token);
    const revoke = () => app.inject({ method: "DELETE", url: `/api/v1/calendar-addresses/${made.id}` });
    expect([(await revoke()).statusCode, (await revoke()).statusCode]).toEqual([204, 404]);
    const gone = await app.inject(made.path);
    expect([gone.statusCode, gone.body.includes(token)]).toEqual([404, false]);
    expect(JSON.stringify(logged)).not.toContain(token);
    expect((await app.inject("/calendar/guess.ics")).statusCode).toBe(404);
    expect((await make("nobody")).statusCode).toBe(404);
  });

  test("keep the id of a session that is moved and cancelled, and count its changes", async () => {
    const { path } = madeCalendarAddress.parse((await make("t.hill")).json());
    const session = await school.plan(at("09:00", "2026-11-24"), 60, "Physics");
    const read = async () => {
      const { body, headers } = await app.inject(path);
      const events = new ICAL.Component(ICAL.parse(body)).getAllSubcomponents("vevent");
      const found = events.find((event) => String(event.getFirstPropertyValue("uid")).startsWith(session));
      const told = ["summary", "location", "status", "sequence", "dtstart"].map((name) =>
        String(found?.getFirstPropertyValue(name)),
      );
      return { told, etag: headers.etag, events: events.length };
    };
    const planned = await read();
    expect(planned).toMatchObject({
      events: 3,
      told: ["Physics, Lesson", "B1", "CONFIRMED", "0", "2026-11-24T09:00:00Z"],
    });
    expect((await read()).etag).toBe(planned.etag);
    await school.sessions.move(
      localOperator,
      session,
      { start: at("11:00", "2026-11-24"), end: at("12:00", "2026-11-24") },
      "the hall is taken",
    );
    expect((await read()).told).toEqual(["Physics, Lesson", "B1", "CONFIRMED", "1", "2026-11-24T11:00:00Z"]);
    await school.sessions.cancel(localOperator, session, "snow");
    const cancelled = await read();
    expect(cancelled.told).toEqual(["Physics, Lesson", "B1", "CANCELLED", "2", "2026-11-24T11:00:00Z"]);
    expect(cancelled.etag).not.toBe(planned.etag);
  });
});

test("a span of days is a day where one is given", async () => {
  const answer = await app.inject(`/api/v1/exports/registers.csv?from=${monday}`);
  expect(rowsOf(answer.body)).toHaveLength(4);
});
