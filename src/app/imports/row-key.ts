import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { sharedKey } from "./distinct-meetings.ts";

interface KeyedRow {
  readonly classes: readonly string[];
  readonly start: Temporal.Instant;
  readonly rooms: readonly string[];
  readonly staff: readonly string[];
}

/** The key of a timetable's row that names no session: its class, its start, its rooms and its staff. */
export function rowKey({ classes, start, rooms, staff }: KeyedRow): string {
  const meeting = JSON.stringify([[...classes].sort(), start.toString()]);
  return JSON.stringify([meeting, [...rooms].sort(), [...staff].sort()]);
}

const names = z.array(z.string());
const whole = z.tuple([z.string(), names, names]);
const meeting = z.tuple([names, z.string()]);

/** Whether a key, or what it shares with others, was made of a row that names no session. */
export const isRowKey = (key: string): boolean => read(sharedKey(key)) !== null;

/**
 * The same in the words of the row: `CS1 on 2026-11-26 at 09:00 in Lab 1`. null for a key that a person wrote.
 *
 * @param clock day and time of an instant, where the meeting is
 */
export function tellRowKey(
  key: string,
  clock: (at: Temporal.Instant) => { readonly day: string; readonly time: string },
): string | null {
  const told = read(sharedKey(key));
  if (told === null) return null;
  const { classes, start, rooms, staff } = told;
  const { day, time } = clock(start);
  const place = rooms.length === 0 ? "" : ` in ${rooms.join(", ")}`;
  return `${classes.join(" and ")} on ${day} at ${time}${place}${staff.length === 0 ? "" : ` with ${staff.join(", ")}`}`;
}

function read(key: string): KeyedRow | null {
  const told = whole.safeParse(parsed(key)).data;
  const of = told && meeting.safeParse(parsed(told[0])).data;
  if (told === undefined || of === undefined) return null;
  const [, rooms, staff] = told;
  return { classes: of[0], start: Temporal.Instant.from(of[1]), rooms, staff };
}

/** null for what is no JSON, as most keys are. */
function parsed(text: string): unknown {
  if (!text.startsWith("[")) return null;
  try {
    return JSON.parse(text);
  } catch {
    // A key of a person's own may begin like one.
    return null;
  }
}
