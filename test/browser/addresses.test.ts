import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { needs } from "../parts/need.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const unknown = "01890000-0000-7000-8000-000000000000";

describe.skipIf(chromium === null)("an address with an id in it", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let student: string;
  let teacher: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    const made = z.object({ id: z.string() });
    const add = (kind: string, body: object) =>
      server.ask(made, `/api/v1/roster/${kind}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    student = (await add("students", { code: "ECO1025", givenName: "Paloma", familyName: "Kapoori" })).id;
    teacher = (await add("staff", { code: "chm/1", givenName: "Ada", familyName: "Byron" })).id;
  }, 60_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  test.each([
    ["/school/people/ECO1025", "Paloma Kapoori", () => student],
    ["/school/people/eco1025", "Paloma Kapoori", () => student],
    ["/school/people/chm%2F1", "Ada Byron", () => teacher],
  ])("%s leads to %s", async (path, name, id) => {
    const { page, close } = await browser.open(`${server.url}${path}`);
    await page.getByRole("heading", { level: 1, name }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/school/people/${id()}`);
    await close();
  });

  const missing = [
    ["/school/people/NOPE", "Nobody is at this address", "Look among all people"],
    [`/school/people/${unknown}`, "Nobody is at this address", "To all people"],
    ["/students/NOPE", "No student has this id", "To all students"],
    ["/classes/NOPE", "No class has this code", "To all classes"],
    ["/rooms/NOPE", "No room is called so", "All rooms"],
    ["/devices/NOPE", "Nothing was ever heard of it", "All devices"],
    ["/registers/NOPE", "No session is at this address", "To the sessions of today"],
    [`/registers/${unknown}`, "No session is at this address", "To the sessions of today"],
    ["/imports/NOPE", "There is no such import", "All imports"],
    [`/imports/${unknown}`, "There is no such import", "All imports"],
  ] as const;

  test.each(missing)("%s: %s", async (path, said, way) => {
    for (const view of [laptop, phone]) {
      const { page, close } = await browser.open(`${server.url}${path}`, view);
      await page.getByRole("heading", { name: said }).waitFor();
      await page.getByRole("main").getByRole("link", { name: way }).waitFor();
      expect(await page.getByText(/Invalid|UUID/).count()).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      await close();
    }
  });

  test.each([
    ["NOPE", "a mark that cannot be"],
    [unknown, "a mark of a session that is not"],
  ])("%s: %s", async (session) => {
    const { page, close } = await browser.open(`${server.url}/students/ECO1025?mark=${session}`);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("There is no mark of ECO1025 in this session").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    await dialog.waitFor({ state: "detached" });
    await close();
  });
});
