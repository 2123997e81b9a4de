import { connectAsync, type MqttClient } from "mqtt";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { monitorView } from "../../src/contract/http/monitor.ts";
import { registerView, sessionList, sessionRow } from "../../src/contract/http/sessions.ts";
import { type DeviceChannel, deviceTopic, originalTopic } from "../../src/contract/mqtt/topics.ts";
import type { MarkStatus } from "../../src/domain/attendance/mark.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { laptop, openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const here: readonly MarkStatus[] = ["present", "late", "late_after_close", "left_early"];
const number = new Intl.NumberFormat("en-GB");

describe.skipIf(chromium === null)("today", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([
      startServer({ env: { MUSTER_TIMEZONE: noonZone() } }),
      openBrowser(chromium ?? ""),
    ]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  async function ask<Schema extends z.ZodType>(
    schema: Schema,
    path: string,
    body?: object,
  ): Promise<z.infer<Schema>> {
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      ...(body === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return schema.parse(await response.json());
  }
  let sent = 0;
  const send = (student: string, location: string, decision = "granted") =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({
        student_id: student,
        location,
        decision,
        reason: `scan ${++sent}`,
        timestamp: new Date().toISOString(),
      }),
      { qos: 1 },
    );
  const figure = (page: Page, term: string) =>
    page.locator(`section[aria-label="Now"] dl div:has(> dt:text-is("${term}")) dd`);

  test("the original's school: every class is a session of the whole day, and scans fill it without a reload", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    await figure(page, "Expected").getByText("7", { exact: true }).waitFor();
    await figure(page, "Not seen").getByText("7", { exact: true }).waitFor();
    const bar = page.getByRole("link", { name: /^BSB214, BSB214, all day: 0 of 2 here/ });
    await bar.waitFor();
    const reads: string[] = [];
    page.on("request", (request) => reads.push(new URL(request.url()).pathname));
    await send("CSAI1001", "BSB214");
    await send("CSAI1001", "BSB214");
    await send("SE2001", "ASG-13", "late");
    await page.getByRole("link", { name: /^BSB214, BSB214, all day: 1 of 2 here/ }).waitFor();
    await figure(page, "Here").getByText("2", { exact: true }).waitFor();
    await figure(page, "Late").getByText("1", { exact: true }).waitFor();
    await figure(page, "Not seen").getByText("5", { exact: true }).waitFor();
    // 1 + 0.5 of 7 places.
    await page.getByText("21.4 %").waitFor();
    await page.getByText("1.5 of 7 by credit").waitFor();
    await page.getByText("2 seats taken", { exact: true }).waitFor();
    expect(reads.filter((path) => path.startsWith("/api/v1/") && path !== "/api/v1/live")).toEqual(
      // The first scan of a class makes its day: until then nobody can have known its number.
      reads.filter((path) => path === "/api/v1/today"),
    );
    expect(complaints).toEqual([]);
    await close();
  });

  test("a school with a timetable: figures, board and bars are what the registers say, standing classes with them", async () => {
    const now = Date.now();
    const at = (minutes: number): string => new Date(now + minutes * 60_000).toISOString();
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: noonZone() }).format(now);
    const made = z.object({ id: z.string() });
    for (const code of ["QUAY-101", "SOUTH-103"]) await ask(made, "roster/rooms", { code });
    for (const [code, prefix, size] of [
      ["CHM-101", "CHM", 6],
      ["AST-102", "AST", 4],
    ] as const) {
      const group = await ask(made, "roster/classes", { code, title: code });
      for (let n = 1; n <= size; n += 1) {
        const student = await ask(made, "roster/students", { code: `${prefix}${n}` });
        await ask(made, "roster/enrolments", { student: student.id, class: group.id, from: day });
      }
    }
    const plan = (title: string, classes: string[], rooms: string[], from: number, to: number) =>
      ask(sessionRow, "sessions", { title, classes, rooms, start: at(from), end: at(to) });
    const reactions = await plan("Reactions", ["CHM-101"], ["QUAY-101"], -20, 40);
    const orbits = await plan("Orbits", ["AST-102"], ["SOUTH-103"], 90, 150);
    const { page, complaints, close } = await browser.open(server.url);
    // The timetable has brought no term: the page says what that does, and makes one of the days that are planned.
    const missing = page.getByRole("region", { name: "No term has begun" });
    await missing.getByText("Rates are of today only").waitFor();
    await missing.getByRole("button", { name: "Add a term" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a term" });
    expect(await dialog.getByLabel("First day").inputValue()).toBe(day);
    await dialog.getByLabel("Code").fill("NOW");
    await dialog.getByLabel("Title").fill("Now");
    await dialog.getByRole("button", { name: "Add" }).click();
    await missing.waitFor({ state: "detached" });
    for (const student of ["CHM1", "CHM2", "CHM3"]) await send(student, "QUAY-101");
    await send("CHM4", "QUAY-101", "denied");
    await page.getByRole("link", { name: /^Reactions, QUAY-101,.*: 3 of 6 here/ }).waitFor();

    const { sessions } = await ask(sessionList, `sessions?from=${day}&to=${day}`);
    const register = await ask(registerView, `sessions/${reactions.id}`);
    const seen = register.marks.filter(({ status }) => here.includes(status)).length;
    expect(seen).toBe(3);
    // Seven standing places, of which two are taken, and the session that is on.
    const expected = 7 + register.marks.length;
    await figure(page, "Expected").getByText(number.format(expected), { exact: true }).waitFor();
    await figure(page, "Here")
      .getByText(number.format(2 + seen), { exact: true })
      .waitFor();
    const bar = page.getByRole("link", { name: /^Reactions/ });
    expect(await bar.getAttribute("aria-label")).toMatch(/3 of 6 here, 3 late, 3 not seen, 1 turned away$/);
    expect(await bar.getAttribute("href")).toBe(`/registers/${reactions.id}`);
    const later = sessions.find(({ id }) => id === orbits.id);
    expect(await page.getByRole("link", { name: /^Orbits/ }).getAttribute("aria-label")).toContain(
      `0 of ${later?.expected} here`,
    );
    const rooms = page.getByRole("list", { name: "Rooms" });
    for (const room of ["ASG-13", "BSB214", "ECG-01", "QUAY-101", "SOUTH-103"]) {
      await rooms.getByRole("link", { name: room, exact: true }).waitFor();
    }

    // One stop, and arrows from bar to bar.
    await page.getByRole("link", { name: /^ASG-13, ASG-13/ }).focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(/^BSB214/);
    expect(complaints).toEqual([]);
    await close();
  });

  test("what needs a look is one thing for each cause, and is put away and taken up again", async () => {
    await camera.publishAsync(originalTopic, "not a scan", { qos: 1 });
    await camera.publishAsync(originalTopic, "{}", { qos: 1 });
    const { page, close } = await browser.open(server.url);
    const panel = page.getByRole("region", { name: "Needs a look" });
    const held = panel.getByRole("listitem").filter({ hasText: "2 messages in quarantine" }).first();
    await held.waitFor({ timeout: 15_000 });
    await held.getByRole("button", { name: "Later" }).click();
    await page.getByRole("menuitem", { name: "For an hour" }).click();
    await held.getByText(/^Put away until \d\d:\d\d by local operator$/).waitFor();
    const { groups } = await ask(monitorView, "monitor");
    expect(groups.find(({ cause }) => cause === "quarantine")?.snoozed?.by).toBe("local operator");
    await held.getByRole("button", { name: "Put away" }).click();
    await page.getByRole("menuitem", { name: "Take up again" }).click();
    await held.getByRole("button", { name: "Later" }).waitFor();
    await close();
  });

  test("what needs a look is settled where it is told: a dialog for readers, clocks and messages, a word for people", async () => {
    const tell = (device: string, channel: DeviceChannel, said: object) =>
      camera.publishAsync(deviceTopic("main", device, channel), JSON.stringify({ v: 1, ...said }), {
        qos: 1,
      });
    const ahead = new Date(Date.now() + 2 * 3_600_000).toISOString();
    await tell("fast", "heartbeat", { at: ahead, boot_id: "b", outbox: 0, clock: "ntp" });
    await tell("fast", "scan", {
      event_id: "01890a5d-ac96-774b-bcce-b302099a8057",
      boot_id: "b",
      seq: 1,
      occurred_at: ahead,
      clock: "ntp",
      subject: { scheme: "student_id", value: "AST1" },
      location: "SOUTH-103",
    });
    const now = new Date().toISOString();
    await tell("lost", "heartbeat", { at: now, boot_id: "b", outbox: 0, clock: "ntp" });
    await tell("lost", "status", { state: "offline", boot_id: "b", at: now });
    for (const student of ["CSAI1001", "ITM3006"])
      for (let n = 0; n < 3; n += 1) await send(student, "ECG-01", "denied");

    const { page, complaints, close } = await browser.open(server.url);
    const panel = page.getByRole("region", { name: "Needs a look" });
    const group = (text: string) => panel.getByRole("listitem").filter({ hasText: text }).first();
    const settle = async (text: string, word: string) => {
      await group(text).getByRole("button", { name: "Settle" }).click({ timeout: 15_000 });
      await page.getByRole("menuitem", { name: word }).click();
    };
    const dialog = page.getByRole("dialog");

    await settle("main/lost is silent", "Expect its silence…");
    await dialog.getByRole("heading", { name: "When need main/lost not be heard?" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await settle("main/lost is silent", "Retire it…");
    await dialog.getByRole("textbox", { name: /^Why/ }).fill("it was a test");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Retire" }).click();
    await panel.getByText("main/lost is retired. It is taken back on its page.").waitFor();
    await group("main/lost is silent").waitFor({ state: "detached", timeout: 15_000 });

    await settle("The clock of main/fast is", "Take what was refused…");
    await dialog.getByText(/^1 message waits/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "The clock ran fast" }).click();
    await panel.getByText(/^The clock of main\/fast was put right\. /).waitFor();

    const people = group("2 people were denied again and again");
    await people.getByText("Each of them").click();
    await people.getByRole("button", { name: /^Seen to for today CSAI1001 denied 3 times/ }).click();
    await group("CSAI1001 denied 3 times").getByText("Put away until 00:00 by local operator").waitFor();
    await group("ITM3006 denied 3 times").getByRole("button", { name: "Settle" }).waitFor();
    await group("CSAI1001 denied 3 times").getByRole("button", { name: "Settle" }).click();
    await page.getByRole("menuitem", { name: "Take up again" }).click();
    await group("2 people were denied again and again").waitFor();

    const held = group("2 messages in quarantine");
    await held.getByText("Each of them").click({ timeout: 15_000 });
    await held
      .getByRole("button", { name: /^Dismiss…/ })
      .first()
      .click();
    await dialog.getByRole("button", { name: "Dismiss 1 message" }).click();
    await panel.getByText("1 dismissed; they can be taken back under Quarantine.").waitFor();
    await group("1 message in quarantine").waitFor({ timeout: 15_000 });
    await settle("1 message in quarantine", "Replay…");
    await dialog.getByRole("button", { name: "Replay 1 message" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
    await close();
  }, 120_000);

  test("a wall has rooms and figures and no ways away, and nobody's name or number", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/wall`);
    // The count that the board of today has.
    const row = page.getByRole("listitem").filter({ hasText: "QUAY-101" });
    await row.getByText("3 of 6").waitFor();
    expect(await row.innerText()).toContain("Reactions");
    const text = await page.locator("body").innerText();
    expect(text).not.toMatch(/CSAI1001|CHM1|SE2001/);
    expect(await page.getByRole("navigation").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("on a phone the sessions are a list, what is on first", async () => {
    const { page, close } = await browser.open(server.url, phone);
    const on = page.getByRole("region", { name: "Sessions: on now" }).getByRole("link");
    await on.first().waitFor();
    const names = await on.evaluateAll((links) => links.map((link) => link.getAttribute("aria-label") ?? ""));
    expect(names.map((name) => name.split(",")[0]).sort()).toEqual([
      "ASG-13",
      "BSB214",
      "ECG-01",
      "Reactions",
    ]);
    await page
      .getByRole("region", { name: "Sessions: still to come" })
      .getByRole("link", { name: /^Orbits/ })
      .waitFor();
    await close();
  });

  test("the monitor beats: a round follows the other", async () => {
    const { page, close } = await browser.open(server.url);
    const round = async () =>
      Number(/round (\d+)/.exec(await page.getByText(/^round \d+,/).innerText())?.[1] ?? Number.NaN);
    const before = await round();
    await page.getByText(`round ${before + 1},`).waitFor({ timeout: 12_000 });
    await close();
  });

  test.each(views)(
    "axe finds nothing wrong on %s",
    async (_name, view) => {
      const { page, complaints, close } = await browser.open(server.url, view);
      await page.getByRole("link", { name: /^Reactions/ }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "the page must not scroll sideways").toBe(false);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  test("a server that is away leaves the figures, says since when, and is met again without a reload", async () => {
    const { page, close } = await browser.open(server.url, laptop);
    const board = page.getByRole("link", { name: /^Reactions/ });
    await board.waitFor();
    await server.kill();
    await page.getByText(/^Reconnecting since \d\d:\d\d$/).waitFor();
    await page.getByText("not heard while the server is away").waitFor();
    expect(await board.isVisible()).toBe(true);
    await server.restart();
    await page.getByText("Live", { exact: true }).waitFor();
    camera = await connectAsync(server.mqttUrl);
    await send("CHM5", "QUAY-101");
    await page.getByRole("link", { name: /^Reactions, QUAY-101,.*: 4 of 6 here/ }).waitFor();
    await close();
  });
});

describe.skipIf(chromium === null)("today without anything", () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test("says what to do first", async () => {
    await fetch(`${server.url}/api/v1/demo/end`, { method: "POST" });
    const { page, complaints, close } = await browser.open(server.url);
    await page.getByRole("heading", { name: "Nobody is on the roster yet" }).waitFor();
    expect(await page.getByRole("link", { name: "Bring in people and timetable" }).getAttribute("href")).toBe(
      "/imports",
    );
    await page.getByRole("button", { name: "Start the demo" }).first().click();
    await page
      .getByRole("link", { name: /^ASG-13/ })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});

/** A zone in which it is about noon now, so that no test meets midnight. */
function noonZone(): string {
  const ahead = 12 - new Date().getUTCHours();
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}
