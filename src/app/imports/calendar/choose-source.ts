import { codeKey } from "../../../domain/kernel/code-key.ts";
import type { StoredSession } from "../../facts/fact-transaction.ts";
import type { StoredRoster } from "../../rosters/roster-transaction.ts";
import { sharedKey } from "../distinct-meetings.ts";
import { groupBy } from "../group-by.ts";
import type { CalendarDoubt, ImportContent, SessionItem } from "../import-content.ts";
import { uploadedCalendars } from "./create-calendar-reader.ts";
import { seriesOf } from "./series-key.ts";

/**
 * Whose an uploaded calendar is, where nobody has said. That of the source whose meetings it holds, most of them by key
 * and class, under whatever name its file came then. Else the source that its file's name means, where that one is new or
 * holds most of these meetings at their times and in their places: some producers make new keys with each export. Else
 * none of those: two departments that call their files alike never change or cancel each other's meetings.
 *
 * A calendar that holds some of its meetings, but not most, is no reason to take it for that one, and none to say nothing:
 * it is told, so that it can be asked about.
 *
 * @param content as read, of the source that its file's name means
 * @param stored the sessions of that source, of these classes on these days, and those that have one of these keys
 * @returns `source` null where it has to be one of its own; the calendar that shares some of its meetings, or null
 */
export function chooseSource(
  { source: named, sessions }: Pick<ImportContent, "source" | "sessions">,
  { classes, rooms, keys }: Pick<StoredRoster, "classes" | "rooms" | "keys">,
  stored: readonly StoredSession[],
): { readonly source: string | null; readonly shares: Omit<CalendarDoubt, "own"> | null } {
  const classIds = new Map([
    ...classes.map(({ code, id }) => [codeKey(code), id] as const),
    ...keys.flatMap(({ thing, key, id }) => (thing === "class" ? [[codeKey(key), id] as const] : [])),
  ]);
  const roomIds = new Map(
    rooms.flatMap(({ id, names }) => names.map((name) => [codeKey(name), id] as const)),
  );
  const sourceOf = ({ plan }: StoredSession): string => plan.source?.name ?? "";
  const calendars = stored.filter(
    (session) => sourceOf(session) === uploadedCalendars || sourceOf(session).startsWith("calendar "),
  );
  // A series is known by its UID, whenever it meets now.
  const eventOf = (key: string): string => seriesOf(sharedKey(key)) ?? sharedKey(key);
  const byKey = groupBy(calendars, ({ plan }) => eventOf(plan.source?.key ?? ""));
  // Its own, and those beside it that came under the same name.
  const namesakes = calendars.filter((session) =>
    [sourceOf(session), nameWithoutNumber(sourceOf(session))].includes(named),
  );
  const byStart = groupBy(namesakes, ({ plan }) => String(plan.start.epochMilliseconds));
  const sharesClass = (item: SessionItem, { plan }: StoredSession): boolean =>
    item.classes.some((code) => plan.classes.includes(classIds.get(codeKey(code)) ?? ""));
  const meetsIn = (item: SessionItem, { plan }: StoredSession): boolean =>
    item.rooms.length === 0 ||
    plan.rooms.length === 0 ||
    item.rooms.some((name) => plan.rooms.includes(roomIds.get(codeKey(name)) ?? ""));

  const byKeys = new Map<string, number>();
  const byPlaces = new Map<string, number>();
  const count = (counts: Map<string, number>, among: readonly StoredSession[]): void => {
    for (const source of new Set(among.map(sourceOf))) counts.set(source, (counts.get(source) ?? 0) + 1);
  };
  for (const item of sessions) {
    const bearers = byKey.get(eventOf(item.key)) ?? [];
    count(
      byKeys,
      bearers.filter((session) => sharesClass(item, session)),
    );
    const there = byStart.get(String(item.start.epochMilliseconds)) ?? [];
    count(
      byPlaces,
      there.filter((session) => sharesClass(item, session) && meetsIn(item, session)),
    );
  }
  const most = mostOf(byKeys, sessions.length) ?? mostOf(byPlaces, sessions.length);
  if (most !== null) return { source: most, shares: null };
  const isFree = !calendars.some((session) => sourceOf(session) === named);
  const [nearest] = inOrder(byKeys);
  return {
    source: isFree || sessions.length === 0 ? named : null,
    shares: nearest === undefined ? null : { source: nearest[0], shared: nearest[1] },
  };
}

/** The source that has more than half of so many; null where none has. */
function mostOf(counts: ReadonlyMap<string, number>, of: number): string | null {
  const [most] = inOrder(counts);
  return most !== undefined && most[1] * 2 > of ? most[0] : null;
}

/** The most first. */
function inOrder(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

/** The names of sources beside one that is called the same, in order: `calendar science 2` first. */
export function* namesBeside(source: string): Generator<string, never> {
  for (let n = 2; ; n += 1) yield `${source} ${n}`;
}

const nameWithoutNumber = (source: string): string => source.replace(/ \d+$/, "");

/** By which the question whose a calendar is is answered. */
export const doubtKey = ({ source }: CalendarDoubt): string => `calendar ${calendarName(source)}`;

/** A calendar's source as people call it. */
export function calendarName(source: string): string {
  return source.replace(/^calendar /, "");
}
