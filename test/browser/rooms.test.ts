import { connectAsync, type MqttClient } from "mqtt";
import type { Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the rooms", () => {
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

  test("a room of a class that stands there says who is here and who is not, as scans come", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/rooms`);
    const row = page.locator('tr[data-room="ECG-01"]');
    await row.getByText("0 of 2 here").waitFor();
    await scan("ITM3006", "ECG-01", "granted");
    await row.getByText("1 of 2 here").waitFor();
    await row.getByRole("link", { name: "ECG-01", exact: true }).first().click();
    await page.getByRole("region", { name: "On now" }).getByText("1 of 2 here").waitFor();
    await page.getByText("Devices call it by its code alone.").waitFor();
    // Of its standing class alone: a session of the whole day, and the one scan so far.
    const timeline = page.getByRole("region", { name: "Today", exact: true });
    await timeline.getByText("1 all day").waitFor();
    await timeline.getByText("1 scan", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("who is in a room is said not to be readable where it is not, and read once it is tried again", async () => {
    const { page, close } = await browser.open(`${server.url}/rooms`);
    await page.route("**/api/v1/sessions/*", (route) => route.abort());
    await page.goto(`${server.url}/rooms/ECG-01`);
    const onNow = page.getByRole("region", { name: "On now" });
    await onNow.getByRole("alert").getByText("Who is here could not be read.").waitFor();
    await page.unroute("**/api/v1/sessions/*");
    await onNow.getByRole("button", { name: "Try again" }).click();
    await onNow.getByRole("heading", { name: "Not here" }).waitFor();
    await close();
  });

  test("how many scans came to a room is not said before it is read", async () => {
    const { page, close } = await browser.open(`${server.url}/rooms`);
    const held: Route[] = [];
    await page.route("**/api/v1/decisions?*", (route) => void held.push(route));
    await page.goto(`${server.url}/rooms/ECG-01`);
    await expect.poll(() => held.length).toBeGreaterThan(0);
    const timeline = page.getByRole("region", { name: "Today", exact: true });
    await timeline.getByText("being read").waitFor();
    expect(await timeline.getByText(/^\d+ scans?$/).count()).toBe(0);
    await page.unroute("**/api/v1/decisions?*");
    await timeline.getByText(/^\d+ scans?$/).waitFor();
    await close();
  });

  test("a name that no room has is listed as one, and becomes another name of a room", async () => {
    await scan("ITM3006", "LOADING BAY", "denied");
    const { page, close } = await browser.open(`${server.url}/rooms`);
    const names = page.getByRole("region", { name: "Names that no room has" });
    const name = names.getByRole("listitem").filter({ hasText: "LOADING BAY" });
    await name.getByRole("link", { name: "It is another name of a room" }).click();
    const room = page.getByRole("row", { name: /ECG-01/ });
    await room.getByRole("button", { name: "Is “LOADING BAY”" }).click();
    await page.getByText("“LOADING BAY” is another name of ECG-01.").waitFor();
    await page.goto(`${server.url}/rooms/LOADING%20BAY`);
    await page.getByRole("heading", { level: 1, name: "ECG-01" }).waitFor();
    await close();
  });

  test("a name that is nearly a room's becomes one of it by one touch, and is taken back by another", async () => {
    await scan("ITM3006", "ECG 01", "denied");
    const { page, complaints, close } = await browser.open(`${server.url}/rooms`);
    const names = page.getByRole("region", { name: "Names that no room has" });
    const name = names.getByRole("listitem").filter({ hasText: "ECG 01" });
    await name.getByText("1 scan today · nearly ECG-01").waitFor();
    await name.getByRole("button", { name: "It is ECG-01" }).click();
    const asked = page.getByRole("dialog", { name: "Is “ECG 01” ECG-01?" });
    await asked.getByText("scans that come under it from now on count").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await asked.getByRole("button", { name: "It is ECG-01" }).click();
    await page.getByText("“ECG 01” is another name of ECG-01.").waitFor();
    await name.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await name.getByRole("button", { name: "It is ECG-01" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a room that nobody named is said to be none", async () => {
    const { page, close } = await browser.open(`${server.url}/rooms/NONE`);
    await page.getByText("No room is called so").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test.each(
    ["/rooms", "/rooms/ECG-01"].flatMap((path) => views.map(([name, view]) => [path, name, view] as const)),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page
      .getByText(/\d of 2 here/)
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("on a phone every link of a list is high enough for a finger", async () => {
    const { page, close } = await browser.open(`${server.url}/students`, phone);
    await page.getByRole("link", { name: "ITM3006" }).waitFor();
    const low = await page.locator("th > a, td > a, li > a").evaluateAll((links) =>
      links.flatMap((link) => {
        const { height } = link.getBoundingClientRect();
        return height > 0 && height < 24 ? [`${link.textContent} ${height}`] : [];
      }),
    );
    expect(low).toEqual([]);
    await close();
  });

  test("the address of a room of the demonstration that was ended says what it was", async () => {
    expect((await fetch(`${server.url}/api/v1/demo/end`, { method: "POST" })).ok).toBe(true);
    const { page, close } = await browser.open(`${server.url}/rooms/BSB214`);
    await page.getByRole("heading", { name: "A room of the demonstration, which was ended" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });
});
