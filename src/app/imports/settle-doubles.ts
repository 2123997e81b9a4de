import { overlaps } from "../../domain/timetable/session.ts";
import type { SessionPlan, StoredSession } from "../facts/fact-transaction.ts";
import { andSoAre } from "./and-so-are.ts";
import { nameIn } from "./distinct-meetings.ts";
import { groupBy } from "./group-by.ts";
import type { SessionItem } from "./import-content.ts";
import type { Pieces } from "./in-pieces.ts";
import { isComplete, type PlanDesk } from "./plan-desk.ts";
import type { RecognisedMeeting } from "./recognise-meetings.ts";

/** A meeting whose classes, rooms and staff are known. */
export interface ResolvedMeeting extends RecognisedMeeting {
  readonly classes: readonly string[];
  readonly rooms: readonly string[];
  readonly staff: readonly string[] | undefined;
}

/** What becomes of meetings that are there already, told by somebody else or by another line. */
export interface SettledDoubles {
  /** New meetings that are a stored session, as somebody answered. */
  readonly stored: ReadonlyMap<ResolvedMeeting, StoredSession>;
  /** New meetings that another of the file is as well, as somebody answered. */
  readonly within: ReadonlyMap<ResolvedMeeting, ResolvedMeeting>;
  /** New meetings that are left out until somebody answers. */
  readonly left: ReadonlySet<ResolvedMeeting>;
  /** How many known meetings move to a time and place at which their class meets already. */
  readonly crowded: number;
}

/** How a meeting was known again, where it was. */
type Found = ReadonlyMap<ResolvedMeeting, readonly [ResolvedMeeting, StoredSession | null, string]>;
type Double = readonly [ResolvedMeeting, StoredSession];
type Twin = readonly [ResolvedMeeting, ResolvedMeeting];

/** By whom a question about the lines of one file is known. */
const withinKey = "meetings of this file";

/**
 * Finds new meetings that are there already: of the same class, at a time that overlaps, in the same room or where nobody
 * says, and called alike where one source tells of both. Each other teller, and the file itself, is asked about once;
 * until somebody has answered, the second of the two is left out. In another room, or called otherwise, it is another
 * group: it stands beside, and how that counts is said.
 *
 * @param items in an order of their own, whatever the order of the file
 */
export function* settleDoubles(
  desk: PlanDesk,
  items: readonly ResolvedMeeting[],
  found: Found,
  tell: (plan: SessionPlan) => string,
): Pieces<SettledDoubles> {
  const complete = isComplete(desk, "session");
  const first = yield* findDoubles(desk, items, found, complete);
  const isOpen = (key: string): boolean => desk.content.answers[key] === undefined;
  const keys = [...ownersOf(first.doubles).keys()].map(keyOf);
  if (first.twins.length > 0) keys.push(withinKey);
  // What is left out makes a file that ends nothing, so that what it would have ended is there as well.
  const { doubles, twins, beside, crowded } =
    complete && keys.some(isOpen) ? yield* findDoubles(desk, items, found, false) : first;

  const stored = new Map<ResolvedMeeting, StoredSession>();
  const within = new Map<ResolvedMeeting, ResolvedMeeting>();
  const left = new Map<ResolvedMeeting, string>();
  for (const [owner, pairs] of ownersOf(doubles)) {
    const teller =
      owner === desk.content.source ? "an earlier file" : tellSource(owner === "" ? null : owner);
    const told = pairs.map(([one, { plan }]) => ({
      one,
      start: plan.start,
      end: plan.end,
      rooms: plan.rooms,
    }));
    const [nearest] = pairs;
    if (nearest === undefined) continue;
    const many = pairs.length > 1;
    const before = `${tell(nearest[1].plan)}${many ? ` and ${pairs.length - 1} more, told by ${teller}` : `, told by ${teller}`}`;
    const answer = askOnce(desk, keyOf(owner), teller, told, before);
    for (const [one, session] of pairs) {
      if (answer === "same") stored.set(one, session);
      if (answer === null) left.set(one, teller);
    }
  }
  const [twin] = twins;
  if (twin !== undefined) {
    const { at } = twin[1].item;
    const line = `line ${at.line ?? "?"} of the file`;
    const teller = twins.length > 1 ? "other lines of the file" : line;
    const told = twins.map(([one, { item, rooms }]) => ({ one, start: item.start, end: item.end, rooms }));
    const answer = askOnce(desk, withinKey, teller, told, `the meeting of ${line}`);
    for (const [one, kept] of twins) {
      if (answer === "same") within.set(one, kept);
      if (answer === null) left.set(one, `line ${kept.item.at.line ?? "?"} of the file`);
    }
    if (answer === "same") {
      desk.ledger.note(
        "guessed",
        twin[0].item.at,
        ...nameIn(desk.content, twin[0].item),
        `is the meeting of ${line}, and counts once, at the time and in the room that line says${twins.length > 1 ? `; so it is with ${twins.length - 1} more` : ""}`,
        "answer otherwise in the preview, if they are two",
      );
    }
  }
  tellLeft(desk, left);
  tellBeside(desk, beside);
  return { stored, within, left: new Set(left.keys()), crowded };
}

interface Overlaps {
  readonly doubles: readonly Double[];
  readonly twins: readonly Twin[];
  /** Those that stand beside others as groups of their own. */
  readonly beside: readonly ResolvedMeeting[];
  readonly crowded: number;
}

function* findDoubles(
  { content, now, world }: PlanDesk,
  items: readonly ResolvedMeeting[],
  found: Found,
  /** Whether the file ends what it no longer holds. */
  endsMissing: boolean,
): Pieces<Overlaps> {
  const matched = new Set([...found.values()].flatMap(([, session]) => session?.plan.id ?? []));
  const stays = ({ plan, state }: StoredSession): boolean => {
    // The standing day of a class is no meeting.
    if (plan.kind !== "timetabled" || state === "cancelled" || matched.has(plan.id)) return false;
    if (plan.source?.name !== content.source || !endsMissing) return true;
    const { sessionDays: days } = content;
    const isSpokenOf = days === null || (days.from <= plan.day && plan.day <= days.to);
    return !isSpokenOf || plan.start.epochMilliseconds <= now.epochMilliseconds;
  };
  const there = createHours<StoredSession>();
  for (const session of world.sessions) {
    yield;
    if (stays(session)) there.add(session.plan.classes, session.plan, session);
  }
  const here = createHours<ResolvedMeeting>();
  const put = (one: ResolvedMeeting): void => here.add(one.classes, one.item, one);
  const isSettled = (one: ResolvedMeeting): boolean => {
    const before = found.get(one)?.[1] ?? null;
    return before !== null && before.state !== "cancelled" && isAt(one.item, before.plan);
  };
  const live = items.filter(({ item }) => !item.cancelled);
  for (const one of live) if (isSettled(one)) put(one);

  const taken = new Set<string>();
  const doubles: Double[] = [];
  const twins: Twin[] = [];
  const beside: ResolvedMeeting[] = [];
  let crowded = 0;
  // Those that are known come first: what is new is compared with where they are from now on.
  for (const one of [...live.filter((each) => found.has(each)), ...live.filter((each) => !found.has(each))]) {
    yield;
    if (isSettled(one)) continue;
    const stored = there
      .at(one.classes, one.item)
      .filter(({ plan }) => !taken.has(plan.id) && overlaps(plan, one.item));
    const told = here.at(one.classes, one.item).filter(({ item }) => overlaps(item, one.item));
    const double = stored.find(
      ({ plan }) =>
        meetsIn(one.rooms, plan.rooms) &&
        (plan.source?.name !== content.source ||
          !isCalledOtherwise(one.item, world.said.get(plan.id)?.plan ?? plan)),
    );
    const twin = told.find(
      (other) => meetsIn(one.rooms, other.rooms) && !isCalledOtherwise(one.item, other.item),
    );
    const isKnown = found.has(one);
    if (isKnown && (double !== undefined || twin !== undefined)) crowded += 1;
    else if (double !== undefined) {
      taken.add(double.plan.id);
      doubles.push([one, double]);
    } else if (twin !== undefined) {
      twins.push([one, twin]);
      continue;
    } else if (stored.length + told.length > 0) beside.push(one);
    put(one);
  }
  return { doubles, twins, beside, crowded };
}

/** What lies in hours of UTC, by class. */
interface Hours<Thing> {
  add(classes: readonly string[], span: Span, thing: Thing): void;
  /** What lies in the same hours, and perhaps at the same time. */
  at(classes: readonly string[], span: Span): readonly Thing[];
}

type Span = Pick<SessionItem, "start" | "end">;

/** A meeting that lasts longer is looked for in its first days alone. */
const longestHours = 14 * 24;

function createHours<Thing>(): Hours<Thing> {
  const known = new Map<string, Thing[]>();
  const keys = (classes: readonly string[], { start, end }: Span): readonly string[] => {
    const hour = (ms: number): number => Math.floor(ms / 3_600_000);
    const first = hour(start.epochMilliseconds);
    const count = Math.min(hour(end.epochMilliseconds - 1) - first + 1, longestHours);
    return classes.flatMap((id) => Array.from({ length: count }, (_, at) => `${id} ${first + at}`));
  };
  return {
    add(classes, span, thing) {
      for (const key of keys(classes, span)) {
        const list = known.get(key);
        if (list) list.push(thing);
        else known.set(key, [thing]);
      }
    },
    at: (classes, span) => [...new Set(keys(classes, span).flatMap((key) => known.get(key) ?? []))],
  };
}

const isAt = (a: Span, b: Span): boolean =>
  a.start.epochMilliseconds === b.start.epochMilliseconds &&
  a.end.epochMilliseconds === b.end.epochMilliseconds;

/** Whether two words of one source call a meeting otherwise: groups that meet at once are told apart so. */
function isCalledOtherwise(
  a: Pick<SessionItem, "title" | "sort" | "mode">,
  b: Pick<SessionItem, "title" | "sort" | "mode">,
): boolean {
  const differ = (x: string | undefined, y: string | undefined): boolean =>
    x !== undefined && y !== undefined && x !== y;
  return differ(a.title, b.title) || differ(a.sort, b.sort) || differ(a.mode, b.mode);
}

/** In one room at one time, or nobody says where. */
function meetsIn(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((room) => b.includes(room));
}

const ownersOf = (doubles: readonly Double[]): ReadonlyMap<string, readonly Double[]> =>
  groupBy(doubles, ([, { plan }]) => plan.source?.name ?? "");

const keyOf = (owner: string): string => `meetings ${owner}`.trim();

/** Asks once for each other teller, and says what was answered; null until somebody has. */
function askOnce(
  { content, ledger }: PlanDesk,
  key: string,
  teller: string,
  pairs: readonly (Span & { readonly one: ResolvedMeeting; readonly rooms: readonly string[] })[],
  before: string,
): "same" | "another" | null {
  const [first] = pairs;
  if (first === undefined) return null;
  const { item } = first.one;
  const answer = content.answers[key] ?? null;
  const many = pairs.length > 1;
  const when = pairs.every((pair) => isAt(pair, pair.one.item))
    ? "at the same time"
    : "at times that overlap";
  const rooms = pairs.map((pair) => [pair.rooms, pair.one.rooms] as const);
  const where = rooms.every(([a, b]) => a.length > 0 && b.length > 0)
    ? "in the same room"
    : rooms.every(([a, b]) => a.length === 0 && b.length === 0)
      ? "where neither says a room"
      : "in the same room, or where one says none";
  const how = `${when}, of the same class and ${where}`;
  ledger.ask({
    key,
    text: many
      ? `${pairs.length} meetings are there already, told by ${teller}: ${how}. Are they the same ones?`
      : `A meeting is there already, told by ${teller}: ${how}. Is it the same one?`,
    file: item.at.file,
    line: item.at.line,
    before,
    after: many ? `the ${pairs.length} meetings of this file` : "the meeting of this file",
    answer,
  });
  return answer;
}

function tellLeft({ content, ledger }: PlanDesk, left: ReadonlyMap<ResolvedMeeting, string>): void {
  const [first] = left;
  if (first === undefined) return;
  const [{ item }, teller] = first;
  const what = `is there already, told by ${teller}`;
  ledger.note(
    "refused",
    item.at,
    ...nameIn(content, item),
    left.size === 1 ? what : `${what}, ${andSoAre(left.size - 1)}`,
    "answer in the preview whether they are the same; until then they are left out",
  );
}

/** How meetings at one time count, as `settleClashes` has it. */
const howTheyCount =
  "whoever is in the class is expected in each; who comes to one misses nothing in the others, and who comes to none misses one";

function tellBeside({ content, ledger }: PlanDesk, beside: readonly ResolvedMeeting[]): void {
  const [first] = beside;
  if (first === undefined) return;
  const more = beside.length > 1 ? ` (${andSoAre(beside.length - 1)})` : "";
  ledger.note(
    "guessed",
    first.item.at,
    ...nameIn(content, first.item),
    `is at the time of another meeting of this class, in another room or called otherwise${more}: it is taken for another group; ${howTheyCount}`,
    "if the groups have students of their own, give each a class of its own; if they are one meeting, keep one row or event, with both rooms",
  );
}

/** Who tells of a session, as people know it. */
export function tellSource(name: string | null): string {
  if (name === null) return "people by hand";
  if (name === "csv") return "a CSV file";
  if (name === "icalendar") return "calendars that were uploaded";
  return name.replace(/^calendar /, "the calendar ").replace(/^feed .*/, "a feed");
}
