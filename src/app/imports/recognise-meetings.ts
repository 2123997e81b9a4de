import { overlaps } from "../../domain/timetable/session.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { TakenBack } from "../rosters/roster-transaction.ts";
import { andSoAre } from "./and-so-are.ts";
import { compareVersions, newestVersion, type StatedVersion } from "./calendar/compare-versions.ts";
import { matchSeries } from "./calendar/match-series.ts";
import { seriesKey, seriesOf } from "./calendar/series-key.ts";
import {
  distinctMeetings,
  isCalledAlike,
  joinedKey,
  nameIn,
  ownKey,
  sharedKey,
} from "./distinct-meetings.ts";
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
  /** Sessions to come of series that the file cancels as a whole. */
  readonly seriesOver: number;
  /** Sessions to come that the source gave up: their key to a meeting of other classes, or their place in a series. */
  readonly replaced: readonly string[];
  /** Ids of sessions of which this source speaks, and which it leaves as they are: another owns them, or its word is older. */
  readonly followed: ReadonlySet<string>;
  /** Newer words that cancel meetings, also those that nobody knows. */
  readonly takenBack: readonly TakenBack[];
}

/**
 * Finds the stored sessions that the keys of a file mean, before anything is made because of them. The same key is the
 * same meeting as long as it can be: one of the same classes that has not begun, or that stays on its day. Otherwise the
 * source has given the key to another meeting, which is new. An older word than the one that is stored is left out.
 */
export function* recogniseMeetings(desk: PlanDesk): Pieces<RecognisedMeetings> {
  const { content, ledger, rings, world } = desk;
  const now = desk.now.epochMilliseconds;
  const own = world.sessions.filter(({ plan }) => plan.source?.name === content.source);
  const { nameOf, isCancelledWhole } = namesOfSeries(content, own);
  const items = distinctMeetings(
    {
      ...content,
      sessions: content.sessions.map((item) => ({ ...item, key: nameOf(item.key, item.start) })),
    },
    ledger,
  );
  const storedName = ({ plan }: StoredSession): string =>
    nameOf(sharedKey(plan.source?.key ?? ""), plan.start);
  const families = groupBy(own, storedName);
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
  let seriesOver = 0;
  let otherwise: SessionItem | null = null;
  let isByHand = false;
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

  function tellOlder(item: SessionItem, before: StoredSession): void {
    const { at, sequence } = item;
    const [told, stored] = [toldVersion(item), storedVersion(before, desk)];
    const numbers = `${sequence ?? 0} to ${stored.sequence ?? 0}`;
    if (told.modified === null && stored.modified !== null) {
      ledger.note(
        "ignored",
        at,
        "LAST-MODIFIED",
        null,
        `is not there, and no DTSTAMP is: it is older than what is stored (last changed ${stored.modified}; SEQUENCE ${numbers})`,
        "export the calendar with LAST-MODIFIED or DTSTAMP, or say that it is complete",
      );
      return;
    }
    if ((sequence ?? 0) > (stored.sequence ?? 0)) {
      ledger.note(
        "ignored",
        at,
        "LAST-MODIFIED",
        told.modified,
        `is older than what is stored (last changed ${stored.modified ?? "unknown"}), although its SEQUENCE is higher (${numbers})`,
        "fetch the file again",
      );
      return;
    }
    ledger.note(
      "ignored",
      at,
      "SEQUENCE",
      String(sequence ?? 0),
      `is older than what is stored (${stored.sequence ?? 0}${stored.modified === null ? "" : `, last changed ${stored.modified}`})`,
      "fetch the file again; if the calendar was made anew, say that it is complete, or export it with LAST-MODIFIED",
    );
  }

  const isAll = content.scope.session === "complete";
  const takenBack = new Map<string, TakenBack>();
  for (const item of items) {
    const { key, sequence, version } = item;
    if (!item.cancelled || version === undefined) continue;
    const word = { source: content.source, key, sequence, ...version };
    const known = takenBack.get(key) ?? world.takenBack.get(key);
    if (known !== undefined && known.override === word.override) {
      if (compareVersions(word, known) <= 0 || (isAll && isStampedAnew(item, known))) continue;
    } else if (known?.override === true) continue;
    takenBack.set(key, word);
  }
  /** The word by which a meeting was cancelled, where it counts and not this one; null where nothing stands in its way. */
  function overBy(item: SessionItem): TakenBack | null {
    const { version } = item;
    const word = world.takenBack.get(item.key);
    if (item.cancelled || version === undefined || word === undefined) return null;
    if (word.override !== version.override)
      return word.override && !holdsAnew(item, seriesOf(sharedKey(item.key)) ?? "") ? word : null;
    if (isAll && version.modified === null) return null;
    return compareVersions(toldVersion(item), word) < 0 ? word : null;
  }

  const ownSeries = groupBy(own, (session) => seriesOf(storedName(session)) ?? "");
  /** The session that tells which version of a series is stored: an exception counts by its own meeting's. */
  function newestOf(uid: string): StoredSession | null {
    const told = (ownSeries.get(uid) ?? []).filter((session) => !isOverride(session, desk));
    return newestVersion(told, (session) => storedVersion(session, desk)) ?? null;
  }

  /**
   * Whether a series is told anew, so that it holds for all of its meetings: by a version that is newer than the one that is
   * stored, or where nothing is left out. An exception says more than its series otherwise, whichever was told first.
   */
  function holdsAnew(item: SessionItem, uid: string): boolean {
    const newest = newestOf(uid);
    return isAll || (newest !== null && compareVersions(toldVersion(item), storedVersion(newest, desk)) > 0);
  }

  /** How old a word is: a series' beside the series' that is stored, an exception's beside those of its meeting. */
  function ageBeside(item: SessionItem, before: StoredSession): "newer" | "older" | "rebuilt" | "beside" {
    const uid = seriesOf(sharedKey(item.key));
    if (uid === null || item.version?.override !== false || !isOverride(before, desk))
      return ageOf(item, before, desk);
    const newest = newestOf(uid);
    const age = newest === null ? "newer" : ageOf(item, newest, desk);
    return age === "older" || holdsAnew(item, uid) ? age : "beside";
  }

  const bearerOf = new Map(own.map((session) => [session.plan.source?.key ?? "", session]));
  const given = new Set<string>();
  /** The meeting under a key that no other has: its own in the file, else the one that it is stored under, else a new one. */
  function underFreeKey(item: SessionItem, before: StoredSession | null): SessionItem {
    const stored = before?.plan.source?.name === content.source ? before.plan.source.key : item.key;
    const isFree = (key: string): boolean =>
      !given.has(key) && (bearerOf.get(key) ?? before)?.plan.id === before?.plan.id;
    let key = [item.key, stored, ownKey(item)].find(isFree);
    for (let n = 2; key === undefined; n += 1) {
      const next = `${ownKey(item)} ${n}`;
      if (isFree(next)) key = next;
    }
    given.add(key);
    return key === item.key ? item : { ...item, key };
  }

  function leave(before: StoredSession | null): void {
    if (before !== null) {
      taken.add(before.plan.id);
      followed.add(before.plan.id);
    }
    ledger.same("session");
  }

  /**
   * The session that a meeting became under other classes, where that is still to come and is the only one that the key
   * means now: whatever is told of the meeting since is older or newer than that, whatever its classes are.
   *
   * @param before the session that the word means by its classes; while it is held, its own word counts
   */
  function becameOther(item: SessionItem, before: StoredSession | null): StoredSession | null {
    if (item.version === undefined || (before !== null && before.state !== "cancelled")) return null;
    if (inFile.get(sharedKey(item.key))?.length !== 1) return null;
    const [bearer = null, ...more] = (families.get(sharedKey(item.key)) ?? []).filter(
      ({ plan, state }) => state !== "cancelled" && plan.id !== before?.plan.id,
    );
    return bearer === null || more.length > 0 || bearer.plan.start.epochMilliseconds <= now ? null : bearer;
  }

  /** Series that are told without exceptions of theirs that are stored, each with its first meeting of these. */
  const beside = new Map<string, { readonly item: SessionItem; count: number }>();
  function leaveBeside(item: SessionItem, before: StoredSession | null): void {
    const uid = seriesOf(sharedKey(item.key)) ?? item.key;
    const known = beside.get(uid);
    if (known === undefined) beside.set(uid, { item, count: 1 });
    else known.count += 1;
    leave(before);
  }

  /** Settles a word of a meeting that became one of other classes by that word's age. @returns whether it is left out */
  function leaveToOther(item: SessionItem, before: StoredSession | null): boolean {
    const bearer = becameOther(item, before);
    if (bearer === null) return false;
    const age = ageBeside(item, bearer);
    if (age === "beside" || age === "older") {
      followed.add(bearer.plan.id);
      if (age === "beside") leaveBeside(item, before);
      else {
        if (!item.cancelled) tellOlder(item, bearer);
        leave(before);
      }
      return true;
    }
    // It is of the classes of before again.
    if (before !== null && !item.cancelled) replaced.add(bearer.plan.id);
    return false;
  }

  function keep(item: SessionItem, before: StoredSession | null): void {
    if (leaveToOther(item, before)) return;
    const over = overBy(item);
    if (over !== null) {
      if (over.override && item.version?.override === false) {
        leaveBeside(item, before);
        return;
      }
      const { sequence } = item;
      ledger.note(
        "ignored",
        item.at,
        "SEQUENCE",
        String(sequence ?? 0),
        `is older than the word by which this meeting was cancelled (${over.sequence ?? 0}${over.modified === null ? "" : `, last changed ${over.modified}`})`,
        "fetch the file again; if the meeting is held, export it with a higher SEQUENCE or a later LAST-MODIFIED",
      );
      leave(before);
      return;
    }
    if (before === null) {
      // What takes back something that nobody told of makes nothing.
      if (!item.cancelled) meetings.push({ item: underFreeKey(item, null), before, rebuilt: false });
      return;
    }
    taken.add(before.plan.id);
    const age = ageBeside(item, before);
    if (age === "beside") {
      leaveBeside(item, before);
      return;
    }
    if (age === "older") {
      const uid = seriesOf(sharedKey(item.key));
      const isSeries = item.version?.override === false && uid !== null;
      tellOlder(item, (isSeries ? newestOf(uid) : null) ?? before);
      followed.add(before.plan.id);
      ledger.same("session");
      return;
    }
    meetings.push({ item: underFreeKey(item, before), before, rebuilt: age === "rebuilt" });
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
  const inFileKeys = new Set(items.map(({ key }) => key));
  /** Whether a line tells of a session of its own source that goes by another key, since somebody said that they are one. */
  const isSecondWord = (item: SessionItem, session: StoredSession): boolean => {
    const own = session.plan.source?.key ?? item.key;
    return (
      own !== item.key &&
      rings.session.before.get(item.key)?.endedAt === null &&
      session.state !== "cancelled" &&
      !item.cancelled &&
      sharesClass(item, session) &&
      overlaps(item, session.plan) &&
      // Where a complete file has this line alone, it is the meeting now.
      (content.scope.session !== "complete" || inFileKeys.has(own))
    );
  };
  for (const item of items) {
    yield;
    if (isCancelledWhole(seriesOf(sharedKey(item.key)) ?? "")) continue;
    const linked = byId.get(rings.session.before.get(item.key)?.id ?? "");
    if (linked?.plan.source?.name === content.source && isSecondWord(item, linked)) {
      followed.add(linked.plan.id);
      rings.session.claim(item.key, null, linked.plan.id);
      ledger.same("session");
      continue;
    }
    if (linked !== undefined && linked.plan.source?.name !== content.source) {
      followed.add(linked.plan.id);
      rings.session.claim(item.key, null, linked.plan.id);
      ledger.same("session");
      if (!startsWith(item, linked) || (linked.state === "cancelled") !== item.cancelled) {
        others += 1;
        otherwise ??= item;
      }
      continue;
    }
    const joined = byId.get(rings.session.before.get(joinedKey(item.key))?.id ?? "");
    if (joined !== undefined && joined.plan.source?.name !== content.source && !startsWith(item, joined)) {
      // Whoever it belongs to moved it since; where they say the same, a table may go on telling of it.
      followed.add(joined.plan.id);
      rings.session.claim(joinedKey(item.key), null, joined.plan.id);
      ledger.same("session");
      others += 1;
      if (otherwise === null) isByHand = joined.plan.source === null;
      otherwise ??= item;
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
    const newest = newestOf(uid);
    const master = told.find(({ version }) => version?.override === false);
    if (newest === null || master === undefined) return;
    if (ageOf(master, newest, desk) === "older") {
      // An older word ends nothing, however complete its file is.
      for (const { plan } of stored) followed.add(plan.id);
      if (elsewhere.length > 0) tellOlder(master, newest);
      for (const { key } of elsewhere) {
        waiting.delete(key);
        ledger.same("session");
      }
      return;
    }
    const isNewer =
      (master.sequence ?? 0) > (newest.plan.source?.sequence ?? 0) || isChangedLater(master, newest, desk);
    const { moved, begun, left } = matchSeries(
      elsewhere,
      stored.filter(
        (session) =>
          !taken.has(session.plan.id) &&
          !inFile.has(storedName(session)) &&
          // What the source cancelled is over, and becomes no other meeting.
          world.said.get(session.plan.id)?.cancelled !== true,
      ),
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
    const out = told.every(({ wholeSeries }) => wholeSeries === true)
      ? left.filter(({ state }) => state !== "cancelled")
      : [];
    const over = isNewer ? out : [];
    if (!isNewer && out.length > 0 && content.scope.session !== "complete") {
      ledger.note(
        "ignored",
        master.at,
        "UID",
        uid,
        `is a series that has ${out.length} of its stored sessions to come no longer: they stay, since SEQUENCE does not say that the file is newer`,
        "if they are over, export the series with a higher SEQUENCE, say that the calendar is complete, or cancel them by hand",
      );
    }
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
  /** A series that is cancelled by its UID alone: what is to come of it is over, and what has begun stays. */
  function cancelSeries(uid: string, told: readonly SessionItem[], stored: readonly StoredSession[]): void {
    const [first] = told;
    if (first === undefined) return;
    const newest = newestOf(uid);
    if (newest !== null && ageOf(first, newest, desk) === "older") {
      tellOlder(first, newest);
      for (const { plan } of stored) followed.add(plan.id);
      ledger.same("session");
      return;
    }
    const live = stored.filter(({ state }) => state !== "cancelled");
    const over = live.filter(({ plan }) => plan.start.epochMilliseconds > now);
    for (const { plan } of over) replaced.add(plan.id);
    seriesOver += over.length;
    if (live.length === 0) return;
    ledger.note(
      "guessed",
      first.at,
      "UID",
      uid,
      `is cancelled as a whole series: ${over.length} sessions to come are over, and ${live.length - over.length} that have begun stay as they are`,
      "discard the import if one meeting alone is cancelled, and give that one its RECURRENCE-ID",
    );
  }
  for (const [uid, told] of groupBy(items, ({ key }) => seriesOf(sharedKey(key)) ?? "")) {
    yield;
    const stored = ownSeries.get(uid);
    if (uid === "" || stored === undefined) continue;
    if (isCancelledWhole(uid)) cancelSeries(uid, told, stored);
    else layOver(uid, told, stored);
  }

  // Series whose exceptions their reader has looked at.
  const wholes = new Set(
    items.flatMap(({ key, version }) =>
      version?.override === false ? (seriesOf(sharedKey(key)) ?? []) : [],
    ),
  );
  for (const item of waiting.values()) {
    yield;
    if (overBy(item) !== null) {
      keep(item, null);
      continue;
    }
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
          "UID",
          uid,
          "is the UID of a series that nobody knows, and RECURRENCE-ID says that this is a meeting of it: it replaces nothing, and is added as one more",
          "import the calendar with the series itself, or discard this one if its series is there under another name or calendar",
        );
      }
      keep(item, null);
      continue;
    }
    if (leaveToOther(item, null)) continue;
    reused += 1;
    ledger.note(
      "guessed",
      item.at,
      ...nameIn(content, item),
      `${content.kind === "csv" ? "has the session_id of" : "is the key of"} ${tellBearer(bearers, now)}: this is taken for another meeting`,
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
    meetings.push({
      item: underFreeKey({ ...item, key: ownKey(item) }, null),
      before: null,
      rebuilt: false,
    });
  }
  for (const [uid, { item, count }] of beside) {
    ledger.note(
      "ignored",
      item.at,
      "UID",
      uid,
      `is a series that is told without what was said of ${count === 1 ? "one of its meetings" : `${count} of its meetings`} alone, which stays as it is`,
      "if the series holds for them again, export it with a higher SEQUENCE, or say that the calendar is complete",
    );
  }
  if (otherwise !== null) {
    const { at } = otherwise;
    const whose = isByHand ? "people in Muster" : "another source";
    ledger.note(
      "ignored",
      at,
      ...nameIn(content, otherwise),
      others === 1
        ? `is told otherwise by ${whose}, which the meeting was joined to`
        : `is told otherwise by ${whose}, which the meeting was joined to, ${andSoAre(others - 1)}`,
      content.kind === "csv"
        ? "correct the file, or move the session by hand"
        : "choose that source for this file in the preview, if this one replaces it",
    );
  }
  return {
    meetings,
    reused,
    unfounded,
    guessedMoves,
    outOfSeries,
    seriesOver,
    replaced: [...replaced],
    followed,
    takenBack: [...takenBack.values()],
  };
}

function distance(item: SessionItem, { plan }: StoredSession): number {
  return Math.abs(plan.start.epochMilliseconds - item.start.epochMilliseconds);
}

function tellBearer(bearers: readonly StoredSession[], now: number): string {
  const begun = bearers.some(({ plan }) => plan.start.epochMilliseconds <= now);
  return begun ? "a session that has begun" : "a session of other classes";
}

/**
 * Whether a word is older than the one that is stored, by `compareVersions`; `rebuilt` where it is taken although its
 * SEQUENCE is lower. A series' words count apart from those of one meeting moved out of it.
 */
function ageOf(item: SessionItem, before: StoredSession, desk: PlanDesk): "newer" | "older" | "rebuilt" {
  const { content, world } = desk;
  const { source } = before.plan;
  // A table has no versions: the last one counts.
  if (source?.name !== content.source || item.version === undefined) return "newer";
  const last = world.said.get(before.plan.id)?.plan?.source?.version;
  if (item.version.override && last?.override !== true) return "newer";
  const [told, stored] = [toldVersion(item), storedVersion(before, desk)];
  // What says no time of its own, and is said to be the whole, tells how it is now.
  const isNow = told.modified === null && content.scope.session === "complete";
  if (!isNow && compareVersions(told, stored) < 0) return "older";
  return (told.sequence ?? 0) < (stored.sequence ?? 0) ? "rebuilt" : "newer";
}

/** Whether the told word is the later although its SEQUENCE is lower: a series that was made anew. */
function isChangedLater(item: SessionItem, before: StoredSession, desk: PlanDesk): boolean {
  const [told, stored] = [toldVersion(item), storedVersion(before, desk)];
  return (told.sequence ?? 0) < (stored.sequence ?? 0) && compareVersions(told, stored) > 0;
}

/** Whether a word is newer only by when its file was written, as a feed's that is written anew each time it is asked for. */
export function isStampedAnew({ sequence, isStamp }: SessionItem, known: StatedVersion): boolean {
  return isStamp === true && known.modified !== null && (sequence ?? 0) === (known.sequence ?? 0);
}

function toldVersion({ sequence, version }: SessionItem): StatedVersion {
  return { sequence, modified: version?.modified ?? null };
}

/** How new the word is that is stored of a session, also where the newest word said nothing else. */
export function storedVersion({ plan: { id, source } }: StoredSession, { world }: PlanDesk): StatedVersion {
  const last = world.said.get(id)?.plan?.source?.version;
  const modified = [last?.modified, source?.modified].reduce<string | null>(
    (latest, one) => (one != null && (latest === null || one > latest) ? one : latest),
    null,
  );
  return { sequence: source?.sequence ?? null, modified };
}

/** Whether what is stored of a session was told as an exception of its series. */
function isOverride({ plan }: StoredSession, { world }: PlanDesk): boolean {
  return world.said.get(plan.id)?.plan?.source?.version?.override === true;
}

/**
 * Names by which a series and the one meeting that it was, or is now, are compared: a version without a rule has the UID
 * alone for a key, one with a rule a key for each meeting. Where either is there, every meeting goes by its start.
 */
function namesOfSeries(
  { kind, sessions }: PlanDesk["content"],
  own: readonly StoredSession[],
): {
  /** The name of a key, of a meeting that starts then. */
  nameOf(key: string, start: SessionItem["start"]): string;
  /** Whether the file says nothing of a UID but that it is cancelled, without saying which meeting of it. */
  isCancelledWhole(uid: string): boolean;
} {
  const series = new Set<string>();
  const lone = groupBy(
    kind === "icalendar" ? sessions.filter(({ key }) => seriesOf(sharedKey(key)) === null) : [],
    ({ key }) => sharedKey(key),
  );
  const inSeries = new Set(sessions.flatMap(({ key }) => seriesOf(sharedKey(key)) ?? []));
  if (kind === "icalendar") {
    for (const uid of inSeries) series.add(uid);
    for (const { plan } of own) {
      const uid = seriesOf(sharedKey(plan.source?.key ?? ""));
      if (uid !== null) series.add(uid);
    }
  }
  return {
    nameOf(key, start) {
      const shared = sharedKey(key);
      return series.has(shared) ? `${seriesKey(shared, start)}${key.slice(shared.length)}` : key;
    },
    isCancelledWhole(uid) {
      const all = lone.get(uid) ?? [];
      return all.length > 0 && !inSeries.has(uid) && all.every(({ cancelled }) => cancelled);
    },
  };
}
