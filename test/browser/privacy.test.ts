import type { BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type KnownPerson, known, openKnownPerson } from "../http/known-person.ts";
import { needs } from "../parts/need.ts";
import { laptop, openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("what is kept of people", () => {
  let school: KnownPerson;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openKnownPerson(), openBrowser(chromium ?? "")]);
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.stop()]));

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
  type Opened = Awaited<ReturnType<typeof open>>["page"];
  const wide = (page: Opened) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  test("a student sees what is kept of them and asks about it, on a phone", async () => {
    const { page, complaints, close } = await open("self", `/privacy/people/${known.student}`, phone);
    await page.getByText("Ids, cards and badges").click();
    await page.getByText(known.card).first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await wide(page)).toBeLessThanOrEqual(0);
    expect(await page.getByRole("button", { name: "Erase" }).count()).toBe(0);
    await page.getByRole("button", { name: "Ask…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What for").selectOption("erasure");
    await dialog.getByRole("textbox").fill("I leave in May.");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Ask", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(views)("the data protection officer begins at what waits for them, on %s", async (_, view) => {
    const { page, complaints, close } = await open("dora", "/", view);
    await page.waitForURL(/\/privacy$/);
    await page.getByText("What is kept of me?").waitFor();
    await page.getByRole("rowheader", { name: /^Messages of scans/ }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await wide(page)).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the file of staff is found as that of a student is", async () => {
    const { page, complaints, close } = await open("dora", "/privacy", laptop);
    const panel = page.getByRole("region", { name: "One person’s file" });
    const field = panel.getByRole("combobox", { name: "Student or member of staff" });
    await field.fill("grace");
    await panel.getByRole("option", { name: /grace · staff/ }).click();
    // What students alone have is offered for no one of the staff.
    expect(await panel.getByRole("link", { name: "PDF" }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await panel.getByRole("button", { name: "Somebody else than grace" }).click();
    await field.fill(known.family);
    await panel.getByRole("option", { name: new RegExp(known.student) }).click();
    await panel.getByRole("link", { name: "PDF" }).waitFor();
    await panel.getByRole("button", { name: /^Somebody else than/ }).click();
    await field.fill("grace");
    await panel.getByRole("option", { name: /grace · staff/ }).click();
    await panel.getByRole("link", { name: "Everything that is kept" }).click();
    await page.waitForURL((url) => url.pathname === "/privacy/people/grace");
    await page.getByText("Sessions held").or(page.getByText("Classes taught")).first().waitFor();
    await page.getByRole("button", { name: "Erase" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a request is answered where it stands; a shorter time is seen before it is put in force", async () => {
    const { page, complaints, close } = await open("dora", "/privacy", laptop);
    const asked = page.getByRole("listitem").filter({ hasText: "What is kept of me?" });
    await asked.getByRole("button", { name: "Answer" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("It is all on your page.");
    await page.getByRole("dialog").getByRole("button", { name: "Answer" }).click();
    await page.getByText("It is all on your page.").waitFor();
    await page.getByRole("button", { name: /^Messages that could not be taken: kept for 90 days/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Kept for").fill("30");
    await dialog.getByText("Nothing is that old yet.").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("textbox", { name: /words|reason|why/i }).fill("Nobody reads them");
    await dialog.getByRole("button", { name: "Keep for 30 days" }).click();
    await page.getByRole("button", { name: /^Messages that could not be taken: kept for 30 days/ }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("erasing shows what it does, wants the id typed, and says what a search found afterwards", async () => {
    const { page, complaints, close } = await open("dora", `/privacy/people/${known.student}`, laptop);
    await page.getByRole("button", { name: "Erase…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("region", { name: "Stays without the person" }).waitFor();
    const erase = dialog.getByRole("button", { name: "Erase for good" });
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel("Why").fill("asked for by letter");
    await dialog.getByLabel(`Type ${known.student} to erase for good`).fill("QX");
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel(`Type ${known.student} to erase for good`).fill(known.student);
    await erase.click();
    await page.getByRole("heading", { name: "Erased", level: 1 }).waitFor();
    await page.getByText("It found the person nowhere", { exact: false }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "Privacy" }).last().click();
    await page.getByText("asked for by letter").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
