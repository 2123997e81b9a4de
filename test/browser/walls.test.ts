import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { account, openRightsSchool, posted, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { asRole } from "./as-role.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const screen = { viewport: { width: 1920, height: 1080 }, colorScheme: "dark" } as const;
const upright = { viewport: { width: 1080, height: 1920 }, colorScheme: "light" } as const;

describe.skipIf(chromium === null)("a wall", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    school.asking.set("registrar", account("registrar", ["registrar"], null));
    for (const code of ["S3", "S4", "S5", "S6"]) {
      await school.served.ask(made, "/api/v1/roster/students", posted({ code, familyName: `Byron ${code}` }));
      await school.served.ask(
        made,
        `/api/v1/sessions/${school.own.session}/students`,
        posted({ student: code, reason: "came along" }),
      );
    }
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));
  const made = z.unknown();

  const registrar = asRole("registrar");

  test("is made by the registrar, shown on two screens, follows, and goes blank when it is ended", async () => {
    const office = await browser.open(`${school.served.url}/school/walls`, { ...laptop, ...registrar });
    await office.page.getByText("No wall yet").waitFor();
    expect(await violationsOf(office.page)).toEqual([]);
    await office.page.getByRole("button", { name: "Add a wall" }).click();
    await office.page.getByLabel("Where it hangs").fill("Foyer, north");
    await office.page.getByRole("button", { name: "Make its link" }).click();
    const dialog = office.page.getByRole("dialog", { name: "Link for Foyer, north" });
    const link = (await dialog.locator("code").innerText()).trim();
    expect(link).toMatch(/\/wall#muster_wall_[\w-]{43}$/);
    await dialog.getByRole("button", { name: "I have it" }).click();

    // A screen is nobody: it comes without any cookie.
    const nobody = { extraHTTPHeaders: {} };
    const screens = [
      await browser.open(link, { ...screen, ...nobody }),
      await browser.open(link, { ...upright, ...nobody }),
      await browser.open(link, { ...phone, ...nobody }),
    ];
    for (const { page, complaints } of screens) {
      const own = page.getByRole("listitem").filter({ hasText: "R1" });
      await own.filter({ hasText: "of 5" }).waitFor();
      const size = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        high: document.documentElement.scrollHeight - document.documentElement.clientHeight,
      }));
      expect(size.wide).toBe(0);
      expect(size.high).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.getByRole("navigation").count()).toBe(0);
      expect(complaints).toEqual([]);
    }
    const [first] = screens;
    await fetch(
      `${school.served.url}/api/v1/sessions/${school.own.session}/marks/S3`,
      posted({ to: { status: "present" }, reason: "was there", revision: 0 }),
    );
    for (const { page } of screens) {
      await page.getByRole("listitem").filter({ hasText: "R1" }).filter({ hasText: "1 of 5" }).waitFor();
    }
    // The address keeps the link, and what the page asks for does not have it.
    const asked: string[] = [];
    first?.page.on("request", (request) => asked.push(request.url()));
    await first?.page.reload();
    await first?.page.getByText("1 of 5").waitFor();
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.filter((url) => (url.split("#")[0] ?? "").includes("muster_wall_"))).toEqual([]);

    await office.page.reload();
    const row = office.page.getByRole("row", { name: /Foyer, north/ });
    await row.getByText("3", { exact: true }).waitFor();
    expect(await violationsOf(office.page)).toEqual([]);
    await row.getByRole("button", { name: "End Foyer, north" }).click();
    await office.page.getByRole("button", { name: "End it" }).click();
    for (const { page } of screens) {
      await page.getByText("This wall was ended").waitFor();
      expect(await page.getByText("R1").count()).toBe(0);
    }
    expect(await violationsOf(screens[0]?.page ?? office.page)).toEqual([]);
    expect(office.complaints).toEqual([]);
    await Promise.all([...screens, office].map(({ close }) => close()));
  }, 120_000);

  test("is seen by the registrar without a link, turns its pages, and leads back", async () => {
    const { url } = school.served;
    const now = school.served.clock.now();
    for (let n = 0; n < 30; n += 1) {
      await school.served.ask(
        made,
        "/api/v1/sessions",
        posted({
          classes: ["OWN"],
          rooms: ["R1"],
          title: `Tutorial ${n}`,
          start: now.subtract({ minutes: 1 }).toString(),
          end: now.add({ hours: 1 }).toString(),
          beside: true,
        }),
      );
    }
    // Pages take turns of ten seconds: at such a time it is the first one's, whether there are two of them or nine.
    const turns = 10_000 * 2_520;
    const firstTurn = Math.floor(now.epochMilliseconds / turns) * turns;
    const { page, complaints, close } = await browser.open(
      `${url}/wall`,
      { ...screen, ...registrar },
      firstTurn,
    );
    const list = page.getByRole("list", { name: "On now" });
    await page
      .getByText(/^page 1 of \d$/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Hold this page" }).click();
    const rows = await list.getByRole("listitem").count();
    expect(rows).toBeGreaterThan(5);
    // The last row that is shown is shown whole.
    const fits = await list.evaluate((held) => {
      const room = held.parentElement?.getBoundingClientRect();
      return held.getBoundingClientRect().bottom <= (room?.bottom ?? 0) + 1;
    });
    expect(fits).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.getByRole("link", { name: "Leave the wall" }).click();
    await page.waitForURL((at) => at.pathname !== "/wall");
    await close();
  }, 120_000);
});
