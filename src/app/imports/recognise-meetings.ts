import type { StoredSession } from "../facts/fact-transaction.ts";
import { distinctMeetings, ownKey, sharedKey } from "./distinct-meetings.ts";
import { groupBy } from "./group-by.ts";
import type { SessionItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import type { PlanDesk } from "./plan-desk.ts";

/** A meeting that counts, and what its source's key says of it. */
export interface RecognisedMeeting {
  readonly item: SessionItem;
  /** The session that the key means; null where the key is new, or was given to another meeting. */
  readonly before: StoredSession | null;
  /** SEQUENCE went back although the word is newer: the source was rebuilt. */
  readonly rebuilt: boolean;
}

export interface RecognisedMeetings {
  readonly meetings: readonly RecognisedMeeting[];
  /** Meetings whose keys belonged to others: to sessions that have begun, or of other classes. */
  readonly reused: number;
  /** Sessions to come whose key the source gave to a meeting of other classes: it holds them no longer. */
  readonly replaced: readonly string[];
  /** Ids of sessions that this source tells of, and another one owns. */
  readonly followed: ReadonlySet<string>;
}

/**
 * Finds the stored sessions that the keys of a file mean, before anything is made because of them. The same key is the
 * same meeting as long as it can be: one of the same classes that has not begun, or that stays on its day. Otherwise the
 * source has given the key to another meeting, which is new. An older word than the one that is stored is left out.
 */
export function* recogniseMeetings(desk: PlanDesk): Pieces<RecognisedMeetings> {
  const { content, ledger, rings, world } = desk;
  const now = desk.now.epochMilliseconds;
  const items = distinctMeetings(content.sessions, ledger);
  const own = world.sessions.filter(({ plan }) => plan.source?.name === content.source);
  const families = groupBy(own, ({ plan }) => sharedKey(plan.source?.key ?? ""));
  const inFile = groupBy(items, ({ key }) => sharedKey(key));
  const byId = new Map(world.sessions.map((session) => [session.plan.id, session]));
  const taken = new Set<string>();
  const followed = new Set<string>();
  const meetings: RecognisedMeeting[] = [];
  const replaced = new Set<string>();
  let reused = 0;
  let otherwise: SessionItem | null = null;
  let others = 0;

  const sharesClass = (item: SessionItem, session: StoredSession): boolean =>
    item.classes.some((key) => {
      const id = rings.class.find(key);
      return id !== null && session.plan.classes.includes(id);
    });
  const startsWith = (item: SessionItem, { plan }: StoredSession): boolean =>
    plan.start.epochMilliseconds === item.start.epochMilliseconds;
  const inRooms = (item: SessionItem, { plan }: StoredSession): boolean => {
    const rooms = item.rooms.map((name) => rings.room.find(name));
    return rooms.length === plan.rooms.length && rooms.every((id) => id !== null && plan.rooms.includes(id));
  };

  function keep(item: SessionItem, before: StoredSession | null): void {
    if (before === null) {
      // What takes back something that nobody told of makes nothing.
      if (!item.cancelled) meetings.push({ item, before, rebuilt: false });
      return;
    }
    taken.add(before.plan.id);
    const age = ageOf(item, before, desk);
    if (age === "older") {
      ledger.note(
        "ignored",
        item.at,
        "SEQUENCE",
        String(item.sequence),
        `is older than what is stored (${before.plan.source?.sequence ?? 0})`,
        "fetch the file again; if the calendar was made anew, say that it is complete, or export it with LAST-MODIFIED",
      );
      ledger.same("session");
      return;
    }
    meetings.push({ item, before, rebuilt: age === "rebuilt" });
  }

  // Those that stand where they stood come first, so that no other takes their place.
  const waiting: SessionItem[] = [];
  for (const item of items) {
    yield;
    const linked = byId.get(rings.session.before.get(item.key)?.id ?? "");
    if (linked !== undefined && linked.plan.source?.name !== content.source) {
      followed.add(linked.plan.id);
      ledger.same("session");
      if (!startsWith(item, linked) || (linked.state === "cancelled") !== item.cancelled) {
        others += 1;
        otherwise ??= item;
      }
      continue;
    }
    const there = (families.get(sharedKey(item.key)) ?? []).filter(
      (session) => !taken.has(session.plan.id) && startsWith(item, session) && sharesClass(item, session),
    );
    const [first = null] = [
      ...there.filter((session) => inRooms(item, session)),
      ...there.filter(({ plan }) => plan.source?.key === item.key),
      ...(inFile.get(sharedKey(item.key))?.length === 1 ? there : []),
    ];
    if (first === null) waiting.push(item);
    else keep(item, first);
  }
  for (const item of waiting) {
    yield;
    const family = (families.get(sharedKey(item.key)) ?? []).filter(({ plan }) => !taken.has(plan.id));
    // A key that several meetings of the file share tells nothing about one that is elsewhere now.
    const alone = inFile.get(sharedKey(item.key))?.length === 1;
    const nearest = (among: readonly StoredSession[]): StoredSession | null =>
      among.toSorted(
        (a, b) => distance(item, a) - distance(item, b) || (a.plan.id < b.plan.id ? -1 : 1),
      )[0] ?? null;
    const same = !alone
      ? null
      : (nearest(family.filter((one) => sharesClass(item, one) && one.plan.start.epochMilliseconds > now)) ??
        nearest(family.filter((one) => sharesClass(item, one) && one.plan.day === item.day)));
    if (same !== null) {
      keep(item, same);
      continue;
    }
    const bearers = families.get(sharedKey(item.key)) ?? [];
    if (item.cancelled || bearers.length === 0 || !alone) {
      const isFree = bearers.every(({ plan }) => plan.source?.key !== item.key);
      keep(isFree ? item : { ...item, key: ownKey(item) }, null);
      continue;
    }
    reused += 1;
    ledger.note(
      "guessed",
      item.at,
      "UID",
      item.key,
      `is the key of ${tellBearer(bearers, now)}: this is taken for another meeting`,
      "if it is the same one, move that session by hand, or correct the key where the file is made",
    );
    const of = item.classes.map((key) => rings.class.find(key));
    const shares = (classes: readonly string[]): boolean =>
      of.some((id) => id !== null && classes.includes(id));
    for (const { plan, state } of family) {
      if (plan.start.epochMilliseconds > now && state !== "cancelled" && !shares(plan.classes)) {
        replaced.add(plan.id);
      }
    }
    meetings.push({ item: { ...item, key: ownKey(item) }, before: null, rebuilt: false });
  }
  if (otherwise !== null) {
    const { at, key } = otherwise;
    ledger.note(
      "ignored",
      at,
      null,
      key,
      others === 1
        ? "is told otherwise by another source, which the meeting was joined to"
        : `is told otherwise by another source, which the meeting was joined to, and so are ${others - 1} more`,
      "choose that source for this file in the preview, if this one replaces it",
    );
  }
  return { meetings, reused, replaced: [...replaced], followed };
}

function distance(item: SessionItem, { plan }: StoredSession): number {
  return Math.abs(plan.start.epochMilliseconds - item.start.epochMilliseconds);
}

function tellBearer(bearers: readonly StoredSession[], now: number): string {
  const begun = bearers.some(({ plan }) => plan.start.epochMilliseconds <= now);
  return begun ? "a session that has begun" : "a session of other classes";
}

/**
 * Whether a word is older than the one that is stored. SEQUENCE counts per series, and for one meeting moved out of it
 * apart; a calendar that was made anew begins again at 0, and then the time of its last change tells.
 */
function ageOf(
  item: SessionItem,
  before: StoredSession,
  { content, world }: PlanDesk,
): "newer" | "older" | "rebuilt" {
  const stored = before.plan.source?.sequence ?? null;
  if (before.plan.source?.name !== content.source || stored === null || item.sequence === null)
    return "newer";
  if (item.sequence >= stored) return "newer";
  const last = world.said.get(before.plan.id)?.plan?.source?.version;
  if (item.version?.override === true && last?.override !== true) return "newer";
  const [now, then] = [item.version?.modified ?? null, last?.modified ?? null];
  if (now !== null && then !== null) return now > then ? "rebuilt" : "older";
  return content.scope.session === "complete" ? "rebuilt" : "older";
}
