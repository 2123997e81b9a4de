import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createDevice } from "../../device/create-device.ts";
import { createMemoryOutbox } from "../../device/memory-outbox.ts";
import { newKey } from "../../src/contract/http/devices.ts";
import { senderDetail } from "../../src/contract/http/senders.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("what a device is told to do, on its page", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  const closers: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    const { key } = await server.ask(newKey, "/api/v1/devices", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "door-1", kind: "native" }),
    });
    const device = createDevice({
      site: "main",
      device: "door-1",
      url: `mqtt://localhost:${server.mqttPort}`,
      credentials: { username: "door-1", password: key },
      outbox: createMemoryOutbox(),
      clock: { now: () => server.clock.now().epochMilliseconds, state: () => "ntp" },
      commands: { identify: async () => "it blinked three times" },
    });
    await device.start();
    closers.push(() => device.stop());
    await vi.waitFor(() => server.ask(senderDetail, "/api/v1/senders/main%2Fdoor-1"), { timeout: 20_000 });
  }, 60_000);
  afterAll(async () => {
    for (const close of closers) await close();
    await Promise.all([browser?.close(), server?.stop()]);
  });

  test.each(views)("a device is told, and what it answers is told, on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/devices/main%2Fdoor-1`, view);
    const panel = page.getByRole("region", { name: "Tell it what to do" });
    await panel.getByRole("button", { name: "Show itself" }).click();
    await panel
      .getByText(/“it blinked three times”/)
      .first()
      .waitFor();
    await panel.getByText("Done").first().waitFor();
    await panel.getByRole("button", { name: "Set its clock" }).click();
    await panel
      .getByText(/“a time server keeps its clock right”/)
      .first()
      .waitFor();
    await panel.getByText("It cannot").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("one that is away is told when it comes, and its button waits", async () => {
    for (const stop of closers.splice(0)) await stop();
    const { page, close } = await browser.open(`${server.url}/devices/main%2Fdoor-1`);
    const panel = page.getByRole("region", { name: "Tell it what to do" });
    await panel.getByText("it is not there: it is told when it comes").waitFor();
    const button = panel.getByRole("button", { name: "Read its settings again" });
    await button.click();
    await panel.getByText("Waits until it comes").waitFor();
    expect(await button.isDisabled()).toBe(true);
    await close();
  });
});
