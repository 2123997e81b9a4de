import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { PartLinks } from "../shell/part-links.tsx";

/** The ways between the reports. */
export function ReportParts() {
  return (
    <PartLinks
      label="Reports"
      parts={[
        { to: pagePaths.reports, word: "Attendance" },
        { to: pagePaths.decisions, word: "Decisions" },
      ]}
    />
  );
}
