import { connectAsync } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { devicePage } from "../../src/contract/http/devices.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("keys of devices, on their page", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const device = async () => (await server.ask(devicePage, "/api/v1/devices")).devices[0];
  const broker = () => `mqtt://localhost:${server.mqttPort}`;

  test.each(views)("the dialog says what is wrong with a name, on %s", async (_name, view) => {
    const { page, close } = await browser.open(`${server.url}/devices`, view);
    await page.getByRole("button", { name: "Add a device" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a device" });
    await dialog.getByLabel("Name", { exact: true }).fill("Door 1");
    await dialog.getByRole("button", { name: "Add and show its key" }).click();
    await dialog.getByText(/must be 1 to 63 of a-z/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await close();
  });

  test("a device is added, its key is shown once, and the test says what arrived and how it was read", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/devices`);
    await page.getByRole("button", { name: "Add a device" }).click();
    const adding = page.getByRole("dialog", { name: "Add a device" });
    await adding.getByLabel("Name", { exact: true }).fill("door-1");
    await adding.getByRole("button", { name: "Add and show its key" }).click();
    const added = page.getByRole("dialog", { name: "door-1 is added" });
    const key = (await added.locator("code").first().innerText()).trim();
    expect(await violationsOf(page)).toEqual([]);
    await added.getByRole("button", { name: "I have kept it" }).click();
    expect(await page.getByText(key).count()).toBe(0);

    const reader = await connectAsync(broker(), {
      protocolVersion: 4,
      reconnectPeriod: 0,
      username: "door-1",
      password: key,
    });
    await reader.publishAsync(
      deviceTopic("main", "door-1", "scan"),
      JSON.stringify({
        v: 1,
        event_id: uuidv7(),
        occurred_at: server.clock.now().toString(),
        clock: "ntp",
        subject: { scheme: "card_uid", value: "04A1B2C3" },
        location: "BSB214",
      }),
      { qos: 1 },
    );
    await page.getByRole("button", { name: "Test door-1" }).click();
    const tested = page.getByRole("dialog", { name: "Test of door-1" });
    await tested.getByText(/granted: card_uid 04A1B2C3 at BSB214/).waitFor();
    await tested.getByText(/It is connected\./).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await tested.getByRole("button", { name: "Close" }).click();

    await page.getByRole("button", { name: "New key for door-1" }).click();
    const rotating = page.getByRole("dialog", { name: "A new key for door-1?" });
    expect(await violationsOf(page)).toEqual([]);
    await rotating.getByRole("button", { name: "Make and show it" }).click();
    const rotated = page.getByRole("dialog", { name: "A new key for door-1" });
    const second = (await rotated.locator("code").first().innerText()).trim();
    expect(second).not.toBe(key);
    expect(await violationsOf(page)).toEqual([]);
    await rotated.getByRole("button", { name: "I have kept it" }).click();
    // Both hold for a day.
    expect((await device())?.keys).toHaveLength(2);

    const closed = new Promise<void>((resolve) => reader.once("close", () => resolve()));
    await page.getByRole("button", { name: "Shut door-1 out" }).click();
    const shutting = page.getByRole("dialog", { name: "Shut door-1 out?" });
    expect(await violationsOf(page)).toEqual([]);
    await shutting.getByRole("button", { name: "Shut out" }).click();
    await page.getByText(/^Shut out on .* by /).waitFor();
    await closed;
    await page.getByRole("button", { name: "Let door-1 in again" }).click();
    await page.getByRole("button", { name: "Shut door-1 out" }).waitFor();
    expect((await device())?.disabled).toBeNull();
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(views)(
    "a file of devices is previewed, mended and made, and its keys are a file, on %s",
    async (_name, view) => {
      const prefix = view.colorScheme === "dark" ? "night" : "day";
      const { page, complaints, close } = await browser.open(`${server.url}/devices`, view);
      await page.getByRole("button", { name: "Add many" }).click();
      const dialog = page.getByRole("dialog", { name: "Add many devices" });
      const text = dialog.getByLabel("The file’s text");
      await text.fill(
        `name,kind,address,floor\n${prefix}-1,,,1\n${prefix}-2,toaster,,2\n${prefix}-1,tasmota,,2`,
      );
      await dialog.getByRole("button", { name: "Preview" }).click();
      await dialog.getByText("2 of 3 rows cannot be added as they are.", { exact: false }).waitFor();
      await dialog.getByText(/kind: toaster: is no kind of sender/).waitFor();
      await dialog.getByText(new RegExp(`name: ${prefix}-1: stands in line 2 already`)).waitFor();
      await dialog.getByText("Note: line 1, floor: is no column of devices, and is ignored").waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await text.fill(`name,kind,address\n${prefix}-1,,\n${prefix}-2,tasmota,`);
      await dialog.getByRole("button", { name: "Preview" }).click();
      await dialog.getByText("2 devices would be added.").waitFor();
      await dialog.getByRole("button", { name: "Add all 2 and show the keys" }).click();
      const made = page.getByRole("dialog", { name: "2 devices are added" });
      await made.getByRole("row", { name: new RegExp(`^${prefix}-2`) }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const download = page.waitForEvent("download");
      await made.getByRole("button", { name: "Download keys and settings" }).click();
      expect((await download).suggestedFilename()).toBe("device-keys.csv");
      await made.getByRole("button", { name: "I have kept them" }).click();
      await page.getByRole("button", { name: `Test ${prefix}-1` }).waitFor();
      expect(complaints).toEqual([]);
      await close();
    },
  );
});
