import { mkdirSync, mkdtempSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Makes a JavaScript file of a TypeScript one and what it imports, for a process of its own that a test may kill.
 * Packages are left as they are; the file lies below the project, so that Node finds them.
 *
 * @returns the path of the built file
 */
export async function buildForNode(entry: URL): Promise<string> {
  const home = join(root, "dist", "test-processes");
  mkdirSync(home, { recursive: true });
  const outDir = mkdtempSync(join(home, "built-"));
  const source = fileURLToPath(entry);
  await build({ root, configFile: false, logLevel: "error", build: { ssr: source, outDir } });
  const name = `${basename(source, ".ts")}.js`;
  return join(outDir, name);
}
