import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { PartLinks } from "../shell/part-links.tsx";

/** The ways between the lists of registers. */
export function RegisterParts() {
  return (
    <PartLinks
      label="Registers"
      parts={[
        { to: pagePaths.registers, word: "Now" },
        { to: pagePaths.registersToSign, word: "To sign" },
        { to: pagePaths.registersToReview, word: "To review" },
        { to: pagePaths.registersDay, word: "Day" },
        { to: pagePaths.registersWeek, word: "Week" },
      ]}
    />
  );
}
