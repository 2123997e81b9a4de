import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { describedSettings } from "../../src/config/settings.ts";

const page = readFileSync(path.join(import.meta.dirname, "../../docs/settings.md"), "utf8");

/** A value as one would type it, or words about it. */
function shownDefault(fallback: string): string {
  if (fallback === "") return "none";
  return fallback.includes(" ") ? fallback : `\`${fallback}\``;
}

test("the table in docs/settings.md is the list that the program reads by", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual(
    describedSettings.map(
      ({ variable, fallback, meaning }) => `| \`${variable}\` | ${shownDefault(fallback)} | ${meaning} |`,
    ),
  );
});
