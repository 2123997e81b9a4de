import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

export const laptop = {
  viewport: { width: 1440, height: 900 },
  colorScheme: "light",
} as const satisfies BrowserContextOptions;
export const phone = {
  viewport: { width: 390, height: 844 },
  colorScheme: "light",
  hasTouch: true,
} as const satisfies BrowserContextOptions;

/**
 * The windows and themes that each page is looked at in. Each window and each theme is there; `MUSTER_LONG=1` looks at
 * every pair of them.
 */
export const views: readonly (readonly [string, BrowserContextOptions])[] = [
  ["a laptop, light", laptop],
  ["a phone, dark", { ...phone, colorScheme: "dark" }],
  ...(process.env.MUSTER_LONG === "1"
    ? ([
        ["a laptop, dark", { ...laptop, colorScheme: "dark" }],
        ["a phone, light", phone],
      ] as const)
    : []),
];

export interface OpenPage {
  readonly page: Page;
  /** What the page complained of: errors, warnings and breaches of its security policy. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface TestBrowser {
  /**
   * Opens an address in a window of its own and resolves when its heading is there.
   *
   * @param now what the window's clock says, in epoch milliseconds, for as long as it is open; else it goes as any
   */
  open(url: string, view?: BrowserContextOptions, now?: number): Promise<OpenPage>;
  close(): Promise<void>;
}

/** @param executablePath of Chromium, as `needs("chromium")` finds it */
export async function openBrowser(executablePath: string): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  return {
    async open(url, view = laptop, now) {
      const context = await browser.newContext({ acceptDownloads: true, ...view });
      const page = await context.newPage();
      if (now !== undefined) await page.clock.setFixedTime(now);
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (!["error", "warning"].includes(message.type())) return;
        // What could not be loaded is said without its address.
        complaints.push(`${message.text()} ${message.location().url}`);
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(url);
      await page.locator("main h1").waitFor();
      return { page, complaints, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

/**
 * What axe finds wrong with the page as it stands: the rule and the elements, so that a failure reads by itself.
 *
 * axe runs in the page alone, not once more in an empty one that gathers what frames found, and tells of violations
 * only: together a quarter of the time. That is the same answer as long as a page has no frames.
 */
export async function violationsOf(page: Page): Promise<string[]> {
  if (page.frames().length !== 1) throw new Error(`${page.url()} has frames, which are not looked into`);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}
