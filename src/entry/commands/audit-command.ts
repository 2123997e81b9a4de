import { Command } from "commander";
import { attachPostgresStore } from "../../adapters/postgres/attach-postgres-store.ts";
import { verifyAudit } from "../../app/audit/verify-audit.ts";
import { auditReportText } from "../audit-report-text.ts";
import { type CommandContext, couldNot, runOnPostgres } from "../run-on-postgres.ts";

const exitCodes = { whole: 0, broken: 1 };

interface Flags {
  readonly json?: true;
}

/** `muster audit verify`: whether the audit log is what was written. */
export function auditCommand(): Command {
  const command = new Command("audit").description("look after the audit log");
  command
    .command("verify")
    .description("follow the chain of the audit log, and say where it breaks; also beside a running server")
    .option("--json", "print it as JSON")
    .addHelpText(
      "after",
      `
Example:
  $ npx muster audit verify

Exit codes: ${exitCodes.whole} the log is whole, ${exitCodes.broken} it was changed, ${couldNot} it could not be read`,
    )
    .action((flags: Flags) => runOnPostgres((context) => verify(flags, context)));
  return command;
}

async function verify(flags: Flags, { onPostgres }: CommandContext): Promise<number> {
  return onPostgres(false, async (address) => {
    const store = await attachPostgresStore(address);
    try {
      const report = await store.audit.read(verifyAudit);
      console.log(flags.json ? JSON.stringify(report) : auditReportText(report));
      return report.broken === null ? exitCodes.whole : exitCodes.broken;
    } finally {
      await store.close();
    }
  });
}
