import { get, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attachPostgresStore } from "../../src/adapters/postgres/attach-postgres-store.ts";
import { checkMarks } from "../../src/app/rebuild/check-marks.ts";
import { checkTallies } from "../../src/app/rebuild/check-tallies.ts";
import { problem } from "../../src/contract/http/problem.ts";
import { confirmed, type ShownCode, seenCode, shownCode } from "../../src/contract/http/room-codes.ts";
import { registerView } from "../../src/contract/http/sessions.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { queryRows } from "../parts/postgres.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "./rights-school.ts";
import { timeZone } from "./serve-here.ts";
import { type Browser, openBrowser } from "./sign-in.ts";

const students = ["C1", "C2", "C3", "C4", "C5"] as const;
let school: RightsSchool;
/** How far the hands were turned, in seconds. */
let turned = 0;
const opened: (() => void)[] = [];

beforeAll(async () => {
  const now = systemClock.now().toZonedDateTimeISO(timeZone);
  const toNoon = now.withPlainTime("12:00").epochMilliseconds - now.epochMilliseconds;
  school = await openRightsSchool(
    {},
    {
      ...systemClock,
      now: () => systemClock.now().add({ milliseconds: toNoon + turned * 1000 }),
    },
  );
  const { served, people, own } = school;
  for (const code of [...students, "V1"]) {
    const added = await fetch(
      `${served.url}/api/v1/roster/students`,
      posted({ code, familyName: `Lovelace ${code}` }),
    );
    const { id } = (await added.json()) as { id: string };
    school.asking.set(code, account(code, ["student"], id));
    if (code === "V1") continue;
    const seated = await fetch(
      `${served.url}/api/v1/sessions/${own.session}/students`,
      posted({ student: code, reason: "came along" }),
    );
    expect(seated.status, await seated.text()).toBe(200);
  }
  school.asking.set("grace", account("grace", ["lecturer"], people.get("grace") ?? null));
  school.asking.set("alan", account("alan", ["lecturer"], people.get("alan") ?? null));
}, 120_000);
afterAll(() => {
  for (const close of opened) close();
  return school?.served.stop();
});

interface Projector {
  text(): string;
  /** Resolves with the first that is as asked, of those that have not come yet as well. Rejects when the stream ends. */
  next(wanted: (view: ShownCode) => boolean): Promise<ShownCode>;
  readonly ended: Promise<void>;
  close(): void;
}

async function project(word: string | null, session = school.own.session, query = ""): Promise<Projector> {
  const headers = word === null ? {} : { authorization: word };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(
      `${school.served.url}/api/v1/sessions/${session}/code${query}`,
      { agent: false, headers },
      resolve,
    ).on("error", reject);
  });
  expect(answer.statusCode).toBe(200);
  let text = "";
  let over = false;
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  answer.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    answer.on("close", () => {
      over = true;
      wake();
      resolve();
    });
  });
  const close = () => answer.destroy();
  opened.push(close);
  return {
    text: () => text,
    ended,
    close,
    next: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const views = Array.from(text.matchAll(/^event: code\ndata: (.+)\n\n/gm), ([, data = ""]) =>
            shownCode.parse(JSON.parse(data)),
          );
          const found = views.find(wanted);
          if (found !== undefined) resolve(found);
          else if (over) reject(new Error("the stream ended"));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** The code that is shown at this moment. */
async function codeNow(session?: string): Promise<string> {
  const projector = await project("grace", session);
  const { code } = await projector.next(() => true);
  projector.close();
  return code?.text ?? "";
}

/** A phone with which somebody is signed in; another one for each name. */
function phoneOf(word: string | null, name = word ?? "nobody"): Browser {
  const cookies = new Map([["muster_browser", name]]);
  // A word that nobody has: whoever says none is everybody here.
  cookies.set("as", word ?? "nobody");
  return openBrowser(school.served.url, cookies);
}
const show = (phone: Browser, code: string) => phone.send("POST", "/api/v1/room-codes", { code });
const confirm = (phone: Browser) => phone.send("POST", "/api/v1/room-codes/confirmation", {});
const register = () => school.served.ask(registerView, `/api/v1/sessions/${school.own.session}`);
const scansOf = (word: string) =>
  queryRows(school.served.database, "select id, method, source from scan where subject_value = $1", [word]);
const detailOf = (text: string) => problem.parse(JSON.parse(text)).detail ?? "";

describe("the code of a session", () => {
  test("is shown to whoever may write to its register, with counts and without anybody's name", async () => {
    const projector = await project("grace");
    const view = await projector.next(() => true);
    expect(view).toMatchObject({
      rooms: ["R1"],
      why: null,
      confirmed: 0,
      expected: 6,
      session: { name: "OWN" },
    });
    expect(view.code?.text).toMatch(/^[0-9a-z]{6}$/);
    expect(view.code?.address).toBe(`${school.served.url}/here#${view.code?.text}`);
    expect(Date.parse(view.code?.turnsAt ?? "") - Date.parse(view.now)).toBeLessThanOrEqual(15_000);
    expect(projector.text()).not.toMatch(/Lovelace|Ada|grace|C1/);
    projector.close();
    expect((await school.ask("alan", `/api/v1/sessions/${school.own.session}/code`)).status).toBe(404);
  });

  test("ends at once with the right to show it", async () => {
    school.asking.set("gone", account("gone", ["lecturer"], school.people.get("grace") ?? null));
    const projector = await project("gone");
    await projector.next(() => true);
    school.asking.set("gone", null);
    await projector.ended;
  }, 30_000);

  test("is none where nobody signs in, and it is said why", async () => {
    const projector = await project(null);
    expect(await projector.next(() => true)).toMatchObject({ code: null, why: { code: "nobody_signs_in" } });
    projector.close();
  });
});

describe("a student confirms", () => {
  test("with a code that was scanned before they signed in, and is marked as by any scan", async () => {
    const projector = await project("grace");
    const { code } = await projector.next(() => true);
    const phone = phoneOf(null, "C1");
    const shown = await show(phone, code?.text ?? "");
    expect(shown.status, shown.text).toBe(200);
    expect(shown.text).not.toMatch(/Lovelace|grace/);
    expect(seenCode.parse(JSON.parse(shown.text)).seen).toMatchObject({
      room: "R1",
      session: { name: "OWN" },
    });
    expect((await confirm(phone)).status).toBe(401);

    phone.cookies.set("as", "C1");
    expect(JSON.parse((await phone.send("GET", "/api/v1/room-codes/seen")).text)).toEqual(
      JSON.parse(shown.text),
    );
    const first = await confirm(phone);
    expect(first.status, first.text).toBe(200);
    const done = confirmed.parse(JSON.parse(first.text));
    expect(done).toMatchObject({ again: false, room: "R1", mark: { status: "present" } });
    expect(done.mark?.why).toContain("Present: confirmed by the code shown in the room, R1, at 12:0");
    await projector.next(({ confirmed: n }) => n === 1);
    projector.close();
    const mark = (await register()).marks.find(({ student }) => student.id === "C1");
    expect(mark).toMatchObject({ status: "present", source: "automatic", revision: 1, why: done.mark?.why });
    expect(await scansOf("C1")).toMatchObject([{ method: "code", source: "room-code" }]);
    expect((await register()).sharedBrowsers).toEqual([]);
  });

  test("once: again, on another phone and with another code, says since when and stores nothing", async () => {
    const [before] = (await register()).marks.filter(({ student }) => student.id === "C1");
    for (const phone of [phoneOf("C1"), phoneOf("C1", "another phone")]) {
      await show(phone, (await codeNow()).toUpperCase().replace(/^(...)/, " $1-"));
      const said = confirmed.parse(JSON.parse((await confirm(phone)).text));
      expect(said).toMatchObject({ again: true, at: before?.firstSeen, mark: { status: "present" } });
    }
    expect(await scansOf("C1")).toHaveLength(1);
  });

  test("at the same moment twice, and it is one scan", async () => {
    const phone = phoneOf("C5");
    await show(phone, await codeNow());
    const both = await Promise.all([confirm(phone), confirm(phone)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both.map(({ text }) => confirmed.parse(JSON.parse(text)).again).sort()).toEqual([false, true]);
    expect(await scansOf("C5")).toHaveLength(1);
  });

  test("who is not expected is told so, and is stored as a visitor", async () => {
    const phone = phoneOf("V1");
    await show(phone, await codeNow());
    expect(confirmed.parse(JSON.parse((await confirm(phone)).text))).toMatchObject({
      again: false,
      mark: null,
    });
    expect((await register()).visitors.map(({ student }) => student.id)).toEqual(["V1"]);
  });

  test("two on one device are told to the lecturer, and both are marked", async () => {
    const phone = phoneOf("C2", "a lent phone");
    await show(phone, await codeNow());
    expect((await confirm(phone)).status).toBe(200);
    // What one account confirmed by is that account's.
    phone.cookies.set("as", "C3");
    const refused = await confirm(phone);
    expect([refused.status, detailOf(refused.text)]).toEqual([
      409,
      expect.stringContaining("another account"),
    ]);
    await show(phone, await codeNow());
    expect((await confirm(phone)).status).toBe(200);
    const { sharedBrowsers, marks } = await register();
    expect(sharedBrowsers.map((group) => group.map(({ id }) => id))).toEqual([["C2", "C3"]]);
    const both = marks.filter(({ student }) => ["C2", "C3"].includes(student.id));
    expect(both.map(({ status }) => status)).toEqual(["present", "present"]);
  });

  test("and folding every fact again comes to the same marks", async () => {
    expect((await scansOf("C2")).length).toBe(1);
    const store = await attachPostgresStore(school.served.database.address);
    const tallies = await store.rebuild.read((reading) => checkTallies(reading, timeZone));
    const marks = await store.timetable.read((reading) => checkMarks(reading, school.served.clock.now()));
    await store.close();
    expect([tallies.different, marks.differences]).toEqual([0, []]);
    // Those of C1, C2, C3 and C5; a visitor’s is on no mark.
    expect(marks.scans).toBe(4);
  });
});

describe("nobody is confirmed", () => {
  test.each([
    ["grace", 403, "no student’s"],
    ["C4", 409, "no code in the last five minutes"],
  ])("%s, who showed no code: %i", async (word, status, words) => {
    const answer = await confirm(phoneOf(word));
    expect([answer.status, detailOf(answer.text)]).toEqual([status, expect.stringContaining(words)]);
  });

  test("by a code that no room shows, and by one that was followed by two others", async () => {
    const phone = phoneOf("C4");
    const unknown = await show(phone, "zzz zzz");
    expect([unknown.status, detailOf(unknown.text)]).toEqual([
      404,
      expect.stringContaining("no room shows this code"),
    ]);
    const projector = await project("grace");
    const { code } = await projector.next(() => true);
    turned += 31;
    const old = await show(phone, code?.text ?? "");
    expect([old.status, detailOf(old.text)]).toEqual([
      409,
      expect.stringContaining("followed by another one"),
    ]);
    expect((await confirm(phone)).status).toBe(409);
    projector.close();
    expect(await scansOf("C4")).toEqual([]);
  });

  test("by what was seen more than five minutes ago", async () => {
    const phone = phoneOf("C4");
    await show(phone, await codeNow());
    turned += 5 * 60;
    const answer = await confirm(phone);
    expect([answer.status, detailOf(answer.text)]).toEqual([
      409,
      expect.stringContaining("no code in the last"),
    ]);
    expect(JSON.parse((await phone.send("GET", "/api/v1/room-codes/seen")).text)).toEqual({ seen: null });
  });

  test("by the code of a session that was cancelled meanwhile", async () => {
    const code = await codeNow();
    const change = (deed: string) =>
      fetch(
        `${school.served.url}/api/v1/sessions/${school.own.session}/${deed}`,
        posted({ reason: "no power" }),
      );
    expect((await change("cancel")).status).toBe(200);
    const answer = await show(phoneOf("C4"), code);
    expect([answer.status, detailOf(answer.text)]).toEqual([409, expect.stringContaining("was cancelled")]);
    expect((await change("restore")).status).toBe(200);
  });

  test("by guessing: whoever is signed in waits after twenty, and nobody waits for them", async () => {
    const phone = phoneOf("C4");
    let last = await show(phone, "zzz zzz");
    for (let at = 0; at < 25 && last.status === 404; at += 1) last = await show(phone, `zzz zz${at}`);
    expect([last.status, Number(last.headers["retry-after"]) > 0]).toEqual([429, true]);
    expect((await show(phoneOf("V1"), await codeNow())).status).toBe(200);
  });

  test("by a message on the broker that says so", async () => {
    const client = await school.served.connect("tcp");
    const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
    const said = {
      v: 1,
      person: school.people.get("S1"),
      student: "S1",
      room: "R1",
      seen_at: "now",
      browser: null,
    };
    client.publish(
      `$HTTP/room-code/${school.own.session}`,
      JSON.stringify(said),
      { qos: 1 },
      () => undefined,
    );
    await closed;
    expect(await scansOf("S1")).toEqual([]);
  });

  test("and no log holds a code or what a phone is known by", async () => {
    const phone = phoneOf("C4", "a secret of a phone");
    turned += 120;
    const code = await codeNow();
    await show(phone, code);
    expect((await confirm(phone)).status).toBe(200);
    const log = JSON.stringify(school.served.log);
    for (const secret of [
      `"${code}"`,
      `#${code}`,
      phone.cookies.get("muster_seen") ?? "",
      "a secret of a phone",
    ]) {
      expect(secret).not.toBe("");
      expect(log).not.toContain(secret);
    }
    const kept = await queryRows(
      school.served.database,
      "select convert_from(raw, 'UTF8') as raw from scan where source = 'room-code'",
    );
    expect(JSON.stringify(kept)).not.toContain("a secret of a phone");
    expect(JSON.stringify(kept)).not.toContain(code);
  });
});
