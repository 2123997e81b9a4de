import { appendFile } from "node:fs/promises";
import path from "node:path";
import { chooseDataHome, type DataHome } from "./choose-data-home.ts";
import { createCluster } from "./create-cluster.ts";
import { findPostgresBinaries, type PostgresBinaries } from "./find-postgres-binaries.ts";
import { haltPostmaster } from "./halt-postmaster.ts";
import { launchPostmaster, type Postmaster } from "./launch-postmaster.ts";
import { openUnixAccess } from "./open-unix-access.ts";
import { openWindowsAccess } from "./open-windows-access.ts";
import { prepareBinaries, type RunnableBinaries } from "./prepare-binaries.ts";
import type { PostgresConnection, ServerAccess } from "./server-access.ts";
import { cutServerLog, keepServerLogShort, serverLogSize, serverLogTail } from "./server-log-file.ts";
import { SERVER_SETTINGS } from "./server-settings.ts";
import type { StartLog } from "./start-log.ts";
import { watchPostmaster } from "./watch-postmaster.ts";

/** A PostgreSQL server of this program's own, running and answering. */
export interface EmbeddedPostgres {
  /** What `pg` needs to connect. */
  readonly connection: PostgresConnection;
  /** Where the cluster and its log really are; another folder than the asked one when that was closed to the server. */
  readonly dataFolder: string;
  /** true when a live server left by a killed process was adopted. */
  readonly adopted: boolean;
  /** The process id of the postmaster. */
  readonly pid: number;
  /** Resolves when the postmaster has ended without being told to by `stop`; never when it was told. */
  readonly died: Promise<void>;
  /** Shuts the server down and resolves when its postmaster is gone. May be called again. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Created when missing. Two servers on one folder are kept apart by the caller. */
  readonly dataFolder: string;
  /** Takes one line for each outcome. */
  readonly log: StartLog;
  /** PostgreSQL settings that differ from `SERVER_SETTINGS`. An adopted server keeps those it was started with. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The programs to run; found among the installed packages unless given. */
  readonly binaries?: PostgresBinaries;
  /** For root: where programs are copied to that the server's user cannot reach. */
  readonly cacheFolder?: string;
  /** For root: where data goes when the server's user cannot enter the asked folder. */
  readonly stateFolder?: string;
  /** How long the server may take to become ready, in milliseconds. */
  readonly readyWithin?: number;
}

/**
 * Starts the PostgreSQL server of a data folder, making its cluster first where there is none, or adopts the server
 * that a killed process left running there. As root it runs under another user.
 *
 * The server is not ended when this process dies: only `stop` ends it, and the next start adopts it.
 *
 * @throws Error that says why, names the server's log file and quotes its last lines. Nothing is left running then.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const begin = performance.now();
  const found = options.binaries ?? findPostgresBinaries();
  const home = await chooseDataHome({
    asked: options.dataFolder,
    stateFolder: options.stateFolder ?? "/var/lib/muster",
    log,
  });
  const logFile = path.join(home.folder, "postgres.log");
  await cutServerLog(logFile);
  const logSizeBefore = await serverLogSize(logFile);
  try {
    const server = await start(options, found, home, logFile);
    log({
      event: "embedded_postgres_started",
      dataFolder: server.dataFolder,
      pid: server.pid,
      adopted: server.adopted,
      ms: Math.round(performance.now() - begin),
    });
    return server;
  } catch (cause) {
    throw await startFailure(cause, logFile, logSizeBefore);
  }
}

async function start(
  options: EmbeddedPostgresOptions,
  found: PostgresBinaries,
  home: DataHome,
  logFile: string,
): Promise<EmbeddedPostgres> {
  const { log } = options;
  const binaries = await prepareBinaries({
    found,
    user: home.user,
    // An ordinary user can write to nothing for certain but the data folder.
    cacheFolder: home.user ? (options.cacheFolder ?? "/var/cache/muster") : home.folder,
    log,
  });
  const access = process.platform === "win32" ? await openWindowsAccess(home) : await openUnixAccess(home);
  const postmaster = await createAndLaunch(options, binaries, home, access, logFile).catch(async (error) => {
    await access.remove();
    throw error;
  });
  const { file, launched } = postmaster;
  // The adopted server has a door already; this one is in use only if it is the same, and then stays.
  if (!launched) await access.remove();

  let stopping: Promise<void> | undefined;
  const releaseLog = keepServerLogShort(logFile, (error) => {
    log({ event: "embedded_postgres_log_not_cut", file: logFile, error: String(error) });
  });
  const watched = launched
    ? { end: launched.end, leave: () => undefined }
    : watchPostmaster(home.cluster, file.pid);
  const died = new Promise<void>((resolve, reject) => {
    watched.end.then((how) => {
      releaseLog();
      if (stopping) return;
      log({ event: "embedded_postgres_died", pid: file.pid, how, logFile });
      resolve();
    }, reject);
  });
  const stop = async (): Promise<void> => {
    releaseLog();
    watched.leave();
    await haltPostmaster({ pid: file.pid, cluster: home.cluster, pgCtl: binaries.pgCtl }, "fast");
    await launched?.awaitEnd();
    await access.remove(file);
  };
  return {
    connection: postmaster.connection,
    dataFolder: home.folder,
    adopted: launched === undefined,
    pid: file.pid,
    died,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

async function createAndLaunch(
  options: EmbeddedPostgresOptions,
  binaries: RunnableBinaries,
  home: DataHome,
  access: ServerAccess,
  logFile: string,
): Promise<Postmaster> {
  await createCluster(home, binaries, access.initdbArguments);
  return await launchPostmaster({
    home,
    postgres: binaries.postgres,
    pgCtl: binaries.pgCtl,
    access,
    settings: { ...SERVER_SETTINGS, ...options.settings },
    logFile,
    readyWithin: options.readyWithin ?? 60_000,
  });
}

async function startFailure(cause: unknown, logFile: string, logSizeBefore: number): Promise<Error> {
  const reason = cause instanceof Error ? cause.message.trim() : String(cause);
  const tail = await serverLogTail(logFile, logSizeBefore);
  if (!tail) {
    // What failed before PostgreSQL could write: the log is where a person will look.
    await appendFile(logFile, `${reason}\n`, { mode: 0o600 });
  }
  return new Error(
    `The embedded PostgreSQL did not start: ${reason}\nIts log is ${logFile}${tail ? `, which ends with:\n${tail}` : "."}`,
    { cause },
  );
}
