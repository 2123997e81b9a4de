import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views, violationsOf } from "./open-browser.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the locations", () => {
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

  test("a location says who is missing, who sends, and when last", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/rooms/ECG-01`);
    await page.getByText("No device has sent a scan from here today.").waitFor();
    await scan("ITM3006", "ECG-01", "denied");
    await page.getByRole("link", { name: "1 denied" }).waitFor();
    const senders = page.getByRole("region", { name: "Senders" });
    await senders.getByText(/last \d\d:\d\d:\d\d/).waitFor();
    const missing = page.getByRole("region", { name: "Missing right now" });
    await missing.getByRole("listitem").filter({ hasText: "ITM3006" }).getByText("Denied").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a name that no room has is listed as one, and its scans can be reached", async () => {
    await scan("ITM3006", "LOADING BAY", "denied");
    const { page, close } = await browser.open(`${server.url}/rooms`);
    const row = page.getByRole("row").filter({ hasText: "LOADING BAY" });
    await row.getByText("Not a known room").waitFor();
    await row.getByRole("link", { name: "LOADING BAY" }).click();
    await page.getByRole("link", { name: "1 denied" }).click();
    await page.getByRole("rowheader").first().waitFor();
    expect(new URL(page.url()).searchParams.get("location")).toBe("LOADING BAY");
    await close();
  });

  test("a location that nobody named is said to be none", async () => {
    const { page, close } = await browser.open(`${server.url}/rooms/NONE`);
    await page.getByText("Nothing is known of this location today").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test.each(
    ["/rooms", "/rooms/ECG-01"].flatMap((path) => views.map(([name, view]) => [path, name, view] as const)),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page.getByText(path === "/rooms" ? /\d locations/ : "Missing right now").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
