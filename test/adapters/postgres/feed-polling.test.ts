import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type pg from "pg";
import { Temporal } from "temporal-polyfill";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createCalendarFetcher } from "../../../src/adapters/feeds/create-calendar-fetcher.ts";
import { createPool } from "../../../src/adapters/postgres/connect-postgres.ts";
import { currentPolicy } from "../../../src/adapters/postgres/current-policy.ts";
import { feedStore } from "../../../src/adapters/postgres/feed-store.ts";
import { importStore } from "../../../src/adapters/postgres/import-store.ts";
import { sessionsWriting } from "../../../src/adapters/postgres/sessions-writing.ts";
import { localOperator } from "../../../src/app/actor.ts";
import { defaultCalendarRule } from "../../../src/app/imports/calendar/calendar-rule.ts";
import { createFeeds, type Feeds } from "../../../src/app/imports/calendar/create-feeds.ts";
import { createImports, type Imports } from "../../../src/app/imports/create-imports.ts";
import { createSessions } from "../../../src/app/registers/create-sessions.ts";
import type { FeedView } from "../../../src/contract/http/imports.ts";
import { presets } from "../../../src/domain/policy/presets.ts";
import { readUploadHere } from "../../../src/entry/read-upload-here.ts";
import { type FreshDatabase, freshDatabase } from "../../parts/postgres.ts";

const timeZone = "Europe/London";
let now = Temporal.Instant.from("2026-09-01T06:00:00Z");
const clock = { now: () => now };
const logged: string[] = [];
const keep = (fields: Record<string, unknown>, outcome: string): void => {
  logged.push(JSON.stringify([outcome, fields, String(fields.error ?? "")]));
};
const log = { info: keep, warn: keep, error: keep };

let answer: RequestListener;
const server = createServer((request, response) => answer(request, response));
let url: string;

let database: FreshDatabase;
let pool: pg.Pool;
let feeds: Feeds;
let imports: Imports;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/private/0123456789abcdef.ics?token=s3cret`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(async () => {
  now = Temporal.Instant.from("2026-09-01T06:00:00Z");
  logged.length = 0;
  database = await freshDatabase();
  pool = createPool(database.address, { max: 4, name: "test" });
  const query = async <Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<Row[]> => (await pool.query<Row>(text, [...values])).rows;
  await currentPolicy(query, presets.credit);
  imports = createImports({
    store: importStore(pool),
    read: readUploadHere(clock, timeZone),
    clock,
    timeZone,
    log,
    onChanged: () => undefined,
  });
  feeds = createFeeds({
    store: feedStore(query),
    fetcher: createCalendarFetcher({
      patienceMs: 20_000,
      maxBytes: 1_000_000,
      maxRedirects: 3,
      userAgent: "Muster/test",
    }),
    read: readUploadHere(clock, timeZone),
    imports,
    clock,
    timeZone,
    log,
  });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

interface Meeting {
  readonly uid: string;
  /** Local, `20261001T090000`. */
  readonly start: string;
  readonly summary?: string;
  readonly sequence?: number;
}

/** Twenty weeks of a class, on Thursdays at nine. */
const term: readonly Meeting[] = Array.from({ length: 20 }, (_, week) => ({
  uid: `week-${week}`,
  start: `${Temporal.PlainDate.from("2026-09-03").add({ weeks: week }).toString().replaceAll("-", "")}T090000`,
}));

function calendarOf(meetings: readonly Meeting[]): string {
  const events = meetings.flatMap(({ uid, start, summary = "CS-150_A:Lecture", sequence = 0 }) => [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `DTSTART;TZID=Europe/London:${start}`,
    "DURATION:PT1H",
    `SUMMARY:${summary}`,
    "LOCATION:BSB214",
    `SEQUENCE:${sequence}`,
    "END:VEVENT",
  ]);
  return ["BEGIN:VCALENDAR", ...events, "END:VCALENDAR", ""].join("\r\n");
}

function serve(text: string, type = "text/calendar", status = 200): void {
  answer = (_, response) => response.writeHead(status, { "content-type": type }).end(text);
}

async function addFeed(name = "Timetable", address = url): Promise<string> {
  const added = await feeds.add(
    { name, url: address, everyMinutes: 60, rule: defaultCalendarRule },
    localOperator,
  );
  if (added.kind === "refused") throw new Error(JSON.stringify(added.refusal));
  return added.view.id;
}

async function poll(id: string): Promise<FeedView> {
  const view = await feeds.pollNow(id);
  if (view === null) throw new Error("there is no such feed");
  return view;
}

interface SessionRow {
  id: string;
  source_key: string;
  starts_at: string;
  state: string;
}

async function sessions(): Promise<SessionRow[]> {
  const { rows } = await pool.query<SessionRow>(
    "select id, source_key, starts_at, state from session order by starts_at, id",
  );
  return rows;
}

const facts = async (): Promise<number> =>
  (await pool.query<{ count: number }>("select count(*) as count from fact")).rows[0]?.count ?? 0;

test("what a feed adds is applied by itself, and the same file again changes nothing", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  const first = await poll(id);
  expect(first).toMatchObject({
    waiting: null,
    lastOutcome: "Applied: 20 sessions added, 0 changed, 0 cancelled.",
  });
  const before = await sessions();
  expect(before).toHaveLength(20);
  const said = await facts();
  expect((await poll(id)).lastOutcome).toBe("Nothing is new.");
  // In another month the same bytes are read anew: series may have gone on.
  now = now.add({ hours: 24 * 31 });
  expect((await poll(id)).lastOutcome).toBe("Read anew; it changes nothing.");
  expect(await sessions()).toEqual(before);
  expect(await facts()).toBe(said);
});

test("its server is asked by its ETag, and 304 does nothing", async () => {
  const asked: (string | undefined)[] = [];
  answer = (request, response) => {
    asked.push(request.headers["if-none-match"]);
    if (request.headers["if-none-match"] === '"7"') response.writeHead(304).end();
    else response.writeHead(200, { "content-type": "text/calendar", etag: '"7"' }).end(calendarOf(term));
  };
  const id = await addFeed();
  await poll(id);
  expect((await poll(id)).lastOutcome).toBe("Nothing is new.");
  expect(asked).toEqual([undefined, '"7"']);
});

test("a version that is newer by its number alone changes nothing, and an older one that comes later neither", async () => {
  const of = (sequence: number, time = "090000") =>
    serve(
      calendarOf(
        term.map((meeting) => ({
          ...meeting,
          sequence,
          start: meeting.start.replace("090000", meeting.uid === "week-3" ? time : "090000"),
        })),
      ),
    );
  of(1);
  const id = await addFeed();
  await poll(id);
  const [before, said] = [await sessions(), await facts()];
  of(5);
  expect((await poll(id)).lastOutcome).toBe("Read anew; it changes nothing.");
  expect([await sessions(), await facts()]).toEqual([before, said]);
  const older = await imports.preview({
    kind: "icalendar",
    name: "older.ics",
    files: [
      {
        name: "older.ics",
        bytes: new TextEncoder().encode(
          calendarOf(term.map((one) => ({ ...one, sequence: 3, start: one.start.replace("T09", "T15") }))),
        ),
      },
    ],
    complete: false,
    source: `feed ${id}`,
    by: localOperator,
  });
  expect(older.counts).toMatchObject([{ thing: "session", move: 0, same: 20 }]);
  expect(older.notes.filter(({ column }) => column === "SEQUENCE")).toHaveLength(20);
  expect(older.notes.find(({ column }) => column === "SEQUENCE")?.message).toBe(
    "is older than what is stored (5)",
  );
});

test("a meeting that moves under its UID keeps its session, and nobody has to look", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  const [first] = await sessions();
  serve(
    calendarOf(
      term.map((meeting) =>
        meeting.uid === "week-0" ? { ...meeting, start: "20260904T140000", sequence: 1 } : meeting,
      ),
    ),
  );
  expect(await poll(id)).toMatchObject({
    waiting: null,
    lastOutcome: "Applied: 0 sessions added, 1 changed, 0 cancelled.",
  });
  expect((await sessions())[0]).toMatchObject({ id: first?.id, starts_at: "2026-09-04 13:00:00+00" });
});

test("a meeting that moves under a new UID waits for a person, and then keeps its session", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  const before = await sessions();
  serve(calendarOf([{ uid: "new", start: "20260904T140000" }, ...term.slice(1)]));
  const view = await poll(id);
  expect(view.lastOutcome).toMatch(/^Waits for a person: a meeting under a new UID/);
  expect(await sessions()).toEqual(before);
  const waiting = view.waiting ?? "";
  expect(await imports.apply(waiting, true, localOperator)).toMatchObject({ kind: "done" });
  const after = await sessions();
  expect(after).toHaveLength(20);
  expect(after[0]).toMatchObject({
    id: before[0]?.id,
    source_key: "new",
    starts_at: "2026-09-04 13:00:00+00",
  });
  expect((await feeds.list())[0]?.waiting).toBeNull();
});

test.each([
  [2, "applied"],
  [3, "waits"],
])("%i of 20 sessions gone: the feed %s", async (gone, what) => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  serve(calendarOf(term.slice(0, 20 - gone)));
  const view = await poll(id);
  const cancelled = (await sessions()).filter(({ state }) => state === "cancelled");
  expect(cancelled).toHaveLength(what === "applied" ? gone : 0);
  expect(view.waiting === null).toBe(what === "applied");
});

test("one calendar under two addresses is asked about, and counted once", async () => {
  serve(calendarOf(term));
  await poll(await addFeed());
  expect(await sessions()).toHaveLength(20);
  const second = await addFeed("Mirror", url.replace("/private/", "/mirror/"));
  const polled = await poll(second);
  expect(polled.waiting).not.toBeNull();
  expect(await sessions()).toHaveLength(20);
  const asked = await imports.find(polled.waiting ?? "");
  expect(asked?.questions).toMatchObject([{ answer: null, text: expect.stringContaining("20 meetings") }]);
  const [key = ""] = asked?.questions.map((one) => one.key) ?? [];
  const answered = await imports.answer(polled.waiting ?? "", { [key]: "same" }, localOperator);
  if (answered.kind === "refused") throw new Error(answered.refusal.code);
  const applied = await imports.apply(answered.view.id, true, localOperator);
  expect(applied.kind).toBe("done");
  const before = await facts();
  for (const id of (await feeds.list()).map((feed) => feed.id)) {
    expect((await poll(id)).waiting).toBeNull();
  }
  expect([(await sessions()).length, await facts()]).toEqual([20, before]);
});

test("a key that is given to another meeting leaves a register that was signed off as it is", async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const take = async (kind: "csv" | "icalendar", name: string, text: string) => {
    const files = [{ name, bytes: bytes(text) }];
    const source = kind === "csv" ? null : "calendar plan";
    const complete = kind !== "csv";
    const view = await imports.preview({ kind, name, files, complete, source, by: localOperator });
    const applied = await imports.apply(view.id, true, localOperator);
    if (applied.kind === "refused") throw new Error(applied.refusal.code);
    return view;
  };
  await take("csv", "students.csv", "student_id,given_name\nS1,Ada\n");
  const plan = (summary: string, room: string, start: string) =>
    calendarOf([{ uid: "1@plan.example", start, summary }]).replace("BSB214", room);
  await take("icalendar", "plan.ics", plan("HIST-1", "Yew 1", "20260910T090000"));
  await take("csv", "enrolments.csv", "student_id,class,from\nS1,HIST-1,2026-09-01\n");
  now = Temporal.Instant.from("2026-09-11T12:00:00Z");
  const [first] = await sessions();
  const work = createSessions({
    answersByMail: null,
    store: sessionsWriting(pool),
    clock,
    timeZone,
    onChanged: () => undefined,
  });
  const signed = await work.signOff(localOperator, first?.id ?? "", null, "absent");
  expect(signed).toHaveProperty("done");
  const kept = async () => [
    (await pool.query("select * from session where id = $1", [first?.id])).rows,
    (await pool.query("select * from mark where session_id = $1", [first?.id])).rows,
  ];
  const before = await kept();
  now = Temporal.Instant.from("2026-11-22T12:00:00Z");
  const view = await take("icalendar", "plan.ics", plan("CHEM-9", "Lab 4", "20270201T090000"));
  expect(view.warnings).toHaveLength(1);
  expect(await kept()).toEqual(before);
  const all = await sessions();
  expect(all.map(({ id, starts_at }) => [id === first?.id, starts_at.slice(0, 10)])).toEqual([
    [true, "2026-09-10"],
    [false, "2027-02-01"],
  ]);
  const stored = await facts();
  await take("icalendar", "plan.ics", plan("CHEM-9", "Lab 4", "20270201T090000"));
  expect(await facts()).toBe(stored);
});

test("much that would change waits, although nothing would end", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  serve(
    calendarOf(
      term.map((meeting, week) => ({
        ...meeting,
        summary: week < 6 ? "CS-150_A:Seminar" : "CS-150_A:Lecture",
      })),
    ),
  );
  expect((await poll(id)).lastOutcome).toBe("Waits for a person: 6 of 20 sessions would change.");
});

test("a newer version of the calendar takes the place of the preview that waited", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  serve(calendarOf(term.slice(0, 10)));
  const first = (await poll(id)).waiting ?? "";
  serve(calendarOf(term.slice(0, 9)));
  const second = (await poll(id)).waiting ?? "";
  expect(second).not.toBe(first);
  expect((await imports.find(first))?.state).not.toBe("preview");
  serve(calendarOf(term));
  expect((await poll(id)).waiting).toBeNull();
  expect((await imports.find(second))?.state).not.toBe("preview");
});

test.each([
  ["a page", "<html>Sign in</html>", "text/html", 200],
  ["a page that says it is text", "<html>Sign in</html>", "text/plain", 200],
  ["an empty file", "", "text/calendar", 200],
  ["an empty calendar", calendarOf([]), "text/calendar", 200],
  ["a calendar that is cut off", calendarOf(term).slice(0, 500), "text/calendar", 200],
  ["an error", calendarOf([]), "text/calendar", 500],
])("%s ends no session, and is told", async (_, text, type, status) => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  const before = await sessions();
  serve(text, type, status);
  const view = await poll(id);
  expect(view.lastOutcome).toMatch(/Nothing was changed\.$/);
  expect(view.waiting).toBeNull();
  expect(await sessions()).toEqual(before);
  serve(calendarOf(term));
  expect((await poll(id)).lastOutcome).toBe("Nothing is new.");
});

test("a meeting that cannot be read ends none of the others, and not itself", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  const before = await sessions();
  serve(calendarOf(term.slice(1)).replace("DURATION:PT1H", "DURATION:an hour"));
  expect((await poll(id)).lastOutcome).toBe("Read anew; it changes nothing. 1 entry was refused.");
  expect(await sessions()).toEqual(before);
});

test("each feed is polled when its interval is over, not before, and no longer once it is let go", async () => {
  let asked = 0;
  answer = (_, response) => {
    asked += 1;
    response.writeHead(200, { "content-type": "text/calendar" }).end(calendarOf(term));
  };
  const id = await addFeed();
  expect(await feeds.tick()).toBe(1);
  now = now.add({ minutes: 59, seconds: 59 });
  expect(await feeds.tick()).toBe(0);
  now = now.add({ seconds: 1 });
  expect(await feeds.tick()).toBe(1);
  expect(asked).toBe(2);
  expect(await feeds.deactivate(id, localOperator)).toBe(true);
  expect(await feeds.deactivate(id, localOperator)).toBe(false);
  now = now.add({ hours: 2 });
  expect(await feeds.tick()).toBe(0);
  expect(await feeds.pollNow(id)).toBeNull();
});

test("what opens a calendar stands in no log, no import and no answer", async () => {
  serve(calendarOf(term));
  const id = await addFeed();
  await poll(id);
  answer = (request) => request.socket.destroy();
  await poll(id);
  const told = JSON.stringify([logged, await feeds.list(), await imports.list(null, 10)]);
  expect(logged.length).toBeGreaterThan(2);
  expect(told).not.toContain("s3cret");
  expect(told).not.toContain("0123456789abcdef");
});

test("a name is one active feed's, and a feed that cannot be polled is refused by its fields", async () => {
  const id = await addFeed();
  const again = { name: "Timetable", url, everyMinutes: 60, rule: defaultCalendarRule };
  expect(await feeds.add(again, localOperator)).toMatchObject({ refusal: { code: "name_taken" } });
  await feeds.deactivate(id, localOperator);
  expect(await feeds.add(again, localOperator)).toMatchObject({ kind: "added" });
  const wrong = {
    ...again,
    name: "Other",
    url: "ftp://example.org/a.ics",
    rule: { ...defaultCalendarRule, summary: "(" },
  };
  expect(await feeds.add(wrong, localOperator)).toMatchObject({
    refusal: { code: "invalid", fields: [{ field: "url" }, { field: "rule.summary" }] },
  });
});

test("webcal is https", async () => {
  const added = await feeds.add(
    { name: "W", url: "webcal://example.org/a.ics", everyMinutes: 60, rule: defaultCalendarRule },
    localOperator,
  );
  expect(added).toMatchObject({ view: { url: "https://example.org/a.ics" } });
});
