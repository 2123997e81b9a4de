import { Temporal } from "temporal-polyfill";
import { samePlan } from "../facts/change-timetable.ts";
import type { SessionPlan, StoredSession } from "../facts/fact-transaction.ts";
import type { StoredClass, StoredRoom } from "../rosters/roster-transaction.ts";
import { matchMovedSessions } from "./calendar/match-moved-sessions.ts";
import type { SessionItem } from "./import-content.ts";
import type { PlanDesk } from "./plan-desk.ts";

export interface MeetingPlan {
  readonly sessions: readonly SessionPlan[];
  readonly cancelled: readonly string[];
  readonly restored: readonly string[];
}

interface Resolved {
  readonly item: SessionItem;
  readonly classes: readonly string[];
  readonly rooms: readonly string[];
  readonly staff: readonly string[] | undefined;
}

/**
 * Sessions that are new, moved, changed, cancelled or restored. A meeting is known again by the source's key, else by
 * its classes and start. Where a source holds everything and changed the key of a meeting that it moved, the one that is
 * left over in the same week, of the same classes, kind and staff and nearest in time, is taken for it, and the preview says so.
 */
export function planMeetings(
  desk: PlanDesk,
  classes: readonly StoredClass[],
  rooms: readonly StoredRoom[],
): MeetingPlan {
  const { content, ledger, now, rings, world } = desk;
  const matches = matchMeetings(desk, resolve(desk));
  const titles = new Map(classes.map(({ id, title }) => [id, title]));
  const codes = new Map(classes.map(({ id, code }) => [id, code]));
  const roomCodes = new Map(rooms.map(({ id, code }) => [id, code]));
  const sessions: SessionPlan[] = [];
  const cancelled: string[] = [];
  const restored: string[] = [];
  const tellKey = (plan: Pick<SessionPlan, "classes" | "day">): string =>
    `${plan.classes.map((id) => codes.get(id) ?? id).join(" and ")} on ${plan.day}`;
  const tell = (plan: SessionPlan): string => tellPlan(plan, roomCodes);

  for (const [{ item, classes: of, rooms: places, staff }, before, how] of matches) {
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
        before !== null && before.plan.source?.name !== content.source
          ? before.plan.source
          : { name: content.source, key: item.key, sequence: item.sequence },
    };
    const stale = before?.plan.source?.sequence ?? null;
    if (stale !== null && item.sequence !== null && item.sequence < stale && how === "key") {
      ledger.note(
        "ignored",
        item.at,
        "SEQUENCE",
        String(item.sequence),
        `is older than what is stored (${stale})`,
        "fetch the file again",
      );
      ledger.same("session");
      continue;
    }
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
    if (before !== null && !back && said?.plan && saysTheSame(said.plan, plan, item, staff)) {
      ledger.same("session");
      continue;
    }
    if (back) restored.push(plan.id);
    const moved =
      before !== null &&
      (before.plan.start.epochMilliseconds !== plan.start.epochMilliseconds ||
        before.plan.end.epochMilliseconds !== plan.end.epochMilliseconds);
    if (before === null) ledger.say({ change: "add", ...words });
    else if (moved) ledger.say({ change: "move", ...words });
    else if (back) ledger.say({ change: "change", ...words, before: "cancelled" });
    else if (!samePlan(before.plan, plan)) ledger.say({ change: "change", ...words });
    else ledger.same("session");
    if (before === null || !samePlan(before.plan, plan)) sessions.push(plan);
  }

  const matched = new Set(matches.flatMap(([, before]) => before?.plan.id ?? []));
  const saidOver = new Set(content.ended.flatMap(({ thing, key }) => (thing === "session" ? [key] : [])));
  for (const session of world.sessions) {
    const { plan, state } = session;
    if (matched.has(plan.id) || state === "cancelled" || plan.source?.name !== content.source) continue;
    const said = saidOver.has(plan.source.key);
    const { sessionDays: days } = content;
    const missing =
      content.scope.session === "complete" &&
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
  return { sessions, cancelled, restored };
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

/** Sessions whose classes are known; the others are refused. */
function resolve(desk: PlanDesk): readonly Resolved[] {
  const { content, ledger, rings } = desk;
  const keys = new Set<string>();
  return content.sessions.flatMap((item) => {
    if (keys.has(item.key)) {
      ledger.note("ignored", item.at, null, item.key, "stands there twice", "keep one of the two");
      return [];
    }
    keys.add(item.key);
    const unknown = item.classes.find((key) => rings.class.find(key) === null);
    if (unknown !== undefined || item.classes.length === 0) {
      ledger.note(
        "refused",
        item.at,
        "class",
        unknown ?? null,
        "nobody knows this class",
        "add the class first, or correct it",
      );
      return [];
    }
    const ids = (ring: "class" | "room" | "staff", names: readonly string[]): readonly string[] => [
      ...new Set(names.flatMap((name) => rings[ring].find(name) ?? [])),
    ];
    return [
      {
        item,
        classes: ids("class", item.classes),
        rooms: ids("room", item.rooms),
        staff: item.staff === undefined ? undefined : ids("staff", item.staff),
      },
    ];
  });
}

type Match = readonly [Resolved, StoredSession | null, "key" | "start" | "likeness" | "new"];

function matchMeetings({ content, world, now }: PlanDesk, items: readonly Resolved[]): readonly Match[] {
  const own = world.sessions.filter(({ plan }) => plan.source?.name === content.source);
  const byKey = new Map(own.map((session) => [session.plan.source?.key ?? "", session]));
  const taken = new Set<string>();
  const take = (session: StoredSession | undefined): StoredSession | null => {
    if (session === undefined || taken.has(session.plan.id)) return null;
    taken.add(session.plan.id);
    return session;
  };
  const found = new Map<Resolved, Match>();
  for (const one of items) {
    const session = take(byKey.get(one.item.key));
    if (session !== null) found.set(one, [one, session, "key"]);
  }
  const byStart = groupBy(content.kind === "csv" ? world.sessions : own, ({ plan }) =>
    startKey(plan.classes, plan.start),
  );
  for (const one of items) {
    if (found.has(one)) continue;
    const free = (byStart.get(startKey(one.classes, one.item.start)) ?? []).filter(
      ({ plan }) => !taken.has(plan.id),
    );
    const inRooms = [...one.rooms].sort().join(" ");
    const session = take(free.find(({ plan }) => [...plan.rooms].sort().join(" ") === inRooms) ?? free[0]);
    if (session !== null) found.set(one, [one, session, "start"]);
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
  return items.map((one) => found.get(one) ?? [one, null, "new"]);
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

const startKey = (classes: readonly string[], start: Temporal.Instant): string =>
  `${[...classes].sort().join(" ")} ${start.epochMilliseconds}`;

/** A meeting in words: `2026-11-23 09:00 to 10:00, BSB214`. */
function tellPlan(
  { start, end, timeZone, rooms, mode, title, sort }: SessionPlan,
  codes: ReadonlyMap<string, string>,
): string {
  const local = (at: Temporal.Instant): Temporal.ZonedDateTime => at.toZonedDateTimeISO(timeZone);
  const from = local(start);
  const where = mode === "remote" ? ["remote"] : rooms.map((id) => codes.get(id) ?? id);
  const what = sort === "" ? title : `${title} (${sort})`;
  return [`${from.toPlainDate().toString()} ${clock(from)} to ${clock(local(end))}`, ...where, what].join(
    ", ",
  );
}

const clock = (at: Temporal.ZonedDateTime): string => at.toPlainTime().toString({ smallestUnit: "minute" });
