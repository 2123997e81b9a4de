import { Command } from "commander";
import { simulateCommand } from "../../simulator/simulate-command.ts";
import { serveCommand } from "./commands/serve-command.ts";
import { packageVersion } from "./package-folder.ts";

const program = new Command("muster")
  .description("Turns face scans into registers.")
  .version(await packageVersion())
  .showHelpAfterError("(muster --help lists the commands)");
program.addCommand(serveCommand(), { isDefault: true });
program.addCommand(simulateCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`muster: ${withCauses(error)}\n`);
  process.exitCode = 1;
}

/** What went wrong, and on the lines below it why, as far as anybody said. */
function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const why = error.cause === undefined ? "" : `\n  because: ${withCauses(error.cause)}`;
  return error.message + (error.message.includes(messageOf(error.cause)) ? "" : why);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : "\u0000";
}
