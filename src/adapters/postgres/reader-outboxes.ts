import type { FinalityFacts } from "../../domain/timetable/session-state.ts";
import type { PlainRun } from "./plain-run.ts";
import { toInstant } from "./to-instant.ts";

/** Completes a query that has `session s`: `w`, the watches of its rooms that touch its window. */
export const watchesOfRooms = `
  join session_room r on r.session_id = s.id
  join lateral (
    select distinct on (f.thing) f.thing, f.reader, f.from_at, f.to_at, f.body from fact f
    where f.kind = 'watch' and f.room_id = r.room_id order by f.thing, f.seq desc
  ) w on w.from_at <= s.closes_at and (w.to_at is null or w.to_at > greatest(s.opens_at, w.from_at))`;

/** The readers that are in a room now: those whose last move was to it. */
export function readersIn(room: string): string {
  return `select m.reader from reader_move m where m.room_id = ${room} and not exists (
    select from reader_move l where l.reader = m.reader and l.from_at > m.from_at
  )`;
}

/**
 * The readers of the sessions' rooms that tell their health, each with when nothing last waited in its outbox: what
 * keeps time alone from making a session final.
 */
export async function readerOutboxes(
  run: PlainRun,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, FinalityFacts["outboxes"]>> {
  const rows = await run<{ session_id: string; reader: string; empty_at: string | null }>(
    `select distinct s.id as session_id, w.reader, o.empty_at from session s ${watchesOfRooms}
     left join device_outbox o on o.device = w.reader
     where s.id = any($1::uuid[]) and (w.body->>'health')::boolean order by w.reader`,
    [sessions],
  );
  const outboxes = new Map<string, FinalityFacts["outboxes"][number][]>();
  for (const { session_id, reader, empty_at } of rows) {
    const outbox = { device: reader, emptyAt: empty_at === null ? null : toInstant(empty_at) };
    const others = outboxes.get(session_id);
    if (others) others.push(outbox);
    else outboxes.set(session_id, [outbox]);
  }
  return outboxes;
}
