import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { projectFolder } from "../parts/project-folder.ts";

const page = readFileSync(path.join(projectFolder, "docs/security.md"), "utf8");

/** How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has, where they are its first ones. */
const sections: Readonly<Record<string, number>> = {
  "6.1": 3,
  "6.2": 12,
  "6.3": 4,
  "6.4": 4,
  "6.5": 5,
  "6.6": 3,
  "6.8": 4,
  "7.1": 3,
  "7.2": 4,
  "7.3": 2,
  "7.4": 5,
  "7.5": 2,
  "7.6": 2,
  "8.1": 2,
  "8.2": 3,
  "8.3": 1,
  "8.4": 1,
};
const rows = Array.from(
  page.matchAll(/^\| (\d+\.\d+\.\d+) [^|]+\| ([^|]+) \| ([^|]+) \|$/gm),
  ([, number = "", verdict = "", where = ""]) => ({ number, verdict, where }),
);
const namedIn = (text: string): string[] =>
  Array.from(text.matchAll(/`((?:src|web|test|docs)\/[^`]+)`/g), ([, file = ""]) => file);

describe("the page of security", () => {
  test("has every requirement of its chapters once, in order", () => {
    const asked = Object.entries(sections).flatMap(([section, many]) =>
      Array.from({ length: many }, (_, at) => `${section}.${at + 1}`),
    );
    expect(rows.map(({ number }) => number)).toEqual(asked);
  });

  test("says of each whether it is met, and of what is met where", () => {
    for (const { number, verdict, where } of rows) {
      expect(["met", "not met", "does not apply"], number).toContain(verdict);
      if (verdict === "met") expect(namedIn(where).length, number).toBeGreaterThan(0);
    }
  });

  test("names no file that is not there", () => {
    const named = namedIn(page);
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((file) => !existsSync(path.join(projectFolder, file)))).toEqual([]);
  });
});
