import type { Locator, Page } from "playwright-core";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { devicePage } from "../../src/contract/http/devices.ts";
import { erasureList, privacyRequestList } from "../../src/contract/http/privacy.ts";
import {
  absenceList,
  markExplanationView,
  registerView,
  sessionRow,
} from "../../src/contract/http/sessions.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import type { Role } from "../../src/domain/rights/role.ts";
import { publish } from "../hostile/publish.ts";
import { account, openRightsSchool, posted, type RightsSchool } from "../http/rights-school.ts";
import { timeZone } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { asRole } from "./as-role.ts";
import { laptop, type OpenPage, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("by the keyboard alone", () => {
  let school: RightsSchool;
  let browser: TestBrowser;
  beforeAll(async () => {
    [school, browser] = await Promise.all([openRightsSchool(), openBrowser(chromium ?? "")]);
    const people: readonly (readonly [Role, string | null])[] = [
      ["registrar", null],
      ["auditor", null],
      ["data_protection_officer", null],
      ["technician", null],
      ["tutor", "tom"],
      ["student", "S1"],
    ];
    for (const [role, person] of people) {
      const id = person === null ? null : (school.people.get(person) ?? null);
      school.asking.set(role, { ...account(role, [role], id), account: uuidv7() });
    }
    const asked = await school.ask(
      "student",
      "/api/v1/people/S1/requests",
      posted({ kind: "question", words: "What is kept of me?" }),
    );
    expect(asked.status, await asked.text()).toBe(204);
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), school?.served.stop()]));

  async function enter(role: Role, first: string): Promise<OpenPage> {
    const opened = await browser.open(`${school.served.url}/`, { ...laptop, ...asRole(role) });
    await opened.page.waitForURL((url) => url.pathname === first);
    return opened;
  }
  /** Presses Tab until the focus is there; throws where no number of times gets there. */
  async function reach(page: Page, target: Locator): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < 200; pressed++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not get to ${String(target)}`);
  }
  async function press(page: Page, target: Locator, key = "Enter"): Promise<void> {
    await reach(page, target);
    await page.keyboard.press(key);
  }
  async function write(page: Page, target: Locator, text: string): Promise<void> {
    await reach(page, target);
    await page.keyboard.press("Control+a");
    await page.keyboard.insertText(text);
  }
  const button = (within: Page | Locator, name: string | RegExp): Locator =>
    within.getByRole("button", { name, exact: true });

  /** A register of the morning that is final, and a scan in it that its reader tells of only now. @returns the session's id */
  async function signedOffThenSeen(): Promise<string> {
    const { served } = school;
    const made = z.object({ id: z.string() });
    const add = async (what: string, body: object) =>
      (await served.ask(made, `/api/v1/roster/${what}`, posted(body))).id;
    const start = served.clock.now().subtract({ hours: 3 });
    await add("rooms", { code: "R3" });
    const student = await add("students", { code: "S3", familyName: "Ada S3" });
    const from = start.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const id = await add("classes", { code: "LATE", title: "LATE", staff: [] });
    await add("enrolments", { student, class: id, from });
    const session = await served.ask(
      sessionRow,
      "/api/v1/sessions",
      posted({
        classes: ["LATE"],
        rooms: ["R3"],
        start: start.toString(),
        end: start.add({ hours: 1 }).toString(),
      }),
    );
    const register = `/api/v1/sessions/${session.id}`;
    const { unanswered } = await served.ask(registerView, register);
    await served.ask(z.unknown(), `${register}/sign-off`, posted({ unseen: "absent", of: unanswered }));
    const device = await served.connect("tcp");
    const scan = {
      v: 1,
      event_id: uuidv7(),
      occurred_at: start.add({ minutes: 1 }).toString(),
      clock: "ntp",
      subject: { scheme: "student_id", value: "S3" },
      location: "R3",
      live: false,
    };
    await publish(device, deviceTopic("main", "door", "scan"), JSON.stringify(scan), { qos: 1 });
    const { proposals } = await served.ask(registerView, register);
    expect(proposals.map(({ student, to }) => [student.id, to])).toEqual([["S3", "present"]]);
    return session.id;
  }

  /** The page as it stands is right at both widths, and complained of nothing. */
  async function leave({ page, complaints, close }: OpenPage): Promise<void> {
    expect(await violationsOf(page)).toEqual([]);
    await page.setViewportSize(phone.viewport);
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    expect(await violationsOf(page), "on a phone").toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  }

  test("a registrar settles a dispute and a leave where they wait", async () => {
    const opened = await enter("registrar", "/registers/to-review");
    const { page } = opened;
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("g");
    await page.keyboard.press("u");
    await page.waitForURL(/\/disputes/);
    await press(page, page.getByRole("button", { name: /^The mark of .*S1/ }));
    const dialog = page.getByRole("dialog");
    await press(page, button(dialog, "Decline"));
    await write(page, dialog.getByLabel("Or in your words"), "The room was empty.");
    await page.keyboard.press("Enter");
    await dialog.getByText("“The room was empty.”").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await page.keyboard.press("g");
    await page.keyboard.press("b");
    await press(page, page.getByRole("button", { name: /^Approve: .*S1/ }));
    await press(page, button(dialog, "Evidence was seen"));
    await dialog.waitFor({ state: "hidden" });
    const { absences } = await school.served.ask(absenceList, "/api/v1/absences");
    expect(absences.map(({ student, state }) => [student.id, state])).toContainEqual(["S1", "approved"]);
    await leave(opened);
  });

  test("a registrar accepts late evidence where it waits", async () => {
    const session = await signedOffThenSeen();
    const opened = await enter("registrar", "/registers/to-review");
    const { page } = opened;
    await press(page, page.getByRole("main").getByRole("link", { name: /LATE/ }));
    await press(page, page.getByRole("button", { name: /^Accept: .*S3/ }));
    const dialog = page.getByRole("dialog", { name: "Accept late evidence" });
    expect(await violationsOf(page)).toEqual([]);
    await press(page, button(dialog, "The scans are right"));
    await dialog.waitFor({ state: "hidden" });
    const { marks, proposals } = await school.served.ask(registerView, `/api/v1/sessions/${session}`);
    expect(marks.map(({ student, status }) => [student.id, status])).toEqual([["S3", "present"]]);
    expect(proposals).toEqual([]);
    await leave(opened);
  });

  test("an auditor reads a mark's history and takes the record out", async () => {
    const opened = await enter("auditor", "/audit");
    const { page } = opened;
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("g");
    await page.keyboard.press("s");
    await press(page, page.getByRole("link", { name: /S1/ }).first());
    await page.waitForURL(/\/students\/S1/);
    await press(page, page.getByRole("button", { name: /^The mark of/ }).first());
    const dialog = page.getByRole("dialog");
    await dialog.getByText("“not in the room”").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await press(page, button(page, "Download"));
    const download = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    expect((await download).suggestedFilename()).toMatch(/\.pdf$/);
    await leave(opened);
  });

  test("a data protection officer answers, shortens a time and erases a person", async () => {
    const opened = await enter("data_protection_officer", "/privacy");
    const { page } = opened;
    const dialog = page.getByRole("dialog");
    await press(page, button(page, "Answer"));
    await write(page, dialog.getByRole("textbox"), "It is all on your page.");
    await press(page, button(dialog, "Answer"));
    await page.getByText("It is all on your page.").waitFor();
    const { waiting } = await school.served.ask(privacyRequestList, "/api/v1/privacy/requests");
    expect(waiting).toBe(0);
    await press(page, page.getByRole("button", { name: /^Messages that could not be taken: kept for 90/ }));
    await write(page, dialog.getByLabel("Kept for"), "30");
    await dialog.getByText("Nothing is that old yet.").waitFor();
    await write(page, dialog.getByRole("textbox", { name: /words|reason|why/i }), "Nobody reads them");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Messages that could not be taken: kept for 30/ }).waitFor();

    const file = page.getByRole("region", { name: "One person’s file" });
    await write(page, file.getByRole("combobox", { name: "Student or member of staff" }), "S2");
    await file.getByRole("option", { name: /S2/ }).waitFor();
    await page.keyboard.press("Enter");
    await press(page, file.getByRole("link", { name: "Everything that is kept" }));
    await page.waitForURL(/\/privacy\/people\/S2/);
    await press(page, button(page, "Erase…"));
    await write(page, dialog.getByLabel("Why"), "asked for by letter");
    await write(page, dialog.getByLabel("Type S2 to erase for good"), "S2");
    await press(page, button(dialog, "Erase for good"));
    await page.getByRole("heading", { name: "Erased", level: 1 }).waitFor();
    const { erasures } = await school.served.ask(erasureList, "/api/v1/privacy/erasures");
    expect(erasures).toHaveLength(1);
    await leave(opened);
  });

  test("a technician adds a reader, tests it and gives it another key", async () => {
    const opened = await enter("technician", "/devices");
    const { page } = opened;
    await press(page, button(page, "Add a device"));
    const adding = page.getByRole("dialog", { name: "Add a device" });
    await write(page, adding.getByLabel("Name", { exact: true }), "door-1");
    await page.keyboard.press("Enter");
    const added = page.getByRole("dialog", { name: "door-1 is added" });
    await press(page, button(added, "I have kept it"));
    await press(page, button(page, "Test door-1"));
    const tested = page.getByRole("dialog", { name: "Test of door-1" });
    await tested.getByText(/not connected/i).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await press(page, button(page, "New key for door-1"));
    await press(page, button(page.getByRole("dialog"), "Make and show it"));
    const rotated = page.getByRole("dialog", { name: "A new key for door-1" });
    await press(page, button(rotated, "I have kept it"));
    const { devices } = await school.served.ask(devicePage, "/api/v1/devices");
    expect(devices[0]?.keys).toHaveLength(2);
    await leave(opened);
  });

  test("a tutor goes from whoever is below the line to the mark that was missed", async () => {
    const opened = await enter("tutor", "/tutees");
    const { page } = opened;
    expect(await violationsOf(page)).toEqual([]);
    await press(page, page.getByRole("main").getByRole("link", { name: /S1/ }).first());
    await page.waitForURL(/\/students\/S1/);
    await press(page, page.getByRole("button", { name: /^The mark of/ }).first());
    await page.getByRole("dialog").getByText("“not in the room”").waitFor();
    const told = await school.served.ask(
      markExplanationView,
      `/api/v1/sessions/${school.own.session}/marks/S1`,
    );
    expect(told.history.length).toBeGreaterThan(0);
    await page.keyboard.press("Escape");
    await leave(opened);
  });
});
