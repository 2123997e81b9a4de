// Installs and builds what is missing or out of date, and says so in a line each.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { buildKey, installKey, isFresh, record, root } from "./freshness.mjs";

const [major, minor] = process.versions.node.split(".").map(Number);

export function checkNode() {
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Muster needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

/**
 * Runs `npm ci` when package-lock.json is not what is installed.
 *
 * @param wants "product": what building and running it needs; "tests": what checks and tests it as well
 */
export function install(wants = "product") {
  const key = { product: installKey("product"), tests: installKey("tests") };
  if (isFresh("install", key.tests) || isFresh("install", key[wants])) return;
  console.log(
    wants === "tests"
      ? "Installing the libraries, with those that test (once) …"
      : "Installing the libraries (once) …",
  );
  const npm = process.env.npm_execpath;
  const dev = wants === "tests" ? "--include=dev" : "--omit=dev";
  const args = ["ci", dev, "--no-audit", "--no-fund", "--loglevel=error"];
  const [command, all] = npm?.endsWith(".js") ? [process.execPath, [npm, ...args]] : ["npm", args];
  const { status, error } = spawnSync(command, all, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32" && command === "npm",
  });
  if (status !== 0) {
    console.error(
      `npm ci failed${error ? `: ${error.message}` : ""}. Mend what it says above, and start again.`,
    );
    process.exit(status ?? 1);
  }
  record("install", key[wants]);
}

/** Builds when a source has changed since the last build. */
export async function buildIfStale() {
  const key = buildKey();
  if (isFresh("build", key)) return;
  console.log("Building (after each change) …");
  // Needs what was just installed, so it is not imported above.
  const { build } = await import("./build.mjs");
  await build();
  record("build", key);
}

export const bin = (name) => path.join(root, "node_modules", name);
