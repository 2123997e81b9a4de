import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views, violationsOf } from "./open-browser.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a student", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
    await scan("BSB214", "granted");
    await scan("ECG-01", "late");
    await scan("ASG-13", "denied", "Face not in database");
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  let second = 0;
  const scan = (location: string, decision: string, reason?: string) =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({
        student_id: "CSAI1001",
        location,
        decision,
        reason,
        timestamp: new Date(Date.now() - 1_000 * second++).toISOString(),
      }),
      { qos: 1 },
    );

  test("the percentage is told as a sum, and a claim is shown as one", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/students/CSAI1001`);
    const sum = page.getByRole("region", { name: "Attendance today" });
    await sum.getByText("= 1.5 of 3 = 50.0 %").waitFor();
    expect((await sum.locator("p").first().innerText()).replaceAll(/\s+/g, " ")).toBe(
      "0 (Not seen, ASG-13) + 1 (Present, BSB214) + 0.5 (Late, ECG-01) = 1.5 of 3 = 50.0 %",
    );
    const scans = page.getByRole("region", { name: "Every scan" });
    await scans.getByText("Claimed, not identified").waitFor();
    expect(await scans.getByRole("rowheader").count()).toBe(3);
    expect(await page.getByRole("figure").getByRole("listitem").allInnerTexts()).toHaveLength(3);

    await scan("ASG-13", "granted");
    await sum.getByText("= 2.5 of 3 = 83.3 %").waitFor();
    await expect.poll(() => scans.getByRole("rowheader").count()).toBe(4);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a scan opens with the message that it came in", async () => {
    const { page, close } = await browser.open(`${server.url}/students/CSAI1001`);
    await page
      .getByRole("button", { name: /^Scan of .*: details$/ })
      .first()
      .click();
    const dialog = page.getByRole("dialog", { name: "Scan" });
    await dialog.getByText('"student_id":"CSAI1001"').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await close();
  });

  test("J and K go on in the list that the reader came from", async () => {
    const { page, close } = await browser.open(`${server.url}/students/CSAI1001?class=BSB214`);
    await page.getByText("1 of 2").waitFor();
    await page.keyboard.press("j");
    await page.getByRole("heading", { level: 1, name: "SE2001" }).waitFor();
    await page.getByText("2 of 2").waitFor();
    await page.keyboard.press("k");
    await page.getByRole("heading", { level: 1, name: "CSAI1001" }).waitFor();
    await close();
  });

  test("an id that nobody has is said to be none", async () => {
    const { page, close } = await browser.open(`${server.url}/students/NOBODY`);
    await page.getByText("No student has this id").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test.each(views)("axe finds nothing wrong on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/students/CSAI1001`, view);
    await page.getByText("Claimed, not identified").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
