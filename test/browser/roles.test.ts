import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountActor } from "../../src/domain/rights/actor.ts";
import { account, openRightsSchool, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { asRole } from "./as-role.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("each role", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    const people: readonly (readonly [AccountActor["roles"][number], string | null])[] = [
      ["lecturer", "grace"],
      ["student", "S1"],
      ["tutor", "tom"],
      ["technician", null],
      ["registrar", null],
      ["data_protection_officer", null],
      ["auditor", null],
    ];
    // An account as the store names one, also where it has none of it.
    for (const [role, person] of people) {
      school.asking.set(role, {
        ...account(role, [role], person === null ? null : (school.people.get(person) ?? null)),
        account: uuidv7(),
      });
    }
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  test.each([
    ["lecturer", "/registers", ["Registers", "Classes", "Disputes", "Policy"]],
    ["student", "/students/S1", ["Students", "Absences", "Disputes"]],
    ["tutor", "/tutees", ["Tutees", "Students", "Absences", "Disputes", "Policy"]],
    ["technician", "/devices", ["Devices", "Kiosks"]],
  ] as const)(
    "%s begins at %s, is led to what is theirs, and nothing there is refused",
    async (role, first, ways) => {
      for (const view of [laptop, phone]) {
        const { page, complaints, close } = await browser.open(`${school.served.url}/`, {
          ...view,
          ...asRole(role),
        });
        await page.waitForURL((url) => url.pathname === first);
        if (view === laptop) {
          const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
          expect(await links.allInnerTexts()).toEqual([...ways]);
        }
        if (view === phone) {
          const bar = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
          const words = ways.slice(0, 3).map((way) => (way === "Students" ? "People" : way));
          expect(await bar.allInnerTexts()).toEqual(words);
        }
        await page.getByRole("status").filter({ hasText: "Live" }).waitFor();
        await page.waitForFunction(() => document.querySelector("[aria-label^=Reading]") === null);
        expect(await violationsOf(page)).toEqual([]);
        expect(complaints).toEqual([]);
        await close();
      }
    },
  );

  test.each([
    ["data_protection_officer", "/privacy"],
    ["auditor", "/audit"],
  ] as const)("%s begins at %s, and every page that is listed can be read", async (role, first) => {
    const { page, complaints, close } = await browser.open(`${school.served.url}/`, {
      ...laptop,
      ...asRole(role),
    });
    await page.waitForURL((url) => url.pathname === first);
    expect(await violationsOf(page)).toEqual([]);
    const links = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
    const told = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    expect(told).toContain(first);
    // Who oversees disputes is the auditor: the data protection officer is not led there.
    expect(told.includes("/disputes")).toBe(role === "auditor");
    for (const href of told) {
      await page.locator(`nav a[href="${href}"]`).first().click();
      await page.waitForFunction(() => document.querySelector("[aria-label^=Reading]") === null);
      expect(await page.getByRole("main").getByRole("alert").count(), href).toBe(0);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test("a lecturer opens the register of what they teach, and sees no other session", async () => {
    const { page, complaints, close } = await browser.open(`${school.served.url}/registers`, {
      ...laptop,
      ...asRole("lecturer"),
    });
    await page.getByRole("main").getByRole("link", { name: /OWN/ }).first().waitFor();
    expect(await page.getByText("ELSE").count()).toBe(0);
    await page.goto(`${school.served.url}/registers/${school.own.session}`);
    await page.getByRole("button", { name: "Sign off" }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
