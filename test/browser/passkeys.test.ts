import type { BrowserContextOptions, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServedHere, serveHere } from "../http/serve-here.ts";
import { addAccount, passwords, setUpAdministrator } from "../http/sign-in.ts";
import { needs } from "../parts/need.ts";
import { laptop, openBrowser, phone, type TestBrowser } from "./open-browser.ts";
import { violationsOf } from "./violations-of.ts";

const chromium = needs("chromium");

/** A device of a window: what it keeps, and whether its owner shows the finger that it asks for. */
interface Device {
  readonly cdp: CDPSession;
  readonly id: string;
}

async function giveDevice(page: Page): Promise<Device> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId: id } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id };
}

const keptOn = async ({ cdp, id }: Device) =>
  (await cdp.send("WebAuthn.getCredentials", { authenticatorId: id })).credentials;

describe.skipIf(chromium === null)("passkeys", () => {
  let server: ServedHere;
  let browser: TestBrowser;
  beforeAll(async () => {
    [server, browser] = await Promise.all([serveHere(), openBrowser(chromium ?? "")]);
    await addAccount(await setUpAdministrator(server), "bob", ["registrar"], passwords.bob);
  });
  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  /** Presses Tab until something is reached, as somebody without a mouse does. */
  async function tabTo(page: Page, name: string | RegExp): Promise<void> {
    const wanted = page.getByRole("button", { name });
    await wanted.waitFor();
    for (let n = 0; n < 80; n++) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`${name} is not reached by Tab`);
  }
  const press = async (page: Page, name: string | RegExp) => {
    await tabTo(page, name);
    await page.keyboard.press("Enter");
  };
  const look = async (page: Page, what: string) => {
    expect(await violationsOf(page), what).toEqual([]);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, what).toBeLessThanOrEqual(0);
  };

  const windows: readonly (readonly [string, BrowserContextOptions, whole: boolean])[] = [
    ["a laptop, light", laptop, true],
    ["a phone, dark", { ...phone, colorScheme: "dark" }, false],
  ];
  test.each(windows)(
    "one is added, and signs in without a password; it confirms, and is removed: by keyboard on %s",
    async (name, view, whole) => {
      const { page, close } = await browser.openAlone(`${server.url}/sign-in?next=/account`, view);
      const device = await giveDevice(page);
      await page.getByRole("button", { name: "Sign in with a passkey" }).waitFor();
      await look(page, "sign in");
      await page.getByLabel("Login").fill("bob");
      await page.keyboard.press("Tab");
      await page.keyboard.type(passwords.bob);
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/account$/);

      await press(page, "Add a passkey");
      const adding = page.getByRole("dialog", { name: "Add a passkey" });
      await adding.getByLabel("What it is called here").fill(`Key on ${name}`);
      await page.keyboard.press("Tab");
      await page.keyboard.type("not my password");
      await page.keyboard.press("Enter");
      await adding.getByText(/is not your password/i).waitFor();
      await look(page, "adding");
      await adding.getByLabel("Your password").fill(passwords.bob);
      await page.keyboard.press("Enter");
      await page.getByText("never used").waitFor();
      expect(await keptOn(device)).toMatchObject([{ rpId: "localhost", isResidentCredential: true }]);
      await look(page, "the list");

      await page.context().clearCookies();
      await page.goto(`${server.url}/sign-in?next=/account`);
      await press(page, "Sign in with a passkey");
      await page.waitForURL(/\/account$/);
      await page
        .getByText(/last used/)
        .first()
        .waitFor();

      if (!whole) return close();

      await press(page, `Rename Key on ${name}`);
      await page.getByLabel("What it is called here").fill("Ring");
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: "Rename Ring" }).waitFor();

      await press(page, "Remove Ring");
      const removing = page.getByRole("dialog", { name: "Remove Ring?" });
      // Its owner does not show the finger, and is told that nothing was confirmed.
      await device.cdp.send("WebAuthn.setUserVerified", {
        authenticatorId: device.id,
        isUserVerified: false,
      });
      await press(page, "Confirm with a passkey");
      await removing.getByText(/Nothing was confirmed/).waitFor();
      await device.cdp.send("WebAuthn.setUserVerified", { authenticatorId: device.id, isUserVerified: true });
      await press(page, "Confirm with a passkey");
      await removing.getByText("You have just confirmed that it is you.").waitFor();
      await look(page, "removing");
      await press(page, "Remove it");
      await expect.poll(() => page.getByText("Ring", { exact: true }).count()).toBe(0);

      // The device has it still, and it opens nothing.
      await press(page, "Sign bob of the school out");
      await press(page, "Sign in with a passkey");
      await page.getByText(/not known here/).waitFor();
      return close();
    },
  );
});
