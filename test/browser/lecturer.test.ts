import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { registerView } from "../../src/contract/http/sessions.ts";
import { originalTopic } from "../../src/contract/mqtt/topics.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "../http/rights-school.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const students = Array.from({ length: 40 }, (_, at) => `L${100 + at}`);
const unseen = students.slice(0, 3);

describe.skipIf(chromium === null)("a lecturer's day on a phone", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  let session: string;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    const { served } = school;
    const made = z.object({ id: z.string() });
    const now = served.clock.now();
    const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
    const room = await served.ask(made, "/api/v1/roster/rooms", posted({ code: "B12" }));
    expect(room.id).not.toBe("");
    await served.ask(made, "/api/v1/roster/rooms", posted({ code: "B14" }));
    const { id } = await served.ask(
      made,
      "/api/v1/roster/classes",
      posted({ code: "ETH1", title: "Ethics", staff: [school.people.get("grace")] }),
    );
    for (const code of students) {
      const student = await served.ask(made, "/api/v1/roster/students", posted({ code }));
      await served.ask(
        made,
        "/api/v1/roster/enrolments",
        posted({ student: student.id, class: id, from: day }),
      );
    }
    const planned = await served.ask(
      made,
      "/api/v1/sessions",
      posted({
        classes: ["ETH1"],
        rooms: ["B12"],
        start: now.subtract({ minutes: 1 }).toString(),
        end: now.add({ minutes: 50 }).toString(),
      }),
    );
    session = planned.id;
    const camera = await served.connect("tcp");
    for (const student of students.filter((one) => !unseen.includes(one))) {
      const scan = {
        student_id: student,
        location: "B12",
        decision: "granted",
        timestamp: served.clock.now().toString(),
      };
      await camera.publishAsync(originalTopic, JSON.stringify(scan), { qos: 1 });
    }
    await vi.waitFor(
      async () =>
        expect((await register()).marks.filter(({ status }) => status === "present")).toHaveLength(37),
      { timeout: 60_000 },
    );
    school.asking.set("grace", account("grace", ["lecturer"], school.people.get("grace") ?? null));
    school.asking.set("alan", account("alan", ["lecturer"], school.people.get("alan") ?? null));
  }, 180_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  const register = () => school.served.ask(registerView, `/api/v1/sessions/${session}`);
  const open = (path: string) =>
    browser.open(`${school.served.url}${path}`, {
      ...phone,
      storageState: {
        cookies: [
          {
            name: "as",
            value: "grace",
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

  test("a register of forty with three exceptions is signed off in at most ten taps", async () => {
    const { page, complaints, close } = await open("/");
    await page.waitForURL((url) => url.pathname === "/registers");
    let taps = 0;
    const tap = async (name: string | RegExp, within = page.locator("body")) => {
      await within.getByRole("button", { name }).first().click();
      taps += 1;
    };
    // The session that is on is one tap away.
    await page.locator(`[data-session="${session}"]`).getByRole("link").first().click();
    taps += 1;
    await page.getByRole("heading", { name: /Ethics/ }).waitFor();
    // What needs a person stands first.
    const rows = page.locator("tr[data-student]");
    const first = await rows.evaluateAll((all) =>
      all.slice(0, 3).map((row) => row.getAttribute("data-student")),
    );
    expect(first).toEqual(unseen);
    expect(await violationsOf(page)).toEqual([]);

    const dialog = page.getByRole("dialog");
    const settled = (student: string, status: string) =>
      expect
        .poll(async () => (await register()).marks.find((mark) => mark.student.id === student)?.status)
        .toBe(status);
    await tap(/^Present: L100/);
    await tap("Face was not recognised", dialog);
    await settled("L100", "present");
    // The reason is at hand from then on.
    await tap(/^Present: L101/);
    await settled("L101", "present");
    await tap(/^Excused: L102/);
    await tap("Told beforehand", dialog);
    await settled("L102", "absent_authorised");
    await tap("Sign off");
    expect(await violationsOf(page)).toEqual([]);
    await tap("Sign off", dialog);
    await expect.poll(async () => (await register()).session.signedOff?.by).toBe("grace");
    expect(taps).toBeLessThanOrEqual(10);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(width).toBeLessThanOrEqual(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the last word is taken back with one tap, also of many at once", async () => {
    const { page, close } = await open(`/registers/${session}`);
    for (const student of ["L103", "L104"]) await page.getByLabel(`Choose ${student}`).check();
    await page.getByRole("button", { name: "Absent", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Left at once" }).click();
    await expect
      .poll(async () => (await register()).marks.filter(({ status }) => status === "absent").length)
      .toBe(2);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect
      .poll(async () => (await register()).marks.filter(({ status }) => status === "absent").length)
      .toBe(0);
    await close();
  });

  test("we moved, and a substitute takes it: from then on it is theirs as well", async () => {
    const { page, complaints, close } = await open(`/registers/${session}`);
    expect((await school.ask("alan", `/api/v1/sessions/${session}`)).status).toBe(404);
    await page.getByRole("button", { name: "More" }).first().click();
    await page.getByRole("menuitem", { name: "Hand over…" }).click();
    const handing = page.getByRole("dialog", { name: "Hand over" });
    await handing.getByLabel("User name of who takes it").fill("alna");
    await handing.getByRole("button", { name: "Illness" }).click();
    await handing.getByText(/alna: no such staff/).waitFor();
    await handing.getByLabel("User name of who takes it").fill("alan");
    expect(await violationsOf(page)).toEqual([]);
    await handing.getByRole("button", { name: "Illness" }).click();
    await handing.waitFor({ state: "hidden" });
    expect((await school.ask("alan", `/api/v1/sessions/${session}`)).status).toBe(200);
    expect((await register()).session.staff.map(({ id }) => id)).toEqual(["alan"]);
    expect((await school.ask("grace", `/api/v1/sessions/${session}`)).status).toBe(200);

    // Whoever types faster than the list of rooms comes gets the room all the same.
    let answerRooms = () => {};
    const asked = new Promise<void>((resolve) => {
      answerRooms = resolve;
    });
    await page.route("**/api/v1/roster/rooms", async (route) => {
      await asked;
      await route.continue();
    });
    await page.getByRole("button", { name: "More" }).first().click();
    await page.getByRole("menuitem", { name: "We moved…" }).click();
    const moving = page.getByRole("dialog", { name: "We moved" });
    await moving.getByRole("combobox", { name: "Rooms" }).fill("B14");
    await page.keyboard.press("Enter");
    await moving.getByText("The list is being read …").waitFor();
    answerRooms();
    await moving.getByRole("button", { name: "The room was taken" }).click();
    await moving.waitFor({ state: "hidden" });
    expect((await register()).session.rooms).toContain("B14");
    expect(complaints.filter((line) => !line.includes("400"))).toEqual([]);
    await close();
  });
});
