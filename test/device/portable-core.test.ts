import { readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const importPattern = /^(?:import|export)[^;]*?from "([^"]+)";/gms;

/** All modules that a file reaches: files of this repository by path, everything else by name. */
async function reach(file: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ""] of (await readFile(file, "utf8")).matchAll(importPattern)) {
    if (name.startsWith(".")) await reach(resolve(file, "..", name), seen);
    else seen.add(name);
  }
  return seen;
}

const device = resolve(import.meta.dirname, "../../device");

test("the device and its memory outbox run in a browser: they reach nothing of Node", async () => {
  for (const file of ["create-device.ts", "memory-outbox.ts", "device-clock.ts"]) {
    expect([...(await reach(resolve(device, file)))].filter(isBuiltin)).toEqual([]);
  }
});

test("the file outbox does, so the walk above can see it", async () => {
  expect([...(await reach(resolve(device, "file-outbox.ts")))].filter(isBuiltin)).toContain(
    "node:fs/promises",
  );
});
