import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policyView } from "../../src/contract/http/policy.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("the policy", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const current = async () => (await server.ask(policyView, "/api/v1/policy")).current;

  test("the rules are told as sentences, with the version they are of", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/policy`);
    for (const { sentence } of (await current()).words) {
      await page.getByText(sentence, { exact: true }).first().waitFor();
    }
    await page.getByText("version 1, in force from the beginning").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a number is changed with its sentence in sight, tried, and put in force with a reason", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/policy`);
    await page.getByRole("link", { name: "Change the rules" }).click();
    const late = page.getByRole("textbox", { name: "Credit for late", exact: true });
    const tryIt = page.getByRole("button", { name: "Try it" });
    expect(await tryIt.isDisabled()).toBe(true);
    await late.fill("0.75");
    await page.getByText("Late earns 0.75 of a credit.").waitFor();
    await page.getByText("Now in force: Late earns 0.5 of a credit.").waitFor();
    await tryIt.click();
    await page.getByText("Students whose rate changes").waitFor();
    // Other numbers than those that were tried are not put in force.
    await late.fill("0.8");
    await page.getByText("What is shown is of other numbers.").waitFor();
    expect(await page.getByRole("button", { name: "Put in force…" }).count()).toBe(0);
    await tryIt.click();
    await page.getByRole("button", { name: "Put in force…" }).click();
    const dialog = page.getByRole("dialog", { name: "Put these rules in force?" });
    await dialog.getByText("Credit for late: 0.5").waitFor();
    expect(await dialog.getByRole("button", { name: "Put in force" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Reason").fill("The board decided so");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Put in force" }).click();
    await page.getByText("“The board decided so”").waitFor();
    await page.getByText("1 rule changed").click();
    await page.getByText("Was: Late earns 0.5 of a credit.").waitFor();
    expect(await current()).toMatchObject({ version: 2, numbers: { lateCredit: 0.8 } });
    expect(complaints).toEqual([]);
    await close();
  });

  test("what is wrong is told at its field, and nothing can be tried until it is corrected", async () => {
    const { page, close } = await browser.open(`${server.url}/policy?edit=1`);
    const grace = page.getByRole("textbox", { name: "On time until after the start" });
    await grace.fill("45");
    await page.getByText("It is above “Register closes after the start”").waitFor();
    expect(await grace.getAttribute("aria-invalid")).toBe("true");
    await page.getByText("One field has to be corrected first.").waitFor();
    expect(await page.getByRole("button", { name: "Try it" }).isDisabled()).toBe(true);
    await page.getByLabel("Preset").selectOption("dfe");
    expect(await grace.inputValue()).toBe("5");
    await page.getByRole("textbox", { name: "Register closes after the start" }).fill("31");
    await page.getByText("This preset allows at most 30.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });

  test.each(
    ["/policy", "/policy?edit=1"].flatMap((path) => views.map(([name, view]) => [path, name, view] as const)),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page.getByText("Scans count from 15 minutes before a session starts.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});
