// `npm run test:kill`: kill -9 of each part at random moments; --help says the options.
import { cp } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { root } from "./freshness.mjs";
import { buildIfStale, checkNode } from "./prepare.mjs";

checkNode();
try {
  await buildIfStale();
  const { runKills } = await import(pathToFileURL(await bundle("run-kills")).href);
  process.exitCode = await runKills(process.argv.slice(2), await bundle("device-process"));
} catch (error) {
  console.error(error.message);
  process.exitCode = 2;
}

/** Makes JavaScript of a TypeScript file of the tests and of what it imports; the tables' steps are read beside it. */
async function bundle(name) {
  const outDir = path.join(root, "dist", "test-processes", `kill-${name}`);
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { ssr: path.join(root, "test", "faults", `${name}.ts`), outDir, emptyOutDir: true },
  });
  const steps = path.join("src", "adapters", "postgres", "migrations");
  await cp(path.join(root, steps), path.join(outDir, "migrations"), { recursive: true });
  return path.join(outDir, `${name}.js`);
}
