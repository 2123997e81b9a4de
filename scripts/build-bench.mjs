// Builds the product, and compiles what benchmarks call of it directly, into dist/bench and dist/src.
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { root } from "./freshness.mjs";
import { buildIfStale, checkNode, install } from "./prepare.mjs";

checkNode();
install("tests");
try {
  await buildIfStale();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const compiler = path.join(root, "node_modules/typescript/bin/tsc");
const { status } = spawnSync(process.execPath, [compiler, "-b", "bench"], { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const steps = "src/adapters/postgres/migrations";
cpSync(path.join(root, steps), path.join(root, "dist", steps), { recursive: true });
