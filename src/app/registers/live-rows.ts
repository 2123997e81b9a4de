import type { Temporal } from "temporal-polyfill";
import type { MarkView, RegisterView } from "../../contract/http/sessions.ts";
import { sceneOfMark } from "./mark-scene.ts";
import { readMarkScenes } from "./mark-scenes.ts";
import { toMarkView } from "./mark-view.ts";
import { readConfirmations } from "./read-confirmations.ts";
import { instantText } from "./session-row.ts";
import type { SeatAsked, SessionsReading, Visitor } from "./sessions-reading.ts";
import { sharedBrowsers } from "./shared-browsers.ts";

/** Rows of one register as they are now. */
export interface LiveRows extends Pick<RegisterView, "sharedBrowsers"> {
  readonly session: string;
  readonly marks: MarkView[];
  /** Everybody seen at the session who is expected nowhere; null where nobody asked. */
  readonly visitors: RegisterView["visitors"] | null;
}

/** Of which registers rows are wanted after changes. */
export interface LiveRowsAsked {
  /** Whose marks, where. */
  readonly seats: readonly SeatAsked[];
  /** Rooms, by store id, in which somebody was seen who may be expected nowhere. */
  readonly rooms: readonly string[];
  /** The sessions whose visitors are told of, where they are held in one of these rooms. */
  readonly sessions: readonly string[];
}

/** Rows of many registers, of one moment; how many there are changes how much is read, and not how often. */
export async function readLiveRows(
  reading: SessionsReading,
  { seats, rooms, sessions }: LiveRowsAsked,
  now: Temporal.Instant,
): Promise<readonly LiveRows[]> {
  const marks = await marksOfSeats(reading, seats, now);
  const visited = rooms.length === 0 ? [] : await reading.sessionsInRooms(sessions, rooms);
  const visitors = await visitorsOf(reading, visited);
  const told = [...new Set([...marks.keys(), ...visited])];
  const confirmations = await readConfirmations(reading, told);
  return told.map((session) => ({
    session,
    marks: marks.get(session) ?? [],
    visitors: visitors.get(session) ?? null,
    sharedBrowsers: sharedBrowsers(confirmations.get(session) ?? []),
  }));
}

/** The marks of seats by session, those that are not stored by the clock, each session's by student id. */
export async function marksOfSeats(
  reading: SessionsReading,
  asked: readonly SeatAsked[],
  now: Temporal.Instant,
): Promise<ReadonlyMap<string, MarkView[]>> {
  const seats = await reading.seatsOf(asked);
  const entries = seats.flatMap(({ session, mark }) =>
    mark === null ? [] : [{ session, entry: mark.entry }],
  );
  const scenes = await readMarkScenes(
    reading,
    [...new Set(asked.map(({ session }) => session))],
    null,
    entries,
    now,
  );
  const marks = new Map<string, MarkView[]>();
  for (const [session, scene] of scenes) {
    marks.set(
      session,
      seats
        .filter((seat) => seat.session === session)
        .map(({ student, person, mark }) =>
          toMarkView(
            person,
            scene.shown(mark?.entry ?? null),
            mark?.revision ?? 0,
            sceneOfMark(scene.scene, student, mark),
          ),
        ),
    );
  }
  return marks;
}

async function visitorsOf(
  reading: Pick<SessionsReading, "visitors">,
  sessions: readonly string[],
): Promise<ReadonlyMap<string, RegisterView["visitors"]>> {
  const found = new Map<string, RegisterView["visitors"]>(sessions.map((session) => [session, []]));
  for (const visitor of await reading.visitors(sessions)) {
    found.get(visitor.session)?.push(toVisitorView(visitor));
  }
  return found;
}

export function toVisitorView({ student, at, scan }: Visitor): RegisterView["visitors"][number] {
  return { student, at: instantText(at), scan };
}
