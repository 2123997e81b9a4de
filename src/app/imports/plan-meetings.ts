import { Temporal } from "temporal-polyfill";
import type { ImportNote } from "../../contract/http/imports.ts";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { samePlan } from "../facts/change-timetable.ts";
import type { SessionPlan, StoredSession } from "../facts/fact-transaction.ts";
import type { RaisedVersion, SourceKey, StoredClass, StoredRoom } from "../rosters/roster-transaction.ts";
import { andSoAre } from "./and-so-are.ts";
import { matchMovedSessions } from "./calendar/match-moved-sessions.ts";
import { isCalledAlike, joinedKey, nameIn, tellKey } from "./distinct-meetings.ts";
import { groupBy } from "./group-by.ts";
import type { SessionItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import type { PlannedDaysOff } from "./plan-catalogue.ts";
import { inImpossibleYear, isComplete, type PlanDesk } from "./plan-desk.ts";
import {
  isStampedAnew,
  type RecognisedMeeting,
  type RecognisedMeetings,
  storedVersion,
} from "./recognise-meetings.ts";
import { isRowKey, tellRowKey } from "./row-key.ts";
import { type ResolvedMeeting, settleDoubles, tellSource } from "./settle-doubles.ts";
import type { StaffAt } from "./staff-at.ts";
import { type FieldWords, listed, tellChange } from "./tell-change.ts";

export interface MeetingPlan {
  readonly sessions: readonly SessionPlan[];
  readonly cancelled: readonly string[];
  readonly restored: readonly string[];
  /** Keys under which other sources go on telling of sessions that this import takes over. */
  readonly links: readonly SourceKey[];
  readonly versions: readonly RaisedVersion[];
  /** The meetings that are stored from now on, or already; what is left out, waits for an answer or is over is none. */
  readonly held: readonly SessionItem[];
  /** What somebody has to look at before it is done, in words. */
  readonly warnings: readonly string[];
}

/** How a meeting was known again. */
type How = "key" | "start" | "likeness" | "double" | "new";
type Match = readonly [ResolvedMeeting, StoredSession | null, How];

interface Matched {
  readonly matches: readonly Match[];
  /** Meetings that another of the file is as well, each with that one. */
  readonly within: ReadonlyMap<ResolvedMeeting, ResolvedMeeting>;
  /** How many move beside others of their class. */
  readonly crowded: number;
}

/** A session that begins to move under people's feet is asked about. */
interface Asked {
  begun: number;
}

/** How many more there are of what a note names. */
const andMore = (count: number): string => (count > 1 ? `, ${andSoAre(count - 1)}` : "");

/**
 * Sessions that are new, moved, changed, cancelled or restored. A meeting is known again by the source's key, else by
 * its classes, start and rooms. Where a source holds everything and changed the key of a meeting that it moved, the one
 * that is left over in the same week, of the same classes, kind and staff and nearest in time, is taken for it, and the
 * preview says so. One that another source tells of already, at that time and in that place, is asked about.
 */
export function* planMeetings(
  desk: PlanDesk,
  recognised: RecognisedMeetings,
  resolved: readonly ResolvedMeeting[],
  classes: readonly StoredClass[],
  rooms: readonly StoredRoom[],
  planned: PlannedDaysOff,
  nameStaff: (id: string) => string,
): Pieces<MeetingPlan> {
  const { content, ledger, now, rings, world } = desk;
  const { replaced, followed } = recognised;

  const titles = new Map(classes.map(({ id, title }) => [id, title]));
  const codes = new Map(classes.map(({ id, code }) => [id, code]));
  const roomCodes = new Map(rooms.map(({ id, code }) => [id, code]));
  const sessions: SessionPlan[] = [];
  const cancelled: string[] = [];
  const restored: string[] = [];
  const links: SourceKey[] = [];
  const versions: RaisedVersion[] = [];
  const held: SessionItem[] = [];
  const asked: Asked = { begun: 0 };
  const tellPlanKey = (plan: Pick<SessionPlan, "classes" | "day">): string =>
    `${plan.classes.map((id) => codes.get(id) ?? id).join(" and ")} on ${plan.day}`;
  const clock = createClock();
  const tell = (plan: SessionPlan): string => tellPlan(plan, roomCodes, clock, desk.timeZone);
  const fields = planWords({ classes: codes, rooms: roomCodes, staff: nameStaff }, clock);
  const onDayOff: ResolvedMeeting[] = [];
  const overElsewhere: ResolvedMeeting[] = [];
  let overIn: string | null = null;
  const { matches, within, crowded } = yield* matchMeetings(desk, resolved, tell);
  const ids = new Map<ResolvedMeeting, string>();
  const off = daysOff(desk, planned);

  for (const [meeting, before, how] of matches) {
    yield;
    const { item, rebuilt, classes: of, rooms: places, staff } = meeting;
    const takesOver = how === "double" && before !== null;
    const key = keyOf(item, before, how, content.source);
    const plan: SessionPlan = {
      id: before?.plan.id ?? desk.mint(),
      kind: "timetabled",
      start: item.start,
      end: item.end,
      timeZone: item.timeZone,
      day: item.day,
      rooms: places,
      classes: of,
      staff: staff ?? before?.plan.staff ?? [],
      required: item.required ?? before?.plan.required ?? true,
      weight: item.weight ?? before?.plan.weight ?? 1,
      title: item.title ?? before?.plan.title ?? titles.get(of[0] ?? "") ?? item.key,
      sort: item.sort ?? before?.plan.sort ?? "",
      mode: item.mode ?? before?.plan.mode ?? "in_person",
      // Whoever made a meeting keeps it; a plain file only says how it is to be.
      source:
        before !== null && before.plan.source?.name !== content.source && !takesOver
          ? before.plan.source
          : {
              name: content.source,
              key,
              sequence: item.sequence,
              ...(item.version === undefined ? {} : { version: item.version }),
            },
    };
    ids.set(meeting, plan.id);
    if (how === "likeness" && before !== null) {
      ledger.note(
        "guessed",
        item.at,
        ...nameIn(content, item),
        `${takenByLikeness}${tell(before.plan)}, so that its marks stay`,
        "refuse the import if it is another",
      );
    }
    if (before !== null && before.plan.source?.name !== content.source && !takesOver) {
      // Where its owner moves it, this row is still about it.
      const joined = joinedKey(item.key);
      const known = rings.session.before.get(joined);
      rings.session.claim(joined, null, plan.id);
      if (known?.id !== plan.id || known.endedAt != null)
        links.push({ source: content.source, thing: "session", key: joined, id: plan.id, endedAt: null });
    }
    if (takesOver) {
      if (before.plan.source !== null) {
        const { name, key: told } = before.plan.source;
        links.push({ source: name, thing: "session", key: told, id: plan.id, endedAt: null });
      }
    }
    const words = {
      thing: "session" as const,
      key: tellPlanKey(plan),
      before: before && tell(before.plan),
      after: tell(plan),
      ...(before && tellMeetings(before.plan, plan, tell, fields(before.plan, plan))),
    };
    const said = before === null ? undefined : world.said.get(before.plan.id);
    if (item.cancelled) {
      if (before !== null && before.state !== "cancelled" && said?.cancelled !== true) {
        cancelled.push(plan.id);
        versions.push(...raisedBy(item, key, before, desk));
        ledger.say({ change: "end", ...words, after: "cancelled" });
      } else if (before !== null) {
        ledger.same("session");
        versions.push(...raisedBy(item, key, before, desk));
      }
      continue;
    }
    // Who cancelled it restores it: what a person cancelled, no source that goes on naming it brings back.
    const isOver = before?.state === "cancelled" && said?.cancelled === true;
    if (isOver && !takesOver && before.plan.source?.name !== content.source) {
      overElsewhere.push(meeting);
      overIn ??= before.plan.source?.name ?? null;
      ledger.same("session");
      continue;
    }
    const back = isOver;
    held.push(item);
    if (before !== null && !back && !takesOver && said?.plan && saysTheSame(said.plan, plan, item, staff)) {
      ledger.same("session");
      versions.push(...raisedBy(item, key, before, desk));
      continue;
    }
    if (back) restored.push(plan.id);
    const moved =
      before !== null &&
      (before.plan.start.epochMilliseconds !== plan.start.epochMilliseconds ||
        before.plan.end.epochMilliseconds !== plan.end.epochMilliseconds);
    if (moved && Temporal.Instant.compare(before.plan.start, now) <= 0) asked.begun += 1;
    if (rebuilt && before !== null) {
      ledger.note(
        "guessed",
        item.at,
        "SEQUENCE",
        String(item.sequence),
        `is below what is stored (${before.plan.source?.sequence ?? 0}), but newer: the calendar seems to be made anew, and is taken`,
        "discard the import if it is an old file",
      );
    }
    const title = off.get(plan.day);
    if (title !== undefined && (before === null || back || before.plan.day !== plan.day)) {
      onDayOff.push(meeting);
      words.after = `${words.after}, not held: no teaching (${title})`;
    }
    if (before === null) ledger.say({ change: "add", ...words });
    else if (moved) ledger.say({ change: "move", ...words });
    else if (back) ledger.say({ change: "change", ...words, before: "cancelled" });
    else if (!samePlan(before.plan, plan)) ledger.say({ change: "change", ...words });
    else ledger.same("session");
    if (before === null || !samePlan(before.plan, plan)) sessions.push(plan);
    // One that is held again as it was is told by a newer word all the same.
    else versions.push(...raisedBy(item, key, before, desk));
  }

  for (const [{ item }, kept] of within) {
    // A row that is another's meeting as well stays with it in the next file.
    const id = ids.get(kept);
    if (id === undefined) continue;
    rings.session.claim(item.key, null, id);
    ledger.same("session");
    links.push({ source: content.source, thing: "session", key: item.key, id, endedAt: null });
  }
  tellDaysOff(desk, onDayOff, off);
  tellOverElsewhere(desk, overElsewhere, overIn);

  const complete = isComplete(desk, "session");
  const matched = new Set([...followed, ...matches.flatMap(([, before]) => before?.plan.id ?? [])]);
  const saidOver = new Set(content.ended.flatMap(({ thing, key }) => (thing === "session" ? [key] : [])));
  const given = new Set(replaced);
  const classesOf = (ids: readonly string[]): string => [...ids].sort().join();
  const newRows = new Map(
    matches.flatMap(([meeting, before]) =>
      before === null && isRowKey(meeting.item.key) ? [[classesOf(meeting.classes), meeting] as const] : [],
    ),
  );
  const apart: { readonly row: ResolvedMeeting; readonly over: string }[] = [];
  for (const session of world.sessions) {
    yield;
    const { plan, state } = session;
    if (matched.has(plan.id) || state === "cancelled" || plan.source?.name !== content.source) continue;
    const said = saidOver.has(plan.source.key) || given.has(plan.id);
    const { sessionDays: days } = content;
    const missing =
      complete &&
      (days === null || (days.from <= plan.day && plan.day <= days.to)) &&
      // Feeds forget the past: what has begun stays.
      Temporal.Instant.compare(now, plan.start) < 0;
    if (!said && !missing) continue;
    // It has said so before, and a person restored it since.
    if (world.said.get(plan.id)?.cancelled === true) continue;
    cancelled.push(plan.id);
    const row = isRowKey(plan.source.key) ? newRows.get(classesOf(plan.classes)) : undefined;
    if (row !== undefined && !said) apart.push({ row, over: tell(plan) });
    ledger.say({
      thing: "session",
      change: "end",
      key: tellPlanKey(plan),
      before: tell(plan),
      after: "cancelled",
    });
  }
  tellApart(desk, apart);
  // Whoever refers to these sessions by key finds them.
  for (const plan of sessions) if (plan.source !== null) rings.session.claim(plan.source.key, null, plan.id);
  return {
    sessions,
    cancelled,
    restored,
    links,
    versions,
    held,
    warnings: warningsOf(recognised, { ...asked, crowded }),
  };
}

function warningsOf(
  { reused, unfounded, guessedMoves, outOfSeries, seriesOver }: RecognisedMeetings,
  { begun, crowded }: Asked & Pick<Matched, "crowded">,
): readonly string[] {
  const warnings: string[] = [];
  if (reused > 0) {
    warnings.push(
      reused === 1
        ? "1 meeting has the key of a session that has begun or is of other classes: it would be added as another one"
        : `${reused} meetings have the keys of sessions that have begun or are of other classes: they would be added as others`,
    );
  }
  if (unfounded > 0) {
    warnings.push(
      unfounded === 1
        ? "1 meeting replaces one of a series that nobody knows: it would be added as one more"
        : `${unfounded} meetings replace those of series that nobody knows: they would be added as more`,
    );
  }
  if (guessedMoves > 0) {
    warnings.push(
      `${guessedMoves === 1 ? "1 meeting of a series that is" : `${guessedMoves} meetings of series that are`} stored would move, although SEQUENCE does not say that the file is newer`,
    );
  }
  if (outOfSeries > 0) {
    warnings.push(
      outOfSeries === 1
        ? "1 session would be cancelled, which the newer version of its series has no longer"
        : `${outOfSeries} sessions would be cancelled, which the newer versions of their series have no longer`,
    );
  }
  if (seriesOver > 0) {
    warnings.push(
      seriesOver === 1
        ? "1 session would be cancelled, whose series the file cancels as a whole"
        : `${seriesOver} sessions would be cancelled, whose series the file cancels as a whole`,
    );
  }
  if (begun > 0) {
    warnings.push(
      begun === 1
        ? "1 session that has begun would get other times, and its marks would be judged by them"
        : `${begun} sessions that have begun would get other times, and their marks would be judged by them`,
    );
  }
  if (crowded > 0) {
    warnings.push(
      crowded === 1
        ? "1 session would move to a time at which its class has another in the same room: both would stand"
        : `${crowded} sessions would move to times at which their classes have others in the same rooms: all would stand`,
    );
  }
  return warnings;
}

/** The days on which nothing is held, as they would be after this import, each with its title. */
function daysOff({ world }: PlanDesk, { put, ended }: PlannedDaysOff): ReadonlyMap<string, string> {
  const off = new Map([...world.roster.nonTeachingDays, ...put].map(({ day, title }) => [day, title]));
  for (const { day } of ended) off.delete(day);
  return off;
}

/** How it is told that a stored meeting is meant whose key is another. */
const takenByLikeness = "taken for the meeting of ";

/** Whether a note says that a meeting was taken for a stored one of another key. */
export const isTakenByLikeness = ({ severity, message }: ImportNote): boolean =>
  severity === "guessed" && message.startsWith(takenByLikeness);

/** Says what is planned on days without teaching: it is stored, is cancelled for its day, and nobody is expected. */
function tellDaysOff(
  { content, ledger }: PlanDesk,
  meetings: readonly ResolvedMeeting[],
  off: ReadonlyMap<string, string>,
): void {
  const [first] = meetings;
  if (first === undefined) return;
  const { item } = first;
  ledger.note(
    "guessed",
    item.at,
    ...nameIn(content, item),
    `is on ${item.day}, a day without teaching (${off.get(item.day) ?? ""}): it is not held, and nobody is expected${andMore(meetings.length)}`,
    "nothing, if that is so; if it is held all the same, restore the session after the import, or take the day out of those without teaching",
  );
}

/** Says that rows without an id are other meetings than those of their class that a complete file holds no longer. */
function tellApart(
  { content, ledger }: PlanDesk,
  apart: readonly { readonly row: ResolvedMeeting; readonly over: string }[],
): void {
  const [first] = apart;
  if (first === undefined) return;
  const { item } = first.row;
  ledger.note(
    "guessed",
    item.at,
    ...nameIn(content, item),
    `is another meeting than ${first.over}, which the file holds no longer and which is cancelled: a row without a session_id is known by its class and time${andMore(apart.length)}`,
    "nothing, if that is so; if it was moved, move the session in Muster first, or give each row a session_id in this file before it moves",
  );
}

/** Says what a table goes on telling of although whoever it belongs to has cancelled it. */
function tellOverElsewhere(
  { content, ledger }: PlanDesk,
  meetings: readonly ResolvedMeeting[],
  owner: string | null,
): void {
  const [first] = meetings;
  if (first === undefined) return;
  const { item } = first;
  ledger.note(
    "ignored",
    item.at,
    ...nameIn(content, item),
    `is cancelled by ${tellSource(owner)}, to which the meeting belongs, and stays cancelled${andMore(meetings.length)}`,
    "if it is held all the same, restore the session by hand; else take the row out of the file",
  );
}

/**
 * A meeting before and after a change. The key of a row without an id only says its other cells once more: it is told where
 * nothing else is.
 */
function tellMeetings(
  before: SessionPlan,
  after: SessionPlan,
  tell: (plan: SessionPlan) => string,
  words: FieldWords<SessionPlan>,
): { readonly before: string; readonly after: string } {
  const { source } = before;
  const areRows = source !== null && isRowKey(source.key) && isRowKey(after.source?.key ?? "");
  const told = areRows ? tellChange(before, { ...after, source }, tell, words) : null;
  return told === null || told.before === told.after ? tellChange(before, after, tell, words) : told;
}

/**
 * The key of a meeting from now on. One that its source calls by another id now goes by that one, so that it is found under it
 * wherever it moves; a row that only leaves its id out does not take it away.
 */
function keyOf(item: SessionItem, before: StoredSession | null, how: How, source: string): string {
  const told = before?.plan.source;
  if (told == null || told.name !== source || how === "double") return item.key;
  return isRowKey(item.key) && !isRowKey(told.key) ? told.key : item.key;
}

/**
 * What tells that a word was the newest, and under which key, where it says what the one before said or takes the meeting
 * back: else an older one that comes later would be taken for newer, and one that moves it would not find it.
 */
function raisedBy(
  item: SessionItem,
  key: string,
  before: StoredSession,
  desk: PlanDesk,
): readonly RaisedVersion[] {
  const { source } = before.plan;
  if (source?.name !== desk.content.source) return [];
  const version = isToldAnew(item, before, desk)
    ? { sequence: item.sequence, modified: item.version?.modified ?? null }
    : { sequence: source.sequence, modified: source.modified ?? null };
  if (
    key === source.key &&
    version.sequence === source.sequence &&
    version.modified === (source.modified ?? null)
  )
    return [];
  return [{ session: before.plan.id, source: source.name, key, ...version }];
}

/** Whether a word has a number or a date that is another than the stored one's, and counts by it. */
function isToldAnew(item: SessionItem, before: StoredSession, desk: PlanDesk): boolean {
  const { content } = desk;
  const { source } = before.plan;
  if (item.version === undefined) return false;
  const isSame =
    (item.sequence ?? 0) === (source?.sequence ?? 0) && item.version.modified === (source?.modified ?? null);
  // What tells all that there is, each time it is asked for, is no newer for having been asked again.
  return (
    !isSame && !(content.scope.session === "complete" && isStampedAnew(item, storedVersion(before, desk)))
  );
}

/** Whether a source says of a session what it said the last time, whatever people made of it since. */
function saysTheSame(
  last: SessionPlan,
  now: SessionPlan,
  item: SessionItem,
  staff: readonly string[] | undefined,
): boolean {
  return samePlan(last, {
    ...now,
    staff: staff ?? last.staff,
    required: item.required ?? last.required,
    weight: item.weight ?? last.weight,
    title: item.title ?? last.title,
    sort: item.sort ?? last.sort,
    mode: item.mode ?? last.mode,
    source: last.source,
  });
}

/**
 * The recognised meetings whose classes are known; the others are refused. One that stands in the file twice under two
 * keys, at one time and in one place, is one meeting.
 */
export function* resolveMeetings(
  desk: PlanDesk,
  { meetings }: RecognisedMeetings,
): Pieces<readonly Omit<ResolvedMeeting, "rooms" | "staff">[]> {
  const { content, ledger, rings } = desk;
  const places = new Map<string, SessionItem>();
  const resolve = (meeting: RecognisedMeeting): readonly Omit<ResolvedMeeting, "rooms" | "staff">[] => {
    const { item } = meeting;
    if (inImpossibleYear(desk, item.at, "start", item.day)) return [];
    const unknown = item.classes.find((key) => rings.class.find(key) === null);
    if (unknown !== undefined || item.classes.length === 0) {
      const like = unknown === undefined ? null : rings.class.near(unknown);
      ledger.note(
        "refused",
        item.at,
        "class",
        unknown ?? null,
        `nobody knows this class${like === null ? "" : `, and it is nearly ${like}`}`,
        like === null
          ? "add the class first, or correct it"
          : `write ${like} if that is meant, or add the class first`,
      );
      return [];
    }
    const classes = idsIn(rings.class, item.classes);
    if (item.rooms.length > 0 && !item.cancelled && content.kind !== "csv") {
      const place = JSON.stringify([
        [...classes].sort(),
        item.start.epochMilliseconds,
        item.end.epochMilliseconds,
        item.rooms.map((name) => rings.room.find(name) ?? codeKey(name)).sort(),
        item.sort ?? "",
      ]);
      const twin = places.get(place);
      if (twin !== undefined) {
        ledger.note(
          "guessed",
          item.at,
          "UID",
          tellKey(item.key),
          `is at the time and in the place of line ${twin.at.line ?? "?"}, under another key: both are taken for one meeting`,
          "give one of the two another place or time, if they are two",
        );
        return [];
      }
      places.set(place, item);
    }
    return [{ ...meeting, classes }];
  };
  const resolved: Omit<ResolvedMeeting, "rooms" | "staff">[] = [];
  for (const meeting of meetings) {
    yield;
    resolved.push(...resolve(meeting));
  }
  return resolved;
}

/** Lays rooms and staff to the meetings, once those that nobody had are made. */
export function* placeMeetings(
  desk: PlanDesk,
  meetings: readonly Omit<ResolvedMeeting, "rooms" | "staff">[],
  staffAt: StaffAt,
): Pieces<readonly ResolvedMeeting[]> {
  const { rings } = desk;
  const placed: ResolvedMeeting[] = [];
  const before = new Map<string, { readonly item: SessionItem; readonly former: string; meetings: number }>();
  for (const meeting of meetings) {
    yield;
    const { item } = meeting;
    placed.push({
      ...meeting,
      rooms: idsIn(rings.room, item.rooms),
      staff: item.staff && [...new Set(item.staff.flatMap((key) => staffAt(key, item.start) ?? []))],
    });
    for (const key of item.staff ?? []) {
      const [former, bearer] = [staffAt(key, item.start), rings.staff.find(key)];
      if (former === null || bearer === null || former === bearer) continue;
      const told = before.get(`${key} ${former}`);
      if (told === undefined) before.set(`${key} ${former}`, { item, former, meetings: 1 });
      else told.meetings += 1;
    }
  }
  for (const [named, { item, former, meetings: count }] of before)
    tellFormer(desk, named, item, former, count);
  return placed;
}

/** Says whose meetings are that name a login which somebody else has by now. */
function tellFormer(
  { ledger, world: { roster } }: PlanDesk,
  named: string,
  item: SessionItem,
  former: string,
  meetings: number,
): void {
  const person = roster.people.find(({ id }) => id === former);
  const name = [person?.givenName, person?.familyName]
    .filter((part) => part != null && part !== "")
    .join(" ");
  ledger.note(
    "guessed",
    item.at,
    "staff",
    named.slice(0, named.lastIndexOf(" ")),
    `was ${name || "somebody else"}'s at that time: the meeting is theirs, and not of whoever has it now${andMore(meetings)}`,
    "nothing, if that is so",
  );
}

const idsIn = (ring: PlanDesk["rings"]["room"], names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => ring.find(name) ?? [])),
];

function* matchMeetings(
  desk: PlanDesk,
  items: readonly ResolvedMeeting[],
  tell: (plan: SessionPlan) => string,
): Pieces<Matched> {
  const { content, world, now } = desk;
  const own = world.sessions.filter(({ plan }) => plan.source?.name === content.source);
  const taken = new Set(items.flatMap(({ before }) => before?.plan.id ?? []));
  const take = (session: StoredSession | undefined): StoredSession | null => {
    if (session === undefined || taken.has(session.plan.id)) return null;
    taken.add(session.plan.id);
    return session;
  };
  const found = new Map<ResolvedMeeting, Match>();
  for (const one of items) if (one.before !== null) found.set(one, [one, one.before, "key"]);
  const byStart = groupBy(content.kind === "csv" ? world.sessions : own, ({ plan }) =>
    startKey(plan.classes, plan.start),
  );
  const keys = new Set(items.map(({ item }) => item.key));
  const vanished = ({ plan }: StoredSession): boolean =>
    content.kind === "csv" || (content.scope.session === "complete" && !keys.has(plan.source?.key ?? ""));
  // The surest first, whatever the order of the rows: groups that meet at one time are told apart by their rooms, then by
  // their staff, and what is left over is whoever changed both.
  const places: readonly ((one: ResolvedMeeting, session: StoredSession) => boolean)[] = [
    ({ rooms, staff }, { plan }) => sameIds(rooms, plan.rooms) && sameIds(staff ?? plan.staff, plan.staff),
    ({ rooms }, { plan }) => sameIds(rooms, plan.rooms),
    ({ staff }, session) =>
      staff !== undefined && staff.length > 0 && sameIds(staff, session.plan.staff) && vanished(session),
    ({ rooms }, session) => rooms.length === 0 || session.plan.rooms.length === 0 || vanished(session),
  ];
  const isOwn = ({ plan }: StoredSession): boolean => plan.source?.name === content.source;
  // A table may go on telling of what another source or a person made, as long as it says when and where that is.
  const isIts = (one: ResolvedMeeting, session: StoredSession): boolean =>
    isOwn(session) ||
    (sameIds(one.rooms, session.plan.rooms) &&
      one.item.end.epochMilliseconds === session.plan.end.epochMilliseconds);
  const likenesses = places.flatMap((isThere) => [
    (one: ResolvedMeeting, session: StoredSession) =>
      isThere(one, session) && isCalledAlike(one.item, world.said.get(session.plan.id)?.plan ?? session.plan),
    isThere,
  ]);
  const orders = new Map<ResolvedMeeting, string>();
  for (const one of items) {
    yield;
    orders.set(one, orderOf(one));
  }
  const inOrder = items.toSorted((a, b) => compareText(orders.get(a) ?? "", orders.get(b) ?? ""));
  for (const isLike of likenesses) {
    for (const one of inOrder) {
      yield;
      if (found.has(one)) continue;
      const free = (byStart.get(startKey(one.classes, one.item.start)) ?? []).find(
        (session) => !taken.has(session.plan.id) && isIts(one, session) && isLike(one, session),
      );
      const session = take(free);
      if (session !== null) found.set(one, [one, session, "start"]);
    }
  }
  if (content.scope.session === "complete" && content.kind !== "csv") {
    // What has begun is over and stays, so only what is still to come can have moved.
    const left = own.filter(
      ({ plan, state }) =>
        !taken.has(plan.id) && state !== "cancelled" && Temporal.Instant.compare(now, plan.start) < 0,
    );
    const asked = new Map(
      items.flatMap((one) => (found.has(one) || one.item.cancelled ? [] : [[one.item.key, one] as const])),
    );
    const moved = matchMovedSessions(
      left.map(({ plan }) => ({ ...plan, key: plan.id })),
      [...asked.values()].map(({ item, classes, staff }) => ({
        key: item.key,
        classes,
        sort: item.sort ?? "",
        staff: staff ?? [],
        start: item.start,
        end: item.end,
        timeZone: item.timeZone,
      })),
    );
    const byId = new Map(left.map((session) => [session.plan.id, session]));
    for (const { from, to } of moved) {
      const one = asked.get(to);
      const match = take(byId.get(from));
      if (one !== undefined && match !== null) found.set(one, [one, match, "likeness"]);
    }
  }
  const doubles = yield* settleDoubles(desk, inOrder, found, tell);
  for (const [one, session] of doubles.stored) found.set(one, [one, session, "double"]);
  const matches = items.flatMap((one): Match[] =>
    doubles.left.has(one) || doubles.within.has(one) ? [] : [found.get(one) ?? [one, null, "new"]],
  );
  return { matches, within: doubles.within, crowded: doubles.crowded };
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

/** An order of meetings that is their own, not their file's. */
function orderOf({ item, rooms, staff = [] }: ResolvedMeeting): string {
  return JSON.stringify([
    item.start.epochMilliseconds,
    [...rooms].sort(),
    [...staff].sort(),
    item.sort ?? "",
    item.key,
  ]);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const startKey = (classes: readonly string[], start: Temporal.Instant): string =>
  `${[...classes].sort().join(" ")} ${start.epochMilliseconds}`;

/** A meeting in words: `2026-11-23 09:00 to 10:00, BSB214`; its zone where that is not the institution's. */
function tellPlan(
  { start, end, timeZone, rooms, mode, title, sort }: SessionPlan,
  codes: ReadonlyMap<string, string>,
  clock: ReturnType<typeof createClock>,
  institution: string,
): string {
  const where = mode === "remote" ? ["remote"] : rooms.map((id) => codes.get(id) ?? id);
  const what = sort === "" ? title : `${title} (${sort})`;
  const from = clock(start, timeZone);
  const zone = timeZone === institution ? "" : ` in ${timeZone}`;
  return [`${from.day} ${from.time} to ${clock(end, timeZone).time}${zone}`, ...where, what].join(", ");
}

/** What of a meeting is told where `tellPlan` does not show that it changes. */
const planWords =
  (
    names: {
      readonly classes: ReadonlyMap<string, string>;
      readonly rooms: ReadonlyMap<string, string>;
      readonly staff: (id: string) => string;
    },
    clock: ReturnType<typeof createClock>,
  ) =>
  (before: SessionPlan, after: SessionPlan): FieldWords<SessionPlan> => {
    const when = (at: Temporal.Instant): string => {
      const { day, time } = clock(at, after.timeZone);
      // Less than a minute apart only the instants tell.
      const isNear = [before.start.until(after.start), before.end.until(after.end)].some(
        (by) => by.sign !== 0 && Math.abs(by.total("minutes")) < 1,
      );
      return isNear ? at.toString() : `${day} ${time}`;
    };
    return {
      id: null,
      kind: null,
      start: (start) => `begins ${when(start)}`,
      end: (end) => `ends ${when(end)}`,
      timeZone: (zone) => `in ${zone}`,
      day: (day) => `of ${day}`,
      rooms: (rooms) =>
        `in ${listed(
          rooms.map((id) => names.rooms.get(id) ?? id),
          "no room",
        )}`,
      classes: (classes) =>
        `of ${listed(
          classes.map((id) => names.classes.get(id) ?? id),
          "no class",
        )}`,
      staff: (staff) => `taught by ${listed(staff.map(names.staff), "nobody")}`,
      required: (required) => (required ? "required" : "not required"),
      weight: (weight) => `weight ${weight}`,
      title: (title) => `title ${title || "none"}`,
      sort: (sort) => `kind ${sort || "none"}`,
      mode: (mode) => modes[mode],
      source: (source) =>
        source === null
          ? "kept by hand"
          : `told by ${tellSource(source.name)} as ${tellRowKey(source.key, (at) => clock(at, after.timeZone)) ?? tellKey(source.key)}${source.sequence === null ? "" : `, SEQUENCE ${source.sequence}`}`,
    };
  };

const modes: Readonly<Record<SessionPlan["mode"], string>> = {
  in_person: "in person",
  remote: "remote",
  hybrid: "in person and remote",
};

/** Tells local times; a timetable has many meetings and few instants, and a zone is slow to ask. */
function createClock(): (
  at: Temporal.Instant,
  timeZone: string,
) => { readonly day: string; readonly time: string } {
  const known = new Map<string, { readonly day: string; readonly time: string }>();
  return (at, timeZone) => {
    const key = `${timeZone} ${at.epochMilliseconds}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const local = at.toZonedDateTimeISO(timeZone);
    const told = {
      day: local.toPlainDate().toString(),
      time: local.toPlainTime().toString({ smallestUnit: "minute" }),
    };
    known.set(key, told);
    return told;
  };
}
