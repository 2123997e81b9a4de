import type { Temporal } from "temporal-polyfill";
import { cannotBeKnown } from "../../domain/attendance/cannot-be-known.ts";
import { reliedBlindness } from "../../domain/attendance/relied-times.ts";
import { unknownBeside } from "../../domain/attendance/room-watch.ts";
import type { DatedPolicy } from "../../domain/policy/policy-in-force.ts";
import { stateAt } from "../../domain/timetable/state-at.ts";
import { readBlindSpells } from "./read-blind-spells.ts";
import { type ReadNews, readWatches, type WatchesReading } from "./read-watches.ts";
import { judgedUnder } from "./session-row.ts";
import type { SessionHead, SessionsReading } from "./sessions-reading.ts";

/** What is read to know in which sessions it cannot be known who came. */
export type UnknowableReading = Pick<SessionsReading, "blindSpells" | "readers"> & WatchesReading;

/**
 * Those of the sessions that are open and in which it cannot be known who came, since their readers are or were blind, or
 * nothing is known of them beside time of which something is.
 */
export async function readUnknowable(
  reading: UnknowableReading,
  heads: readonly SessionHead[],
  policies: readonly DatedPolicy[],
  now: Temporal.Instant,
  news?: ReadNews,
): Promise<ReadonlySet<string>> {
  const open = heads.filter(({ stored }) => stateAt(stored, now) === "open");
  if (open.length === 0) return new Set();
  const watches = await readWatches(reading, open, now, news);
  const spells = await readBlindSpells(reading, open, watches, now, news);
  return new Set(
    open.flatMap((head) => {
      const { id } = head.stored.plan;
      const blind = (spells.get(id) ?? []).map(({ from, to }) => ({
        from: from.epochMilliseconds,
        to: to?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
      }));
      const { window, policy } = judgedUnder(head, policies);
      const arrivals = { from: window.opens, to: window.lateUntil };
      const readers = reliedBlindness(watches.get(id) ?? [], arrivals, () => []);
      const unknown = unknownBeside(readers, window) ?? [];
      return cannotBeKnown(window, { blind, unknown }, policy, now.epochMilliseconds) ? [id] : [];
    }),
  );
}

/** The same of all sessions that are open now. Nothing else is looked at, however long a time somebody asks about. */
export async function readAllUnknowable(
  reading: Pick<SessionsReading, "openSessions" | "heads" | "policies"> & UnknowableReading,
  now: Temporal.Instant,
): Promise<readonly string[]> {
  const open = await reading.openSessions(now);
  if (open.length === 0) return [];
  return [...(await readUnknowable(reading, await reading.heads(open), await reading.policies(), now))];
}
