import { lookKey, nearKey } from "./code-key.ts";
import { editDistance } from "./edit-distance.ts";

/** Codes, and what goes by each, among which one is found that somebody may have meant. */
export interface NearCodes<T> {
  add(code: string, one: T): void;
  /**
   * What goes by the code that is nearest: what looks alike (`S10O1`, `S1001`), else what is some slips of the hand away,
   * `Aula Magna` for `Aula Magnaa` and for `aula-magna`. Codes with other numbers are other things, however much alike:
   * `Lab 1` is never `Lab 2`.
   *
   * @returns null where none is near, or where two are as near as each other
   */
  find(code: string): T | null;
  /** All that are as near as each other, in their order; empty where none is near. */
  all(code: string): readonly T[];
}

interface Kept<T> {
  readonly key: string;
  readonly numbers: string;
  readonly one: T;
}

/** How many slips of the hand there may be in a code of so many letters or more, signs and blanks not counted. */
const slips = [
  { letters: 5, most: 1 },
  { letters: 10, most: 2 },
] as const;

/**
 * @param known codes, each with what goes by it
 * @param among `looks` for what one letter makes another: ids of people, of which only those that look alike are near
 */
export function createNearCodes<T>(
  known: Iterable<readonly [string, T]>,
  among: "slips" | "looks" = "slips",
): NearCodes<T> {
  const byLook = new Map<string, Set<T>>();
  const byLength = new Map<number, Kept<T>[]>();

  function add(code: string, one: T): void {
    const look = lookKey(code);
    byLook.set(look, (byLook.get(look) ?? new Set()).add(one));
    if (among === "looks") return;
    const key = nearKey(code);
    const alike = byLength.get(key.length);
    const kept = { key, numbers: numbersOf(key), one };
    if (alike === undefined) byLength.set(key.length, [kept]);
    else alike.push(kept);
  }

  function all(code: string): readonly T[] {
    const key = nearKey(code);
    if (key === "") return [];
    const alike = byLook.get(lookKey(code));
    if (alike !== undefined) return [...alike];
    const numbers = numbersOf(key);
    let least = Number.POSITIVE_INFINITY;
    let nearest = new Set<T>();
    for (let length = key.length - 2; length <= key.length + 2; length += 1) {
      const most = slips.findLast(({ letters }) => Math.min(length, key.length) >= letters)?.most ?? 0;
      for (const other of byLength.get(length) ?? []) {
        if (other.numbers !== numbers) continue;
        const apart = editDistance(key, other.key);
        if (apart > most || apart > least) continue;
        if (apart < least) nearest = new Set();
        least = apart;
        nearest.add(other.one);
      }
    }
    return [...nearest];
  }

  function find(code: string): T | null {
    const [only, ...others] = all(code);
    return only === undefined || others.length > 0 ? null : only;
  }

  for (const [code, one] of known) add(code, one);
  return { add, find, all };
}

/** How many are named where several are near. */
const mostNamed = 3;

/** Codes that are near, in words: `Q-77 or Q77`; null for none. */
export function tellNear(codes: readonly string[]): string | null {
  if (codes.length === 0) return null;
  const inOrder = codes.toSorted((a, b) => (a < b ? -1 : 1));
  // One more is named rather than counted.
  if (inOrder.length <= mostNamed + 1) return inOrder.join(" or ");
  return `${inOrder.slice(0, mostNamed).join(" or ")} or one of ${inOrder.length - mostNamed} others`;
}

const numbersOf = (key: string): string => (key.match(/\p{N}+/gu) ?? []).join(" ");
