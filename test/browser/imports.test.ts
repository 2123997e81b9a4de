import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { feedList, feedView, importList, importView } from "../../src/contract/http/imports.ts";
import { personDetail, personPage } from "../../src/contract/http/roster.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

const table = (...lines: string[]): string => `${lines.join("\n")}\n`;
const students = (from: number, to: number): string =>
  table(
    "student_id,given_name,family_name,email",
    ...Array.from({ length: to - from + 1 }, (_, at) => `S${from + at},Ada,Student,`),
  );
const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

describe.skipIf(chromium === null)("imports and feeds", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let calendars: Server;
  let calendarUrl = "";
  beforeAll(async () => {
    calendars = createServer((_, response) => {
      response.writeHead(200, { "content-type": "text/calendar" });
      response.end(calendar);
    });
    await new Promise<void>((resolve) => calendars.listen(0, "127.0.0.1", resolve));
    const address = calendars.address();
    if (address === null || typeof address === "string") throw new Error("the calendars have no port");
    calendarUrl = `http://127.0.0.1:${address.port}/science.ics`;
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
  }, 60_000);
  afterAll(() =>
    Promise.all([
      browser?.close(),
      server?.stop(),
      new Promise((resolve) => (calendars === undefined ? resolve(null) : calendars.close(resolve))),
    ]),
  );

  const upload = async (name: string, text: string, complete = false) => {
    const query = new URLSearchParams({ kind: "csv", name, complete: String(complete) });
    return server.ask(importView, `/api/v1/imports?${query}`, {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: text,
    });
  };
  const apply = (id: string) =>
    server.ask(importView, `/api/v1/imports/${id}/apply`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });

  test("an empty page says what can be brought in, and its templates are there", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/imports`);
    await page.getByText("Nothing was imported yet").waitFor();
    for (const file of ["classes", "students", "enrolments", "timetable"]) {
      const link = page.getByRole("link", { name: `${file}.csv` });
      const answer = await fetch(`${server.url}${await link.getAttribute("href")}`);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("EXAMPLE")]);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test("a preview of a table with times says in which time zone they are read, and one without says nothing of it", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/imports`);
    const said = page.getByText("Times without an offset from UTC are read in Europe/London");
    const look = async (name: string, text: string): Promise<void> => {
      await page.goto(`${server.url}/imports`);
      await page.getByLabel(/Choose files/).setInputFiles([csv(name, text)]);
      await page.getByRole("button", { name: "See what would change" }).click();
      await page.getByText("This is a preview. Nothing has changed yet.").waitFor();
    };
    await look("timetable.csv", table("class,start,end", "ZONE-1,2026-11-23 09:00,10:00"));
    await said.waitFor();
    await look("students.csv", table("student_id,given_name,family_name", "ZONE1,Ann,Ash"));
    expect(await said.count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test("several files are sent together, bad rows are told with their place, and the rest is applied", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/imports`);
    await page
      .getByLabel(/Choose files/)
      .setInputFiles([
        csv("students.csv", `${students(1, 30)},Nobody,,\n`),
        csv("enrolments.csv", table("student_id,class,from,to", "S1,CS-150,2026-09-01,")),
      ]);
    await page.getByText("Taken for Plain CSV").waitFor();
    await page.getByRole("button", { name: "See what would change" }).click();
    await page.getByText("This is a preview. Nothing has changed yet.").waitFor();
    await page.getByText("students.csv, line 32, student_id").waitFor();
    // The heading has the focus, so that those who listen hear where they are.
    expect(await page.locator("main h1").evaluate((heading) => heading === document.activeElement)).toBe(
      true,
    );
    await page.getByRole("button", { name: "Students, added: 30" }).click();
    expect(new URL(page.url()).searchParams.get("thing")).toBe("student");
    await page.getByLabel("Find changes by what they hold").fill("S30");
    await page.getByText("1 found").waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "All as CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("notes.csv");
    await page.getByRole("button", { name: "Apply…" }).click();
    await page.getByText("1 row was refused").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await page.getByText(/^Done/).waitFor();
    expect(await page.getByRole("button", { name: "Apply…" }).count()).toBe(0);
    // What was made is one touch away.
    const changed = page.getByRole("region", { name: "What changed" });
    expect(await changed.getByRole("link", { name: "Students" }).getAttribute("href")).toBe("/students");
    const student = page.getByRole("region", { name: "Changes" }).getByRole("link", { name: "S30" });
    expect(await student.getAttribute("href")).toBe("/students/S30");
    await page.getByRole("link", { name: "All imports" }).click();
    await page.getByRole("link", { name: "students.csv, enrolments.csv" }).waitFor();
    await page.getByText("Applied", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("the roster goes out as nine files, and the page says what they leave out", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/imports`);
    const panel = page.getByRole("region", { name: "Move or back up the roster" });
    const download = async (name: string): Promise<string> => {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        panel.getByRole("button", { name }).click(),
      ]);
      return file.suggestedFilename();
    };
    expect(await download("Download all nine")).toBe("roster.zip");
    await panel.getByText("roster.zip was downloaded, and nothing was left out.").waitFor();

    // A card from a time that is over, by the page; and an id that passes on leaves its former holder without one.
    const { people } = await server.ask(personPage, "/api/v1/roster/students?search=S30");
    await page.goto(`${server.url}/school/people/${people[0]?.id}`);
    await page.getByRole("button", { name: "Issue a card or id…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox", { name: "Kind" }).fill("card_uid");
    await page.keyboard.press("Enter");
    await dialog.getByLabel("Value").fill("04A2B3C4");
    await dialog.getByLabel("From").fill("2026-01-05T09:30");
    await dialog.getByLabel("Reason").fill("First card");
    await dialog.getByRole("button", { name: "Issue" }).click();
    await page.getByText("It was issued.").waitFor();
    const { identifiers } = await server.ask(personDetail, `/api/v1/roster/people/${people[0]?.id}`);
    expect(identifiers.find(({ scheme }) => scheme === "card_uid")?.from).toBe("2026-01-05T09:30:00Z");
    await server.ask(personDetail, "/api/v1/roster/students", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: "S30", familyName: "Newcomer", from: "2026-01-06" }),
    });

    await page.goto(`${server.url}/imports`);
    expect(await download("students.csv")).toBe("students.csv");
    await panel.getByText("students.csv: 1 student has no student id now").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("the same file again changes nothing, and there is nothing to apply", async () => {
    await apply((await upload("first.csv", students(1, 30))).id);
    const { id } = await upload("again.csv", students(1, 30));
    const { page, close } = await browser.open(`${server.url}/imports/${id}`);
    await page.getByText("Nothing would change").waitFor();
    expect(await page.getByRole("button", { name: "Apply…" }).count()).toBe(0);
    await page.getByRole("button", { name: "Discard…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    await page.getByText("what the files held was forgotten").waitFor();
    await close();
  });

  test("what would end much is applied only after each warning was said yes to", async () => {
    await apply((await upload("all.csv", students(1, 30))).id);
    const { id } = await upload("fewer.csv", students(1, 5), true);
    const { page, close } = await browser.open(`${server.url}/imports/${id}`);
    await page.getByText("Look twice.").first().waitFor();
    await page.getByRole("button", { name: "Apply…" }).click();
    const dialog = page.getByRole("dialog");
    const button = dialog.getByRole("button", { name: "Apply" });
    expect(await button.isDisabled()).toBe(true);
    for (const box of await dialog.getByRole("checkbox").all()) await box.check();
    expect(await violationsOf(page)).toEqual([]);
    await button.click();
    await page.getByText(/^Done.*ended/).waitFor();
    await close();
  });

  test("a preview that is out of date is not applied; the page leads to the new one", async () => {
    // Called as nobody is whose id is somebody else's by now: of those it would be asked.
    const others = (to: number) => students(50, to).replaceAll("Ada", "Bea");
    const [first, second] = [await upload("a.csv", others(52)), await upload("b.csv", others(53))];
    await apply(second.id);
    const { page, close } = await browser.open(`${server.url}/imports/${first.id}`);
    await page.getByRole("button", { name: "Apply…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
    await page.getByRole("link", { name: "Look at the new preview" }).click();
    await page.getByText("Nothing would change").waitFor();
    expect(page.url()).not.toContain(first.id);
    await close();
  });

  test("files that cannot be read are refused with a remedy before anything is sent", async () => {
    const { page, close } = await browser.open(`${server.url}/imports`);
    await page.getByLabel(/Choose files/).setInputFiles([csv("people.xlsx", "PK")]);
    await page.getByRole("alert").filter({ hasText: "save a spreadsheet as CSV" }).waitFor();
    expect(await page.getByRole("button", { name: "See what would change" }).isDisabled()).toBe(true);
    await page.getByRole("button", { name: "Take people.xlsx away" }).click();
    await page
      .getByLabel(/Choose files/)
      .setInputFiles([{ name: "broken.zip", mimeType: "application/zip", buffer: Buffer.from("no zip") }]);
    await page.getByRole("alert").filter({ hasText: "Pack the files again" }).waitFor();
    await close();
  });

  test("two departments whose files are called alike are two calendars, and the person chooses whose a file is", async () => {
    const of = (uid: string, room: string) =>
      calendar
        .replace("one@school.example", uid)
        .replace("BIO-7:Lecture", "CS-150_A:Lab")
        .replace("Lab 3", room);
    const { page, complaints, close } = await browser.open(`${server.url}/imports`);
    const look = async (text: string) => {
      await page.goto(`${server.url}/imports`);
      const file = { name: "export.ics", mimeType: "text/calendar", buffer: Buffer.from(text) };
      await page.getByLabel(/Choose files/).setInputFiles([file]);
      await page.getByLabel("This calendar is complete").check();
      await page.getByRole("button", { name: "See what would change" }).click();
      await page.getByText("This is a preview. Nothing has changed yet.").waitFor();
    };
    const whose = page.getByLabel("Whose calendar it is");
    const confirm = async () => {
      await page.getByRole("button", { name: "Apply…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Apply" }).click();
      await page.getByText(/^Done/).waitFor();
    };
    await look(of("a@arts.example", "Lab 1"));
    expect(await whose.inputValue()).toBe("export");
    await confirm();

    await look(of("b@music.example", "Lab 2"));
    expect(await whose.inputValue()).toBe("export 2");
    await page.getByText("is the name of a calendar that holds other meetings").waitFor();
    await page.getByText("cancels nothing of this calendar").waitFor();
    // Chosen to be the first one's, it says what that would do.
    await whose.fill("export");
    await page.getByRole("button", { name: "Read it again so" }).click();
    await page.getByRole("button", { name: "Sessions, changed: 1" }).waitFor();
    await whose.fill("Music");
    await page.getByRole("button", { name: "Read it again so" }).click();
    await page.getByRole("button", { name: "Sessions, added: 1" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await confirm();

    const elsewhere = of("c@music.example", "Lab 9").replace("CS-150_A", "CS-151_A");
    await look(elsewhere);
    await whose.fill("Music");
    await page.getByRole("button", { name: "Read it again so" }).click();
    await page
      .getByText("1 coming session of this calendar that it does not hold would be cancelled")
      .waitFor();
    await page.getByText("Look twice.").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("an import that is not there is said to be so", async () => {
    const { page, close } = await browser.open(`${server.url}/imports/01a203c1-0785-70b6-886d-000000000000`);
    await page.getByText("There is no such import").waitFor();
    await close();
  });

  test("a feed is added by a rule that is tried on samples, read at once, and let go", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/imports/feeds`);
    await page.getByText("No calendar is read by its address").waitFor();
    await page.getByRole("button", { name: "Add a calendar" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Science");
    await dialog.getByLabel("Address").fill(calendarUrl);
    const lines = dialog.getByLabel(/Try it on lines/);
    await lines.fill("BIO-7 (Lab) | Lab 3 [cap.20]");
    await dialog.getByLabel("How the calendar writes a title").selectOption("brackets");
    await expect.poll(() => dialog.locator("dd").allTextContents()).toEqual(["BIO-7", "Lab", "Lab 3"]);
    const pattern = dialog.getByLabel(/expression that reads the title/);
    await pattern.fill("(.+)");
    await dialog.getByText("It names no class").waitFor();
    expect(await dialog.getByRole("button", { name: "Add" }).isDisabled()).toBe(true);
    // An expression that would take years is given up, and the page goes on.
    await lines.fill(`${"a".repeat(60)}!`);
    await pattern.fill("^(?<class>(a+)+)$");
    await dialog.getByText("takes too long").waitFor();
    await dialog.getByLabel("How the calendar writes a title").selectOption("colon");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByText("Science is added.").waitFor();
    await page.getByRole("button", { name: "Read now: Science" }).click();
    // The monitor may have read it the moment before; then there is nothing new.
    await page.getByRole("status").filter({ hasText: "Science: " }).waitFor();
    const { imports } = await server.ask(importList, "/api/v1/imports");
    expect(imports.find(({ kind }) => kind === "icalendar")).toMatchObject({ state: "applied", refused: 0 });
    await page.getByRole("button", { name: "Stop: Science" }).click();
    await page.getByRole("button", { name: "Stop reading it" }).click();
    await page.getByText("Science is no longer read.").waitFor();
    const { feeds } = await server.ask(feedList, "/api/v1/feeds");
    expect(feeds.filter(({ active }) => active)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("what a feed refuses is told at its field", async () => {
    const body = { name: "Taken", url: calendarUrl, rule: { summary: "^(?<class>.+)$" } };
    await server.ask(feedView, "/api/v1/feeds", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { page, close } = await browser.open(`${server.url}/imports/feeds`);
    await page.getByRole("button", { name: "Add a calendar" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name", { exact: true }).fill("Taken");
    await dialog.getByLabel("Address").fill(calendarUrl);
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByRole("alert").filter({ hasText: "is taken" }).waitFor();
    await close();
  });

  test.each(
    ["/imports", "/imports/feeds", "preview"].flatMap((path) =>
      views.map(([name, view]) => [path, name, view] as const),
    ),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const text = `${students(70, 90)},Nobody,,\n`;
    const address = path === "preview" ? `/imports/${(await upload("looked-at.csv", text, true)).id}` : path;
    const { page, complaints, close } = await browser.open(`${server.url}${address}`, view);
    await page
      .locator("main")
      .getByText(/looked-at|Taken|students\.csv,/)
      .first()
      .waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("the server away is told, and nothing is lost", async () => {
    const { page, close } = await browser.open(`${server.url}/imports`);
    await page.route("**/api/v1/imports?kind=*", (route) => route.abort());
    await page.getByLabel(/Choose files/).setInputFiles([csv("students.csv", students(1, 3))]);
    await page.getByRole("button", { name: "See what would change" }).click();
    await page.getByRole("alert").filter({ hasText: "out of reach" }).waitFor();
    await page.unroute("**/api/v1/imports?kind=*");
    await page.getByRole("button", { name: "See what would change" }).click();
    await page.getByText("This is a preview").or(page.getByText("Nothing would change")).waitFor();
    await close();
  });
});

const calendar = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//school//timetable//EN",
  "BEGIN:VEVENT",
  "UID:one@school.example",
  "DTSTAMP:20260901T000000Z",
  "DTSTART:20270112T090000Z",
  "DTEND:20270112T100000Z",
  "SUMMARY:BIO-7:Lecture",
  "LOCATION:Lab 3",
  "END:VEVENT",
  "END:VCALENDAR",
  "",
].join("\r\n");
