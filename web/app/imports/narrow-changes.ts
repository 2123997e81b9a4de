import type { ImportView } from "../../../src/contract/http/imports.ts";
import { createSearch } from "../../../src/domain/kernel/fold-text.ts";
import type { ImportSearch } from "./imports-search.ts";

type Change = ImportView["changes"][number];

/** The changes that the address asks for, in their order. What is searched is found in any case. */
export function narrowChanges(
  changes: readonly Change[],
  { thing, change, find }: ImportSearch,
): readonly Change[] {
  const matches = createSearch(find ?? "");
  return changes.filter(
    (one) =>
      (thing === undefined || one.thing === thing) &&
      (change === undefined || one.change === change) &&
      matches([one.key, one.before, one.after]),
  );
}

/** How many changes of a thing and kind there are in all, shown or not. */
export function countChanges(
  counts: ImportView["counts"],
  { thing, change }: Pick<ImportSearch, "thing" | "change">,
): number {
  return counts
    .filter((one) => thing === undefined || one.thing === thing)
    .reduce(
      (sum, one) => sum + (change === undefined ? one.add + one.change + one.end + one.move : one[change]),
      0,
    );
}
