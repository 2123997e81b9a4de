import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { errorCode } from "./error-code.ts";

/**
 * Whether the process `pid` is the postmaster of `cluster` and runs.
 *
 * That a process has the id proves nothing: a zombie has one, and after a restart of the machine or container another
 * process may have this one. The postmaster's command line names its cluster; a zombie has no command line, and its
 * backends change theirs. (The working folder would tell as well, but root in a container may not read another
 * user's.)
 *
 * @param cluster the path exactly as it was given to the postmaster.
 */
export async function isPostmasterOf(cluster: string, pid: number): Promise<boolean> {
  if (process.platform === "linux") {
    const args = (await commandLineFromProc(pid)).split("\0");
    return args.includes(cluster);
  }
  if (process.platform === "win32") return processExists(pid);
  return (await commandLineFromPs(pid)).includes(` -D ${cluster} `);
}

/** Whether any process, a zombie too, has this id. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

async function commandLineFromProc(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ESRCH") return "";
    throw error;
  }
}

async function commandLineFromPs(pid: number): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("/bin/ps", ["-ww", "-o", "command=", "-p", String(pid)]);
    return stdout;
  } catch (error) {
    // ps says with exit code 1 that there is no such process.
    if (error instanceof Error && "code" in error && error.code === 1) return "";
    throw error;
  }
}
