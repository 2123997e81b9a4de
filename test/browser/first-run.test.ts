import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { institutionView } from "../../src/contract/http/institution.ts";
import { termList } from "../../src/contract/http/roster.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the first run", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    // A zone that a setting names is not asked for.
    [server, browser] = await Promise.all([serveHere({ timeZoneNamed: false }), openBrowser(chromium ?? "")]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test.each(views)("axe finds nothing wrong with it on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/school/begin`, view);
    await page.getByText("No term yet", { exact: false }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the zone is asked for, with that of the device to begin with, before anything is loaded", async () => {
    const { page, close } = await browser.open(`${server.url}/school/begin`, {
      viewport: { width: 1440, height: 900 },
      timezoneId: "Australia/Adelaide",
    });
    const zone = page.getByLabel("Time zone in which its days begin and end");
    expect(await zone.inputValue()).toBe("Australia/Adelaide");
    const load = page.getByRole("button", { name: "Bring in files" });
    expect(await load.isEnabled()).toBe(true);
    await page.getByRole("button", { name: "Save the zone" }).click();
    await page.getByRole("status").filter({ hasText: "start it again" }).waitFor();
    expect(await load.isDisabled()).toBe(true);
    expect(await server.ask(institutionView, "/api/v1/institution")).toMatchObject({
      timeZone: "Europe/London",
      nextTimeZone: "Australia/Adelaide",
    });
    expect(await violationsOf(page)).toEqual([]);
    await zone.fill("Adelaide");
    await page.getByRole("button", { name: "Save the zone" }).click();
    await page.getByRole("alert").filter({ hasText: "is not an IANA time zone" }).waitFor();
    await zone.fill("Europe/London");
    await page.getByRole("button", { name: "Save the zone" }).click();
    await expect.poll(() => load.isEnabled()).toBe(true);
    await close();
  });

  test("the zone that stands there is meant by whoever loads a school of their own", async () => {
    const { page, close } = await browser.open(`${server.url}/school/begin`, {
      viewport: { width: 1440, height: 900 },
      timezoneId: "Australia/Adelaide",
    });
    const next = async () => (await server.ask(institutionView, "/api/v1/institution")).nextTimeZone;
    await page.getByRole("button", { name: "Bring in files" }).click();
    await page.getByText("First start the server again", { exact: false }).waitFor();
    expect(await next()).toBe("Australia/Adelaide");
    await page.getByLabel("Time zone in which its days begin and end").fill("Europe/London");
    await page.getByRole("button", { name: "Save the zone" }).click();
    await expect.poll(next).toBe(null);
    await close();
  });

  test("what is typed and not saved is kept, whatever else is saved or chosen", async () => {
    const { page, close } = await browser.open(`${server.url}/school/begin`);
    const zone = page.getByLabel("Time zone in which its days begin and end");
    const name = page.getByLabel("Name of the school or university");
    await zone.fill("Asia/Tokyo");
    await name.fill("Southgate");
    await page.getByRole("button", { name: "Save the name" }).click();
    await page.getByRole("navigation", { name: "Pages" }).getByText("Southgate").waitFor();
    expect(await zone.inputValue()).toBe("Asia/Tokyo");
    await name.fill("Westgate");
    await zone.fill("Asia/Nowhere");
    await page.getByRole("button", { name: "Begin empty" }).click();
    await page.getByRole("alert").filter({ hasText: "is not an IANA time zone" }).waitFor();
    expect([await zone.inputValue(), await name.inputValue()]).toEqual(["Asia/Nowhere", "Westgate"]);
    await zone.fill("Asia/Tokyo");
    await page.getByRole("button", { name: "Begin empty" }).click();
    await page.getByText("First start the server again", { exact: false }).waitFor();
    // Nothing was loaded, or taken away, with the days of another zone.
    expect(await server.ask(institutionView, "/api/v1/institution")).toMatchObject({
      name: "Westgate",
      nextTimeZone: "Asia/Tokyo",
      firstRun: true,
    });
    await zone.fill("Europe/London");
    await page.getByRole("button", { name: "Save the zone" }).click();
    await expect.poll(() => page.getByRole("button", { name: "Begin empty" }).isEnabled()).toBe(true);
    await close();
  });

  test("the first page asks; name, term and load are answered, and nobody is asked again", async () => {
    const { page, complaints, close } = await browser.open(server.url, {
      viewport: { width: 1440, height: 900 },
      timezoneId: "Europe/London",
    });
    const asked = page.getByRole("region", { name: "First run" });
    await asked.getByRole("link", { name: "Begin" }).click();
    await page.getByLabel("Name of the school or university").fill("Northgate University");
    await page.getByRole("button", { name: "Save the name" }).click();
    await page.getByRole("navigation", { name: "Pages" }).getByText("Northgate University").waitFor();

    await page.getByRole("button", { name: "Add a term" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a term" });
    await dialog.getByLabel("Code").fill("2026-AUT");
    await dialog.getByLabel("Title").fill("Autumn");
    await dialog.getByLabel("First day").fill("2026-09-21");
    await dialog.getByLabel("Last day").fill("2026-12-19");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByRole("region", { name: "Term" }).getByText("Autumn").waitFor();
    expect((await server.ask(termList, "/api/v1/roster/terms")).terms).toMatchObject([{ code: "2026-AUT" }]);

    await page.getByRole("button", { name: "Bring in files" }).click();
    await page.waitForURL(/\/imports$/);
    expect(await server.ask(institutionView, "/api/v1/institution")).toEqual({
      name: "Northgate University",
      timeZone: "Europe/London",
      nextTimeZone: null,
      asksTimeZone: true,
      firstRun: false,
      termMissing: null,
    });
    expect((await server.ask(systemView, "/api/v1/system")).demo.active).toBe(false);
    await page.goto(server.url);
    await page.getByRole("heading", { name: "Today" }).waitFor();
    expect(await asked.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the zone that stands there is not saved by whoever starts the demonstration", async () => {
    const { page, close } = await browser.open(`${server.url}/school/begin`, {
      viewport: { width: 1440, height: 900 },
      timezoneId: "Australia/Adelaide",
    });
    await page.getByRole("button", { name: "Start it" }).click();
    await page.waitForURL(`${server.url}/`);
    expect(await server.ask(institutionView, "/api/v1/institution")).toMatchObject({ nextTimeZone: null });
    await close();
  });
});
