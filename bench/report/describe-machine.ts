import { execFileSync } from "node:child_process";
import os from "node:os";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted the processor when the run began: above 0 somebody else was at work. */
  readonly loadAtStart: number;
}

export function describeMachine(): Machine {
  const [cpu] = os.cpus();
  return {
    cpu: cpu?.model.trim() ?? "unknown",
    cores: os.cpus().length,
    memoryGigabytes: Math.round(os.totalmem() / 1e8) / 10,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.version,
    loadAtStart: os.loadavg()[0] ?? 0,
  };
}

/** The commit that is checked out, with a plus sign when files differ from it; null outside a repository. */
export function currentCommit(): string | null {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();
    return (
      git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "--", "src") === "" ? "" : "+")
    );
  } catch {
    return null;
  }
}
