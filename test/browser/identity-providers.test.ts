import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountList } from "../../src/contract/http/accounts.ts";
import { systemClock } from "../../src/entry/system-clock.ts";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import {
  addAccount,
  openBrowser as openClient,
  passwords,
  signIn as sendSignIn,
  setUpAdministrator,
} from "../http/sign-in.ts";
import { type RunningIdentityProvider, startIdentityProvider } from "../http/start-identity-provider.ts";
import { needs } from "../parts/need.ts";
import { openBrowser, phone, type TestBrowser, views } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

describe.skipIf(chromium === null)("identity providers", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  let provider: RunningIdentityProvider;
  beforeAll(async () => {
    [server, browser, provider] = await Promise.all([
      serveHere(),
      openBrowser(chromium ?? ""),
      startIdentityProvider({
        grace: { name: "Grace Hopper", preferred_username: "grace", groups: ["staff"] },
        bob: { name: "Bob Harris", preferred_username: "bob", groups: ["registry"] },
      }),
    ]);
    await addAccount(await setUpAdministrator(server), "bob", ["technician"], passwords.bob);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop(), provider?.stop()]));

  async function signIn(page: Page, login: string, password: string): Promise<void> {
    await page.getByLabel("Login").fill(login);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.keyboard.press("Enter");
    await page.waitForURL(({ pathname }) => !pathname.startsWith("/sign-in"));
  }

  /** The provider's own pages: a login, and a consent the first time. */
  async function passProvider(page: Page, login: string): Promise<void> {
    await page.waitForURL(`${provider.issuer}/**`);
    await page.locator("input[name=login]").fill(login);
    await page.locator("input[name=password]").fill("of the provider");
    await page.keyboard.press("Enter");
    const consent = page.locator("input[name=prompt][value=consent]");
    await consent.waitFor({ state: "attached" });
    await page.locator("button[type=submit]").click();
    await page.waitForURL(`${server.url}/**`);
  }

  test("an administrator adds one, tries its rules, and is told what to register", async () => {
    const { page, complaints, close } = await browser.open(`${server.url}/sign-in?next=/settings/accounts`);
    await signIn(page, "ada", passwords.ada);
    await page.getByText("Everybody has a password here").waitFor();
    await page.getByRole("button", { name: "Add a provider" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill("University login");
    await dialog.getByLabel("Address (issuer)").fill(provider.issuer);
    await dialog.getByLabel("Client id").fill(provider.client);
    await dialog.getByLabel("Client secret").fill(provider.secret);
    for (const [group, role] of [
      ["staff", "lecturer"],
      ["registry", "registrar"],
    ] as const) {
      await dialog.getByRole("button", { name: "Add a rule" }).click();
      await dialog.getByLabel("is, or holds").last().fill(group);
      await dialog
        .getByRole("combobox", { name: /Role of rule/ })
        .last()
        .selectOption(role);
    }
    await dialog.getByLabel(/^Claims of somebody/).fill('{"preferred_username":"eve","groups":["guests"]}');
    await dialog.getByRole("button", { name: "Try", exact: true }).click();
    await dialog.getByText("gets no role, and not in").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    const addresses = page.getByRole("dialog").getByRole("definition");
    await addresses.nth(1).waitFor();
    const [back = "", ended = ""] = await addresses.allTextContents();
    expect(back).toMatch(/\/sign-in\/back\//);
    provider.open({ back, ended, out: `${server.url}/sign-in` });
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(views)(
    "somebody signs in with it from %s, with nothing that axe finds wrong",
    async (_name, view) => {
      const { page, close } = await browser.open(`${server.url}/sign-in?next=/account`, view);
      await page.getByRole("button", { name: "Sign in with University login" }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole("button", { name: "Sign in with University login" }).press("Enter");
      await passProvider(page, "grace");
      await page.getByRole("heading", { name: "Your account" }).waitFor();
      await page.getByText("Lecturer", { exact: true }).waitFor();
      await page.getByText("You sign in with it, as well").waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await close();
    },
  );

  test("whose login is taken here is told how to join, and joins", async () => {
    const { page, close } = await browser.open(`${server.url}/sign-in`);
    await page.getByRole("button", { name: "Sign in with University login" }).click();
    await passProvider(page, "bob");
    await page.getByText(/Somebody has your login here already/).waitFor();
    await signIn(page, "bob", passwords.bob);
    await page.goto(`${server.url}/account`);
    await page.getByRole("button", { name: "Join with University login" }).click();
    await page.waitForURL(`${server.url}/account`);
    await page.getByText("Registrar", { exact: false }).first().waitFor();
    await page.getByText("You sign in with it, as well").waitFor();
    await close();
  });

  test.each(views)(
    "a page of an account says which roles are to be had at the provider, on %s",
    async (_, view) => {
      const { page, complaints, close } = await browser.open(`${server.url}/sign-in?next=/account`, view);
      await signIn(page, "bob", passwords.bob);
      await page.getByText("Registrar: only where you sign in with University login.").waitFor();
      await page.getByText("Technician", { exact: true }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test("somebody without a password confirms at the provider that it is them, and goes on where they were", async () => {
    const { page, close } = await browser.open(`${server.url}/sign-in?next=/account`, phone);
    await page.getByRole("button", { name: "Sign in with University login" }).click();
    await page.locator("input[name=login]").fill("grace");
    await page.locator("input[name=password]").fill("of the provider");
    await page.keyboard.press("Enter");
    await page.locator("input[name=prompt][value=consent]").waitFor({ state: "attached" });
    await page.locator("button[type=submit]").click();
    await page.waitForURL(`${server.url}/account`);

    await page.getByRole("button", { name: "Make a token" }).click();
    await page.getByText("Confirm first that it is you:").waitFor();
    expect(await page.getByLabel("Your password").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Confirm with University login" }).click();
    // It asks again, though it knows her.
    await page.locator("input[name=login]").fill("grace");
    await page.locator("input[name=password]").fill("of the provider");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Make a token" });
    await dialog.getByText("You have just confirmed that it is you.").waitFor();
    await dialog.getByLabel("For which programme").fill("Timetable");
    const tomorrow = systemClock.now().add({ hours: 24 }).toString().slice(0, 10);
    await dialog.getByLabel("Last day").fill(tomorrow);
    await dialog.getByRole("checkbox").first().check();
    await dialog.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("dialog", { name: "Your token" }).waitFor();
    await close();
  });

  test("whose roles all come from the provider is led there from the right password, and an administrator sees which", async () => {
    const { page, close } = await browser.open(`${server.url}/sign-in?next=/settings/accounts`, phone);
    await signIn(page, "ada", passwords.ada);
    await page.getByRole("button", { name: "Change Grace Hopper" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Lecturer by University login until/).waitFor();
    await dialog.getByText(/each sign-in with it puts the end later/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await close();
    const ada = openClient(server.url);
    await sendSignIn(ada, "ada", passwords.ada);
    const { accounts } = accountList.parse(JSON.parse((await ada.send("GET", "/api/v1/accounts")).text));
    const id = accounts.find(({ login }) => login === "grace")?.id;
    const { secret } = JSON.parse((await ada.send("POST", `/api/v1/accounts/${id}/link`)).text);
    await ada.send("POST", "/api/v1/sign-in/link", { secret, password: passwords.other });

    const later = await browser.open(`${server.url}/sign-in`, phone);
    await later.page.getByLabel("Login").fill("grace");
    await later.page.getByLabel("Password", { exact: true }).fill(passwords.other);
    await later.page.keyboard.press("Enter");
    await later.page.getByText("your roles come from University login; sign in with that").waitFor();
    expect(await violationsOf(later.page)).toEqual([]);
    await later.close();
  });
});
