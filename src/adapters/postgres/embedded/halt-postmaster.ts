import { setTimeout as pause } from "node:timers/promises";
import { errorCode } from "./error-code.ts";
import { isPostmasterOf } from "./is-postmaster-of.ts";
import { runAsServerUser } from "./run-as-server-user.ts";

/**
 * Milliseconds between two looks whether a postmaster is ready or gone. Looking is all there is: PostgreSQL offers a
 * process that is not its parent (and, for readiness, its parent too) no event to wait for.
 */
export const LOOK_AGAIN = 20;

/**
 * Asks with growing force. "fast" ends the clients and writes a checkpoint; should that hang, the server is aborted,
 * which loses nothing: the next start recovers from the log. "immediate" begins with aborting.
 */
const FORCE = {
  fast: [
    { signal: "SIGINT", patience: 60_000 },
    { signal: "SIGQUIT", patience: 5_000 },
    { signal: "SIGKILL", patience: 5_000 },
  ],
  immediate: [
    { signal: "SIGQUIT", patience: 5_000 },
    { signal: "SIGKILL", patience: 5_000 },
  ],
} as const;

/**
 * Shuts a postmaster down and resolves when it is gone; at once when it is gone already.
 *
 * @throws Error when it is still there after it has been killed.
 */
export async function haltPostmaster(
  postmaster: { readonly pid: number; readonly cluster: string; readonly pgCtl: string },
  mode: "fast" | "immediate",
): Promise<void> {
  const { pid, cluster, pgCtl } = postmaster;
  if (process.platform === "win32") {
    // UNTESTED. Windows has no signals; pg_ctl speaks to the postmaster by a pipe, and waits until it is gone.
    if (await isPostmasterOf(cluster, pid)) {
      await runAsServerUser(undefined, pgCtl, ["stop", "-D", cluster, "-m", mode]);
    }
    return;
  }
  for (const { signal, patience } of FORCE[mode]) {
    if (!(await isPostmasterOf(cluster, pid))) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (errorCode(error) !== "ESRCH") throw error;
    }
    if (await goneWithin(patience, cluster, pid)) return;
  }
  throw new Error(`The PostgreSQL process ${pid} of ${cluster} could not be ended`);
}

async function goneWithin(patience: number, cluster: string, pid: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (await isPostmasterOf(cluster, pid)) {
    if (performance.now() > deadline) return false;
    await pause(LOOK_AGAIN);
  }
  return true;
}
