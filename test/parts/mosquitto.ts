import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { EventEmitter, on, once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { needsOrSkips } from "./need.ts";

/** How a test's broker is set up; everything not said is mosquitto's own default. */
export interface MosquittoSettings {
  /** Whether clients without a name are let in. Default: true, unless there are `users`. */
  readonly anonymous?: boolean;
  /** Name and password of each user. */
  readonly users?: Readonly<Record<string, string>>;
  /** The content of the ACL file. */
  readonly acl?: string;
  /** Whether sessions and retained messages outlive `stop` (a kill loses them all the same). Default: false. */
  readonly persistence?: boolean;
  /** Further lines of the configuration. */
  readonly lines?: readonly string[];
  /** Default: a free one. */
  readonly port?: number;
}

/** A real mosquitto on loopback. */
export interface Mosquitto {
  readonly port: number;
  /** `mqtt://127.0.0.1:port` */
  readonly url: string;
  /** What it said since it was started first, a line each: each packet received and sent is one. */
  readonly log: readonly string[];
  /** Resolves when at least `count` lines of the log from line `since` on match. @returns these lines */
  logged(pattern: RegExp, count?: number, since?: number): Promise<readonly string[]>;
  /** Tells it to read its password and access files again. */
  reload(): void;
  /** Ends it as an operator would. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, on the same port with the same folder. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts a mosquitto and resolves when it accepts connections. Where none is installed, the test that asks skips. */
export async function startMosquitto(settings: MosquittoSettings = {}): Promise<Mosquitto> {
  const program = await needsOrSkips("mosquitto");
  const folder = mkdtempSync(join(tmpdir(), "muster-mosquitto-"));
  const port = settings.port ?? (await freePort());
  const configuration = join(folder, "mosquitto.conf");
  writeFileSync(configuration, configure(settings, folder, port));

  const log: string[] = [];
  const lines = new EventEmitter().setMaxListeners(0);
  let running: ChildProcess | null = null;

  async function start(): Promise<void> {
    const child = spawn(program, ["-c", configuration], { stdio: ["ignore", "ignore", "pipe"] });
    running = child;
    const saidFrom = log.length;
    const ready = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stderr }).on("line", (line) => {
        log.push(line);
        lines.emit("line", line);
        if (/ mosquitto version .* running$/.test(line)) resolve();
      });
      child.once("error", reject);
      child.once("exit", (code) => {
        reject(new Error(`mosquitto ended with ${code}:\n${log.slice(saidFrom).join("\n")}`));
      });
    });
    await ready;
    await served(saidFrom);
  }

  /**
   * mosquitto 2.0 says that it runs just before it sets the flag that SIGTERM clears, so a signal in between is lost.
   * Once it accepts connections it is past that.
   */
  async function served(saidFrom: number): Promise<void> {
    const knock = connect(port, "127.0.0.1");
    await Promise.all([once(knock, "connect"), logged(/New connection from/, 1, saidFrom)]);
    knock.destroy();
    await once(knock, "close");
  }

  async function logged(pattern: RegExp, count = 1, since = 0): Promise<readonly string[]> {
    const matching = () => log.slice(since).filter((line) => pattern.test(line));
    if (matching().length >= count) return matching();
    for await (const _line of on(lines, "line")) {
      if (matching().length >= count) break;
    }
    return matching();
  }

  async function end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = running;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  await start();
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    log,
    logged,
    start,
    reload: () => void running?.kill("SIGHUP"),
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    async remove() {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configure(settings: MosquittoSettings, folder: string, port: number): string {
  const lines = [
    `listener ${port} 127.0.0.1`,
    `allow_anonymous ${settings.anonymous ?? settings.users === undefined}`,
    "log_dest stderr",
    "log_type all",
    // Started by root it would become a user that cannot write to the folder.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
    ...(settings.persistence ? ["persistence true", `persistence_location ${folder}/`] : []),
    ...(settings.lines ?? []),
  ];
  if (settings.users !== undefined) {
    const file = join(folder, "passwords");
    writeFileSync(file, "", { mode: 0o600 });
    for (const [name, password] of Object.entries(settings.users)) {
      execFileSync("mosquitto_passwd", ["-b", file, name, password], { stdio: "ignore" });
    }
    lines.push(`password_file ${file}`);
  }
  if (settings.acl !== undefined) {
    const file = join(folder, "acl");
    writeFileSync(file, settings.acl, { mode: 0o600 });
    lines.push(`acl_file ${file}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Below the ports that the system gives to outgoing connections: one of those is soon taken by somebody else. */
const [lowestPort, highestPort] = [10_000, 32_000];

/** A TCP port of loopback that nobody listens on at this moment, drawn so that tests beside each other draw others. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
    const server = createServer().listen(port, "127.0.0.1");
    try {
      await once(server, "listening");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") continue;
      throw error;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
