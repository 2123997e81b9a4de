import type { MonitorView } from "../../contract/http/monitor.ts";
import type { SystemView } from "../../contract/http/system.ts";
import type { ChangesFrame } from "../../contract/live/frames.ts";
import type { Scope } from "../../domain/rights/may.ts";

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

/** What a page shows, and what its reader may be told of that. */
export interface LiveView {
  readonly shows: Shows;
  /** The sessions whose marks, attempts and plans are told. */
  readonly sessions: Scope;
  /** Own ids of the students whose own changes are told; null for everybody's. */
  readonly students: ReadonlySet<string> | null;
  readonly scans: boolean;
  /** `plain` leaves out totals of the day, and how the server is reached. */
  readonly system: "whole" | "plain";
  readonly pulse: "whole" | "without_names" | "none";
}

/** Who is tied to the sessions of a frame, as the store has it now. */
export interface FrameTies {
  /** Store ids of those who teach a session. */
  readonly staff: ReadonlyMap<string, ReadonlySet<string>>;
  /** Own ids of the students, of those that somebody shows, who have a seat in a session. */
  readonly seated: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * A frame as a page gets it that shows some things, of which its reader may be told. Its number stays, so that the page
 * knows how far the state of things has come.
 */
export function shownTo(frame: ChangesFrame, view: LiveView, ties: FrameTies): ChangesFrame {
  const { shows } = view;
  const tells = (topic: string): boolean => shows === null || shows.has(topic);
  const maySession = (session: string): boolean => {
    if (view.sessions.kind !== "tied") return view.sessions.kind === "everything";
    return view.sessions.by.includes("taught") && ties.staff.get(session)?.has(view.sessions.person) === true;
  };
  const mayStudent = (student: string): boolean => view.students === null || view.students.has(student);
  const isShown = ({ session, student }: { readonly session: string; readonly student: string }): boolean =>
    ((tells("board") || tells(`session:${session}`)) && maySession(session)) ||
    (shows?.has(`student:${student}`) === true && mayStudent(student));
  const scans = tells("scans") && view.scans;
  const students = [...(shows ?? [])].flatMap((topic) =>
    topic.startsWith("student:") ? [topic.slice("student:".length)] : [],
  );
  return {
    seq: frame.seq,
    scans: scans ? frame.scans : [],
    quarantined: scans ? frame.quarantined : [],
    marks: frame.marks.filter(isShown),
    attempts: frame.attempts.filter(isShown),
    sessions: frame.sessions.filter(
      ({ session }) =>
        ((tells("board") || tells(`session:${session}`)) && maySession(session)) ||
        students.some((student) => mayStudent(student) && ties.seated.get(session)?.has(student) === true),
    ),
    absences: frame.absences.filter(
      ({ student }) => (shows === null || shows.has(`student:${student}`)) && mayStudent(student),
    ),
    registers: frame.registers.filter(
      ({ session }) => shows?.has(`session:${session}`) === true && maySession(session),
    ),
    students: frame.students.filter(
      ({ student }) => shows?.has(`student:${student}`) === true && mayStudent(student),
    ),
  };
}

/** The state of the server as far as somebody may know it. */
export const systemFor = (system: SystemView, view: LiveView["system"]): SystemView =>
  view === "whole"
    ? system
    : {
        ...system,
        broker: { ...system.broker, address: "", clients: null },
        store: { ...system.store, variables: "", trouble: null },
        intake: { waiting: 0, overflowed: 0, unread: 0 },
        totals: null,
      };

/** What the monitor found, without the names of those whom it found. */
export const withoutNames = (monitor: MonitorView): MonitorView => ({
  ...monitor,
  attention: monitor.attention.filter(({ kind }) => kind !== "repeated_denials"),
  groups: monitor.groups.filter(({ cause }) => cause !== "repeated_denials"),
});
