import type { DecisionTallyEntry } from "../ingest/ingest-transaction.ts";
import { decisionKey } from "../ingest/tally-decisions.ts";

/** A tally of decisions that is not what the scans add up to. */
export interface WrongDecisions {
  readonly entry: DecisionTallyEntry;
  readonly stored: number;
  readonly counted: number;
}

/** Compares the kept tallies of decisions of a day with counted ones. */
export function compareDecisions(
  kept: readonly DecisionTallyEntry[],
  counted: readonly DecisionTallyEntry[],
): readonly WrongDecisions[] {
  const stored = new Map(kept.map((entry) => [decisionKey(entry), entry]));
  const folded = new Map(counted.map((entry) => [decisionKey(entry), entry]));
  return [...new Map([...stored, ...folded])].flatMap(([key, entry]) => {
    const [storedN, countedN] = [stored.get(key)?.n ?? 0, folded.get(key)?.n ?? 0];
    return storedN === countedN ? [] : [{ entry, stored: storedN, counted: countedN }];
  });
}
