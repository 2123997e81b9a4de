import type { Temporal } from "temporal-polyfill";
import { type ReaderTrouble, readerTroubles } from "../../domain/attendance/reader-trouble.ts";
import type { ReaderStand } from "./stand-of-reader.ts";

/** Something that was found wrong with a reader, until it is over or nobody is to hear of it any more. */
export interface KeptTrouble {
  readonly id: string;
  readonly sender: string;
  readonly trouble: ReaderTrouble;
  readonly since: Temporal.Instant;
  readonly amount: number | null;
  readonly left: boolean;
  /** When it was first found. */
  readonly foundAt: Temporal.Instant;
  /** When it was last found after having been well. */
  readonly brokenAt: Temporal.Instant;
  /** How often it broke since it was found. */
  readonly falls: number;
  /** From when on it has been well; null while it is broken. */
  readonly wellSince: Temporal.Instant | null;
  /** Whether people were told of it. */
  readonly told: boolean;
}

/** What a round makes of the troubles that are kept. */
export interface TroubleNews {
  /** New ones, and those of which something else is known now. */
  readonly put: readonly KeptTrouble[];
  /** Ids of those that nobody was told of, and that are over. */
  readonly forgotten: readonly string[];
  /** Ids of those that people were told of, and are told nothing more of: somebody put the reader away, or they grew. */
  readonly closed: readonly string[];
  /** Ids of those of which people are told now. */
  readonly broke: readonly string[];
  /** Ids of those that people were told of, and are told now to be over. */
  readonly works: readonly string[];
}

/**
 * A fault waits so long for others before it is told, in milliseconds: readers beat every half a minute, so that all which
 * a broker or a network takes along are found within it, and stand in one message.
 */
export const gatherMs = 40_000;
/** What is well for so long works again, in milliseconds; a reader that comes and goes has one trouble. */
export const steadyMs = 5 * 60_000;
/** What has been well for so long is told with one that works again, in milliseconds. */
const nearlySteadyMs = 4 * 60_000;
/** A reader that fell so often is told of at once, though it never stays away for long. */
const mostFalls = 3;

/**
 * @param kept all that are not over
 * @param newId for a trouble that is found
 */
export function followTroubles(
  kept: readonly KeptTrouble[],
  stands: ReadonlyMap<string, Readonly<Record<ReaderTrouble, ReaderStand>>>,
  now: Temporal.Instant,
  newId: () => string,
): TroubleNews {
  const asKept = new Set(kept);
  const open = new Map(kept.map((one) => [keyOf(one.sender, one.trouble), one]));
  const after = new Map(kept.map((one) => [one.id, one]));
  const forgotten: string[] = [];
  const closed: string[] = [];
  const drop = ({ id, told }: KeptTrouble): void => {
    after.delete(id);
    (told ? closed : forgotten).push(id);
  };
  for (const [sender, stand] of stands) {
    for (const trouble of readerTroubles) {
      const before = open.get(keyOf(sender, trouble));
      const found = stand[trouble];
      if (found.is === "put_away" && before !== undefined) drop(before);
      if (found.is === "well" && before !== undefined && before.wellSince === null)
        after.set(before.id, { ...before, wellSince: now });
      if (found.is !== "broken") continue;
      const { since, amount, left } = found;
      const grew = before?.told === true && hasGrown(before, amount);
      if (before === undefined || grew) {
        if (before !== undefined) drop(before);
        const id = newId();
        const fresh = { id, sender, trouble, foundAt: now, brokenAt: now, falls: 1, told: false };
        after.set(id, { ...fresh, since, amount, left, wellSince: null });
      } else if (before.wellSince !== null) {
        const falls = before.falls + 1;
        after.set(before.id, { ...before, brokenAt: now, falls, wellSince: null });
      }
    }
  }
  const all = [...after.values()];
  const steady = all.filter((one) => wellMs(one, now) >= steadyMs);
  for (const one of steady) if (!one.told) drop(one);
  const broken = all.filter(({ told, wellSince }) => !told && wellSince === null);
  const isDue = ({ brokenAt, falls }: KeptTrouble): boolean =>
    falls >= mostFalls || now.epochMilliseconds - brokenAt.epochMilliseconds >= gatherMs;
  const broke = broken.some(isDue) ? broken : [];
  const works = steady.some(({ told }) => told)
    ? all.filter((one) => one.told && wellMs(one, now) >= nearlySteadyMs)
    : [];
  return {
    put: [...after.values()].filter((one) => !asKept.has(one)),
    forgotten,
    closed,
    broke: broke.map(({ id }) => id),
    works: works.map(({ id }) => id),
  };
}

const keyOf = (sender: string, trouble: ReaderTrouble): string => JSON.stringify([trouble, sender]);

/** Missing numbers do not come back by themselves: people hear of them again once they have doubled. */
const hasGrown = ({ trouble, amount: before }: KeptTrouble, amount: number | null): boolean =>
  trouble === "missing_scans" && amount !== null && before !== null && amount >= 2 * before;

const wellMs = ({ wellSince }: KeptTrouble, now: Temporal.Instant): number =>
  wellSince === null ? 0 : now.epochMilliseconds - wellSince.epochMilliseconds;
