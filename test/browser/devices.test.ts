import { connectAsync, type MqttClient } from "mqtt";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DeviceChannel, deviceTopic, originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views, violationsOf } from "./open-browser.ts";

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
    expect(cells.slice(4)).toEqual([expect.stringMatching(/^2/), "2", "Synchronised", "2"]);
    await page.getByText("1 offline, 1 heard").waitFor();
    await first.getByRole("link", { name: /main\/gate/ }).click();
    await page.waitForURL(/\/scans\?sender=main%2Fgate/);
    expect(complaints).toEqual([]);
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

  test.each(views)(
    "axe finds nothing wrong on %s",
    async (_name, view) => {
      const { page, complaints, close } = await browser.open(`${server.url}/devices`, view);
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
