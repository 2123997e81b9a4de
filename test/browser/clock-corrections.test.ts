import type { MqttClient } from "mqtt";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { registerView, sessionRow } from "../../src/contract/http/sessions.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a clock that is put right on the page of the quarantine", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let device: MqttClient;
  let session: string;
  const instant = (minutes: number): string =>
    server.clock.now().add({ minutes }).toString({ smallestUnit: "second" });
  const post = <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
    server.ask(schema, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    device = await server.connect("tcp");
    await post(z.unknown(), "/api/v1/demo/start", {});
    ({ id: session } = await post(sessionRow, "/api/v1/sessions", {
      classes: ["BSB214"],
      rooms: ["BSB214"],
      start: instant(-2),
      end: instant(58),
      title: "Clocks",
    }));
    await see("CSAI1001", 60);
    await see("SE2001", 60);
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  /** A reader sees a student now, and writes a time so many minutes ahead. */
  const see = (student: string, ahead: number) =>
    device.publishAsync(
      deviceTopic("main", "hall", "scan"),
      JSON.stringify({
        v: 1,
        event_id: uuidv7(),
        occurred_at: instant(ahead),
        clock: "ntp",
        subject: { scheme: "student_id", value: student },
        location: "BSB214",
      }),
      { qos: 1 },
    );
  const statuses = async (): Promise<Record<string, string>> => {
    const { marks } = await server.ask(registerView, `/api/v1/sessions/${session}`);
    return Object.fromEntries(marks.map(({ student, status }) => [student.id, status]));
  };
  const nobody = { CSAI1001: "expected", SE2001: "expected" };
  const everybody = { CSAI1001: "present", SE2001: "present" };
  const page = "/messages/quarantine?code=time_in_future";
  const open = { name: "Put its clock right for main/hall" };

  test.each(views)("says what would follow before anything is stored, on %s", async (_name, view) => {
    const { page: shown, complaints, close } = await browser.open(`${server.url}${page}`, view);
    await shown.getByRole("button", open).click();
    const dialog = shown.getByRole("dialog", { name: "Put the clock of main/hall right" });
    await dialog.getByText(/2 messages wait, written .*1 hour ahead/).waitFor();
    await dialog.getByText(/most likely local time that is marked as UTC/).waitFor();
    expect(await dialog.getByLabel("Its clock was wrong by").inputValue()).toBe("3600");
    const marks = dialog.getByRole("listitem").filter({ hasText: "becomes" });
    // Each in the session, and in the class's standing day.
    await marks.first().waitFor();
    expect(await marks.count()).toBe(4);
    expect(await violationsOf(shown)).toEqual([]);
    expect(await shown.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    // Half an hour is not enough: both would be refused again, and nothing can be taken.
    await dialog.getByLabel("Its clock was wrong by").fill("1800");
    await dialog.getByText("None.").waitFor();
    await dialog.getByRole("button", { name: "Take 0 scans" }).waitFor();
    await dialog.getByLabel("Its clock was wrong by").fill("an hour");
    await dialog.getByText(/Give a whole number of seconds above 0/).waitFor();
    expect(await violationsOf(shown)).toEqual([]);
    await shown.keyboard.press("Escape");
    expect(await dialog.count()).toBe(0);
    expect(await statuses()).toEqual(nobody);
    expect(complaints).toEqual([]);
    await close();
  });

  test("takes them, shows whose word it was, and takes it back", async () => {
    const { page: shown, complaints, close } = await browser.open(`${server.url}${page}`);
    await shown.getByRole("button", open).click();
    const dialog = shown.getByRole("dialog", { name: "Put the clock of main/hall right" });
    await dialog.getByRole("button", { name: "Take 2 scans" }).waitFor();
    await dialog.getByLabel("Or in your words").fill("Local time marked Z");
    await dialog.getByRole("button", { name: "Take 2 scans" }).click();
    await shown
      .getByText("The clock of main/hall was put right. 2 read again: 2 stored as a scan.")
      .waitFor();
    expect(await statuses()).toEqual(everybody);
    const stated = shown.getByRole("region", { name: "Clocks put right" });
    await stated.getByText("main/hall was 1 hour ahead: 2 scans taken").waitFor();
    expect(await violationsOf(shown)).toEqual([]);

    const register = await browser.open(`${server.url}/registers/${session}`);
    const why = register.page.getByText(/The clock of the reader in BSB214 was 1 hour ahead/);
    await why.first().waitFor();
    expect(await why.count()).toBe(2);
    expect(register.complaints).toEqual([]);
    await register.close();

    await stated.getByRole("button", { name: /^Take back/ }).click();
    const undo = shown.getByRole("dialog", { name: "Take back that main/hall was 1 hour ahead?" });
    expect(await violationsOf(shown)).toEqual([]);
    await undo.getByRole("button", { name: "The wrong sender" }).click();
    await shown.getByText("2 scans were withdrawn; the messages are open again.").waitFor();
    await stated.getByText(/Taken back by local operator/).waitFor();
    expect(await statuses()).toEqual(nobody);
    await shown.getByRole("button", open).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("one message alone can be taken", async () => {
    const { page: shown, complaints, close } = await browser.open(`${server.url}${page}`);
    const messages = shown.getByRole("region", { name: "Messages" });
    await messages
      .getByRole("button", { name: /s in the future/ })
      .first()
      .click();
    await messages.getByRole("button", { name: "Put its clock right" }).click();
    const dialog = shown.getByRole("dialog", { name: "Put the clock of main/hall right" });
    await dialog.getByText(/1 message waits/).waitFor();
    await dialog.getByRole("button", { name: "Local time marked as UTC" }).click();
    await shown.getByText(/1 read again: 1 stored as a scan/).waitFor();
    expect(Object.values(await statuses()).sort()).toEqual(["expected", "present"]);
    expect(complaints).toEqual([]);
    await close();
  });
});
