import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("names and cards that nobody has, on their page", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    const device = await server.connect("tcp");
    const asked = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    await server.ask(z.unknown(), "/api/v1/demo/start", asked);
    for (const [scheme, value] of [
      ["card_uid", "04A1B2C3"],
      ["student_id", "CSAI-1001"],
    ]) {
      await device.publishAsync(
        deviceTopic("main", "hall", "scan"),
        JSON.stringify({
          v: 1,
          event_id: uuidv7(),
          occurred_at: server.clock.now().toString(),
          clock: "ntp",
          subject: { scheme, value },
          location: "BSB214",
        }),
        { qos: 1 },
      );
    }
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const address = "/messages/unclaimed";

  test.each(views)("shows what would follow before anything is stored, on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${address}`, view);
    await page.getByText("2 identities").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.getByRole("button", { name: /^CSAI1001\?/ }).click();
    const dialog = page.getByRole("dialog", { name: "Whose is CSAI-1001?" });
    await dialog.getByText(/correct it at the reader/).waitFor();
    await dialog.getByRole("listitem").filter({ hasText: "becomes" }).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.keyboard.press("Escape");
    expect(await dialog.count()).toBe(0);
    await page.getByText("2 identities").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("joins a card to whom a person chooses, and takes it back", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}${address}`);
    await page.getByRole("button", { name: "Say whose it is for 04A1B2C3" }).click();
    const dialog = page.getByRole("dialog", { name: "Whose is 04A1B2C3?" });
    expect(await dialog.getByRole("button", { name: "Asked the student" }).isDisabled()).toBe(true);
    await dialog.getByRole("combobox").fill("SE2001");
    await dialog.getByRole("option").first().click();
    await dialog.getByRole("button", { name: "Join 1 scan" }).waitFor();
    await dialog.getByRole("button", { name: "Asked the student" }).click();
    await page.getByText("04A1B2C3 is SE2001: 1 scan joined.").waitFor();
    await page.getByText("1 identity").waitFor();

    const joined = page.getByRole("region", { name: "Joined" });
    await joined.getByRole("button", { name: /^Take back/ }).click();
    const undo = page.getByRole("dialog", { name: "Take back that 04A1B2C3 is SE2001?" });
    await undo.getByText(/1 scan would be nobody’s again/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await undo.getByRole("button", { name: "The wrong student" }).click();
    await page.getByText("04A1B2C3 is nobody’s again: 1 scan given back.").waitFor();
    await joined.getByText(/Taken back by/).waitFor();
    await page.getByText("2 identities").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
