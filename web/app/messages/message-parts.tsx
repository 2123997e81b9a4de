import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { countQuarantine } from "../shell/count-attention.ts";
import { PartLinks } from "../shell/part-links.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";

/** The ways between what came in, what could not be read of it, and how it goes through. */
export function MessageParts() {
  const waiting = useLiveValue(countQuarantine);
  return (
    <PartLinks
      label="Messages"
      parts={[
        { to: pagePaths.scans, word: "Scans" },
        { to: pagePaths.quarantine, word: "Quarantine", ...(waiting === 0 ? {} : { count: waiting }) },
        { to: pagePaths.unclaimed, word: "Unclaimed" },
        { to: pagePaths.flow, word: "Flow" },
      ]}
    />
  );
}
