import type { SessionWindow } from "../timetable/session-window.ts";

/** What decides whether sessions can bear on each other. */
export interface TouchableSession {
  readonly id: string;
  readonly window: SessionWindow;
  readonly rooms: readonly string[];
  /** Everybody who is or ever was expected in it, or corrected. */
  readonly students: Iterable<string>;
}

/**
 * Groups sessions that touch: two whose windows overlap and that share a room or a student, and all that are
 * linked so. A group is judged as a whole, and nothing outside it bears on its marks. A standing session is a group of
 * its own: a day-long window never links.
 *
 * @returns the ids of each group
 */
export function touchingSessions(sessions: readonly TouchableSession[]): string[][] {
  const parent = new Map(sessions.map(({ id }) => [id, id]));
  const rootOf = (id: string): string => {
    let root = id;
    for (let up = parent.get(root); up !== undefined && up !== root; up = parent.get(root)) root = up;
    parent.set(id, root);
    return root;
  };

  /** For each room and student, the session whose window reaches furthest so far. */
  const reaching = new Map<string, TouchableSession>();
  const byOpening = sessions
    .filter(({ window }) => !window.standing)
    .sort((a, b) => a.window.opens - b.window.opens);
  for (const session of byOpening) {
    const places = session.rooms.map((room) => `room ${room}`);
    const people = [...session.students].map((student) => `student ${student}`);
    for (const key of [...places, ...people]) {
      const before = reaching.get(key);
      if (before && before.window.closes >= session.window.opens) {
        parent.set(rootOf(session.id), rootOf(before.id));
      }
      if (!before || session.window.closes > before.window.closes) reaching.set(key, session);
    }
  }

  const groups = new Map<string, string[]>();
  for (const { id } of sessions) {
    const root = rootOf(id);
    const group = groups.get(root);
    if (group) group.push(id);
    else groups.set(root, [id]);
  }
  return [...groups.values()];
}
