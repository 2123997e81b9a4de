import {
  type Browser,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from "playwright-core";

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
   * Opens an address in an empty window and resolves when its heading is there. A window that was closed is emptied and
   * serves again, with what the browser has compiled: half the work. Whoever changes one for good, by a script for each of
   * its documents or by a clock of its own, opens it with `openAlone`.
   *
   * @param now what the window's clock says, in epoch milliseconds, for as long as it is open; else it goes as any
   */
  open(url: string, view?: BrowserContextOptions, now?: number): Promise<OpenPage>;
  /** Opens an address in a window that nobody had before and nobody gets after. */
  openAlone(url: string, view?: BrowserContextOptions): Promise<OpenPage>;
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
  /** Closed windows that wait for the next one who wants such a window. */
  const empty = new Map<string, Page[]>();

  async function openIn(page: Page, url: string, onClose: () => Promise<void>): Promise<OpenPage> {
    const complaints: string[] = [];
    const onConsole = (message: ConsoleMessage): void => {
      if (!["error", "warning"].includes(message.type())) return;
      // What could not be loaded is said without its address.
      complaints.push(`${message.text()} ${message.location().url}`);
    };
    const onError = (error: Error): void => void complaints.push(error.message);
    page.on("console", onConsole).on("pageerror", onError);
    await page.goto(url);
    await page.locator("main h1").waitFor();
    return {
      page,
      complaints,
      async close() {
        page.off("console", onConsole).off("pageerror", onError);
        await onClose();
      },
    };
  }
  const newPage = async (view: BrowserContextOptions): Promise<Page> =>
    (await browser.newContext({ acceptDownloads: true, ...view })).newPage();

  return {
    async open(url, view = laptop, now) {
      const kind = JSON.stringify([view, now !== undefined]);
      const page = empty.get(kind)?.pop() ?? (await newPage(view));
      if (now !== undefined) await page.clock.setFixedTime(now);
      return openIn(page, url, async () => {
        // Who is signed in is part of what such a window is.
        if (view.storageState !== undefined) return page.context().close();
        await emptyWindow(page, view);
        empty.set(kind, [...(empty.get(kind) ?? []), page]);
      });
    },
    async openAlone(url, view = laptop) {
      const page = await newPage(view);
      return openIn(page, url, () => page.context().close());
    },
    close: () => browser.close(),
  };
}

/** Takes back all that a test may have done to a window but what `openAlone` is for, and leaves nothing of its pages. */
async function emptyWindow(page: Page, { viewport, colorScheme }: BrowserContextOptions): Promise<void> {
  const context = page.context();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  for (const other of context.pages()) if (other !== page) await other.close();
  const { origin } = new URL(page.url());
  await page.evaluate(() => sessionStorage.clear());
  // Not about:blank, from which the next page would begin in a new process, with everything to compile anew.
  await page.goto(new URL("/api/", page.url()).href);
  const devtools = await context.newCDPSession(page);
  await devtools.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
  await devtools.send("Page.resetNavigationHistory");
  await devtools.detach();
  await context.clearCookies();
  await context.setOffline(false);
  await page.emulateMedia({ media: null, colorScheme: colorScheme ?? null });
  if (viewport) await page.setViewportSize(viewport);
}
