import { basename, join, relative } from "node:path";
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
  const source = fileURLToPath(entry);
  const name = relative(root, source).replaceAll(/[\\/]/g, "-").replace(/\.ts$/, "");
  const outDir = join(root, "dist", "test-processes", name);
  // Two runs at once write the same content; emptying the folder would take it from under the other.
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { ssr: source, outDir, emptyOutDir: false },
  });
  return join(outDir, `${basename(source, ".ts")}.js`);
}
