import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import path from "node:path";
import { expect, test } from "vitest";
import { projectFolder } from "../parts/project-folder.ts";

const imported = /^(?:import|export)\s(?:[^"';]*?\sfrom\s)?"([^"]+)";/gm;

/** What a script and the scripts it imports at once need, relative files left out. */
async function packagesOf(file: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(file)) return [];
  seen.add(file);
  const names = [...(await readFile(file, "utf8")).matchAll(imported)].map(([, name = ""]) => name);
  const packages = names.filter((name) => !name.startsWith("."));
  for (const name of names.filter((each) => each.startsWith("."))) {
    packages.push(...(await packagesOf(path.resolve(path.dirname(file), name), seen)));
  }
  return packages;
}

test.each(["scripts/start.mjs", "scripts/test.mjs", "scripts/muster.mjs", "bin/muster.mjs"])(
  "%s starts before anything is installed",
  async (script) => {
    const packages = await packagesOf(path.join(projectFolder, script));
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter((name) => !isBuiltin(name))).toEqual([]);
  },
);
