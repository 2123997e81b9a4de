import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chooseServerUser } from "../../../../src/adapters/postgres/embedded/choose-server-user.ts";
import {
  findPostgresBinaries,
  type PostgresBinaries,
  postgresBinariesIn,
} from "../../../../src/adapters/postgres/embedded/find-postgres-binaries.ts";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "../../../../src/adapters/postgres/embedded/start-embedded-postgres.ts";
import { childrenOf, systemProcesses, until } from "./server-processes.ts";

const isRoot = process.getuid?.() === 0;
const PATIENCE = 60_000;

/** The only folder these tests write to; every user may enter it. */
let folder: string;
let servers: EmbeddedPostgres[];
let strangers: ChildProcess[];
let events: { event: string; [key: string]: unknown }[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "embedded-postgres-"));
  await chmod(folder, 0o755);
  // Socket folders are made here, apart from those of tests that run at the same time.
  vi.stubEnv("TMPDIR", path.join(folder, "tmp"));
  await mkdir(os.tmpdir());
  servers = [];
  strangers = [];
  events = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop();
  for (const stranger of strangers) stranger.kill("SIGKILL");
  vi.unstubAllEnvs();
  const left = systemProcesses().filter((process) => process.command.includes(folder));
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  await rm(folder, { recursive: true, force: true });
  expect(left).toEqual([]);
}, PATIENCE);

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({
    dataFolder: path.join(folder, "data"),
    cacheFolder: path.join(folder, "cache"),
    stateFolder: path.join(folder, "state"),
    log: (line) => events.push(line),
    ...options,
  });
  servers.push(server);
  return server;
}

async function ask(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ ...server.connection, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return rows.flat();
  } finally {
    await client.end();
  }
}

async function socketFolders(): Promise<string[]> {
  return (await readdir(os.tmpdir())).filter((name) => name.startsWith("muster-pg-"));
}

async function serverIds(): Promise<{ uid?: number; gid?: number }> {
  if (!isRoot) return {};
  const { uid, gid } = await chooseServerUser();
  return { uid, gid };
}

/** Runs a shell command as the server's user; resolves with the first line it prints. */
async function stranger(command: string): Promise<string> {
  const child = spawn("/bin/sh", ["-c", command], {
    ...(await serverIds()),
    cwd: "/",
    stdio: ["ignore", "pipe", "ignore"],
  });
  strangers.push(child);
  const [line] = await once(child.stdout, "data");
  return String(line).trim();
}

/** Leaves `postmaster.pid` as a killed postmaster does, with another process id in it. */
async function leavePidFileNaming(dataFolder: string, pid: string, remains: string): Promise<void> {
  const file = path.join(dataFolder, "cluster", "postmaster.pid");
  await writeFile(file, remains.replace(/^\d+/, pid));
}

/** Kills a server the hard way; returns what its postmaster.pid said. */
async function kill(server: EmbeddedPostgres): Promise<string> {
  const file = path.join(server.dataFolder, "cluster", "postmaster.pid");
  const remains = await readFile(file, "utf8");
  const children = childrenOf(server.pid).map(({ pid }) => pid);
  process.kill(server.pid, "SIGKILL");
  await until(() => !systemProcesses().some(({ pid }) => pid === server.pid || children.includes(pid)));
  return remains;
}

/** A package whose programs tell a version and whose server then runs `serverCommand`. */
async function fakeBinaries(serverCommand: string): Promise<PostgresBinaries> {
  const packageFolder = path.join(folder, "fake");
  const bin = path.join(packageFolder, "native", "bin");
  const share = path.join(packageFolder, "native", "share", "postgresql");
  await mkdir(bin, { recursive: true });
  await mkdir(share, { recursive: true });
  await writeFile(path.join(packageFolder, "package.json"), JSON.stringify({ version: "0-fake" }));
  await writeFile(path.join(share, "postgres.bki"), "");
  for (const program of ["postgres", "initdb", "pg_ctl"]) {
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo "${program} (PostgreSQL) 18.4" && exit\n${serverCommand}\n`;
    await writeFile(path.join(bin, program), script, { mode: 0o755 });
  }
  return postgresBinariesIn(packageFolder);
}

describe("a fresh start", () => {
  test(
    "answers, on a private socket only, durably, in UTF8, locale C and UTC",
    async () => {
      const server = await start();
      expect(server.adopted).toBe(false);
      expect(await ask(server, "select 1")).toEqual([1]);
      const settings = {
        listen_addresses: "",
        unix_socket_permissions: "0700",
        fsync: "on",
        synchronous_commit: "on",
        data_checksums: "on",
        server_encoding: "UTF8",
        timezone: "UTC",
        jit: "off",
        shared_buffers: "256MB",
        max_connections: "50",
      };
      const shown = Object.keys(settings).map((name) => `current_setting('${name}')`);
      expect(await ask(server, `select ${shown.join(", ")}`)).toEqual(Object.values(settings));
      expect(await ask(server, "select datcollate from pg_database where datname = 'postgres'")).toEqual([
        "C",
      ]);
      const socketFolder = await stat(server.connection.host);
      expect(socketFolder.mode & 0o777).toBe(0o700);
      expect(`${server.connection.host}/.s.PGSQL.5432`.length).toBeLessThan(100);
      expect(events).toMatchObject([{ event: "embedded_postgres_started", pid: server.pid }]);
    },
    PATIENCE,
  );

  test(
    "stop leaves no process and no socket folder, and may be called again",
    async () => {
      const server = await start();
      const pids = [server.pid, ...childrenOf(server.pid).map(({ pid }) => pid)];
      expect(pids.length).toBeGreaterThan(3);
      await Promise.all([server.stop(), server.stop()]);
      await server.stop();
      expect(systemProcesses().filter(({ pid }) => pids.includes(pid))).toEqual([]);
      expect(existsSync(server.connection.host)).toBe(false);
      expect(events.map(({ event }) => event)).not.toContain("embedded_postgres_died");
    },
    PATIENCE,
  );

  test(
    "takes settings of the caller, but none that opens another door",
    async () => {
      const server = await start({ settings: { work_mem: "7MB", listen_addresses: "*" } });
      expect(await ask(server, "show work_mem")).toEqual(["7MB"]);
      expect(await ask(server, "show listen_addresses")).toEqual([""]);
    },
    PATIENCE,
  );

  test(
    "an asked folder of more than 100 characters and with spaces works: the socket is elsewhere",
    async () => {
      const server = await start({ dataFolder: path.join(folder, "a folder".repeat(15)) });
      expect(await ask(server, "select 1")).toEqual([1]);
    },
    PATIENCE,
  );

  test(
    "two calls at once get the same server, and one cluster is left",
    async () => {
      const [one, other] = await Promise.all([start(), start()]);
      expect(await socketFolders()).toEqual([path.basename(one?.connection.host ?? "")]);
      expect(one?.pid).toBe(other?.pid);
      expect([one?.adopted, other?.adopted].sort()).toEqual([false, true]);
      const names = await readdir(path.join(folder, "data"));
      expect(names.filter((name) => name.startsWith("cluster"))).toEqual(["cluster"]);
    },
    PATIENCE,
  );
});

describe("after an accident", () => {
  test(
    "the server of a killed parent is adopted, and can be stopped",
    async () => {
      const dataFolder = path.join(folder, "data");
      const holder = path.join(import.meta.dirname, "hold-server.mjs");
      const parent = spawn(process.execPath, [holder, dataFolder], { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = await once(parent.stdout, "data");
      const { pid }: { pid: number } = JSON.parse(String(line));
      parent.kill("SIGKILL");
      await once(parent, "exit");

      const server = await start();
      expect(server).toMatchObject({ adopted: true, pid });
      expect(await ask(server, "select 1")).toEqual([1]);
      await server.stop();
      expect(systemProcesses().filter((process) => process.pid === pid)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    "an interrupt from the terminal of the parent does not reach the server",
    async () => {
      const server = await start();
      const group = (pid: number): string =>
        execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).trim();
      expect(group(server.pid)).toBe(String(server.pid));
      expect(group(server.pid)).not.toBe(group(process.pid));
    },
    PATIENCE,
  );

  test(
    "committed rows of a killed postmaster are there after the next start",
    async () => {
      const first = await start();
      await ask(first, "create table scan (id int)");
      await ask(first, "insert into scan select generate_series(1, 1000)");
      process.kill(first.pid, "SIGKILL");
      const second = await start();
      expect(second.adopted).toBe(false);
      expect(second.pid).not.toBe(first.pid);
      expect(await ask(second, "select count(*)::int from scan")).toEqual([1000]);
      expect(events.map(({ event }) => event)).toContain("embedded_postgres_died");
    },
    PATIENCE,
  );

  test(
    "the start waits for a backend of the killed postmaster that still holds its shared memory",
    async () => {
      const first = await start();
      const client = new pg.Client(first.connection);
      client.on("error", () => {}); // it loses its server on purpose
      await client.connect();
      const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      const backend = rows[0]?.pid ?? 0;
      process.kill(backend, "SIGSTOP");
      process.kill(first.pid, "SIGKILL");
      const starting = start();
      await until(async () =>
        (await readFile(path.join(first.dataFolder, "postgres.log"), "utf8")).includes("shared memory block"),
      );
      process.kill(backend, "SIGCONT");
      expect(await ask(await starting, "select 1")).toEqual([1]);
    },
    PATIENCE,
  );

  test(
    "a living process that has the id of a dead postmaster is not taken for it",
    async () => {
      const first = await start();
      const remains = await kill(first);
      await leavePidFileNaming(first.dataFolder, await stranger("echo $$; exec sleep 300"), remains);
      const second = await start();
      expect(second.adopted).toBe(false);
      expect(await ask(second, "select 1")).toEqual([1]);
    },
    PATIENCE,
  );

  test(
    "a zombie that has the id of a dead postmaster is not taken for it",
    async () => {
      const first = await start();
      const remains = await kill(first);
      // The shell's child ends once the shell has become something that never asks how: a shell might.
      const zombie = await stranger("sleep 300 & echo $!; exec tail -f /dev/null");
      const [child] = systemProcesses().filter(({ pid }) => pid === Number(zombie));
      await until(() =>
        systemProcesses().some(({ pid, command }) => pid === child?.parent && command.startsWith("tail")),
      );
      process.kill(Number(zombie), "SIGKILL");
      await until(() =>
        execFileSync("ps", ["-o", "stat=", "-p", zombie], { encoding: "utf8" }).startsWith("Z"),
      );
      await leavePidFileNaming(first.dataFolder, zombie, remains);
      const second = await start();
      expect(second.adopted).toBe(false);
      expect(await ask(second, "select 1")).toEqual([1]);
    },
    PATIENCE,
  );

  test(
    "a live server that does not answer is replaced",
    async () => {
      const first = await start();
      process.kill(first.pid, "SIGSTOP");
      const second = await start();
      expect(second.adopted).toBe(false);
      expect(await ask(second, "select 1")).toEqual([1]);
    },
    PATIENCE,
  );

  test(
    "a half initdb does not disturb, and is cleared away once it is old",
    async () => {
      const half = path.join(folder, "data", "cluster.initdb-killed");
      await mkdir(path.join(half, "base"), { recursive: true });
      await writeFile(path.join(half, "PG_VERSION"), "18\n");
      await (await start()).stop();
      expect(existsSync(half)).toBe(true); // young: it may be another process's, at work
      const longAgo = new Date(Date.now() - 3_600_000);
      await utimes(half, longAgo, longAgo);
      const server = await start();
      expect(await ask(server, "select 1")).toEqual([1]);
      expect(existsSync(half)).toBe(false);
    },
    PATIENCE,
  );
});

describe("a start that fails", () => {
  test(
    "names the log, quotes its end, and leaves nothing running",
    async () => {
      await (await start()).stop();
      const binaries = await fakeBinaries('echo "FATAL:  No space left on device" >&2; exit 1');
      const log = path.join(folder, "data", "postgres.log");
      await expect(start({ binaries })).rejects.toThrow(
        new RegExp(`exit code 1.*${log}.*FATAL: {2}No space left on device`, "s"),
      );
      expect(await socketFolders()).toEqual([]);
    },
    PATIENCE,
  );

  test.each([
    ["hangs", "exec sleep 300"],
    ["hangs and ignores signals", "trap '' QUIT INT TERM; while :; do sleep 0.2; done"],
  ])(
    "a server that %s is ended when it was not ready in time",
    async (_, command) => {
      await (await start()).stop();
      const binaries = await fakeBinaries(`echo started as $$ >&2; ${command}`);
      const failure = await start({ binaries, readyWithin: 1_000 }).catch((error: Error) => error.message);
      expect(failure).toMatch(/not ready within 1 s/);
      const pid = Number(/started as (\d+)/.exec(String(failure))?.[1]);
      expect(pid).toBeGreaterThan(0);
      expect(systemProcesses().filter((process) => process.pid === pid)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    "a setting that PostgreSQL does not know is reported by PostgreSQL's own words",
    async () => {
      await expect(start({ settings: { no_such_setting: "1" } })).rejects.toThrow(
        /postgres\.log.*unrecognized configuration parameter "no_such_setting"/s,
      );
    },
    PATIENCE,
  );

  test(
    "programs that do not run are named, with the remedy",
    async () => {
      const binaries = await fakeBinaries("exit 1");
      await writeFile(binaries.initdb, "#!/no/such/interpreter\n", { mode: 0o755 });
      await expect(start({ binaries })).rejects.toThrow(/does not run on this system.*DATABASE_URL/s);
    },
    PATIENCE,
  );

  test(
    "the data of another PostgreSQL major version is refused with the remedy, and not touched",
    async () => {
      await (await start()).stop();
      const version = path.join(folder, "data", "cluster", "PG_VERSION");
      await writeFile(version, "17\n");
      await expect(start()).rejects.toThrow(/made by PostgreSQL 17.*brings PostgreSQL 18.*Back it up/s);
      expect(await readFile(version, "utf8")).toBe("17\n");
    },
    PATIENCE,
  );

  test("something else in the cluster's place is refused and not touched", async () => {
    const letter = path.join(folder, "data", "cluster", "letter.txt");
    await mkdir(path.dirname(letter), { recursive: true });
    await writeFile(letter, "dear");
    if (isRoot) await chmod(path.dirname(letter), 0o755);
    await expect(start()).rejects.toThrow(/is no PostgreSQL cluster/);
    expect(await readFile(letter, "utf8")).toBe("dear");
  });
});

describe.skipIf(!isRoot)("as root (needs root: another user must run the server)", () => {
  test(
    "the server runs as postgres, else nobody",
    async () => {
      const server = await start();
      const { uid } = await serverIds();
      expect((await stat(path.join(server.dataFolder, "cluster"))).uid).toBe(uid);
      expect((await stat(`/proc/${server.pid}`)).uid).toBe(uid);
    },
    PATIENCE,
  );

  test(
    "below a private folder the data goes to the state folder, is recorded, and is found by the next start",
    async () => {
      const dataFolder = path.join(folder, "private", "data");
      await mkdir(path.dirname(dataFolder), { mode: 0o700 });
      const first = await start({ dataFolder });
      expect(path.dirname(first.dataFolder)).toBe(path.join(folder, "state"));
      const record = JSON.parse(await readFile(path.join(dataFolder, "postgres-is-elsewhere.json"), "utf8"));
      expect(record).toMatchObject({ dataFolder: first.dataFolder });
      expect(events[0]).toMatchObject({
        event: "embedded_postgres_data_elsewhere",
        asked: dataFolder,
        dataFolder: first.dataFolder,
      });
      await ask(first, "create table kept as select 7 as n");
      await first.stop();

      await chmod(path.dirname(dataFolder), 0o755); // where the data is does not change with the modes
      const second = await start({ dataFolder });
      expect(second.dataFolder).toBe(first.dataFolder);
      expect(await ask(second, "select n from kept")).toEqual([7]);
    },
    PATIENCE,
  );

  test(
    "a recorded folder that is gone is not replaced by an empty database",
    async () => {
      const dataFolder = path.join(folder, "private", "data");
      await mkdir(path.dirname(dataFolder), { mode: 0o700 });
      const server = await start({ dataFolder });
      await server.stop();
      await rm(server.dataFolder, { recursive: true });
      await expect(start({ dataFolder })).rejects.toThrow(/is gone.*Put that folder back/s);
    },
    PATIENCE,
  );

  test(
    "programs below a private folder are copied, and a damaged copy is not used",
    async () => {
      const packageFolder = path.join(folder, "private", "package");
      await mkdir(path.dirname(packageFolder), { mode: 0o700 });
      await cp(findPostgresBinaries().packageFolder, packageFolder, { recursive: true });
      const binaries = postgresBinariesIn(packageFolder);
      const copy = path.join(folder, "cache", `postgres-${binaries.version}`);

      await (await start({ binaries })).stop();
      expect(events[0]).toMatchObject({ event: "embedded_postgres_binaries_copied", to: copy });
      const copied = (await stat(path.join(copy, "native", "bin", "postgres"))).ino;
      await (await start({ binaries })).stop();
      expect((await stat(path.join(copy, "native", "bin", "postgres"))).ino).toBe(copied);

      await truncate(path.join(copy, "native", "bin", "postgres"), 1_000);
      const server = await start({ binaries });
      expect(await ask(server, "select 1")).toEqual([1]);
      expect(await readdir(path.join(folder, "cache"))).toEqual([path.basename(copy)]);
    },
    PATIENCE,
  );

  test(
    "a cluster is run by the user who owns it, whoever would be chosen today",
    async () => {
      await (await start()).stop();
      const cluster = path.join(folder, "data", "cluster");
      execFileSync("chown", ["-R", "nobody", cluster]);
      const server = await start();
      expect(await ask(server, "select 1")).toEqual([1]);
      expect((await stat(`/proc/${server.pid}`)).uid).toBe((await stat(cluster)).uid);
    },
    PATIENCE,
  );

  test(
    "a cluster whose folder was closed to its user is not replaced by an empty one elsewhere",
    async () => {
      await (await start()).stop();
      await chmod(folder, 0o700);
      await expect(start()).rejects.toThrow(/can no longer enter/);
      expect(existsSync(path.join(folder, "state"))).toBe(false);
    },
    PATIENCE,
  );
});

describe.skipIf(isRoot)("as an ordinary user (root may write everywhere)", () => {
  test(
    "a package without links in a folder that cannot be written to is copied into the data folder",
    async () => {
      const packageFolder = path.join(folder, "package");
      await cp(findPostgresBinaries().packageFolder, packageFolder, {
        recursive: true,
        filter: async (file) => !/\.so(\.\d+)?$/.test(file) || !(await isLinkTarget(file)),
      });
      await chmod(path.join(packageFolder, "native", "lib"), 0o555);
      try {
        const server = await start({ binaries: postgresBinariesIn(packageFolder) });
        expect(await ask(server, "select 1")).toEqual([1]);
        expect(events[0]).toMatchObject({ event: "embedded_postgres_binaries_copied" });
      } finally {
        await chmod(path.join(packageFolder, "native", "lib"), 0o755);
      }
    },
    PATIENCE,
  );
});

async function isLinkTarget(file: string): Promise<boolean> {
  const list = await readFile(
    path.join(findPostgresBinaries().packageFolder, "native", "pg-symlinks.json"),
    "utf8",
  );
  return list.includes(`/${path.basename(file)}"}`);
}
