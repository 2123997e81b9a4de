import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";

/** The folder that holds package.json: upwards of this file, which runs from `dist/` as well as from `src/`. */
export const packageFolder = ascend(new URL("./", import.meta.url));

function ascend(folder: URL): URL {
  if (existsSync(new URL("package.json", folder))) return folder;
  const above = new URL("../", folder);
  if (above.href === folder.href) throw new Error(`no package.json above ${import.meta.url}`);
  return ascend(above);
}

const packageJson = z.object({ version: z.string() });

export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL("package.json", packageFolder), "utf8");
  return packageJson.parse(JSON.parse(text)).version;
}
