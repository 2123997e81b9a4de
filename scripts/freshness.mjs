// Whether what was installed and built still fits what is checked out. No dependencies: it runs before any are there.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const sources = ["src", "device", "web", "simulator", "recognition", "scripts"];
const files = ["package-lock.json", "tsconfig.base.json", "vite.config.ts", "vite.server.config.ts"];

/** A file that records what the last install or build was made from. */
const records = {
  install: path.join(root, "node_modules", ".muster-install"),
  build: path.join(root, "dist", ".muster-build"),
};

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : null);

/**
 * What an install depends on: the lock file and this Node's major, since binaries differ.
 *
 * @param wants what it is to be enough for, "product" or "tests"
 */
export function installKey(wants) {
  const lock = readFileSync(path.join(root, "package-lock.json"));
  return createHash("sha256")
    .update(lock)
    .update(process.versions.modules)
    .update(process.platform)
    .update(wants)
    .digest("hex");
}

/** What a build depends on: every source's path, size and time of change; content would cost a second more. */
export function buildKey() {
  const hash = createHash("sha256").update(installKey("product"));
  const add = (file) => {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(root, file)} ${size} ${mtimeMs}\n`);
  };
  const walk = (folder) => {
    const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const entryPath = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(entryPath);
      else if (entry.isFile()) add(entryPath);
    }
  };
  for (const folder of sources) if (existsSync(path.join(root, folder))) walk(path.join(root, folder));
  for (const file of files) if (existsSync(path.join(root, file))) add(path.join(root, file));
  return hash.digest("hex");
}

export const isFresh = (what, key) => read(records[what]) === key;
export const record = (what, key) => writeFileSync(records[what], key);
