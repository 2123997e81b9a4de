import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { institutionView } from "../../src/contract/http/institution.ts";
import { courseList } from "../../src/contract/http/roster.ts";
import { sessionRow } from "../../src/contract/http/sessions.ts";
import { queryRows } from "../parts/postgres.ts";
import { asking, posted } from "./rights-school.ts";
import { type ServedHere, serveHere } from "./serve-here.ts";

let served: ServedHere;
beforeAll(async () => {
  served = await serveHere({}, undefined, asking().who);
});
afterAll(() => served?.stop());

const made = z.object({ id: z.string() });
const problem = z.object({ detail: z.string() });
const send = async (path: string, body: object, method = "POST") => {
  const answer = await fetch(`${served.url}/api/v1/${path}`, { ...posted(body), method });
  return [answer.status, answer.ok ? "" : problem.parse(await answer.json()).detail] as const;
};
const add = async (what: string, body: object) =>
  (await served.ask(made, `/api/v1/roster/${what}`, posted(body))).id;
const dayAt = (days: number): string =>
  served.clock.now().toZonedDateTimeISO("Europe/London").toPlainDate().add({ days }).toString();

describe("a login by hand", () => {
  test("in another form of somebody else's is refused, as a file is told", async () => {
    await add("staff", { code: "alma", givenName: "Alma", familyName: "Brook" });
    const other = await add("staff", { code: "cem", givenName: "Cem", familyName: "Dag" });
    for (const code of ["UNI\\alma", "ALMA@uni.example", "UNI\\alma@uni.example", "UNI/alma", "a\\b\\alma"]) {
      const refused = expect.stringContaining("is another form of alma, a login that the roster has already");
      const person = { code, givenName: "Alma", familyName: "Brook" };
      expect(await send("roster/staff", person)).toEqual([400, refused]);
      const put = { scheme: "username", value: code, reason: "x" };
      expect(await send(`roster/people/${other}/identifiers`, put)).toEqual([400, refused]);
    }
    await add("staff", { code: "UNI\\eva", givenName: "Eva", familyName: "Fox" });
    const eva = { givenName: "Eva", familyName: "Fox" };
    expect(await send("roster/staff", { ...eva, code: "eva@uni.example" })).toEqual([
      400,
      expect.stringContaining("is another form of UNI\\eva, a login that the roster has already"),
    ]);
    await add("staff", { ...eva, code: "OTHER\\eva" });
  });

  test("is whoever had it then, in a session of a day that is past, at each door", async () => {
    await add("rooms", { code: "H1", title: "Hand" });
    await add("classes", { code: "HAND", title: "Hand" });
    const ann = await add("staff", { code: "hill", givenName: "Ann", familyName: "Hill" });
    const put = { scheme: "username", value: "annhill", reason: "x", alike: true };
    expect(await send(`roster/people/${ann}/identifiers`, put)).toEqual([200, ""]);
    const bob = await add("staff", { code: "hill", givenName: "Bob", familyName: "Moor", from: dayAt(0) });
    const plan = async (days: number, staff: readonly string[]) => {
      const [start, end] = [`${dayAt(days)}T10:00:00Z`, `${dayAt(days)}T11:00:00Z`];
      const asked = { classes: ["HAND"], rooms: ["H1"], staff, start, end };
      return (await served.ask(sessionRow, "/api/v1/sessions", posted(asked))).id;
    };
    const staffOf = async (id: string) => {
      const text = "select person_id from session_staff where session_id = $1";
      const rows = await queryRows<{ person_id: string }>(served.database, text, [id]);
      return rows.map(({ person_id }) => person_id);
    };
    expect([await staffOf(await plan(-7, ["HILL"])), await staffOf(await plan(7, ["hill"]))]).toEqual([
      [ann],
      [bob],
    ]);
    const moved = await plan(-6, []);
    expect(await send(`sessions/${moved}/move`, { staff: ["hill"], reason: "x" })).toEqual([200, ""]);
    expect(await staffOf(moved)).toEqual([ann]);
  });
});

describe("a text of one line", () => {
  let courses = 0;
  const times = { start: `2027-01-04T09:00:00Z`, end: `2027-01-04T10:00:00Z` };
  const session = (title: string, more: object = {}) =>
    send("sessions", { classes: ["HAND"], rooms: ["H1"], ...times, title, beside: true, ...more });

  test.each([
    ["   ", "title: holds nothing that can be seen, but U+0020; write it out, or leave it empty"],
    ["\u200b", "title: holds nothing that can be seen, but U+200B; write it out, or leave it empty"],
    ["\u3164\u2800", "title: holds nothing that can be seen, but U+3164; write it out, or leave it empty"],
    ["a\u2028b", "title: holds U+2028, a line end, a tab or another control character; write it on one line"],
    ["a\u2029b", "title: holds U+2029, a line end, a tab or another control character; write it on one line"],
    ["a\u0001b", "title: holds U+0001, a line end, a tab or another control character; write it on one line"],
    ["a\nb", "title: holds U+000A, a line end, a tab or another control character; write it on one line"],
  ])("is refused in %j with the field, what it holds and the remedy", async (title, detail) => {
    expect(await session(title)).toEqual([400, detail]);
  });

  test.each([
    ["a\u202eb", "U+202E"],
    ["\u202aa", "U+202A"],
    ["a\u2069", "U+2069"],
    ["\u2067a\u202c", "U+202C"],
    ["\u202ba\u2066b\u202c\u2069", "U+202C"],
  ])("that turns the direction of what stands behind it is refused in %j", async (title, mark) => {
    const fault = `holds ${mark}, which turns the direction of writing and has no other half; take it out`;
    expect(await session(title)).toEqual([400, `title: ${fault}`]);
  });

  test.each([
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "\u0d05\u0d35\u0d28\u0d4d\u200d",
    "\u0995\u09cd\u200d",
    "\u0d9a\u0dca\u200d",
    "\u0646\u0627\u0645\u0647\u200c",
    "\u06dd",
    "\u0600",
    "\u05d0\u05d1!\u200f",
    "\u200f\u05d0\u05d1",
    "\u2067\u05d0\u05d1\u2069",
    "\u202aab\u202c",
    "co\u00adop",
  ])("keeps each letter and mark of %j, and takes away the blanks around it", async (title) => {
    const id = await add("courses", { code: `K-${++courses}`, title: ` \u00a0${title}\ufeff\u2003` });
    const { courses: all } = await served.ask(courseList, "/api/v1/roster/courses");
    expect(all.find((one) => one.id === id)?.title).toBe(title);
  });

  test("is the institution's name, too, which is empty where it is blank", async () => {
    const rename = async (name: string) => {
      const [status, detail] = await send("institution", { name }, "PATCH");
      return status === 200 ? (await served.ask(institutionView, "/api/v1/institution")).name : detail;
    };
    for (const mark of ["\u2028", "\u2029", "\n", "\t", "\u0085"]) {
      expect(await rename(`North${mark}gate`)).toMatch(/^name: holds U\+[0-9A-F]{4}, a line end/u);
      expect(await rename(mark)).toMatch(/^name: holds /u);
    }
    expect(await rename("\u200b")).toContain("name: holds nothing that can be seen, but U+200B");
    expect(await rename("\u202eNorthgate")).toContain("name: holds U+202E");
    expect([await rename(" Northgate  "), await rename("   "), await rename("")]).toEqual([
      "Northgate",
      "",
      "",
    ]);
  });

  test("is the same at every door", async () => {
    const doors: readonly (readonly [string, string, object?])[] = [
      ["sort", "sessions", { classes: ["HAND"], rooms: ["H1"], ...times }],
      ["reason", "sessions", { classes: ["HAND"], rooms: ["H1"], ...times }],
      ["code", "roster/rooms", { title: "Room" }],
      ["title", "roster/rooms", { code: "Q9" }],
      ["title", "roster/courses", { code: "Q9" }],
      ["givenName", "roster/students", { code: "Q9" }],
      ["reason", "sessions/00000000-0000-0000-0000-000000000000/cancel"],
      ["reason", "sessions/00000000-0000-0000-0000-000000000000/move"],
      ["name", "walls"],
      ["name", "feeds", { url: "https://uni.example/a.ics", rule: {} }],
      [
        "reason",
        "roster/merges",
        { kept: "00000000-0000-0000-0000-000000000000", merged: "00000000-0000-0000-0000-000000000000" },
      ],
    ];
    for (const [field, path, body = {}] of doors) {
      for (const text of ["\u200b", "a\u2028b"]) {
        const [status, detail] = await send(path, { ...body, [field]: text });
        expect([path, status]).toEqual([path, 400]);
        expect(detail).toContain(
          `${field}: ${text === "\u200b" ? "holds nothing that can be seen, but U+200B" : "holds U+2028"}`,
        );
      }
    }
  });
});
