// Bundles the server and the pages, converts the models: everything below dist/. Types are checked by `npm test`.
import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { root } from "./freshness.mjs";
import { buildModels } from "./models/build-models.mjs";

function run(name, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, "node_modules", script), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${name} failed:\n${output}`))));
  });
}

const compressors = [
  [".br", (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })],
  [".gz", (bytes) => promisify(gzip)(bytes, { level: 9 })],
];

/** Lays compressed copies beside the texts of the pages: done once here, and not at each request. */
async function compressPages(folder) {
  const names = await readdir(folder, { recursive: true });
  const texts = names.filter((name) => /\.(?:css|html|js|svg)$/.test(name));
  await Promise.all(
    texts.map(async (name) => {
      const file = path.join(folder, name);
      const bytes = await readFile(file);
      for (const [ending, compress] of compressors) await writeFile(file + ending, await compress(bytes));
    }),
  );
}

/** Builds the whole product into dist/. Throws with the tool's own words when a step fails. */
export async function build() {
  await Promise.all([
    run("Vite for the server", "vite/bin/vite.js", [
      "build",
      "--config",
      "vite.server.config.ts",
      "--logLevel",
      "warn",
    ]),
    run("Vite", "vite/bin/vite.js", ["build", "--logLevel", "warn"]),
    run("Vite for the kiosk", "vite/bin/vite.js", [
      "build",
      "web/kiosk",
      "--config",
      "web/kiosk/vite.config.ts",
      "--logLevel",
      "warn",
    ]),
    // Nets that are there and verify are left alone.
    buildModels({ outDir: path.join(root, "dist", "models") }),
  ]);
  await compressPages(path.join(root, "dist", "web"));
  cpSync(path.join(root, "src/adapters/postgres/migrations"), path.join(root, "dist/server/migrations"), {
    recursive: true,
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
