import { readFile } from "node:fs/promises";
import { z } from "zod";

/** The folder that holds package.json: this file runs from `dist/src/entry/` below it. */
export const packageFolder = new URL("../../../", import.meta.url);

const packageJson = z.object({ version: z.string() });

export async function packageVersion(): Promise<string> {
  const text = await readFile(new URL("package.json", packageFolder), "utf8");
  return packageJson.parse(JSON.parse(text)).version;
}
