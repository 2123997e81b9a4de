import { readFile } from "node:fs/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the insights", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  // A scan that says what another said within ten minutes would be a repeat.
  let sent = 0;
  const scan = (student: string, location: string, decision: string, reason = "") =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({
        student_id: student,
        location,
        decision,
        reason,
        timestamp: new Date(Date.now() - sent++).toISOString(),
      }),
      { qos: 1 },
    );

  test("a day without scans says so", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/reports/decisions`);
    await page.getByText("No scans were taken in this time.").waitFor();
    await page.getByText("No denials in this time.").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("denials are told as they happen, and lead to the scans behind them", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/reports/decisions`);
    await page.getByText("No scans were taken in this time.").waitFor();
    for (let denial = 0; denial < 3; denial++) await scan("SE2001", "ASG-13", "denied", "Card blocked");
    await scan("CSAI1001", "BSB214", "granted");
    await page.getByText(/^Most denials: ASG-13 between \d+ and \d+, 3 of 3\.$/).waitFor();
    await page.getByText("SE2001 was turned away 3 times.").waitFor();
    await page.getByRole("link", { name: /^3 denials at ASG-13 between/ }).click();
    await page.waitForURL(/\/scans\?/);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({ location: "ASG-13", decision: "denied" });
    expect(searchParams.has("day") && searchParams.has("hour")).toBe(true);
    await page.getByText("Card blocked").first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("days and location are in the address, and back again", async () => {
    const { page, close } = await browser.open(`${server.url}/reports/decisions?location=BSB214`);
    await page.getByText("No denials among 1 scans.").waitFor();
    await page.getByText("7 days").click();
    await page.waitForURL(/period=7-days/);
    await page.getByRole("heading", { name: "By day" }).waitFor();
    await page.getByRole("combobox", { name: "Location" }).selectOption("");
    await page.getByText(/^Most denials: ASG-13/).waitFor();
    await page.goto(`${server.url}/reports/decisions?period=dates&from=2026-03-02&to=2026-03-01`);
    await page.getByText("The first day is after the last.").waitFor();
    await close();
  });

  test("a picture can be read as a table and taken away", async () => {
    const { page, close } = await browser.open(`${server.url}/reports/decisions`);
    const panel = page.getByRole("region", { name: "By reason" });
    await panel.getByText("Table").click();
    await panel.getByRole("row", { name: "Card blocked 0 0 3 0" }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      panel.getByRole("button", { name: /download as CSV/ }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^reasons-\d{4}-\d{2}-\d{2}\.csv$/);
    expect(await readFile(await download.path(), "utf8")).toContain("\r\nCard blocked,0,0,3,0\r\n");
    await close();
  });

  test.each(views)(
    "axe finds nothing wrong on %s",
    async (_name, view) => {
      const { page, complaints, close } = await browser.open(`${server.url}/reports/decisions`, view);
      await page.getByText(/^Most denials/).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "the page must not scroll sideways").toBe(false);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
