import { z } from "zod";
import { neededLine } from "./one-line.ts";
import { problem } from "./problem.ts";
import { markView, sessionRow } from "./sessions.ts";

/** What the deeds of a register answer with. */

/** The marks that were written, as they are now, by student id, and the session with its counts. */
export const marksAnswer = z.object({
  session: sessionRow,
  marks: z.array(markView),
  /** The number of the last change: what is older than it is out of date. */
  seq: z.int(),
});

/** 409: marks have changed since they were seen. Nothing was written; `current` is what they are now. */
export const markConflict = problem.extend({ current: z.array(markView) });

/** `POST /api/v1/sessions/{id}/marks/{student}/undo`: the revision that is taken back, the current one. */
export const undoRequest = z.strictObject({
  revision: z.int().min(1),
  reason: neededLine(500).default("Undone"),
});
