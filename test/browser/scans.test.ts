import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const decisions = ["granted", "late", "denied"] as const;
const sent = 240;

describe.skipIf(chromium === null)("the scans", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
    await Promise.all(
      Array.from({ length: sent }, (_, index) => scan(index, decisions[index % decisions.length] ?? "")),
    );
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  /** @param index makes the scan one of its own */
  const scan = (index: number, decision: string, location = "BSB214") =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({
        student_id: "CSAI1001",
        location,
        decision,
        timestamp: new Date(Date.now() - 1_000 * index).toISOString(),
      }),
      { qos: 1 },
    );

  test("older scans are read as the reader comes near them, down to the first", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/messages/scans`);
    const log = page.getByRole("region", { name: "Log" });
    await log.getByText("newest first, 100 so far").waitFor();
    for (const known of ["200 so far", String(sent)]) {
      await log.getByRole("group").evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
      await log.getByText(`newest first, ${known}`, { exact: true }).waitFor();
    }
    expect(await log.getByRole("row").count()).toBeLessThan(60);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a reader who has scrolled keeps the rows being read; what is new waits behind a button", async () => {
    const { page, close } = await browser.open(`${server.url}/messages/scans?decision=late`);
    const log = page.getByRole("region", { name: "Log" });
    await log.getByText("newest first, 80").waitFor();
    await log.getByRole("group").evaluate((element) => element.scrollTo({ top: 400 }));
    await scan(-1, "denied");
    await scan(-2, "late", "ECG-01");
    await log.getByRole("button", { name: "1 new scan" }).click();
    await log.getByRole("row").filter({ hasText: "ECG-01" }).waitFor();
    await log.getByText("newest first, 81").waitFor();
    await close();
  });

  test("each filter is part of the address", async () => {
    const { page, close } = await browser.open(
      `${server.url}/messages/scans?student=CSAI1001&location=ECG-01`,
    );
    await page.getByText("newest first, 1").waitFor();
    await page.getByRole("button", { name: "Location: any" }).click();
    await page.getByRole("combobox", { name: "Decision" }).selectOption("Denied");
    await page.waitForURL((url) => url.search === "?student=CSAI1001&decision=denied");
    await page.getByText("newest first, 81").waitFor();
    await page.getByRole("combobox", { name: "Identification" }).selectOption("Not identified");
    await page.getByText("No scan matches").waitFor();
    await close();
  });

  test("a scan that is open has an address of its own", async () => {
    const { page, close } = await browser.open(`${server.url}/messages/scans`);
    await page
      .getByRole("button", { name: /: details$/ })
      .first()
      .click();
    await page.waitForURL(/scan=/);
    await page.reload();
    await page.getByRole("dialog", { name: "Scan" }).getByText('"student_id":"CSAI1001"').waitFor();
    await close();
  });

  test.each(views)("axe finds nothing wrong on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/messages/scans`, view);
    await page.getByText("newest first, 100 so far").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
