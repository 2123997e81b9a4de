// The command by itself, as `muster simulate` runs it.
import { simulateCommand } from "../../dist/simulator/simulate-command.js";

await simulateCommand().parseAsync(process.argv.slice(2), { from: "user" });
