import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { alertList, attentionRulesView, webhookList } from "../../src/contract/http/alerts.ts";
import { followUpPage } from "../../src/contract/http/follow-up.ts";
import { importView } from "../../src/contract/http/imports.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const dayMs = 86_400_000;

describe.skipIf(chromium === null)("alerts", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    await enrolUnseen();
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const json = (method: "POST" | "PUT", body: object): RequestInit => ({
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

  /** Two students of a class that met a month ago and that nobody was seen in. */
  async function enrolUnseen(): Promise<void> {
    const day = (ago: number): string =>
      new Date(server.clock.now().epochMilliseconds - ago * dayMs).toISOString().slice(0, 10);
    const term = { code: "NOW", title: "This term", from: day(60), to: day(-30) };
    await fetch(`${server.url}/api/v1/roster/terms`, json("POST", term));
    const files = {
      students: "student_id,given_name,family_name,email\nS1,Ada,Okafor,\nS2,Mei,Silva,\n",
      enrolments: `student_id,class,from,to\nS1,BIO-7,${day(60)},\nS2,BIO-7,${day(60)},\n`,
      timetable: `class,start,end,rooms,staff,mode\nBIO-7,${day(30)} 09:00,${day(30)} 10:00,Lab 3,,\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      const { id } = await server.ask(importView, `/api/v1/imports?kind=csv&name=${name}.csv`, {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: text,
      });
      await server.ask(importView, `/api/v1/imports/${id}/apply`, json("POST", {}));
    }
  }
  const open = async () => (await server.ask(alertList, "/api/v1/alerts")).open;

  test("an alert says why, leads to the student, and is looked after with a note", async () => {
    await expect.poll(open, { timeout: 30_000 }).toBe(2);
    const { page, complaints, close } = await browser.open(`${server.url}/follow-up`);
    const row = page
      .getByRole("region", { name: "Students" })
      .locator("li", { hasText: "Ada Okafor" })
      .first();
    await row.getByText(/Not seen in the 30 days since the first session\. The rule: 14 days/).waitFor();
    expect(await row.getByRole("link", { name: "Ada Okafor" }).getAttribute("href")).toBe("/students/S1");
    await row.getByRole("button", { name: "Acknowledge: Ada Okafor" }).click();
    const dialog = page.getByRole("dialog", { name: "Look after Ada Okafor" });
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByLabel(/Remark/).fill("Called on Monday");
    await dialog.getByRole("button", { name: "Acknowledge" }).click();
    await row.getByText("“Called on Monday”").waitFor();
    await row.getByText("Looked after", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("an alert that somebody else looks after already is said to be so", async () => {
    const { alerts } = await server.ask(alertList, "/api/v1/alerts");
    const id = alerts.find(({ student }) => student.id === "S2")?.id;
    const { page, close } = await browser.open(`${server.url}/follow-up`);
    await page.getByRole("button", { name: "Acknowledge: Mei Silva" }).click();
    const answer = await fetch(
      `${server.url}/api/v1/alerts/${id}/acknowledge`,
      json("POST", { note: "I write to her" }),
    );
    expect(answer.status).toBe(200);
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("1 of 1 were taken or cleared before, and stay as they are.").waitFor();
    await page.getByText("“I write to her”").waitFor();
    await close();
  });

  test("the secret of a webhook is shown once, and the webhook goes after a confirmation", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/notifications?part=webhooks`);
    await page.getByText("No webhook").waitFor();
    await page.getByRole("button", { name: "Add a webhook" }).click();
    await page.getByLabel("Address").fill("https://sis.example.org/muster");
    await page.getByRole("checkbox", { name: /A mark changes/ }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
    const secret = await page.getByRole("textbox", { name: "Secret" }).inputValue();
    expect(secret.length).toBeGreaterThan(20);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "I have kept it" }).click();
    await page.getByText("An alert opens, An alert is taken back, A mark changes").waitFor();
    expect(await page.content()).not.toContain(secret);
    await page.getByRole("button", { name: "Remove https://sis.example.org/muster" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const { webhooks } = await server.ask(webhookList, "/api/v1/webhooks");
    expect(webhooks.filter(({ active }) => active)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("an address that a webhook may not have is refused with the reason", async () => {
    const { page, close } = await browser.open(`${server.url}/notifications?part=webhooks`);
    await page.getByRole("button", { name: "Add a webhook" }).click();
    await page.getByLabel("Address").fill("http://127.0.0.1/hook");
    await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await close();
  });

  test("the log says that no mail is sent without a mail server", async () => {
    const { page, close } = await browser.open(`${server.url}/notifications?part=sent`);
    await page.getByText("No mail is sent.").waitFor();
    await close();
  });

  test.each(
    ["/follow-up", "/notifications?part=sent", "/notifications", "/notifications?part=webhooks"].flatMap(
      (path) => views.map(([name, view]) => [path, name, view] as const),
    ),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page
      .getByText(/Not seen|No mail is sent|told of events as they happen/)
      .filter({ visible: true })
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the button prints everybody who was found, and a browser's own way says how many of them it has", async () => {
    const codes = Array.from({ length: 62 }, (_, n) => `T${n + 10}`);
    const { page, close } = await browser.open(`${server.url}/follow-up`);
    // As with more students than are shown at once, each with the alert of one that there is.
    await page.route("**/api/v1/follow-up?*", async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      const from = Number(asked.get("cursor") ?? 0);
      const to = from + Number(asked.get("limit"));
      const real = await server.ask(followUpPage, "/api/v1/follow-up?state=open");
      const students = codes
        .slice(from, to)
        .flatMap((id) =>
          real.students.slice(0, 1).map((row) => ({ ...row, student: { ...row.student, id } })),
        );
      const next = to < codes.length ? String(to) : null;
      await route.fulfill({ json: { ...real, total: codes.length, students, next } });
    });
    await page.reload();
    await page.getByRole("button", { name: "Show more" }).waitFor();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await page.getByText("The first 50 of 62. The CSV file has all of them.").waitFor();
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: null });
    const paper = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          window.print = () => resolve(document.querySelector("main")?.textContent ?? "");
        }),
    );
    await page.getByRole("button", { name: "Print" }).click();
    const printed = await paper;
    expect(codes.filter((code) => !printed.includes(`${code} · BIO-7`))).toEqual([]);
    expect(printed).not.toContain("The first");
    await close();
  });

  test("a rule that is changed takes its alerts back, with why, and numbers are checked as they are typed", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/notifications`);
    const days = page.getByRole("textbox", { name: "Not seen for" });
    await days.fill("0");
    await page.getByText("Give a whole number from 1 to 1000.").waitFor();
    expect(await page.getByRole("button", { name: "Save…" }).isDisabled()).toBe(true);
    await days.fill("60");
    await page.getByRole("button", { name: "Remove the rule: Absent 3 times in a row or more" }).click();
    await page.getByRole("button", { name: "Missed 10 % or more" }).click();
    await page.getByRole("button", { name: "Save…" }).click();
    await page.getByRole("dialog").getByText("Not seen for 60 days or more").waitFor();
    await page.getByRole("button", { name: "Replace" }).click();
    await page.getByText(/^Version 1, /).waitFor();
    const { rules } = await server.ask(attentionRulesView, "/api/v1/attention-rules");
    expect(rules.map(({ kind }) => kind)).toEqual(["below", "days_unseen", "missed"]);
    await page.goto(`${server.url}/follow-up`);
    await page.getByText("Cleared", { exact: true }).click();
    await page
      .getByText(/Cleared \w{3} \d/)
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await close();
  });
});
