import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { markExplanationView, sessionRow } from "../../src/contract/http/sessions.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { asRole } from "./as-role.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a tutor", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    const { served, asking, people } = school;
    asking.set("tutor", account("tutor", ["tutor"], people.get("tom") ?? null));
    asking.set("unasked", account("unasked", ["tutor"], people.get("grace") ?? null));
    const now = served.clock.now();
    const { id } = await served.ask(
      sessionRow,
      "/api/v1/sessions",
      posted({
        classes: ["OWN"],
        rooms: ["R1"],
        start: now.subtract({ hours: 3 }).toString(),
        end: now.subtract({ hours: 2 }).toString(),
        beside: true,
      }),
    );
    const path = `/api/v1/sessions/${id}/marks/S1`;
    const { mark } = await served.ask(markExplanationView, path);
    const answer = await fetch(
      `${served.url}${path}`,
      posted({ to: { status: "absent" }, reason: "not in the room", revision: mark.revision }),
    );
    expect(answer.status).toBe(200);
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  test.each(views)(
    "begins with who is below the line, what was missed and what waits, on %s",
    async (_, view) => {
      const { page, complaints, close } = await browser.open(`${school.served.url}/`, {
        ...view,
        ...asRole("tutor"),
      });
      await page.waitForURL((url) => url.pathname === "/tutees");
      const poor = page.getByRole("list", { name: "Tutees below the line" });
      await poor.getByRole("link", { name: /Ada S1/ }).waitFor();
      await poor.getByText("0.0 %", { exact: true }).waitFor();
      const missed = page.getByRole("list", { name: "Missed lately" });
      expect(await missed.getByRole("listitem").count()).toBe(1);
      await missed.getByText("Absent").waitFor();
      await page.getByRole("link", { name: "1 asks for leave" }).waitFor();
      await page.getByRole("link", { name: "1 mark is said to be wrong" }).waitFor();
      expect(await page.getByText("S2").count()).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await poor.getByRole("link", { name: /Ada S1/ }).click();
      await page.waitForURL((url) => url.pathname === "/students/S1");
      await close();
    },
  );

  test("who is nobody's tutor is told what to do next", async () => {
    const { page, complaints, close } = await browser.open(`${school.served.url}/tutees`, asRole("unasked"));
    await page.getByText("You are nobody’s tutor today").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });
});
