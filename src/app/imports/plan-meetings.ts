import { Temporal } from "temporal-polyfill";
import { codeKey } from "../../domain/kernel/code-key.ts";
import { overlaps } from "../../domain/timetable/session.ts";
import { samePlan } from "../facts/change-timetable.ts";
import type { SessionPlan, StoredSession } from "../facts/fact-transaction.ts";
import type { SourceKey, StoredClass, StoredRoom } from "../rosters/roster-transaction.ts";
import { matchMovedSessions } from "./calendar/match-moved-sessions.ts";
import { isCalledAlike, joinedKey } from "./distinct-meetings.ts";
import { groupBy } from "./group-by.ts";
import type { SessionItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import { inImpossibleYear, isComplete, type PlanDesk } from "./plan-desk.ts";
import type { RecognisedMeeting, RecognisedMeetings } from "./recognise-meetings.ts";

export interface MeetingPlan {
  readonly sessions: readonly SessionPlan[];
  readonly cancelled: readonly string[];
  readonly restored: readonly string[];
  /** Keys under which other sources go on telling of sessions that this import takes over. */
  readonly links: readonly SourceKey[];
  /** What somebody has to look at before it is done, in words. */
  readonly warnings: readonly string[];
}

/** A meeting whose classes, rooms and staff are known. */
export interface ResolvedMeeting extends RecognisedMeeting {
  readonly classes: readonly string[];
  readonly rooms: readonly string[];
  readonly staff: readonly string[] | undefined;
}

/** How a meeting was known again. */
type How = "key" | "start" | "likeness" | "double" | "new";
type Match = readonly [ResolvedMeeting, StoredSession | null, How];

/** A session that begins to move under people's feet is asked about. */
interface Asked {
  begun: number;
}

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
  const asked: Asked = { begun: 0 };
  const tellKey = (plan: Pick<SessionPlan, "classes" | "day">): string =>
    `${plan.classes.map((id) => codes.get(id) ?? id).join(" and ")} on ${plan.day}`;
  const clock = createClock();
  const tell = (plan: SessionPlan): string => tellPlan(plan, roomCodes, clock);
  const matches = yield* matchMeetings(desk, resolved, tell);

  for (const [{ item, rebuilt, classes: of, rooms: places, staff }, before, how] of matches) {
    yield;
    const takesOver = how === "double" && before !== null;
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
              key: item.key,
              sequence: item.sequence,
              ...(item.version === undefined ? {} : { version: item.version }),
            },
    };
    if (how === "likeness" && before !== null) {
      ledger.note(
        "guessed",
        item.at,
        null,
        item.key,
        `taken for the meeting of ${tell(before.plan)}, so that its marks stay`,
        "refuse the import if it is another",
      );
    }
    if (before !== null && before.plan.source?.name !== content.source && !takesOver) {
      // Where its owner moves it, this row is still about it.
      const key = joinedKey(item.key);
      rings.session.claim(key, null, plan.id);
      if (rings.session.before.get(key)?.id !== plan.id || rings.session.before.get(key)?.endedAt != null)
        links.push({ source: content.source, thing: "session", key, id: plan.id, endedAt: null });
    }
    if (takesOver) {
      if (before.plan.source !== null) {
        const { name, key } = before.plan.source;
        links.push({ source: name, thing: "session", key, id: plan.id, endedAt: null });
      }
    }
    const words = {
      thing: "session" as const,
      key: tellKey(plan),
      before: before && tell(before.plan),
      after: tell(plan),
    };
    const said = before === null ? undefined : world.said.get(before.plan.id);
    if (item.cancelled) {
      if (before !== null && before.state !== "cancelled" && said?.cancelled !== true) {
        cancelled.push(plan.id);
        ledger.say({ change: "end", ...words, after: "cancelled" });
      } else if (before !== null) ledger.same("session");
      continue;
    }
    // Who cancelled it restores it: what a person cancelled, no source that goes on naming it brings back.
    const back = before?.state === "cancelled" && said?.cancelled === true;
    if (before !== null && !back && !takesOver && said?.plan && saysTheSame(said.plan, plan, item, staff)) {
      ledger.same("session");
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
    if (before === null) ledger.say({ change: "add", ...words });
    else if (moved) ledger.say({ change: "move", ...words });
    else if (back) ledger.say({ change: "change", ...words, before: "cancelled" });
    else if (!samePlan(before.plan, plan)) ledger.say({ change: "change", ...words });
    else ledger.same("session");
    if (before === null || !samePlan(before.plan, plan)) sessions.push(plan);
  }

  const complete = isComplete(desk, "session");
  const matched = new Set([...followed, ...matches.flatMap(([, before]) => before?.plan.id ?? [])]);
  const saidOver = new Set(content.ended.flatMap(({ thing, key }) => (thing === "session" ? [key] : [])));
  const given = new Set(replaced);
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
    ledger.say({
      thing: "session",
      change: "end",
      key: tellKey(plan),
      before: tell(plan),
      after: "cancelled",
    });
  }
  // Whoever refers to these sessions by key finds them.
  for (const plan of sessions) if (plan.source !== null) rings.session.claim(plan.source.key, null, plan.id);
  return { sessions, cancelled, restored, links, warnings: warningsOf(recognised, asked) };
}

function warningsOf(
  { reused, unfounded, guessedMoves, outOfSeries, seriesOver }: RecognisedMeetings,
  { begun }: Asked,
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
  return warnings;
}

/** Who tells of a session, as people know it. */
function tellSource(name: string | null): string {
  if (name === null) return "people by hand";
  if (name === "csv") return "a CSV file";
  if (name === "icalendar") return "calendars that were uploaded";
  return name.replace(/^calendar /, "the calendar ").replace(/^feed .*/, "a feed");
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
          item.key,
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
  { rings }: PlanDesk,
  meetings: readonly Omit<ResolvedMeeting, "rooms" | "staff">[],
): Pieces<readonly ResolvedMeeting[]> {
  const placed: ResolvedMeeting[] = [];
  for (const meeting of meetings) {
    yield;
    const { item } = meeting;
    placed.push({
      ...meeting,
      rooms: idsIn(rings.room, item.rooms),
      staff: item.staff === undefined ? undefined : idsIn(rings.staff, item.staff),
    });
  }
  return placed;
}

const idsIn = (ring: PlanDesk["rings"]["room"], names: readonly string[]): readonly string[] => [
  ...new Set(names.flatMap((name) => ring.find(name) ?? [])),
];

function* matchMeetings(
  desk: PlanDesk,
  items: readonly ResolvedMeeting[],
  tell: (plan: SessionPlan) => string,
): Pieces<readonly Match[]> {
  const { content, ledger, world, now } = desk;
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
  const left = new Set<ResolvedMeeting>();
  const doubles = yield* findDoubles(
    desk,
    inOrder.filter((one) => !found.has(one)),
    taken,
  );
  for (const [owner, pairs] of groupBy(doubles, ([, { plan }]) => plan.source?.name ?? "")) {
    const answer = askAboutDoubles(desk, owner, pairs, tell);
    for (const [one, session] of pairs) {
      if (answer === "same") found.set(one, [one, session, "double"]);
      if (answer === null) left.add(one);
    }
  }
  const first = [...left][0];
  if (first !== undefined) {
    ledger.note(
      "refused",
      first.item.at,
      ...nameIn(content, first.item),
      left.size === 1
        ? "is there already, told by another source"
        : `is there already, told by another source, and so are ${left.size - 1} more`,
      "answer in the preview whether they are the same; until then they are left out",
    );
  }
  return items.flatMap((one): Match[] => (left.has(one) ? [] : [found.get(one) ?? [one, null, "new"]]));
}

type Double = readonly [ResolvedMeeting, StoredSession];

/**
 * New meetings that another source tells of already: of the same class, at a time that overlaps, in the same room or
 * where nobody says. A class cannot be there twice at once; in another room another group of it can.
 */
function* findDoubles(
  { content, ledger, world }: PlanDesk,
  items: readonly ResolvedMeeting[],
  matched: ReadonlySet<string>,
): Pieces<readonly Double[]> {
  const taken = new Set(matched);
  const byClass = new Map<string, StoredSession[]>();
  for (const session of world.sessions) {
    if (session.plan.source?.name === content.source || session.state === "cancelled") continue;
    for (const id of session.plan.classes) {
      const known = byClass.get(id);
      if (known) known.push(session);
      else byClass.set(id, [session]);
    }
  }
  const doubles: Double[] = [];
  let beside: SessionItem | null = null;
  for (const one of items) {
    yield;
    if (one.item.cancelled) continue;
    const near = one.classes
      .flatMap((id) => byClass.get(id) ?? [])
      .filter(({ plan }) => !taken.has(plan.id) && overlaps(plan, one.item));
    const double = near.find(({ plan }) => meetsIn(one.rooms, plan.rooms));
    if (double === undefined) {
      if (near.length > 0) beside ??= one.item;
      continue;
    }
    taken.add(double.plan.id);
    doubles.push([one, double]);
  }
  if (beside !== null) {
    ledger.note(
      "guessed",
      beside.at,
      ...nameIn(content, beside),
      "is at the time of a meeting of this class that another source tells of, in another room: it is taken for another group",
      "discard the import if it is the same one, and join the two rooms first",
    );
  }
  return doubles;
}

/** Asks once for each other source, and says what was answered; null until somebody has. */
function askAboutDoubles(
  { content, ledger }: PlanDesk,
  owner: string,
  pairs: readonly Double[],
  tell: (plan: SessionPlan) => string,
): "same" | "another" | null {
  const [first] = pairs;
  if (first === undefined) return null;
  const [{ item }, { plan }] = first;
  const key = `meetings ${owner}`.trim();
  const answer = content.answers[key] ?? null;
  const teller = tellSource(owner === "" ? null : owner);
  const many = pairs.length > 1;
  ledger.ask({
    key,
    text: many
      ? `${pairs.length} meetings are there already, told by ${teller}: at the same time, of the same class and in the same room. Are they the same ones?`
      : `A meeting is there already, told by ${teller}: at the same time, of the same class and in the same room. Is it the same one?`,
    file: item.at.file,
    line: item.at.line,
    before: `${tell(plan)}${many ? ` and ${pairs.length - 1} more, told by ${teller}` : `, told by ${teller}`}`,
    after: many ? `the ${pairs.length} meetings of this file` : "the meeting of this file",
    answer,
  });
  return answer;
}

/** The column and value by which the reader of a note finds a meeting in its file. */
function nameIn(
  { kind }: Pick<PlanDesk["content"], "kind">,
  { classes, key }: SessionItem,
): readonly [column: string, value: string] {
  return kind === "csv" ? ["class", classes.join("; ")] : ["UID", key];
}

/** In one room at one time, or nobody says where. */
function meetsIn(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((room) => b.includes(room));
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

/** A meeting in words: `2026-11-23 09:00 to 10:00, BSB214`. */
function tellPlan(
  { start, end, timeZone, rooms, mode, title, sort }: SessionPlan,
  codes: ReadonlyMap<string, string>,
  clock: ReturnType<typeof createClock>,
): string {
  const where = mode === "remote" ? ["remote"] : rooms.map((id) => codes.get(id) ?? id);
  const what = sort === "" ? title : `${title} (${sort})`;
  const from = clock(start, timeZone);
  return [`${from.day} ${from.time} to ${clock(end, timeZone).time}`, ...where, what].join(", ");
}

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
