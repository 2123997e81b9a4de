import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { queryRows } from "../parts/postgres.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a sender that is described on the page of devices", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  const say = async (who: string) => {
    const client = await server.connect("tcp");
    await client.publishAsync("campus/north/gate", JSON.stringify({ who: { id: who } }), { qos: 1 });
    await client.endAsync();
  };
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    await say("S1");
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test.each(views)("shows how the last messages would be read, on %s", async (_name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}/devices`, view);
    await page.getByRole("button", { name: "Describe a sender" }).click();
    const dialog = page.getByRole("dialog", { name: "Describe a sender" });
    await dialog.getByLabel("Name", { exact: true }).fill("gate");
    await dialog.getByLabel("Topics").fill("campus/+/gate");
    await dialog.getByLabel("Whom it saw", { exact: true }).fill("who");
    await dialog.getByText(/must be a path to one value/).waitFor();
    expect(await dialog.getByRole("button", { name: "Switch on" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Whom it saw", { exact: true }).fill("$.who.id");
    await dialog.getByText(/granted: student_id S1/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await page.keyboard.press("Escape");
    expect(complaints).toEqual([]);
    await close();
  });

  test("is read from then on, and no longer once it is switched off", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/devices`);
    await page.getByRole("button", { name: "Describe a sender" }).click();
    const dialog = page.getByRole("dialog", { name: "Describe a sender" });
    await dialog.getByLabel("Name", { exact: true }).fill("gate");
    await dialog.getByLabel("Topics").fill("campus/+/gate");
    await dialog.getByLabel("Whom it saw", { exact: true }).fill("$.who.id");
    await dialog.getByLabel(/^Place/).fill("level 1");
    await dialog.getByText(/granted: student_id S1 at north/).waitFor();
    await dialog.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("Messages on campus/+/gate are read as gate from now on.").waitFor();
    await say("S2");
    expect(await queryRows(server.database, "select sender, subject_value as value from scan")).toEqual([
      { sender: "generic:gate/north", value: "S2" },
    ]);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Switch gate off" }).click();
    await page.getByText("gate is read no longer; its description is kept.").waitFor();
    await page.getByRole("button", { name: "Switch gate on" }).click();
    const again = page.getByRole("dialog", { name: "Change gate" });
    expect(await again.getByLabel(/^Place/).inputValue()).toBe("level 1");
    expect(complaints).toEqual([]);
    await close();
  });
});
