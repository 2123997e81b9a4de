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

describe.skipIf(chromium === null)("a device that was moved, on its own page", () => {
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
      rooms: ["ECG-01"],
      start: instant(-2),
      end: instant(58),
      title: "Moved readers",
    }));
    for (const student of ["CSAI1001", "SE2001"]) await see(student);
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  /** A reader that says BSB214 sees a student now. */
  const see = (student: string) =>
    device.publishAsync(
      deviceTopic("main", "hall", "scan"),
      JSON.stringify({
        v: 1,
        event_id: uuidv7(),
        occurred_at: instant(0),
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
  const page = `/devices/${encodeURIComponent("main/hall")}`;

  test.each(views)("says what would follow before anything is stored, on %s", async (name, view) => {
    const { page: shown, complaints, close } = await browser.open(`${server.url}${page}`, view);
    await shown.getByRole("button", { name: "Move", exact: true }).click();
    const dialog = shown.getByRole("dialog", { name: "Where does main/hall hang?" });
    const room = dialog.getByLabel("Room");
    await room.fill("ECG-01");
    await room.press("Enter");
    await dialog.getByText(/2 scans would be of ECG-01/).waitFor();
    // In the session, and from the standing day of one room to that of the other.
    await dialog.getByRole("listitem").filter({ hasText: "Moved readers" }).first().waitFor();
    expect(await violationsOf(shown)).toEqual([]);
    expect(await shown.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    if (process.env.PICTURES !== undefined)
      await shown.screenshot({ path: `${process.env.PICTURES}/move-${name.replaceAll(/\W+/g, "-")}.png` });
    await dialog.getByLabel("Since").fill("2999-01-01T08:00");
    await dialog.getByText(/has not come yet/).waitFor();
    await shown.keyboard.press("Escape");
    expect(await dialog.count()).toBe(0);
    expect(await statuses()).toEqual(nobody);
    expect(complaints.filter((said) => !/400/.test(said))).toEqual([]);
    await close();
  });

  test("moves it, shows whose word it was, and takes it back", async () => {
    const { page: shown, complaints, close } = await browser.open(`${server.url}${page}`);
    await shown.getByRole("button", { name: "Move", exact: true }).click();
    const dialog = shown.getByRole("dialog", { name: "Where does main/hall hang?" });
    await dialog.getByLabel("Room").fill("ECG-01");
    await dialog.getByLabel("Room").press("Enter");
    await dialog.getByText(/2 scans would be of ECG-01/).waitFor();
    await dialog.getByRole("button", { name: "It was moved and nobody told" }).click();
    await shown.getByText("main/hall hangs in ECG-01: 2 scans moved with it.").waitFor();
    expect(await statuses()).toEqual({ CSAI1001: "present", SE2001: "present" });
    const moved = shown.getByRole("region", { name: "Moved" });
    await moved.getByText(/what it sends as BSB214: 2 scans moved/).waitFor();
    expect(await violationsOf(shown)).toEqual([]);

    await moved.getByRole("button", { name: /^Take back/ }).click();
    const undo = shown.getByRole("dialog", { name: "Take back that main/hall hung in ECG-01?" });
    await undo.getByText(/2 scans would be where they were/).waitFor();
    expect(await violationsOf(shown)).toEqual([]);
    await undo.getByRole("button", { name: "The wrong room" }).click();
    await moved.getByText(/Taken back by local operator/).waitFor();
    expect(await statuses()).toEqual(nobody);
    expect(complaints).toEqual([]);
    await close();
  });
});
