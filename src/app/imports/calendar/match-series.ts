import type { StoredSession } from "../../facts/fact-transaction.ts";
import type { SessionItem } from "../import-content.ts";
import { type MovableSession, matchMovedSessions } from "./match-moved-sessions.ts";

/** What a newer version of a series makes of the meetings that are stored of it. */
export interface MatchedSeries {
  /** Meetings of the file and the sessions to come that they are. */
  readonly moved: readonly (readonly [SessionItem, StoredSession])[];
  /** Meetings of the file and the sessions that have begun, which they would be. */
  readonly begun: readonly (readonly [SessionItem, StoredSession])[];
  /** Sessions to come that the series has no longer. */
  readonly left: readonly StoredSession[];
}

/**
 * Pairs the meetings of a series that was moved (one UID, other times) with the sessions that are stored of it, so that
 * none stands there twice. Those of one week belong together, nearest in time first; what is over with what is over and
 * what is to come with what is to come, in order, where the series went to other weeks.
 *
 * @param items meetings of the series that no stored session's key means
 * @param sessions stored ones of it whose keys the file does not have
 * @param now in milliseconds
 * @param sharesClass whether a session is of the meeting's class
 */
export function matchSeries(
  items: readonly SessionItem[],
  sessions: readonly StoredSession[],
  now: number,
  sharesClass: (item: SessionItem, session: StoredSession) => boolean,
): MatchedSeries {
  const byId = new Map(sessions.map((session) => [session.plan.id, session]));
  const byKey = new Map(items.map((item) => [item.key, item]));
  const pairs: (readonly [SessionItem, StoredSession])[] = [];
  const pair = (item: SessionItem, session: StoredSession): void => {
    byKey.delete(item.key);
    byId.delete(session.plan.id);
    pairs.push([item, session]);
  };
  for (const first of items) {
    if (!byKey.has(first.key)) continue;
    const of = JSON.stringify(first.classes);
    const alike = [...byKey.values()].filter(({ classes }) => JSON.stringify(classes) === of);
    const theirs = [...byId.values()].filter((session) => sharesClass(first, session));
    const weeks = matchMovedSessions(
      theirs.map(({ plan }) => movable(plan.id, plan)),
      alike.map((item) => movable(item.key, item)),
    );
    for (const { from, to } of weeks) {
      const [session, item] = [byId.get(from), byKey.get(to)];
      if (session !== undefined && item !== undefined) pair(item, session);
    }
    for (const over of [true, false]) {
      const isOver = ({ start }: Pick<SessionItem, "start">): boolean =>
        start.epochMilliseconds <= now === over;
      const rest = inOrder(theirs.filter(({ plan }) => byId.has(plan.id) && isOver(plan)));
      for (const item of alike.filter((one) => byKey.has(one.key) && isOver(one))) {
        const session = rest.shift();
        if (session !== undefined) pair(item, session);
      }
    }
    // What found nothing is new.
    for (const { key } of alike) byKey.delete(key);
  }
  const hasBegun = ({ plan }: StoredSession): boolean => plan.start.epochMilliseconds <= now;
  return {
    moved: pairs.filter(([, session]) => !hasBegun(session)),
    begun: pairs.filter(([, session]) => hasBegun(session)),
    left: [...byId.values()].filter((session) => !hasBegun(session)),
  };
}

/** Of one series and class, so that only the times tell. */
function movable(
  key: string,
  { start, end, timeZone }: Pick<SessionItem, "start" | "end" | "timeZone">,
): MovableSession {
  return { key, classes: [], sort: "", staff: [], start, end, timeZone };
}

function inOrder(sessions: readonly StoredSession[]): StoredSession[] {
  return sessions.toSorted((a, b) => a.plan.start.epochMilliseconds - b.plan.start.epochMilliseconds);
}
