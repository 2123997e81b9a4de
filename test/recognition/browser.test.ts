import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { expect, test } from "vitest";
import { similarity } from "../../recognition/embedding.ts";
import { IDENTIFY_LIMITS } from "../../recognition/quality.ts";
import { findPart } from "../parts/find-part.ts";
import { drawFaces } from "./draw-face.ts";
import { openRecognizer } from "./open-recognizer.ts";

const executablePath = findPart("chromium");
const MODELS = join(import.meta.dirname, "..", "..", "dist", "models");
const RUNTIME = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));

/** Recognition as a module for a page. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: {
        entry: join(import.meta.dirname, "recognition-in-browser.ts"),
        formats: ["es"],
        fileName: "recognition",
      },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("nothing was built");
  return output.output[0].code;
}

const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves a page, the module, the runtime's WebAssembly and the models. */
async function serve(script: string) {
  const server = createServer((request, response) => {
    const name = basename(request.url ?? "");
    const type = Object.entries(TYPES).find(([ending]) => name.endsWith(ending))?.[1];
    response.setHeader(
      "content-type",
      type ?? (name.endsWith(".onnx") ? "application/octet-stream" : "text/html"),
    );
    if (name === "recognition.js") response.end(script);
    else if (name.endsWith(".wasm") || name.endsWith(".onnx")) {
      readFile(join(name.endsWith(".onnx") ? MODELS : RUNTIME, name)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    } else response.end("<!doctype html><title>recognition</title>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

test.skipIf(executablePath === null)(
  "a page sees the same face as Node, with its own onnxruntime",
  async () => {
    const recognizer = await openRecognizer();
    const image = drawFaces(640, 480, [{ x: 300, y: 220, size: 200, roll: 12 }]);
    const look = await recognizer.look(image, IDENTIFY_LIMITS);
    if (look.outcome === "refused") throw new Error(`refused: ${look.code}`);

    const server = await serve(await bundle());
    const browser = await chromium.launch({
      ...(executablePath !== null && { executablePath }),
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
      await page.goto(server.url);
      const seen = await page.evaluate<number[]>(
        `import("/recognition.js").then((recognition) => recognition.embedDrawnFace())`,
      );
      expect(similarity(Float32Array.from(seen), look.embedding)).toBe(1);
    } finally {
      await browser.close();
      server.close();
    }
  },
  60_000,
);
