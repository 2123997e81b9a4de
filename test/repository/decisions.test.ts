import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { projectFolder } from "../parts/project-folder.ts";

const folder = path.join(projectFolder, "docs", "adr");

test("each decision has a number of its own, and its title says the same", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".md"));
  const numbers = names.map((name) => name.slice(0, 4));
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  for (const name of names) {
    const [title] = readFileSync(path.join(folder, name), "utf8").split("\n");
    expect(title, name).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
  }
});
