import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadSchool } from "../../simulator/university/load-school.ts";
import { makeUniversity } from "../../simulator/university/make-university.ts";
import { planRegisters } from "../../simulator/university/plan-registers.ts";
import { runUniversity } from "../../simulator/university/run-university.ts";
import { attendancesOf, scansOf } from "../../simulator/university/scans-of.ts";
import { schoolFiles } from "../../simulator/university/school-files.ts";
import { hourMs, minuteMs } from "../../simulator/university/time.ts";
import type { University, UniversitySession } from "../../simulator/university/university.ts";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere, timeZone } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { type TurnedClock, turnedClock } from "../parts/turned-clock.ts";
import { laptop, openBrowser, type TestBrowser } from "./open-browser.ts";
import { seenWrong } from "./seen-wrong.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const begin = Date.parse("2026-11-24T12:16:00Z");
const size = { students: 40, classes: 6, rooms: 5, days: 8, timeZone };

/** The original's school: where each class stands, who is in it, and what is seen of two of them. */
const standing = { "ASG-13": 3, BSB214: 2, "ECG-01": 2 } as const;
const seen = [
  { student: "CSAI1001", location: "BSB214", decision: "granted" },
  { student: "SE2001", location: "ASG-13", decision: "late" },
] as const;
const standingStudents = 3;

type Word = "present" | "late" | "late_after_close" | "absent" | "clash" | "review" | "not_seen";
interface Place {
  readonly student: string;
  readonly session: UniversitySession;
  /** null while nothing is known. */
  readonly word: Word | null;
}

/** What everybody is, worked out from the plan of the school: nothing here was asked of the server. */
function placesOf(school: University, now: number): Place[] {
  const scans = scansOf(school, { from: school.promised.from - 2 * hourMs, to: school.anchor });
  const over = new Map(
    planRegisters(school, scans, now).map(({ attendance, mark }) => [
      `${attendance.student} ${attendance.session.id}`,
      mark.status,
    ]),
  );
  const came = ({ from, room }: UniversitySession, student: string): boolean =>
    scans.some(
      (scan) =>
        !scan.lost &&
        scan.student === student &&
        scan.room === room &&
        scan.message.decision === "granted" &&
        scan.message.direction !== "out" &&
        Date.parse(scan.message.occurred_at) >= from - 15 * minuteMs,
    );
  return attendancesOf(school).map(({ student, session }): Place => {
    const known = over.get(`${student} ${session.id}`);
    if (known === "left_early") throw new Error("by the default policy nobody leaves early");
    if (known === "absent" && now < session.to + 10 * minuteMs) return { student, session, word: "not_seen" };
    if (known !== undefined) return { student, session, word: known };
    return {
      student,
      session,
      word: now < session.from + 5 * minuteMs && came(session, student) ? "present" : null,
    };
  });
}

const credit: Readonly<Partial<Record<Word, number>>> = {
  present: 1,
  late: 0.5,
  late_after_close: 0,
  absent: 0,
};

/** A rate as pages write it, and the sum that it comes from. */
function rateOf(words: readonly (Word | null)[]): {
  readonly percent: string;
  readonly earned: number;
  readonly possible: number;
} {
  const worth = words.flatMap((word) => (word === null ? [] : (credit[word] ?? [])));
  const earned = worth.reduce((sum, one) => sum + one, 0);
  return { percent: `${((100 * earned) / worth.length).toFixed(1)} %`, earned, possible: worth.length };
}

const count = (words: readonly (Word | null)[], ...asked: readonly Word[]): number =>
  words.filter((word) => word !== null && asked.includes(word)).length;
const here = (words: readonly (Word | null)[]): number => count(words, "present", "late", "late_after_close");

describe.skipIf(chromium === null)(
  "every page counts everybody: a university, and classes that stand, in one school",
  () => {
    let server: ServedHere;
    let browser: TestBrowser;
    let clock: TurnedClock;
    let school: University;
    let places: readonly Place[];
    /** Scans that were sent, each once. */
    let sent: ReturnType<typeof scansOf>;
    beforeAll(async () => {
      clock = turnedClock(new Date(begin).toISOString());
      [server, browser] = await Promise.all([serveHere({}, clock), openBrowser(chromium ?? "")]);
      const signal = new AbortController().signal;
      school = makeUniversity(7, begin, size);
      await server.ask(z.unknown(), "/api/v1/demo/start", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      await loadSchool({ url: server.url, token: null }, schoolFiles(school), signal);
      // Figures are of the term.
      await server.ask(z.unknown(), "/api/v1/roster/terms", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code: "2026-AUT", title: "Autumn", from: "2026-09-21", to: "2026-12-18" }),
      });
      const summary = await runUniversity({
        university: school,
        url: `mqtt://localhost:${server.mqttPort}`,
        site: "main",
        live: false,
        pace: { now: () => school.anchor, until: async () => undefined },
        signal,
        onProgress: () => undefined,
        onNote: () => undefined,
      });
      expect(summary).toMatchObject({ complete: true, rejected: 0 });
      const camera = await server.connect("tcp");
      for (const { student, location, decision } of seen) {
        const timestamp = clock.now().toString();
        const message = { student_id: student, location, decision, reason: "seen", timestamp };
        await camera.publishAsync(originalTopic, JSON.stringify(message), { qos: 1 });
      }
      await clock.advance({ minutes: 1 });
      places = placesOf(school, begin);
      sent = scansOf(school, { from: school.promised.from - 2 * hourMs, to: begin }).filter(
        ({ lost }) => !lost,
      );
    }, 180_000);
    afterAll(() => Promise.all([browser?.close(), server?.stop()]));

    /** Waits until a page says something, whatever stands between its words. */
    const says = (text: () => Promise<string>, what: string, of = ""): Promise<void> =>
      expect.poll(text, { message: of }).toContain(what);
    const wordsOf = (which: (place: Place) => boolean) => places.filter(which).map(({ word }) => word);
    const isToday = ({ session }: Place): boolean => session.day === "2026-11-24";
    const begun = ({ session }: Place): boolean => session.from <= begin;
    /** In a session that is on: it has begun, and is not over. */
    const on = ({ session }: Place): boolean => session.from <= begin && begin < session.to;
    const standingWords: readonly Word[] = ["present", "late", ...Array<Word>(5).fill("absent")];
    const sessionsOf = (which: readonly Place[]): UniversitySession[] => [
      ...new Map(which.map(({ session }) => [session.id, session])).values(),
    ];
    /** Looks at a page on a laptop, in the light, and then at how it stands in windows of every width, in the dark. */
    const visit = async (path: string, look: (page: Page, text: () => Promise<string>) => Promise<void>) => {
      const now = clock.now().epochMilliseconds;
      const { page, complaints, close } = await browser.open(`${server.url}${path}`, laptop, now);
      const text = async () => (await page.locator("main").innerText()).replaceAll(/\s+/g, " ");
      await look(page, text);
      await page.emulateMedia({ colorScheme: "dark" });
      // Each page has a look of its own by axe, with less on it.
      if (process.env.MUSTER_LONG === "1") expect.soft(await violationsOf(page), path).toEqual([]);
      expect.soft(await seenWrong(page), path).toEqual([]);
      expect.soft(complaints, path).toEqual([]);
      await close();
    };

    test("today, the wall and the registers of now, of the day and of the week", async () => {
      const now = places.filter(on);
      const words = now.map(({ word }) => word);
      // Every reader was put out when the backlog was in: whoever was not seen by the close of the register may have come.
      const unknown = now.filter(
        ({ session, word }) => word === null && begin <= session.from + 20 * minuteMs,
      ).length;
      const figures = {
        Expected: now.length + 7,
        Here: here(words) + 2,
        Late: count(words, "late", "late_after_close") + 1,
        "Not seen": count(words, "not_seen") + 5,
        "Cannot be known": unknown + count(words, "review"),
      };
      expect(figures.Expected).toBe(figures.Here + figures["Not seen"] + figures["Cannot be known"]);
      const day = rateOf([...wordsOf(isToday), ...standingWords]);
      await visit("/", async (page, text) => {
        await page.getByText(`${day.earned} of ${day.possible} by credit`).waitFor();
        for (const [term, value] of Object.entries(figures)) {
          const figure = page.locator(`section[aria-label="Now"] dl div:has(> dt:text-is("${term}")) dd`);
          expect.soft(await figure.innerText(), term).toBe(String(value));
        }
        await says(text, day.percent);
        for (const session of sessionsOf(places.filter(isToday))) {
          const own = wordsOf((place) => place.session.id === session.id);
          const title = school.classes.find(({ code }) => code === session.class)?.title ?? "";
          const bars = page.locator(`[aria-label^="${title}, ${session.room}, "]`);
          const labels = await bars.evaluateAll((all) =>
            all.map((one) => one.getAttribute("aria-label") ?? ""),
          );
          expect.soft(labels.join("\n"), title).toContain(`: ${here(own)} of ${own.length} here`);
        }
      });
      await visit("/wall", async (page) => {
        // Room for every session at once, so that no pages take turns.
        await page.setViewportSize({ width: 1440, height: 3000 });
        const list = page.getByRole("list", { name: "On now" });
        for (const session of sessionsOf(now)) {
          const own = now.filter((place) => place.session.id === session.id).map(({ word }) => word);
          const row = list.getByRole("listitem").filter({ hasText: session.room });
          const said = (await row.innerText()).replaceAll(/\s+/g, " ");
          if (own.length > 4) expect.soft(said).toContain(`${here(own)} of ${own.length}`);
          else expect.soft(said).not.toContain(" of ");
        }
      });
      await visit("/registers", async (page, text) => {
        const sessions = sessionsOf(now);
        await says(text, `In session now ${sessions.length + 3}`);
        for (const session of sessions) {
          const own = places.filter((place) => place.session.id === session.id);
          const card = page.getByRole("listitem").filter({ hasText: session.room });
          const said = (await card.innerText()).replaceAll(/\s+/g, " ");
          expect
            .soft(said)
            .toContain(`Present ${here(own.map(({ word }) => word))} of ${own.length} Late 0 Not seen 0`);
          expect.soft(said).toContain(`${own.filter(({ word }) => word === null).length} cannot be known`);
        }
      });
      await visit("/registers/day", async (_page, text) => {
        const ones = count([...wordsOf(isToday), ...standingWords], "present");
        const halves = count([...wordsOf(isToday), ...standingWords], "late");
        await says(text, `(${ones} × 1 + ${halves} × 0.5) ÷ ${day.possible} = ${day.percent}`);
      });
      await visit("/registers/week", async (_page, text) => {
        const monday = sessionsOf(places.filter(({ session }) => session.day === "2026-11-23"));
        await says(text, `${monday.length} sessions · ${monday.length} to sign`);
      });
      const doubtful = new Set(
        places.flatMap(({ session, word }) => (word === "review" ? [session.id] : [])),
      );
      // What is a week old and in no doubt became final by itself.
      const isFinal = ({ id, to }: UniversitySession): boolean =>
        to <= begin - 7 * 24 * hourMs && !doubtful.has(id);
      const unsigned = sessionsOf(places).filter((one) => one.to <= begin && !isFinal(one)).length;
      await visit("/", async (page) => {
        const panel = page.getByRole("region", { name: "To sign", exact: true });
        await panel.getByText(String(unsigned), { exact: true }).waitFor();
      });
      await visit("/registers/to-sign", async (page, text) => {
        await page.getByRole("table").waitFor();
        await says(text, `Sessions ${unsigned} To sign`);
      });
      await visit("/registers/to-review", async (page, text) => {
        if (doubtful.size === 0) await page.getByText("No mark waits for a person").waitFor();
        else await says(text, `Marks to review ${doubtful.size}`);
      });
    }, 300_000);

    test("people: the students, one of them, the classes, one of them, and who is to be followed up", async () => {
      const all = school.students.length + standingStudents;
      await visit("/students", async (page, text) => {
        await page.getByRole("row").nth(10).waitFor();
        await says(text, `${all} students`);
        let compared = 0;
        for (const { id } of school.students) {
          const row = page.getByRole("row").filter({ hasText: id });
          if ((await row.count()) === 0) continue;
          compared += 1;
          const { percent } = rateOf(wordsOf(({ student }) => student === id));
          expect.soft(await row.innerText(), id).toContain(percent);
        }
        expect(compared).toBeGreaterThan(9);
      });
      const [blind] = places.filter(({ word, session }) => word === null && session.from <= begin);
      await visit(`/students?search=${blind?.student}`, async (page) => {
        const row = page.getByRole("row").filter({ hasText: blind?.student ?? "" });
        await row
          .getByText(`12:15 ${blind?.session.class}: cannot be known yet`)
          .waitFor({ state: "attached" });
      });
      const [student] = school.students;
      if (student === undefined) throw new Error("nobody studies here");
      await visit(`/students/${student.id}`, async (page, text) => {
        await page.getByText("Attendance by class").first().waitFor();
        const own = wordsOf((place) => place.student === student.id);
        const said = await text();
        const { percent, possible } = rateOf(own);
        expect.soft(said).toContain(`÷ ${possible} = ${percent}`);
        expect.soft(said).toContain(`${student.givenName} ${student.familyName}`);
        for (const { class: of } of school.enrolments.filter((one) => one.student === student.id)) {
          const rate = rateOf(wordsOf((place) => place.student === student.id && place.session.class === of));
          expect.soft(said, of).toMatch(new RegExp(`${of} \\([^=]*÷ ${rate.possible} = ${rate.percent}`));
        }
      });
      await visit("/classes", async (page, text) => {
        await page
          .getByRole("row")
          .filter({ hasText: school.classes.at(-1)?.code ?? "" })
          .waitFor();
        await says(text, `${school.classes.length + 3} classes`);
        for (const { code } of school.classes) {
          const said = await page.getByRole("row", { name: new RegExp(`^${code}`) }).innerText();
          const { percent, possible } = rateOf(wordsOf(({ session }) => session.class === code));
          expect.soft(said, code).toContain(`÷ ${possible} = ${percent}`);
        }
        for (const [code, seats] of Object.entries(standing)) {
          const said = (await page.getByRole("row", { name: new RegExp(`^${code}`) }).innerText()).replaceAll(
            /\s+/g,
            " ",
          );
          const came = seen.filter(({ location }) => location === code).length;
          expect.soft(said, code).toContain(`${came} of ${seats} here`);
          expect.soft(said, code).toContain(`${seats} students`);
        }
      });
      const of = school.classes[0]?.code ?? "";
      await visit(`/classes/${of}`, async (page, text) => {
        await page.getByText("Here of expected").waitFor();
        const said = await text();
        const columns = sessionsOf(places.filter((place) => place.session.class === of && begun(place)));
        const shares = columns
          .toSorted((a, b) => a.from - b.from)
          .map(({ id }) => {
            const own = wordsOf(({ session }) => session.id === id);
            return `${here(own)}/${own.length}`;
          });
        expect.soft(said).toContain(`Here of expected ${shares.join(" ")}`);
        expect.soft(said).toContain(rateOf(wordsOf(({ session }) => session.class === of)).percent);
      });
      await visit("/follow-up", async (page, text) => {
        await page.getByRole("list").first().waitFor();
        const low = school.students.filter(({ id }) => {
          const { earned, possible } = rateOf(wordsOf(({ student: other }) => other === id));
          return 100 * earned < 80 * possible;
        });
        const said = await text();
        for (const { id } of low) expect.soft(said, id).toContain(`${id} ·`);
      });
    }, 300_000);

    test("rooms, devices and messages", async () => {
      await visit("/rooms", async (page, text) => {
        await page.getByRole("row").nth(school.rooms.length).waitFor();
        await says(text, `${school.rooms.length + 3} rooms`);
        for (const session of sessionsOf(places.filter(on))) {
          const own = wordsOf((place) => place.session.id === session.id);
          const said = await page.getByRole("row").filter({ hasText: session.room }).first().innerText();
          expect.soft(said).toContain(`${here(own)} of ${own.length} here`);
        }
      });
      const [room] = sessionsOf(places.filter(on));
      if (room === undefined) throw new Error("nothing is on");
      await visit(`/rooms/${room.room}`, async (page, text) => {
        await page.getByText("Not here").waitFor();
        const own = wordsOf((place) => place.session.id === room.id);
        await says(text, `Here ${here(own)} `);
        await says(text, `Not here 0 Cannot be known ${own.length - here(own)} `);
      });
      await visit("/devices", async (page, text) => {
        await page.getByRole("row").nth(school.rooms.length).waitFor();
        await says(text, `${school.rooms.length} offline`);
        for (const { code, device } of school.rooms) {
          const row = (await page.getByRole("row").filter({ hasText: device.name }).innerText()).replaceAll(
            /\s+/g,
            " ",
          );
          expect.soft(row, code).toContain(` ${sent.filter(({ room: at }) => at === code).length} 0 `);
        }
      });
      await visit("/messages/flow", async (page, text) => {
        await page.getByText("Step by step").waitFor();
        await says(text, `${(sent.length + seen.length).toLocaleString("en-GB")} scans stored`);
      });
      await visit("/messages/scans", async (_page, text) => says(text, "100 so far"));
      await visit("/messages/quarantine", async (page) =>
        page.getByText("Nothing is in quarantine").waitFor(),
      );
    }, 300_000);

    test("reports, and what was set up", async () => {
      const all = [...places.map(({ word }) => word), ...standingWords];
      const rate = rateOf(all);
      await visit("/reports", async (page, text) => {
        await page.getByText("Mean of the students’ own rates").waitFor();
        const said = await text();
        expect.soft(said).toContain(`÷ ${rate.possible} = ${rate.percent}`);
        expect.soft(said).toContain(`${count(all, "present")} present ${count(all, "late")} late`);
      });
      const decided = sent.filter(({ message }) => message.occurred_at >= "2026-11-24T00:00:00Z");
      const granted = decided.filter(({ message }) => message.decision === "granted").length + 1;
      await visit("/reports/decisions", async (page, text) => {
        await page.getByText("By hour").first().waitFor();
        await says(text, `Granted ${granted} Late 1 Denied`);
      });
      for (const [path, heading, n] of [
        ["/school/people", "Students", school.students.length + standingStudents],
        ["/school/classes", "Classes", school.classes.length + 3],
        ["/school/rooms", "Rooms", school.rooms.length + 3],
      ] as const) {
        await visit(path, async (_page, text) => {
          await says(text, `${heading} ${n} Add`, path);
        });
      }
      await visit("/imports", async (_page, text) => says(text, "pretend-university.zip"));
      await visit("/policy", async (_page, text) => says(text, "A rate of 80 % or more is good."));
      await visit("/", async (page) => {
        const [found] = school.students;
        for (const words of [
          found?.familyName ?? "",
          found?.id ?? "",
          school.classes[0]?.code ?? "",
          school.rooms[0]?.code ?? "",
        ]) {
          await page.keyboard.press("Control+k");
          await page.getByRole("combobox").fill(words);
          await page.getByRole("option").filter({ hasText: words }).first().waitFor();
          await page.keyboard.press("Escape");
        }
      });
    }, 300_000);
  },
);
