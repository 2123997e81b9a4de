import { Temporal } from "temporal-polyfill";
import { createPauses } from "../create-pauses.ts";
import { type ImportContent, nothingTold, type SessionItem } from "./import-content.ts";

type PackedSession = Omit<SessionItem, "start" | "end"> & { readonly start: number; readonly end: number };
type Packed = Omit<ImportContent, "sessions"> & { readonly sessions: readonly PackedSession[] };
/** What there may be hundreds of thousands of. */
const many = ["students", "staff", "enrolments", "sessions"] as const;
type Line = {
  [Name in (typeof many)[number]]: { readonly of: Name; readonly items: Packed[Name] };
}[(typeof many)[number]];

/** Items of one line: a line is written and read at once, while nobody else has a turn. */
const itemsInLine = 1_000;

/**
 * Content as lines of JSON, to be kept until it is applied: what it is as a whole, then its many items. Written with
 * pauses, since a large school's content takes a second.
 */
export async function packContent({
  students,
  staff,
  enrolments,
  sessions,
  ...rest
}: ImportContent): Promise<string> {
  const lines = [JSON.stringify({ ...rest, students: [], staff: [], enrolments: [], sessions: [] })];
  const pauses = createPauses();
  async function add<Item>(
    of: Line["of"],
    all: readonly Item[],
    packed: (item: Item) => unknown,
  ): Promise<void> {
    for (let from = 0; from < all.length; from += itemsInLine) {
      lines.push(JSON.stringify({ of, items: all.slice(from, from + itemsInLine).map(packed) }));
      if (pauses.due()) await pauses.take();
    }
  }
  await add("students", students, (item) => item);
  await add("staff", staff, (item) => item);
  await add("enrolments", enrolments, (item) => item);
  await add("sessions", sessions, ({ start, end, ...session }) => ({
    ...session,
    start: start.epochMilliseconds,
    end: end.epochMilliseconds,
  }));
  return lines.join("\n");
}

/** @param text what `packContent` made; nothing else is ever kept there, but for one line of all that a version before wrote */
export async function unpackContent(text: string): Promise<ImportContent> {
  const [first = "", ...others] = text.split("\n");
  const { students, staff, enrolments, sessions, ...rest }: Packed = JSON.parse(first);
  const read = {
    students: [...students],
    staff: [...staff],
    enrolments: [...enrolments],
    sessions: sessions.map(unpackSession),
  };
  const pauses = createPauses();
  for (const one of others) {
    const line: Line = JSON.parse(one);
    if (line.of === "sessions") read.sessions.push(...line.items.map(unpackSession));
    else if (line.of === "enrolments") read.enrolments.push(...line.items);
    else read[line.of].push(...line.items);
    if (pauses.due()) await pauses.take();
  }
  // What was kept before a format could tell of it tells nothing of it.
  return { ...nothingTold, ...rest, ...read };
}

function unpackSession({ start, end, ...session }: PackedSession): SessionItem {
  return {
    ...session,
    start: Temporal.Instant.fromEpochMilliseconds(start),
    end: Temporal.Instant.fromEpochMilliseconds(end),
  };
}
