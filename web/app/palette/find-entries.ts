import { foldForSearch, foldText } from "../../../src/domain/kernel/fold-text.ts";

export interface Entry {
  readonly id: string;
  readonly word: string;
  /** Other words that it is found by. */
  readonly also?: readonly string[];
}

/**
 * The entries that what was typed may mean: those that begin with it first, then those with a word that does, then
 * those that contain it; among equals as they came. All of them where nothing was typed.
 *
 * @param most how many at most
 */
export function findEntries<E extends Entry>(typed: string, entries: readonly E[], most: number): E[] {
  const wanted = foldForSearch(typed.trim());
  if (wanted === "") return entries.slice(0, most);
  return entries
    .map((entry) => ({
      entry,
      rank: Math.min(
        rankOf(wanted, entry.word),
        1 + Math.min(...(entry.also ?? []).map((word) => rankOf(wanted, word))),
      ),
    }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ entry }) => entry);
}

function rankOf(wanted: string, text: string): number {
  const folded = foldForSearch(text);
  if (folded.startsWith(wanted)) return 0;
  const words = [folded, foldText(text)].flatMap((each) => each.split(/[^\p{L}\p{N}]+/u));
  if (words.some((word) => word.startsWith(wanted))) return 2;
  return folded.includes(wanted) ? 4 : Number.POSITIVE_INFINITY;
}
