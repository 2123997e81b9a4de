import { connectAsync, type MqttClient } from "mqtt";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { writeDay } from "../../web/time/write-day.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the classes", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  const scan = (student_id: string, decision: string) =>
    camera.publishAsync(
      originalTopic,
      JSON.stringify({ student_id, location: "BSB214", decision, timestamp: new Date().toISOString() }),
      { qos: 1 },
    );

  test("who is missing and who is here changes as a device says so", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/classes/BSB214`);
    const people = page.getByRole("region", { name: "Students" });
    await page.getByText("Missing today").click();
    await expect
      .poll(() => people.getByRole("listitem").getByRole("link").allInnerTexts())
      .toEqual(["CSAI1001", "SE2001"]);
    await scan("SE2001", "granted");
    await expect
      .poll(() => people.getByRole("listitem").getByRole("link").allInnerTexts())
      .toEqual(["CSAI1001"]);
    await page.getByText("Here today").click();
    await people.getByText("SE2001").waitFor();
    await page
      .getByRole("region", { name: "The class at a glance" })
      .getByText("(1 × 1) ÷ 2 = 50.0 %")
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("each class stands with its figures, found and ordered by the address", async () => {
    const { page, close } = await browser.open(`${server.url}/classes?sort=-rate`);
    const names = () => page.getByRole("rowheader").getByRole("link").allInnerTexts();
    await expect.poll(names).toEqual(["BSB214", "ASG-13", "ECG-01"]);
    await page.getByRole("row").filter({ hasText: "BSB214" }).getByText("50.0 %", { exact: true }).waitFor();
    await page.getByPlaceholder("Class, course or staff").fill("ecg");
    await expect.poll(names).toEqual(["ECG-01"]);
    await close();
  });

  test("a class is told where it stands from a day on, and the form says where it stood", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/classes/ECG-01`);
    const open = () => page.getByRole("button", { name: "Standing room" }).click();
    await open();
    const dialog = page.getByRole("dialog", { name: "Where ECG-01 stands" });
    await dialog.getByText(/As told so far: ECG-01 from/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const today = await dialog.getByLabel("From the day").inputValue();
    const later = Temporal.PlainDate.from(today).add({ days: 30 }).toString();
    await dialog.getByLabel("From the day").fill(later);
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "detached" });
    await open();
    await dialog.getByText(`until before ${writeDay(later)}`).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a code that no class has is said to be none; the address of its register of before leads to the class", async () => {
    const { page, close } = await browser.open(`${server.url}/classes/NONE`);
    await page.getByText("No class has this code").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${server.url}/classes/BSB214/register?view=register`);
    await page.waitForURL(/\/classes\/BSB214\?view=register$/);
    await page.getByText(/^1 session, 2 students/).waitFor();
    await close();
  });

  test.each(
    ["/classes", "/classes/BSB214"].flatMap((path) =>
      views.map(([name, view]) => [path, name, view] as const),
    ),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page.getByText(path === "/classes" ? "3 classes" : "Here today", { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
