import { Temporal } from "temporal-polyfill";
import { dayOf } from "../../domain/timetable/standing-session.ts";
import type { StoredSession } from "../facts/fact-transaction.ts";
import type { SessionRefusal } from "./session-refusal.ts";
import type { SessionsTransaction } from "./sessions-transaction.ts";

interface Span {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

/**
 * Why sessions of some classes are not planned at these times without a word that they are meant: one of the classes
 * meets then already, and a session that is there twice counts twice; or two of the times overlap. The standing day of a
 * class is no meeting, and what is cancelled takes no time.
 *
 * @param except the session that is moved
 */
export async function sessionsThere(
  transaction: Pick<SessionsTransaction, "sessionsOfClasses" | "findSessions">,
  classes: readonly string[],
  times: readonly Span[],
  timeZone: string,
  except: string | null = null,
): Promise<readonly SessionRefusal[]> {
  const inOrder = times.toSorted((a, b) => Temporal.Instant.compare(a.start, b.start));
  const [first] = inOrder;
  const last = inOrder.at(-1);
  if (first === undefined || last === undefined) return [];
  const twice = inOrder.flatMap((span, at) => {
    const next = inOrder[at + 1];
    return next !== undefined && overlaps(span, next) ? [{ code: "times_overlap" as const, ...next }] : [];
  });
  // A session belongs to the day on which it starts, and lasts a day at the most.
  const from = dayOf(first.start, timeZone).subtract({ days: 1 }).toString();
  const to = dayOf(last.start, timeZone).add({ days: 1 }).toString();
  const ids = await transaction.sessionsOfClasses(classes, { from, to });
  const sessions = (await transaction.findSessions(ids)).filter(
    ({ plan, state }) => plan.kind === "timetabled" && state !== "cancelled" && plan.id !== except,
  );
  const there = sessions.filter(({ plan }) => times.some((span) => overlaps(span, plan)));
  const [nearest] = there;
  const more = there.length - 1;
  return [
    ...twice.slice(0, 1),
    ...(nearest === undefined ? [] : [{ code: "session_there" as const, ...name(nearest), more }]),
  ];
}

function name({ plan }: StoredSession): Span & {
  readonly session: string;
  readonly title: string;
  readonly timeZone: string;
} {
  const { id, title, start, end, timeZone } = plan;
  return { session: id, title, start, end, timeZone };
}

function overlaps(a: Span, b: Span): boolean {
  return Temporal.Instant.compare(a.start, b.end) < 0 && Temporal.Instant.compare(b.start, a.end) < 0;
}
