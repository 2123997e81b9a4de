import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { haltPostmaster } from "../../src/adapters/postgres/embedded/halt-postmaster.ts";
import { isPostmasterOf } from "../../src/adapters/postgres/embedded/is-postmaster-of.ts";
import { readPostmasterFile } from "../../src/adapters/postgres/embedded/read-postmaster-file.ts";
import { projectFolder } from "../parts/project-folder.ts";

export interface Run {
  readonly child: ChildProcess;
  /** Everything that was said, on both outputs. */
  said(): string;
  /** Resolves when that has been said. Rejects when it ends without. */
  says(pattern: RegExp): Promise<string>;
  /** Resolves with the exit code, or the signal, when it and all that hold its outputs have ended. */
  ended: Promise<number | string>;
  /** Ctrl-C, as a terminal sends it: to everybody in the group. Nothing where nobody runs any more. */
  interrupt(): void;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The command. Default: the built product of this project, serving. */
  readonly command?: readonly string[];
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Runs a command in a process group of its own, with no variables but the given and a path. */
export function runProduct({ env, cwd, command, user }: RunOptions): Run {
  const [program = process.execPath, ...args] = command ?? [
    process.execPath,
    join(projectFolder, "dist/server/cli.js"),
    "serve",
  ];
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH ?? "", HOME: cwd, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...user,
  });
  let said = "";
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return {
    child,
    said: () => said,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const listener = (): void => {
          const found = pattern.exec(said);
          if (found === null) return;
          listeners.delete(listener);
          resolve(found[0]);
        };
        listeners.add(listener);
        listener();
        ended.then((how) => reject(new Error(`ended with ${how} and said:\n${said}`)), reject);
      }),
    ended,
    interrupt: () => {
      const running = child.exitCode === null && child.signalCode === null;
      if (running && child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    },
  };
}

/** The command lines of running processes that have to do with a folder: by their arguments, variables or place. */
export async function processesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    const [command, variables] = await Promise.all([readProc(pid, "cmdline"), readProc(pid, "environ")]);
    if (command.includes(folder) || variables.includes(`=${folder}`))
      found.push(command.replaceAll("\0", " "));
  }
  return found;
}

/** Empty for a process that has just ended, or that is somebody else's. */
async function readProc(pid: string, file: string): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES") return "";
    throw error;
  }
}

/** Removes a data folder and the folder that root's PostgreSQL took in its stead, and ends a PostgreSQL left there. */
export async function removeData(folder: string): Promise<void> {
  const cluster = join(folder, "cluster");
  const file = await readPostmasterFile(cluster);
  if (file !== undefined && (await isPostmasterOf(cluster, file.pid))) {
    await haltPostmaster({ pid: file.pid, cluster, pgCtl: "" }, "immediate");
  }
  const record = await readFile(join(folder, "postgres-is-elsewhere.json"), "utf8").catch(() => null);
  if (record !== null) {
    const { dataFolder }: { dataFolder: string } = JSON.parse(record);
    await rm(dataFolder, { recursive: true, force: true });
  }
  await rm(folder, { recursive: true, force: true });
}
