import path from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files whose tests wait for real parts for a minute and more, the longest first. On a fresh clone nothing is known of how
 * long files took, and by their size, after which they are put in order otherwise, a few short lines that kill servers
 * for minutes would begin when all the rest is done.
 */
const longest = [
  "faults/kills",
  "app/histories/histories",
  "app/monitor/monitor-sessions",
  "http/rights",
  "app/health/health-law",
  "app/monitor/silent-reader",
  "browser/kiosk",
  "adapters/postgres/embedded/start-embedded-postgres",
  "start/starting",
  "start/failing-start",
  "browser/university",
  "browser/imports",
  "faults/postmaster-dies",
  "reader/reader-command",
  "parts/server",
  "adapters/postgres/backup/backup",
  "faults/two-servers",
  "browser/roles",
].map((name) => path.join(import.meta.dirname, `${name}.test.ts`));

/**
 * Begins with what takes longest, so that nothing long is left over for the end, and ends with the rules, whose files take
 * a moment each. Files of one project stay together: their processes go on from one to the next.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      if (project.name !== "parts" && project.name !== "long") return longest.length + 1;
      const at = longest.indexOf(moduleId);
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
