import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

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
    const sum = page.getByRole("region", { name: "Attendance" });
    await sum.getByText("(1 × 1 + 1 × 0.5) ÷ 3 = 50.0 %").first().waitFor();
    const today = page.getByRole("region", { name: "Today" }).getByRole("listitem");
    await expect
      .poll(async () => (await today.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " ")).sort())
      .toEqual([
        expect.stringMatching(
          /^All day ASG-13 ASG-13 · ASG-13 Not seen Not seen coming in to ASG-13 on that day so far \(named, but not recognised, in ASG-13 at [\d:]+: Face not in database\)\.$/,
        ),
        expect.stringMatching(
          /^All day BSB214 BSB214 · BSB214 Present Present: the reader decided so in BSB214 at [\d:]+\.$/,
        ),
        expect.stringMatching(
          /^All day ECG-01 ECG-01 · ECG-01 Late Late: the reader decided so in ECG-01 at [\d:]+\.$/,
        ),
      ]);
    const scans = page.getByRole("region", { name: "Scans and attempts" });
    await scans.getByText("Claimed, not identified").waitFor();
    expect(await scans.getByRole("rowheader").count()).toBe(3);

    await scan("ASG-13", "granted");
    await sum.getByText("(2 × 1 + 1 × 0.5) ÷ 3 = 83.3 %").first().waitFor();
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
