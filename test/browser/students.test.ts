import { readFile } from "node:fs/promises";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the students", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  const scan = (student_id: string, location: string, decision: string) =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({ student_id, location, decision, timestamp: new Date().toISOString() }),
      { qos: 1 },
    );

  test("a scan changes the row of its student, with the sum", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/students`);
    const row = page.getByRole("row").filter({ hasText: "CSAI1001" });
    await row.getByText("Nobody was seen yet").first().waitFor();
    await scan("CSAI1001", "BSB214", "granted");
    await row.getByText("33.3 %", { exact: true }).waitFor();
    await row.getByText("BSB214: present").waitFor();
    await row.getByText("(1 × 1) ÷ 3 = 33.3 %").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("what is typed, chosen and ordered is in the address, and the address says it again", async () => {
    const { page, close } = await browser.open(`${server.url}/students`);
    await page.getByPlaceholder("Name or id").fill("se");
    await page.getByText("1 student found").waitFor();
    await page.waitForURL(/search=se$/);
    await page.getByPlaceholder("Name or id").fill("");
    await page.getByRole("combobox", { name: "Class" }).selectOption("ECG-01");
    await page.getByText("2 students found").waitFor();
    await page.getByRole("button", { name: "Attendance", exact: true }).click();
    await page.waitForURL((url) => url.search === "?class=ECG-01&sort=rate");
    await page.reload();
    await page.getByText("2 students found").waitFor();
    expect(await page.getByRole("rowheader").getByRole("link").allInnerTexts()).toEqual([
      "ITM3006",
      "CSAI1001",
    ]);
    await page.getByRole("textbox", { name: /^Below/ }).fill("20");
    await page.getByText("1 student found").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("3 students").waitFor();
    await close();
  });

  test("on a phone filters fold away: how many are set and what clears them stay, and Back takes each back", async () => {
    const { page, close } = await browser.open(`${server.url}/rooms`, phone);
    await page.goto(`${server.url}/students`);
    await page.getByText("3 students").waitFor();
    const fold = page.getByRole("button", { name: /^Filters/ });
    await fold.click();
    const groups = page.getByRole("combobox", { name: "Class" });
    await groups.selectOption("ECG-01");
    await page.getByText("2 students found").waitFor();
    await page.getByPlaceholder("Name or id").fill("itm");
    await page.getByText("1 student found").waitFor();
    await page.waitForURL((url) => url.search === "?class=ECG-01&search=itm");
    // Open where some are set, and one touch away where it is folded.
    await page.reload();
    await page.getByText("1 student found").waitFor();
    expect(await groups.isVisible()).toBe(true);
    await fold.click();
    expect(await fold.innerText()).toBe("Filters, 1 set");
    expect(await groups.count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Clear", exact: true }).click();
    await page.getByText("3 students").waitFor();
    for (const [search, found] of [
      ["?class=ECG-01&search=itm", "1 student found"],
      ["?class=ECG-01", "2 students found"],
      ["", "3 students"],
    ] as const) {
      await page.goBack();
      await page.waitForURL((url) => url.pathname === "/students" && url.search === search);
      await page.getByText(found).waitFor();
    }
    await page.goBack();
    await page.waitForURL("**/rooms");
    await close();
  });

  test("from row to row by keyboard, and Enter opens", async () => {
    const { page, close } = await browser.open(`${server.url}/students`);
    await page.getByRole("rowheader", { name: "SE2001" }).waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await expect.poll(focused).toBe("SE2001");
    await page.keyboard.press("k");
    await expect.poll(focused).toBe("ITM3006");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "ITM3006" }).waitFor();
    await close();
  });

  test("the file has everything that is filtered", async () => {
    const { page, close } = await browser.open(`${server.url}/students?class=BSB214`);
    await page.getByText("2 students found").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).click(),
    ]);
    const [head, ...rows] = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
    expect(head).toMatch(/^\uFEFFstudent_id,name,cohort,classes,percent,/);
    expect(rows.map((row) => row.split(",").slice(0, 4).join(","))).toEqual([
      "CSAI1001,,,ASG-13 BSB214 ECG-01",
      "SE2001,,,ASG-13 BSB214",
    ]);
    await close();
  });

  test.each(views)("axe finds nothing wrong on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/students`, view);
    await page.getByRole("rowheader", { name: "SE2001" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
