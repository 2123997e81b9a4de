// `npm run screenshots`: the pictures of the README and the docs, taken of the built product in real Chromium, so that
// they stay true. The same school day each time: a fixed seed, and a time zone in which it is early afternoon now.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { Temporal } from "temporal-polyfill";
import { v7 } from "uuid";
import { root } from "./freshness.mjs";
import { buildIfStale, checkNode, install } from "./prepare.mjs";

const seed = 7;
const mostBytes = 200_000;
const images = path.join(root, "docs/images");

const desk = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Each picture: its name, where it is taken, and what to do or wait for before. */
const pictures = [
  { name: "today-light", at: "/", view: desk, before: findTrouble },
  { name: "today-dark", at: "/", view: { ...desk, colorScheme: "dark" }, before: findTrouble },
  { name: "today-phone", at: "/", view: phone, before: findTrouble },
  { name: "register", at: "/registers", view: desk, before: openTheFullest },
  { name: "students", at: "/students", view: desk },
  { name: "student", at: "/students/SE2001", view: desk },
  { name: "insights", at: "/reports/decisions?period=7-days", view: desk },
  { name: "flow", at: "/messages/flow", view: desk, before: watchThemPass },
  { name: "quarantine", at: "/messages/quarantine", view: desk, before: openFirstMessage },
];

checkNode();
install("tests");
await buildIfStale();
const { createRandom, pick, between } = await import("../dist/simulator/random.js");

async function takePictures() {
  const data = mkdtempSync(path.join(tmpdir(), "muster-screenshots-"));
  // PostgreSQL runs as another user where this one is root.
  chmodSync(data, 0o755);
  const [port, mqttPort] = [await freePort(), await freePort()];
  const server = await startProduct(data, port, mqttPort);
  try {
    const camera = await connectAsync(`mqtt://localhost:${mqttPort}`);
    await playWeek(camera);
    await photograph(`http://localhost:${port}`, camera);
    await camera.endAsync();
  } finally {
    server.kill("SIGTERM");
    if (server.exitCode === null) await once(server, "exit");
    rmSync(data, { recursive: true, force: true });
  }
}

async function startProduct(data, port, mqttPort) {
  const ours = ([name]) => !/^(MUSTER_.*|DATABASE_URL|MQTT_URL)$/.test(name);
  const server = spawn(process.execPath, [path.join(root, "dist/server/cli.js"), "serve"], {
    cwd: data,
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(ours)),
      MUSTER_DATA: data,
      MUSTER_PORT: String(port),
      MUSTER_MQTT_PORT: String(mqttPort),
      MUSTER_TIMEZONE: afternoonZone(),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout });
  for await (const line of lines) {
    if (!line.includes("Muster is running")) continue;
    server.stdout.resume();
    return server;
  }
  throw new Error(`the product ended with exit code ${server.exitCode} before it was ready`);
}

/** A place on earth where it is between 13 and 16 o'clock now: whenever they are taken, the pictures are alike. */
function afternoonZone() {
  const zones = [
    ["Pacific/Auckland", "Australia/Sydney", "Asia/Tokyo", "Asia/Singapore", "Asia/Karachi", "Asia/Dubai"],
    ["Africa/Nairobi", "Europe/Paris", "Europe/London", "Atlantic/Azores", "America/Sao_Paulo"],
    ["America/New_York", "America/Denver", "America/Los_Angeles", "Pacific/Honolulu"],
  ].flat();
  const now = Temporal.Now.instant();
  const distance = (zone) => {
    const { hour, minute } = now.toZonedDateTimeISO(zone);
    return Math.abs(hour + minute / 60 - 14);
  };
  return zones.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** Six days and this one, of gates that tell when they saw whom, and some messages that nobody can read. */
async function playWeek(camera) {
  const random = createRandom(seed);
  const zone = afternoonZone();
  const now = Temporal.Now.zonedDateTimeISO(zone);
  const numbers = new Map();
  for (let daysAgo = 6; daysAgo >= 0; daysAgo -= 1) {
    const scans = daysAgo === 0 ? today(random) : pastDay(random);
    const day = now.toPlainDate().subtract({ days: daysAgo });
    const taken = scans
      .map((scan) => ({
        ...scan,
        at: day.toZonedDateTime({ timeZone: zone, plainTime: clock(scan.minute) }),
      }))
      .filter(({ at }) => Temporal.ZonedDateTime.compare(at, now) < 0)
      .sort((a, b) => a.minute - b.minute);
    for (const { at, student, room, decision, reason } of taken) {
      const device = `gate-${room.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}`;
      const number = (numbers.get(device) ?? 0) + 1;
      numbers.set(device, number);
      await tell(camera, device, "scan", {
        event_id: v7({ msecs: at.epochMilliseconds }),
        boot_id: "autumn",
        seq: number,
        occurred_at: at.toInstant().toString(),
        clock: "ntp",
        subject: student === null ? null : { scheme: "student_id", value: student },
        decision,
        reason,
        method: "face",
        confidence: student === null ? undefined : Math.round(between(random, 900, 990)) / 1000,
        location: room,
      });
    }
  }
  await spoil(camera);
}

const clock = (minute) => ({
  hour: Math.floor(minute / 60),
  minute: minute % 60,
  second: (minute * 17) % 60,
});
const notHere = "Access denied for this location";

function today(random) {
  const at = (from, to) => Math.floor(between(random, from * 60, to * 60));
  const seen = (student, room, decision, reason, from, to) => ({
    student,
    room,
    decision,
    reason,
    minute: at(from, to),
  });
  const recognised = "Face recognized successfully";
  return [
    seen("CSAI1001", "BSB214", "granted", recognised, 8.2, 8.9),
    seen("CSAI1001", "ECG-01", "granted", recognised, 9.8, 10),
    seen("CSAI1001", "ASG-13", "granted", recognised, 11, 11.2),
    seen("SE2001", "BSB214", "late", "Late entry", 9.1, 9.4),
    ...Array.from({ length: 4 }, () => seen("SE2001", "ASG-13", "denied", notHere, 11, 11.9)),
    seen("ITM3006", "ECG-01", "granted", recognised, 9.6, 10),
    ...Array.from({ length: 3 }, () => seen(null, "ECG-01", "unknown", "Face not in database", 9.2, 10.8)),
    ...Array.from({ length: 46 }, () => {
      const [student, room] = pick(random, [
        ["CSAI1001", "BSB214"],
        ["CSAI1001", "ECG-01"],
        ["CSAI1001", "ASG-13"],
        ["ITM3006", "ECG-01"],
      ]);
      return seen(
        student,
        room,
        "granted",
        recognised,
        ...pick(random, [
          [8, 9.5],
          [9.5, 11],
          [11, 12.8],
        ]),
      );
    }),
  ];
}

function pastDay(random) {
  return Array.from({ length: Math.round(between(random, 45, 75)) }, () => {
    const student = pick(random, ["CSAI1001", "SE2001", "ITM3006"]);
    const room = pick(random, ["BSB214", "ECG-01", "ASG-13"]);
    const minute = Math.floor(between(random, 8 * 60, 13 * 60));
    const strict = room === "ASG-13" && minute >= 660 && minute < 720;
    const chance = random();
    if (chance < (strict ? 0.5 : 0.05)) return { student, room, minute, decision: "denied", reason: notHere };
    if (chance > 0.96) {
      return { student: null, room, minute, decision: "unknown", reason: "Face not in database" };
    }
    if (chance > 0.84) return { student, room, minute, decision: "late", reason: "Late entry" };
    return { student, room, minute, decision: "granted", reason: "Face recognized successfully" };
  });
}

/** Gates say that they are there; what is not heard for a while counts as silent. */
async function beat(camera) {
  for (const device of ["gate-bsb214", "gate-ecg01", "gate-asg13"]) {
    const at = new Date().toISOString();
    await tell(camera, device, "status", { state: "online", boot_id: "autumn", at });
    await tell(camera, device, "heartbeat", { boot_id: "autumn", at, outbox: 0, clock: "ntp" });
  }
}

async function spoil(camera) {
  const send = (payload) => camera.publishAsync("access/result", payload, { qos: 1 });
  await send('{"student_id":"CSAI1001","location":"ASG-13","timestamp":"09:1');
  await send(Buffer.from("ffd8ffe000104a46494600010101006000600000ffdb0043000806060706", "hex"));
  for (const decision of ["maybe", "open"]) {
    await send(JSON.stringify({ student_id: "", location: "ECG-01", timestamp: "10:05 AM", decision }));
  }
}

const tell = (camera, device, channel, said) =>
  camera.publishAsync(`muster/v1/main/${device}/${channel}`, JSON.stringify({ v: 1, ...said }), { qos: 1 });

async function photograph(url, camera) {
  mkdirSync(images, { recursive: true });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-sync",
    ],
  });
  try {
    await letItSettle(url, camera);
    for (const { name, at, view, before } of pictures) {
      const context = await browser.newContext({
        colorScheme: "light",
        reducedMotion: "no-preference",
        ...view,
      });
      const page = await context.newPage();
      await page.goto(url + at);
      await page.locator("main h1").waitFor();
      await page.waitForFunction(hasRead);
      await before?.(page, camera);
      await save(name, await page.screenshot());
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

/** Runs in the page: whether nothing says any more that it is being read. */
function hasRead() {
  const said = [...document.querySelectorAll("main p, main .sr-only")].map(({ textContent }) => textContent);
  return !said.some((text) => /^(Reading|Counting)/.test(text));
}

/** A week that came in at once is stored before anything is shown: the pictures are taken of a few scans after it. */
async function letItSettle(url, camera) {
  for (let before = -1; ; ) {
    const { stored, waiting } = await (await fetch(`${url}/api/v1/flow`)).json();
    if (waiting === 0 && stored === before) break;
    before = stored;
    await setTimeout(2_000);
  }
  await beat(camera);
  await passBy(camera);
}

async function passBy(camera) {
  for (let scan = 0; scan < 3; scan += 1) {
    await tell(camera, "gate-bsb214", "scan", {
      event_id: v7(),
      occurred_at: new Date().toISOString(),
      clock: "ntp",
      subject: { scheme: "student_id", value: "CSAI1001" },
      decision: "granted",
      reason: "Face recognized successfully",
      method: "face",
      location: "BSB214",
    });
  }
}

/** Until the monitor went round. */
async function findTrouble(page) {
  await page
    .getByRole("link", { name: /in quarantine/ })
    .first()
    .waitFor();
}

async function openTheFullest(page) {
  await page.getByRole("main").getByRole("link", { name: "BSB214" }).first().click();
  await page.locator("tr[data-student]").first().waitFor();
}

/** Taken while scans are on their way. */
async function watchThemPass(page, camera) {
  await passBy(camera);
  await page.getByRole("button", { name: /^Live feed, [1-9]/ }).waitFor();
  await passBy(camera);
  await page.locator("main .animate-travel").first().waitFor();
}

async function openFirstMessage(page) {
  await page.locator("main ol button[aria-expanded]").first().click();
}

/** In 256 colours, which is all that these pages have. Throws when a picture is heavier than a README bears. */
async function save(name, png) {
  const small = await sharp(png).png({ palette: true, quality: 95, effort: 10 }).toBuffer();
  if (small.length > mostBytes)
    throw new Error(`${name}.png has ${small.length} bytes; at most ${mostBytes}`);
  writeFileSync(path.join(images, `${name}.png`), small);
  console.log(`docs/images/${name}.png  ${Math.round(small.length / 1000)} kB`);
}

function findChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    ...folders.flatMap((folder) => names.map((name) => path.join(folder, name))),
  ];
  const found = candidates.find((candidate) => candidate !== undefined && isExecutable(candidate));
  if (found === undefined) throw new Error("Chromium is missing: install it, or set CHROMIUM_PATH.");
  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Absent, or not ours to run.
    return false;
  }
}

async function freePort() {
  const probe = createServer().listen(0);
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

await takePictures();
