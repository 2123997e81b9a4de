import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { projectFolder } from "./project-folder.ts";

let guard: ChildProcess | null = null;

/** Tells the process that clears up after this one. It is started at the first word, and ends with this process. */
export function tellGuard(word: { watch: string; pid: number | null } | { release: string }): void {
  if (guard === null) {
    guard = spawn(process.execPath, [join(projectFolder, "test/parts/guard.mjs")], {
      stdio: ["pipe", "ignore", "inherit"],
      detached: true,
    });
    guard.unref();
    const { stdin } = guard;
    if (stdin !== null && "unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  }
  guard.stdin?.write(`${JSON.stringify(word)}\n`);
}
