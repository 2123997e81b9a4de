import { z } from "zod";
import { markStatuses } from "../../domain/attendance/mark.ts";
import { quarantineView, scanView, systemView } from "../http/api.ts";
import { pulseView } from "../http/monitor.ts";

/**
 * The server-sent events of `GET /api/v1/live`.
 *
 * `changes` (id: the seq of its last change) carries what was committed since the frame before, in order and
 * without gaps. A client that reconnects with Last-Event-ID gets what it missed; when that is too much, or
 * when there is no such past, it gets `reset` and reads everything anew. `system` is the state of broker and
 * store, `pulse` that of the monitor and of the flow of messages; they have no id. At most ten frames a second.
 */

/** A mark as it stands after a change. */
export const markChange = z.object({
  seq: z.int(),
  student: z.string(),
  class: z.string(),
  location: z.string().nullable(),
  day: z.string(),
  session: z.string(),
  status: z.enum(markStatuses),
  decision: z.enum(["granted", "denied", "late", "unknown"]).nullable(),
  reason: z.string().nullable(),
  at: z.string().nullable(),
  scan: z.string().nullable(),
});
export type MarkChange = z.infer<typeof markChange>;

/** A timetabled session of which something changed: its plan, its state or marks. A page that shows it reads it anew. */
export const sessionChange = z.object({ session: z.string(), seq: z.int() });
export type SessionChange = z.infer<typeof sessionChange>;

export const changesFrame = z.object({
  seq: z.int(),
  scans: z.array(scanView),
  marks: z.array(markChange),
  /** Each session once. */
  sessions: z.array(sessionChange),
  quarantined: z.array(quarantineView.omit({ payload: true })),
});
export type ChangesFrame = z.infer<typeof changesFrame>;

export const resetFrame = z.object({
  seq: z.int(),
  reason: z.enum(["too_far_behind", "new_day", "roster_changed"]),
});
export type ResetFrame = z.infer<typeof resetFrame>;

export const systemFrame = systemView;
export const pulseFrame = pulseView;
