import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";

const locked = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  engines: z.union([z.record(z.string(), z.string()), z.array(z.string())]).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
type Locked = z.infer<typeof locked>;

const lockFile = path.join(import.meta.dirname, "../../package-lock.json");
const { packages } = z
  .object({ packages: z.record(z.string(), locked) })
  .parse(JSON.parse(readFileSync(lockFile, "utf8")));
/** Everything but the project itself. */
const installed = Object.entries(packages).filter(([at]) => at !== "");

/** Where Node would find a package that the one at `at` asks for: beside it, then in each folder above. */
function find(name: string, at: string): Locked | null {
  for (let folder = at; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const found = packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
    if (found !== undefined) return found;
    if (folder === "") return null;
  }
}

/** The lowest Node that a range's alternatives take, of those that a 20.19.0 could satisfy. */
function takesNode20(range: string): boolean {
  return range.split("||").some((alternative) =>
    alternative
      .trim()
      .replaceAll(/([<>=^~]+)\s+/g, "$1")
      .split(/\s+/)
      .every((comparator) => satisfies(comparator)),
  );
}

const oldest = [20, 19, 0];

function satisfies(comparator: string): boolean {
  const match = /^(>=|<=|>|<|\^|~|=)?v?(\d+|\*|x)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?:-[\w.]+)?$/.exec(
    comparator,
  );
  if (match === null) return comparator === "" || comparator === "*";
  const [, sign = "", ...written] = match;
  if (!/^\d+$/.test(written[0] ?? "")) return true;
  const given = written.filter((part) => part !== undefined && /^\d+$/.test(part)).map(Number);
  const order = oldest
    .slice(0, sign === "" || sign === "=" ? given.length : 3)
    .reduce((so, part, at) => (so === 0 ? Math.sign(part - (given[at] ?? 0)) : so), 0);
  switch (sign) {
    case ">=":
      return order >= 0;
    case ">":
      return given.length === 1 ? (oldest[0] ?? 0) > (given[0] ?? 0) : order > 0;
    case "<=":
      return order <= 0;
    case "<":
      return order < 0;
    case "^":
      return order >= 0 && given[0] === oldest[0];
    case "~":
      return order >= 0 && given[0] === oldest[0] && (given.length < 2 || given[1] === oldest[1]);
    default:
      return order === 0;
  }
}

describe("the check of a range against Node 20.19.0", () => {
  test.each([
    [">=18", true],
    [">= 20", true],
    [">=20.19.0", true],
    [">=20.19.1", false],
    [">=20.20", false],
    [">=22", false],
    ["^18 || ^20 || >=22", true],
    ["^20.19.0 || >=22.12.0", true],
    ["^20.20.0 || >=22.12.0", false],
    ["^22", false],
    ["20 || >=22", true],
    ["20.x", true],
    ["18 || 22", false],
    [">=12 <21", true],
    [">=12 <20", false],
    [">18", true],
    [">20", false],
    ["*", true],
  ])("%s: %s", (range, taken) => {
    expect(takesNode20(range)).toBe(taken);
  });
});

describe("the lock file", () => {
  test("holds every package of every platform, so that npm ci works on each", () => {
    const missing = installed.flatMap(([at, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => {
        const entry = find(name, at);
        return entry?.version === undefined || entry.integrity === undefined;
      }),
    );
    expect(missing).toEqual([]);
  });

  test("knows every package by its version and the hash of its content", () => {
    const unknown = installed.filter(([, { link, version, integrity }]) => !link && !(version && integrity));
    expect(unknown.map(([at]) => at)).toEqual([]);
  });

  test("names no host to fetch from: that is each machine's own setting", () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([at]) => at)).toEqual([]);
  });

  test("asks for no newer Node than 20.19", () => {
    const tooNew = installed.flatMap(([at, { engines }]) => {
      const node = Array.isArray(engines) ? undefined : engines?.node;
      return node === undefined || takesNode20(node) ? [] : [`${at} wants ${node}`];
    });
    expect(tooNew).toEqual([]);
  });

  test("pins what package.json names to one version each", () => {
    const own = z
      .object({
        dependencies: z.record(z.string(), z.string()),
        devDependencies: z.record(z.string(), z.string()),
      })
      .parse(JSON.parse(readFileSync(path.join(path.dirname(lockFile), "package.json"), "utf8")));
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version).toBe(version);
    }
  });
});
