import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { classDetail, classPage } from "../../src/contract/http/classes.ts";
import { groupFiguresView, studentFiguresView } from "../../src/contract/http/figures.ts";
import { monitorView } from "../../src/contract/http/monitor.ts";
import { problem } from "../../src/contract/http/problem.ts";
import {
  dismissalView,
  quarantineGroups,
  quarantinePage,
  replayOutcome,
} from "../../src/contract/http/quarantine.ts";
import { scanDetail, scanPage } from "../../src/contract/http/scans.ts";
import { senderDetail, senderPage, senderView } from "../../src/contract/http/senders.ts";
import { studentDetail, studentPage } from "../../src/contract/http/students.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { publish } from "../hostile/publish.ts";
import { originalText, originalTopic, scanText, scanTopic } from "../hostile/write-messages.ts";
import { queryRows } from "../parts/postgres.ts";
import { enrol } from "./fill-school.ts";
import { sendRequest } from "./send-request.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
const rooms = ["BSB214", "ECG-01", "ASG-13"];
/** In an order that no sorting gives, with rates that many share. */
const students = Array.from({ length: 47 }, (_, n) => `P${String((n * 29) % 47).padStart(3, "0")}`);

beforeAll(async () => {
  served = await serveHere();
  const { day } = await served.ask(systemView, "/api/v1/system");
  await enrol(served.database, students, rooms, day);
  const sender = await served.connect("tcp");
  const said: Promise<void>[] = [];
  for (const [n, student_id] of students.entries()) {
    for (const location of rooms.slice(0, n % 4)) {
      const decision = n % 3 === 0 ? "late" : "granted";
      said.push(
        publish(sender, originalTopic, originalText(served, { student_id, location, decision }), { qos: 1 }),
      );
    }
  }
  said.push(
    publish(
      sender,
      originalTopic,
      originalText(served, { decision: "denied", reason: "Face not in database" }),
      { qos: 1 },
    ),
    publish(sender, originalTopic, originalText(served, { student_id: "nobody-known", location: "attic" }), {
      qos: 1,
    }),
    publish(sender, scanTopic, scanText(served, { subject: null, decision: "unknown" }), { qos: 1 }),
    publish(sender, originalTopic, "poison", { qos: 1 }),
  );
  await Promise.all(said);
}, 60_000);
afterAll(() => served.stop());

const ask = async (path: string): Promise<unknown> => (await fetch(`${served.url}${path}`)).json();

describe("students", () => {
  test.each(["id", "-id", "rate", "-rate"])(
    "sorted by %s, every page size visits each student exactly once, in order",
    async (sort) => {
      for (const limit of [1, 7, 50]) {
        const seen: { studentId: string; percent: number }[] = [];
        let next: string | null = null;
        do {
          const cursor: string = next === null ? "" : `&cursor=${encodeURIComponent(next)}`;
          const page: z.infer<typeof studentPage> = await served.ask(
            studentPage,
            `/api/v1/students?sort=${sort}&limit=${limit}${cursor}`,
          );
          expect(page.total).toBe(students.length + 3);
          expect(page.students.length).toBeLessThanOrEqual(limit);
          seen.push(
            ...page.students.map(({ student, rate }) => ({
              studentId: student.id,
              percent: rate.percent ?? -1,
            })),
          );
          next = page.next;
        } while (next !== null);
        expect(seen.map(({ studentId }) => studentId).sort()).toEqual(
          [...students, "CSAI1001", "SE2001", "ITM3006"].sort(),
        );
        const byId = (a: string, b: string): number => (a < b ? -1 : 1);
        const sorted = seen.toSorted((a, b) => {
          if (sort === "id") return byId(a.studentId, b.studentId);
          if (sort === "-id") return byId(b.studentId, a.studentId);
          const [low, high] = sort === "rate" ? [a, b] : [b, a];
          return low.percent - high.percent || byId(a.studentId, b.studentId);
        });
        expect(seen).toEqual(sorted);
      }
    },
  );

  test("many share a percentage, or the law above would say little", async () => {
    const { students: all } = await served.ask(studentPage, "/api/v1/students?limit=200");
    expect(new Set(all.map(({ rate }) => rate.percent)).size).toBeLessThan(10);
  });

  test.each([
    ["p00", ["P000", "P001", "P002", "P003", "P004", "P005", "P006", "P007", "P008", "P009"]],
    ["1001", ["CSAI1001"]],
    ["  SE2001 ", ["SE2001"]],
    ["%", []],
    ["_", []],
    ["\\", []],
    ["'; drop table scan; --", []],
    ["٠", []],
    ["\u0000", []],
  ])("searching for %j finds %j", async (search, found) => {
    const page = await served.ask(studentPage, `/api/v1/students?search=${encodeURIComponent(search)}`);
    expect(page.students.map(({ student }) => student.id)).toEqual(found);
    expect(page.total).toBe(found.length);
  });

  test("one student's figure comes with its sum, and with the scans", async () => {
    const answer = await served.ask(studentDetail, "/api/v1/students/CSAI1001");
    expect(answer.rate).toMatchObject({
      earned: { value: 0 },
      possible: { value: 3 },
      percent: 0,
      band: "poor",
    });
    expect(answer.rate.sum).toBe("0 ÷ 3 = 0.0 %");
    const { scans } = await served.ask(scanPage, "/api/v1/scans?student=CSAI1001");
    expect(scans).toMatchObject([{ student: "CSAI1001", identified: false, decision: "denied" }]);
  });
});

describe("classes", () => {
  test("are paged by code, each once", async () => {
    const first = await served.ask(classPage, "/api/v1/classes?limit=2");
    const rest = await served.ask(classPage, `/api/v1/classes?limit=2&cursor=${first.next}`);
    expect([...first.classes, ...rest.classes].map(({ code }) => code)).toEqual([...rooms].sort());
    expect(rest.next).toBeNull();
  });

  test("a class tells the same rate in the list, by itself and in its figures", async () => {
    const { classes } = await served.ask(classPage, "/api/v1/classes?search=bsb");
    const alone = await served.ask(classDetail, "/api/v1/classes/BSB214");
    const figures = await served.ask(groupFiguresView, "/api/v1/registers/classes/BSB214/figures");
    expect(classes.map(({ code }) => code)).toEqual(["BSB214"]);
    expect(alone.students).toBe(students.length + 2);
    for (const { rate } of [alone, ...classes]) {
      expect(rate).toMatchObject({ percent: figures.percent, sum: figures.sum, band: figures.band });
    }
  });
});

describe("scans", () => {
  test.each<[string, (scan: z.infer<typeof scanPage>["scans"][number]) => boolean]>([
    ["decision=late", ({ decision }) => decision === "late"],
    ["decision=unknown", ({ decision, student }) => decision === "unknown" && student === null],
    ["location=ECG-01", ({ location }) => location === "ECG-01"],
    ["student=P003", ({ student }) => student === "P003"],
    ["sender=original:ASG-13", ({ sender }) => sender === "original:ASG-13"],
    [
      "location=BSB214&decision=granted",
      ({ location, decision }) => location === "BSB214" && decision === "granted",
    ],
  ])("filtered by %s are those and no others", async (filter, holds) => {
    const all = await served.ask(scanPage, "/api/v1/scans?limit=200");
    expect(all.next).toBeNull();
    const wanted = all.scans.filter(holds);
    expect(wanted.length).toBeGreaterThan(0);
    expect((await served.ask(scanPage, `/api/v1/scans?limit=200&${filter}`)).scans).toEqual(wanted);
  });

  test("are paged newest first, each once", async () => {
    const all = await served.ask(scanPage, "/api/v1/scans?limit=200");
    const seen: number[] = [];
    for (let cursor = "", pages = 0; pages < 100; pages++) {
      const page = await served.ask(scanPage, `/api/v1/scans?limit=9${cursor}`);
      seen.push(...page.scans.map(({ seq }) => seq));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(seen).toEqual(all.scans.map(({ seq }) => seq));
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  });

  test("one is answered by its id, with the message it came in", async () => {
    const { scans } = await served.ask(scanPage, "/api/v1/scans?limit=1&student=P003");
    const [scan] = scans;
    const found = await served.ask(scanDetail, `/api/v1/scans/${scan?.id}`);
    expect(found).toMatchObject({ ...scan });
    expect(JSON.parse(found.payload.text)).toMatchObject({ student_id: "P003" });
  });
});

describe("what is wrong is said as problem details (RFC 9457)", () => {
  const none = "00000000-0000-7000-8000-000000000000";
  test.each<[number, string, string]>([
    [400, "GET", "/api/v1/students?limit=0"],
    [400, "GET", "/api/v1/students?limit=100001"],
    [400, "GET", "/api/v1/students?limit=ten"],
    [400, "GET", "/api/v1/students?limit=1&limit=2"],
    [400, "GET", "/api/v1/students?sort=drop"],
    [400, "GET", `/api/v1/students?search=${"x".repeat(101)}`],
    [400, "GET", "/api/v1/students?cursor=nonsense"],
    [400, "GET", `/api/v1/students?cursor=${Buffer.from('["0","\\u0000"]').toString("base64url")}`],
    [400, "GET", `/api/v1/students?sort=rate&cursor=${Buffer.from('["NaN","x"]').toString("base64url")}`],
    [400, "GET", "/api/v1/classes?cursor=%00"],
    [400, "GET", "/api/v1/scans?decision=admin"],
    [400, "GET", "/api/v1/scans?cursor=-1"],
    [400, "GET", "/api/v1/scans?cursor=1e99"],
    [400, "GET", "/api/v1/scans?sender=%00"],
    [400, "GET", "/api/v1/scans/not-an-id"],
    [400, "GET", "/api/v1/students/%20"],
    [400, "GET", "/api/v1/students/%00"],
    [400, "GET", "/api/v1/quarantine?code=%00"],
    [400, "GET", "/api/v1/students/%ff"],
    [404, "GET", `/api/v1/scans/${none}`],
    [404, "GET", "/api/v1/students/nobody"],
    [404, "GET", "/api/v1/students/__proto__"],
    [404, "GET", "/api/v1/classes/nothing"],
    [404, "POST", `/api/v1/quarantine/${none}/replay`],
    [404, "GET", "/api/v2/students"],
    [404, "GET", "/api/v1/"],
    [404, "DELETE", "/api/v1/students"],
    [404, "GET", "/..%2f..%2fpackage.json"],
    [404, "GET", "/assets/../../../package.json"],
    [404, "GET", "/.env"],
    [404, "OPTIONS", "/api/v1/students"],
  ])("%i for %s %s", async (status, method, path) => {
    const answer = await sendRequest(`${served.url}${path}`, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    const said = problem.parse(JSON.parse(answer.text));
    expect(said.status).toBe(status);
    expect(`${said.title} ${said.detail}`).not.toMatch(/select|postgres|\.ts:|node_modules/i);
  });

  test("409 for a message that was not kept whole", async () => {
    const sender = await served.connect("tcp");
    await publish(sender, originalTopic, "long ".repeat(20_000), { qos: 1 });
    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?code=too_large");
    const answer = await fetch(`${served.url}/api/v1/quarantine/${quarantine[0]?.id}/replay`, {
      method: "POST",
    });
    expect(answer.status).toBe(409);
    expect(problem.parse(await answer.json()).title).toBe("This message was not kept whole");
  });
});

describe("one sender", () => {
  const path = (name: string) => `/api/v1/senders/${encodeURIComponent(name)}`;
  const patch = (name: string, change: unknown) =>
    sendRequest(`${served.url}${path(name)}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(change),
    });
  const device = "main/by-the-door";
  beforeAll(async () => {
    const client = await served.connect("tcp");
    const say = async (channel: string, body: Record<string, unknown>) => {
      const payload = JSON.stringify({ v: 1, boot_id: "first", ...body });
      await publish(client, `muster/v1/${device}/${channel}`, payload, { qos: 1 });
    };
    const now = () => served.clock.now().toString();
    const scan = (seq: number, location: string) =>
      say("scan", JSON.parse(scanText(served, { boot_id: "first", seq, location })));
    await say("heartbeat", { at: now(), outbox: 0, clock: "ntp" });
    await scan(1, "BSB214");
    await scan(2, "attic");
    await scan(5, "BSB214");
    await say("scan", { v: 1, nothing: "else" });
    await say("status", { state: "offline", at: now() });
  });

  test("tells what the store holds of it: rooms, hours, gaps, refusals, and a health without a gap", async () => {
    const detail = await served.ask(senderDetail, path(device));
    expect(detail).toMatchObject({
      sender: {
        name: device,
        scans: 3,
        state: "offline",
        missing: 2,
        numbersTwice: 0,
        title: null,
        retired: null,
      },
      rooms: [{ room: "BSB214", to: null }],
      locations: [
        { location: "BSB214", room: "BSB214", scans: 2 },
        { location: "attic", room: null, scans: 1 },
      ],
      gaps: [{ bootId: "first", firstSeq: 1, lastSeq: 5, scans: 3, missing: 2, numbersTwice: 0 }],
      quarantine: { messages: 1, open: 1 },
    });
    expect(detail.activity.reduce((sum, { scans }) => sum + scans, 0)).toBe(3);
    expect(detail.days).toHaveLength(8);
    const health = detail.health ?? [];
    expect(health[0]?.from).toBe(detail.from);
    expect(health.at(-1)?.to).toBe(detail.now);
    for (const [n, { to }] of health.slice(0, -1).entries()) expect(health[n + 1]?.from).toBe(to);
    expect(health[0]?.state).toBe("unknown");
    expect(health.at(-1)).toMatchObject({ state: "silent", how: "itself" });
    const own = await served.ask(quarantinePage, `/api/v1/quarantine?sender=${encodeURIComponent(device)}`);
    expect(own.quarantine.map(({ sender }) => sender)).toEqual([device]);
  });

  test("a camera of the original tells no health, and its scans by the hour are all that were stored", async () => {
    const detail = await served.ask(senderDetail, path("original:BSB214"));
    const [stored] = await queryRows<{ n: number }>(
      served.database,
      "select count(*)::int as n from scan where sender = 'original:BSB214'",
    );
    expect(detail).toMatchObject({ health: null, rooms: [], gaps: [] });
    expect(detail.activity.reduce((sum, { scans }) => sum + scans, 0)).toBe(stored?.n);
    const poisoned = await served.ask(quarantinePage, "/api/v1/quarantine?sender=original:BSB214&limit=200");
    expect(detail.quarantine.messages).toBe(poisoned.quarantine.length);
  });

  test("what is said of it stays, and what is left out of a change too", async () => {
    const expectedSilence = {
      weekly: [{ days: [6, 7], from: "00:00", to: "00:00" }],
      until: null,
      reason: "closed",
    };
    expect((await patch(device, { title: " Front door " })).status).toBe(200);
    expect((await patch(device, { retired: { reason: "replaced" } })).status).toBe(200);
    const answer = await patch(device, { expectedSilence });
    expect(senderView.parse(JSON.parse(answer.text))).toMatchObject({
      title: "Front door",
      retired: { by: "local operator", reason: "replaced" },
      expectedSilence,
    });
    const { senders } = await served.ask(senderPage, "/api/v1/senders");
    expect(senders.find(({ name }) => name === device)).toMatchObject({ title: "Front door" });
    await patch(device, { title: "", retired: null, expectedSilence: null });
    expect((await served.ask(senderDetail, path(device))).sender).toMatchObject({
      title: null,
      retired: null,
      expectedSilence: null,
    });
  });

  test.each([
    [{}, /changes nothing/],
    [{ title: "x".repeat(81) }, /title.*longer than 80/],
    [{ retired: true }, /retired/],
    [{ expectedSilence: { weekly: [], until: null, reason: "" } }, /names no time/],
    [
      { expectedSilence: { weekly: [{ days: [8], from: "18:00", to: "07:00" }], until: null, reason: "" } },
      /7 is Sunday/,
    ],
    [
      { expectedSilence: { weekly: [{ days: [1], from: "24:00", to: "07:00" }], until: null, reason: "" } },
      /no time of day/,
    ],
    [{ name: "other" }, /name/],
  ])("%j is refused with its field and a remedy", async (change, says) => {
    const { status, text } = await patch(device, change);
    expect(status).toBe(400);
    expect(text).toMatch(says);
  });

  test("one of whom nothing was heard is none", async () => {
    expect((await sendRequest(`${served.url}${path("main/nobody")}`)).status).toBe(404);
    expect((await patch("main/nobody", { title: "x" })).status).toBe(404);
  });
});

describe("replay", () => {
  const retained = async (qos: 0 | 1, fields: Record<string, unknown> = {}): Promise<string> => {
    const sender = await served.connect("tcp");
    await publish(sender, originalTopic, originalText(served, fields), { qos, retain: true });
    await publish(sender, originalTopic, originalText(served), { qos: 1 });
    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?limit=1");
    expect(quarantine).toMatchObject([{ code: "retained", replayedAt: null }]);
    return quarantine[0]?.id ?? "";
  };
  const replay = (id: string): Promise<Response> =>
    fetch(`${served.url}/api/v1/quarantine/${id}/replay`, { method: "POST" });
  const scansOf = async (student: string): Promise<number> =>
    (await queryRows(served.database, "select from scan where subject_value = $1", [student])).length;

  test("a good message that was retained is stored, as of when it came, and once", async () => {
    const id = await retained(1, { student_id: "vouched-for" });
    const answer = await replay(id);
    expect(replayOutcome.parse(await answer.json())).toEqual({ outcome: "stored", detail: null });
    const again = await replay(id);
    expect(again.status).toBe(409);
    expect(problem.parse(await again.json()).status).toBe(409);
    expect(await scansOf("vouched-for")).toBe(1);
    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?code=retained");
    const row = quarantine.find((message) => message.id === id);
    expect(row).toMatchObject({ replayOutcome: "stored", replayedAt: expect.any(String) });
  });

  test("asked for several times at once it is stored once, even at QoS 0, where two alike are two", async () => {
    const id = await retained(0, { student_id: "double-click" });
    const answers = await Promise.all(Array.from({ length: 5 }, () => replay(id)));
    expect(answers.map(({ status }) => status).filter((status) => status !== 409)).toContain(200);
    expect(await scansOf("double-click")).toBe(1);
  });

  test("one that is refused again stays, with what it was refused for", async () => {
    const { quarantine } = await served.ask(quarantinePage, "/api/v1/quarantine?code=not_json");
    const [poison] = quarantine;
    for (let time = 0; time < 2; time++) {
      const answer = await replay(poison?.id ?? "");
      expect(answer.status).toBe(200);
      expect(replayOutcome.parse(await answer.json())).toMatchObject({ outcome: "not_json", detail: /JSON/ });
    }
    const after = await served.ask(quarantinePage, "/api/v1/quarantine?code=not_json");
    expect(after.quarantine).toHaveLength(quarantine.length);
    expect(after.quarantine[0]).toMatchObject({ id: poison?.id, replayOutcome: "not_json" });
  });
});

describe("messages that are put aside", () => {
  const dismiss = async (body: unknown) =>
    sendRequest(`${served.url}/api/v1/quarantine/dismissals`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const takeBack = async (path: string) =>
    (await sendRequest(`${served.url}/api/v1/quarantine/${path}`, { method: "DELETE" })).status;
  const stored = async (): Promise<number> =>
    (await queryRows(served.database, "select from quarantine")).length;
  /** What every page counts as waiting, worked out from the messages themselves. */
  const waiting = async () => {
    const all = await allOf("");
    const open = all.filter(
      ({ dismissed, replayOutcome: said }) =>
        dismissed === null && !["stored", "repeat", "noted"].includes(said ?? ""),
    );
    const [{ groups }, { attention }, listed] = await Promise.all([
      served.ask(quarantineGroups, "/api/v1/quarantine/groups"),
      served.ask(monitorView, "/api/v1/monitor"),
      allOf("&state=open"),
    ]);
    expect(listed.map(({ id }) => id)).toEqual(open.map(({ id }) => id));
    expect(groups.reduce((sum, group) => sum + group.open, 0)).toBe(open.length);
    expect(groups.reduce((sum, group) => sum + group.messages, 0)).toBe(all.length);
    expect(groups.reduce((sum, group) => sum + group.dismissed, 0)).toBe(
      (await allOf("&state=dismissed")).length,
    );
    expect(attention.reduce((sum, item) => sum + (item.kind === "quarantine" ? item.messages : 0), 0)).toBe(
      open.length,
    );
    return open;
  };
  const allOf = async (more: string) =>
    (await served.ask(quarantinePage, `/api/v1/quarantine?limit=200${more}`)).quarantine;
  beforeAll(async () => {
    const client = await served.connect("tcp");
    const says = [
      '{"student_id":"Zoë","trouble":"GRAPEFRUIT"}',
      '{"student_id":"","trouble":"grapefruit"}',
      "not even a grape",
    ];
    for (const said of says) await publish(client, originalTopic, said, { qos: 1 });
  });

  test("all of a reason, and back again: every count follows and nothing is deleted", async () => {
    const before = await stored();
    const [first] = await allOf("&state=open&code=invalid");
    // Whatever is counted is looked at by now.
    await dismiss({ ids: [first?.id], reason: "" });
    await takeBack(`${first?.id}/dismissal`);
    const open = await waiting();
    const of = open.filter(({ code }) => code === "invalid").length;
    expect(of).toBeGreaterThan(1);
    const answer = dismissalView.parse(
      JSON.parse((await dismiss({ code: "invalid", reason: "a test that is over" })).text),
    );
    expect(answer.dismissed).toBe(of);
    expect(await waiting()).toHaveLength(open.length - of);
    expect(await allOf("&state=dismissed")).toMatchObject(
      Array.from({ length: of }, () => ({
        dismissed: { id: answer.id, by: "local operator", reason: "a test that is over" },
      })),
    );
    expect(await takeBack(`dismissals/${answer.id}`)).toBe(200);
    expect((await waiting()).map(({ id }) => id)).toEqual(open.map(({ id }) => id));
    expect(await takeBack(`dismissals/${answer.id}`)).toBe(404);
    expect(await stored()).toBe(before);
  });

  test("one of them is taken back alone, and what is put aside is not put aside again or replayed with others", async () => {
    const two = (await allOf("&state=open&code=invalid")).slice(0, 2).map(({ id }) => id);
    const { id } = dismissalView.parse(JSON.parse((await dismiss({ ids: two, reason: "" })).text));
    expect(JSON.parse((await dismiss({ ids: two, reason: "" })).text)).toEqual({ id: null, dismissed: 0 });
    const rest = (await waiting()).filter(({ code }) => code === "invalid").length;
    const replayed = await sendRequest(`${served.url}/api/v1/quarantine/replay`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: "invalid" }),
    });
    expect(JSON.parse(replayed.text)).toMatchObject({ tried: rest });
    expect(await takeBack(`${two[0]}/dismissal`)).toBe(200);
    expect((await waiting()).map((message) => message.id)).toContain(two[0]);
    expect((await waiting()).map((message) => message.id)).not.toContain(two[1]);
    expect(await takeBack(`dismissals/${id}`)).toBe(200);
  });

  test.each([
    ["grapefruit", 2],
    ["GRAPE", 3],
    ["Zoë", 1],
    ["access/RESULT", null],
    ["nowhere to be found", 0],
  ])("searched for %s", async (q, found) => {
    const messages = await allOf(`&q=${encodeURIComponent(q)}`);
    if (found === null) expect(messages.length).toBeGreaterThan(3);
    else expect(messages).toHaveLength(found);
  });

  test.each([
    [{ reason: "" }, /either ids/],
    [{ ids: [], reason: "" }, /names no message/],
    [{ ids: ["x"], code: "invalid", reason: "" }, /ids/],
    [{ code: "invalid" }, /reason/],
  ])("%j is refused, and says why", async (body, says) => {
    const { status, text } = await dismiss(body);
    expect(status).toBe(400);
    expect(text).toMatch(says);
  });
});

describe("the description (OpenAPI)", () => {
  const document = z.object({
    openapi: z.string().regex(/^3\./),
    info: z.object({ title: z.string(), version: z.string() }),
    paths: z.record(
      z.string(),
      z.record(z.string(), z.object({ summary: z.string(), responses: z.record(z.string(), z.unknown()) })),
    ),
  });

  /** These have no end that one could wait for. */
  const streams: readonly string[] = ["/api/v1/live", "/api/v1/wall", "/api/v1/sessions/{id}/code"];

  test("describes every route of the API, and every path that it describes is there", async () => {
    const { paths } = await served.ask(document, "/api/v1/openapi.json");
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        "/api/v1/system",
        "/api/v1/students",
        "/api/v1/students/{id}",
        "/api/v1/classes",
        "/api/v1/classes/{code}",
        "/api/v1/scans",
        "/api/v1/scans/{id}",
        "/api/v1/quarantine",
        "/api/v1/quarantine/{id}/replay",
        "/api/v1/demo/start",
        "/api/v1/demo/end",
        "/api/v1/live",
        "/healthz",
        "/readyz",
        "/metrics",
      ]),
    );
    for (const [path, methods] of Object.entries(paths)) {
      if (!("get" in methods) || streams.includes(path)) continue;
      const { status, text } = await sendRequest(`${served.url}${path.replace(/\{\w+\}/g, "x")}`);
      expect(text).not.toContain("There is nothing here");
      // One's own account is only there for who has signed in.
      const answers = /^\/api\/v1\/account(?:\/|$)/.test(path) ? [401] : [200, 400, 404];
      expect(answers, path).toContain(status);
    }
  });

  test("resolves every reference within itself", async () => {
    const text = JSON.stringify(await ask("/api/v1/openapi.json"));
    const root: unknown = JSON.parse(text);
    for (const [, pointer = ""] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      let at = root;
      for (const key of pointer.split("/"))
        at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
      expect(at, pointer).toBeDefined();
    }
  });
});

describe("headers", () => {
  test("pages run no script and show no frame of anybody else's", async () => {
    const { headers } = await sendRequest(`${served.url}/`);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("object-src 'none'");
    expect(policy).not.toMatch(/unsafe-(?:inline|eval)|upgrade-insecure-requests|\*/);
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
    expect(headers).not.toHaveProperty("strict-transport-security");
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("the live feed is not sniffed either", async () => {
    const answer = await fetch(`${served.url}/api/v1/live`);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    await answer.body?.cancel();
  });

  test.each([
    "/",
    "/api/v1/system",
    "/api/v1/students",
    "/api/v1/live",
    "/healthz",
    "/metrics",
    "/api/v1/openapi.json",
  ])("HEAD %s answers as GET does, without a body", async (path) => {
    const answer = await fetch(`${served.url}${path}`, { method: "HEAD", signal: AbortSignal.timeout(3000) });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe("");
  });

  test.each([
    "/api/v1/system",
    "/api/v1/students",
    "/api/v1/people?search=a",
    "/api/v1/registers/students/CSAI1001/figures",
    "/api/v1/exports/students/CSAI1001/record.json",
    "/api/v1/nowhere",
    "/api/v1/live",
    "/api/v1/wall",
  ])("nobody keeps what %s answers", async (path) => {
    const answer = await fetch(`${served.url}${path}`);
    await answer.body?.cancel();
    expect(answer.headers.get("cache-control")).toMatch(/\bno-store\b/);
  });

  test("assets keep for ever, the page does not", async () => {
    const page = await sendRequest(`${served.url}/`);
    expect(page.headers["cache-control"]).toBe("no-cache");
    const [, asset] = /(?:src|href)="(\/assets\/[^"]+)"/.exec(page.text) ?? [];
    expect((await sendRequest(`${served.url}${asset}`)).headers["cache-control"]).toMatch(/immutable/);
  });
});

describe("for operators", () => {
  test("the process runs, and store and broker answer", async () => {
    expect(await ask("/healthz")).toEqual({ status: "ok" });
    expect(await ask("/readyz")).toEqual({ status: "ready" });
  });

  test("metrics parse, count, and hold no secret and nobody's name", async () => {
    const answer = await fetch(`${served.url}/metrics`);
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    for (const line of text.split("\n").filter((line) => line !== "")) {
      expect(line).toMatch(/^(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{[^}]*\})? (?:[-+\d.e]+|NaN|\+Inf))$/);
    }
    expect(text).toMatch(/^muster_scans_stored_total [1-9]/m);
    expect(text).toMatch(/^muster_messages_quarantined_total [1-9]/m);
    expect(text).not.toMatch(/postgres:|password|mqtt:\/\/|CSAI1001|P003/);
  });
});

describe("the demonstration", () => {
  const demo = z.object({ active: z.boolean(), students: z.int(), classes: z.int() });

  test("ended, its students are known and without a rate; started again, they are back once each", async () => {
    const end = await served.ask(demo, "/api/v1/demo/end", { method: "POST" });
    expect(end).toEqual({ active: false, students: 0, classes: 0 });
    const known = await served.ask(studentDetail, "/api/v1/students/CSAI1001");
    // The classes stand no longer: what was seen today stays told, and counts nowhere.
    const { percent, sum } = await served.ask(
      studentFiguresView,
      "/api/v1/registers/students/CSAI1001/figures",
    );
    expect(known).toMatchObject({ left: true, rate: { percent, sum } });
    expect(known.today.map(({ status }) => status)).toEqual(known.today.map(() => "not_possible"));
    const listed = async (left: boolean) =>
      (await served.ask(studentPage, `/api/v1/students?search=CSAI1001&left=${left}`)).total;
    // A demonstration that has ended is in no list.
    expect([await listed(false), await listed(true)]).toEqual([0, 0]);
    expect((await served.ask(systemView, "/api/v1/system")).demo.active).toBe(false);

    for (let time = 0; time < 2; time++) await served.ask(demo, "/api/v1/demo/start", { method: "POST" });
    const back = await served.ask(studentDetail, "/api/v1/students/CSAI1001");
    expect(back.today.flatMap(({ classes }) => classes).sort()).toEqual([...rooms].sort());
  });
});
