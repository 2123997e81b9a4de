import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, on, once } from "node:events";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { haltPostmaster } from "../../src/adapters/postgres/embedded/halt-postmaster.ts";
import { isPostmasterOf } from "../../src/adapters/postgres/embedded/is-postmaster-of.ts";
import { readPostmasterFile } from "../../src/adapters/postgres/embedded/read-postmaster-file.ts";
import { tellGuard } from "./guard.ts";
import { freePort } from "./mosquitto.ts";
import { freshDatabase, urlOf } from "./postgres.ts";
import { projectFolder } from "./project-folder.ts";
import { sharedStore } from "./shared-store.ts";

export interface TestServerOptions {
  /** Variables on top of those that keep it apart: `MQTT_URL`, `DATABASE_URL`, `MUSTER_SITE` and so on. */
  readonly env?: Readonly<Record<string, string>>;
  /** A data folder of the caller's, which `stop` leaves there. Default: a temporary one, removed by `stop`. */
  readonly dataFolder?: string;
  /** true for a PostgreSQL of the product's own. Default: a database of the one that the files of a run share. */
  readonly embedded?: boolean;
  /** Default: free ones. */
  readonly port?: number;
  readonly mqttPort?: number;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built product as a process of its own: `dist/` must be up to date. */
export interface TestServer {
  /** `http://localhost:port`, the same across restarts. */
  readonly url: string;
  readonly port: number;
  readonly mqttPort: number;
  /** Where devices publish: the embedded broker, or `MQTT_URL`. */
  readonly mqttUrl: string;
  readonly dataFolder: string;
  /** All of its variables, for another command on the same data. */
  readonly env: Readonly<Record<string, string>>;
  /** Of the server process that was started last. */
  readonly pid: number;
  /** Everything it said on standard output and standard error, a line each, across restarts. */
  readonly lines: readonly string[];
  /** Resolves with the first line from line `since` on that matches. Rejects when the server ends without it. */
  logged(pattern: RegExp, since?: number): Promise<string>;
  /** How processes of it ended that nobody had told to: none, whatever else was killed around them. */
  readonly endedByItself: readonly Ending[];
  /** Resolves when the process that was started last has ended. */
  ended(): Promise<Ending>;
  /** Sends a signal, by default one that nothing can catch, and resolves when the process has ended. */
  kill(signal?: NodeJS.Signals): Promise<Ending>;
  /** Ends the process if it still runs, starts it again on the same ports and data, and resolves when it is ready. */
  restart(): Promise<void>;
  /** The process id of the embedded PostgreSQL, or null when none runs on the data folder. */
  postmaster(): Promise<number | null>;
  /**
   * Ends the server if it still runs and, when no other test server has this data folder, its PostgreSQL, and removes
   * what was made for it. May be repeated.
   */
  stop(): Promise<void>;
}

/** How long a server that was told to stop may take, in milliseconds, before it is killed. */
const stopPatienceMs = 30_000;

/** A server that ended before it was ready. */
export class ServerEnded extends Error {
  override readonly name = "ServerEnded";
  readonly ending: Ending;
  readonly lines: readonly string[];
  constructor(ending: Ending, lines: readonly string[]) {
    super(
      `the server ended with ${ending.signal ?? `exit code ${ending.code}`} and said:\n${lines.join("\n")}`,
    );
    this.ending = ending;
    this.lines = lines;
  }
}

/**
 * Starts the built product and resolves when it serves. Nothing of it outlives this process, not even when this
 * process is killed.
 *
 * @throws ServerEnded with what the server said when it ends instead; what it left is cleared away
 */
export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? (await temporaryDataFolder());
  const own =
    options.embedded === true || options.dataFolder !== undefined || options.env?.DATABASE_URL !== undefined;
  const database = own || (await sharedStore()) === null ? null : await freshDatabase({ tables: false });
  const [port, mqttPort] = [options.port ?? (await freePort()), options.mqttPort ?? (await freePort())];
  const env: Readonly<Record<string, string>> = {
    ...inherited(),
    MUSTER_DATA: dataFolder,
    MUSTER_PORT: String(port),
    MUSTER_MQTT_PORT: String(mqttPort),
    MUSTER_TIMEZONE: "Europe/London",
    ...(database === null ? {} : { DATABASE_URL: urlOf(database) }),
    ...options.env,
  };
  const cluster = join(dataFolder, "cluster");
  const letGo = holdFolder(dataFolder);
  await mkdir(dataFolder, { recursive: true });
  const lines: string[] = [];
  const heard = new EventEmitter().setMaxListeners(0);
  let server: ChildProcess | null = null;
  const endedByItself: Ending[] = [];
  const told = new WeakSet<ChildProcess>();
  let ending: Promise<Ending> = Promise.resolve({ code: null, signal: null });

  async function start(): Promise<void> {
    const from = lines.length;
    const child = spawn(process.execPath, [join(projectFolder, "dist/server/cli.js"), "serve"], {
      // A folder without a .env file.
      cwd: dataFolder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    server = child;
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        heard.emit("line", line);
      });
    }
    // `close` comes after the last line, `exit` may come before it.
    ending = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        heard.emit("ended");
        if (!told.has(child)) endedByItself.push({ code, signal });
        resolve({ code, signal });
      });
    });
    await once(child, "spawn");
    tellGuard({ watch: dataFolder, pid: child.pid ?? null });
    await logged(/Muster is running/, from);
  }

  async function logged(pattern: RegExp, since = 0): Promise<string> {
    const said = (): string | undefined => lines.slice(since).find((line) => pattern.test(line));
    const early = said();
    if (early !== undefined) return early;
    if (!running()) throw new ServerEnded(await ending, lines.slice(since));
    const over = new AbortController();
    heard.once("ended", () => over.abort());
    try {
      for await (const _line of on(heard, "line", { signal: over.signal })) {
        const line = said();
        if (line !== undefined) return line;
      }
    } catch (error) {
      if (!over.signal.aborted) throw error;
    }
    const last = said();
    if (last !== undefined) return last;
    throw new ServerEnded(await ending, lines.slice(since));
  }

  const running = (): boolean => server !== null && server.exitCode === null && server.signalCode === null;

  async function kill(signal: NodeJS.Signals = "SIGKILL"): Promise<Ending> {
    if (server !== null && running()) {
      told.add(server);
      server.kill(signal);
    }
    return ending;
  }

  async function postmaster(): Promise<number | null> {
    const file = await readPostmasterFile(cluster);
    return file !== undefined && (await isPostmasterOf(cluster, file.pid)) ? file.pid : null;
  }

  async function stop(): Promise<void> {
    if (running()) {
      const lastResort = setTimeout(() => server?.kill("SIGKILL"), stopPatienceMs);
      await kill("SIGTERM");
      clearTimeout(lastResort);
    }
    if (!letGo()) return;
    await database?.drop();
    const file = await readPostmasterFile(cluster);
    const pid = await postmaster();
    if (pid !== null) await haltPostmaster({ pid, cluster, pgCtl: "" }, "immediate");
    await removeSocketFolder(file?.socketFolder);
    if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true });
    tellGuard({ release: dataFolder });
  }

  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://localhost:${port}`,
    port,
    mqttPort,
    mqttUrl: env.MQTT_URL ?? `mqtt://localhost:${mqttPort}`,
    dataFolder,
    env,
    get pid() {
      if (server?.pid === undefined) throw new Error("the server has no process");
      return server.pid;
    },
    lines,
    endedByItself,
    logged,
    ended: () => ending,
    kill,
    async restart() {
      await kill();
      await start();
    },
    postmaster,
    stop,
  };
}

const holders = new Map<string, number>();

/** @returns how to let go of the folder; that says whether nobody holds it any more */
function holdFolder(folder: string): () => boolean {
  holders.set(folder, (holders.get(folder) ?? 0) + 1);
  let holding = true;
  return () => {
    const others = (holders.get(folder) ?? 0) - (holding ? 1 : 0);
    holding = false;
    holders.set(folder, others);
    return others === 0;
  };
}

/** A folder for data that the system user of PostgreSQL can enter, too. */
async function temporaryDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-server-"));
  await chmod(folder, 0o755);
  return folder;
}

/** This process's variables without those that Muster reads: a developer's own settings must not reach a test. */
function inherited(): Record<string, string> {
  const ours = (name: string): boolean =>
    name.startsWith("MUSTER_") || name === "DATABASE_URL" || name === "MQTT_URL";
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || ours(name) ? [] : [[name, value]],
    ),
  );
}

/** A killed PostgreSQL leaves the folder of its socket in the system's temporary folder. */
async function removeSocketFolder(folder: string | undefined): Promise<void> {
  if (folder === undefined || !basename(folder).startsWith("muster-pg-")) return;
  await rm(folder, { recursive: true, force: true });
}
