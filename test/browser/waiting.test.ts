import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerView, sessionList } from "../../src/contract/http/sessions.ts";
import { addAccount, type Browser, openBrowser as openClient, passwords } from "../http/sign-in.ts";
import { needs } from "../parts/need.ts";
import { startServer, type TestServer } from "../parts/server.ts";
import { openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("a register without network", () => {
  let server: TestServer;
  let browser: TestBrowser;
  let ada: Browser;
  let session: string;
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser(chromium ?? "")]);
    // The line comes when it comes: the server may be said to run before.
    const code = /"code":"([\w-]+)"/.exec(await server.logged(/"code":"[\w-]+"/))?.[1];
    ada = openClient(server.url);
    const set = await ada.send("POST", "/api/v1/set-up", {
      code,
      login: "ada",
      name: "Ada Byron",
      password: passwords.ada,
    });
    if (set.status !== 200) throw new Error(set.text);
    await addAccount(ada, "rita", ["registrar"], passwords.bob);
    const now = await ada.send("GET", "/api/v1/sessions?now=true");
    session =
      sessionList
        .parse(JSON.parse(now.text))
        .sessions.find(({ classes }) => classes.some((each) => each.code === "BSB214"))?.id ?? "";
  }, 120_000);
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  const marks = async () =>
    new Map(
      registerView
        .parse(JSON.parse((await ada.send("GET", `/api/v1/sessions/${session}`)).text))
        .marks.map((mark) => [mark.student.id, mark]),
    );
  async function mark(page: Page, student: string, status: string, reason: string): Promise<void> {
    await page
      .locator(`tr[data-student="${student}"]`)
      .getByRole("button", { name: new RegExp(`^${status}:`) })
      .click({ modifiers: ["Shift"] });
    await page.getByRole("dialog").getByRole("button", { name: reason }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }
  async function signedIn(): Promise<Awaited<ReturnType<TestBrowser["open"]>>> {
    const opened = await browser.open(`${server.url}/sign-in?next=/registers/${session}`, phone);
    await opened.page.getByLabel("Login").fill("rita");
    await opened.page.getByLabel("Password", { exact: true }).fill(passwords.bob);
    await opened.page.keyboard.press("Enter");
    await opened.page.locator("tr[data-student]").first().waitFor();
    return opened;
  }

  test("changes wait while the server is dead, can be taken back, and are sent in order once it lives again", async () => {
    const { page, close } = await signedIn();
    const band = page.getByRole("region", { name: "Changes on this device" });
    await server.kill();
    await mark(page, "CSAI1001", "Present", "Seen in the room");
    await band.getByText("One change waits on this device until the server is back").waitFor();
    await page.locator('tr[data-student="CSAI1001"]').getByText("Present, waits").waitFor();
    await mark(page, "SE2001", "Absent", "Not in the room");
    await mark(page, "SE2001", "Late", "Public transport");
    await band.getByText("3 changes wait").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // The newest is taken back where it waits; then once more as it was meant.
    await page.getByRole("button", { name: "Undo" }).click();
    await band.getByText("2 changes wait").waitFor();
    await mark(page, "SE2001", "Late", "Public transport");
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(width).toBeLessThanOrEqual(0);

    await server.restart();
    await expect.poll(() => band.count(), { timeout: 60_000 }).toBe(0);
    const now = await marks();
    expect(now.get("CSAI1001")).toMatchObject({ status: "present", source: "manual" });
    expect(now.get("SE2001")).toMatchObject({ status: "late", source: "manual" });
    const told = JSON.parse((await ada.send("GET", `/api/v1/sessions/${session}/marks/SE2001`)).text) as {
      history: { reason: string | null; actor: string }[];
    };
    expect(told.history.slice(0, 2).map(({ reason, actor }) => [reason, actor])).toEqual([
      ["Public transport", "rita"],
      ["Not in the room", "rita"],
    ]);
    await close();
  });

  test("what changed meanwhile is shown and not written over; signing out leaves nothing on the device", async () => {
    const { page, close } = await signedIn();
    const band = page.getByRole("region", { name: "Changes on this device" });
    await page.context().setOffline(true);
    await mark(page, "CSAI1001", "Absent", "Not in the room");
    await band.getByText("One change waits").waitFor();
    // Somebody else says something meanwhile.
    await addAccount(ada, "rex", ["registrar"], passwords.other);
    const rex = openClient(server.url);
    await rex.send("POST", "/api/v1/sign-in", { login: "rex", password: passwords.other });
    const before = (await marks()).get("CSAI1001");
    const said = await rex.send("POST", `/api/v1/sessions/${session}/marks/CSAI1001`, {
      to: { status: "absent_authorised" },
      reason: "a note came",
      revision: before?.revision,
    });
    expect(said.status).toBe(200);
    await page.context().setOffline(false);
    await band.getByText("It changed meanwhile, and nothing was written").waitFor({ timeout: 60_000 });
    await band.getByText(/CSAI1001 is now authorised absence/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect((await marks()).get("CSAI1001")?.status).toBe("absent_authorised");

    const kept = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
    expect(await kept()).toContain("CSAI1001");
    await page.getByRole("button", { name: "More" }).last().click();
    await page.getByRole("button", { name: /^Sign .* out$/ }).click();
    await page
      .getByRole("dialog", { name: "Sign out, and lose what waits?" })
      .getByRole("button", { name: "Sign out" })
      .click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await kept()).not.toContain("CSAI1001");
    await close();

    const again = await signedIn();
    expect(await again.page.getByRole("region", { name: "Changes on this device" }).count()).toBe(0);
    await again.close();
  });
});
