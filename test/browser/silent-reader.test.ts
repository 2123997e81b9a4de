import type { MqttClient } from "mqtt";
import type { Page } from "playwright-core";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  type RegisterView,
  registerView,
  sessionList,
  sessionRow,
} from "../../src/contract/http/sessions.ts";
import { type DeviceChannel, deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
/** The monitor's rounds make a reader's death news; a loaded machine makes them late. */
const soon = { timeout: 90_000 };

describe.skipIf(chromium === null)("a reader that falls silent while its room is watched", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let camera: MqttClient;
  /** The room's timetabled session, and its class's standing day. */
  let sessions: { readonly timetabled: string; readonly standing: string };
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    camera = await server.connect("tcp");
    // Two students in class BSB214, which stands in the room of that name.
    await send(z.unknown(), "/api/v1/demo/start", {});
    await tell("status", { state: "online", at: instant(0) });
    // A reader is in the room in which it saw somebody, whoever that was.
    await see(1, "nobody of this school");
    await tell("heartbeat", { at: instant(0), outbox: 0, clock: "ntp" });
    const { id } = await send(sessionRow, "/api/v1/sessions", {
      classes: ["BSB214"],
      rooms: ["BSB214"],
      // Its reader is there from the first moment at which somebody may arrive.
      start: instant(15),
      end: instant(75),
      title: "Unwatched",
    });
    await see(2, "CSAI1001");
    await tell("heartbeat", { at: instant(0), outbox: 0, clock: "ntp" });
    const today = await server.ask(sessionList, "/api/v1/sessions?room=BSB214");
    const standing = today.sessions.find((session) => session.id !== id);
    expect(standing?.classes.map(({ code }) => code)).toEqual(["BSB214"]);
    sessions = { timetabled: id, standing: standing?.id ?? "" };
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const send = <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
    server.ask(schema, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const instant = (minutes: number): string =>
    new Date(server.clock.now().epochMilliseconds + minutes * 60_000).toISOString();
  const tell = (channel: DeviceChannel, said: object) =>
    camera.publishAsync(
      deviceTopic("main", "door", channel),
      JSON.stringify({ v: 1, boot_id: "first", ...said }),
      { qos: 1 },
    );
  const see = (seq: number, student: string) =>
    tell("scan", {
      event_id: v7(),
      seq,
      occurred_at: instant(0),
      clock: "ntp",
      subject: { scheme: "student_id", value: student },
      location: "BSB214",
    });
  const registerOf = (id: string): Promise<RegisterView> =>
    server.ask(registerView, `/api/v1/sessions/${id}`);
  const band = (page: Page) =>
    page.getByText(/The reader here has been silent since \d\d:\d\d; 1 cannot be known/);

  /** Signs off and says what becomes of whoever the reader could not see. */
  async function sign(page: Page, word: RegExp): Promise<void> {
    await page.getByRole("button", { name: "Sign off", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Sign off the register" });
    const button = dialog.getByRole("button", { name: "Sign off" });
    await dialog.getByText(/Of one student it cannot be known/).waitFor();
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel(word).check();
    expect(await violationsOf(page)).toEqual([]);
    await button.click();
    await page.getByText(/Signed off by local operator/).waitFor();
  }

  /** Somebody else marks the one of whom the page asked in the moment in which it is signed, and takes that back. */
  async function refuseToSign(): Promise<void> {
    const { page, complaints, close } = await browser.open(`${server.url}/registers/${sessions.timetabled}`);
    const mark = async (status: "present" | "automatic") => {
      const { marks } = await registerOf(sessions.timetabled);
      await send(z.unknown(), `/api/v1/sessions/${sessions.timetabled}/marks/SE2001`, {
        to: { status },
        reason: "Seen in the room",
        revision: marks.find(({ student }) => student.id === "SE2001")?.revision ?? 0,
      });
    };
    await page.route(
      "**/sign-off",
      async (route) => {
        await mark("present");
        await route.continue();
      },
      { times: 1 },
    );
    await page.getByRole("button", { name: "Sign off", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Sign off the register" });
    await dialog.getByLabel(/Leave them for review/).check();
    await dialog.getByRole("button", { name: "Sign off" }).click();
    await dialog
      .getByText(
        "Register: it changed while you looked: of one student it was shown that it cannot be known whether they came, and now that is so of nobody; look again, and sign it off as it stands.",
      )
      .waitFor();
    // The register is the new one, in which nobody is asked of any more, and it is not signed.
    await dialog.getByText(/Of one student it cannot be known/).waitFor({ state: "detached" });
    await dialog.getByText(/2 present, 0 late/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect((await registerOf(sessions.timetabled)).session.signedOff).toBeNull();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await mark("automatic");
    await band(page).waitFor();
    // The browser itself tells of the refusal, and nothing else went wrong.
    expect(complaints.filter((complaint) => !/status of 409/.test(complaint))).toEqual([]);
    await close();
  }

  test("who has a register or the cards open is told, is asked of whom it decides, and can take the signature back", async () => {
    const timetabled = await browser.open(`${server.url}/registers/${sessions.timetabled}`);
    const standing = await browser.open(`${server.url}/registers/${sessions.standing}`, {
      ...phone,
      colorScheme: "dark",
    });
    const cards = await browser.open(`${server.url}/registers`);
    for (const { page } of [timetabled, standing]) await page.getByText(/The reader here works/).waitFor();
    const unknown = cards.page.getByRole("listitem").filter({ hasText: "1 cannot be known" });
    expect(await unknown.count()).toBe(0);

    await tell("status", { state: "offline", at: instant(0) });
    // Nobody turns to a page again: each of them is told.
    for (const { page } of [timetabled, standing]) await band(page).waitFor(soon);
    // The card of what has begun says so; the other's register is open for arrivals, and it begins in a quarter of an hour.
    await expect.poll(() => unknown.count(), soon).toBe(1);
    for (const { page } of [timetabled, standing, cards]) {
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }

    await refuseToSign();
    await sign(timetabled.page, /Leave them for review/);
    const left = await registerOf(sessions.timetabled);
    expect(left.session).toMatchObject({ state: "open", counts: { cannot_be_known: 1 } });
    expect(left.unanswered).toEqual(["SE2001"]);
    await timetabled.page.getByRole("button", { name: "Take back" }).click();
    const dialog = timetabled.page.getByRole("dialog", { name: "Take the signature back" });
    await dialog.getByRole("button", { name: "Signed too early" }).click();
    await timetabled.page.getByText("Signed off by local operator").waitFor({ state: "detached" });
    expect((await registerOf(sessions.timetabled)).session.signedOff).toBeNull();

    await sign(standing.page, /I looked: that one is absent/);
    const { session } = await registerOf(sessions.standing);
    expect(session).toMatchObject({ state: "open", signedOff: { by: "local operator" } });

    // It comes back and tells what it kept: that decides by itself.
    await tell("status", { state: "online", at: instant(0) });
    await tell("scan", {
      event_id: v7(),
      seq: 3,
      occurred_at: instant(0),
      clock: "ntp",
      subject: { scheme: "student_id", value: "SE2001" },
      location: "BSB214",
    });
    await band(timetabled.page).waitFor({ state: "detached", ...soon });
    await expect.poll(() => unknown.count(), soon).toBe(0);
    expect((await registerOf(sessions.timetabled)).session.counts.cannot_be_known ?? 0).toBe(0);
    for (const { complaints, close } of [timetabled, standing, cards]) {
      expect(complaints).toEqual([]);
      await close();
    }
  }, 240_000);
});
