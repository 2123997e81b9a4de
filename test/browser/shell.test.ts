import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pagePaths } from "../../src/contract/http/page-paths.ts";
import { destinations } from "../../web/app/shell/destinations.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
/** Ways to a group of pages, with the page that one comes to. */
const firstParts = new Map([
  ["Messages", "Scans"],
  ["Reports", "Attendance"],
]);

/** The ways of the rail while nobody signs in: tutees are somebody's, and then nobody has any. */
const ways = destinations.filter(({ to }) => to !== pagePaths.tutees);

describe.skipIf(chromium === null)("what stands around every page", () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test("two keys go to a page, whose heading gets the focus and whose name is the window's", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    expect(await page.title()).toBe("Today · Muster");
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await page.waitForURL("**/messages/scans");
    await page.waitForFunction(() => document.activeElement?.textContent === "Scans");
    expect(await page.title()).toBe("Scans · Muster");
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.getByRole("link", { name: "Messages" }).getAttribute("aria-current")).toBe("page");
    await page.goBack();
    await page.waitForFunction(() => document.activeElement?.textContent === "Today");
    expect(complaints).toEqual([]);
    await close();
  });

  test("the first key skips to the page", async () => {
    const { page, close } = await browser.open(server.url);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await close();
  });

  test("every way of the rail leads to a page with a heading of its own", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    const rail = page.getByRole("navigation", { name: "Pages" });
    const names = await rail.getByRole("link").allInnerTexts();
    expect(names).toEqual(ways.map(({ word }) => word));
    for (const name of names) {
      await rail.getByRole("link", { name, exact: true }).click();
      await page.getByRole("heading", { level: 1, name: firstParts.get(name) ?? name }).waitFor();
      expect(await page.locator("h1").count()).toBe(1);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test("the palette finds a student on the server, a room and an action, and goes there", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    await page.keyboard.press("Control+k");
    const field = page.getByRole("combobox");
    await field.waitFor();
    await page.keyboard.type("csai10");
    await page.getByRole("option", { name: "CSAI1001" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await field.fill("bsb");
    await page.getByRole("group", { name: "Rooms" }).getByRole("option", { name: "BSB214" }).waitFor();
    await field.fill("dark");
    await page.getByRole("option", { name: "Theme: dark", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await field.waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    await page.keyboard.press("Control+k");
    await field.fill("itm");
    await page.getByRole("option", { name: "ITM3006", selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/students/ITM3006");
    expect(complaints).toEqual([]);
    await close();
  });

  test("the help lists the keys, keeps them to itself while it is open, and gives the focus back", async () => {
    const { page, close } = await browser.open(server.url);
    await page.getByRole("button", { name: "Search everything" }).focus();
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await help.waitFor();
    expect(await help.getByRole("definition").count()).toBeGreaterThanOrEqual(12);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    expect(new URL(page.url()).pathname).toBe("/");
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      "Search everything",
    );
    await close();
  });

  test("the rail folds to icons that keep their names, and stays folded", async () => {
    const { page, close } = await browser.open(server.url, laptop);
    await page.getByRole("button", { name: "Names of pages" }).click();
    await page.reload();
    const link = page.getByRole("link", { name: "Messages" });
    await link.waitFor();
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect((await link.boundingBox())?.width).toBeLessThan(50);
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test("in a narrow and low window every way of the rail is reached by mouse and by keyboard", async () => {
    const { page, close } = await browser.open(`${server.url}/policy`, {
      viewport: { width: 900, height: 420 },
    });
    const rail = page.getByRole("navigation", { name: "Pages" });
    await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
    // However far the page itself was read.
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    const inWindow = (name: string) =>
      rail.getByRole("link", { name, exact: true }).evaluate((link) => {
        const { top, bottom } = link.getBoundingClientRect();
        return top >= 0 && bottom <= window.innerHeight;
      });
    // What sticks is moved with the next frame after the page scrolled or grew.
    await expect.poll(() => inWindow("Today")).toBe(true);
    await rail.getByRole("link", { name: "Today", exact: true }).focus();
    for (const { word } of ways.slice(1)) {
      await page.keyboard.press("Tab");
      expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(word);
      await expect.poll(() => inWindow(word), { message: word }).toBe(true);
    }
    await rail.hover();
    await page.mouse.wheel(0, -5000);
    await expect.poll(() => inWindow("Today")).toBe(true);
    await page.mouse.wheel(0, 5000);
    await expect.poll(() => inWindow("Audit log")).toBe(true);
    await rail.getByRole("link", { name: "Audit log" }).click();
    await page.waitForURL("**/audit");
    await close();
  });

  test("the palette leads to pages within pages and begins deeds", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    const field = page.getByRole("combobox", { name: "Search everything" });
    for (const [typed, option, path] of [
      ["quarantine", "Quarantine", "/messages/quarantine"],
      ["to sign", "Registers to sign", "/registers/to-sign"],
      ["add reader", "Add a reader or device", "/devices"],
      ["import", "Import people and timetable", "/imports"],
      ["holidays", "Terms and days off", "/school"],
      ["add a term", "Add a term", "/school"],
      ["add term", "Add a term", "/school"],
      ["new semester", "Add a term", "/school"],
      ["add student", "Add a student", "/school/people"],
      ["add staff", "Add a member of staff", "/school/people"],
      ["add class", "Add a class", "/school/classes"],
      ["add course", "Add a course", "/school/courses"],
      ["create room", "Add a room", "/school/rooms"],
      ["add holiday", "Add a day off", "/school"],
      ["export", "Download registers and figures", "/reports"],
      ["policy", "Policy", "/policy"],
      ["change policy", "Change the policy", "/policy"],
      ["invite user", "Add an account", "/settings/accounts"],
    ] as const) {
      await page.keyboard.press("Control+k");
      await field.fill(typed);
      await page
        .getByRole("option", { name: new RegExp(`^${option}`) })
        .first()
        .click();
      await page.waitForURL((url) => url.pathname === path);
      if (option.startsWith("Add a ") && (path === "/devices" || path.startsWith("/school"))) {
        const dialog = page.getByRole("dialog", { name: /^Add / });
        await dialog.waitFor();
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
      }
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test("on a phone all pages are one touch further", async () => {
    const { page, close } = await browser.open(server.url, phone);
    await page.getByRole("button", { name: "More" }).click();
    const sheet = page.getByRole("dialog", { name: "All pages" });
    await sheet.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await sheet.getByRole("link", { name: "Policy" }).click();
    await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
    expect(await sheet.count()).toBe(0);
    await close();
  });

  test("an address of before leads to the page that took its place, with what was asked of it", async () => {
    for (const [before, now] of [
      ["/sessions", "/registers"],
      ["/sessions?day=2026-03-02", "/registers/day?day=2026-03-02"],
      ["/sessions/018f-a", "/registers/018f-a"],
      ["/locations/Lab%203%2FA", "/rooms/Lab%203%2FA"],
      ["/senders?sender=main%2Fgate", "/devices?sender=main%2Fgate"],
      ["/scans?decision=late", "/messages/scans?decision=late"],
      ["/quarantine", "/messages/quarantine"],
      ["/flow", "/messages/flow"],
      ["/insights?period=7-days", "/reports/decisions?period=7-days"],
      ["/alerts?state=all", "/follow-up?state=all"],
      ["/alerts?part=webhooks", "/notifications?part=webhooks"],
    ]) {
      const answer = await fetch(`${server.url}${before}`, { redirect: "manual" });
      expect([answer.status, answer.headers.get("location")], before).toEqual([302, now]);
    }
  });

  test("each page that the router knows is served", async () => {
    for (const path of Object.values(pagePaths)) {
      const answer = await fetch(`${server.url}${path.replaceAll("$", "")}`);
      expect([answer.status, answer.headers.get("content-type")], path).toEqual([
        200,
        "text/html; charset=utf-8",
      ]);
    }
  });

  test("an address of nothing says so", async () => {
    const { page, close } = await browser.open(server.url);
    await page.evaluate(() => {
      history.pushState(null, "", "/nowhere");
      dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.getByRole("heading", { level: 1, name: "No such page" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });
});
