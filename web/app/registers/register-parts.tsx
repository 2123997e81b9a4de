import { pagePaths } from "../../../src/contract/http/page-paths.ts";
import { countToReview, countToSign } from "../shell/count-attention.ts";
import { PartLinks } from "../shell/part-links.tsx";
import { useLiveValue } from "../shell/use-live-value.ts";

/** The ways between the lists of registers. */
export function RegisterParts() {
  const waiting = useLiveValue(countToSign);
  const toReview = useLiveValue(countToReview);
  return (
    <PartLinks
      label="Registers"
      parts={[
        { to: pagePaths.registers, word: "Now" },
        { to: pagePaths.registersToSign, word: "To sign", ...(waiting === 0 ? {} : { count: waiting }) },
        {
          to: pagePaths.registersToReview,
          word: "To review",
          ...(toReview === 0 ? {} : { count: toReview }),
        },
        { to: pagePaths.registersDay, word: "Day" },
        { to: pagePaths.registersWeek, word: "Week" },
      ]}
    />
  );
}
