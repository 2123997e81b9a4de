import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { institutionView } from "../../src/contract/http/institution.ts";
import { termList } from "../../src/contract/http/roster.ts";
import { systemView } from "../../src/contract/http/system.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views, violationsOf } from "./open-browser.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the first run", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test.each(views)("axe finds nothing wrong with it on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/school/begin`, view);
    await page.getByText("No term yet", { exact: false }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the first page asks; name, term and load are answered, and nobody is asked again", async () => {
    const { page, complaints, close } = await browser.open(server.url);
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
      firstRun: false,
    });
    expect((await server.ask(systemView, "/api/v1/system")).demo.active).toBe(false);
    await page.goto(server.url);
    await page.getByRole("heading", { name: "Today" }).waitFor();
    expect(await asked.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
