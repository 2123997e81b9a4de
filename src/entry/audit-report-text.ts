import type { AuditReport } from "../app/audit/verify-audit.ts";

/** What a look through the audit log found, in words. */
export function auditReportText({ entries, head, broken }: AuditReport): string {
  return broken === null
    ? `The audit log is whole: ${entries.toLocaleString("en")} entries, ending with ${head.hash}.`
    : `The audit log was changed at entry ${broken.seq}: ${broken.what}. The ${entries.toLocaleString("en")} before it are as they were written.`;
}
