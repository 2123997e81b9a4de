// `npm run bench`: measures the built product; see docs/benchmarks.md.
import { spawnSync } from "node:child_process";
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
const { status } = spawnSync(
  process.execPath,
  [path.join(root, "node_modules/typescript/bin/tsc"), "-b", "bench"],
  {
    cwd: root,
    stdio: "inherit",
  },
);
if (status !== 0) process.exit(status ?? 1);
await import("../dist/bench/run-bench.js");
