import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerView } from "../../src/contract/http/sessions.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { asRole } from "./as-role.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a code that the room shows", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    const added = await fetch(
      `${school.served.url}/api/v1/roster/students`,
      posted({ code: "C1", givenName: "Clara", familyName: "Lovelace" }),
    );
    const { id } = (await added.json()) as { id: string };
    await fetch(
      `${school.served.url}/api/v1/sessions/${school.own.session}/students`,
      posted({ student: "C1", reason: "came along" }),
    );
    school.asking.set("clara", account("clara", ["student"], id));
    school.asking.set("grace", account("grace", ["lecturer"], school.people.get("grace") ?? null));
  }, 180_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  test("is opened from the register, and a student's phone confirms by it", async () => {
    const { url } = school.served;
    const projector = await browser.open(`${url}/registers/${school.own.session}`, {
      ...laptop,
      ...asRole("grace"),
    });
    await projector.page.getByRole("link", { name: "Show a code" }).click();
    await projector.page.getByRole("img", { name: /QR code that opens/ }).waitFor();
    await projector.page.getByText("0 confirmed of 2 expected").waitFor();
    expect(await violationsOf(projector.page)).toEqual([]);
    expect(await projector.page.locator("body").innerText()).not.toMatch(/Clara|Lovelace|Ada/);

    const code = ((await projector.page.locator(".font-mono").textContent()) ?? "").replace(" ", "");
    const { page, complaints, close } = await browser.open(`${url}/here#${code}`, {
      ...phone,
      ...asRole("clara"),
    });
    await page.getByText("OWN").waitFor();
    // It is in no history and on no picture of the screen.
    expect(new URL(page.url()).hash).toBe("");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "I am here" }).click();
    await page.getByRole("heading", { name: /You are here: / }).waitFor();
    await page.getByText("Present: confirmed by the code shown in the room, R1,").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await projector.page.getByText("1 confirmed of 2 expected").waitFor();
    const { marks } = await school.served.ask(registerView, `/api/v1/sessions/${school.own.session}`);
    expect(marks.find(({ student }) => student.id === "C1")?.status).toBe("present");

    await page.goto(`${url}/here`);
    await page.getByRole("button", { name: "I am here" }).click();
    await page.getByRole("heading", { name: /You are here since / }).waitFor();
    await projector.page.getByRole("link", { name: "End" }).click();
    await projector.page.getByRole("heading", { name: /OWN/ }).waitFor();
    expect([...projector.complaints, ...complaints]).toEqual([]);
    await close();
    await projector.close();
  });

  test("a code of no room, and whoever is not signed in, are told what to do", async () => {
    const { page, close } = await browser.open(`${school.served.url}/here#zzzzzz`, {
      ...phone,
      ...asRole("nobody"),
    });
    await page.getByText(/No room shows this code/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
  });
});
