import { TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Timekeeper } from "../../src/app/ports.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { setUpCode } from "../http/sign-in.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");
const password = "trees grow slowly";

let ahead = 0;
const clock: Timekeeper = {
  ...systemClock,
  now: () => systemClock.now().add({ milliseconds: ahead }),
};

describe.skipIf(chromium === null)("accounts", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  /** The secret of the administrator's second factor. */
  let secret = "";
  let recovery = "";
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere({}, clock), openBrowser(chromium ?? "")]);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  /** A code that was not given yet: the server's clock goes on by half a minute. */
  const nextCode = (): string => {
    ahead += 30_000;
    return new TOTP({ secret }).generate({ timestamp: clock.now().epochMilliseconds });
  };

  async function signIn(page: Page, login: string, with_: string, code?: string): Promise<void> {
    await page.getByLabel("Login").fill(login);
    await page.getByLabel("Password", { exact: true }).fill(with_);
    await page.keyboard.press("Enter");
    if (code === undefined) return;
    await page.getByLabel("Code").fill(code);
    await page.keyboard.press("Enter");
  }

  /** Everybody begins at their own work. */
  const leftSignIn = (page: Page) => page.waitForURL(({ pathname }) => !pathname.startsWith("/sign-in"));

  test.each(views)("before there is one, axe finds nothing wrong on %s", async (_name, view) => {
    for (const path of ["/sign-in", "/sign-in/link", "/set-up", "/mail", "/account", "/settings/accounts"]) {
      const { page, complaints, close } = await browser.open(`${server.url}${path}`, view);
      await page
        .getByText(/first administrator|holds no link/i)
        .first()
        .waitFor();
      expect(await violationsOf(page), path).toEqual([]);
      expect(complaints, path).toEqual([]);
      await close();
    }
  });

  test("from an empty machine to an administrator with a second factor, by keyboard", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/school/begin`);
    await page.getByRole("link", { name: "Make the first administrator" }).click();
    await page.getByRole("heading", { name: "First administrator" }).waitFor();
    await page.getByLabel("Code of the server").fill(setUpCode(server));
    for (const typed of ["Ada Byron", "ada", "ada@school.example", password]) {
      await page.keyboard.press("Tab");
      await page.keyboard.type(typed);
    }
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await page.getByText("Administrator", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Set it up" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Set up a second factor" });
    await dialog.getByLabel("Your password").fill(password);
    await page.keyboard.press("Enter");
    await dialog.getByAltText("QR code with the secret of the second factor").waitFor();
    secret = ((await dialog.locator("code").textContent()) ?? "").replaceAll(" ", "");
    await dialog.getByLabel("Code of the app").fill(nextCode());
    await page.keyboard.press("Enter");
    const codes = page.getByRole("dialog", { name: "Recovery codes" });
    await codes.getByRole("listitem").first().waitFor();
    expect(await codes.getByRole("listitem").count()).toBe(10);
    recovery = (await codes.getByRole("listitem").first().textContent()) ?? "";
    expect(await violationsOf(page)).toEqual([]);
    await codes.getByRole("button", { name: "I have kept them" }).press("Enter");
    await page.getByText("Second factor: on").waitFor();

    // What the page still asks for while it is left is refused, and the browser says so.
    expect(complaints).toEqual([]);
    await page.getByRole("button", { name: "Sign Ada Byron out" }).press("Enter");
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    await close();
  });

  test("a page that was asked for is there after signing in; somebody is added, chooses a password, and is disabled", async () => {
    const { page, close } = await browser.open(`${server.url}/settings/accounts`);
    await page.waitForURL(/\/sign-in\?next=/);
    await signIn(page, "ADA", password, nextCode());
    await page.waitForURL(/\/settings\/accounts$/);
    await page.getByRole("rowheader", { name: "Ada Byron" }).waitFor();

    await page.getByRole("button", { name: "Add an account" }).click();
    const adding = page.getByRole("dialog", { name: "Add an account" });
    await adding.getByLabel("Name").fill("Bob Harris");
    await adding.getByLabel("Login").fill("bob");
    await adding.getByLabel("Registrar").check();
    expect(await violationsOf(page)).toEqual([]);
    await adding.getByRole("button", { name: "Add", exact: true }).click();
    const given = page.getByRole("dialog", { name: "Link for a first password" });
    const link = (await given.locator("code").textContent()) ?? "";
    expect(link).toMatch(/\/sign-in\/link#[\w-]{43}$/);
    expect(await violationsOf(page)).toEqual([]);
    await given.getByRole("button", { name: "I have it" }).click();

    const bobs = await browser.open(link, phone);
    expect(bobs.page.url()).not.toContain(link.split("#")[1]);
    await bobs.page.getByLabel("New password").fill("password1234");
    await bobs.page.keyboard.press("Enter");
    await bobs.page.getByText(/tried first/).waitFor();
    await bobs.page.getByLabel("New password").fill("rivers run downhill");
    await bobs.page.keyboard.press("Enter");
    await leftSignIn(bobs.page);
    await bobs.page.goto(`${server.url}/account`);
    await bobs.page.getByText("Registrar", { exact: true }).first().waitFor();
    expect(await violationsOf(bobs.page)).toEqual([]);

    await page.getByRole("button", { name: "Change Bob Harris" }).click();
    const dialog = page.getByRole("dialog", { name: "Bob Harris" });
    await dialog.getByLabel("Role to give").selectOption("tutor");
    await dialog.getByLabel("Last day, if it ends").fill("2099-07-31");
    await dialog.getByRole("button", { name: "Give the role" }).click();
    await expect.poll(() => dialog.textContent()).toMatch(/Tutor until .*31 Jul 2099/);
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Disable" }).click();
    await dialog.getByLabel("Why").fill("left");
    await dialog.getByRole("button", { name: "Disable the account" }).click();
    await dialog.getByText(/Disabled since/).waitFor();

    // His stream ends at once, and with it the page: nothing has to be asked for first.
    await bobs.page.waitForURL(/\/sign-in\?next=/);
    await bobs.page.goto(`${server.url}/sign-in?next=%2Fstudents`);
    await signIn(bobs.page, "bob", "rivers run downhill");
    await bobs.page.getByText("No account has this login and password").waitFor();
    await bobs.close();
    await close();
  });

  test.each(views)(
    "signed in, axe finds nothing wrong on %s, and no address leads elsewhere",
    async (_name, view) => {
      const { page, close } = await browser.open(`${server.url}/sign-in?next=//evil.example/`, view);
      await signIn(page, "ada", password, nextCode());
      await leftSignIn(page);
      for (const [path, there] of [
        ["/account", "Where you are signed in"],
        ["/settings/accounts", "Bob Harris"],
      ] as const) {
        await page.goto(`${server.url}${path}`);
        await page.getByText(there).first().waitFor();
        expect(await violationsOf(page), path).toEqual([]);
        const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(width, path).toBeLessThanOrEqual(0);
      }
      await close();
    },
  );

  test.each(views)("a token is made for a programme, shown once, and ended on %s", async (name, view) => {
    const { page, close } = await browser.open(`${server.url}/sign-in`, view);
    await signIn(page, "ada", password, nextCode());
    await leftSignIn(page);
    await page.goto(`${server.url}/account`);
    await page.getByText("No programme does anything in your name", { exact: false }).waitFor();
    await page.getByRole("button", { name: "Make a token" }).click();
    const dialog = page.getByRole("dialog", { name: "Make a token" });
    await dialog.getByLabel("For which programme").fill(`Prometheus ${name}`);
    await dialog.getByLabel("Last day").fill(clock.now().add({ hours: 24 }).toString().slice(0, 10));
    await dialog.getByLabel("See readers, kiosks, the flow of messages and metrics").check();
    expect(await dialog.getByLabel("Change rosters").count()).toBe(0);
    await dialog.getByLabel("Your password").fill(password);
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Make it" }).click();
    const made = page.getByRole("dialog", { name: "Your token" });
    const token = (await made.locator("code").last().textContent()) ?? "";
    expect(await violationsOf(page)).toEqual([]);
    const scrape = async () =>
      (await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await scrape()).toBe(200);
    await made.getByRole("button", { name: "I have it" }).click();
    await page.goto(`${server.url}/settings/accounts`);
    await page.getByText(`Prometheus ${name}`).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: `End the token of Prometheus ${name}` }).click();
    await expect.poll(() => page.getByText(`Prometheus ${name}`).count()).toBe(0);
    expect(await scrape()).toBe(401);
    await close();
  });

  test("a recovery code signs in in place of the phone, once", async () => {
    const { page, close } = await browser.open(`${server.url}/sign-in`);
    await signIn(page, "ada", password, recovery);
    await leftSignIn(page);
    await page.goto(`${server.url}/account`);
    await page.getByText("9 recovery codes are left.", { exact: false }).waitFor();
    await close();
  });
});
