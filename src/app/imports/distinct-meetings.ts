import type { ChangeLedger } from "./change-ledger.ts";
import { groupBy } from "./group-by.ts";
import type { SessionItem } from "./import-content.ts";

/** Divides the key that many meetings share from what tells them apart. */
const mark = " # ";

/** The key that a source gave to a meeting which had to share it with others. */
export function sharedKey(key: string): string {
  const at = key.indexOf(mark);
  return at < 0 ? key : key.slice(0, at);
}

/** A key of its own for a meeting whose key another meeting has as well. */
export function ownKey({ key, start }: Pick<SessionItem, "key" | "start">): string {
  return `${sharedKey(key)}${mark}${start}`;
}

/**
 * Gives each meeting of a file a key of its own: some producers give many meetings one. Those that say the same are one
 * meeting. What tells them apart is the meetings' own, never the order of the rows, so that the next file finds them.
 */
export function distinctMeetings(
  items: readonly SessionItem[],
  ledger: ChangeLedger,
): readonly SessionItem[] {
  return [...groupBy(items, ({ key }) => key).values()].flatMap((same) => {
    if (same.length === 1) return same;
    const alike = groupBy(same, sayOf);
    for (const [, ...again] of alike.values()) {
      for (const { at, key } of again) {
        ledger.note("ignored", at, null, key, "stands there twice, word for word", "keep one of the two");
      }
    }
    const distinct = [...alike.values()].flatMap(([first]) => first ?? []);
    if (distinct.length === 1) return distinct;
    const atOnce = groupBy(distinct, ({ start }) => start.toString());
    return distinct.map((item) => {
      const alone = atOnce.get(item.start.toString())?.length === 1;
      return { ...item, key: alone ? ownKey(item) : `${ownKey(item)} ${sayOf(item)}` };
    });
  });
}

/** Everything by which two meetings of one key can differ. */
function sayOf({ start, end, classes, rooms, sort }: SessionItem): string {
  return JSON.stringify([
    start.epochMilliseconds,
    end.epochMilliseconds,
    [...classes].sort(),
    [...rooms].sort(),
    sort ?? "",
  ]);
}
