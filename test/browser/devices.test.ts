import { connectAsync, type MqttClient } from "mqtt";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeviceChannel, deviceTopic, originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the senders", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  const tell = (device: string, channel: DeviceChannel, said: object) =>
    camera.publishAsync(deviceTopic("main", device, channel), JSON.stringify({ v: 1, ...said }), { qos: 1 });
  const scan = (device: string, seq: number) =>
    tell(device, "scan", {
      event_id: v7(),
      boot_id: "first",
      seq,
      occurred_at: new Date().toISOString(),
      clock: "ntp",
      subject: { scheme: "student_id", value: "CSAI1001" },
      location: "BSB214",
    });

  test("who is not heard comes first, with what it said last and what never arrived", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/devices`);
    await page.getByRole("heading", { name: "Nothing was heard yet" }).waitFor();
    const at = new Date().toISOString();
    await camera.publishAsync(
      originalTopic,
      JSON.stringify({ student_id: "SE2001", location: "ASG-13", decision: "granted", timestamp: at }),
      { qos: 1 },
    );
    await scan("gate", 1);
    await scan("gate", 4);
    await tell("gate", "heartbeat", { at, boot_id: "first", outbox: 2, clock: "ntp" });
    await tell("gate", "status", { state: "offline", boot_id: "first", at });
    const first = page.getByRole("row").nth(1);
    await first.getByText("Offline", { exact: true }).waitFor();
    await first.getByText("2 numbers are missing").waitFor();
    const cells = await first.getByRole("cell").allInnerTexts();
    expect(cells.slice(4)).toEqual([expect.stringMatching(/^2/), "", "2", "Synchronised", "2"]);
    // An hour may begin between the two, or just after.
    await first
      .getByRole("img", { name: /^2 scans in the last 24 hours, at most [12] in one, [0-2] in this$/ })
      .waitFor();
    await page.getByText("1 offline, 1 heard").waitFor();
    await first.getByRole("link", { name: "main/gate" }).click();
    await page.getByRole("heading", { level: 1, name: "main/gate" }).waitFor();
    await page.getByText("1 to 4, 2 arrived, 2 missing").waitFor();
    const messages = page.getByRole("region", { name: "Last messages" });
    await messages
      .getByRole("button", { name: /CSAI1001/ })
      .first()
      .waitFor();
    expect(await messages.getByRole("listitem").count()).toBe(2);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a device is renamed, is expected to be silent, and is retired, each taken back by one touch", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/devices/main%2Fgate`);
    const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("North gate");
    await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await heading("North gate");
    await page.getByRole("button", { name: "Expected silence" }).click();
    const dialog = page.getByRole("dialog", { name: "When need North gate not be heard?" });
    await dialog.getByRole("button", { name: "Nights and weekends" }).click();
    await dialog.getByText("Expected: every day 18:00 to 07:00; Sat and Sun all day.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("Silence is expected every day 18:00 to 07:00; Sat and Sun all day.").waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
    await page.getByText(/^Taken back: Silence of North gate/).waitFor();
    await page.getByRole("button", { name: "Retire" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("stolen");
    await page.getByRole("dialog").getByRole("button", { name: "Retire" }).click();
    await page.getByText(/^Retired on .* by local operator/).waitFor();
    await page.getByText("Retired", { exact: true }).waitFor();
    await page.goto(`${server.url}/devices`);
    await page
      .getByRole("row", { name: /North gate/ })
      .getByText("Retired", { exact: true })
      .waitFor();
    await page.getByRole("link", { name: "North gate" }).click();
    await page.getByRole("button", { name: "Back into use" }).click();
    await page.getByText("North gate is back in use.").waitFor();
    await page.getByText("Offline", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a device of which nothing was heard says so, and what to do", async () => {
    const { page, close } = await browser.open(`${server.url}/devices/main%2Fnobody`);
    await page.getByRole("heading", { name: "Nothing was ever heard of it" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test("a link names the sender that it is about", async () => {
    const { page, close } = await browser.open(`${server.url}/devices?sender=main%2Fgate`);
    await page.getByRole("row").nth(1).waitFor();
    expect(await page.getByRole("row").count()).toBe(2);
    await page.getByRole("searchbox").fill("nobody");
    await page.getByText("No sender’s name contains “nobody”.").waitFor();
    await close();
  });

  test.each(
    ["/devices", "/devices/main%2Fgate"].flatMap((path) =>
      views.map(([name, view]) => [path, name, view] as const),
    ),
  )(
    "axe finds nothing wrong with %s on %s",
    async (path, _name, view) => {
      const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
      await page.getByText("Offline", { exact: true }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "the page must not scroll sideways").toBe(false);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
