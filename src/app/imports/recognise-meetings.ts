import type { StoredSession } from "../facts/fact-transaction.ts";
import { matchSeries } from "./calendar/match-series.ts";
import { seriesOf } from "./calendar/series-key.ts";
import { distinctMeetings, isCalledAlike, ownKey, sharedKey } from "./distinct-meetings.ts";
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
  /** Exceptions of series whose meetings nobody knows: each is one more. */
  readonly unfounded: number;
  /** Meetings of a series that move although its SEQUENCE is not higher than what is stored. */
  readonly guessedMoves: number;
  /** Sessions to come that the newer version of their series has no longer. */
  readonly outOfSeries: number;
  /** Sessions to come that the source gave up: their key to a meeting of other classes, or their place in a series. */
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
  const items = distinctMeetings(content, ledger);
  const own = world.sessions.filter(({ plan }) => plan.source?.name === content.source);
  const families = groupBy(own, ({ plan }) => sharedKey(plan.source?.key ?? ""));
  const inFile = groupBy(items, ({ key }) => sharedKey(key));
  const byId = new Map(world.sessions.map((session) => [session.plan.id, session]));
  const taken = new Set<string>();
  const followed = new Set<string>();
  const meetings: RecognisedMeeting[] = [];
  const replaced = new Set<string>();
  let reused = 0;
  let unfounded = 0;
  let guessedMoves = 0;
  let outOfSeries = 0;
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

  function tellOlder({ at, sequence }: SessionItem, { plan: { source } }: StoredSession): void {
    ledger.note(
      "ignored",
      at,
      "SEQUENCE",
      String(sequence),
      `is older than what is stored (${source?.sequence ?? 0})`,
      "fetch the file again; if the calendar was made anew, say that it is complete, or export it with LAST-MODIFIED",
    );
  }

  function keep(item: SessionItem, before: StoredSession | null): void {
    if (before === null) {
      // What takes back something that nobody told of makes nothing.
      if (!item.cancelled) meetings.push({ item, before, rebuilt: false });
      return;
    }
    taken.add(before.plan.id);
    const age = ageOf(item, before, desk);
    if (age === "older") {
      tellOlder(item, before);
      ledger.same("session");
      return;
    }
    meetings.push({ item, before, rebuilt: age === "rebuilt" });
  }

  // Of several that share a key, whoever is called what it was called is who it was.
  const called = new Map<SessionItem, StoredSession>();
  const reserved = new Set<string>();
  for (const item of items) {
    yield;
    const family = families.get(sharedKey(item.key)) ?? [];
    if (inFile.get(sharedKey(item.key))?.length === 1 && family.length === 1) continue;
    const session = family.find(
      (one) =>
        !reserved.has(one.plan.id) &&
        startsWith(item, one) &&
        sharesClass(item, one) &&
        inRooms(item, one) &&
        isCalledAlike(item, world.said.get(one.plan.id)?.plan ?? one.plan),
    );
    if (session === undefined) continue;
    called.set(item, session);
    reserved.add(session.plan.id);
  }
  // Those that stand where they stood come first, so that no other takes their place.
  const waiting = new Map<string, SessionItem>();
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
      (session) =>
        !taken.has(session.plan.id) &&
        !reserved.has(session.plan.id) &&
        startsWith(item, session) &&
        sharesClass(item, session),
    );
    const alike = called.get(item);
    const [first = null] = [
      ...(alike === undefined ? [] : [alike]),
      ...there.filter((session) => inRooms(item, session)),
      ...there.filter(({ plan }) => plan.source?.key === item.key),
      ...(inFile.get(sharedKey(item.key))?.length === 1 ? there : []),
    ];
    if (first === null) waiting.set(item.key, item);
    else keep(item, first);
  }

  /** Lays the newer version of a series over what is stored of it; the rest of its meetings is new. */
  function layOver(uid: string, told: readonly SessionItem[], stored: readonly StoredSession[]): void {
    const elsewhere = told.filter(
      ({ key, cancelled }) => !cancelled && waiting.has(key) && !families.has(sharedKey(key)),
    );
    const [newest] = stored
      .filter(({ plan }) => world.said.get(plan.id)?.plan?.source?.version?.override !== true)
      .toSorted((a, b) => (b.plan.source?.sequence ?? 0) - (a.plan.source?.sequence ?? 0));
    const master = told.find(({ version }) => version?.override === false);
    if (newest === undefined || master === undefined) return;
    if (ageOf(master, newest, desk) === "older") {
      if (elsewhere.length > 0) tellOlder(master, newest);
      for (const { key } of elsewhere) {
        waiting.delete(key);
        ledger.same("session");
      }
      return;
    }
    const isNewer = (master.sequence ?? 0) > (newest.plan.source?.sequence ?? 0);
    const { moved, begun, left } = matchSeries(
      elsewhere,
      stored.filter(({ plan }) => !taken.has(plan.id) && !inFile.has(sharedKey(plan.source?.key ?? ""))),
      now,
      sharesClass,
    );
    for (const [item, session] of moved) {
      waiting.delete(item.key);
      keep(item, session);
    }
    for (const [item, session] of begun) {
      waiting.delete(item.key);
      taken.add(session.plan.id);
      ledger.same("session");
    }
    if (!isNewer) guessedMoves += moved.length;
    const over =
      isNewer && told.every(({ wholeSeries }) => wholeSeries === true)
        ? left.filter(({ state }) => state !== "cancelled")
        : [];
    for (const { plan } of over) replaced.add(plan.id);
    outOfSeries += over.length;
    if (moved.length + begun.length + over.length === 0) return;
    ledger.note(
      "guessed",
      master.at,
      "UID",
      uid,
      `is a series that is stored with other times, and is taken for its newer version: of its sessions ${moved.length} to come are moved, ${begun.length} that have begun stay as they are, and ${over.length} are over`,
      "discard the import if it is another series, and give that one a UID of its own",
    );
  }
  const ownSeries = groupBy(own, ({ plan }) => seriesOf(sharedKey(plan.source?.key ?? "")) ?? "");
  for (const [uid, told] of groupBy(items, ({ key }) => seriesOf(sharedKey(key)) ?? "")) {
    yield;
    const stored = ownSeries.get(uid);
    if (uid !== "" && stored !== undefined) layOver(uid, told, stored);
  }

  // Series whose exceptions their reader has looked at.
  const wholes = new Set(
    items.flatMap(({ key, version }) =>
      version?.override === false ? (seriesOf(sharedKey(key)) ?? []) : [],
    ),
  );
  for (const item of waiting.values()) {
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
      const uid = seriesOf(sharedKey(item.key));
      if (!item.cancelled && item.version?.override === true && uid !== null && !wholes.has(uid)) {
        unfounded += 1;
        ledger.note(
          "guessed",
          item.at,
          "RECURRENCE-ID",
          item.key,
          "is a meeting of a series that nobody knows: it replaces nothing, and is added as one more",
          "import the calendar with the series itself, or discard this one if its series is there under another name or calendar",
        );
      }
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
  return { meetings, reused, unfounded, guessedMoves, outOfSeries, replaced: [...replaced], followed };
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
