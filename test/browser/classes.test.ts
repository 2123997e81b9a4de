import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views, violationsOf } from "./open-browser.ts";

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

  test("who was missing is seen as soon as a device says so", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/classes/BSB214`);
    const missing = page.getByRole("region", { name: "Missing right now" });
    await missing.getByText("SE2001").waitFor();
    await scan("SE2001", "granted");
    await missing.getByText("SE2001").waitFor({ state: "detached" });
    expect(await missing.getByRole("link").allInnerTexts()).toEqual(["CSAI1001"]);
    await page.getByText("Seen", { exact: true }).click();
    await page.waitForURL(/show=seen$/);
    await page.getByRole("region", { name: "Seen" }).getByText("SE2001").waitFor();
    await page.getByRole("link", { name: "1 granted" }).click();
    await page.waitForURL((url) => /decision=granted/.test(url.search) && /location=BSB214/.test(url.search));
    await page.getByRole("rowheader").first().waitFor();
    expect(await page.getByRole("rowheader").count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  test("each class stands with its figures, found and ordered by the address", async () => {
    const { page, close } = await browser.open(`${server.url}/classes?sort=-percent`);
    await page.getByRole("rowheader").first().waitFor();
    expect(await page.getByRole("rowheader").allInnerTexts()).toEqual(["BSB214", "ASG-13", "ECG-01"]);
    await page.getByRole("row").filter({ hasText: "BSB214" }).getByText("1 present").waitFor();
    await page.getByPlaceholder("Class or location").fill("ecg");
    await expect.poll(() => page.getByRole("rowheader").allInnerTexts()).toEqual(["ECG-01"]);
    await close();
  });

  test("a code that no class has is said to be none", async () => {
    const { page, close } = await browser.open(`${server.url}/classes/NONE`);
    await page.getByText("No class with students has this code").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test.each(
    ["/classes", "/classes/BSB214"].flatMap((path) =>
      views.map(([name, view]) => [path, name, view] as const),
    ),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page.getByText(path === "/classes" ? "3 classes" : "Missing right now", { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
