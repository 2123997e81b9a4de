import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { personPage, roomList, rosterClassList, termList } from "../../src/contract/http/roster.ts";
import { registerView, sessionList } from "../../src/contract/http/sessions.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a school that is kept by hand", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test("from a term to a register: everything is made by hand, changed, and taken back", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/school`);
    const dialog = page.getByRole("dialog");
    await page.getByRole("button", { name: "Add a term" }).click();
    await dialog.getByLabel("Code").fill("2026-AUT");
    await dialog.getByLabel("Title").fill("Autumn");
    await dialog.getByLabel("First day").fill("2026-12-19");
    await dialog.getByLabel("Last day").fill("2026-09-21");
    await dialog.getByRole("button", { name: "Add" }).click();
    await dialog.getByText("Is before the first day, Sat 19 Dec 2026", { exact: true }).waitFor();
    await dialog.getByLabel("First day").fill("2026-09-21");
    await dialog.getByLabel("Last day").fill("2026-12-19");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByText("The term 2026-AUT was added.").waitFor();
    await page.getByRole("button", { name: "Change 2026-AUT" }).click();
    await dialog.getByLabel("Title").fill("Winter");
    await dialog.getByRole("button", { name: "Change" }).click();
    await page.getByText("The term 2026-AUT was changed.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText(/^Taken back/).waitFor();
    const { terms } = await server.ask(termList, "/api/v1/roster/terms");
    expect(terms.map(({ code, title }) => [code, title])).toEqual([["2026-AUT", "Autumn"]]);

    await page.goto(`${server.url}/school/rooms?alias=door-7`);
    await page.getByRole("button", { name: "Add a room" }).click();
    await dialog.getByLabel("Code").fill("B12");
    await dialog.getByLabel("Building").fill("Main");
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByText("The room B12 was added.").waitFor();
    await page.goto(`${server.url}/school/rooms?alias=door-7`);
    await page.getByRole("row", { name: /B12/ }).getByRole("button", { name: "Is “door-7”" }).click();
    await page.getByText("“door-7” is another name of B12.").waitFor();
    const { rooms } = await server.ask(roomList, "/api/v1/roster/rooms");
    expect(rooms.find(({ code }) => code === "B12")).toMatchObject({ building: "Main", aliases: ["door-7"] });

    await page.goto(`${server.url}/school/classes`);
    await page.getByRole("button", { name: "Add a class" }).click();
    await dialog.getByLabel("Code").fill("BIO-1");
    await dialog.getByLabel("Title").fill("Biology");
    await dialog.getByRole("combobox", { name: "Term" }).fill("2026-AUT");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Take 2026-AUT away" }).waitFor();
    await dialog.getByRole("button", { name: "Add" }).click();
    await page.getByText("The class BIO-1 was added.").waitFor();
    const { classes } = await server.ask(rosterClassList, "/api/v1/roster/classes");
    expect(classes.find(({ code }) => code === "BIO-1")?.term).toBe(terms[0]?.id);

    await page.goto(`${server.url}/school/people`);
    for (const [code, name] of [
      ["H-1", "Ada"],
      ["H-2", "Adah"],
    ] as const) {
      await page.getByRole("button", { name: "Add a student" }).click();
      await dialog.getByLabel("Student id").fill(code);
      await dialog.getByLabel("Given name").fill(name);
      await dialog.getByRole("button", { name: "Add" }).click();
      await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
      await page.getByRole("button", { name: "Enrol…" }).click();
      await dialog.getByRole("combobox", { name: "Class" }).fill("BIO-1");
      await page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: "Take BIO-1 away" }).waitFor();
      await dialog.getByRole("button", { name: "Enrol" }).click();
      await page.getByText(/^Enrolled in BIO-1/).waitFor();
      if (code === "H-1") await page.goto(`${server.url}/school/people`);
    }
    const mergeThem = async () => {
      await page.getByRole("button", { name: "Merge…" }).click();
      await dialog.getByRole("combobox", { name: "The other record" }).fill("Ada");
      // Whoever stays is not among them.
      await dialog.getByRole("option", { name: /H-1/ }).waitFor();
      expect(await dialog.getByRole("option").allInnerTexts()).toEqual([expect.stringContaining("H-1")]);
      await page.keyboard.press("Enter");
      await dialog.getByRole("button", { name: "Somebody else than Ada" }).waitFor();
      await dialog.getByRole("region", { name: "Is told as part of it" }).getByText("BIO-1").waitFor();
      await dialog.getByLabel("Reason").fill("the same person");
      expect(await violationsOf(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Merge", exact: true }).click();
      await page.getByText(/^Merged: /).waitFor();
    };
    await mergeThem();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText(/^Taken back/).waitFor();
    await mergeThem();

    // The list tells of both, and takes back the one that stands.
    await page.goto(`${server.url}/school/people`);
    const merged = page.getByRole("region", { name: "Merged records" });
    await merged.getByText("merged by", { exact: false }).first().waitFor();
    expect(await merged.getByRole("listitem").count()).toBe(2);
    expect(await merged.getByRole("listitem").first().innerText()).toContain(
      "Ada H-1 became part of Adah H-2: 1 identifier, 1 enrolment and 0 scans",
    );
    expect(await violationsOf(page)).toEqual([]);
    await merged.getByRole("button", { name: /^Take back/ }).click();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Take back" }).click();
    await page.getByText("Taken back: Ada is a record of its own again.").waitFor();
    await merged.getByRole("button").waitFor({ state: "detached" });
    expect(await merged.getByRole("listitem").first().innerText()).toContain("Taken back by local operator,");
    const { people } = await server.ask(personPage, "/api/v1/roster/students?search=H-");
    expect(people.map(({ code }) => code).sort()).toEqual(["H-1", "H-2"]);

    await page.goto(`${server.url}/registers/new?class=BIO-1&room=B12`);
    await page.getByRole("button", { name: "Plan the session" }).click();
    await page.getByText("The session is planned.").waitFor();
    const { sessions } = await server.ask(sessionList, "/api/v1/sessions");
    const id = sessions.find(({ title }) => title === "Biology")?.id;
    const register = await server.ask(registerView, `/api/v1/sessions/${id}`);
    expect(register.marks.map(({ student }) => student.id)).toEqual(["H-1", "H-2"]);
    // Between the merging and its undoing the record that became part of another is not there.
    const wanted = /status of 400|status of 404 .*\/api\/v1\/roster\/people\//;
    expect(complaints.filter((each) => !wanted.test(each))).toEqual([]);
    await close();
  }, 240_000);

  test.each(
    ["/school", "/school/rooms", "/school/courses", "/school/classes", "/school/people"].flatMap((path) =>
      views.map(([name, view]) => [path, name, view] as const),
    ),
  )("axe finds nothing wrong with %s on %s", async (path, _name, view) => {
    const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
    await page
      .getByRole("button", { name: /^Add a/ })
      .first()
      .waitFor();
    await page
      .getByText(/^Reading: /)
      .first()
      .waitFor({ state: "detached" });
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});
