import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectFolder } from "../parts/project-folder.ts";

const left = new Set(["node_modules", ".git", "data", ".env"]);

/** A copy of the project as after a clone, with the packages that are installed here, and its removal. */
export interface ProjectCopy {
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Copies the project. Its packages are links one by one, beside a record of their own, so that whatever the copy
 * installs or removes is its own affair.
 */
export async function copyProject(): Promise<ProjectCopy> {
  const folder = await mkdtemp(join(tmpdir(), "muster-copy-"));
  await chmod(folder, 0o755);
  const entries = (await readdir(projectFolder)).filter((entry) => !left.has(entry));
  // Times to the nanosecond stay, and with them what is known of the build; `fs.cp` rounds them.
  execFileSync("cp", ["-a", ...entries.map((entry) => join(projectFolder, entry)), folder]);
  await linkPackages(join(projectFolder, "node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function linkPackages(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from)) {
    if (entry === ".muster-install") {
      await writeFile(join(to, entry), await readFile(join(from, entry)));
    } else if (entry.startsWith("@")) {
      await linkPackages(join(from, entry), join(to, entry));
    } else await symlink(join(from, entry), join(to, entry));
  }
}
