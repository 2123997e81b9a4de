// Measures the built kiosk in a real Chromium: how long its nets take to load, what a frame costs on its one thread, and
// whether its memory grows. `node bench/kiosk.mjs [--frames 500] [--json]`, after `npm run build`.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build } from "vite";

const root = fileURLToPath(new URL("../", import.meta.url));
const { values } = parseArgs({
  options: { frames: { type: "string", default: "500" }, json: { type: "boolean", default: false } },
});
const frames = Number(values.frames);
if (!Number.isInteger(frames) || frames < 10) {
  console.error("--frames takes a whole number from 10 on.");
  process.exit(2);
}

const executablePath = [
  process.env.CHROMIUM_PATH,
  chromium.executablePath(),
  "/usr/bin/chromium",
  "/usr/bin/chromium-headless-shell",
].find((file) => file !== undefined && existsSync(file));
if (executablePath === undefined) {
  console.error("Chromium is missing: install it, or set CHROMIUM_PATH.");
  process.exit(1);
}
const kiosk = path.join(root, "dist", "kiosk");
if (!existsSync(kiosk)) {
  console.error("The kiosk is not built: run npm run build.");
  process.exit(1);
}

/** A drawn face, nobody's, as a module for the page. */
async function drawing() {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      lib: {
        entry: path.join(root, "test", "recognition", "draw-face.ts"),
        formats: ["es"],
        fileName: "draw",
      },
    },
  });
  return (Array.isArray(built) ? built[0] : built).output[0].code;
}

const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };

async function serveKiosk() {
  const draw = await drawing();
  const server = createServer((request, response) => {
    const name = (request.url ?? "").split("?")[0];
    response.setHeader("content-type", types[path.extname(name)] ?? "application/octet-stream");
    if (name === "/")
      response.setHeader("content-type", "text/html").end("<!doctype html><title>bench</title>");
    else if (name === "/draw.js") response.end(draw);
    else {
      const folder = name.startsWith("/kiosk/models/") ? path.join(root, "dist", "models") : kiosk;
      const file = name.startsWith("/kiosk/models/") ? path.basename(name) : name.replace("/kiosk/", "");
      readFile(path.join(folder, path.normalize(`/${file}`))).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

/** Runs in the page: starts the kiosk's worker and enrols the drawn face. */
async function startInPage(worker) {
  const { drawFaces } = await import("/draw.js");
  const keeper = new Worker(`/kiosk/assets/${worker}`, { type: "module" });
  const ask = (name, give, transfer = []) =>
    new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        port1.close();
        if ("fault" in data) reject(new Error(data.fault));
        else resolve(data.get);
      };
      keeper.postMessage({ name, give }, [port2, ...transfer]);
    });
  // Drawn once at several sizes; each frame is shifted by the canvas, as a head moves.
  const heads = [0, 1, 2, 3].map((at) => {
    const drawn = drawFaces(640, 480, [{ x: 320, y: 230, size: 210 + 8 * at, roll: 2 * at - 3 }]);
    const pixels = new ImageData(640, 480);
    // A drawing is smoother than any camera's picture: without grain it counts as blurred.
    let grain = 1;
    for (let i = 0; i < 640 * 480; i++) {
      grain = (Math.imul(grain, 1_664_525) + 1_013_904_223) >>> 0;
      const shade = (grain >>> 27) - 16;
      for (let k = 0; k < 3; k++) pixels.data[4 * i + k] = drawn.data[3 * i + k] + shade;
      pixels.data[4 * i + 3] = 255;
    }
    const canvas = new OffscreenCanvas(640, 480);
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    return canvas;
  });
  const canvas = new OffscreenCanvas(640, 480);
  const context = canvas.getContext("2d");
  let drawn = 0;
  const frame = () => {
    drawn += 1;
    context.drawImage(heads[drawn % heads.length], 9 * Math.sin(drawn / 3), 6 * Math.cos(drawn / 5));
    return createImageBitmap(canvas);
  };
  await ask("open", null);
  const { ms: loadMs } = await ask("loadNets", null);
  await ask("setOperatorPin", { pin: "123456" });
  await ask("startCapture", null);
  for (let at = 0, view = { enough: false }; !view.enough; at += 4000) {
    if (at > 400_000) throw new Error(`the drawn face is not taken: ${view.hint}`);
    const picture = await frame();
    view = await ask("capture", { frame: picture, at }, [picture]);
  }
  const enrolled = await ask("enrol", {
    studentId: "BENCH",
    recordedBy: "bench",
    despiteLookAlikes: false,
    consent: { under18: false, studentAgrees: true, guardian: null, recordedBy: "bench" },
  });
  if (enrolled.outcome !== "enrolled") throw new Error(`not enrolled: ${JSON.stringify(enrolled)}`);
  let at = 0;
  /** Looks at frames; milliseconds of each, and how many people were welcomed. */
  globalThis.lookAt = async (count) => {
    const ms = [];
    let welcomed = 0;
    for (let each = 0; each < count; each++) {
      const picture = await frame();
      const start = performance.now();
      at += 100;
      const answer = await ask("look", { frame: picture, at, challenge: "never" }, [picture]);
      ms.push(performance.now() - start);
      if (answer.outcome?.kind === "welcome") welcomed += 1;
      if (answer.faces === 0) throw new Error("the drawn face was not found");
    }
    return { ms, welcomed };
  };
  return loadMs;
}

/** Resident memory of the process that runs the page and its worker, in MB; null where the system does not tell. */
async function residentMb(session) {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = await Promise.all(
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => readFile(`/proc/${id}/status`, "utf8").catch(() => "")),
  );
  const kilobytes = sizes.map((text) => Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0));
  const most = Math.max(0, ...kilobytes);
  return most === 0 ? null : Math.round(most / 1024);
}

function tell(version, loadMs, all, memory) {
  const at = (part) => all[Math.min(all.length - 1, Math.floor(part * all.length))].toFixed(0);
  console.log(
    `Kiosk in Chromium ${version}, ${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), one thread`,
  );
  console.log(`nets loaded in          ${loadMs.toFixed(0)} ms`);
  console.log(
    `one frame of 640 × 480  median ${at(0.5)} ms, 95 of 100 within ${at(0.95)} ms, fastest ${at(0)} ms`,
  );
  console.log(`memory over ${all.length} frames   ${memory.join(", ")} MB`);
}

const worker = (await readdir(path.join(kiosk, "assets"))).find((name) =>
  /^keeper\.worker-.*\.js$/.test(name),
);
if (worker === undefined) throw new Error("dist/kiosk has no worker");
const { server, url } = await serveKiosk();
const profile = await mkdtemp(path.join(tmpdir(), "muster-bench-kiosk-"));
const browser = await chromium.launch({
  executablePath,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const page = await browser.newPage();
  await page.goto(url);
  const session = await browser.newBrowserCDPSession();
  const loadMs = await page.evaluate(startInPage, worker);
  await page.evaluate("lookAt(10)");
  const all = [];
  const memory = [await residentMb(session)];
  const rounds = 10;
  for (let round = 0; round < rounds; round++) {
    const count = Math.floor(frames / rounds);
    const { ms } = await page.evaluate(`lookAt(${count})`);
    all.push(...ms);
    memory.push(await residentMb(session));
  }
  all.sort((a, b) => a - b);
  if (values.json) {
    const told = { chromium: browser.version(), loadMs, frameMs: all, memoryMb: memory };
    process.stdout.write(JSON.stringify(told));
  } else tell(browser.version(), loadMs, all, memory);
} finally {
  await browser.close();
  server.close();
  await rm(profile, { recursive: true, force: true });
}
