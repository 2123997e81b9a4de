import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** One line of `ps`. */
export interface SystemProcess {
  readonly pid: number;
  readonly parent: number;
  readonly state: string;
  readonly command: string;
}

/** The processes of this system, zombies left out. */
export function systemProcesses(): SystemProcess[] {
  const lines = execFileSync("ps", ["-eww", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split(
    "\n",
  );
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || !parent || !state || !command || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), state, command }];
  });
}

/** The processes that a postmaster forked. */
export function childrenOf(postmaster: number): SystemProcess[] {
  return systemProcesses().filter((process) => process.parent === postmaster);
}

/** Resolves when `condition` holds; other processes offer no event for what they do. Rejects after 10 s. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`still not so after 10 s: ${condition}`);
    await pause(20);
  }
}
