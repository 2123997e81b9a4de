// Ends what a test process leaves behind, however that process ends: its standard input closes then. It is told, a
// JSON line each, of folders in use and of a server's process on them ({ "watch": folder, "pid": number }), and of
// folders that have been cleared away ({ "release": folder }).
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

/** @type {Map<string, Set<number>>} */
const watched = new Map();
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { watch, pid, release } = JSON.parse(line);
  if (watch !== undefined) watched.set(watch, new Set(watched.get(watch)).add(pid));
  if (release !== undefined) watched.delete(release);
});
lines.on("close", () => {
  if (watched.size === 0) return;
  const running = execFileSync("ps", ["-eww", "-o", "pid=,args="], { encoding: "utf8" }).split("\n");
  for (const [folder, servers] of watched) {
    for (const line of running) {
      const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      if (pid === undefined || command === undefined) continue;
      // A number may belong to another process by now; a command line that names the folder does not.
      const ours =
        (servers.has(Number(pid)) && command.includes("cli.js")) || command.includes(` -D ${folder}/`);
      if (ours) end(Number(pid));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** @param {number} pid */
function end(pid) {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
