import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");

/** What ties a file to the machine it was written on; each is spelt so that this file does not match itself. */
const traces: readonly { readonly of: string; readonly pattern: RegExp; readonly example: string }[] = [
  { of: "a working folder", pattern: /(?<![\w.~-])\/work\/\w/, example: "cd /work" + "/main" },
  { of: "a temporary folder", pattern: /(?<![\w.}~-])\/tmp\/[\w.]/, example: "cat /tmp" + "/x.log" },
  {
    of: "a home folder",
    pattern: /(?<![\w.])\/(?:home|Users)\/[a-z]\w*\/|(?<![\w.])\/root\/\w/,
    example: "/home" + "/ann/x",
  },
  {
    of: "a registry's host",
    pattern: /\bregistry\.[a-z0-9-]+\.[a-z]{2,}|\b[a-z0-9-]+\.pkg\.dev\b|\/artifactory\//i,
    example: "https://registry" + ".npmjs.org/x",
  },
];

describe("no file in git names", () => {
  const files = execFileSync("git", ["ls-files", "-z", "--cached"], { cwd: root, encoding: "utf8" })
    .split("\0")
    .filter((file) => file !== "" && !/\.(?:png|jpg|svg|onnx|bin|woff2)$/.test(file));

  function textOf(file: string): string {
    try {
      return readFileSync(path.join(root, file), "utf8");
    } catch (error) {
      // Deleted in the working tree and not yet in git.
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
      throw error;
    }
  }

  test.each(traces)("$of", ({ pattern }) => {
    const named = files.flatMap((file) =>
      textOf(file)
        .split("\n")
        .flatMap((line, at) =>
          pattern.test(line) ? [`${file}:${at + 1}: ${line.trim().slice(0, 120)}`] : [],
        ),
    );
    expect(named).toEqual([]);
  });

  test.each(traces)("and the check would see $of", ({ pattern, example }) => {
    expect(pattern.test(example)).toBe(true);
  });
});
