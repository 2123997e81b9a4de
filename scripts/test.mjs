// `npm test`: installs what is missing, type-checks and lints everything, builds, runs the tests of every law, and closes
// with `N passed, N failed, N skipped`. `npm run test:long` runs those that take longer, with real browsers, brokers,
// devices and servers, and checks nothing else. Arguments name tests of either kind, as in `npm test -- test/domain`.
import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./freshness.mjs";
import { bin, buildIfStale, checkNode, install } from "./prepare.mjs";

/** Runs one checking tool. @returns null, or what it complains about */
function check(name, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin(script), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => resolve(code === 0 ? null : `${name} failed:\n${output}`));
  });
}

/** Builds the product, for the tests that start it. @returns null, or what the build complains about */
async function builds() {
  try {
    await buildIfStale();
    return null;
  } catch (error) {
    return error.message;
  }
}

/** Checks types and style, and builds. @returns what each complains about */
async function checksAndBuild() {
  console.log("Checking types and style …");
  const [typesComplaint, ...styleComplaints] = await Promise.all([
    check("The type check", "typescript/bin/tsc", ["-b"]),
    check("Biome", "@biomejs/biome/bin/biome", ["check", "--error-on-warnings"]),
    check("oxlint", "oxlint/bin/oxlint", ["--type-aware", "--deny-warnings"]),
  ]);
  // What does not type-check does not build, and is one fault, not two.
  return [typesComplaint, ...styleComplaints, typesComplaint === null ? await builds() : null];
}

const long = process.argv[2] === "--long";
const named = process.argv.slice(long ? 3 : 2);
checkNode();
install("tests");
const complaints = (long ? [await builds()] : await checksAndBuild()).filter(
  (complaint) => complaint !== null,
);
for (const complaint of complaints) console.error(complaint);

// The reporter's exit code is set in this process; Vitest leaves it so unless its own is worse.
process.chdir(root);
process.env.NODE_ENV ??= "test";
const { startVitest } = await import("vitest/node");
const vitest = await startVitest("test", named, {
  // Who names tests gets them, of whatever kind they are.
  ...(named.length === 0 && { project: long ? ["long"] : ["!long"] }),
  run: true,
  watch: false,
  config: path.join(root, "vitest.config.ts"),
  reporters: ["default", ["./test/closing-line.ts", { failedBefore: complaints.length }]],
});
await vitest.close();
if (complaints.length > 0) process.exitCode = 1;
