import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { v7 as uuidv7 } from "uuid";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needs } from "../parts/need.ts";

const executablePath = needs("chromium");

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, "kept-in-browser.ts"), formats: ["es"], fileName: "kept" },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("nothing was built");
  return output.output[0].code;
}

describe.skipIf(executablePath === null)("what a kiosk keeps in a real browser", () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let url: string;
  beforeAll(async () => {
    const script = await bundle();
    server = createServer((request, response) => {
      const isScript = request.url === "/kept.js";
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? script : "<!doctype html><title>kept</title>");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    url = `http://127.0.0.1:${address.port}/`;
    browser = await chromium.launch({
      ...(executablePath !== null && { executablePath }),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
      ],
    });
    page = await browser.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** Opens the page anew, as after a restart, and calls one of its functions. */
  async function call(name: string, ...given: readonly unknown[]): Promise<unknown> {
    await page.goto(url);
    return page.evaluate(`import("/kept.js").then((kept) => kept.${name}(...${JSON.stringify(given)}))`);
  }

  test("people lie encrypted under a key that cannot be taken out", async () => {
    expect(await call("enrolTwo")).toMatchObject({
      readable: false,
      exported: "InvalidAccessError",
      algorithm: { name: "AES-GCM", length: 256 },
      nonces: 2,
    });
    expect(await call("readPeople")).toEqual({
      people: [
        ["record-1", "CSAI1001"],
        ["record-2", "SE2001"],
      ],
      unreadable: [],
    });
  });

  test("one who is forgotten is gone at once, and the others stay", async () => {
    await call("enrolTwo");
    expect(await call("forget", "record-1")).toEqual({ people: [["record-2", "SE2001"]], unreadable: [] });
  });

  test("a record that was changed, or put in another's place, does not open", async () => {
    await call("enrolTwo");
    expect(await call("tamper")).toEqual({ people: [], unreadable: ["record-1", "record-2"] });
  });

  test("scans wait across restarts in the order in which they were recorded, until they are removed", async () => {
    const ids = Array.from({ length: 200 }, () => uuidv7());
    await call("addScans", ids.toReversed());
    expect(await call("waiting")).toEqual({ ids, damaged: [] });
    await call("removeScans", [...ids.slice(0, 150), uuidv7()]);
    expect(await call("waiting")).toEqual({ ids: ids.slice(150), damaged: ["broken"] });
  });
});
