import type { SessionPlan } from "../facts/fact-transaction.ts";
import { seriesOf } from "./calendar/series-key.ts";
import type { ChangeLedger } from "./change-ledger.ts";
import { groupBy } from "./group-by.ts";
import type { ImportContent, SessionItem } from "./import-content.ts";

/** Divides the key that many meetings share from what tells them apart. */
const mark = " # ";

/** The key that a source gave to a meeting which had to share it with others. */
export function sharedKey(key: string): string {
  const at = key.indexOf(mark);
  return at < 0 ? key : key.slice(0, at);
}

/** A meeting's key as the reader of a note finds it in the file. */
export function tellKey(key: string): string {
  const shared = sharedKey(key.replace(/^joined /, ""));
  return seriesOf(shared) ?? shared;
}

/** The column and value by which the reader of a note finds a meeting in its file. */
export function nameIn(
  { kind }: Pick<ImportContent, "kind">,
  { classes, key }: SessionItem,
): readonly [column: string, value: string] {
  return kind === "csv" ? ["class", classes.join("; ")] : ["UID", tellKey(key)];
}

/** A key of its own for a meeting whose key another meeting has as well. */
export function ownKey({ key, start }: Pick<SessionItem, "key" | "start">): string {
  return `${sharedKey(key)}${mark}${start}`;
}

/** The key of a row that tells of a session which belongs to another source, or to people. */
export function joinedKey(key: string): string {
  return `joined ${key}`;
}

/** What a file says of a meeting beside when, where and whose it is: what groups that meet at once are told apart by. */
export function isCalledAlike(
  { title, sort, mode }: Pick<SessionItem, "title" | "sort" | "mode">,
  plan: Pick<SessionPlan, "title" | "sort" | "mode">,
): boolean {
  return (
    (title === undefined || title === plan.title) &&
    (sort === undefined || sort === plan.sort) &&
    (mode === undefined || mode === plan.mode)
  );
}

/**
 * Gives each meeting of a file a key of its own: some producers give many meetings one, and rows without an id go by class,
 * start, rooms and staff. Those that say the same are one meeting. Rows of a table that are told apart by nothing, and differ
 * all the same, are refused: nothing says which of them is right. What tells meetings apart is their own, never the order
 * of the rows, so that the next file finds them.
 */
export function distinctMeetings(
  { kind, sessions: items }: Pick<ImportContent, "kind" | "sessions">,
  ledger: ChangeLedger,
): readonly SessionItem[] {
  const isTable = kind === "csv";
  const nameOf = (item: SessionItem): string | null =>
    isTable ? item.classes.join("; ") : tellKey(item.key);
  const column = isTable ? "class" : "UID";
  return [...groupBy(items, ({ key }) => key).values()].flatMap((same) => {
    if (same.length === 1) return same;
    const distinct: SessionItem[] = [];
    const alike = groupBy(same, (item) => sayOf(item, isTable));
    for (const group of alike.values()) {
      const [first, ...again] = group;
      if (first === undefined) continue;
      const other = isTable && again.some((item) => restOf(item) !== restOf(first));
      if (!other) distinct.push(first);
      for (const item of other ? group : again) {
        const value = nameOf(item);
        if (other) {
          const lines = group.flatMap(({ at }) => (at.line === item.at.line ? [] : (at.line ?? [])));
          ledger.note(
            "refused",
            item.at,
            column,
            value,
            `is the meeting of line ${lines.join(" and ")}, and not the same cells`,
            "keep the row that is right; if they are two meetings, give them titles or kinds that differ",
          );
        } else {
          ledger.note(
            "ignored",
            item.at,
            column,
            value,
            "stands there twice, word for word",
            "keep one of the two",
          );
        }
      }
    }
    if (distinct.length <= 1 && alike.size <= 1) return distinct;
    const atOnce = groupBy(distinct, ({ start }) => start.toString());
    return distinct.map((item) => {
      const alone = atOnce.get(item.start.toString())?.length === 1;
      return { ...item, key: alone ? ownKey(item) : `${ownKey(item)} ${sayOf(item, isTable)}` };
    });
  });
}

/** Everything by which two meetings of one key can differ. In a table a meeting has one end. */
function sayOf({ start, end, classes, rooms, sort, title, mode }: SessionItem, isTable: boolean): string {
  return JSON.stringify([
    start.epochMilliseconds,
    ...(isTable ? [] : [end.epochMilliseconds]),
    [...classes].sort(),
    [...rooms].sort(),
    sort ?? "",
    title ?? "",
    mode ?? "",
  ]);
}

/** What a row says beside that. */
function restOf({ end, staff, required, weight }: SessionItem): string {
  return JSON.stringify([end.epochMilliseconds, [...(staff ?? [])].sort(), required ?? null, weight ?? null]);
}
