import { readFile } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./error-code.ts";

/** What a postmaster says of itself in `postmaster.pid`; lines that it has not written yet are undefined. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number | undefined;
  readonly socketFolder: string | undefined;
  /** `starting`, `ready`, `stopping` or `standby`. */
  readonly status: string | undefined;
}

/**
 * Reads a cluster's `postmaster.pid`. It may be stale: a killed postmaster leaves it behind.
 * The lines are those of PostgreSQL's `src/include/utils/pidfile.h`.
 *
 * @returns undefined when there is none, or when it does not begin with a process id yet.
 */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  let text: string;
  try {
    text = await readFile(path.join(cluster, "postmaster.pid"), "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  const lines = text.split("\n").map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    port: lines[3] ? Number(lines[3]) : undefined,
    socketFolder: lines[4] || undefined,
    status: lines[7] || undefined,
  };
}
