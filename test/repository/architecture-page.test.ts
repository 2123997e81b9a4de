import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { projectFolder } from "../parts/project-folder.ts";

const page = readFileSync(path.join(projectFolder, "docs/architecture.md"), "utf8");
const pathsIn = (text: string): string[] =>
  Array.from(
    text.matchAll(/`((?:src|web|test|device|recognition|simulator|bench|scripts)\/[^`]*)`/g),
    ([, named = ""]) => named,
  );

/** A room is a folder of the application or of an adapter; the other zones are one room each. */
const roomOf = (file: string): string =>
  /^src\/(?:app|adapters)\/[^/]+/.exec(file)?.[0] ?? /^src\/[^/]+|^[^/]+/.exec(file)?.[0] ?? file;

describe("the page of the architecture", () => {
  test("names nothing that is not there", () => {
    const named = pathsIn(page).filter((name) => !name.includes("*"));
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((name) => !existsSync(path.join(projectFolder, name)))).toEqual([]);
  });

  const walks = Array.from(page.matchAll(/^## (The walk of .+)\n\n((?:\d+\. .*\n(?: {3,}.*\n)*)+)/gm));

  test("walks through three things", () => {
    expect(walks.map(([, title]) => title)).toEqual([
      "The walk of a scan",
      "The walk of a correction",
      "The walk of a percentage",
    ]);
  });

  test.each(walks.map(([, title = "", steps = ""]) => [title, steps] as const))(
    "%s enters each room once",
    (_, steps) => {
      const rooms = pathsIn(steps).map(roomOf);
      const entered = rooms.filter((room, at) => room !== rooms[at - 1]);
      expect(entered).toEqual([...new Set(entered)]);
    },
  );

  test("the map has every room of the application", () => {
    const cells = Array.from(page.matchAll(/^\| ((?:`[a-z]+`(?:, )?)+) \|/gm), ([, cell = ""]) => cell);
    const told = cells.flatMap((cell) => cell.replaceAll("`", "").split(", "));
    const rooms = readdirSync(path.join(projectFolder, "src/app"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(told.sort()).toEqual(rooms.sort());
  });
});
