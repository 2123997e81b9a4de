import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs Vitest over one file in a folder of its own. @returns its exit code and the last line it wrote */
function lastLineOf(content: string): Promise<{ code: number; line: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "muster-closing-line-"));
  folders.push(folder);
  writeFileSync(path.join(folder, "planted.test.js"), content);
  writeFileSync(path.join(folder, "vitest.config.mjs"), "export default {};\n");
  const runner = path.join(root, "node_modules/vitest/vitest.mjs");
  const args = [
    "run",
    "--globals",
    `--root=${folder}`,
    "--reporter=default",
    `--reporter=${path.join(root, "test/closing-line.ts")}`,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, [runner, ...args], { cwd: folder }, (error, stdout) => {
      resolve({
        code: typeof error?.code === "number" ? error.code : 0,
        line: stdout.trimEnd().split("\n").at(-1) ?? "",
      });
    });
  });
}

describe("the closing line of a run", () => {
  test.concurrent.for([
    [
      "counts every test once",
      'test("a", () => {}); test("b", () => {}); test.skip("c", () => {}); test.todo("d");',
      "2 passed, 0 failed, 2 skipped",
    ],
    [
      "counts a failed test",
      'test("a", () => {}); test("b", () => { throw new Error("b"); });',
      "1 passed, 1 failed, 0 skipped",
    ],
    [
      "counts a file that does not load",
      'import "./nowhere.js"; test("a", () => {});',
      "0 passed, 1 failed, 0 skipped",
    ],
    ["counts a file without a test", "export {};", "0 passed, 1 failed, 0 skipped"],
    [
      "counts a hook that throws before its tests",
      'beforeAll(() => { throw new Error("hook"); }); test("a", () => {});',
      "0 passed, 1 failed, 1 skipped",
    ],
    [
      "counts a hook that throws after its tests",
      'afterAll(() => { throw new Error("hook"); }); test("a", () => {});',
      "1 passed, 1 failed, 0 skipped",
    ],
    [
      "counts an error that nothing caught",
      'test("a", async () => { Promise.reject(new Error("loose")); await new Promise((resolve) => setTimeout(resolve, 20)); });',
      "1 passed, 1 failed, 0 skipped",
    ],
  ] as const)("%s", { timeout: 60_000 }, async ([_what, content, expected], { expect: expectHere }) => {
    const { code, line } = await lastLineOf(content);
    expectHere(line).toBe(expected);
    expectHere(code === 0).toBe(expected.includes(" 0 failed"));
  });
});
