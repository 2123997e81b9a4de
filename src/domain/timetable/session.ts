import type { Temporal } from "temporal-polyfill";
import type { Span } from "./standing-session.ts";

/** One meeting of one or more classes, as it is planned. */
export interface Session extends Span {
  readonly id: string;
  /** A standing session is a whole local day in a room, [start of day, next start of day). */
  readonly kind: "timetabled" | "standing";
  readonly start: Temporal.Instant;
  /** The planned end, after the start. */
  readonly end: Temporal.Instant;
  /** The IANA zone it was planned in. */
  readonly timeZone: string;
  /** ISO date on which it starts in its zone: a session from 23:30 to 00:30 belongs to the day it starts. */
  readonly day: string;
  /** Empty for a remote session, which no reader watches. */
  readonly rooms: readonly string[];
  readonly classes: readonly string[];
  /** false for a session that counts in no rate and clashes with none. */
  readonly required: boolean;
  /** Above 0. */
  readonly weight: number;
}

/** By (start, id): the order in which one session "comes first". */
export function compareSessions(a: Pick<Session, "start" | "id">, b: Pick<Session, "start" | "id">): number {
  const difference = a.start.epochMilliseconds - b.start.epochMilliseconds;
  if (difference !== 0) return difference;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Whether two planned spans share a moment; one that ends as the other starts does not overlap it. */
export function overlaps(a: Span, b: Span): boolean {
  return (
    a.start.epochMilliseconds < b.end.epochMilliseconds && b.start.epochMilliseconds < a.end.epochMilliseconds
  );
}
