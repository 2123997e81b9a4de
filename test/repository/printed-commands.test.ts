import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Command, CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/entry/commands.ts";
import { projectFolder } from "../parts/project-folder.ts";

/** A command that the product or its pages show somebody, and where. */
interface Printed {
  readonly where: string;
  readonly line: string;
}

const names = Object.keys(commands).join("|");
/** A command of ours as nobody can type it: `muster` is not on the PATH of who has just cloned. */
const bare = new RegExp(String.raw`(?<!npx )(?<=[\`$"'] ?|^)muster (?:${names})\b`, "m");

const pages = ["README.md", ...(await filesBelow("docs", ".md"))].filter(
  (file) => !file.startsWith("docs/adr"),
);
const sources = [
  ...(await filesBelow("src", ".ts")),
  ...(await filesBelow("simulator", ".ts")),
  ...(await filesBelow("web", ".tsx")),
];
const printed = [
  ...(await Promise.all(Object.keys(commands).map(fromHelp))).flat(),
  ...(await Promise.all(pages.map(fromPage))).flat(),
];

describe("a command of ours that is shown to somebody", () => {
  test("there are some in the help and in the pages", () => {
    expect(printed.filter(({ where }) => where.startsWith("docs/")).length).toBeGreaterThan(5);
    expect(printed.filter(({ where }) => where.startsWith("--help")).length).toBeGreaterThan(15);
  });

  test.each(printed)("is one that it has, with options that it knows: $line ($where)", async ({ line }) => {
    expect(await parse(line)).toBeNull();
  });

  test("is never shown as only a PATH would find it", async () => {
    const found = await Promise.all(
      [...pages, ...sources].map(async (file) => {
        const text = await readFile(path.join(projectFolder, file), "utf8");
        const shown = file.endsWith(".md") ? text : text.replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, "");
        // A whole string is the name of a connection, which PostgreSQL shows.
        const said = shown.replace(/"muster [\w-]+"/g, "").match(bare)?.[0];
        return said === undefined ? [] : [`${file}: ${said}`];
      }),
    );
    expect(found.flat()).toEqual([]);
  });

  test("would be told where it is not", async () => {
    expect(await parse("npx muster rebuild --chekc")).toMatch(/unknown option/);
    expect(await parse("npx muster rebild --check")).toMatch(/unknown command/);
    expect("see `muster backup FILE`").toMatch(bare);
    expect("see `npx muster backup FILE`").not.toMatch(bare);
  });
});

/** Why a command line of ours is refused; null where it is not. Nothing is done. */
async function parse(line: string): Promise<string | null> {
  const program = new Command("npx muster");
  for (const load of Object.values(commands)) program.addCommand(await load());
  doNothing(program);
  try {
    await program.parseAsync(wordsOf(line), { from: "user" });
    return null;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? null : error.message;
    throw error;
  }
}

function doNothing(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  if (command.commands.length === 0 || command.name() === "reader") command.action(() => undefined);
  command.commands.forEach(doNothing);
}

/** What a shell makes of the part behind `npx muster` or `npm run simulate --`. */
function wordsOf(line: string): readonly string[] {
  const command = line
    .replace(/^.*?npm run simulate(?: --)?/, "simulate")
    .replace(/^.*?npx muster/, "")
    .replaceAll(/\$\([^)]*\)/g, "x");
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? "");
}

/** The examples that the help of a command and of those below it shows. */
async function fromHelp(name: string): Promise<readonly Printed[]> {
  const load = commands[name];
  return load === undefined ? [] : examplesOf(await load());
}

function examplesOf(command: Command): readonly Printed[] {
  let help = "";
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  const lines = [...help.replaceAll(/\\\n\s*/g, "").matchAll(/^ {2}\$ (.*?npx muster.*?)(?: {2,}.*)?$/gm)];
  const own = lines.flatMap(([, line]) =>
    line === undefined ? [] : [{ where: `--help of ${command.name()}`, line }],
  );
  return [...own, ...command.commands.flatMap(examplesOf)];
}

/** The commands in the blocks of a page that are for a shell. */
async function fromPage(file: string): Promise<readonly Printed[]> {
  const text = await readFile(path.join(projectFolder, file), "utf8");
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, kind = "", block = ""]) =>
    ["sh", "bash", "console", ""].includes(kind) ? [block] : [],
  );
  return blocks
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, "").split("\n"))
    .filter((line) => /npx muster|npm run simulate/.test(line))
    .map((line) => ({ where: file, line: line.replace(/\s+#.*$/, "").trim() }));
}

async function filesBelow(folder: string, ending: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(projectFolder, folder), { recursive: true });
  return entries
    .filter((name) => name.endsWith(ending))
    .map((name) => path.posix.join(folder, name.replaceAll("\\", "/")));
}
