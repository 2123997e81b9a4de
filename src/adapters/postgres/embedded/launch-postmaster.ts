import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { askServer } from "./ask-server.ts";
import type { DataHome } from "./choose-data-home.ts";
import { haltPostmaster, LOOK_AGAIN } from "./halt-postmaster.ts";
import { isPostmasterOf, processExists } from "./is-postmaster-of.ts";
import { type PostmasterFile, readPostmasterFile } from "./read-postmaster-file.ts";
import { serverProcessOptions } from "./run-as-server-user.ts";
import type { PostgresConnection, ServerAccess } from "./server-access.ts";
import { serverLogSize, serverLogTail } from "./server-log-file.ts";

/** A postmaster that has answered `select 1`. */
export interface Postmaster {
  readonly file: PostmasterFile;
  readonly connection: PostgresConnection;
  /** The process, when this call launched it; undefined when a live one was adopted. */
  readonly launched: ServerProcess | undefined;
}

/** A launched postmaster as a child of this process. */
export interface ServerProcess {
  readonly pid: number;
  /** How it ended, once it has. */
  ended(): string | undefined;
  /** Resolves with how it ended; does not keep this process alive. */
  readonly end: Promise<string>;
  /** Resolves when it has ended; keeps this process alive till then. */
  awaitEnd(): Promise<void>;
  /** Ends it by force, whatever it is doing, and resolves when it has ended. */
  abort(): Promise<void>;
}

/** How long a live postmaster that says it is ready may leave `select 1` unanswered before it is replaced, in ms. */
const SILENCE_BORNE = 10_000;

/** How long a server that did not become ready may take to abort itself before it is killed, in milliseconds. */
const ABORT_PATIENCE = 5_000;

/** Pause before a launch that met the remains of the last postmaster is repeated, in ms. */
const RELAUNCH_AFTER = 250;

/**
 * What a launch says that met a cluster still in use: by the backends of a killed postmaster, which end by themselves
 * within moments, or by a postmaster that was launched at the same time, which is then adopted.
 */
const STILL_IN_USE = /pre-existing shared memory block|lock file "[^"]*" already exists/;

/**
 * Finds the live postmaster of a cluster or launches one, and waits until it answers.
 *
 * @param options.readyWithin milliseconds.
 * @throws Error when it exits or is not ready in time. Nothing is left running then.
 */
export async function launchPostmaster(options: {
  home: DataHome;
  postgres: string;
  pgCtl: string;
  access: ServerAccess;
  settings: Readonly<Record<string, string>>;
  logFile: string;
  readyWithin: number;
}): Promise<Postmaster> {
  const { home, access, logFile } = options;
  const deadline = performance.now() + options.readyWithin;
  let launched: ServerProcess | undefined;
  let launchedAtLogSize = 0;
  let silentSince: number | undefined;
  let silence: Error | undefined;
  try {
    for (;;) {
      const file = await livePostmaster(home.cluster);
      const connection = file?.status === "ready" ? access.connectionTo(file) : undefined;
      if (file && connection) {
        silence = await askServer(connection);
        const ours = launched?.pid === file.pid;
        if (!silence) return { file, connection, launched: ours ? launched : undefined };
        silentSince ??= performance.now();
        if (!ours && performance.now() - silentSince > SILENCE_BORNE) {
          await haltPostmaster({ pid: file.pid, cluster: home.cluster, pgCtl: options.pgCtl }, "immediate");
        }
      } else if (!file && launched?.ended() !== undefined) {
        const said = await serverLogTail(logFile, launchedAtLogSize);
        if (!STILL_IN_USE.test(said)) throw new Error(`postgres ended with ${launched.ended()}`);
        launched = undefined;
        await pause(RELAUNCH_AFTER);
      } else if (!file && !launched) {
        silentSince = undefined;
        launchedAtLogSize = await serverLogSize(logFile);
        launched = await launch(options);
      }
      if (performance.now() > deadline) {
        throw new Error(`postgres was not ready within ${options.readyWithin / 1000} s`, { cause: silence });
      }
      await pause(LOOK_AGAIN);
    }
  } catch (error) {
    await leaveNothing(home.cluster, options.pgCtl, launched);
    throw error;
  }
}

/** What `postmaster.pid` says, when the process that it names is the postmaster of this cluster. */
async function livePostmaster(cluster: string): Promise<PostmasterFile | undefined> {
  const file = await readPostmasterFile(cluster);
  return file && (await isPostmasterOf(cluster, file.pid)) ? file : undefined;
}

async function launch(options: {
  home: DataHome;
  postgres: string;
  access: ServerAccess;
  settings: Readonly<Record<string, string>>;
  logFile: string;
}): Promise<ServerProcess> {
  const { home } = options;
  // The door comes last: no setting may open another.
  const settings = Object.entries({ ...options.settings, ...options.access.settings });
  const processOptions = serverProcessOptions(home.user);
  const stale = await readPostmasterFile(home.cluster);
  const log = await open(options.logFile, "a", 0o600);
  try {
    const child = spawn(
      options.postgres,
      ["-D", home.cluster, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        ...processOptions,
        env: {
          ...processOptions.env,
          // PostgreSQL takes any process of its own user with the id in a stale postmaster.pid for a postmaster,
          // except the one named here (src/backend/utils/init/miscinit.c). Unlike deleting the file this cannot hit
          // a postmaster that is being launched at the same time, and shared memory still guards the cluster.
          ...(stale && processExists(stale.pid) && { PG_GRANDPARENT_PID: String(stale.pid) }),
        },
        stdio: ["ignore", log.fd, log.fd],
        // A session of its own: an interrupt from the terminal is for this process, which then closes the server.
        detached: true,
        windowsHide: true,
      },
    );
    return await spawned(child);
  } finally {
    await log.close();
  }
}

async function spawned(child: ChildProcess): Promise<ServerProcess> {
  let ended: string | undefined;
  const end = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = signal ?? `exit code ${code}`;
      resolve(ended);
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  child.unref(); // it is meant to outlive this process when that is killed
  if (child.pid === undefined) throw new Error("the system gave the postgres process no id");
  const awaitEnd = async (): Promise<void> => {
    child.ref();
    await end;
  };
  return {
    pid: child.pid,
    ended: () => ended,
    end,
    awaitEnd,
    abort: async () => {
      child.kill("SIGQUIT");
      const lastResort = setTimeout(() => child.kill("SIGKILL"), ABORT_PATIENCE);
      await awaitEnd();
      clearTimeout(lastResort);
    },
  };
}

async function leaveNothing(
  cluster: string,
  pgCtl: string,
  launched: ServerProcess | undefined,
): Promise<void> {
  if (launched?.ended() === undefined) await launched?.abort();
  const live = await livePostmaster(cluster);
  if (live) await haltPostmaster({ pid: live.pid, cluster, pgCtl }, "immediate");
}
