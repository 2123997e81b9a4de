import type { AuditReport } from "../app/audit/verify-audit.ts";

/** What a look through the audit log found, in words. */
export function auditReportText({ entries, head, stripped, broken }: AuditReport): string {
  if (broken !== null) {
    return `The audit log was changed at entry ${broken.seq}: ${broken.what}. The ${entries.toLocaleString("en")} before it are as they were written.`;
  }
  const without =
    stripped === 0
      ? ""
      : ` Somebody was erased from ${stripped.toLocaleString("en")} of them, as it says itself.`;
  return `The audit log is whole: ${entries.toLocaleString("en")} entries, ending with ${head.hash}.${without}`;
}
