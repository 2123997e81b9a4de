import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { projectFolder } from "../parts/project-folder.ts";
import { exportsOf, sourceFiles } from "./source-files.ts";

const product = /^(?:src|web|device)\//;
const files = [...sourceFiles().values()].filter(({ file }) => product.test(file));

/** The rows of the page: word, meaning, tables, API, not. */
const rows = readFileSync(path.join(projectFolder, "docs/glossary.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| word"))
  .map((line) => line.split("|").slice(1, -1));
const quoted = (cell = ""): string[] => Array.from(cell.matchAll(/`([^`]+)`/g), ([, word = ""]) => word);

/** The tables as the migrations leave them. */
function tables(): ReadonlySet<string> {
  const folder = path.join(projectFolder, "src/adapters/postgres/migrations");
  const standing = new Set<string>();
  for (const file of readdirSync(folder).sort()) {
    const text = readFileSync(path.join(folder, file), "utf8").replace(/--.*$/gm, "");
    const steps =
      /create (?:unlogged )?table (?:if not exists )?(?<made>\w+)|drop table (?:if exists )?(?<gone>[\w, ]+)|alter table (?<from>\w+)\s+rename to (?<to>\w+)/gi;
    for (const { groups = {} } of text.matchAll(steps)) {
      if (groups.made !== undefined) standing.add(groups.made);
      for (const gone of groups.gone?.split(/,\s*/) ?? []) standing.delete(gone.trim());
      if (groups.from !== undefined && groups.to !== undefined) {
        standing.delete(groups.from);
        standing.add(groups.to);
      }
    }
  }
  return standing;
}

/** The first words of the addresses below /api/v1. */
function addresses(): ReadonlySet<string> {
  const routes = files.filter(({ file }) => file.startsWith("src/adapters/http/"));
  return new Set(
    routes.flatMap(({ text }) =>
      Array.from(text.matchAll(/"\/api\/v1\/([a-z-]+)/g), ([, word = ""]) => word),
    ),
  );
}

describe("the glossary", () => {
  test("names every table, and none that is not there", () => {
    expect([...new Set(rows.flatMap(([, , cell]) => quoted(cell)))].sort()).toEqual([...tables()].sort());
  });

  test("names every address of the API, and none that is not there", () => {
    const told = new Set(rows.flatMap(([, , , cell]) => quoted(cell)));
    // The description of the API is told at an address of its own.
    const there = [...addresses()].filter((word) => word !== "openapi");
    expect([...told].sort()).toEqual(there.sort());
  });

  test("has each word once", () => {
    const words = rows.map(([word = ""]) => word.trim());
    expect(words).toEqual([...new Set(words)]);
  });

  test("is kept to: the words under *not* name no file, no folder and nothing that is exported", () => {
    const not = rows.flatMap(([, , , , cell = ""]) =>
      cell
        .split(",")
        .map((word) => word.trim().replace(/ /g, "-"))
        .filter((word) => word !== ""),
    );
    const named = (text: string): string =>
      `-${text
        .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
        .replace(/[^A-Za-z]+/g, "-")
        .toLowerCase()}-`;
    const said = files.flatMap((source) =>
      [source.file, ...exportsOf(source)].flatMap((name) =>
        not
          .filter((word) => named(name).includes(`-${word}-`))
          .map((word) => `${word}: ${source.file} ${name}`),
      ),
    );
    expect([...new Set(said)]).toEqual([]);
  });
});
