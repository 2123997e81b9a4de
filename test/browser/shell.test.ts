import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { destinations } from "../../web/app/shell/destinations.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { laptop, openBrowser, phone, type TestBrowser, violationsOf } from "./open-browser.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("what stands around every page", () => {
  let server: TestServer;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test("two keys go to a page, whose heading gets the focus and whose name is the window's", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    expect(await page.title()).toBe("Overview · Muster");
    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await page.waitForURL("**/flow");
    await page.waitForFunction(() => document.activeElement?.textContent === "Flow");
    expect(await page.title()).toBe("Flow · Muster");
    expect(await page.locator("h1").count()).toBe(1);
    expect(await page.getByRole("link", { name: "Flow" }).getAttribute("aria-current")).toBe("page");
    await page.goBack();
    await page.waitForFunction(() => document.activeElement?.textContent === "Overview");
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
    expect(names).toEqual(destinations.map(({ word }) => word));
    for (const name of names) {
      await rail.getByRole("link", { name, exact: true }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
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
    await page.getByRole("group", { name: "Locations" }).getByRole("option", { name: "BSB214" }).waitFor();
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
    const link = page.getByRole("link", { name: "Quarantine" });
    await link.waitFor();
    expect((await link.boundingBox())?.width).toBeLessThan(50);
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test("on a phone all pages are one touch further", async () => {
    const { page, close } = await browser.open(server.url, phone);
    await page.getByRole("button", { name: "More" }).click();
    const sheet = page.getByRole("dialog", { name: "All pages" });
    await sheet.waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await sheet.getByRole("link", { name: "Flow" }).click();
    await page.getByRole("heading", { level: 1, name: "Flow" }).waitFor();
    expect(await sheet.count()).toBe(0);
    await close();
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
