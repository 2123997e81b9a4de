import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../..");
const linter = path.join(root, "node_modules/@biomejs/biome/bin/biome");

const linterReport = z.object({
  diagnostics: z.array(
    z.object({
      category: z.string(),
      message: z.string(),
      location: z.object({ path: z.string() }),
    }),
  ),
});

/** What a tool said about one planted file. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
}

/**
 * Lints files that exist nowhere in the project, under the project's own rules: they and a copy of the
 * configuration lie in a folder of their own, so that neither git nor another test ever sees a fault.
 *
 * @param files the content of each file, by its path inside the project
 * @returns the findings, by path; a path without any is left out
 */
export async function lintPlanted(files: ReadonlyMap<string, string>): Promise<Map<string, Finding[]>> {
  const folder = mkdtempSync(path.join(tmpdir(), "muster-walls-"));
  try {
    const {
      $schema: _schema,
      vcs: _vcs,
      ...rules
    } = JSON.parse(readFileSync(path.join(root, "biome.json"), "utf8"));
    writeFileSync(path.join(folder, "biome.json"), JSON.stringify(rules));
    for (const [file, content] of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), content);
    }
    const output = await outputOf(
      process.execPath,
      [linter, "lint", "--reporter=json", "--max-diagnostics=none"],
      folder,
    );
    const findings = new Map<string, Finding[]>();
    for (const { category, message, location } of linterReport.parse(JSON.parse(output)).diagnostics) {
      const file = path.relative(folder, path.resolve(folder, location.path)).replaceAll("\\", "/");
      findings.set(file, [...(findings.get(file) ?? []), { rule: category, message }]);
    }
    return findings;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Type-checks one file by a zone's own compiler options. @returns the compiler's complaints, empty without any */
export async function typeCheckPlanted(zone: string, content: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "muster-walls-"));
  try {
    writeFileSync(path.join(folder, "planted.ts"), content);
    writeFileSync(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(
      path.join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: path.join(root, zone, "tsconfig.json"),
        compilerOptions: {
          rootDir: ".",
          // Looked for from the planted file's folder otherwise, where there are none.
          typeRoots: [path.join(root, "node_modules/@types")],
          composite: false,
          incremental: false,
          noEmit: true,
        },
        include: ["planted.ts"],
        references: [],
      }),
    );
    const compiler = path.join(root, "node_modules/typescript/bin/tsc");
    return await outputOf(process.execPath, [compiler, "-p", folder, "--pretty", "false"], folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a tool writes to its standard output, whether it found something or not. */
async function outputOf(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd })).stdout;
  } catch (error) {
    if (
      error instanceof Error &&
      "stdout" in error &&
      typeof error.stdout === "string" &&
      error.stdout !== ""
    ) {
      return error.stdout;
    }
    throw error;
  }
}
