import { readFile } from "node:fs/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views, violationsOf } from "./open-browser.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the overview", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  const send = (student: string, location: string, decision: string, reason = "") =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({
        student_id: student,
        location,
        decision,
        reason,
        timestamp: new Date().toISOString(),
      }),
      { qos: 1 },
    );
  const figure = (term: string) => `dl div:has(> dt:text-is("${term}")) dd`;

  test("a day without scans names what to do next, and the demo camera brings some", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    await page.getByText("npm run simulate").waitFor();
    await page.locator(figure("Not seen")).getByText("7").waitFor();
    await page.getByRole("button", { name: "Run the demo camera" }).click();
    await page.getByRole("list", { name: "Scans, newest first" }).getByRole("listitem").first().waitFor();
    await page.getByRole("button", { name: "Stop the demo camera" }).click();
    await page.getByRole("button", { name: "Run the demo camera" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("scans move the figures, and what needs a look leads to where one acts", async () => {
    const { page, complaints, close } = await browser.open(server.url);
    await send("CSAI1001", "BSB214", "granted");
    await send("CSAI1001", "ECG-01", "granted");
    await send("CSAI1001", "ASG-13", "granted");
    await camera.publishAsync(originalTopic, "not a scan", { qos: 1 });
    const row = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "CSAI1001" }) });
    await row.getByText("100.0 %").waitFor();
    const held = page.getByRole("link", { name: /message in quarantine/ });
    await held.waitFor();
    expect(await held.getAttribute("href")).toBe("/messages/quarantine?code=not_json");
    await page.getByRole("link", { name: /Messages 1 in quarantine/ }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("arrivals are also a table and a file", async () => {
    const { page, close } = await browser.open(server.url);
    await page.getByRole("img", { name: /[1-9]\d* scans today by quarter of an hour/ }).waitFor();
    await page.getByText("Table").click();
    const table = page.getByRole("table", { name: "Arrivals" });
    const cells = await table.getByRole("row").nth(1).getByRole("cell").allInnerTexts();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Arrivals: download as CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^arrivals-\d{4}-\d\d-\d\d\.csv$/);
    const [head, first] = (await readFile(await download.path(), "utf8")).split("\r\n");
    expect(head).toBe("\uFEFFFrom,Granted,Late,Denied,Unidentified");
    expect(first?.split(",").slice(1)).toEqual(cells);
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
      await page.getByRole("img", { name: /scans today by quarter/ }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "the page must not scroll sideways").toBe(false);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );

  test("a server that is away leaves the figures, says since when, and is met again without a reload", async () => {
    const { page, close } = await browser.open(server.url);
    const scans = page.getByRole("list", { name: "Scans, newest first" });
    await scans.waitFor();
    await server.kill();
    await page.getByText(/^Reconnecting since \d\d:\d\d$/).waitFor();
    await page.getByText("not heard while the server is away").waitFor();
    expect(await scans.isVisible()).toBe(true);
    await server.restart();
    await page.getByText("Live", { exact: true }).waitFor();
    await page.getByText(/^round \d+,/).waitFor();
    await close();
  });
});
