import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { registerView, sessionList, sessionRow } from "../../src/contract/http/sessions.ts";
import { readPdf } from "../app/exports/read-pdf.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { laptop, openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const minuteMs = 60_000;

interface Planned {
  readonly id: string;
  /** Expected in it, and in none that was planned before. */
  readonly first: string;
  readonly second: string;
}

describe.skipIf(chromium === null)("sessions and their registers", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let planned = 0;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    // A school by hand, whose students come to it by its registers.
    await send(z.unknown(), "/api/v1/demo/end", {});
    for (const code of ["BSB214", "ECG-01", "ASG-13"])
      await send(z.unknown(), "/api/v1/roster/rooms", { code });
    for (const code of ["BSB214", "ASG-13"])
      await send(z.unknown(), "/api/v1/roster/classes", { code, title: code });
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const send = <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
    server.ask(schema, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const instant = (minutes: number): string =>
    new Date(server.clock.now().epochMilliseconds + minutes * minuteMs).toISOString();

  /**
   * A session that began ten minutes ago, with two students who are in none before it: who is in two at once is said to
   * clash.
   */
  async function plan(title: string): Promise<Planned> {
    const { id } = await send(sessionRow, "/api/v1/sessions", {
      classes: ["BSB214"],
      rooms: ["BSB214"],
      start: instant(-10),
      end: instant(50),
      title,
      // Each test has one of its own, of one class, at one time.
      beside: true,
    });
    planned += 1;
    const [first, second] = [`A-${planned}`, `B-${planned}`];
    for (const student of [first, second]) {
      const added = { student, todayOnly: true, reason: "turned up" };
      await send(z.unknown(), `/api/v1/sessions/${id}/students`, added);
    }
    return { id, first, second };
  }
  const readRegister = (id: string) => server.ask(registerView, `/api/v1/sessions/${id}`);

  test("a day on which nothing is planned says where sessions come from", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/registers/day?day=2020-01-06`);
    await page.getByText("No session is planned here").waitFor();
    expect(await page.getByRole("link", { name: "Import a timetable" }).getAttribute("href")).toBe(
      "/imports",
    );
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a series is shown before it is planned, waits for its signature once over, and its sums are those of the API", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/registers/new?class=ASG-13`);
    const today = new Date(server.clock.now().epochMilliseconds).toISOString().slice(0, 10);
    const later = (days: number): string =>
      new Date(server.clock.now().epochMilliseconds + days * 24 * 60 * minuteMs).toISOString().slice(0, 10);
    await page.getByRole("combobox", { name: "Rooms" }).fill("ASG-13");
    await page.getByLabel("Title").fill("By hand");
    await page.getByLabel("From", { exact: true }).fill("07:00");
    await page.getByLabel("To", { exact: true }).fill("08:00");
    await page.getByLabel("Repeat it").check();
    await page.getByLabel("Until, with that day").fill(later(14));
    await page.getByRole("button", { name: "Plan 3 sessions" }).click();
    await page.getByText("3 sessions are planned.").waitFor();
    const list = await server.ask(sessionList, `/api/v1/sessions?from=${today}&to=${later(14)}`);
    const mine = list.sessions.filter(({ title }) => title === "By hand");
    expect(mine.map(({ day, rooms, classes }) => [day, rooms, classes.map(({ code }) => code)])).toEqual(
      [today, later(7), later(14)].map((day) => [day, ["ASG-13"], ["ASG-13"]]),
    );
    await page.goto(`${server.url}/registers/to-sign`);
    const row = page.locator(`[data-session="${mine[0]?.id}"]`);
    await row.getByText("To sign").waitFor();
    expect(await page.locator(`[data-session="${mine[1]?.id}"]`).count()).toBe(0);
    // The rail and the tab count what is listed.
    const listed = await page.locator("tr[data-session]").count();
    const rail = page.getByRole("navigation", { name: "Pages" });
    await rail.getByRole("link", { name: `Registers ${listed} to sign`, exact: true }).waitFor();
    const parts = page.getByRole("navigation", { name: "Registers" });
    await parts.getByRole("link", { name: `To sign ${listed}`, exact: true }).waitFor();
    await page.keyboard.press("j");
    expect(await page.evaluate(() => document.activeElement?.closest("[data-session]") !== null)).toBe(true);
    await page.goto(`${server.url}/registers/day`);
    await row.waitFor();
    const day = await server.ask(sessionList, `/api/v1/sessions?from=${today}&to=${today}&limit=200`);
    expect(await page.locator("tr[data-session]").count()).toBe(day.sessions.length);
    await page.getByLabel("Class", { exact: true }).selectOption("ASG-13");
    await page.goto(`${server.url}/registers?search=nothing-of-this-name`);
    await page.getByText("No session matches").waitFor();
    expect(await page.getByText("Nothing is on").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a student is marked from the keyboard with a reason, once asked for, and the change is taken back", async () => {
    const { id, first, second } = await plan("Marked by keys");
    const { page, complaints, close } = await browser.open(`${server.url}/registers`);
    await page.getByRole("link", { name: "Marked by keys" }).click();
    const row = (student: string) => page.locator(`tr[data-student="${student}"]`);
    await row(first).getByText("Not seen", { exact: true }).waitFor();
    await row(first).locator("th button").focus();
    await page.keyboard.press("p");
    await page.getByRole("button", { name: "Seen in the room" }).click();
    await row(first).getByText("Present", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    // The focus is where it was, so that the next is one key away, and no reason is asked for again.
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("p");
    await page.getByText(`${second}: present, “Seen in the room”`).waitFor();
    await row(second).getByText("Present", { exact: true }).waitFor();
    await page.keyboard.press("u");
    await page.getByText(/^Taken back/).waitFor();
    const { marks } = await readRegister(id);
    // Those of the ended demonstration who left the class today have no possible mark in it.
    const possible = marks.filter(({ status }) => status !== "not_possible");
    expect(possible.map(({ student, status, source }) => [student.id, status, source])).toEqual([
      [first, "present", "manual"],
      [second, "not_seen", "automatic"],
    ]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a mark that somebody else changed meanwhile is not overwritten, and the page says so", async () => {
    const { id, second } = await plan("Two at the door");
    const { page, close } = await browser.open(`${server.url}/registers/${id}`);
    const row = page.locator(`tr[data-student="${second}"]`);
    await row.waitFor();
    await row.getByRole("button", { name: /^Absent/ }).click();
    await page.getByRole("dialog").waitFor();
    // What the page learns of the other change only afterwards.
    await page.route("**/api/v1/sessions/*", (route) => route.abort());
    await send(z.unknown(), `/api/v1/sessions/${id}/marks/${second}`, {
      to: { status: "late", minutesLate: 4 },
      reason: "came in at the back",
      revision: 0,
    });
    await page.getByRole("button", { name: "Not in the room" }).click();
    await page.getByRole("alert").filter({ hasText: "Nothing was written" }).waitFor();
    expect((await readRegister(id)).marks.find(({ student }) => student.id === second)?.status).toBe("late");
    await close();
  });

  test("a change made elsewhere shows without taking the focus or the choice away", async () => {
    const { id, first, second } = await plan("Live");
    const { page, close } = await browser.open(`${server.url}/registers/${id}`);
    const box = page.getByRole("checkbox", { name: `Choose ${first}` });
    await box.check();
    await send(z.unknown(), `/api/v1/sessions/${id}/marks/${second}`, {
      to: { status: "absent_authorised" },
      reason: "told beforehand",
      revision: 0,
    });
    await page
      .locator(`tr[data-student="${second}"]`)
      .getByText("Authorised absence", { exact: true })
      .waitFor();
    expect(await box.isChecked()).toBe(true);
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
    await close();
  });

  test("signing off says what it settles; the rest is marked at once, and why is told", async () => {
    const { id, second } = await plan("Signed off");
    const { page, close } = await browser.open(`${server.url}/registers/${id}`);
    await page.getByRole("button", { name: /^Mark the rest/ }).click();
    await page.getByRole("menuitem", { name: "Absent…" }).click();
    await page.getByRole("button", { name: "Not in the room" }).click();
    await page.getByText(/students: absent, “Not in the room”$/).waitFor();
    await page.getByRole("button", { name: "Sign off" }).click();
    const dialog = page.getByRole("dialog", { name: "Sign off the register" });
    await dialog.getByText("Everybody has a mark.").waitFor();
    await dialog.getByRole("button", { name: "Sign off" }).click();
    await page.getByText(/Signed off by local operator/).waitFor();
    await page.locator(`tr[data-student="${second}"] th button`).click();
    const mark = page.getByRole("dialog", { name: second });
    await mark.getByText("“Not in the room”").waitFor();
    await mark.getByText("local operator, operator").waitFor();
    expect(new URL(page.url()).searchParams.get("mark")).toBe(second);
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test.each([laptop, phone])(
    "printed from a window of any width, a register gives what its PDF gives: head, people, statuses, numbers and why",
    async (view) => {
      const { id, first } = await plan("On paper");
      const { marks } = await readRegister(id);
      const revision = marks.find(({ student }) => student.id === first)?.revision;
      await send(z.unknown(), `/api/v1/sessions/${id}/marks`, {
        students: [{ student: first, revision }],
        to: { status: "late", minutesLate: 7 },
        reason: "Seen in the room",
      });
      const { sessions } = await server.ask(sessionList, "/api/v1/sessions");
      const standing = sessions.find(({ kind }) => kind === "standing");
      for (const session of [id, ...(standing === undefined ? [] : [standing.id])]) {
        const { page, complaints, close } = await browser.open(`${server.url}/registers/${session}`, view);
        await page
          .getByText(/expected$/)
          .first()
          .waitFor();
        await page.emulateMedia({ media: "print" });
        const paper = page.getByRole("article", { name: "The register on paper" });
        await paper.waitFor();
        expect(await page.getByRole("button", { name: "More" }).isVisible()).toBe(false);
        const printed = await paper.innerText();
        const response = await fetch(`${server.url}/api/v1/exports/registers.pdf?session=${session}`);
        const pdf = readPdf(new Uint8Array(await response.arrayBuffer())).join("\n");
        // The PDF breaks lines elsewhere, and says the minute in which it was made and its pages.
        const wordsOf = (text: string) =>
          text
            .replace(/As of [\s\S]* policy version \d+\./, "")
            .replace(/Page \d+ of \d+/g, "")
            // Of Windows-1252 the decoder leaves the dash at its number.
            .replaceAll("\u0096", "–")
            .split(/\s+/)
            .filter((word) => word !== "")
            .sort();
        expect(wordsOf(printed)).toEqual(wordsOf(pdf));
        const register = await readRegister(session);
        const idsIn = (text: string) =>
          register.marks
            .map(({ student }) => student.id)
            .sort((one, two) => text.indexOf(`${one}\n`) - text.indexOf(`${two}\n`));
        expect(idsIn(printed.replaceAll("\t", "\n"))).toEqual(idsIn(pdf));
        expect(complaints).toEqual([]);
        await close();
      }
    },
  );

  test("a session that moved is shown in its new room; cancelling and restoring keep the marks", async () => {
    const { id } = await plan("Moved");
    const { page, close } = await browser.open(`${server.url}/registers/${id}`);
    const choose = async (item: string) => {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await choose("We moved…");
    await page.getByRole("button", { name: "Take BSB214 away" }).click();
    await page.getByRole("combobox", { name: "Rooms" }).fill("ECG-01");
    await page.getByRole("button", { name: "The room was taken" }).click();
    await page.getByText(/· ECG-01/).waitFor();
    const before = (await readRegister(id)).marks;
    await choose("Cancel the session…");
    await page.getByRole("button", { name: "Lecturer is ill" }).click();
    await page.getByRole("button", { name: "Restore" }).click();
    await page.getByRole("button", { name: "Cancelled by mistake" }).click();
    // Its class has the sessions of the other tests at that time: that both are meant is said.
    await page.getByRole("button", { name: "Restore it all the same" }).waitFor();
    await page.getByRole("button", { name: "Cancelled by mistake" }).click();
    await page.getByRole("button", { name: "Sign off" }).waitFor();
    expect((await readRegister(id)).marks.map(({ status }) => status)).toEqual(
      before.map(({ status }) => status),
    );
    await close();
  });

  test("an absence is recorded with the sessions it covers, and approving it excuses the student", async () => {
    const { id, second } = await plan("Covered");
    const { page, close } = await browser.open(`${server.url}/absences`);
    await page.getByRole("button", { name: "Record an absence" }).click();
    await page.getByRole("combobox", { name: "Student" }).fill(second);
    await page.getByRole("option", { name: second }).click();
    // Of many sessions only the first are named.
    await page.getByText(/^It covers (one session|\d+ sessions):$/).waitFor();
    await page.getByRole("button", { name: "Medical certificate" }).click();
    await page.getByRole("button", { name: `Approve: ${second}` }).click();
    await page.getByRole("button", { name: "Evidence was seen" }).click();
    await page.getByText("No absence waits for a decision").waitFor();
    await page.goto(`${server.url}/registers/${id}`);
    const row = page.locator(`tr[data-student="${second}"]`);
    await row.getByText("Authorised absence", { exact: true }).waitFor();
    await close();
  });

  test("the register of a class is walked by arrows, and a cell opens its mark", async () => {
    const { page, close } = await browser.open(`${server.url}/classes/BSB214?view=register`);
    await page.locator('[data-cell="0 0"]').focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const cell = page.locator('[data-cell="1 1"]');
    await expect.poll(() => cell.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText("Scans it rests on").waitFor();
    await page.keyboard.press("Escape");
    expect(await cell.evaluate((element) => element === document.activeElement)).toBe(true);
    await close();
  });

  test.each(
    [
      "/registers",
      "/registers/day",
      "/registers/week",
      "/registers/to-sign",
      "/registers/new",
      "register",
      "/absences?state=all",
      "/classes/BSB214?view=register",
      "/students/A-1",
    ].flatMap((path) => views.map(([name, view]) => [path, name, view] as const)),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const address = path === "register" ? `/registers/${(await plan("Looked at")).id}` : path;
    const { page, complaints, close } = await browser.open(`${server.url}${address}`, view);
    await page
      .locator("main")
      .getByText(
        /A-1|Looked at|Moved|By hand|Every register is signed|^Record an absence$|What will be planned/,
      )
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});
