import { randomUUID } from "node:crypto";
import { access, readFile, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "./error-code.ts";

/**
 * Creates the links between shared libraries that `native/pg-symlinks.json` lists: an npm archive cannot hold links,
 * and the package's install script that would create them does not run.
 *
 * May run in several processes at once and again at every start.
 *
 * @returns false when a link is missing and the folder cannot be written to; the package must then be copied.
 */
export async function linkSharedLibraries(packageFolder: string): Promise<boolean> {
  for (const { source, target } of await listedLinks(packageFolder)) {
    const link = path.join(packageFolder, target);
    if (await exists(link)) continue; // follows the link: one that leads nowhere is made again
    const fresh = `${link}.${randomUUID()}`;
    try {
      await symlink(path.relative(path.dirname(link), path.join(packageFolder, source)), fresh);
      await rename(fresh, link); // replaces what another process made meanwhile, by the same
    } catch (error) {
      if (["EACCES", "EPERM", "EROFS"].includes(errorCode(error) ?? "")) return false;
      await rm(fresh, { force: true });
      throw error;
    }
  }
  return true;
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error;
  }
}

async function listedLinks(packageFolder: string): Promise<{ source: string; target: string }[]> {
  const file = path.join(packageFolder, "native", "pg-symlinks.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return []; // the package for Windows has no such file
    throw error;
  }
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list) || !list.every(isLink)) throw new Error(`${file} is not a list of links`);
  return list;
}

function isLink(entry: unknown): entry is { source: string; target: string } {
  return (
    typeof entry === "object" &&
    entry !== null &&
    "source" in entry &&
    typeof entry.source === "string" &&
    "target" in entry &&
    typeof entry.target === "string"
  );
}
