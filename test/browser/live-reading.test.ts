import type { MqttClient } from "mqtt";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { registerView, sessionList, sessionRow } from "../../src/contract/http/sessions.ts";
import { publish } from "../hostile/publish.ts";
import { originalText, originalTopic } from "../hostile/write-messages.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser } from "./open-browser.ts";

const chromium = needs("chromium");
const posted = (body: object): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

describe.skipIf(chromium === null)(
  "a scan reaches a page through the stream, and nothing is read anew",
  () => {
    let server: ServedHere;
    let browser: TestBrowser;
    let sender: MqttClient;
    let lecture: string;
    let standing: string;
    beforeAll(async () => {
      [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
      sender = await server.connect("tcp");
      const now = server.clock.now();
      const day = now.toZonedDateTimeISO("Europe/London").toPlainDate().toString();
      const made = z.object({ id: z.string() });
      const add = (what: string, body: object) => server.ask(made, `/api/v1/roster/${what}`, posted(body));
      await add("rooms", { code: "SOUTH-103" });
      const orbits = await add("classes", { code: "AST-102", title: "AST-102" });
      for (const code of ["AST1", "AST2", "AST3", "AST4", "AST5"]) {
        const student = await add("students", { code });
        await add("enrolments", { student: student.id, class: orbits.id, from: day });
      }
      const planned = {
        classes: ["AST-102"],
        rooms: ["SOUTH-103"],
        start: now.subtract({ minutes: 2 }).toString(),
        end: now.add({ hours: 1 }).toString(),
      };
      lecture = (await server.ask(sessionRow, "/api/v1/sessions", posted(planned))).id;
      const { sessions } = await server.ask(sessionList, "/api/v1/sessions?now=true");
      standing = sessions.find(({ rooms }) => rooms.includes("ECG-01"))?.id ?? "";
      // What is new is read, as it should be: a session that opens, a place that was not heard of before.
      for (const room of ["SOUTH-103", "ECG-01"]) await scan("VISITOR", room);
      await vi.waitFor(
        async () => {
          const { session } = await server.ask(registerView, `/api/v1/sessions/${lecture}`);
          expect(session.state).toBe("open");
        },
        { timeout: 50_000, interval: 250 },
      );
    }, 60_000);
    afterAll(() => Promise.all([browser?.close(), server?.stop()]));

    const scan = (student_id: string, location: string) =>
      publish(sender, originalTopic, originalText(server, { student_id, location, decision: "granted" }), {
        qos: 1,
      });

    interface Watched {
      readonly page: Page;
      /** What was asked for since it was settled, once ten seconds more have gone by for the page. */
      later(): Promise<readonly string[]>;
      /** Resolves when nothing is under way; what is asked of the API after that is told by `later`. */
      settled(): Promise<void>;
      close(): Promise<void>;
    }

    /** Opens a page and hears what it asks of the API, the stream itself left out. */
    async function watch(path: string): Promise<Watched> {
      const { page, close } = await browser.openAlone(`${server.url}/policy`);
      // What a page would read some seconds later is seen at once.
      await page.clock.install();
      const under = new Set<object>();
      const paths: string[] = [];
      const isReading = (address: string): boolean => {
        const { pathname } = new URL(address);
        return pathname.startsWith("/api/") && pathname !== "/api/v1/live";
      };
      page.on("request", (request) => {
        if (!isReading(request.url())) return;
        under.add(request);
        paths.push(new URL(request.url()).pathname);
      });
      page.on("requestfinished", (request) => under.delete(request));
      page.on("requestfailed", (request) => under.delete(request));
      await page.goto(`${server.url}${path}`);
      return {
        page,
        async settled() {
          await expect.poll(() => under.size).toBe(0);
          paths.length = 0;
        },
        async later() {
          await page.clock.runFor(10_000);
          await expect.poll(() => under.size).toBe(0);
          return paths;
        },
        close,
      };
    }

    test("on the board, for a session of the timetable and for one that stands", async () => {
      const { page, settled, later, close } = await watch("/");
      const bar = (name: string) => page.getByRole("link", { name: new RegExp(`^${name}, `) });
      await bar("AST-102").filter({ hasText: "0/5" }).waitFor();
      await settled();
      await scan("AST1", "SOUTH-103");
      await scan("CSAI1001", "ECG-01");
      await bar("AST-102").filter({ hasText: "1/5" }).waitFor();
      await bar("ECG-01").filter({ hasText: "1/2" }).waitFor();
      expect(await later()).toEqual([]);
      await close();
    });

    test("on a register of either kind, where whoever comes is lit", async () => {
      for (const [session, student, room] of [
        [lecture, "AST2", "SOUTH-103"],
        [standing, "ITM3006", "ECG-01"],
      ] as const) {
        const { page, settled, later, close } = await watch(`/registers/${session}`);
        const row = page.locator(`tr[data-student="${student}"]`);
        await row.getByText(/^(Expected|Not seen)$/).waitFor();
        await settled();
        await scan(student, room);
        await row.getByText("Present", { exact: true }).waitFor();
        expect(await row.getAttribute("class")).toContain("animate-arrive");
        await page.getByText(/^2 of \d came/).waitFor();
        expect(await later()).toEqual([]);
        await close();
      }
    });

    test("on a student's page", async () => {
      const { page, settled, later, close } = await watch("/students/AST3");
      await page.getByRole("heading", { level: 1, name: "AST3" }).waitFor();
      const today = page.getByRole("region", { name: "Today", exact: true });
      await today
        .getByText(/^(Expected|Not seen)$/)
        .first()
        .waitFor();
      await settled();
      await scan("AST3", "SOUTH-103");
      await today.getByText("Present", { exact: true }).first().waitFor();
      expect(await later()).toEqual([]);
      await close();
    });

    test("on a mark that is looked at while others come, which is read again when it changes itself", async () => {
      const { page, settled, later, close } = await watch(`/registers/${lecture}`);
      await page
        .locator('tr[data-student="AST4"]')
        .getByRole("button", { name: "AST4", exact: true })
        .click();
      const mark = page.getByRole("dialog");
      await mark
        .getByText(/^(Expected|Not seen)$/)
        .first()
        .waitFor();
      await settled();
      await scan("AST5", "SOUTH-103");
      await page.locator('tr[data-student="AST5"]').getByText("Present", { exact: true }).waitFor();
      expect(await later()).toEqual([]);
      await scan("AST4", "SOUTH-103");
      const own = `/api/v1/sessions/${lecture}/marks/AST4`;
      await expect.poll(later).toContain(own);
      await mark.getByText("Not seen", { exact: true }).waitFor({ state: "detached" });
      expect(new Set(await later())).toEqual(new Set([own]));
      await close();
    });
  },
);
