import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { DLIB_RESNET } from "../../recognition/dlib-resnet.ts";
import { buildModels } from "../../scripts/models/build-models.mjs";
import { sealedFile } from "../../src/entry/reader/sealed-file.ts";
import { createTemplates } from "../../src/entry/reader/templates.ts";
import { startAedes, type TestBroker } from "../device/start-broker.ts";
import { type Receiver, startReceiver } from "../device/start-receiver.ts";
import { needs } from "../parts/need.ts";
import { projectFolder } from "../parts/project-folder.ts";
import { drawnPhoto, drawnStranger, drawnWall, shootFilm } from "./parts/film.ts";
import { type KioskSwitch, startKioskSwitch } from "./parts/kiosk-switch.ts";
import { createProjector, sceneOf } from "./parts/projector.ts";

// Nets take seconds to open where the processor is shared, and the film runs at its own pace.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const ffmpeg = needs("ffmpeg");
const passphrase = "nobody will guess this";

/** The built product as a process of its own: threads, signals and exit codes are its own, too. */
interface Running {
  readonly child: ChildProcess;
  readonly lines: readonly string[];
  /** Resolves when so many lines match. Rejects when it ends before. */
  logged(pattern: RegExp, count?: number): Promise<void>;
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

function muster(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [join(projectFolder, "dist/server/cli.js"), "reader", ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", READER_PASSPHRASE: passphrase, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const check of waiting) check();
    });
  }
  const ended = once(child, "close").then(([code]: (number | null)[]) => {
    running.delete(child);
    for (const check of waiting) check();
    return code ?? null;
  });
  return {
    child,
    lines,
    ended,
    logged: (pattern, count = 1) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (lines.filter((line) => pattern.test(line)).length >= count) resolve();
          else if (!running.has(child)) reject(new Error(`it ended and said:\n${lines.join("\n")}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
  };
}

describe.skipIf(ffmpeg === null)("muster reader (needs ffmpeg)", () => {
  let folder: string;
  let broker: TestBroker;
  let receiver: Receiver;
  let kiosks: KioskSwitch;
  const photos = ["0.png", "1.png", "2.png"];
  const enrolment = ["enrol", "--templates", "door.templates", "--student", "CSAI1001"];
  const place = () => ["--templates", "door.templates", "--location", "BSB214", "--server", kiosks.url];
  const reader = (camera: string, ...more: string[]) => [
    ...["--camera", camera, "--mqtt", broker.url, "--device", "door-1", "--outbox", "outbox"],
    ...place(),
    // Drawn faces are all alike: two that differ are told apart by a stricter threshold.
    ...["--threshold", "0.99", "--fps", "5", "--ffmpeg", ffmpeg ?? "", ...more],
  ];
  const enrol = (...more: string[]) =>
    muster(folder, [...enrolment, "--server", kiosks.url, ...more, ...photos]);

  beforeAll(async () => {
    await buildModels({ outDir: join(projectFolder, "dist/models") });
    folder = await mkdtemp(join(tmpdir(), "muster-reader-"));
    broker = await startAedes();
    receiver = await startReceiver(broker.url);
    kiosks = await startKioskSwitch();
    for (const take of [0, 1, 2] as const) {
      const { data, width, height } = drawnPhoto(take);
      await sharp(data, { raw: { width, height, channels: 3 } }).toFile(join(folder, `${take}.png`));
    }
    const enrolled = enrol("--consent-by", "A. Hill");
    expect(await enrolled.ended, enrolled.lines.join("\n")).toBe(0);
  });
  afterEach(() => {
    kiosks.view = { on: true, challenge: "never" };
    for (const child of running) child.kill("SIGKILL");
  });
  afterAll(async () => {
    await receiver?.stop();
    await broker?.kill();
    await kiosks?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("enrols nobody without consent, twice, or while faces are off", async () => {
    const without = enrol();
    expect([await without.ended, without.lines.join()]).toEqual([1, expect.stringContaining("--consent-by")]);
    const twice = enrol("--consent-by", "A. Hill");
    expect([await twice.ended, twice.lines.join()]).toEqual([1, expect.stringContaining("enrolled already")]);
    kiosks.view = { on: false, challenge: "always" };
    const off = enrol("--consent-by", "A. Hill");
    expect([await off.ended, off.lines.join()]).toEqual([3, expect.stringContaining("switched off")]);
  });

  test("the law: who is enrolled is one scan, a stranger is a number, and nothing but that leaves", async () => {
    const [known, stranger] = await Promise.all([sceneOf(drawnPhoto(3)), sceneOf(drawnStranger())]);
    const projector = createProjector(stranger);
    kiosks.film = projector.film;
    const notes = join(folder, "notes.jsonl");
    const from = kiosks.asked.length;
    const run = muster(folder, reader(`${kiosks.url}/camera`), {
      WATCH_NOTES: notes,
      NODE_OPTIONS: `--import=${join(import.meta.dirname, "parts/watch-process.mjs")}`,
    });
    await run.logged(/"msg":"scan"/);
    // Who was not recognised and stays is looked at again, and it may be somebody else by then.
    projector.show(known);
    await run.logged(/"msg":"scan"/, 2);
    await receiver.until(({ scans }) => scans.length === 2);
    run.child.kill("SIGINT");
    expect(await run.ended, run.lines.join("\n")).toBe(0);
    await receiver.until(({ others }) => others.some(({ payload }) => stateOf(payload) === "offline"));

    const shared = { v: 1, method: "face", liveness: "not_asked", model: DLIB_RESNET.id, location: "BSB214" };
    expect(receiver.scans).toMatchObject([
      { ...shared, decision: "unknown", seq: 1 },
      { ...shared, subject: { scheme: "student_id", value: "CSAI1001" }, decision: "granted", seq: 2 },
    ]);
    const [unknown, granted] = receiver.scans;
    expect(granted?.confidence).toBeGreaterThan(0.99);
    expect(Object.keys(unknown ?? {}).toSorted()).toEqual(
      "boot_id clock decision event_id live liveness location method model occurred_at reason seq v".split(
        " ",
      ),
    );
    expect(receiver.malformed).toBe(0);
    expect(receiver.others.map(({ topic }) => topic.split("/").at(-1))).toEqual(
      expect.arrayContaining(["status", "heartbeat"]),
    );
    expect(receiver.others.map(({ payload }) => stateOf(payload)).filter(Boolean)).toEqual([
      "online",
      "offline",
    ]);

    // Where it connected to, and what it wrote.
    const noted: { connects?: string; writes?: string }[] = (await readFile(notes, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const of = (pick: (each: (typeof noted)[number]) => string | undefined) =>
      [...new Set(noted.flatMap((each) => pick(each) ?? []))].toSorted();
    const ports = of(({ connects }) => connects).map((place) => Number(place.split(":").at(-1)));
    expect([...new Set(ports)].toSorted()).toEqual(
      [Number(new URL(broker.url).port), kiosks.port].toSorted(),
    );
    const written = of(({ writes }) => writes).filter((path) => path !== notes && path !== "/dev/null");
    const mayBeWritten = ["door.templates.lock", "door.templates.new", "outbox/outbox.log.new"];
    expect(written).toContain("outbox/outbox.log.new");
    expect(written.filter((path) => !mayBeWritten.includes(path))).toEqual([]);
    const asked = kiosks.asked.slice(from);
    expect(asked.filter(({ bytes }) => bytes > 0)).toEqual([]);
    expect([...new Set(asked.map(({ line }) => line))].toSorted()).toEqual([
      "GET /api/v1/kiosk",
      // By ffmpeg.
      "GET /camera",
    ]);
    expect(
      (await readdir(folder, { recursive: true })).filter((name) => !photos.includes(name)).toSorted(),
    ).toEqual(["door.templates", "notes.jsonl", "outbox", "outbox/outbox.log"]);

    // The outbox holds the fields of scans and nothing of a face.
    const outbox = await readFile(join(folder, "outbox/outbox.log"), "utf8");
    for (const line of outbox.trim().split("\n")) {
      expect(line.length).toBeLessThan(1_000);
      const { add } = JSON.parse(line.slice(9));
      expect(Object.keys(add?.scan ?? {}).filter((key) => !scanFields.has(key))).toEqual([]);
    }
    const [person] = await createTemplates(sealedFile(join(folder, "door.templates"), passphrase)).read();
    const everything = [outbox, run.lines.join("\n"), JSON.stringify([receiver.scans, receiver.others])];
    for (const photo of person?.photos ?? []) {
      const numbers = Buffer.from(photo, "base64");
      const first = String(numbers.readFloatLE(0)).slice(0, 8);
      for (const text of everything) {
        expect(text).not.toContain(photo.slice(0, 24));
        expect(text).not.toContain(first);
      }
    }
    expect(person?.photos).toHaveLength(3);
  });

  test("a network camera that goes is opened again, its password is told to nobody, and Ctrl-C ends all of it", async () => {
    const projector = createProjector(await sceneOf(drawnWall()));
    const streams: ServerResponse[] = [];
    kiosks.film = (response) => {
      streams.push(response);
      projector.film(response);
    };
    const camera = kiosks.url.replace("//", "//viewer:hunter-22@");
    const run = muster(folder, reader("unused").toSpliced(0, 2), {
      READER_CAMERA: `${camera}/camera?key=k4k4`,
    });
    await run.logged(/the camera is on/);
    streams[0]?.destroy();
    await run.logged(/opened again/);
    await run.logged(/the camera is on/, 2);
    run.child.kill("SIGINT");
    run.child.kill("SIGINT");
    expect(await run.ended, run.lines.join("\n")).toBe(0);
    expect(run.lines.join("\n")).not.toMatch(/hunter-22|k4k4/);
    expect(stateOf(receiver.others.findLast(({ topic }) => topic.endsWith("/status"))?.payload)).toBe(
      "offline",
    );
  });

  test("a file that is over ends the command", async () => {
    await shootFilm(ffmpeg ?? "", [{ image: drawnWall(), seconds: 1 }], [join(folder, "film.avi")]);
    const run = muster(folder, reader("film.avi"));
    expect(await run.ended, run.lines.join("\n")).toBe(0);
    expect(run.lines.at(-1)).toMatch(/"recognised":0,"unknown":0/);
  });

  test("off on the server, it does not start, and the camera is not opened", async () => {
    kiosks.view = { on: false, challenge: "never" };
    const opened = kiosks.asked.filter(({ line }) => line.includes("/camera")).length;
    const run = muster(folder, reader(`${kiosks.url}/camera`));
    expect([await run.ended, run.lines.join()]).toEqual([3, expect.stringContaining("switched off")]);
    expect(kiosks.asked.filter(({ line }) => line.includes("/camera"))).toHaveLength(opened);
  });

  test("a sign of life cannot be asked for, and ffmpeg that is missing is named with the remedy", async () => {
    const challenge = muster(folder, reader("film.avi", "--challenge"));
    expect([await challenge.ended, challenge.lines.join()]).toEqual([1, expect.stringContaining("screen")]);
    const camera = `${kiosks.url}/camera`;
    const missing = muster(folder, reader(camera, "--ffmpeg", join(folder, "no-ffmpeg")));
    expect([await missing.ended, missing.lines.join()]).toEqual([
      1,
      expect.stringContaining("apt-get install"),
    ]);
  });

  test("who is forgotten is gone from the file, and from a reader that runs", async () => {
    kiosks.film = () => undefined;
    const run = muster(folder, reader(`${kiosks.url}/camera`));
    await run.logged(/"faces":1/);
    const forget = muster(folder, ["forget", "--templates", "door.templates", "--student", "CSAI1001"]);
    expect(await forget.ended).toBe(0);
    await run.logged(/"faces":0/);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(0);
    expect(existsSync(join(folder, "door.templates.lock"))).toBe(false);
    const list = muster(folder, ["list", "--templates", "door.templates"]);
    expect([await list.ended, list.lines]).toEqual([0, ["Nobody is enrolled."]]);
  });
});

const scanFields = new Set(
  "v event_id boot_id seq occurred_at clock subject decision reason method confidence liveness model location".split(
    " ",
  ),
);

function stateOf(payload: unknown): unknown {
  return typeof payload === "object" && payload !== null && "state" in payload ? payload.state : undefined;
}
