import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Aedes } from "aedes";
import { chromium } from "playwright-core";
import { build } from "vite";
import { expect, test } from "vitest";
import { createWebSocketStream, WebSocketServer } from "ws";
import { startReceiver } from "./start-receiver.ts";

const browserPath = [
  process.env.CHROMIUM_PATH,
  chromium.executablePath(),
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
]
  .filter((path) => path !== undefined)
  .find(existsSync);

/** The device as a script for a page, which leaves `deliver` behind in the page. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      lib: {
        entry: join(import.meta.dirname, "device-in-browser.ts"),
        formats: ["iife"],
        name: "pageDevice",
        fileName: "device",
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("nothing was built");
  const [chunk] = output.output;
  return chunk.code;
}

test.skipIf(browserPath === undefined)(
  "a device in a page delivers over a WebSocket until its receipts are there",
  async () => {
    const broker = await Aedes.createBroker();
    const server = createServer((_request, response) => {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>kiosk</title>");
    });
    const sockets = new WebSocketServer({ server, path: "/mqtt" });
    sockets.on("connection", (socket, request) => broker.handle(createWebSocketStream(socket), request));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("the server has no port");
    const host = `127.0.0.1:${address.port}`;
    const receiver = await startReceiver(`ws://${host}/mqtt`, (_scan, timesSeen) =>
      timesSeen === 1 ? "stored" : "silence",
    );
    const browser = await chromium.launch({
      ...(browserPath !== undefined && { executablePath: browserPath }),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
      ],
    });
    try {
      const page = await browser.newPage();
      await page.goto(`http://${host}/`);
      await page.addScriptTag({ content: await bundle() });
      const told = await page.evaluate<{ recorded: string[]; receipted: string[] }>(
        `pageDevice.deliver("ws://${host}/mqtt", 20)`,
      );
      expect(told.receipted.toSorted()).toEqual(told.recorded.toSorted());
      expect(receiver.scans.map(({ event_id }) => event_id).toSorted()).toEqual(told.recorded.toSorted());
    } finally {
      await browser.close();
      await receiver.stop();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
      await new Promise<void>((done) => broker.close(done));
    }
  },
  60_000,
);
