import { Command } from "commander";
import { packageVersion } from "./package-folder.ts";

/** Each command in its own file, loaded when it is asked for: a server holds no simulator in memory. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./commands/serve-command.ts")).serveCommand(),
  simulate: async () => (await import("../../simulator/simulate-command.ts")).simulateCommand(),
  export: async () => (await import("./commands/export-command.ts")).exportCommand(),
  import: async () => (await import("./commands/import-command.ts")).importCommand(),
  rebuild: async () => (await import("./commands/rebuild-command.ts")).rebuildCommand(),
  backup: async () => (await import("./commands/backup-command.ts")).backupCommand(),
  restore: async () => (await import("./commands/restore-command.ts")).restoreCommand(),
  "time-zone": async () => (await import("./commands/time-zone-command.ts")).timeZoneCommand(),
  faces: async () => (await import("./faces.ts")).facesCommand(),
  reader: async () => (await import("./commands/reader-command.ts")).readerCommand(),
};

const program = new Command("muster")
  .description("Turns face scans into registers.")
  .version(await packageVersion())
  .showHelpAfterError("(muster --help lists the commands)");

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
