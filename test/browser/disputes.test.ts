import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { account, openRightsSchool, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a mark that is wrong", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    const idOf = (code: string): string | null => school.people.get(code) ?? null;
    school.asking.set("student", account("student", ["student"], idOf("S1")));
    school.asking.set("lecturer", account("lecturer", ["lecturer"], idOf("grace")));
    school.asking.set("registrar", account("registrar", ["registrar"], null));
    school.asking.set("auditor", account("auditor", ["auditor"], null));
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  const open = (as: string, path: string, view: BrowserContextOptions) =>
    browser.open(`${school.served.url}${path}`, {
      ...view,
      storageState: {
        cookies: [
          {
            name: "as",
            value: as,
            domain: "localhost",
            path: "/",
            expires: -1,
            httpOnly: false,
            secure: false,
            sameSite: "Lax",
          },
        ],
        origins: [],
      },
    });
  const wide = (page: Awaited<ReturnType<typeof open>>["page"]) =>
    page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  test("the student withdraws, says it anew in their own words, and follows it, on a phone", async () => {
    const { page, complaints, close } = await open("student", "/", phone);
    await page.waitForURL(/\/students\/S1/);
    await page
      .getByRole("region", { name: "Disputes" })
      .getByRole("button", { name: /^The mark of/ })
      .click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("“I was there”").waitFor();
    await dialog.getByRole("button", { name: "Withdraw" }).click();
    await dialog.getByRole("button", { name: "Sent by mistake" }).click();
    await dialog.getByText("Withdrawn", { exact: true }).first().waitFor();

    await dialog.getByRole("button", { name: "This is wrong" }).click();
    await dialog.getByLabel("I was there").check();
    await dialog.getByLabel("What happened, in your own words").fill("I sat behind the pillar.");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.getByText("Waits for an answer").waitFor();
    expect(await dialog.getByRole("button", { name: "This is wrong" }).count()).toBe(0);
    expect(await wide(page)).toBeLessThanOrEqual(0);
    await dialog.getByRole("button", { name: "Close" }).last().click();
    for (const panel of ["The rules", "Who looked at this", "Absences", "Attendance", "Today"])
      await page.getByRole("region", { name: panel }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the lecturer is told on the register, and answers there by a correction", async () => {
    const { page, complaints, close } = await open("lecturer", `/registers/${school.own.session}`, phone);
    const band = page.getByRole("region", { name: "Disputed marks" });
    await band.getByText("One mark is disputed").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await band.getByRole("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("“I sat behind the pillar.”").waitFor();
    await dialog.getByRole("button", { name: "Correct it to “present”" }).click();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Seen in the room" }).click();
    await dialog.getByText("Accepted, and the mark corrected", { exact: false }).waitFor();
    await expect.poll(() => dialog.getByText("Present", { exact: true }).count()).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    await expect.poll(() => band.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([
    ["a laptop", laptop],
    ["a phone", phone],
  ])("the registrar sees all of them in one list and declines one with a reason, on %s", async (_, view) => {
    const { page, complaints, close } = await open("registrar", "/disputes", view);
    await page.getByRole("heading", { name: "Disputes" }).waitFor();
    if (view === laptop) {
      await page.getByText("1 waits for an answer").waitFor();
      await page.getByRole("button", { name: /^The mark of/ }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Decline" }).click();
      await dialog.getByLabel("Or in your words").fill("The room was empty.");
      await dialog.getByRole("button", { name: "Decline" }).click();
      await dialog.getByText("“The room was empty.”").waitFor();
      await page.keyboard.press("Escape");
    }
    await page.getByText("none waits for an answer").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("State").selectOption("all");
    await page.getByText("“The room was empty.”").waitFor();
    expect(await page.getByRole("main").getByRole("listitem").count()).toBeGreaterThan(2);
    expect(await violationsOf(page)).toEqual([]);
    expect(await wide(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a student asks for leave in their own words, sees that it waits, and withdraws it", async () => {
    const { page, complaints, close } = await open("student", "/students/S1", phone);
    await page.getByRole("button", { name: "Ask for leave" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Ask for leave" });
    await dialog.getByLabel("Family matter").check();
    await dialog.getByLabel("Why, in your own words").fill("My sister marries.");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Ask for leave" }).click();
    const absences = page.getByRole("region", { name: "Absences" });
    await absences.getByText("My sister marries.", { exact: false }).waitFor();
    // What only the office does is not offered.
    expect(await absences.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
    await absences
      .getByRole("button", { name: /^Withdraw/ })
      .first()
      .click();
    const withdrawing = page.getByRole("dialog", { name: /^Withdraw/ });
    await withdrawing.getByLabel("Or in your words").fill("It was put off.");
    await withdrawing.getByRole("button", { name: "Withdraw" }).click();
    await absences.getByText("It was put off.", { exact: false }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([
    ["a laptop", laptop],
    ["a phone", phone],
  ])("the audit log is read on %s", async (_, view) => {
    const { page, complaints, close } = await open("auditor", "/audit", view);
    await page
      .getByText("Nothing is written yet")
      .or(page.getByText("entry 1", { exact: true }))
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("Kind").selectOption("account.");
    await page.getByText("Nothing of this kind").waitFor();
    expect(await wide(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await close();
  });
});
