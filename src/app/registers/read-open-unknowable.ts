import type { Temporal } from "temporal-polyfill";
import { readUnknowable, type UnknowableReading } from "./read-unknowable.ts";
import type { SessionsReading } from "./sessions-reading.ts";

/**
 * The timetabled sessions that are open and in which it cannot be known who came, by store id. Only what is open is
 * looked at, however long a time somebody asks about.
 */
export async function readOpenUnknowable(
  reading: Pick<SessionsReading, "openTimetabled" | "heads" | "policies"> & UnknowableReading,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const open = await reading.openTimetabled(now);
  if (open.length === 0) return [];
  return [...(await readUnknowable(reading, await reading.heads(open), await reading.policies(), now))];
}
