import { Command } from "commander";
import { commands } from "./commands.ts";
import { packageVersion } from "./package-folder.ts";

const program = new Command("npx muster")
  .description("Turns face scans into registers.")
  .version(await packageVersion())
  .showHelpAfterError("(npx muster --help lists the commands)");

const [first = "serve"] = process.argv.slice(2);
const wanted = Object.hasOwn(commands, first) ? [first] : Object.keys(commands);
for (const name of wanted) {
  const load = commands[name];
  if (load) program.addCommand(await load(), { isDefault: name === "serve" });
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`muster: ${withCauses(error)}\n`);
  process.exitCode = 1;
}

/** What went wrong, and on the lines below it why, as far as anybody said. */
function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause === undefined || error.message.includes(cause instanceof Error ? cause.message : String(cause))) {
    return error.message;
  }
  return `${error.message}\n  because: ${withCauses(cause)}`;
}
