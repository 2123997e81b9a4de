import type { MqttClient } from "mqtt";
import type { Temporal } from "temporal-polyfill";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { registerView, sessionRow, sessionSeriesAnswer } from "../../src/contract/http/sessions.ts";
import { deviceTopic } from "../../src/contract/mqtt/topics.ts";
import { type ServedHere, serveHere, timeZone } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const credit = { present: 1, late: 0.5, absent: 0 } as const;
type Said = keyof typeof credit;

describe.skipIf(chromium === null)("the reports", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let camera: MqttClient;
  let window: { readonly from: string; readonly to: string };
  /** What was said of each seat of three weeks of lessons, the first week first. */
  const weeks: Said[][] = [];
  /** The lesson that is on. */
  let lesson: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    camera = await server.connect("tcp");
    await send(z.unknown(), "/api/v1/demo/start", {});
    const today = server.clock.now().toZonedDateTimeISO(timeZone);
    const monday = today.toPlainDate().subtract({ days: today.dayOfWeek - 1 });
    const starts = [3, 2, 1].map((ago) =>
      monday.subtract({ weeks: ago }).toZonedDateTime({ timeZone, plainTime: "10:00" }),
    );
    window = { from: starts[0]?.toPlainDate().toString() ?? "", to: today.toPlainDate().toString() };
    const times = starts.map((start) => ({
      start: start.toInstant().toString(),
      end: start.add({ hours: 1 }).toInstant().toString(),
    }));
    const common = { classes: ["ASG-13"], rooms: ["ASG-13"], title: "Portfolio" };
    const { sessions } = await send(sessionSeriesAnswer, "/api/v1/sessions/series", { ...common, times });
    const said: Said[] = ["present", "late", "absent"];
    for (const [week, id] of sessions.entries()) {
      // The demonstration's students begin today.
      for (const student of ["A-1", "A-2", "A-3"]) {
        const added = { student, todayOnly: true, reason: "was there" };
        await send(z.unknown(), `/api/v1/sessions/${id}/students`, added);
      }
      const register = await server.ask(registerView, `/api/v1/sessions/${id}`);
      const marks = register.marks.filter(({ student }) => student.id.startsWith("A-"));
      const own: Said[] = [];
      for (const [at, { student, revision }] of marks.entries()) {
        const status = said[(at + week) % 3 === 0 ? 0 : (at * week) % 3] ?? "present";
        const to = status === "late" ? { status, minutesLate: 7 } : { status };
        const path = `/api/v1/sessions/${id}/marks/${student.id}`;
        await send(z.unknown(), path, { to, revision, reason: "taken on paper" });
        own.push(status);
      }
      weeks.push(own);
    }
    // A lesson that is on, which two come to: by the start, and seven minutes after it.
    const start = server.clock.now().subtract({ minutes: 9 });
    ({ id: lesson } = await send(sessionRow, "/api/v1/sessions", {
      ...common,
      start: start.toString(),
      end: start.add({ hours: 1 }).toString(),
    }));
    await see("CSAI1001", start.subtract({ minutes: 1 }), 1);
    await see("SE2001", start.add({ minutes: 6, seconds: 30 }), 2);
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const send = <Schema extends z.ZodType>(schema: Schema, path: string, body: object) =>
    server.ask(schema, path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const see = (student: string, at: Temporal.Instant, seq: number) =>
    camera.publishAsync(
      deviceTopic("main", "door", "scan"),
      JSON.stringify({
        v: 1,
        boot_id: "first",
        event_id: v7(),
        seq,
        occurred_at: at.toString({ fractionalSecondDigits: 3 }),
        clock: "ntp",
        subject: { scheme: "student_id", value: student },
        location: "ASG-13",
      }),
      { qos: 1 },
    );
  const rateOf = (said: readonly Said[]): string =>
    ((100 * said.reduce((sum, one) => sum + credit[one], 0)) / said.length).toFixed(1);

  test("week by week, through the week and by minutes they tell what the registers hold", async () => {
    expect(weeks.map((week) => week.length)).toEqual([3, 3, 3]);
    const address = `${server.url}/reports?from=${window.from}&to=${window.to}`;
    const { page, complaints, close } = await browser.open(address);
    const panel = (name: string) => page.getByRole("region", { name });
    await panel("Attendance by week").getByText("Table").click();
    const rows = panel("Attendance by week").getByRole("row");
    for (const [at, week] of weeks.entries()) {
      const earned = week.reduce((sum, one) => sum + credit[one], 0);
      // Monday, Sunday, per cent, earned, possible; after the head.
      const cells = await rows
        .nth(at + 1)
        .locator("th, td")
        .allInnerTexts();
      expect(cells.slice(2)).toEqual([rateOf(week), earned, week.length].map((cell) => String(Number(cell))));
    }
    const monday = panel("Through the week").getByRole("row", { name: /^10:00/ });
    await monday.getByText(rateOf(weeks.flat()), { exact: true }).waitFor();
    await panel("How late people come")
      .getByText(/50\.0 % of 2 arrivals were on time; 1 came up to minute 20/)
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([
    ["/reports", "a laptop, light", laptop],
    ["/reports", "a phone, dark", { ...phone, colorScheme: "dark" }],
    ["/policy?edit=1", "a laptop, light", laptop],
    ["/policy?edit=1", "a phone, dark", { ...phone, colorScheme: "dark" }],
  ] as const)("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const days = path === "/reports" ? `?from=${window.from}&to=${window.to}` : "";
    const { page, complaints, close } = await browser.open(`${server.url}${path}${days}`, view);
    await page.getByText(/arrivals were on time/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a scan moves the sum and the pictures at one time", async () => {
    const address = `${server.url}/reports?from=${window.from}&to=${window.to}`;
    const { page, complaints, close } = await browser.open(address);
    const sum = page.getByRole("region", { name: "Everybody" });
    const pictures = page.getByRole("region", { name: "How late people come" });
    await pictures.getByText(/of 2 arrivals were on time/).waitFor();
    const before = await sum.innerText();
    const { marks } = await server.ask(registerView, `/api/v1/sessions/${lesson}`);
    const third = marks.find(({ status }) => status === "not_seen" || status === "cannot_be_known");
    await see(third?.student.id ?? "", server.clock.now(), 3);
    // Both are one reading, which is made at most every five seconds.
    await pictures.getByText(/of 3 arrivals were on time/).waitFor({ timeout: 15_000 });
    expect(await sum.innerText()).not.toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });
});
