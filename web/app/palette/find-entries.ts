import { foldForSearch, foldText } from "../../../src/domain/kernel/fold-text.ts";

export interface Entry {
  readonly id: string;
  readonly word: string;
  /** Other words that it is found by. */
  readonly also?: readonly string[];
}

/**
 * The entries that what was typed may mean: those that begin with it first, then those with a word that does, then
 * those that contain it, then those in which each word that was typed begins a word of theirs, in any order; among equals
 * as they came. All of them where nothing was typed.
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
        rankByWords(typed, [entry.word, ...(entry.also ?? [])]),
      ),
    }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ entry }) => entry);
}

/** Small words that say nothing of what is meant. */
const small = new Set(["a", "an", "the", "of", "to", "for", "in", "my"]);

function rankByWords(typed: string, texts: readonly string[]): number {
  const wanted = foldText(typed)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !small.has(word));
  // One word is looked for as it stands.
  if (wanted.length === 0 || (wanted.length === 1 && !/\s/.test(typed.trim())))
    return Number.POSITIVE_INFINITY;
  const words = texts.flatMap((text) => foldText(text).split(/[^\p{L}\p{N}]+/u));
  return wanted.every((each) => words.some((word) => word.startsWith(each))) ? 6 : Number.POSITIVE_INFINITY;
}

function rankOf(wanted: string, text: string): number {
  const folded = foldForSearch(text);
  if (folded.startsWith(wanted)) return 0;
  const words = [folded, foldText(text)].flatMap((each) => each.split(/[^\p{L}\p{N}]+/u));
  if (words.some((word) => word.startsWith(wanted))) return 2;
  return folded.includes(wanted) ? 4 : Number.POSITIVE_INFINITY;
}
