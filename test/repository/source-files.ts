import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectFolder } from "../parts/project-folder.ts";

/** A file of code, with the files of ours that it names. */
export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly names: ReadonlySet<string>;
}

/** Every file of code that is in git or about to be, by its path. */
export function sourceFiles(): ReadonlyMap<string, SourceFile> {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: projectFolder,
    encoding: "utf8",
  });
  const files = listed
    .split("\0")
    .filter((file) => /\.(?:ts|tsx|mjs|mts)$/.test(file) && existsSync(path.join(projectFolder, file)));
  return new Map(files.map((file) => [file, read(file)]));
}

/** Whatever a text names by a relative path counts: imports, workers, and modules that are asked for later. */
const relativePath = /["'`](\.{1,2}\/[^"'`\n?]+?\.(?:ts|tsx|mjs|mts))(?:\?[a-z&]+)?["'`]/g;

function read(file: string): SourceFile {
  const text = readFileSync(path.join(projectFolder, file), "utf8");
  const folder = path.posix.dirname(file);
  const names = new Set(
    Array.from(text.matchAll(relativePath), ([, named = ""]) => path.posix.join(folder, named)),
  );
  return { file, text, names };
}

/** What a file exports by name. */
export function exportsOf({ text }: SourceFile): readonly string[] {
  const declared =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|class|interface|type) (\w+)/gm;
  return Array.from(text.matchAll(declared), ([, name = ""]) => name);
}
