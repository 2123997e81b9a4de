import Fastify, { type FastifyInstance } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { importRoutes } from "../../src/adapters/http/import-routes.ts";
import { handleProblems } from "../../src/adapters/http/problems.ts";
import { rosterRoutes } from "../../src/adapters/http/roster-routes.ts";
import { type ImportView, importList, importView } from "../../src/contract/http/imports.ts";
import { problem } from "../../src/contract/http/problem.ts";
import {
  personDetail,
  personPage,
  roomList,
  roomView,
  rosterClassView,
} from "../../src/contract/http/roster.ts";
import { type ImportSchool, openImportSchool, timeZone, told } from "../adapters/postgres/import-school.ts";
import { queryRows } from "../parts/postgres.ts";
import { guardOpen } from "./guard-open.ts";

let school: ImportSchool;
let app: FastifyInstance;
beforeAll(async () => {
  school = await openImportSchool();
  app = Fastify({ logger: false, bodyLimit: 64 * 1024 });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  guardOpen(app);
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  handleProblems(app, log);
  const { imports, office, reader } = school;
  await app.register(async (routes) => {
    importRoutes(routes, {
      imports,
      rosterExport: reader,
      timeZone,
    });
    rosterRoutes(routes, { office, reader });
  });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await school.close();
});

const upload = (query: string, payload: string | Buffer, type = "text/csv") =>
  app.inject({ method: "POST", url: `/api/v1/imports?${query}`, headers: { "content-type": type }, payload });
const send = (method: "POST" | "PATCH" | "DELETE", url: string, payload: object = {}) =>
  app.inject({ method, url, payload });
const root = "/api/v1/roster";

test("a template is taken as it is, its example left out", async () => {
  for (const file of ["classes", "students", "enrolments", "timetable"]) {
    const template = await app.inject(`/api/v1/imports/templates/${file}.csv`);
    expect(template.headers["content-type"]).toBe("text/csv; charset=utf-8");
    const preview = importView.parse((await upload(`kind=csv&name=${file}.csv`, template.rawPayload)).json());
    expect(preview).toMatchObject({ refused: 0, counts: [], notes: [{ severity: "ignored", line: 2 }] });
  }
});

test("a file is previewed with its bad rows, and applied without them", async () => {
  const text =
    "Student Number;First name;Surname;E-mail\nS1;Zoë;Müller;zoe@example.org\n;No;Number;\nS2;Ann;;nowhere\n";
  const answer = await upload("kind=csv&name=students.csv", text);
  const preview = importView.parse(answer.json());
  expect(told(preview)).toEqual(["student add 2"]);
  expect(preview).toMatchObject({ state: "preview", by: "local operator", rows: 3, refused: 1 });
  expect(preview.notes.map(({ severity, line, column, value }) => [severity, line, column, value])).toEqual([
    ["refused", 3, "Student Number", null],
    ["ignored", 4, "E-mail", "nowhere"],
  ]);
  const notes = await app.inject(`/api/v1/imports/${preview.id}/notes.csv`);
  expect(notes.body).toContain("refused,students.csv,3,Student Number,,is missing,fill it in");
  const applied = await send("POST", `/api/v1/imports/${preview.id}/apply`);
  expect(importView.parse(applied.json())).toMatchObject({ state: "applied" });
  const again = await send("POST", `/api/v1/imports/${preview.id}/apply`);
  expect([again.statusCode, problem.parse(again.json()).title]).toEqual([
    409,
    "The import was applied before",
  ]);
  const exported = await app.inject("/api/v1/exports/roster/students.csv");
  expect(exported.body).toBe(
    "\uFEFFstudent_id,given_name,family_name,email,cohort,card_uid,face_subject,username,device_person\r\nS1,Zoë,Müller,zoe@example.org,,,,,\r\nS2,Ann,,,,,,,\r\n",
  );
});

test("a zip of several files is one import; one that unpacks to far too much is refused", async () => {
  const bytes = new TextEncoder();
  const zip = zipSync({
    "roster/enrolments.csv": bytes.encode("student_id,class,from\nS1,Z-1,2026-09-01\nS3,Z-1,2026-09-01\n"),
    "roster/readme.md": bytes.encode("not read"),
  });
  const preview = importView.parse(
    (await upload("kind=csv&name=all.zip", Buffer.from(zip), "application/zip")).json(),
  );
  expect(told(preview)).toEqual(["class add 1", "enrolment add 1"]);
  expect(preview.notes).toMatchObject([
    { severity: "refused", file: "enrolments.csv", line: 3, value: "S3" },
  ]);
  const bomb = zipSync({ "students.csv": new Uint8Array(64 * 1024 * 1024) });
  const refused = await upload("kind=csv&name=bomb.zip", Buffer.from(bomb), "application/zip");
  expect([refused.statusCode, problem.parse(refused.json()).title]).toEqual([
    400,
    "The file cannot be opened",
  ]);
});

test("what cannot be an upload is refused with words", async () => {
  expect((await upload("kind=csv&name=x.csv", "")).statusCode).toBe(400);
  expect((await upload("kind=xls&name=x.csv", "a")).statusCode).toBe(400);
  expect((await upload("kind=csv&name=x.csv", "{}", "application/json")).statusCode).toBe(415);
  const broken = await upload(
    "kind=csv&name=x.zip",
    Buffer.from("PK\u0003\u0004 and then nothing"),
    "application/zip",
  );
  expect(broken.statusCode).toBe(400);
  const nonsense = importView.parse((await upload("kind=csv&name=x.csv", "hello\nworld\n")).json());
  expect(nonsense).toMatchObject({ refused: 1, counts: [] });
  // Elsewhere bodies are as small as ever.
  expect((await send("POST", `${root}/terms`, { code: "x".repeat(70_000) })).statusCode).toBe(413);
});

test("imports are listed newest first, in pages", async () => {
  const first = importList.parse((await app.inject("/api/v1/imports?limit=2")).json());
  const rest = importList.parse((await app.inject(`/api/v1/imports?limit=100&cursor=${first.next}`)).json());
  const all = importList.parse((await app.inject("/api/v1/imports?limit=100")).json());
  expect([...first.imports, ...rest.imports]).toEqual(all.imports);
});

test("rooms keep one name each, and a former code stays a name", async () => {
  const room = roomView.parse(
    (await send("POST", `${root}/rooms`, { code: "B1", aliases: ["Lab"], capacity: 12 })).json(),
  );
  const taken = await send("POST", `${root}/rooms`, { code: "B2", aliases: ["Lab"] });
  expect([taken.statusCode, problem.parse(taken.json()).errors]).toEqual([
    409,
    [{ field: "aliases", message: "the room B1 goes by this name: take it away there first" }],
  ]);
  await send("PATCH", `${root}/rooms/${room.id}`, { code: "B1a" });
  expect(roomList.parse((await app.inject(`${root}/rooms`)).json()).rooms).toMatchObject([
    { code: "B1a", aliases: ["B1", "Lab"], capacity: 12 },
  ]);
  await send("PATCH", `${root}/rooms/${room.id}`, { aliases: [] });
  expect(roomList.parse((await app.inject(`${root}/rooms`)).json()).rooms).toMatchObject([
    { code: "B1a", aliases: [] },
  ]);
});

test("a person is added, found, changed, enrolled and given a card", async () => {
  const teacher = personDetail.parse(
    (await send("POST", `${root}/staff`, { code: "turing", familyName: "Turing" })).json(),
  );
  const of = rosterClassView.parse(
    (await send("POST", `${root}/classes`, { code: "LOG", title: "Logic", staff: [teacher.id] })).json(),
  );
  const added = await send("POST", `${root}/students`, {
    code: "S100",
    givenName: "Grace",
    email: "g@example.org",
  });
  const { id } = personDetail.parse(added.json());
  expect((await send("POST", `${root}/students`, { code: "S100" })).statusCode).toBe(409);
  for (const [code, why] of [
    ["2.02612E+11", "its last figures are gone: write it as the school gave it"],
    ["s100", "looks like S100, whom the roster has already"],
    ["S1OO", "looks like S100, whom the roster has already"],
  ] as const) {
    const refused = await send("POST", `${root}/students`, { code });
    expect([refused.statusCode, refused.body]).toEqual([400, expect.stringContaining(why)]);
  }
  expect((await send("PATCH", `${root}/people/${id}`, { familyName: "Hopper" })).statusCode).toBe(200);
  const enrolled = await send("POST", `${root}/enrolments`, {
    student: id,
    class: of.id,
    from: "2026-09-01",
  });
  expect(enrolled.statusCode).toBe(200);
  expect(
    (await send("POST", `${root}/enrolments`, { student: id, class: of.id, from: "2026-10-01" })).statusCode,
  ).toBe(409);
  await send("POST", `${root}/people/${id}/identifiers`, {
    scheme: "card_uid",
    value: "04:a1",
    reason: "first card",
  });
  school.turnTo("2026-11-22T13:00:00Z");
  const lost = await send("POST", `${root}/people/${id}/identifiers`, {
    scheme: "card_uid",
    value: "04B2",
    reason: "lost",
  });
  expect(personDetail.parse(lost.json())).toMatchObject({
    code: "S100",
    familyName: "Hopper",
    enrolments: [{ code: "LOG", from: "2026-09-01", to: null }],
    identifiers: [
      { scheme: "card_uid", value: "04A1", to: "2026-11-22T13:00:00Z" },
      { scheme: "card_uid", value: "04B2", from: "2026-11-22T13:00:00Z", to: null },
      { scheme: "student_id", value: "S100", to: null },
    ],
  });
  const found = personPage.parse((await app.inject(`${root}/students?search=hopp`)).json());
  expect(found.people.map(({ code }) => code)).toEqual(["S100"]);
  // A card is found as it is printed on it.
  const byCard = personPage.parse((await app.inject(`${root}/students?search=04%3Ab2`)).json());
  expect(byCard.people.map(({ code }) => code)).toEqual(["S100"]);
});

test("by hand no code is made that a file would refuse, at any door", async () => {
  const term = { title: "T", from: "2026-09-01", to: "2026-12-01" };
  const room = roomView.parse((await send("POST", `${root}/rooms`, { code: "1.0" })).json());
  const of = rosterClassView.parse(
    (await send("POST", `${root}/classes`, { code: "1E5", title: "C" })).json(),
  );
  const person = personDetail.parse((await send("POST", `${root}/students`, { code: "V77" })).json());
  const doors = (code: string) =>
    [
      ["POST", "/rooms", { code }],
      ["POST", "/rooms", { code: "V-1", aliases: [code] }],
      ["PATCH", `/rooms/${room.id}`, { code }],
      ["PATCH", `/rooms/${room.id}`, { aliases: [code] }],
      ["POST", "/classes", { code, title: "C" }],
      ["PATCH", `/classes/${of.id}`, { code }],
      ["POST", "/courses", { code, title: "C" }],
      ["POST", "/terms", { code, ...term }],
      ["POST", "/students", { code }],
      ["POST", "/staff", { code }],
      ...["card_uid", "student_id", "face_subject", "username"].map(
        (scheme) =>
          [
            "POST",
            `/people/${person.id}/identifiers`,
            { scheme, value: code, reason: "new", alike: true },
          ] as const,
      ),
    ] as const;
  for (const code of ["2.02612E+11", "01-Mar", "1.00E+05", "#N/A", "N/A"]) {
    for (const [method, path, body] of doors(code)) {
      const answer = await send(method, `${root}${path}`, body);
      expect([path, JSON.stringify(body), answer.statusCode]).toEqual([path, JSON.stringify(body), 400]);
      expect(problem.parse(answer.json()).errors?.[0]?.message).toContain("write it as the school gave it");
    }
  }
  // What is there already keeps it through other changes.
  expect((await send("PATCH", `${root}/rooms/${room.id}`, { title: "Lab" })).statusCode).toBe(200);
});

test("what cannot be is refused with the field", async () => {
  const term = { code: "A", title: "Autumn", from: "2026-12-01", to: "2026-09-01" };
  const answer = await send("POST", `${root}/terms`, term);
  expect([answer.statusCode, problem.parse(answer.json()).errors]).toEqual([
    400,
    [{ field: "to", message: "is before the first day, 2026-12-01" }],
  ]);
  expect(
    (await send("PATCH", `${root}/courses/018f0000-0000-7000-8000-000000000000`, { title: "x" })).statusCode,
  ).toBe(404);
  expect((await send("POST", `${root}/courses`, { code: "a\nb", title: "x" })).statusCode).toBe(400);
  expect((await send("DELETE", `${root}/non-teaching-days/2026-12-25`)).statusCode).toBe(404);
  expect(
    (await send("POST", `${root}/non-teaching-days`, { day: "2026-12-25", title: "Christmas" })).statusCode,
  ).toBe(200);
  expect((await send("DELETE", `${root}/non-teaching-days/2026-12-25`)).statusCode).toBe(200);
});

/** A calendar of single meetings on a day, each `UID title room hour`. */
const calendarOf = (
  day: string,
  ...meetings: readonly (readonly [string, string, string, string])[]
): string =>
  [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//departments//EN",
    ...meetings.flatMap(([uid, title, room, hour]) => [
      "BEGIN:VEVENT",
      `UID:${uid}`,
      `DTSTART:${day}T${hour}0000Z`,
      "DURATION:PT1H",
      `SUMMARY:${title}`,
      `LOCATION:${room}`,
      "END:VEVENT",
    ]),
    "END:VCALENDAR",
    "",
  ].join("\r\n");

/** Uploads a calendar and does what its preview says. */
async function takeCalendar(text: string, query: string): Promise<ImportView> {
  const answer = await upload(`kind=icalendar&${query}`, text, "text/calendar");
  expect(answer.statusCode).toBe(200);
  const preview = importView.parse(answer.json());
  if (told(preview).length === 0) return preview;
  const url = `/api/v1/imports/${preview.id}/apply`;
  const applied = await send("POST", url, { confirmWarnings: true });
  expect(applied.statusCode).toBe(200);
  return preview;
}

test("what a calendar says of its staff is told in the preview as it is applied, and the same file twice changes nothing", async () => {
  const roster = await upload(
    "kind=csv&name=staff.csv",
    "username,given_name,family_name,email\nawolf9,Ana,Wolf,ana.wolf@uni.example\n",
  );
  await send("POST", `/api/v1/imports/${importView.parse(roster.json()).id}/apply`, {
    confirmWarnings: true,
  });
  const texts = [
    "Room: A1\\; Lecturer 1: Ana Wolf <ana.wolf@uni.example>\\, TBC",
    "Name of lecturer: Prof. Stuart Hall with Stone\\, Ben (https://x.example/a\\,b)",
    "Dozent/in: School of Arts\\nCo-Lecturer: N.N.\\nStaff: Cy Ray\\n20 seats\\n\\nDi Fox",
  ];
  const single = ["l1", "l2", "l3"].map((uid): [string, string, string, string] => [
    uid,
    "LECT-9:Lecture",
    `Lect ${uid}`,
    "09",
  ]);
  const text = texts.reduce(
    (all, told, at) =>
      all.replace(`LOCATION:Lect l${at + 1}`, `LOCATION:Lect l${at + 1}\r\nDESCRIPTION:${told}`),
    calendarOf("20270603", ...single),
  );
  const preview = await takeCalendar(text, "name=lect.ics");
  const ignored = preview.notes.filter(
    ({ severity, column }) => severity === "ignored" && column === "DESCRIPTION",
  );
  expect(ignored.map(({ value }) => value).sort()).toEqual(
    ["20 seats", "Di Fox", "N.N.", "School of Arts", "TBC", "https://x.example/a,b"].sort(),
  );
  const held = await queryRows(
    school.database,
    `select s.source_key as key, coalesce(string_agg(p.family_name, '; ' order by p.family_name), '') as names
     from session s left join session_staff t on t.session_id = s.id left join person p on p.id = t.person_id
     where s.source = 'calendar lect' group by s.source_key order by s.source_key`,
  );
  expect(held).toEqual([
    { key: "l1", names: "Wolf" },
    { key: "l2", names: "Prof. Stuart Hall; Stone, Ben" },
    { key: "l3", names: "Cy Ray" },
  ]);
  const again = await takeCalendar(text, "name=lect.ics");
  expect([told(again), again.warnings, again.questions]).toEqual([[], [], []]);
});

test.each(["csv", "oneroster"])("a source of its own is refused for %s", async (kind) => {
  const answer = await upload(`kind=${kind}&name=a.csv&source=depC`, "student_id\nS1\n", "text/csv");
  expect([answer.statusCode, answer.json()]).toMatchObject([
    400,
    { errors: [{ field: "source", message: "depC: only calendars have one; leave it out" }] },
  ]);
});

describe("calendars of two departments", () => {
  const a = calendarOf(
    "20270311",
    ["a1", "CS-150_A:Lab", "Lab 1", "09"],
    ["a2", "CS-150_A:Lab", "Lab 1", "11"],
  );
  const b = calendarOf(
    "20270311",
    ["b1", "CS-150_A:Lab", "Lab 2", "09"],
    ["b2", "CS-150_A:Lab", "Lab 2", "11"],
  );

  test.each([
    ["whose files are called otherwise", "name=a.ics", "name=b.ics", "calendar a", "calendar b"],
    [
      "whose files are called alike",
      "name=export.ics",
      "name=export.ics",
      "calendar export",
      "calendar export 2",
    ],
    [
      "whom somebody named",
      "name=x.ics&source=Art",
      "name=x.ics&source=Music",
      "calendar Art",
      "calendar Music",
    ],
  ])("%s: neither takes over or ends the other's, however often a complete file comes", async (...given) => {
    const [, nameA, nameB, sourceA, sourceB] = given;
    // In a week of its own, so that the cases do not meet.
    const week = { "calendar a": "01", "calendar export": "02", "calendar Art": "03" }[sourceA] ?? "04";
    const on = (text: string) =>
      text.replaceAll("20270311", `202704${week}`).replace(/UID:(\w\d)/g, `UID:$1@${week}`);
    for (const round of [1, 2]) {
      const first = await takeCalendar(on(a), `${nameA}&complete=true`);
      const second = await takeCalendar(on(b), `${nameB}&complete=true`);
      const sessions = ({ counts }: ImportView) => counts.filter(({ thing }) => thing === "session");
      const same = round === 1 ? { add: 2, same: 0 } : { add: 0, same: 2 };
      expect([first.source, second.source]).toEqual([sourceA, sourceB]);
      for (const view of [first, second]) {
        expect(view.questions).toEqual([]);
        expect(sessions(view)).toEqual([{ thing: "session", change: 0, end: 0, move: 0, ...same }]);
      }
      const told = second.notes.filter(({ message }) => message.includes("is the name of a calendar"));
      expect(told).toHaveLength(round === 1 && sourceB === "calendar export 2" ? 1 : 0);
    }
  });

  test("a newer file under the same name with new keys is the same calendar's, and so is a renamed one", async () => {
    const day = "20270506";
    const first = calendarOf(
      day,
      ["n1", "ART-1:Studio", "Attic", "09"],
      ["n2", "ART-1:Studio", "Attic", "11"],
    );
    const rekeyed = calendarOf(
      day,
      ["m1", "ART-1:Studio", "Attic", "09"],
      ["m2", "ART-1:Studio", "Attic", "11"],
    );
    await takeCalendar(first, "name=studio.ics&complete=true");
    const again = await takeCalendar(rekeyed, "name=studio.ics&complete=true");
    expect([again.source, told(again)]).toEqual(["calendar studio", []]);
    const renamed = await takeCalendar(first, "name=studio-final.ics&complete=true");
    expect([renamed.source, told(renamed)]).toEqual(["calendar studio", []]);
  });

  test("a series that moves to another hour is the same calendar's, under whatever name its file comes", async () => {
    const series = (hour: string, sequence: number) =>
      calendarOf("20270601", ["sv", "SV-1:Lab", "Vault", hour]).replace(
        "DURATION:PT1H",
        `DURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSEQUENCE:${sequence}`,
      );
    await takeCalendar(series("09", 0), "name=sv.ics");
    const moved = await takeCalendar(series("14", 1), "name=sv.ics");
    expect([moved.source, moved.warnings, told(moved)]).toEqual(["calendar sv", [], ["session move 3"]]);
    const renamed = await takeCalendar(series("16", 2), "name=sv-final.ics");
    expect([renamed.source, told(renamed)]).toEqual(["calendar sv", ["session move 3"]]);
    // Without its rule, on a day that none of them was, and then cancelled by its UID alone.
    const lone = (day: string, lines: string) =>
      calendarOf(day, ["sv", "SV-1:Lab", "Vault", "09"]).replace(
        "DURATION:PT1H",
        `DURATION:PT1H\r\n${lines}`,
      );
    const alone = await takeCalendar(lone("20270709", "SEQUENCE:3"), "name=sv-alone.ics");
    expect([alone.source, told(alone)]).toEqual(["calendar sv", ["session end 2", "session move 1"]]);
    const gone = await takeCalendar(lone("20270801", "STATUS:CANCELLED\r\nSEQUENCE:4"), "name=sv-gone.ics");
    expect([gone.source, told(gone)]).toEqual(["calendar sv", ["session end 1"]]);
    expect(gone.warnings[0]).toContain("whose series the file cancels as a whole");
  });

  test("keys that two departments happen to share do not make one of them the other", async () => {
    await takeCalendar(
      calendarOf("20270507", ["1", "BIO-1:Lab", "L1", "09"]),
      "name=biology.ics&complete=true",
    );
    const other = calendarOf("20270507", ["1", "GEO-1:Lab", "L2", "09"]);
    const view = await takeCalendar(other, "name=geology.ics&complete=true");
    expect([view.source, view.warnings]).toEqual(["calendar geology", []]);
    expect(told(view)).toContain("session add 1");
  });

  test("one that shares half of its keys with a known calendar asks whose it is, and goes where that is said", async () => {
    const on = "20270512";
    const meeting = (uid: string, hour: string, room = "H1") => [uid, "HAL-1:Lab", room, hour] as const;
    await takeCalendar(calendarOf(on, meeting("h1", "09"), meeting("h2", "10")), "name=hall.ics");
    const next = calendarOf(on, meeting("h1", "13"), meeting("h3", "15"));
    const seen = async (name: string) =>
      importView.parse((await upload(`kind=icalendar&name=${name}`, next, "text/calendar")).json());
    const asked = await seen("hall-summer.ics");
    expect([asked.source, asked.questions]).toMatchObject([
      "calendar hall-summer",
      [{ key: "calendar hall", before: "hall", after: "hall-summer", answer: null }],
    ]);
    expect(asked.warnings[0]).toContain("1 of the 2 meetings of this file have the keys");
    const unconfirmed = await send("POST", `/api/v1/imports/${asked.id}/apply`, {});
    expect(unconfirmed.statusCode).toBe(409);
    const answered = async (answer: string, view: ImportView) => {
      const body = { answers: { "calendar hall": answer } };
      return importView.parse((await send("POST", `/api/v1/imports/${view.id}/answers`, body)).json());
    };
    const same = await answered("same", asked);
    expect([same.source, same.warnings]).toEqual(["calendar hall", []]);
    expect(told(same)).toEqual(["session add 1", "session move 1"]);
    const another = await answered("another", same);
    expect([another.source, another.warnings, told(another)]).toEqual([
      "calendar hall-summer",
      [],
      ["session add 2"],
    ]);
    // Under the known name it is asked as well, and it is none of that calendar's until somebody says so.
    const alike = await seen("hall.ics");
    expect([alike.source, alike.questions.length]).toEqual(["calendar hall 2", 1]);
  });

  test("what a complete file of the chosen calendar would cancel is said before it is", async () => {
    const on = "20270508";
    await takeCalendar(calendarOf(on, ["p1", "PHY-1:Lab", "P1", "09"]), "name=p.ics&source=Physics");
    const query = "kind=icalendar&name=q.ics&source=Physics&complete=true";
    const body = calendarOf(on, ["q1", "PHY-1:Lab", "P2", "14"], ["q2", "PHY-2:Lab", "P2", "15"]);
    const preview = importView.parse((await upload(query, body, "text/calendar")).json());
    expect(preview.source).toBe("calendar Physics");
    // The one at another hour of that week is taken for the first one moved, and that is said.
    expect(told(preview)).toEqual(["room add 1", "class add 1", "session add 1", "session move 1"]);
    const none = calendarOf(on, ["q2", "PHY-2:Lab", "P2", "15"]);
    const ends = importView.parse((await upload(query, none, "text/calendar")).json());
    expect(told(ends)).toContain("session end 1");
    expect(ends.warnings[0]).toContain("would be cancelled");
    expect(ends.changes.find(({ thing, change }) => thing === "session" && change === "end")).toMatchObject({
      key: "PHY-1 on 2027-05-08",
      after: "cancelled",
    });
  });
});

test("codes that differ in blanks, case or composition are one by hand as well", async () => {
  const room = { code: "Salle \u00c91", aliases: ["Aula  Magna"] };
  const made = roomView.parse((await send("POST", `${root}/rooms`, room)).json());
  expect(made).toMatchObject({ code: "Salle \u00c91", aliases: ["Aula Magna"] });
  for (const code of ["Salle E\u03011", "salle  \u00e91", "AULA\u00a0MAGNA"]) {
    const answer = await send("POST", `${root}/rooms`, { code });
    expect([code, answer.statusCode]).toEqual([code, 409]);
  }
  expect((await send("POST", `${root}/classes`, { code: "Kl  \u00c9", title: "x" })).statusCode).toBe(200);
  const twin = await send("POST", `${root}/classes`, { code: "kl E\u0301", title: "x" });
  expect(problem.parse(twin.json()).errors?.[0]?.message).toBe(
    "the class Kl \u00c9 has this code, spelt in another way: choose another one, or use that class",
  );
  const student = personDetail.parse((await send("POST", `${root}/students`, { code: "E\u0301 7" })).json());
  expect(student.code).toBe("\u00c9 7");
  // And as files have them: nobody is made twice.
  const rows = "student_id,given_name\nE\u0301\u00a07,Ann\n\u202e\u00c9 \u200b7,Ann\n";
  const preview = importView.parse((await upload("kind=csv&name=students.csv", rows)).json());
  expect(preview.counts).toMatchObject([{ thing: "student", add: 0, change: 1 }]);
});

test("a year in which nothing can be is refused with the hint, by hand and in files", async () => {
  const hint = "write 2026 for 2569 of the Buddhist era";
  const term = { code: "T-2569", title: "x", from: "2569-09-01", to: "2569-12-20" };
  for (const [path, body] of [
    ["terms", term],
    ["non-teaching-days", { day: "2569-12-25", title: "x" }],
  ] as const) {
    const answer = await send("POST", `${root}/${path}`, body);
    expect([path, answer.statusCode]).toEqual([path, 400]);
    expect(problem.parse(answer.json()).errors?.[0]?.message).toContain(hint);
  }
  const rows = "student_id,class,from,to\nS1,Y-1,2569-09-01,\n";
  const preview = importView.parse((await upload("kind=csv&name=enrolments.csv", rows)).json());
  expect(preview.notes.find(({ severity }) => severity === "refused")?.remedy).toBe(hint);
});

test("ids whose leading zeros a spreadsheet took away in one of two files are noticed the first time", async () => {
  const bytes = new TextEncoder();
  const zip = zipSync({
    "students.csv": bytes.encode("student_id,given_name\n901,Ada\n"),
    "enrolments.csv": bytes.encode("student_id,class,from\n00901,Z-9,2026-09-01\n"),
  });
  const answer = await upload("kind=csv&name=all.zip", Buffer.from(zip), "application/zip");
  const preview = importView.parse(answer.json());
  expect(preview.notes.find(({ value }) => value === "00901")).toMatchObject({
    severity: "refused",
    message: "is 901 in the list of students, without its leading zeros: a spreadsheet took them away there",
  });
});

test("from the moment a large import is applied, rosters are not changed by hand and no other import is applied: 409 at once", async () => {
  const waits = async (text: string): Promise<ImportView> =>
    importView.parse((await upload("kind=csv&name=students.csv", text)).json());
  const other = await waits("student_id,given_name\nW2,Ben\n");
  await school.store.inSteps(async () => {
    for (const answer of [
      await send("POST", `${root}/rooms`, { code: "W-1", aliases: [], capacity: 12 }),
      await send("POST", `/api/v1/imports/${other.id}/apply`),
    ]) {
      expect(answer.statusCode).toBe(409);
      expect(problem.parse(answer.json())).toMatchObject({
        title: "An import is being written",
        detail: expect.stringContaining("try it again"),
      });
    }
  }, true);
  expect((await send("POST", `${root}/rooms`, { code: "W-1", aliases: [], capacity: 12 })).statusCode).toBe(
    200,
  );
});

test("an import that stops for a reason of its own is answered with the reason", async () => {
  const text = "student_id,given_name\nHALT1,Ada\n";
  const preview = importView.parse((await upload("kind=csv&name=students.csv", text)).json());
  await queryRows(
    school.database,
    `create function planted() returns trigger language plpgsql as $$ begin raise exception 'no room for %', new.value; end $$`,
  );
  await queryRows(
    school.database,
    "create trigger planted before insert on identifier for each row execute function planted()",
  );
  try {
    const answer = await send("POST", `/api/v1/imports/${preview.id}/apply`);
    expect(answer.statusCode).toBe(500);
    expect(problem.parse(answer.json())).toMatchObject({
      title: "The import stopped for a reason of its own",
      detail: expect.stringContaining("no room for HALT1"),
    });
  } finally {
    await queryRows(school.database, "drop function planted() cascade");
  }
  expect((await send("POST", `/api/v1/imports/${preview.id}/apply`)).statusCode).toBe(200);
});
