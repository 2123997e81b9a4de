import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { studentCalendar, studentFiguresView } from "../http/figures.ts";
import { pulseView } from "../http/monitor.ts";
import { quarantineView } from "../http/quarantine.ts";
import { scanView } from "../http/scans.ts";
import { markView, registerView } from "../http/sessions.ts";
import { studentDetail } from "../http/students.ts";
import { systemView } from "../http/system.ts";

/**
 * The server-sent events of `GET /api/v1/live`.
 *
 * `changes` (id: the seq of its last change) carries what was committed since the frame before, in order and
 * without gaps. A client that reconnects with Last-Event-ID gets what it missed; when that is too much, or
 * when there is no such past, it gets `reset` and reads everything anew. `system` is the state of broker and
 * store, `pulse` that of the monitor and of the flow of messages; they have no id. The first change after a quiet moment
 * is told at once, later ones are gathered, at most twenty frames a second.
 *
 * `show` (repeated) says what a page shows, and it is sent that alone: `scans`, `board` (marks and attempts of every
 * session), `session:ID` (those of one, with the rows of its register), `student:ID` (those of one student, with what
 * its page shows of them). Without it everything is sent but the rows of registers. The numbers go on for everybody:
 * a frame of which a page is shown nothing still says how far the state of things has come.
 */

/**
 * A mark of any kind of session as it stands after a change. `was` is what it was before, so that counts are brought up
 * to date without knowing the seats; null where nothing was stored. A later sighting moves `lastSeen` and is no revision:
 * `was` then says the same status.
 */
export const markChange = z.object({
  seq: z.int(),
  session: z.string(),
  /** ISO date of the session. */
  day: z.string(),
  student: z.string(),
  status: z.enum(markStatuses),
  minutesLate: z.int().nullable(),
  firstSeen: z.string().nullable(),
  lastSeen: z.string().nullable(),
  revision: z.int(),
  was: z.object({ status: z.enum(markStatuses), firstSeen: z.string().nullable() }).nullable(),
});
export type MarkChange = z.infer<typeof markChange>;

/** Somebody expected in a session was turned away at its room, or only claimed a name. */
export const attemptChange = z.object({
  seq: z.int(),
  session: z.string(),
  student: z.string(),
  scan: z.string(),
  at: z.string(),
  decision: z.enum(["granted", "denied", "late", "unknown"]),
  reason: z.string().nullable(),
  /** true for the first of this person in this session while no mark says that they are here. */
  first: z.boolean(),
});
export type AttemptChange = z.infer<typeof attemptChange>;

/** A session of which something changed that a page cannot fold: its plan, its state, what late facts would change. */
export const sessionChange = z.object({ session: z.string(), seq: z.int() });
export type SessionChange = z.infer<typeof sessionChange>;

/** Somebody whose leave was asked for, recorded or decided on. */
export const leaveChange = z.object({ student: z.string(), seq: z.int() });
export type LeaveChange = z.infer<typeof leaveChange>;

/** Rows of one register as they are after a change. */
export const registerChange = z.object({
  session: z.string(),
  marks: z.array(markView),
  /** All of them, where somebody who is expected nowhere was seen; null where nothing changed. */
  visitors: registerView.shape.visitors.nullable(),
  sharedBrowsers: registerView.shape.sharedBrowsers,
});
export type RegisterChange = z.infer<typeof registerChange>;

/** What a student's page shows, as it is after a change. */
export const studentChange = z.object({
  student: z.string(),
  detail: studentDetail,
  figures: studentFiguresView,
  /** Of today and of the days on which something changed; null where these lie too far apart. */
  sessions: studentCalendar.shape.sessions.nullable(),
});
export type StudentChange = z.infer<typeof studentChange>;

export const changesFrame = z.object({
  seq: z.int(),
  scans: z.array(scanView),
  marks: z.array(markChange),
  attempts: z.array(attemptChange),
  /** The rows of registers that changed, of those sessions that a page said it shows. */
  registers: z.array(registerChange),
  /** Of the students whose marks changed and whose page somebody said it shows. */
  students: z.array(studentChange),
  /** Each session once. */
  sessions: z.array(sessionChange),
  /** Each student once. */
  absences: z.array(leaveChange),
  quarantined: z.array(quarantineView.omit({ payload: true })),
});
export type ChangesFrame = z.infer<typeof changesFrame>;

export const resetFrame = z.object({
  seq: z.int(),
  reason: z.enum(["too_far_behind", "new_day", "roster_changed"]),
});
export type ResetFrame = z.infer<typeof resetFrame>;

/** What a page says that it shows. */
export const liveShow = z
  .string()
  .max(200)
  .regex(/^(?:scans|board|session:.+|student:.+)$/u, "scans, board, session:ID or student:ID");
export const liveShows = z.preprocess(
  (given) => (typeof given === "string" ? [given] : given),
  z.array(liveShow).max(100),
);

export const systemFrame = systemView;
export const pulseFrame = pulseView;
