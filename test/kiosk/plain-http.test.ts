import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violationsOf } from "../browser/violations-of.ts";
import { needs } from "../parts/need.ts";
import { projectFolder } from "../parts/project-folder.ts";

const executablePath = needs("chromium");
const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css" };

describe.skipIf(executablePath === null)("a kiosk over plain HTTP", () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = (request.url ?? "").replace(/^\/kiosk\/?/, "") || "index.html";
      response.setHeader("content-type", types[extname(name)] ?? "text/html");
      readFile(join(projectFolder, "dist/kiosk", name)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    ({ port } = address);
  });
  afterAll(() => server?.close());

  test("says that there is no camera and what to do, instead of failing", async () => {
    const browser = await chromium.launch({
      ...(executablePath !== null && { executablePath }),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        // A name in a school's network, which a browser does not trust as it trusts localhost.
        "--host-resolver-rules=MAP muster.school.test 127.0.0.1",
      ],
    });
    try {
      const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(error.message));
      await page.goto(`http://muster.school.test:${port}/kiosk`);
      await page.getByRole("heading", { name: "This address gives no camera" }).waitFor();
      await page.getByText("Open it over HTTPS").waitFor();
      expect(await page.locator("video").count()).toBe(0);
      expect(await violationsOf(page)).toEqual([]);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
