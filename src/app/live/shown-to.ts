import type { ChangesFrame } from "../../contract/live/frames.ts";

/** What a page said that it shows: `scans`, `board`, `session:ID`, `student:ID`. null for everything. */
export type Shows = ReadonlySet<string> | null;

/** The sessions whose registers somebody shows. */
export const registersShown = (all: Iterable<Shows>): ReadonlySet<string> => namedBy("session:", all);

/** The students whose page somebody shows. */
export const studentsShown = (all: Iterable<Shows>): ReadonlySet<string> => namedBy("student:", all);

function namedBy(kind: string, all: Iterable<Shows>): ReadonlySet<string> {
  const named = new Set<string>();
  for (const shows of all) {
    for (const topic of shows ?? []) if (topic.startsWith(kind)) named.add(topic.slice(kind.length));
  }
  return named;
}

/**
 * A frame as a page gets it that shows some things alone. Its number stays, so that the page knows how far the state of
 * things has come.
 */
export function shownTo(frame: ChangesFrame, shows: Shows): ChangesFrame {
  if (shows === null) return { ...frame, registers: [], students: [] };
  const board = shows.has("board");
  const isShown = ({ session, student }: { readonly session: string; readonly student: string }): boolean =>
    board || shows.has(`session:${session}`) || shows.has(`student:${student}`);
  const scans = shows.has("scans");
  return {
    seq: frame.seq,
    scans: scans ? frame.scans : [],
    quarantined: scans ? frame.quarantined : [],
    marks: frame.marks.filter(isShown),
    attempts: frame.attempts.filter(isShown),
    // Whether a session that was planned anew is a student's, the frame does not know.
    sessions:
      board || [...shows].some((topic) => topic.startsWith("student:"))
        ? frame.sessions
        : frame.sessions.filter(({ session }) => shows.has(`session:${session}`)),
    registers: frame.registers.filter(({ session }) => shows.has(`session:${session}`)),
    students: frame.students.filter(({ student }) => shows.has(`student:${student}`)),
  };
}
