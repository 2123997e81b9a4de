import type { StudentCalendar, StudentFiguresView } from "../../../src/contract/http/figures.ts";
import type { StudentDetail } from "../../../src/contract/http/students.ts";
import type { ChangesFrame } from "../../../src/contract/live/frames.ts";
import { isUnsaid } from "./is-unsaid.ts";

/** What a student's page shows beside the month. */
export interface StudentState {
  readonly seq: number;
  readonly detail: StudentDetail;
  readonly figures: StudentFiguresView;
  /** The sessions of today with their marks in words. */
  readonly today: StudentCalendar["sessions"];
}

/** Some days of a student. */
export interface StudentDays extends StudentCalendar {
  readonly seq: number;
}

/**
 * A student's page after a frame, which brings what it shows where it changed.
 *
 * @returns null where a session was planned otherwise, or the student's record was, which only reading tells
 */
export function foldStudent(state: StudentState, frame: ChangesFrame): StudentState | null {
  if (frame.sessions.some(({ seq }) => seq > state.seq)) return null;
  const { id } = state.detail.student;
  const change = frame.students.find(({ student }) => student === id);
  // That nobody was seen yet is said of the whole school, and anybody's scan ends it.
  if (change === undefined && isUnsaid(state.detail.rate)) return null;
  if (change === undefined) return frame.marks.some(({ student }) => student === id) ? null : { ...state };
  const { detail, figures, sessions } = change;
  if (sessions === null) return null;
  return { ...state, detail, figures, today: sessions.filter(({ session }) => session.day === detail.day) };
}

/** The days of a student after a frame; null as for the page. */
export function foldStudentDays(days: StudentDays, frame: ChangesFrame): StudentDays | null {
  if (frame.sessions.some(({ seq }) => seq > days.seq)) return null;
  const change = frame.students.find(({ student }) => student === days.student.id);
  if (change === undefined)
    return frame.marks.some(({ student }) => student === days.student.id) ? null : { ...days };
  if (change.sessions === null) return null;
  const changed = new Map(change.sessions.map((entry) => [entry.session.id, entry]));
  return { ...days, sessions: days.sessions.map((entry) => changed.get(entry.session.id) ?? entry) };
}
