import type { QuarantineView } from "../../../src/contract/http/quarantine.ts";
import { explainRefusal } from "./explain-refusal.ts";

const number = new Intl.NumberFormat("en-GB");

/** What became of one message: `stored`, `repeat`, `noted`, or the code of another refusal. */
export function writeOutcome(outcome: string): string {
  switch (outcome) {
    case "stored":
      return "stored as a scan";
    case "repeat":
      return "stored before, counted as a repeat";
    case "noted":
      return "taken as news of the device";
    case "replayed_before":
      return "replayed before";
    case "withdrawn":
      return "stored as a scan, and taken back";
    case "not_whole":
      return "not kept whole, cannot be read";
    case "unknown":
      return "no longer in quarantine";
    default:
      return `still refused: ${explainRefusal(outcome).title.toLowerCase()}`;
  }
}

/** "3 read again: 2 stored as a scan, 1 still refused: not json." */
export function writeReplayOutcome(replayed: {
  readonly tried: number;
  readonly outcomes: Readonly<Record<string, number>>;
}): string {
  if (replayed.tried === 0) return "Nothing was waiting to be replayed.";
  const parts = Object.entries(replayed.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${number.format(count)} ${writeOutcome(outcome)}`);
  return `${number.format(replayed.tried)} read again: ${parts.join("; ")}.`;
}

/** Whether it was read again with success, so that nothing waits for a person. */
export const isSettled = ({ replayOutcome }: Pick<QuarantineView, "replayOutcome">): boolean =>
  replayOutcome === "stored" || replayOutcome === "repeat" || replayOutcome === "noted";

/** Whether a message could be replayed, and otherwise why not. */
export function replayTrouble({ payload, replayOutcome }: QuarantineView): string | null {
  if (replayOutcome === "stored" || replayOutcome === "repeat")
    return "Replayed. A second time would count it twice.";
  if (payload.truncated) return "It was not kept whole, so it cannot be read again.";
  return null;
}
