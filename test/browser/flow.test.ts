import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { laptop, openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the flow", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let camera: MqttClient;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    camera = await connectAsync(server.mqttUrl);
  });
  afterAll(() => Promise.all([camera?.endAsync(), browser?.close(), server?.stop()]));

  const scan = (timestamp: string) =>
    JSON.stringify({ student_id: "CSAI1001", location: "BSB214", decision: "granted", timestamp });
  const send = (text: string) => camera.publishAsync(originalTopic, text, { qos: 1 });

  test("before the first message it says what to do", async () => {
    const { page, close } = await browser.open(`${server.url}/messages/flow`);
    await page.getByText("No message has come in yet").waitFor();
    await page.getByText("npm run simulate").waitFor();
    await close();
  });

  test("messages are counted at each step, and seen on their way", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/messages/flow`);
    const travelled = page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const picture = document.querySelector("main svg[role=group]");
          if (picture === null) throw new Error("there is no picture");
          new MutationObserver(() => {
            if (picture.querySelector(".animate-travel") !== null) resolve();
          }).observe(picture, { childList: true, subtree: true });
        }),
    );
    const now = new Date().toISOString();
    await send(scan(now));
    await travelled;
    await send("not a scan");
    await page.getByRole("button", { name: /^Broker, 2 messages received/ }).waitFor();
    await page.getByRole("button", { name: /^Quarantine, 1 messages kept aside/ }).waitFor();
    await page.getByRole("button", { name: /^One transaction, 1 scans stored/ }).waitFor();
    const list = page.getByRole("list").filter({ hasText: "1 messages kept aside" });
    expect(await list.evaluate((element) => element.tagName)).toBe("OL");
    expect(complaints).toEqual([]);
    await close();
  });

  test("a step explains itself to those who come by keyboard", async () => {
    const { page, close } = await browser.open(`${server.url}/messages/flow`);
    const step = page.getByRole("button", { name: /^Known before\?/ });
    await step.focus();
    const explanation = page.locator(`[id="${await step.getAttribute("aria-describedby")}"]`);
    expect(await explanation.innerText()).toMatch(/^Known before\?\. Devices send again/);
    await close();
  });

  test("with reduced motion nothing travels, and the counts still rise", async () => {
    const { page, close } = await browser.open(`${server.url}/messages/flow`, {
      ...laptop,
      reducedMotion: "reduce",
    });
    const broker = page.getByRole("button", { name: /^Broker, \d+ messages received/ });
    const count = async () =>
      Number(/, (\d+) messages/.exec((await broker.getAttribute("aria-label")) ?? "")?.[1]);
    const before = await count();
    await send(scan(new Date().toISOString()));
    await page.getByRole("button", { name: `Broker, ${before + 1} messages received` }).waitFor();
    expect(await page.locator("main .animate-travel").count()).toBe(0);
    await close();
  });

  test.each(views)(
    "axe finds nothing wrong on %s",
    async (_name, view) => {
      const { page, complaints, close } = await browser.open(`${server.url}/messages/flow`, view);
      await page.getByRole("button", { name: /^Pages/ }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect(wide, "the page must not scroll sideways").toBe(false);
      expect(complaints).toEqual([]);
      await close();
    },
    60_000,
  );
});
