import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the quarantine", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  const send = (payload: string | Buffer) => camera.publishAsync(originalTopic, payload, { qos: 1 });

  test("empty, it says what would be here; a refused message appears by itself", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/messages/quarantine`);
    await page.getByRole("heading", { name: "Nothing is in quarantine" }).waitFor();
    await send('{"student_id":"A","n":12345678901234567890}');
    await page.getByRole("heading", { name: "A field is missing or wrong" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a message is read as it was sent: JSON indented, bytes as bytes", async () => {
    await send(Buffer.from([0xff, 0xd8, 0x4a, 0x46, 0x49, 0x46]));
    const { page, complaints, close } = await browser.open(`${server.url}/messages/quarantine?code=not_utf8`);
    const messages = page.getByRole("region", { name: "Messages" });
    await messages.getByRole("button", { name: /not valid UTF-8/ }).click();
    await messages.getByText(/^000000 {2}ff d8 4a 46 49 46 .*\.\.JFIF$/).waitFor();
    await page.getByRole("combobox", { name: "Reason" }).selectOption("invalid");
    await page.waitForURL(/code=invalid/);
    await messages.getByRole("listitem").waitFor();
    // From the list alone: j to the first message, Enter to open it.
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await messages.getByText('"n": 12345678901234567890').waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a replay says its count first, then what came of it", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/messages/quarantine`);
    await page.getByRole("button", { name: /^Replay 1 of the reason A field/ }).click();
    const dialog = page.getByRole("dialog", { name: "Replay 1 message?" });
    await dialog.getByText(/cannot be taken back/).waitFor();
    await dialog.getByRole("button", { name: "Replay 1 message" }).click();
    await page.getByText("1 read again: 1 still refused: a field is missing or wrong.").waitFor();
    expect(await dialog.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a message is found by what is in it, put aside, and taken back by one touch", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/messages/quarantine`);
    const messages = page.getByRole("region", { name: "Messages", exact: true });
    const waiting = page
      .getByRole("navigation", { name: "Messages" })
      .getByRole("link", { name: "Quarantine 2" });
    await waiting.waitFor();
    await page.getByRole("searchbox").fill("12345678901234567890");
    await page.waitForURL(/q=1234/);
    await page.getByRole("button", { name: "Dismiss the 1 found" }).click();
    const dialog = page.getByRole("dialog", { name: "Dismiss 1 message?" });
    await dialog.getByRole("textbox").fill("only a test");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Dismiss 1 message" }).click();
    await page.getByText("1 message is dismissed.").waitFor();
    await messages.getByText(/^Nothing waits for you with these filters/).waitFor();
    await page.getByText("1 message open", { exact: true }).waitFor();
    await page
      .getByRole("navigation", { name: "Messages" })
      .getByRole("link", { name: "Quarantine 1" })
      .waitFor();
    await page.getByRole("combobox", { name: "State" }).selectOption("dismissed");
    await messages.getByRole("button", { name: /dismissed/ }).click();
    await messages.getByText("“only a test”").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Taken back: 1 message is dismissed.").waitFor();
    await waiting.waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(views)(
    "axe finds nothing wrong on %s",
    async (_name, view) => {
      const { page, complaints, close } = await browser.open(`${server.url}/messages/quarantine`, view);
      await page
        .getByRole("button", { name: /not valid UTF-8/ })
        .first()
        .click();
      await page.getByText(/JFIF/).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "the page must not scroll sideways").toBe(false);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
